"""The inspector against brute force: tiny random programs, every interleaving walked without any reduction.

Brute force knows nothing of dependence, visibility or preemptions. It branches wherever more than one transition could
go, accesses to variables that nobody shares included; only an actor's first and last moments, and the starting and
joining of others, are taken at once, for they change nothing that anybody can see. What all those interleavings come
to, final states and faults, must be exactly what the inspector sees.
"""

from __future__ import annotations

import random
from collections import Counter
from math import factorial, prod

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.detect import find
from cafe_sim.engine.explore import Script, inspect

# ---- programs ----------------------------------------------------------------------------------

THINGS = """
import asyncio, queue, threading, time
from concurrent.futures import Future, ThreadPoolExecutor
x = 0
y = 0
flag = 0  # atomic
items = []
table = {"k": 0}
lock = threading.Lock()
other = threading.Lock()
again = threading.RLock()
bell = threading.Condition()
rail = queue.Queue()
hatch = queue.Queue(maxsize=1)
ready = threading.Event()
tokens = threading.Semaphore(1)
few = threading.BoundedSemaphore(2)
gate = threading.Barrier(2)
answer = Future()
pool = ThreadPoolExecutor(1)
late = threading.Thread(target=lambda: bump())

def bump():
    global x
    x += 1
    return x
"""
SHARED = ("x", "y", "flag", "items", "table")

STEPS = {
    "variables": (
        "x = 1",
        "x = 2",
        "x += 1",
        "y = x",
        "y = x + y",
        "x = y + 1",
        "mine += (x,)",
        "mine += ((x, y),)",
        "assert x < 2",
        "flag = 1",
        "flag += 1",
        "mine += (flag,)",
        "if x == 0: y = 1",
        "if flag: mine += (x,)",
        "time.sleep(1)",
    ),
    "containers": (
        "items.append(1)",
        "items.append(x)",
        "mine += (items.pop() if items else None,)",
        "mine += (len(items),)",
        "table['k'] += 1",
        "table['new'] = 1",
        "mine += (table.get('new'),)",
        "mine += ('new' in table,)",
        "table['k'] = x",
        "mine += (table.setdefault('s', {me}),)",
        "mine += (table.pop('k', None),)",
        "mine += (table['k'],)",
    ),
    "locks": (
        "with lock: x += 1",
        "with lock: mine += (x,)",
        "with other: x += 1",
        "with lock, other: y += 1",
        "with other, lock: y += 1",
        "with again, again: x += 1",
        "lock.acquire()",
        "lock.release()",
        "if lock.acquire(blocking=False): x += 1; lock.release()",
        "mine += (lock.acquire(timeout=1),)",
        "mine += (lock.locked(),)",
        "again.acquire()",
        "again.release()",
    ),
    "signals": (
        "with bell: bell.wait()",
        "with bell: mine += (bell.wait(1),)",
        "with bell: bell.notify()",
        "with bell: x = 1; bell.notify()",
        "with bell: x = 1; bell.notify_all()",
        "with bell: bell.wait_for(lambda: x)",
        "ready.set()",
        "ready.clear()",
        "ready.wait()",
        "mine += (ready.wait(1),)",
        "mine += (ready.is_set(),)",
        "x = 1; ready.set()",
        "answer.set_result(x)",
        "mine += (answer.result(),)",
        "mine += (answer.done(),)",
    ),
    "queues": (
        "rail.put(x)",
        "mine += (rail.get(),)",
        "x = rail.get()",
        "mine += (rail.empty(),)",
        "mine += (rail.qsize(),)",
        "rail.task_done()",
        "rail.join()",
        "hatch.put({me})",
        "mine += (hatch.get(),)",
        "hatch.put(x, timeout=1)",
        "hatch.put_nowait({me})",
        "mine += (hatch.full(),)",
    ),
    "tokens": (
        "with tokens: x += 1",
        "tokens.acquire()",
        "tokens.release()",
        "mine += (tokens.acquire(blocking=False),)",
        "mine += (tokens.acquire(timeout=1),)",
        "with few: x += 1",
        "few.release()",
        "gate.wait()",
        "mine += (gate.wait(1),)",
        "gate.abort()",
    ),
    "threads": (
        "x += 1",
        "mine += (x,)",
        "helper = threading.Thread(target=bump); helper.start(); mine += (x,); helper.join()",
        "threading.Thread(target=bump).start()",
        "threading.Timer(1, bump).start()",
        "mine += (pool.submit(bump).result(),)",
        "later = pool.submit(bump); mine += (later.done(),)",
        "later = pool.submit(bump); mine += (later.cancel(),)",
        "mine += (thread1.is_alive(),)",
        "thread1.join(1)",
        "late.start()",
        "late.join()",
        "mine += (late.is_alive(),)",
        "mine += (threading.active_count(),)",
    ),
}
LOOP_THREAD_STEPS = (
    "x += 1",
    "mine += (x,)",
    "y = x",
    "loop.call_soon_threadsafe(bump)",
    "loop.call_soon_threadsafe(rung.set)",
    "loop.call_soon_threadsafe(parcels.put_nowait, x)",
    "asyncio.run_coroutine_threadsafe(visit(), loop)",
    "mine += (asyncio.run_coroutine_threadsafe(visit(), loop).result(),)",
    "ready.set()",
    "with lock: x += 1",
    "rail.put(1)",
)
LOOP_TASK_STEPS = (
    "x += 1",
    "x = 2",
    "mine += (x,)",
    "await asyncio.sleep(0)",
    "await asyncio.sleep(1)",
    "await rung.wait()",
    "rung.set()",
    "rung.clear()",
    "async with door: x += 1; await asyncio.sleep(0)",
    "parcels.put_nowait(x)",
    "mine += (await parcels.get(),)",
    "await asyncio.to_thread(bump)",
    "mine += (await asyncio.wait_for(rung.wait(), 1),)",
    "with lock: y = x",
    "mine += (ready.is_set(),)",
    "loop.call_soon(bump)",
    "loop.call_later(1, bump)",
)
EVERYTHING = tuple(step for steps in STEPS.values() for step in steps)


