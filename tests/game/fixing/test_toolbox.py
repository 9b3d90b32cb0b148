"""The toolbox: what each level's holds, and that the way it shows to a solution is one that wins."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import level

from cafe_sim.cafe.model import Plan
from cafe_sim.game.fixing.moves import MoveRefused
from cafe_sim.game.fixing.toolbox import MOVES, made, marks, offers, solutions, way
from cafe_sim.game.views import Mark


def along(name: str, plan: Plan, trail) -> Plan:
    for move, mark in trail:
        plan = made(level(name), plan, move, mark)
    return plan


@pytest.mark.parametrize(
    ("name", "moves"),
    [("A4", 3), ("B4", 1), ("B6", 3), ("B9", 2), ("C4", 2), ("D1", 2), ("D5", 1), ("E1", 2)],
)
def test_the_way_from_a_levels_own_plan_is_as_short_as_it_can_be(name, moves):
    trail = way(level(name), level(name).naive, solutions(level(name)))
    assert trail is not None
    assert len(trail) == moves
    wins = {plan.essence() for plan in solutions(level(name))}
    assert along(name, level(name).naive, trail).essence() in wins


def test_a_lock_is_hung_on_the_thing_rather_than_round_each_step():
    trail = way(level("B6"), level("B6").naive, solutions(level("B6")))
    assert trail is not None
    assert ("lock", Mark(thing="case")) in trail


def test_a_lock_that_came_with_the_level_cannot_be_hung_again():
    c4 = level("C4")
    off = made(c4, c4.naive, "lock", Mark(thing="tray"))
    assert way(c4, off, solutions(c4)) is None


def test_there_is_no_way_left_to_go_from_a_solution():
    for name in ("A4", "B4", "B6", "B9", "C4", "D1", "D5", "E1"):
        for plan in solutions(level(name)):
            assert way(level(name), plan, solutions(level(name))) == ()


def test_names_and_the_order_of_hanging_decide_nothing():
    b6 = level("B6")
    one = made(b6, b6.naive, "lock", Mark(thing="case"))
    other = msgspec.structs.replace(one, name="mine", spans=one.spans[::-1])
    assert one.essence() == other.essence()


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(["A4", "B4", "B6", "B9", "D1", "D5"]), choices=st.lists(st.integers(0, 10_000), max_size=5))
def test_from_wherever_a_player_has_come_to_the_way_found_leads_to_a_solution(name, choices):
    lev = level(name)
    plan = lev.naive
    for choice in choices:
        possible = []
        for move in (move for move in MOVES if offers(lev, move)):
            for mark in marks(lev, plan):
                try:
                    possible.append(made(lev, plan, move, mark))
                except MoveRefused:
                    continue
        plan = possible[choice % len(possible)]
    trail = way(lev, plan, solutions(lev))
    assert trail is not None
    assert along(name, plan, trail).essence() in {goal.essence() for goal in solutions(lev)}


def test_tokens_are_for_the_marked_lock_or_the_innermost_one_round_a_step():
    d1 = level("D1")
    hung = made(d1, d1.naive, "lock", Mark(thing="fuse"))
    by_thing = made(d1, hung, "token", Mark(thing="fuse"))
    assert made(d1, hung, "token", Mark(item="waffle", step="bake")) == by_thing == d1.reference
    with pytest.raises(MoveRefused, match="hang one first"):
        made(d1, hung, "token", Mark(item="waffle", step="stir"))
    with pytest.raises(MoveRefused, match="mark one under STEPS first"):
        made(d1, hung, "token", Mark(worker="Di"))


def test_a_bell_is_a_line_of_its_own_once_it_hangs_and_is_taken_down_there():
    b9 = level("B9")
    assert Mark(thing="bell") not in marks(b9, b9.naive)
    assert Mark(thing="bell") in marks(b9, b9.reference)
    for move in ("give", "await"):
        assert made(b9, b9.reference, move, Mark(thing="bell")).signals == ()
    with pytest.raises(MoveRefused, match="no step touches the bell"):
        made(b9, b9.reference, "lock", Mark(thing="bell"))
    with pytest.raises(MoveRefused, match="mark one under STEPS first"):
        made(b9, b9.naive, "give", Mark(thing="cake"))
