"""One picture and one word for one thing: a counterexample draws and tells what the shift and the bench do."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from cafe_sim.cafe.faults import FILE
from cafe_sim.content import load_campaign
from cafe_sim.content.measuring import shipped_plans
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.game.days.played import play_day, steps_by_line
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.pictures.charting_day import charts_of_day
from cafe_sim.game.pictures.of_level import mended
from cafe_sim.game.player.progress import LevelRecord

LEVELS = {level.id: level for level in load_campaign() if level.scene is None}
FIXED = [level.id for level in LEVELS.values() if level.kind in ("fix", "code")]


def found(level, plan):
    subject = round_subject(LEVELS[level], plan)
    return failing(subject, inspect(subject, exhaustive=True))


@cache
def found_as_shipped(level):
    return found(level, LEVELS[level].naive)


def drawn(chart, lines):
    """By line of the program: how those who stand there are drawn."""
    signs = {}
    for row in chart.rows:
        for bar in row.bars:
            if bar.line in lines and bar.state in ("hold", "wait"):
                signs.setdefault(bar.line, set()).add(bar.state)
    return signs


@pytest.mark.parametrize("level", [level.id for level in LEVELS.values() if level.kind == "fix"])
def test_a_step_is_drawn_alike_in_the_shift_and_under_the_inspector(level):
    day = play_day(LEVELS[level].shop, LEVELS[level].reference, "")
    lines = set(steps_by_line(day.shop, day.written))
    of_day, of_round = charts_of_day(day, ""), mended(LEVELS[level], LevelRecord()).make()
    shift = drawn(of_day.by_time, lines)
    assert shift.keys() & drawn(of_round.by_time, lines).keys()
    for chart in (of_day.by_steps, of_round.by_time, of_round.by_steps):
        seen = drawn(chart, lines)
        both = seen.keys() & shift.keys()
        assert {line: seen[line] for line in both} == {line: shift[line] for line in both}


def test_who_wraps_is_busy_and_who_bakes_waits():
    chart = found_as_shipped("B4").clock.by_time
    wraps, bakes = (
        next(number for number, line in enumerate(chart.sources[FILE], 1) if what in line)
        for what in ("# wrap", "# bake")
    )
    assert drawn(chart, {wraps, bakes}) == {wraps: {"hold"}, bakes: {"wait"}}


@pytest.mark.parametrize("level", FIXED)
def test_the_finding_and_its_replay_tell_the_same_steps(level):
    views = [view for plan in islice(shipped_plans(LEVELS[level]), 3) if (view := found(level, plan)) is not None]
    assert views or LEVELS[level].teaches == "lost customers", "too slow is no order that goes wrong"
    for view in views:
        matter = [deed for deed in view.charts.told.deeds if deed.matters]
        assert [deed.text for deed in matter] == [step.text for step in view.steps]
        assert [deed.mark for deed in matter] == [step.mark for step in view.steps]


def test_what_takes_time_is_called_as_the_recipe_calls_it():
    (wait,) = {
        bar.text for row in found_as_shipped("B4").charts.by_steps.rows for bar in row.bars if bar.state == "wait"
    }
    assert wait == "bake"


def test_the_rail_s_tickets_are_known_by_their_orders():
    view = found_as_shipped("D5")
    told = [f"{step.actor} {step.text}" for step in view.steps]
    assert told[:6] == [
        "Bo loads the shelf for #1",
        "Bo hangs #1 on the rail",
        "Bo hands out #1",
        "Cy takes #1 off the rail",
        "Cy unloads the shelf for #2",
        "Cy hands out #2",
    ]
    assert not any("something into" in text or "something out" in text for text in told)


def test_what_breaks_a_rule_says_how():
    assert "goes on with 3 at once on the fuse, which bears 2" in [step.text for step in found_as_shipped("D1").steps]


def test_a_call_that_nobody_awaits_is_all_that_is_told_and_of_one_ana():
    view = found_as_shipped("A5")
    assert [step.text for step in view.steps] == ["calls make_latte"]
    assert [row.name for row in view.charts.by_steps.rows] == ["Ana"]
    assert not any("begins #" in deed.text for deed in view.charts.told.deeds)


def test_a_recipe_s_steps_are_called_as_the_recipe_calls_them():
    told = {deed.text for deed in charts_of_day(play_day(LEVELS["A9"].shop, LEVELS["A9"].naive, ""), "").told.deeds}
    assert {"is done: down to the cellar", "makes a task for #1"} <= told
    assert not any("slept" in text for text in told)