def body_of(steps, me):
    lines = "\n        ".join(step.replace("{me}", str(me)) for step in steps)
    keep = f"seen{me}.extend(mine)" if "mine" in lines else "pass"
    return f"""
def work{me}():
    global x, y, flag
    mine = ()
    try:
        {lines}
    finally:
        {keep}
"""


def text_of(bodies, main=()):
    """Threads 1, 2 … do `bodies`; the main thread does `main` while they are under way, and tells the end."""
    text = THINGS
    for me, steps in enumerate((main, *bodies)):
        text += f"seen{me} = []\n" + (body_of(steps, me) if steps else "")
    names = [f"thread{number}" for number in range(1, len(bodies) + 1)]
    text += "".join(f"{name} = threading.Thread(target={name.replace('thread', 'work')})\n" for name in names)
    text += "".join(f"{name}.start()\n" for name in names)
    if main:
        text += "work0()\n"
    return text + "".join(f"{name}.join()\n" for name in names)


LOOP = """
rung = asyncio.Event()
door = asyncio.Lock()
parcels = asyncio.Queue()

async def visit():
    bump()
    return x
"""


def loop_text_of(tasks, threads):
    """One loop, in the main thread, with `tasks`; `threads` are started from inside it, and joined after it."""
    text = THINGS + LOOP
    bodies = [*threads, *tasks]
    for me, steps in enumerate(bodies, 1):
        body = body_of(steps, me)
        text += f"seen{me} = []\n" + (body if me <= len(threads) else body.replace("def work", "async def work"))
    names = [f"thread{me}" for me in range(1, len(threads) + 1)]
    text += "".join(f"{name} = threading.Thread(target={name.replace('thread', 'work')})\n" for name in names)
    text += "async def main():\n    global loop\n    loop = asyncio.get_running_loop()\n"
    text += "".join(f"    {name}.start()\n" for name in names)
    calls = ", ".join(f"work{me}()" for me in range(len(threads) + 1, len(bodies) + 1))
    text += f"    await asyncio.gather({calls})\nasyncio.run(main())\n"
    return text + "".join(f"{name}.join()\n" for name in names)


