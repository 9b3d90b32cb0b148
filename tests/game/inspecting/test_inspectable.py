"""A shift whose shop shares things: what one good day says of always, and what the inspector makes of it."""

from __future__ import annotations

from shipped import level

from cafe_sim.cafe.model import Plan
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.serving.shift import Shift


def lucky() -> Plan:
    """B1 with one tag: the other baker has always been quick enough, so far."""
    plan = next(row.plan for row in level("B1").proof.rows if row.verdict == "lucky")
    assert plan is not None
    return plan


def played(name: str, plan: Plan) -> Shift:
    """A shift on which all that happens."""
    shift = Shift(level(name), plan, pace="real")
    shift.go_on()
    shift.advance(100.0)
    assert shift.over
    return shift


def asked(shift: Shift) -> Shift:
    shift.start_asking(Inline)
    shift.wait()
    return shift


def test_a_good_day_with_shared_things_wins_nothing_until_the_inspector_has_been_there():
    shift = played("B1", level("B1").reference)
    before = shift.result()
    assert (before.worked, before.sound, before.can_ask) == (True, False, True)
    assert (before.always, before.always_ok) == ("the inspector has not been asked", None)
    after = asked(shift).result()
    assert (after.stamp, after.always_ok, after.can_ask) == ("certified", True, False)
    assert (after.sound, after.par, after.light) == (True, True, True)


def test_a_lucky_day_is_broken_with_an_order_of_events_that_shows_it():
    shift = played("B1", lucky())
    before = shift.result()
    assert (before.worked, before.sound, before.can_ask) == (True, False, True)
    assert before.always_ok is False, "this very run had a data race"
    after = asked(shift).result()
    assert (after.worked, after.stamp, after.sound, after.can_ask) == (True, "broken", False, False)
    assert {"data-race", "invariant"} <= {fault.kind for fault in after.faults}
    assert after.failing is not None
    assert any(step.is_wrong for step in after.failing.steps)
    assert after.failing.code.startswith("B1:")


def test_what_he_said_is_of_one_plan():
    shift = asked(played("B1", level("B1").reference))
    shift.plan = lucky()
    assert shift.verdict is None
    assert shift.stale_verdict is not None
    shift.plan = level("B1").reference
    assert shift.verdict is not None


def test_where_nothing_is_shared_nobody_has_to_be_asked():
    result = played("A2", level("A2").reference).result()
    assert (result.sound, result.can_ask, result.always_ok) == (True, False, None)
    assert result.always.startswith("no value is shared")


def test_a_day_that_did_not_work_needs_no_inspector():
    result = played("B1", level("B1").naive).result()
    assert (result.worked, result.can_ask) == (False, False)


def test_a_bench_whose_doors_were_open_can_ask_from_its_result_too():
    bench = Bench(level("B4"), level("B4").reference)
    assert bench.result().can_ask
    bench.start_asking(Inline)
    bench.wait()
    assert (bench.result().can_ask, bench.result().sound) == (False, True)
