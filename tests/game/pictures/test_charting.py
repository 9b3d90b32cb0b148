"""Charts of real runs: rows, reasons, the path, and where it goes wrong."""

from __future__ import annotations

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.days.played import play_day
from cafe_sim.game.pictures.charting_day import charts_of_day

LEVELS = {level.id: level for level in load_campaign()}
DAYS = [name for name, level in LEVELS.items() if level.scene is None]


def day(id, plan="reference"):
    level = LEVELS[id]
    return charts_of_day(play_day(level.shop, getattr(level, plan), level.title), level.title)


def test_threads_with_their_tasks_below_them(charts_of_text):
    charts = charts_of_text(
        """
        import asyncio, threading
        async def latte(): await asyncio.sleep(1)
        async def main():
            await asyncio.gather(asyncio.create_task(latte(), name="first"), latte())
        threading.Thread(target=asyncio.run, args=(main(),), name="Ana").start()
        """
    )
    rows = [(row.name, row.depth) for row in charts.by_time.rows]
    assert rows[:2] == [("main", 0), ("Ana", 0)]
    assert ("first", 1) in rows
    assert charts.telling is charts.by_time


def test_where_no_time_passes_steps_tell_it(charts_of_text):
    charts = charts_of_text("import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\n")
    assert charts.by_time.end == 0
    assert charts.telling is charts.by_steps
    assert charts.by_steps.end > 3
    assert not charts.by_steps.legs


def test_an_empty_program(charts_of_text):
    charts = charts_of_text("")
    assert charts.by_time.worked
    assert charts.by_time.end == 0


def test_a_deadlock_stands_in_its_rows_and_is_marked(charts_of_text):
    charts = charts_of_text(
        """
        import threading, time
        mitt, tray = threading.Lock(), threading.Lock()
        def bake(a, b):
            with a:
                time.sleep(1)
                with b: pass
        for name, locks in (("Bo", (mitt, tray)), ("Cy", (tray, mitt))):
            threading.Thread(target=bake, args=locks, name=name).start()
        time.sleep(3)
        """
    )
    for chart in (charts.by_time, charts.by_steps):
        standing = {row.name: row.standing for row in chart.rows if row.standing}
        assert standing["Bo"] == "wants tray, held by Cy"
        assert not chart.worked
        assert chart.verdict.startswith("deadlock")
        assert {chart.rows[each.row].name for each in chart.markers if each.bad} >= {"Bo", "Cy"}


def test_names_come_out_harmless(charts_of_text):
    charts = charts_of_text(
        r"""
        import threading, time
        t = threading.Thread(target=time.sleep, args=(1,), name="\x1b[31m\u202eevil\x00\n" + "x" * 10_000)
        t.start(); t.join()
        """
    )
    for chart in (charts.by_time, charts.by_steps):
        for text in [row.name for row in chart.rows] + [bar.text for row in chart.rows for bar in row.bars]:
            assert text.isprintable()
            assert len(text) <= 200


@pytest.mark.parametrize("id", DAYS)
def test_a_day_has_its_staff_and_their_orders(id):
    level, charts = LEVELS[id], day(id)
    names = [row.name for row in charts.by_time.rows if not row.depth]
    assert names[: len(level.shop.staff)] == [worker.name for worker in level.shop.staff]
    orders = [row for row in charts.by_time.rows if row.depth]
    assert len(orders) == len(level.shop.orders)
    assert charts.by_time.worked


@pytest.mark.parametrize("id", DAYS)
def test_a_days_path_ends_with_the_day(id):
    chart = day(id).by_time
    assert chart.legs[0].start == 0
    assert chart.legs[-1].end <= chart.end
    for before, after in zip(chart.legs, chart.legs[1:], strict=False):
        assert before.end == after.start
        assert before.row != after.row


def test_two_hands_in_the_till_the_path_goes_through_the_lock():
    chart = day("B4").by_time
    path = [(chart.rows[leg.row].name, leg.end / SECOND) for leg in chart.legs]
    assert path == [("Bo", 5), ("Cy", 19)]


def test_tasks_are_called_by_their_orders_on_the_axis_of_steps_too():
    names = {row.name for row in day("A3").by_steps.rows}
    assert "#5 pour-over" in names


def test_the_task_in_which_a_barista_takes_her_orders_is_called_after_her():
    names = {row.name for level in ("A2", "A4", "A5") for row in day(level).by_steps.rows}
    assert "Ana" in names
    assert not {name for name in names if name.startswith("Task-")}


def test_what_an_order_gathers_is_called_by_what_it_does():
    rows = [row.name for row in day("A4").by_steps.rows]
    assert rows[:5] == ["Ana", "#1 table", "boil_water", "grind_beans", "warm_scones"], "and Ana is one person"


def test_a_coroutine_that_was_never_awaited_is_a_deed_where_it_was_made():
    deeds = [deed for deed in charts_of_naive("A5").told.deeds if deed.mark and deed.mark != "left"]
    assert [(deed.text, deed.line, deed.matters) for deed in deeds] == [("calls make_latte", 26, True)]


def test_who_waits_at_a_rail_with_an_order_in_hand_is_stuck_by_the_clock_and_by_steps():
    """As on the bench, for the moment and for ever; who waits for another's end is stuck where that never comes."""
    level = LEVELS["D5"]
    played = play_day(level.shop, level.naive, level.title)
    charts = charts_of_day(played, "D5")
    for chart in (charts.by_time, charts.by_steps):
        rows = {row.name: [bar.state for bar in row.bars] for row in chart.rows}
        assert "stuck" in rows["Cy"]
        assert "idle" not in rows["Cy"]
    assert [segment.state for segment in played.lane("Bo")][-1] == "stuck"
    assert played.worker_state("Bo", 8.0) == ("stuck", "waits for Cy to finish")
    assert [segment.state for segment in played.lane("Di")][-1] == "idle"


def test_a_barista_does_not_make_herself_and_her_loop_is_hers():
    charts = day("A4", "naive")
    told = {deed.text for deed in charts.told.deeds}
    assert "runs an event loop" in told
    assert "makes Ana" not in told
    assert "hands a call to Ana's loop" in told
    her_own = next(row for row in charts.by_steps.rows if row.name == "Ana" and not row.depth)
    assert "stuck" not in {bar.state for bar in her_own.bars}


def charts_of_naive(name):
    level = LEVELS[name]
    return charts_of_day(play_day(level.shop, level.naive, level.title), level.title)


def test_on_the_path_a_thread_behind_the_hatch_works_and_only_the_door_waits_for_customers():
    rows = {row.name: row for row in day("E1").by_time.rows}
    assert {bar.text for bar in rows["door"].bars} == {"nobody has come yet"}
    behind = rows["asyncio_0"].bars
    assert {(bar.state, bar.text) for bar in behind} == {("hold", "a blocking call, behind the hatch")}
