"""A run of a level in a small file: the same again, or the first step that is another, and nothing hostile gets in."""

from __future__ import annotations

import json
from functools import cache

import msgspec
import pytest
from shipped import level

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.errors import BadContent
from cafe_sim.game.afterwards.recorded import (
    FILE_BYTES,
    Recorded,
    again,
    digest_of,
    from_bytes,
    is_recorded,
    record,
    to_bytes,
)
from cafe_sim.game.breaking.scheduler import Scheduler


@cache
def moves() -> tuple[int, ...]:
    """One after the other, to the end, by those who come last."""
    scheduler = Scheduler(level("B3"))
    while not scheduler.over:
        scheduler.stepping.move(scheduler.stepping.options[-1].actor)
    made = tuple(move.transition.actor for move in scheduler.stepping.made)
    scheduler.close()
    return made


def shift() -> Recorded:
    return record(level("A1"), level("A1").reference)


def spoilt(run: Recorded, **changes: object) -> bytes:
    return json.dumps(msgspec.to_builtins(run) | changes).encode()


@pytest.mark.parametrize("name", ["A1", "B4", "C4", "B3"])
def test_the_same_run_comes_out_of_the_file(name):
    of = level(name)
    run = record(of, None if of.scene else of.reference, moves() if of.scene else ())
    data = to_bytes(run)
    assert is_recorded(data)
    assert len(data) < 4_000, "it is no film"
    came, difference = again(from_bytes(data, "x.json"), of, "x.json")
    assert (came.digest, difference) == (run.trace, "")
    assert came.charts.told.deeds


def test_a_program_run_straight_keeps_its_seed_and_cores():
    run = from_bytes(to_bytes(record(level("B3"), None, seed=3, cores=2)), "x.json")
    assert (run.seed, run.cores, run.moves, run.plan) == (3, 2, (), None)
    assert again(run, level("B3"), "x.json")[1] == ""


def test_a_plan_that_decides_otherwise_is_another_run_and_the_first_step_is_named():
    run, other = shift(), record(level("A1"), level("A1").naive)
    assert run.trace != other.trace
    mixed = msgspec.structs.replace(run, plan=other.plan)
    _, difference = again(mixed, level("A1"), "x.json")
    assert difference.startswith("step ")
    assert "was another one, and is now “Carl " in difference


def test_a_level_that_has_changed_is_said_to_even_where_every_step_is_as_it_was():
    of = level("A1")
    grown = msgspec.structs.replace(of, shop=msgspec.structs.replace(of.shop, cores=of.shop.cores + 1))
    assert digest_of(grown) != digest_of(of)
    assert digest_of(msgspec.structs.replace(of, hints=("a", "b", "c"))) == digest_of(of), "words decide nothing"
    _, difference = again(shift(), grown, "x.json")
    assert difference.startswith("A1 is not what it was when this was recorded; ")


def test_another_version_is_named_where_the_run_is_another():
    run = msgspec.structs.replace(shift(), trace="0" * 32, cafe_sim="9.9\x1b]0;x", python="3.99")
    _, difference = again(run, level("A1"), "x.json")
    assert difference.startswith("every step that can be told is the same; names or times are not; Café Sim 9.9")
    assert "it was recorded on Python 3.99, this is " in difference
    assert "\x1b" not in difference


def test_a_trail_that_is_longer_or_shorter_says_so():
    run = shift()
    cut = msgspec.structs.replace(run, trace="0" * 32, trail=run.trail[:-3])
    assert "it ended after step 10, and now “" in again(cut, level("A1"), "x.json")[1]
    grown = msgspec.structs.replace(run, trace="0" * 32, trail=run.trail + "000")
    assert "it ends after step 11, and went on then" in again(grown, level("A1"), "x.json")[1]


def test_moves_that_cannot_be_made_say_who_cannot_and_why():
    run = record(level("B3"), None, moves())
    said = again(msgspec.structs.replace(run, moves=(*moves(), moves()[-1])), level("B3"), "x.json")[1]
    assert said == f"step {len(moves()) + 1}: it is over by then"
    said = again(msgspec.structs.replace(run, moves=(moves()[0],) * 5), level("B3"), "x.json")[1]
    assert said == "step 3: Cy cannot move: has finished"
    said = again(msgspec.structs.replace(run, moves=moves()[:1]), level("B3"), "x.json")[1]
    assert said == "after step 1 it is not over, and nothing more was recorded"
    assert "there is no actor 99" in again(msgspec.structs.replace(run, moves=(99,)), level("B3"), "x.json")[1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no recorded run"),
        (b"\xff\xfe", "is no recorded run"),
        (b'{"format": "cafe-sim run", "version": 1}', "missing required field"),
        (b'{"format": "cafe-sim run", "version": 2}', "was recorded by a newer Café Sim (format 2)"),
        (b"[" * 100_000, "is no recorded run"),
        (b" " * (FILE_BYTES + 1), "is larger than 256 KB"),
    ],
)
def test_what_is_no_such_file_is_one_sentence(data, said):
    with pytest.raises(BadContent) as raised:
        from_bytes(data, "x.json")
    assert said in str(raised.value)
    assert str(raised.value).startswith("x.json: ")


@pytest.mark.parametrize(
    "changes",
    [
        {"moves": [0]},
        {"moves": [1] * 10_001},
        {"seed": -1},
        {"cores": 65},
        {"trail": "xyz"},
        {"trail": "0" * 15_001},
        {"trace": "short"},
        {"level": "../../etc"},
        {"level": "a\x1bb"},
        {"more": 1},
        {"plan": 3},
    ],
)
def test_what_has_no_limit_is_refused(changes):
    with pytest.raises(BadContent, match="is no recorded run of Café Sim, or a damaged one"):
        from_bytes(spoilt(shift(), **changes), "x.json")


@pytest.mark.parametrize(
    "plan",
    [
        {"nonsense": 1},
        {"hand_overs": [{"at": 0, "order": 1, "to": "Nobody"}]},
        {"hand_overs": [{"at": "soon", "order": 1, "to": "Carl"}]},
        {"spans": [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]},
        None,
    ],
)
def test_a_plan_goes_the_way_of_all_plans(plan):
    run = from_bytes(spoilt(shift(), plan=plan), "x.json")
    with pytest.raises(BadContent, match=r"^x\.json[:,] "):
        again(run, level("A1"), "x.json")


def test_a_plan_of_the_players_own_is_kept_whole():
    plan = Plan(name="mine", hand_overs=(HandOver(at=0, order=1, to="Carl"),))
    run = from_bytes(to_bytes(record(level("A1"), plan)), "x.json")
    assert msgspec.convert(run.plan, Plan) == plan
