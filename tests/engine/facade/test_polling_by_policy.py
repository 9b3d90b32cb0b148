"""Asking again and again, under a policy: it ends, nobody is blamed for it, and the clock stays where it belongs."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from cafe_sim.engine import Outcome, Program, run
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.kernel.policies import Limits

THREADS = """
import queue, threading, time
class Box: pass
box = Box(); box.done = False  # atomic
bell, lock, rail, shout = threading.Event(), threading.Lock(), queue.Queue(), threading.Condition()
token = threading.Semaphore()
def tell():
    with lock: time.sleep(1)
    with shout:
        box.done = True
        shout.notify()
    bell.set()
    rail.put(1)
def poll():
{}
teller = threading.Thread(target=tell)
teller.start()
poll()
teller.join()
assert time.monotonic() < 5, time.monotonic()
"""

ASYNC = """
import asyncio, time
class Box: pass
box = Box(); box.done = False  # atomic
def tell():
    time.sleep(1)
    box.done = True
async def main():
    teller = asyncio.get_running_loop().run_in_executor(None, tell)
{}
    await teller
    assert time.monotonic() < 5, time.monotonic()
asyncio.run(main())
"""

IN_THREADS = {
    "event with a timeout": "while not bell.wait(0.1): pass",
    "event asked": "while not bell.is_set(): pass",
    "flag and sleep": "while not box.done: time.sleep(0.1)",
    "flag": "while not box.done: pass",
    "lock with a timeout": "while not lock.acquire(timeout=0.1): pass\nlock.release()",
    "lock tried": "while not lock.acquire(blocking=False): pass\nlock.release()",
    "lock tried after sleep": "while not lock.acquire(False): time.sleep(0.1)\nlock.release()",
    "queue with a timeout": "while True:\n    try: return rail.get(timeout=0.1)\n    except queue.Empty: pass",
    "queue tried": "while True:\n    try: return rail.get_nowait()\n    except queue.Empty: pass",
    "queue asked": "while rail.empty(): pass",
    "condition with a timeout": "with shout:\n    while not box.done: shout.wait(0.1)",
    "flag under a lock": "while True:\n    with shout:\n        if box.done: return\n    time.sleep(0.1)",
    "flag under a lock all the time": "while True:\n    with shout:\n        if box.done: return",
    "flag under a token": "while True:\n    with token:\n        if box.done: return",
    "thread": "while teller.is_alive(): pass",
    "join with a timeout": "while teller.is_alive(): teller.join(0.1)",
    "threads counted": "while threading.active_count() > 1: time.sleep(0.1)",
}

IN_A_LOOP = {
    "flag and no time": "while not box.done: await asyncio.sleep(0)",
    "flag and sleep": "while not box.done: await asyncio.sleep(0.1)",
    "future and no time": "while not teller.done(): await asyncio.sleep(0)",
    "future and sleep": "while not teller.done(): await asyncio.sleep(0.1)",
    "wait_for": """
        while True:
            try: return await asyncio.wait_for(asyncio.shield(teller), 0.1)
            except TimeoutError: pass
    """,
}


def check(text):
    program = Program.from_source(text, file="poll.py")
    found = inspect(Script(program, "poll.py"), Budget(seconds=60, schedules=400))
    assert [finding.fault.message for finding in found.findings] == []
    assert found.verdict in ("bounded", "certified"), found.verdict


@pytest.mark.parametrize("poll", IN_THREADS.values(), ids=IN_THREADS.keys())
def test_a_thread_that_asks_again_and_again(poll):
    check(THREADS.format(indent(poll, "    ")))


@pytest.mark.parametrize("poll", IN_THREADS.values(), ids=IN_THREADS.keys())
def test_a_run_of_it_ends_and_takes_no_more_time_than_it_must(poll):
    outcome = run(Program.from_source(THREADS.format(indent(poll, "    ")), file="poll.py"))
    assert (outcome.state, outcome.faults) == ("ended", ())


BUSY = """
import queue, sched, threading, time
class Shop: pass
shop = Shop()
shop.turns = 0
rail = queue.Queue()
hours = sched.scheduler(time.monotonic, time.sleep)
closed = threading.Event()
def works():
    while not closed.is_set():
        {work}
baker = threading.Thread(target=works)
baker.start()
time.sleep({seconds})
closed.set()
baker.join()
print(round(time.monotonic()) - {seconds} < 0.01 * {seconds})
"""

WORK = {
    "counts": "shop.turns += 1",
    "hands itself what it does": "rail.put(1); rail.get()",
    "asks who is next": "hours.run()",
}


@pytest.mark.parametrize("seconds", [0.5, 60])
@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_a_run_of_who_works_without_a_pause_until_told_to_stop(work, seconds):
    """What takes no time of its own takes some all the same, or the clock would stand for ever."""
    outcome = run(Program.from_source(BUSY.format(work=work, seconds=seconds), file="busy.py"))
    assert (outcome.state, outcome.faults, outcome.printed) == ("ended", (), "True\n")


def test_who_works_for_ever_with_nobody_left_to_stop_him_takes_no_time():
    """No clock is moved for nobody: what he reaches is a limit, and not the end of time."""
    text = """
        import threading, time
        total = 0
        def works():
            global total
            while True:
                total += 1
        threading.Thread(target=works).start()
        time.sleep(1)
        print(total > 0)
    """
    program = Program.from_source(dedent(text), file="busy.py")
    with program.execution(limits=Limits(events=6_000)) as execution:
        execution.run()
        outcome = Outcome.of(execution)
    assert (outcome.state, outcome.stood.line) == ("spent", 6)
    assert 1 <= outcome.virtual_seconds < 3


@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_who_works_without_a_pause_until_told_to_stop_is_told_in_every_schedule(work):
    program = Program.from_source(BUSY.format(work=work, seconds=1), file="busy.py")
    found = inspect(Script(program, "busy.py"), Budget(seconds=60, schedules=20))
    assert [finding.fault.message for finding in found.findings] == []
    assert "never came to an end" not in found.words
    assert "no end" not in found.words
    assert found.schedules >= 20


@pytest.mark.parametrize("poll", IN_A_LOOP.values(), ids=IN_A_LOOP.keys())
def test_a_task_that_asks_again_and_again(poll):
    check(ASYNC.format(indent(dedent(poll), "    ")))
