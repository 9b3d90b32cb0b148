"""Lanes over steps: whose turn it was, and what the others were waiting for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.detect.deadlock import everyone_stuck
from cafe_sim.engine.steps import steps

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))


def stepped(program):
    with program.execution() as execution:
        execution.run()
        stuck = everyone_stuck(execution) if execution.state == "stuck" else ()
        trace = execution.trace()
    return trace, steps(trace, stuck)


def lanes_of(text):
    _, found = stepped(Program.from_source(dedent(text), file="café.py"))
    return {lane.name: lane.stretches for lane in found.lanes.actors + found.lanes.tasks}


def test_each_operation_is_a_step_of_whoever_did_it():
    trace, found = stepped(Program.from_source("import time\ntime.sleep(1)\ntime.sleep(1)\n"))
    (main,) = found.lanes.actors
    assert len(found.events) == len(trace.events)
    assert sum(each.end_ns - each.start_ns for each in main.stretches if each.state == "run") == len(trace.events)


def test_who_wants_a_lock_is_stuck_while_another_holds_it():
    lanes = lanes_of(
        """
        import threading, time
        till = threading.Lock()
        def ring():
            with till: time.sleep(1)
        bo, cy = (threading.Thread(target=ring, name=name) for name in ("Bo", "Cy"))
        bo.start(); cy.start()
        bo.join(); cy.join()
        """
    )
    assert [each.why for each in lanes["Cy"] if each.state == "stuck"] == ["wants till, held by Bo"]
    assert [each.why for each in lanes["main"] if each.state == "idle"] == [
        "waits for Bo to end",
        "waits for Cy to end",
    ]


def test_a_deadlock_stands_to_the_very_end():
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
        """
    )
    ends = {name: lanes[name][-1] for name in ("Bo", "Cy")}
    assert {name: (each.state, each.why) for name, each in ends.items()} == {
        "Bo": ("stuck", "wants tray, held by Cy"),
        "Cy": ("stuck", "wants mitt, held by Bo"),
    }
    assert ends["Bo"].end_ns == ends["Cy"].end_ns


def test_tasks_say_what_they_await():
    lanes = lanes_of(
        """
        import asyncio
        async def brew(lock):
            async with lock: await asyncio.sleep(1)
        async def main():
            lock = asyncio.Lock()
            async with asyncio.TaskGroup() as group:
                for name in ("one", "two"): group.create_task(brew(lock), name=name)
        asyncio.run(main())
        """
    )
    assert "wants lock" in {each.why for each in lanes["two"] if each.state == "stuck"}
    assert "wait" in {each.state for each in lanes["one"]}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_no_step_is_lost_and_nobody_does_two_things_at_once(script, monkeypatch):
    monkeypatch.syspath_prepend(str(script.parent))
    trace, found = stepped(Program.from_file(script))
    ran = sum(
        each.end_ns - each.start_ns for lane in found.lanes.actors for each in lane.stretches if each.state == "run"
    )
    assert ran == len(found.events) == sum(event.op != "note" for event in trace.events)
    for lane in found.lanes.actors + found.lanes.tasks:
        assert all(0 <= each.start_ns < each.end_ns <= found.lanes.end_ns for each in lane.stretches)
        assert all(before.end_ns <= after.start_ns for before, after in pairwise(lane.stretches))


def test_a_blocking_sleep_holds_the_loop_and_an_awaited_one_waits():
    lanes = lanes_of(
        """
        import asyncio, threading, time
        async def main():
            await asyncio.sleep(2)
            time.sleep(2)
        threading.Thread(target=lambda: [time.sleep(1), time.sleep(2)], name="Bo").start()
        asyncio.run(main())
        """
    )
    assert [s.state for s in lanes["Task-1"] if s.state != "run"] == ["wait", "hold"]
    assert [s.state for s in lanes["main"] if s.state in ("wait", "hold", "idle")] == ["hold"]
    assert "wait" in [s.state for s in lanes["Bo"]]
