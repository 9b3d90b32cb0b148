"""Races by vector clocks against the definition: a closure over all pairs of events, nothing clever.

The oracle draws happens-before as a graph (program order, and an edge from each event that hands history to an object
to each later one that takes it) and calls a race what its reachability leaves unordered. Held against it are random
traces, and traces of real executions of random programs.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program, run
from cafe_sim.engine.detect import data_race
from cafe_sim.engine.detect.context import TraceContext
from cafe_sim.engine.detect.data_race import DataRace
from cafe_sim.engine.detect.fault import Findings
from cafe_sim.engine.kernel.operations import HANDED_ON, MAY_FAIL, OPERATIONS, PUTS_IN
from cafe_sim.engine.kernel.trace import Event, Named, Site, Trace


def closure(events):
    """For each event, the set of indices of events that happen before it."""
    before = []
    latest = {}
    left = {}
    put_into = set()
    for index, event in enumerate(events):
        mine = set()
        if event.actor in latest:
            mine |= before[latest[event.actor]] | {latest[event.actor]}
        edge = OPERATIONS[event.op].edge if event.op in OPERATIONS else "none"
        if event.op == "update" and isinstance(event.detail, tuple):
            edge = HANDED_ON.get(event.detail[0], "none")
            if event.detail[0] in PUTS_IN:
                put_into.add(event.target)
        elif event.op == "read" and event.target in put_into:
            edge = "acquire"
        failed = event.op in MAY_FAIL and event.detail is False
        if edge in ("acquire", "both") and not failed:
            for earlier in left.get(event.target, []):
                mine |= before[earlier] | {earlier}
        before.append(mine)
        latest[event.actor] = index
        if edge in ("release", "both", "start") and not failed:
            left.setdefault(event.target, []).append(index)
    return before


def races_by_definition(events):
    """Indices of accesses that conflict with an earlier one that does not happen before them, and with whose."""
    before = closure(events)
    found = set()
    for index, event in enumerate(events):
        if event.op not in ("read", "write"):
            continue
        for earlier in range(index):
            other = events[earlier]
            if (
                other.target == event.target
                and other.actor != event.actor
                and other.op in ("read", "write")
                and "write" in (other.op, event.op)
                and earlier not in before[index]
            ):
                found.add(index)
    return found


class Listening(DataRace):
    """The detector under test, telling each race instead of wording it."""

    def __init__(self, trace):
        super().__init__(TraceContext(trace), Findings())
        self.found = set()
        self.pairs = set()

    def _race(self, earlier, index, cell):
        super()._race(earlier, index, cell)
        self.found.add(index)
        self.pairs.add((earlier, index))

    def counts(self):
        return dict(self._findings.seen)


def races_found(trace):
    detector = Listening(trace)
    for index, event in enumerate(trace.events):
        handler = detector.handler(event.op, alone=False)
        if handler is not None:
            handler(detector, index, event)
    return detector


# ---- random traces -----------------------------------------------------------------------------

STEPS = st.tuples(
    st.integers(1, 3),
    st.sampled_from(
        ["read", "write", "write", "acquire", "release", "both", "update", "try-acquire", "try-down", "set", "start"]
    ),
    st.integers(0, 2),
    st.booleans(),
)


def trace_of(steps):
    """Actors 1 to 3 have begun; few cells and things, so that paths meet.

    Locks need not be used well: the definition holds anyway.
    """
    events = [Event(0, actor, 0, "begin", 30 + actor, 0, None) for actor in range(1, 5)]
    for actor, op, which, worked in steps:
        target = 10 + which if op in ("read", "write", "update") else 31 + which if op == "start" else 20 + which // 2
        name = "put" if op == "both" else op
        detail = (0, -1) if op == "write" else worked if op in MAY_FAIL else None
        if op == "update":
            detail = (("append", "pop", "setdefault", "sort")[which + worked],)
        events.append(Event(0, actor, 0, name, target, 0, detail))
    names = tuple(Named("thing", f"thing-{n}") for n in range(40))
    return Trace(tuple(events), (Site("", 0, ""),), names, names, names, 0)


@settings(max_examples=500)
@given(st.lists(STEPS, min_size=4, max_size=60))
def test_exact_on_random_traces(steps):
    trace = trace_of(steps)
    found = races_found(trace)
    assert found.found == races_by_definition(trace.events)
    before = closure(trace.events)
    for earlier, index in found.pairs:
        assert earlier not in before[index], "every pair named is unordered"


def counted(trace):
    """How often each race is counted: with the short cut for cells that many have touched taken always, now and then,
    and never."""
    counts = []
    for many in (-1, 1, 1 << 30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(data_race, "MANY", many)
            counts.append(races_found(trace).counts())
    return counts


LEARNS_IN_BETWEEN = [
    (who, op, 0, True) for who, op in ((1, "write"), (1, "release"), (2, "write"), (2, "acquire"), (2, "write"))
]

FEW_IN_BETWEEN = [
    (who, op, 0, True)
    for who, op in (
        *((2, "write"), (2, "release"), (3, "write"), (3, "release"), (1, "acquire")),
        *((1, "write"), (1, "release"), (2, "acquire"), (2, "read"), (1, "write")),  # the first covers all there was
    )
]


@settings(max_examples=500)
@example(LEARNS_IN_BETWEEN)
@example(FEW_IN_BETWEEN)
@given(st.lists(STEPS, max_size=60))
def test_whoever_goes_round_is_counted_as_if_each_race_had_been_looked_for(steps):
    events = tuple([event._replace(site=number % 2) for number, event in enumerate(trace_of(steps).events)])
    names = (Named("thing", "thing"),) * 40
    short, mixed, long = counted(Trace(events, (Site("", 0, ""), Site("", 1, "")), names, names, names, 0))
    assert short == mixed == long


def test_a_crowd_at_one_counter_is_counted_to_the_last_pair():
    program = Program.from_source("""
