"""Lanes of a day: who had bound hands, for which order, and what held them up."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shipped

from cafe_sim.cafe.model import HandOver, Plan, Shop
from cafe_sim.game.days.played import Played, play_day


def shop(name: str) -> Shop:
    return shipped.level(name).shop


def all_to(name: str, worker: str) -> Played:
    found = shop(name)
    rows = tuple(HandOver(at=order.at, order=n, to=worker) for n, order in enumerate(found.orders, 1))
    return play_day(found, Plan(hand_overs=rows), "")


def told(played: Played, worker: str) -> list[tuple[float, float, str, int]]:
    return [(s.start, s.end, s.state, s.order) for s in played.lane(worker)]


def test_a_clerk_takes_one_order_after_the_other_and_is_idle_at_the_rail():
    lane = told(all_to("A1", "Carl"), "Carl")
    assert lane[:2] == [(0, 2, "run", 1), (2, 8, "wait", 1)]
    assert {order for *_, state, order in lane if state == "idle"} <= {0}
    numbers = [order for *_, order in lane if order]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("name", "worker"), [("A2", "Ana"), ("A2", "Carl"), ("A3", "Ana"), ("A9", "Ana"), ("B1", "Bo")]
)
def test_lanes_are_whole_and_every_stretch_of_a_worker_is_one_of_the_order(name, worker):
    played = all_to(name, worker)
    lane = told(played, worker)
    assert lane[0][0] == 0
    assert lane[-1][1] == pytest.approx(played.end, abs=1e-6)
    assert all(before[1] == pytest.approx(after[0]) for before, after in pairwise(lane))
    for start, end, state, order in lane:
        mine = played.order_lane(order) if order else ()
        if mine and end <= mine[-1].end:  # what is made in vain is the worker's alone
            assert any(s.state == state and s.start <= start and end <= s.end for s in mine)


def test_who_wants_what_another_holds_is_stuck_in_the_middle_of_an_order():
    level = shipped.level("C4")
    played = play_day(level.shop, level.reference, "")
    stuck = [s for worker in level.shop.staff for s in played.lane(worker.name) if s.state == "stuck"]
    assert stuck
    assert all(s.order and s.end > s.start for s in stuck)


def test_waiting_for_the_others_to_go_home_is_no_being_stuck():
    """Bo is the program's main thread: after his last order he joins Cy, and nobody holds anything he wants."""
    level = shipped.level("C4")
    played = play_day(level.shop, level.reference, level.title)
    assert played.lane("Bo")[-1].state == "idle"
    assert [(s.start, s.end) for s in played.lane("Bo") if s.state == "stuck"] == [(8, 10)]


def test_who_waits_for_a_bell_is_stuck_and_has_his_order_in_hand():
    played = play_day(shop("B9"), shipped.level("B9").reference, "")
    assert told(played, "Cy") == [(0, 1, "hold", 2), (1, 3, "hold", 2), (3, 6, "stuck", 2), (6, 9, "hold", 2)]


def test_what_an_order_gathers_is_no_other_order():
    level = shipped.level("A4")
    day = play_day(level.shop, level.reference, "")
    for number, arrives in ((1, 0), (2, 8), (3, 16)):
        lane = day.order_lane(number)
        assert (lane[0].start, lane[-1].end) == (arrives, arrives + 11)


def test_an_order_that_a_barista_awaits_herself_is_made_in_the_meantime():
    """No task is made of it: the next one in hand is ready, and what is done in vain is nobody's any more."""
    found = shop("A5")
    text = found.program.replace("        make[order.item]", "        await make[order.item]")
    day = play_day(found, Plan(text=text), "")
    assert told_of(day, 1) == [(0, 6, "wait")]
    assert told_of(day, 3) == [(4, 8, "ready"), (8, 14, "wait")]
    assert told_of(day, 6) == [(12, 20, "ready"), (20, 22, "wait")]
    assert told_of(play_day(found, Plan(), ""), 1)[0][2] == "ready"  # never awaited: nothing of it is ever made


def told_of(played: Played, number: int) -> list[tuple[float, float, str]]:
    return [(round(s.start, 3), round(s.end, 3), s.state) for s in played.order_lane(number)]


@pytest.mark.parametrize("name", ["A4", "A5", "A9", "B2", "E1"])
def test_a_lane_ends_with_the_day_and_has_no_stretch_too_short_to_be_any(name):
    """Whoever has lost patience leaves a nanosecond after the last moment at which a cup would have come in time."""
    level = shipped.level(name)
    plans = [row.plan for row in level.proof.rows if row.plan is not None] or [level.naive]
    for played in [*(play_day(level.shop, plan, "") for plan in plans), all_to(name, level.shop.staff[0].name)]:
        lanes = [played.lane(worker.name) for worker in level.shop.staff]
        lanes += [played.order_lane(stay.number) for stay in played.stays]
        assert all(s.end - s.start >= 0.001 for lane in lanes for s in lane)
        assert all(lane[-1].end <= played.end for lane in lanes if lane)