def random_loop_text(rng):
    """One or two tasks and a thread."""
    tasks = [[rng.choice(LOOP_TASK_STEPS) for _ in range(rng.randint(1, 3))] for _ in range(rng.choice((1, 2)))]
    threads = [[rng.choice(LOOP_THREAD_STEPS) for _ in range(rng.randint(1, 2))]]
    return loop_text_of(tasks, threads)


def random_text(rng):
    """Few threads, few steps, all out of one or two families, so that they meet."""
    family = rng.choice([*STEPS, *STEPS, "all"])
    steps = EVERYTHING if family == "all" else STEPS[family] + rng.choice((STEPS["variables"], STEPS["locks"], ()))
    threads = rng.choice((2, 2, 2, 3))
    longest = {2: 4, 3: 2}[threads]
    bodies = [[rng.choice(steps) for _ in range(rng.randint(1, longest))] for _ in range(threads)]
    main = [rng.choice(steps)] if rng.random() < 0.15 else []
    return text_of(bodies, main)


# ---- brute force -------------------------------------------------------------------------------


class TooMany(Exception):
    """More interleavings than this test has time for."""


ALONE = ("start", "begin", "exit", "join")
ASKS = ("is_alive", "active_count", "join(1)", "daemon=True")
"""Whether a thread has ended is seen by these: then its end is a choice like any other."""


class EveryInterleaving:
    """The policy: depth first through every choice."""

    def __init__(self, text):
        self.alone = ALONE[:2] if any(word in text for word in ASKS) else ALONE
        self.path = []
        self.depth = 0
        self.execution = None

    def choose(self, enabled, current):
        for choice in enabled:
            if self.execution.actors[choice.actor - 1].op in self.alone and not choice.times_out:
                return choice
        if self.depth == len(self.path):
            self.path.append([0, len(enabled)])
        index, width = self.path[self.depth]
        assert width == len(enabled), "the program did not do the same twice"
        self.depth += 1
        return enabled[index]

    def next(self):
        while self.path and self.path[-1][0] + 1 == self.path[-1][1]:
            self.path.pop()
        if self.path:
            self.path[-1][0] += 1
        self.depth = 0
        return bool(self.path)


def brute_force(program, interleavings_max):
    """(ends, faults) of every interleaving; raises TooMany."""
    ends, faults = set(), set()
    policy = EveryInterleaving(program.text)
    for number in range(interleavings_max):
        with program.execution(policy=policy) as execution:
            policy.execution = execution
            execution.run()
            ends.add(end_of(execution))
            faults |= faults_of(find(execution)[0])
            if number == 0 and about(execution.events) > 2 * interleavings_max:
                raise TooMany
        if not policy.next():
            return ends, faults
    raise TooMany


def about(events):
    """How many interleavings there are, if all had as many events as this one."""
    counts = Counter(event.actor for event in events if event.op not in ALONE)
    return factorial(counts.total()) // prod(map(factorial, counts.values()))


def end_of(execution):
    """The final state: how it ended, the shared values, what each one saw, and where those stand that wait."""
    values = execution.locals["namespace"]
    shared = [repr(values[name]) for name in SHARED if name in values]
    seen = [repr(value) for name, value in sorted(values.items()) if name.startswith("seen")]
    waits = sorted((wait.actor.name, wait.op, wait.site.line) for wait in execution.waits())
    return (execution.state, *shared, *seen, *waits)


def faults_of(faults):
    return {(fault.kind, *sorted(site.line for site in fault.sites)) for fault in faults}


# ---- the inspector -----------------------------------------------------------------------------


class Watched(Script):
    """A script that keeps what its executions came to."""

    def judge(self, execution):
        faults, notes = super().judge(execution)
        ENDS.add(end_of(execution))
        FAULTS.update(faults_of(faults))
        return faults, notes


ENDS: set[object] = set()
FAULTS: set[object] = set()


def inspector(program):
    """(ends, faults) of all that the inspector executed."""
    ENDS.clear()
    FAULTS.clear()
    found = inspect(Watched(program, "oracle.py"), exhaustive=True)
    return set(ENDS), set(FAULTS), found


