"""What the inspector found, told operation by operation: short, in order, and with the place where it goes wrong."""

import pickle

import pytest
from shipped import level

from cafe_sim.cafe.model import Plan
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import inspect, replay
from cafe_sim.engine.explore.telling.codes import decode
from cafe_sim.game.fixing import moves
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.views import FailingView


def told_of(name: str, plan: Plan) -> FailingView | None:
    subject = round_subject(level(name), plan)
    return failing(subject, inspect(subject, exhaustive=True))


def found(name: str, plan: Plan | None = None) -> FailingView:
    view = told_of(name, plan or level(name).naive)
    assert view is not None
    return view


def told(view: FailingView) -> list[str]:
    return [
        f"{step.actor} {step.text} ({step.line}){f' {step.mark}: {step.aside}' if step.mark else ''}"
        for step in view.steps
    ]


def test_a_lost_update_is_told_from_the_stale_read_to_the_write_that_loses():
    view = found("B4")
    assert [fault.kind for fault in view.faults] == ["invariant", "lost-update", "data-race"]
    assert view.seen == "one of 2 that go wrong"
    assert told(view) == [
        "Bo reads till.total: 0.00 (27)",
        "Cy reads till.total: 0.00 (27) stale: Cy goes on from this value",
        "Bo writes till.total: 3.00 (27) lost: Cy overwrites this unseen",
        "Bo hands out #1 (29)",
        "Cy writes till.total: 3.00 (27) wrong: derives from the 0.00 read before: what Bo wrote is lost",
        "Cy hands out #2 (29)",
    ]
    assert view.alternation.startswith("Bo │ Cy (reads till.total: 0.00) │ Bo ×2 (writes till.total: 3.00) │ Cy ×2")
    assert "till.total += count(order.price)" in view.program.splitlines()[26]


def test_what_would_have_ordered_them_is_said():
    assert "One lock, held by" in found("B4").faults[1].message
    assert "in one and the same order" in found("C4").remedy


def test_check_then_act_goes_wrong_at_the_act_although_every_touch_is_locked():
    view = found("B6", moves.hang(level("B6").shop, level("B6").naive, "case", 1))
    marked = [(step.actor, step.text, step.mark, step.aside) for step in view.steps if step.mark]
    assert marked == [
        ("Cy", "reads case.croissants: 1", "stale", "it is no longer so when Cy takes"),
        ("Cy", "writes case.croissants: -1", "wrong", "there were none left"),
    ]


def test_a_deadlock_ends_with_what_everybody_wants():
    view = found("C4")
    assert told(view)[-2:] == ["Bo wants tray_lock (32) stuck: held by Cy", "Cy wants mitt_lock (44) stuck: held by Bo"]
    assert [step.text for step in view.steps if step.mark == "held"] == ["takes mitt_lock", "takes tray_lock"]


def test_a_broken_rule_is_told_where_it_is_broken():
    lv = level("A4")
    plan = moves.together(lv.shop, moves.together(lv.shop, lv.naive, "table", "grind"), "table", "brew")
    first = found("A4", plan).steps[0]
    assert (first.actor, first.text, first.aside) == ("Ana", "goes on without boil and grind", "")
    assert first.is_wrong


def test_a_barista_is_called_by_her_name_and_not_by_her_tasks():
    lv = level("A5")
    row = next(row for row in lv.proof.rows if row.name == "a task each, and nobody waits")
    view = found("A5", plan_of_row(lv, row))
    assert view.charts is not None
    rows = {row.name for row in view.charts.by_steps.rows}
    assert {step.actor for step in view.steps} <= rows, "as in the replay that one steps through then"
    assert not any(step.actor.startswith("Task-") for step in (*view.steps, *found("A5").steps))


@pytest.mark.parametrize("name", ["A4", "B4", "B6", "C4"])
def test_where_nothing_was_found_there_is_nothing_to_show(name):
    assert told_of(name, level(name).reference) is None


def test_consequences_come_before_a_mere_data_race():
    lv = level("C4")
    view = found("C4", moves.take_off(lv.shop, lv.naive, "tray"))
    assert view.faults[0].kind == "lost-update"
    assert any("is lost" in step.aside for step in view.steps)


@pytest.mark.parametrize("name", ["B4", "B6", "C4"])
def test_the_code_on_the_screen_is_the_order_on_the_screen(name):
    view = found(name)
    subject = round_subject(level(name), level(name).naive)
    again = replay(subject, decode(view.code).schedule(subject, ""))
    assert again.same
    assert view.faults[0].message in [fault.message for fault in again.faults]


def test_what_is_told_can_be_sent_from_process_to_process():
    assert pickle.loads(pickle.dumps(found("B4"))) == found("B4")
