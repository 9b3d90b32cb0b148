"""Who wins without par is shown the way there, by the very day that was played: what is proposed is really quicker."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
from shipped import level

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.stars import reaches_par
from cafe_sim.game.afterwards.towards_par import misses_par, towards_par
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of


def plan_of(name: str, row: str) -> Plan:
    one = level(name)
    return plan_of_row(one, next(each for each in one.proof.rows if each.name == row))


def pointers(name: str, plan: Plan) -> tuple[str, ...]:
    *_, known = ((), *towards_par(level(name), plan))
    return known


def test_on_a_shift_the_order_is_named_then_what_to_do_with_it():
    where, which, exact = pointers("B2", plan_of("B2", "right rooms, bakers in turn"))
    assert where == (
        "The mean wait was 8.83 s, par is 8.6 s. #5 cider waited longest to be begun: 8 s behind others of Bo's."
    )
    assert which == "One order handed over otherwise is enough: look at #3 brioche."
    assert exact == "Give #3 brioche to Bo at 0:05, after #5 cider: that comes to 8.58 s."


def test_what_is_proposed_comes_to_what_is_said():
    one, plan = level("B2"), plan_of("B2", "right rooms, bakers in turn")
    found = re.match(r"Give #(\d+) \w+ to (\w+) at 0:(\d+), after #(\d+)", pointers("B2", plan)[2])
    assert found is not None
    order, to, at, after = found.groups()
    rows = [row for row in plan.hand_overs if row.order != int(order)]
    place = next(index for index, row in enumerate(rows) if row.order == int(after)) + 1
    rows.insert(place, HandOver(at=float(at), order=int(order), to=to))
    assert reaches_par(one, Day(one.shop, msgspec.structs.replace(plan, hand_overs=tuple(rows))).run())


def test_a_plan_of_rules_is_looked_through_order_by_order():
    where, which, exact = pointers("B2", plan_of("B2", "right rooms, least in hand"))
    assert where.startswith("The mean wait was 9.08 s, par is 8.6 s.")
    assert which == "One order handed over otherwise is a step: look at #3 brioche."
    assert exact == "Give #3 brioche to Cy at 0:03: that comes to 8.83 s."


def test_what_the_lesson_is_about_is_never_proposed():
    """A cider given to Ana at a lucky moment would be quicker, and is the very fault."""
    *_, exact = pointers("B2", plan_of("B2", "right rooms, bakers in turn"))
    assert "to Ana" not in exact


def test_where_no_one_change_is_quicker_the_level_has_the_word(monkeypatch):
    from cafe_sim.game.afterwards import towards_par as module

    monkeypatch.setattr(module, "DAYS_AT_MOST", 0)
    _, which, exact = pointers("B2", plan_of("B2", "right rooms, bakers in turn"))
    assert which == "No one order handed over otherwise is quicker: it takes two."
    assert exact == level("B2").hints[-1]


def test_at_the_bench_who_stood_and_the_moves_from_here():
    where, far, exact = pointers("B4", plan_of("B4", "one lock round everything"))
    assert where == (
        "It closed at 36 s, par is 19 s. Cy stood for 18 s in all (wants till_lock, held by Bo): "
        "what is held no longer than it must be keeps nobody."
    )
    assert far == "2 moves are enough from here."
    assert exact == "Take the lock off the till, then hang a lock on the till."


def test_who_waits_for_a_bell_is_no_one_whom_a_lock_keeps():
    where, *_ = pointers("B9", plan_of("B9", "rung after the washing up"))
    assert where.endswith("Cy waited for another for 5 s in all: could it be sooner?")


def test_what_was_sent_too_much_is_taken_back():
    where, _, exact = pointers("E1", plan_of("E1", "everything that can be sent"))
    assert where.endswith("Nobody was kept by another: look at what could be done meanwhile.")
    assert exact.startswith("Have “pour the milk” of the latte done at the counter again, then have “tap a glass”")


def test_of_typed_text_the_levels_own_hints_are_what_there_is():
    assert pointers("A5", plan_of("A5", "two at a time")) == tuple(level("A5").hints)


@pytest.mark.parametrize(("name", "row"), [("A2", "reference"), ("B4", "reference"), ("A1", "par")])
def test_who_has_reached_par_needs_no_pointer(name, row):
    assert pointers(name, plan_of(name, row)) == ()


def test_only_who_has_won_misses_par():
    one = level("B2")
    plan = plan_of("B2", "right rooms, bakers in turn")
    won = result_of(one, plan, play_day(one.shop, plan, one.title))
    assert misses_par(won)
    assert not misses_par(replace(won, sound=False))
    assert not misses_par(replace(won, par=True))