def compare(text, interleavings_max):
    program = Program.from_source(text, file="oracle.py")
    ends, faults = brute_force(program, interleavings_max)
    seen, found, inspection = inspector(program)
    story = text[len(THINGS) :]
    assert ends - seen == set(), f"ends that the inspector did not see:\n{story}"
    assert seen - ends == set(), f"ends that cannot be:\n{story}"
    assert found == faults, f"faults differ:\n{story}"
    assert {(f.fault.kind, *sorted(s.line for s in f.fault.sites)) for f in inspection.findings} == faults
    assert inspection.verdict == ("broken" if faults else "certified"), story


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_inspector_sees_what_brute_force_sees(rng):
    try:
        compare(random_text(rng), 60)
    except TooMany:
        reject()


def daemon_text(rng):
    """Threads nobody waits for, cut off when the others have ended."""
    steps = (
        *STEPS["locks"],
        *STEPS["signals"][5:],
        "assert x < 2",
        "assert x == y",
        "y = x",
        "rail.put(x)",
        "rail.get()",
    )
    text = text_of([[rng.choice(steps) for _ in range(rng.randint(1, 3))] for _ in range(2)], [rng.choice(steps)])
    daemons = rng.choice(((1,), (1, 2)))
    for number in daemons:
        text = text.replace(f"(target=work{number})", f"(target=work{number}, daemon=True)")
        text = text.replace(f"thread{number}.join()\n", "")
    return text


def compare_faults(text, interleavings_max):
    """Of what is cut off nobody sees how far it came, unless that goes wrong."""
    program = Program.from_source(text, file="oracle.py")
    _, faults = brute_force(program, interleavings_max)
    _, found, inspection = inspector(program)
    assert found == faults, f"faults differ:\n{text[len(THINGS) :]}"
    assert inspection.verdict == ("broken" if faults else "certified"), text[len(THINGS) :]


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_end_comes_wherever_brute_force_lets_it_come(rng):
    try:
        compare_faults(daemon_text(rng), 200)
    except TooMany:
        reject()


SMALL_AND_HARD = {
    "a release that is refused helps nobody": [["lock.release()"], ["with lock: y += 1"]],
    "a token too many": [["few.release()"], ["with few: x += 1"]],
    "a second token is no reason to wait": [
        ["tokens.release()", "y = 1", "tokens.release()"],
        ["tokens.acquire()", "mine += (y,)"],
    ],
    "one who saw no token": [["tokens.acquire()"], ["mine += (tokens.acquire(timeout=1),)"]],
    "a signal has no holder": [["tokens.release()", "tokens.acquire()"], ["tokens.acquire()", "with tokens: x += 1"]],
    "cleared between two rings": [
        ["ready.set()", "ready.set()"],
        ["ready.wait()", "ready.clear()", "mine += (ready.is_set(),)"],
    ],
    "a second put": [["rail.put(x)", "y = 1", "rail.put(x)"], ["rail.get()", "mine += (y,)"]],
    "no room in time": [
        ["hatch.put(x, timeout=1)", "mine += (hatch.get(),)"],
        ["hatch.put(2)", "mine += (hatch.full(),)"],
    ],
    "a key first touched late": [["table['new'] = 1"], ["x = 1; ready.set()", "mine += ('new' in table,)"]],
    "a key taken away": [["table['k'] = x"], ["x += 1", "mine += (table.pop('k', None),)"]],
    "who lives": [["mine += (threading.active_count(),)"], ["x += 1"]],
    "a join that may give up": [["mine += (x,)"], ["thread1.join(1)", "x = 1"]],
}


@pytest.mark.parametrize("bodies", SMALL_AND_HARD.values(), ids=SMALL_AND_HARD)
def test_small_and_hard_ones(bodies):
    compare(text_of(bodies), 2000)


@pytest.mark.parametrize("step", ["loop.call_soon(bump)", "loop.call_soon_threadsafe(bump)", "rung.set()"])
def test_a_loop_that_may_be_closed_by_then(step):
    compare(loop_text_of([["x += 1"]], [["ready.set()", step]]), 2000)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_same_with_a_loop_and_a_thread(rng):
    try:
        compare(random_loop_text(rng), 60)
    except TooMany:
        reject()


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40))
def test_and_on_thousands(seed):
    compared = 0
    for number in range(150):
        rng = random.Random(f"{seed}/{number}")
        try:
            compare(random_text(rng) if number % 3 else random_loop_text(rng), 2000)
            compared += 1
        except TooMany:
            continue
    assert compared >= 50
