"""What a run leaves on record: lives and waits of tasks, lost things, where each task stands, the same in every run."""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

from cafe_sim.engine.detect.deadlock import everyone_stuck, find_cycles
from cafe_sim.engine.facade import asyncio, threading, time
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.standing import standing
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.errors import NotModelled


def record_of(main, *, until=None):
    """`asyncio.run(main())`, and what there is to tell of it."""
    with Execution(lambda: asyncio.run(main()), is_program_file=lambda file: file == __file__) as execution:
        state = execution.run() if until is None else execution.advance(until)
        trace = execution.trace()
        loop = execution.actors[0].loop
        stands = [] if loop is None else standing(loop)
        told = SimpleNamespace(
            state=state,
            trace=trace,
            events=[e for e in trace.events if e.op.startswith("task") or e.op == "note"],
            notes=[(*e.detail, text_at(trace, e.site)) for e in trace.events if e.op == "note"],
            stands={s.name: s for s in stands},
            lines={s.name: text_of(s.site) for s in stands},
            cycles=[[each.name for each in cycle] for cycle in find_cycles(everyone_stuck(execution))],
        )
    told.errors = [(type(error).__name__, where) for _, _, error, where in execution.errors]
    return told


LINES = Path(__file__).read_text(encoding="utf-8").splitlines()


def text_of(site):
    return LINES[site.line - 1].strip() if site.line else ""


def text_at(trace, index):
    return text_of(trace.sites[index])


async def nothing():
    """Does nothing."""


# ---- lives and waits -----------------------------------------------------------------------------


