"""The inspector's visit beside the game: news while it goes on, a result at its end, whatever happens to it."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from functools import cache
from typing import Any

import pytest
import shipped

from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import Budget
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.errors import WorkerLost
from cafe_sim.game.coding.draft import Draft
from cafe_sim.game.coding.rehearsal import tell
from cafe_sim.game.inspecting.visit import Visit


@cache
def naive(name: str) -> CafeSubject:
    level = shipped.level(name)
    return round_subject(level, level.naive)


def test_a_visit_in_processes_of_its_own_finds_what_there_is_and_tells_it():
    visited = Visit(naive("B4")).wait()
    assert visited.inspection is not None
    assert (visited.inspection.verdict, visited.inspection.traces) == ("broken", 4)
    assert visited.failing is not None
    assert visited.failing.code.startswith("B4:")


def test_processes_and_none_say_the_same():
    one, other = Visit(naive("B6")).wait(), Visit(naive("B6"), hands=Inline).wait()
    assert one.failing == other.failing
    assert one.inspection is not None
    assert other.inspection is not None
    assert one.inspection.wrong_traces == other.inspection.wrong_traces == 4


def test_stopped_it_gives_the_verdict_so_far_and_promises_nothing():
    level = shipped.level("B4")
    subject = CafeSubject(level.shop, level.reference, "", "B4")
    visit = Visit(subject, Budget(seconds=60, schedules=3), Inline)
    visit.stop()
    visited = visit.wait()
    assert visited.inspection is not None
    assert visited.inspection.verdict != "certified"
    assert not visited.inspection.complete


class Broken(Executor):
    """Hands that cannot do anything."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(self.error)
        return future


def test_a_process_that_dies_is_no_certificate():
    visited = Visit(naive("B4"), hands=lambda: Broken(WorkerLost("B4 ended its process by itself"))).wait()
    assert visited.inspection is not None
    assert visited.inspection.verdict == "sampled"
    assert "ended its process" in visited.inspection.words


@pytest.mark.parametrize("error", [OSError("no more processes"), ValueError("odd")])
def test_an_inspector_who_cannot_come_says_why(error: Exception):
    visited = Visit(naive("B4"), hands=lambda: Broken(error)).wait()
    assert visited.inspection is None
    assert visited.trouble.startswith("The inspector could not come")
    assert str(error) in visited.trouble


def test_a_program_that_does_not_come_back_does_not_keep_him():
    visit = Visit(Draft("x = 9 ** 9 ** 9\n"), Budget(seconds=600), tell=tell)
    visit.stop(patience=0)
    visited = visit.wait()
    assert visited.trouble or (visited.inspection is not None and visited.inspection.verdict == "sampled")
