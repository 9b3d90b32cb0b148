"""The garbage collector while an execution is driven: what it looks through, and what it leaves as it was."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from weakref import ref

import pytest

from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.collecting import THRESHOLDS
from cafe_sim.engine.kernel.execution import Execution, me

MANY = 5 * THRESHOLDS[0]


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    gc.collect()
    yield
    gc.collect()


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


def run(body: Callable[[], object]) -> None:
    with Execution(body) as execution:
        assert execution.run() == "ended"


def events(how_many: int) -> None:
    actor = me()
    for n in range(how_many):
        actor.execution.record(actor, "note", None, ("a cup", n), 0)


def test_thresholds_are_what_they_were():
    before = gc.get_threshold()
    inside = []
    run(lambda: inside.append(gc.get_threshold()))
    assert (inside, gc.get_threshold()) == ([THRESHOLDS], before)


def test_a_program_that_makes_more_garbage_than_events_has_it_collected():
    rings: list[ref[Ring]] = []

    def litter() -> None:
        for _ in range(MANY // 50):
            rings.extend(ref(Ring()) for _ in range(50))
            events(1)

    run(lambda: (litter(), rings.append(ref(Ring()))))
    assert sum(ring() is None for ring in rings) > MANY // 2


def test_among_events_nothing_is_looked_for_until_they_are_over():
    rings: list[ref[Ring]] = []
    found_under_way = []

    def body() -> None:
        events(MANY)
        rings.append(ref(Ring()))
        events(MANY)
        found_under_way.append(rings[0]() is None)

    run(body)
    gc.collect()
    assert found_under_way == [False]
    assert rings[0]() is None


def test_long_executions_that_are_over_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(collecting, "AGED_MAX", MANY)
    over = []
    for _ in range(4):
        execution = Execution(lambda: events(MANY))
        with execution:
            execution.run()
        over.append(ref(execution))
        del execution
    assert [each() is None for each in over[:2]] == [True, True]


def test_what_another_froze_stays_frozen():
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        run(lambda: events(MANY))
        assert gc.get_freeze_count() > frozen * 0.9
    finally:
        gc.unfreeze()


def test_a_look_that_outlasts_the_driving_is_over_when_the_next_begins() -> None:
    """Else whatever is made then would count as found by the collector, and no coroutine as never awaited."""

    class Last(Ring):
        def __del__(self) -> None:
            collecting.end()  # as the driving thread does while another one's look is under way

    collecting.begin()
    Last()
    gc.collect()
    assert collecting.is_at_work(), "nobody heard it end"
    collecting.begin()
    try:
        assert not collecting.is_at_work()
    finally:
        collecting.end()