def test_a_tasks_life_and_waits():
    async def order():
        await asyncio.sleep(2)

    async def main():
        task = asyncio.create_task(order(), name="order")
        await task

    told = record_of(main)
    seen = [(e.time // SECOND, e.task, e.op, e.detail) for e in told.events if e.op != "task"]
    assert seen == [
        (0, 1, "task-wait", ("task", 2)),
        (0, 2, "task-wait", ("sleep", 2 * SECOND)),
        (2, 2, "task-step", None),
        (2, 2, "task-end", "done"),
        (2, 1, "task-step", None),
        (2, 1, "task-end", "done"),
    ]
    assert list(told.trace.tasks[1:]) == ["Task-1", "order"]


def test_every_wait_says_its_reason_and_its_line():
    async def main():
        lock, bell, rail, tokens = asyncio.Lock(), asyncio.Event(), asyncio.Queue(), asyncio.Semaphore(0)
        shout, ready = asyncio.Condition(), asyncio.Barrier(2)
        await lock.acquire()

        async def wants_lock():
            await lock.acquire()

        async def wants_bell():
            await bell.wait()

        async def wants_rail():
            await rail.get()

        async def wants_tokens():
            async with tokens:
                pass

        async def wants_shout():
            async with shout:
                await shout.wait()

        async def wants_ready():
            await ready.wait()

        async def wants_future():
            await asyncio.get_running_loop().create_future()

        for want in (wants_lock, wants_bell, wants_rail, wants_tokens, wants_shout, wants_ready, wants_future):
            asyncio.create_task(want()).set_name(want.__name__)
        await asyncio.sleep(9)

    told = record_of(main, until=SECOND)
    assert {name: (s.wait.kind, told.lines[name]) for name, s in told.stands.items()} == {
        "Task-1": ("sleep", "await asyncio.sleep(9)"),
        "wants_lock": ("lock", "await lock.acquire()"),
        "wants_bell": ("event", "await bell.wait()"),
        "wants_rail": ("get", "await rail.get()"),
        "wants_tokens": ("semaphore", "async with tokens:"),
        "wants_shout": ("condition", "await shout.wait()"),
        "wants_ready": ("barrier", "await ready.wait()"),
        "wants_future": ("future", "await asyncio.get_running_loop().create_future()"),
    }
    assert [h.get_name() for h in told.stands["wants_lock"].holders] == ["Task-1"]


def test_a_wait_without_waiting_is_none():
    async def main():
        async with asyncio.Lock(), asyncio.Semaphore(1):
            pass
        queue = asyncio.Queue()
        await queue.put(1)
        await queue.get()
        async with asyncio.TaskGroup():
            pass

    told = record_of(main)
    assert "task-wait" not in {e.op for e in told.events}
    ops = [e.op for e in told.trace.events if e.target > 1]
    assert ops == ["acquire", "down", "up", "release", "put", "get"]


def test_asynchronous_generators_show_their_own_line():
    async def tickets():
        yield 1
        await asyncio.Event().wait()

    async def main():
        async for _ in tickets():
            pass

    assert record_of(main, until=SECOND).lines == {"Task-1": "await asyncio.Event().wait()"}


# ---- deadlock among tasks ------------------------------------------------------------------------


def test_a_cycle_of_tasks_is_named():
    async def main():
        mitt, tray = asyncio.Lock(), asyncio.Lock()

        async def bake(first, second):
            async with first:
                await asyncio.sleep(1)
                async with second:
                    pass

        async with asyncio.TaskGroup() as group:
            group.create_task(bake(mitt, tray), name="bo")
            group.create_task(bake(tray, mitt), name="cy")

    told = record_of(main)
    assert told.state == "stuck"
    assert told.cycles == [["bo", "cy"]]
    assert told.lines["bo"] == "async with second:"
    assert [h.get_name() for h in told.stands["Task-1"].holders] == ["bo", "cy"]


def test_a_task_that_wants_its_own_lock_again():
    async def main():
        lock = asyncio.Lock()
        async with lock, lock:
            pass

    told = record_of(main)
    assert (told.state, told.cycles) == ("stuck", [["Task-1"]])


def test_tasks_awaiting_each_other():
    async def main():
        async def one():
            await asyncio.sleep(0)
            await asyncio.gather(two, asyncio.sleep(1))

        async def other():
            await first

        first = asyncio.create_task(one(), name="first")
        two = asyncio.create_task(other(), name="two")
        await first

    told = record_of(main)
    assert (told.state, told.cycles) == ("stuck", [["first", "two"]])


# ---- lost things ---------------------------------------------------------------------------------


def test_a_coroutine_never_awaited():
    async def main():
        nothing()
        asyncio.sleep(1)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = record_of(main)
    assert told.notes == [("never-awaited", "nothing", "nothing()"), ("never-awaited", "sleep", "asyncio.sleep(1)")]


def test_a_task_lost_at_the_end_and_one_that_was_asked_to_stop():
    async def main():
        asyncio.create_task(asyncio.sleep(9), name="lost")
        asyncio.create_task(asyncio.sleep(9), name="stopped").cancel()

    told = record_of(main)
    assert told.notes == [("lost-task", 2, 'asyncio.create_task(asyncio.sleep(9), name="lost")')]


@pytest.mark.parametrize("kept", [True, False])
def test_an_exception_never_retrieved(kept):
    async def burn():
        raise ValueError

    async def main():
        task = asyncio.create_task(burn(), name="burning")
        await asyncio.sleep(1)
        if kept:
            keep.append(task)
        del task
        await asyncio.sleep(1)

    keep = []
    told = record_of(main)
    assert told.notes == [("unretrieved", "ValueError", "raise ValueError")]
    assert told.errors == [("ValueError", "burning")]
    at = [e.time // SECOND for e in told.events if e.op == "note"]
    assert at == [2 if kept else 1]


def test_a_retrieved_exception_is_nobodys_business():
    async def burn():
        raise ValueError

    async def main():
        await asyncio.gather(burn(), return_exceptions=True)
        task = asyncio.create_task(burn())
        await asyncio.wait([task])
        assert isinstance(task.exception(), ValueError)

    told = record_of(main)
    assert (told.notes, told.errors) == ([], [])


CHANGES = {
    "loop.call_soon(print)": lambda t: t.loop.call_soon(int),
    "loop.call_later(1, int)": lambda t: t.loop.call_later(1, int),
    "future.set_result(1)": lambda t: t.future.set_result(1),
    "task.cancel()": lambda t: t.task.cancel(),
    "queue.put_nowait(1)": lambda t: t.queue.put_nowait(1),
    "event.set()": lambda t: t.event.set(),
    "lock.release()": lambda t: t.lock.release(),
    "loop.create_task(c)": lambda t: t.loop.create_task(nothing()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_from_another_thread_is_noted_once_at_the_call(change):
    async def main():
        lock = asyncio.Lock()
        await lock.acquire()
        things = SimpleNamespace(
            loop=asyncio.get_running_loop(),
            future=asyncio.Future(),
            task=asyncio.create_task(asyncio.sleep(5)),
            queue=asyncio.Queue(),
            event=asyncio.Event(),
            lock=lock,
        )

        def meddle():
            time.sleep(1)
            change(things)

        thread = threading.Thread(target=meddle)
        thread.start()
        await asyncio.sleep(9)
        thread.join()

    told = record_of(main)
    assert [note[0] for note in told.notes] == ["foreign-call"]


def test_a_sleeping_loop_is_not_woken_by_a_foreign_call():
    async def main():
        bell = asyncio.Event()

        def ring():
            time.sleep(1)
            bell.set()

        threading.Thread(target=ring).start()
        async with asyncio.timeout(60):
            await bell.wait()
        woken.append(time.monotonic())

    woken = []
    with Execution(lambda: asyncio.run(main())) as execution:
        execution.run()
    assert woken == [60.0]
    assert execution.now == 60 * SECOND


def test_the_proper_way_is_not_noted():
    async def main():
        bell = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=lambda: loop.call_soon_threadsafe(bell.set)).start()
        await bell.wait()
        await asyncio.to_thread(time.sleep, 1)

    assert record_of(main).notes == []


def test_a_blocked_loop_is_noted_with_its_line_and_seconds():
    async def main():
        time.sleep(3)

    assert record_of(main).notes == [("blocked-loop", 3.0, "time.sleep(3)")]


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["open_connection", "start_server", "create_subprocess_exec", "StreamReader"])
def test_what_is_not_modelled_is_refused_by_name(name):
    with pytest.raises(NotModelled, match=f"asyncio.{name} is not modelled"):
        getattr(asyncio, name)


def test_a_name_that_asyncio_does_not_have():
    with pytest.raises(AttributeError, match="no attribute 'espresso'"):
        asyncio.espresso


# ---- the same in every run -----------------------------------------------------------------------


async def many_things():
    """Everything that walks sets inside asyncio, in one program."""
    lock = asyncio.Lock()

    async def go(n):
        async with lock:
            await asyncio.sleep(n % 3)
        if n == 7:
            raise ValueError

    try:
        async with asyncio.TaskGroup() as group:
            for n in range(12):
                group.create_task(go(n))
    except* ValueError:
        pass
    tasks = [asyncio.create_task(go(n)) for n in range(6)]
    _, pending = await asyncio.wait(tasks, timeout=2)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    for one in asyncio.as_completed([go(n) for n in range(5)]):
        await one
    futures = {asyncio.get_running_loop().create_future() for _ in range(9)}
    for future in futures:
        future.set_result(None)
    await asyncio.gather(*futures)
    for n in range(9):
        asyncio.create_task(go(n))


def digest():
    return record_of(many_things).trace.digest()


def test_the_same_with_junk_around_and_the_collector_on_or_off():
    expected = digest()
    junk = [object() for _ in range(1_000)]
    assert digest() == expected
    gc.disable()
    try:
        junk = [junk[::3], [bytearray(n) for n in range(100)]]
        assert digest() == expected
    finally:
        gc.enable()


def test_a_group_cancels_in_the_order_of_making():
    async def main():
        async def child(n):
            try:
                await asyncio.sleep(9)
            finally:
                ended.append(n)

        try:
            async with asyncio.TaskGroup() as group:
                for n in range(40):
                    group.create_task(child(n))
                await asyncio.sleep(1)
                raise ValueError
        except* ValueError:
            pass

    ended = []
    record_of(main)
    assert ended == list(range(40))


def test_the_same_in_fresh_processes_with_other_hash_seeds():
    code = (
        "import importlib.util as u, sys; s = u.spec_from_file_location('m', sys.argv[1]); "
        "m = u.module_from_spec(s); s.loader.exec_module(m); print(m.digest())"
    )
    found = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", code, __file__],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout.strip())
    assert found == {digest()}
    assert len(found.pop()) == hashlib.blake2b(digest_size=16).digest_size * 2


def test_a_task_named_by_its_group_has_that_name_from_the_first():
    """On every Python, so that a schedule found on one is the same execution on another."""

    async def rest():
        await asyncio.sleep(1)

    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(rest(), name="bo")
        later = asyncio.create_task(rest(), name="cy")
        await later
        later.set_name("was cy")

    made = [e.detail for e in record_of(main).events if e.op == "task"]
    assert made[1:] == [(2, "bo"), (3, "cy")]
