"""What decided the end: paths told by hand, and what is true of every path."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine import SECOND, Program, run
from cafe_sim.engine.causes import causes
from cafe_sim.engine.metrics import critical_path

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))


def trace_of(text, **options):
    return run(Program.from_source(dedent(text), file="café.py"), **options).trace


def path_of(text, **options):
    """[(who, from, to)] in seconds."""
    trace = trace_of(text, **options)
    return [(who(trace, leg), leg.start_ns / SECOND, leg.end_ns / SECOND) for leg in causes(trace).path]


def who(trace, leg):
    return trace.tasks[leg.task] if leg.task else trace.actors[leg.actor].name


def test_one_thread_is_its_own_path():
    assert path_of("import time\ntime.sleep(1)\ntime.sleep(2)") == [("main", 0, 3)]


def test_a_join_leads_to_the_slower_thread():
    text = """
        import threading, time
        quick, slow = (threading.Thread(target=time.sleep, args=(s,), name=n) for s, n in ((1, "quick"), (3, "slow")))
        quick.start(); slow.start()
        quick.join(); slow.join()
        time.sleep(1)
    """
    assert path_of(text) == [("slow", 0, 3), ("main", 3, 4)]


def test_a_lock_leads_to_its_holder():
    text = """
        import threading, time
        till = threading.Lock()
        def ring(before, during):
            time.sleep(before)
            with till: time.sleep(during)
        bo = threading.Thread(target=ring, args=(0, 3), name="Bo")
        cy = threading.Thread(target=ring, args=(1, 2), name="Cy")
        bo.start(); cy.start()
        bo.join(); cy.join()
    """
    assert path_of(text) == [("Bo", 0, 3), ("Cy", 3, 5)]


def test_a_queue_leads_to_whoever_put_something_in():
    text = """
        import queue, threading, time
        rail = queue.Queue()
        def bake():
            time.sleep(rail.get())
        bo = threading.Thread(target=bake, name="Bo")
        bo.start()
        time.sleep(2)
        rail.put(3)
        bo.join()
    """
    assert path_of(text) == [("main", 0, 2), ("Bo", 2, 5)]


def test_a_timeout_is_ones_own():
    text = """
        import threading
        bell = threading.Event()
        bell.wait(2)
    """
    assert path_of(text) == [("main", 0, 2)]


def test_work_waits_for_whoever_has_the_core():
    from types import ModuleType

    from cafe_sim.engine import work

    cafe = ModuleType("cafe")
    cafe.work = work
    text = """
        import threading
        from cafe import work
        bo = threading.Thread(target=work, args=(2,), name="Bo")
        cy = threading.Thread(target=work, args=(1,), name="Cy")
        bo.start(); cy.start()
        bo.join(); cy.join()
    """
    program = Program.from_source(dedent(text), file="café.py", modules={"cafe": cafe})
    one, two = (run(program, cores=cores).trace for cores in (1, 2))
    assert causes(one).path[-1].end_ns == 3 * SECOND
    assert {who(one, leg) for leg in causes(one).path} == {"Bo", "Cy"}
    assert [(who(two, leg), leg.end_ns) for leg in causes(two).path] == [("Bo", 2 * SECOND)]


def test_tasks_sleep_side_by_side_and_the_longest_decides():
    text = """
        import asyncio
        async def main():
            async with asyncio.TaskGroup() as orders:
                for seconds in (1, 4, 2):
                    orders.create_task(asyncio.sleep(seconds), name=f"of {seconds}")
        asyncio.run(main())
    """
    assert path_of(text) == [("of 4", 0, 4)]


def test_a_blocked_loop_leads_to_the_task_that_blocks_it():
    text = """
        import asyncio, time
        async def kneads():
            time.sleep(5)
        async def drips():
            await asyncio.sleep(1)
            time.sleep(1)
        async def main():
            async with asyncio.TaskGroup() as orders:
                orders.create_task(drips(), name="drips")
                orders.create_task(kneads(), name="kneads")
        asyncio.run(main())
    """
    assert path_of(text) == [("kneads", 0, 5), ("drips", 5, 6)]


def test_a_task_lock_and_an_awaited_task():
    text = """
        import asyncio
        async def brew(lock, seconds):
            async with lock:
                await asyncio.sleep(seconds)
        async def main():
            lock = asyncio.Lock()
            first = asyncio.create_task(brew(lock, 2), name="first")
            second = asyncio.create_task(brew(lock, 3), name="second")
            await second
            await asyncio.sleep(1)
        asyncio.run(main())
    """
    (*rest, last) = path_of(text)
    assert rest == [("first", 0, 2), ("second", 2, 5)]
    assert last[1:] == (5, 6)


def test_a_thread_that_hands_something_in_wakes_the_loop():
    text = """
        import asyncio
        import time
        async def main():
            await asyncio.to_thread(time.sleep, 3)
            await asyncio.sleep(1)
        asyncio.run(main())
    """
    path = path_of(text)
    assert [leg[1:] for leg in path] == [(0, 3), (3, 4)]
    assert path[0][0].startswith("asyncio")


def test_nothing_took_time():
    assert path_of("x = 1") == []


def test_hops_name_giver_taker_and_thing():
    trace = trace_of(
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
    found = [
        (trace.actors[trace.events[each.giver].actor].name, trace.actors[trace.events[each.taker].actor].name)
        for each in causes(trace).hops
        if trace.objects[each.thing].name == "till"
    ]
    assert found == [("Bo", "Cy")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_path_lies_end_to_end_from_the_beginning_to_the_last_operation(script, monkeypatch):
    monkeypatch.syspath_prepend(str(script.parent))
    trace = run(Program.from_file(script)).trace
    found = causes(trace)
    last = max((event.time for event in trace.events if event.op != "note"), default=0)
    if not last:
        assert not found.path
        return
    assert found.path[0].start_ns == 0
    assert found.path[-1].end_ns == last
    for before, after in pairwise(found.path):
        assert before.end_ns == after.start_ns
        assert (before.actor, before.task) != (after.actor, after.task)
    assert all(leg.start_ns < leg.end_ns for leg in found.path)
    for each in found.hops:
        assert each.giver < each.taker


@st.composite
def jobs(draw):
    """[(seconds, the jobs before it that it needs)]"""
    count = draw(st.integers(1, 6))
    return [
        (draw(st.integers(1, 9)), sorted(draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else ()))
        for number in range(count)
    ]


@settings(max_examples=60, deadline=None)
@given(jobs())
def test_of_jobs_that_need_each_other_it_is_the_longest_chain(work):
    text = f"""
        import threading, time
        def job(number, seconds, needs):
            for each in needs: threads[each].join()
            time.sleep(seconds)
        threads = []
        for number, (seconds, needs) in enumerate({work!r}):
            threads.append(threading.Thread(target=job, args=(number, seconds, needs), name=f"{{number}}"))
            threads[-1].start()
        for thread in threads: thread.join()
    """
    path = [(int(name), end - start) for name, start, end in path_of(text)]
    durations = {number: float(seconds) for number, (seconds, _) in enumerate(work)}
    needs = {number: before for number, (_, before) in enumerate(work)}
    assert sum(seconds for _, seconds in path) == critical_path(durations, needs)
    assert all(seconds == durations[number] for number, seconds in path)
    for (before, _), (after, _) in pairwise(path):
        assert before in needs[after]
