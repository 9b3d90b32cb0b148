"""Lanes drawn from traces: who was where, stuck on what, and ready since when."""

from __future__ import annotations

from itertools import pairwise
from textwrap import dedent
from types import ModuleType

import pytest

from cafe_sim.engine import SECOND, Program
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.engine.timeline import timeline


def lanes_of(text, until=None, **options):
    """Name → [(start, end, state, why)] in seconds, threads and tasks alike."""
    with Program.from_source(dedent(text), file="café.py").execution(**options) as execution:
        if until is None:
            execution.run()
        else:
            execution.advance(round(until * SECOND))
        drawn = timeline(execution)
    check(drawn)
    return {
        lane.name: [(s.start_ns / SECOND, s.end_ns / SECOND, s.state, s.why) for s in lane.stretches]
        for lane in drawn.actors + drawn.tasks
    }


def check(drawn):
    for lane in drawn.actors + drawn.tasks:
        for before, after in pairwise(lane.stretches):
            assert before.end_ns <= after.start_ns, (before, after)
        for stretch in lane.stretches:
            assert 0 <= stretch.start_ns < stretch.end_ns <= drawn.end_ns


BAKERY = """
import threading, time, queue
till_lock = threading.Lock()
rail = queue.Queue()
def bake():
    rail.get()
    with till_lock: time.sleep(2)
bo, cy, di = (threading.Thread(target=bake, name=name) for name in ("Bo", "Cy", "Di"))
for each in (bo, cy, di): each.start()
time.sleep(1)
for number in range(3): rail.put(number)
for each in (bo, cy, di): each.join()
"""


def test_bakers_wait_for_work_then_for_each_other():
    lanes = lanes_of(BAKERY)
    idle = (0, 1, "idle", "waits for something to come into the queue rail")
    assert lanes["Bo"] == [idle, (1, 3, "wait", "")]
    assert lanes["Cy"] == [idle, (1, 3, "stuck", "wants till_lock, held by Bo"), (3, 5, "wait", "")]
    assert lanes["Di"] == [
        idle,
        (1, 3, "stuck", "wants till_lock, held by Bo"),
        (3, 5, "stuck", "wants till_lock, held by Cy"),
        (5, 7, "wait", ""),
    ]
    assert lanes["main"] == [
        (0, 1, "wait", ""),
        (1, 3, "idle", "waits for Bo to end"),
        (3, 5, "idle", "waits for Cy to end"),
        (5, 7, "idle", "waits for Di to end"),
    ]


def test_where_nothing_moves_any_more_whoever_waits_is_stuck_and_who_slept_had_slept():
    lanes = lanes_of(BAKERY.replace("range(3)", "range(2)"))
    assert lanes["Di"] == [(0, 5, "stuck", "waits for something to come into the queue rail")]
    assert lanes["main"][0] == (0, 1, "wait", "")
    assert lanes["Cy"][-1] == (3, 5, "wait", "")


def test_in_the_middle_of_a_run_everybody_is_drawn_up_to_now():
    lanes = lanes_of(BAKERY, until=4)
    assert lanes["Cy"][-1] == (3, 4, "wait", "")
    assert lanes["Di"][-1] == (3, 4, "stuck", "wants till_lock, held by Cy")


@pytest.mark.parametrize("tenth", range(0, 75, 5))
def test_what_is_drawn_early_is_never_taken_back(tenth):
    """Cut at any moment, the lanes are the whole run's lanes cut there."""
    now = tenth / 10
    early = lanes_of(BAKERY, until=now)
    whole = lanes_of(BAKERY)
    cut = {
        name: [(s, min(e, now), state, why) for s, e, state, why in stretches if s < now]
        for name, stretches in whole.items()
    }
    assert {name: cut.pop(name) for name in early} == early
    assert not any(cut.values()), "nobody who was there by then is left out"


def test_a_deadlock_shows_who_holds_what():
    lanes = lanes_of(
        """
        import threading, time
        mitt, tray = threading.Lock(), threading.Lock()
        def bake(a, b):
            with a:
                time.sleep(1)
                with b: pass
        threading.Thread(target=bake, args=(mitt, tray), name="Bo").start()
        threading.Thread(target=bake, args=(tray, mitt), name="Cy").start()
        time.sleep(5)
        """
    )
    assert lanes["Bo"] == [(0, 1, "wait", ""), (1, 5, "stuck", "wants tray, held by Cy")]
    assert lanes["Cy"] == [(0, 1, "wait", ""), (1, 5, "stuck", "wants mitt, held by Bo")]


KNEADING = """
import threading
from cafe import work
def knead(seconds): work(seconds)
bo, cy = (threading.Thread(target=knead, args=(s,), name=name) for s, name in ((2, "Bo"), (1, "Cy")))
for each in (bo, cy): each.start()
for each in (bo, cy): each.join()
"""


