"""What an execution writes down: rows that get their names when asked for, and the lines they came from."""

from __future__ import annotations

from cafe_sim.engine import Program, run
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.trace import SECOND, Event, Trace


def test_events_are_named_as_far_as_they_have_come():
    def body():
        for _ in range(3):
            me().execution.point(me(), "sleep", delay=SECOND)

    with Execution(body) as execution:
        execution.advance(SECOND)
        early = list(execution.events)
        execution.run()
        assert len(early) < len(execution.events) == len(execution.rows)
        assert early == execution.events[: len(early)]
        assert all(type(event) is Event for event in execution.events)
        assert [tuple(event) for event in execution.events] == execution.rows
        assert execution.trace().events == execution.events


def test_a_trace_of_events_is_a_trace_of_rows():
    with Execution(lambda: me().execution.note("served", 3)) as execution:
        execution.run()
        trace = execution.trace()
    named = Trace(trace.events, trace.sites, trace.actors, trace.tasks, trace.objects, trace.end)
    assert trace.events[-1].op == "exit"
    assert list(named.events) == list(trace.events)


PLACES = """
import asyncio

async def main():
    lock = asyncio.Lock()
    for _ in range(2):
        await lock.acquire(); lock.release()
        (
            await asyncio.sleep(1),
            await asyncio.sleep(1),
        )
    async with lock:
        pass

asyncio.run(main())
"""


def test_each_event_has_the_line_it_came_from():
    trace = run(Program.from_source(PLACES)).trace
    lines = [(event.op, trace.sites[event.site].line) for event in trace.events if event.op in _SHOWN]
    turn = [("acquire", 7), ("release", 7), ("task-wait", 9), ("task-wait", 10)]
    assert lines == [*turn, *turn, ("acquire", 12), ("release", 12)]


_SHOWN = {"acquire", "release", "task-wait"}

MADE_AS_IT_RUNS = """
import asyncio

async def main():
    for number in range(50):
        names = {"asyncio": asyncio}
        exec(compile(chr(10) * number + "async def nap(): await asyncio.sleep(1)", __file__, "exec"), names)
        await names["nap"]()

asyncio.run(main())
"""


def test_code_that_comes_and_goes_is_not_taken_for_other_code():
    """Each piece is gone when the next one is made, often in the very same place."""
    trace = run(Program.from_source(MADE_AS_IT_RUNS, "program.py")).trace
    lines = [trace.sites[event.site].line for event in trace.events if event.op == "task-wait"]
    assert lines == [number + 1 for number in range(50)]