import threading
sold = 0
def sell():
    global sold
    for _ in range(25):
        sold += 1
crowd = [threading.Thread(target=sell) for _ in range(40)]
for each in crowd: each.start()
for each in crowd: each.join()
""")
    with program.execution() as execution:
        execution.run()
        short, mixed, long = counted(execution.trace())
    assert short == mixed == long
    assert sum(short.values()) > 39_000


@pytest.mark.parametrize(
    ("made", "refusal"),
    [("Lock()", "RuntimeError"), ("RLock()", "RuntimeError"), ("BoundedSemaphore(1)", "ValueError")],
)
def test_a_release_that_is_refused_orders_nothing(made, refusal):
    outcome = run(
        Program.from_source(f"""
import threading, time
guard = threading.{made}
told = ""
def tell():
    global told
    told = "fresh dough!"
    try: guard.release()
    except {refusal}: pass
def hear():
    time.sleep(1)
    with guard: print(told)
both = [threading.Thread(target=each) for each in (tell, hear)]
for each in both: each.start()
for each in both: each.join()
""")
    )
    assert [fault.kind for fault in outcome.faults] == ["data-race"]


def test_a_history_left_by_two_is_taken_whole():
    """Two set an event, neither knows of the other: who waits for it knows both."""
    steps = [(1, "write", 0, True), (2, "write", 1, True), (1, "set", 0, True), (2, "set", 0, True)]
    reader = [(3, "acquire", 0, True), (3, "read", 0, True), (3, "read", 1, True)]
    assert not races_found(trace_of(steps + reader)).found


def test_more_actors_than_there_was_room_for():
    events = [Event(0, actor, 0, "begin", 100 + actor, 0, None) for actor in range(1, 31)]
    events += [Event(0, actor, 0, op, 50, 0, None) for actor in range(1, 31) for op in ("acquire", "release")]
    events += [Event(0, actor, 0, "write", 51 + actor % 2, 0, (0, -1)) for actor in (30, 3, 29)]
    names = (Named("", ""),) * 200
    trace = Trace(tuple(events), (Site("", 0, ""),), names, names, names, 0)
    assert races_found(trace).found == races_by_definition(trace.events)


# ---- random programs, really executed ----------------------------------------------------------

LINES = {
    "read": "seen = box.v{0}",
    "write": "box.v{0} = {0}",
    "add": "box.v{0} += 1",
    "locked add": "with lock{0}: box.v{1} += 1",
    "tokens": "with tokens{0}: box.v{1} += 1",
    "try": "if lock{0}.acquire(blocking=False): box.v{1} += 1; lock{0}.release()",
    "set": "bell{0}.set()",
    "hear": "bell{0}.wait(0.5)",
    "put": "rail{0}.put(box.v{1})",
    "get": "try: box.v{1} = rail{0}.get(timeout=0.5)\n    except queue.Empty: pass",
    "sleep": "time.sleep({0})",
    "notify": "with bell_rope{0}: bell_rope{0}.notify(); box.v{1} += 1",
    "wait": "with bell_rope{0}: bell_rope{0}.wait(0.5); box.v{1} += 1",
}
THINGS = """
import threading, queue, time
class Box: pass
box = Box(); box.v0 = box.v1 = 0
lock0, lock1 = threading.Lock(), threading.Lock()
tokens0, tokens1 = threading.Semaphore(2), threading.Semaphore(1)
bell0, bell1 = threading.Event(), threading.Event()
rail0, rail1 = queue.Queue(), queue.Queue()
bell_rope0, bell_rope1 = threading.Condition(), threading.Condition()
"""

bodies = st.lists(
    st.lists(st.tuples(st.sampled_from(sorted(LINES)), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=6),
    min_size=2,
    max_size=3,
)


def text_of(bodies):
    lines = [THINGS]
    for number, body in enumerate(bodies):
        lines.append(f"def run{number}():")
        lines += ["    " + LINES[name].format(a, b) for name, a, b in body]
    lines.append(
        f"threads = [threading.Thread(target=f) for f in ({', '.join(f'run{n}' for n in range(len(bodies)))},)]"
    )
    lines.append("for each in threads: each.start()")
    lines.append("for each in threads: each.join()")
    lines.append("print(box.v0, box.v1)")
    return "\n".join(lines)


class Dice:
    """A policy that picks as it is told, over and over."""

    def __init__(self, picks):
        self._picks = picks
        self._count = 0

    def choose(self, enabled, current):
        self._count += 1
        return enabled[self._picks[self._count % len(self._picks)] % len(enabled)]


@settings(max_examples=60)
@given(bodies, st.none() | st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_exact_on_traces_of_real_executions(bodies, picks):
    program = Program.from_source(text_of(bodies))
    with program.execution(policy=None if picks is None else Dice(picks)) as execution:
        execution.run()
        trace = execution.trace()
    assert execution.state == "ended"
    assert races_found(trace).found == races_by_definition(trace.events)