def cafe_that_works():
    cafe = ModuleType("cafe")
    cafe.work = work
    return cafe


def kneading_lanes(cores):
    program = Program.from_source(KNEADING, modules={"cafe": cafe_that_works()})
    with program.execution(cores=cores) as execution:
        execution.run()
        drawn = timeline(execution)
    check(drawn)
    return {lane.name: lane.stretches for lane in drawn.actors}


def seconds(stretches, state):
    return sum(s.end_ns - s.start_ns for s in stretches if s.state == state) / SECOND


def test_work_takes_turns_for_one_core():
    lanes = kneading_lanes(cores=1)
    assert (seconds(lanes["Bo"], "run"), seconds(lanes["Cy"], "run")) == (2, 1)
    assert (seconds(lanes["Bo"], "ready"), seconds(lanes["Cy"], "ready")) == pytest.approx((1, 1), abs=0.06)
    assert {s.why for s in lanes["Cy"] if s.state == "ready"} == {"waits for a core"}
    running = sorted((s.start_ns, s.end_ns) for lane in lanes.values() for s in lane if s.state == "run")
    assert all(before[1] <= after[0] for before, after in pairwise(running)), "one core, one at a time"


def test_work_on_two_cores_waits_for_nobody():
    lanes = kneading_lanes(cores=2)
    assert seconds(lanes["Bo"], "ready") == seconds(lanes["Cy"], "ready") == 0


def test_a_task_that_kneads_waits_for_the_core_like_anybody():
    text = """
import asyncio, threading
from cafe import work
async def froth(): work(1)
async def main(): await asyncio.create_task(froth(), name="froth")
bo = threading.Thread(target=work, args=(1,), name="Bo")
bo.start()
asyncio.run(main())
bo.join()
"""
    with Program.from_source(text, modules={"cafe": cafe_that_works()}).execution(cores=1) as execution:
        execution.run()
        drawn = timeline(execution)
    check(drawn)
    froth = next(lane.stretches for lane in drawn.tasks if lane.name == "froth")
    assert seconds(froth, "run") == 1
    assert {s.why for s in froth if s.state == "ready"} == {"waits for a core"}


COUNTER = """
import asyncio, time
async def latte(grinder):
    await asyncio.sleep(5)
    async with grinder: await asyncio.sleep(2)
async def cider():
    await asyncio.sleep(1)
    time.sleep(6)
async def main():
    grinder = asyncio.Lock()
    async with asyncio.TaskGroup() as orders:
        orders.create_task(latte(grinder), name="latte 1")
        orders.create_task(latte(grinder), name="latte 2")
        orders.create_task(cider(), name="cider")
asyncio.run(main())
"""


def test_a_blocking_call_holds_the_loop_and_makes_the_others_ready():
    lanes = lanes_of(COUNTER)
    assert lanes["cider"] == [(0, 1, "wait", ""), (1, 7, "hold", "")]
    assert lanes["latte 1"] == [(0, 5, "wait", ""), (5, 7, "ready", ""), (7, 9, "wait", "")]
    assert lanes["latte 2"] == [
        (0, 5, "wait", ""),
        (5, 7, "ready", ""),
        (7, 9, "stuck", "wants grinder, held by latte 1"),
        (9, 11, "wait", ""),
    ]
    assert lanes["main"] == [(0, 1, "wait", ""), (1, 7, "hold", ""), (7, 11, "wait", "")]


def test_a_loop_in_the_middle():
    lanes = lanes_of(COUNTER, until=6)
    assert lanes["cider"][-1] == (1, 6, "hold", "")
    assert lanes["latte 1"] == [(0, 5, "wait", ""), (5, 6, "ready", "")]


def test_a_task_made_while_the_loop_stands_is_ready_until_its_turn():
    lanes = lanes_of(
        """
        import asyncio, time
        async def second(): await asyncio.sleep(1)
        async def main():
            task = asyncio.create_task(second(), name="second")
            time.sleep(3)
            await task
        asyncio.run(main())
        """
    )
    assert lanes["second"] == [(0, 3, "ready", ""), (3, 4, "wait", "")]


def test_waiting_for_an_event_a_thread_and_a_queue():
    lanes = lanes_of(
        """
        import asyncio, time
        async def eater(rail): await rail.get()
        async def main():
            rail = asyncio.Queue()
            task = asyncio.create_task(eater(rail), name="eater")
            await asyncio.to_thread(time.sleep, 2)
            rail.put_nowait(1)
            time.sleep(1)
            await task
        asyncio.run(main())
        """
    )
    assert lanes["eater"] == [(0, 2, "idle", "waits for rail"), (2, 3, "ready", "")]
    assert lanes["Task-1"] == [(0, 2, "wait", ""), (2, 3, "hold", "")]
