"""The reduction: one walk for each trace, all of them, also in pieces."""

from __future__ import annotations

import pickle
from math import factorial
from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script, inspect
from cafe_sim.engine.explore.inspector.rungs import Reduced
from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.strategies.reduction import Reduction, independent
from cafe_sim.engine.explore.walks.visible import ENDS, Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.errors import Misuse

START = """
threads = [threading.Thread(target=each) for each in STAFF]
for each in threads: each.start()
for each in threads: each.join()
"""


def script(text, staff):
    return Script(
        Program.from_source(f"import threading, queue\n{text}\nSTAFF = [{staff}]\n{START}", file="café.py"), "café.py"
    )


def walks(subject, strategy, visible, most=10_000):
    """Carry the strategy on: (fingerprint, state) of each walk that it did not abandon."""
    while most and (chooser := strategy.begin()) is not None:
        most -= 1
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            assert not visible.learn(walk.execution)
            ordering = walk.ordering
            if not walk.abandoned:
                yield ordering.fingerprint(), walk.execution.state
            strategy.end(walk)


def traces(text, staff):
    subject = script(text, staff)
    found = list(walks(subject, Reduction(), Visible(learn_straight(subject))))
    fingerprints = [fingerprint for fingerprint, _ in found]
    assert len(set(fingerprints)) == len(fingerprints), "no trace is walked twice"
    return len(found), [state for _, state in found].count("stuck")


ADD = "x = 0\ndef add():\n    global x\n    x += 1\n"
LOCKED = "x, lock = 0, threading.Lock()\ndef add():\n    global x\n    with lock: x += 1\n"


@pytest.mark.parametrize("n", [2, 3])
def test_updates_without_a_lock(n):
    assert traces(ADD, "add, " * n) == (factorial(n) ** 2, 0)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_updates_under_a_lock(n):
    assert traces(LOCKED, "add, " * n) == (factorial(n), 0)


def test_an_acquire_that_never_came_races_with_those_that_did():
    text = "a, b = threading.Lock(), threading.Lock()\ndef take(first, second):\n    with first:\n        with second: pass\n"
    assert traces(text, "lambda: take(a, b), lambda: take(b, a)") == (3, 1)


def test_who_finds_the_queue_empty_is_a_matter_of_order():
    text = "q = queue.Queue()\nq.put(1)\ndef take(): q.get()\n"
    assert traces(text, "take, take") == (2, 2), "whoever comes second waits for ever, and it may be either"


def test_a_set_can_come_before_or_after_the_wait_and_nobody_can_tell():
    assert traces("e = threading.Event()\ndef a(): e.wait()\ndef b(): e.set()\n", "a, b") == (1, 0)


def test_a_wait_that_can_run_out_of_time_is_told_apart():
    assert traces("e = threading.Event()\ndef a(): e.wait(1)\ndef b(): e.set()\n", "a, b") == (2, 0)


def test_a_signal_can_be_lost():
    text = "c = threading.Condition()\ndef a():\n    with c: c.wait()\ndef b():\n    with c: c.notify()\n"
    assert traces(text, "a, b") == (2, 1)


CUT_OFF = {
    "a daemon beside the last line": """
        x = 0
        def add():
            global x
            x += 1
        threading.Thread(target=add, daemon=True).start()
        x += 1
    """,
    "one whose time must run out first": """
        lock, bell = threading.Lock(), threading.Event()
        def work():
            bell.wait(1)
            with lock: pass
        threading.Thread(target=work, daemon=True).start()
        with lock: pass
    """,
    "two of them, and a main thread that only sleeps": """
        lock = threading.Lock()
        def work():
            with lock: pass
        for _ in range(2): threading.Thread(target=work, daemon=True).start()
        time.sleep(1)
    """,
}


@pytest.mark.parametrize("name", CUT_OFF)
def test_daemons_are_cut_off_wherever_the_end_may_come(name):
    text = f"import threading, time\n{dedent(CUT_OFF[name])}"
    subject = Script(Program.from_source(text, file="café.py"), "café.py")
    visible = Visible({*learn_straight(subject), ENDS})
    found = list(walks(subject, Reduction(), visible))
    every = {fingerprint for fingerprint, _ in walks(subject, Bounding(20), visible)}
    assert len({fingerprint for fingerprint, _ in found}) == len(found) > 3
    assert {fingerprint for fingerprint, _ in found} == every


def test_what_daemons_do_to_each_other_is_seen_while_nobody_waits_for_them():
    text = """
        import threading, time
        lock, order = threading.Lock(), []
        def work(number):
            with lock: order.append(number)
            with lock: assert order[0] == 1
        for number in (1, 2): threading.Thread(target=work, args=(number,), daemon=True).start()
        time.sleep(1)
    """
    inspection = inspect(Script(Program.from_source(dedent(text), file="café.py"), "café.py"))
    assert [finding.fault.kind for finding in inspection.findings] == ["assertion"]


def test_what_touches_nothing_in_common_can_be_exchanged():
    assert independent({1: True}, {2: True})
    assert independent({1: False, 3: True}, {1: False, 2: True})
    assert not independent({1: False}, {1: True, 2: True})


def test_a_program_that_does_not_repeat_itself_is_told_so():
    flips = iter(range(100))
    subject = script("", "lambda: None")

    class Moody:
        target, digest = "moody", ""

        def execution(self, policy):
            odd = next(flips) % 2
            return script(ADD if odd else ADD + "x += 1\n", "add, add" + ", add" * odd).execution(policy)

        judge = subject.judge

    places = {place for n in (2, 3) for place in learn_straight(script(ADD, "add, " * n))}
    with pytest.raises(Misuse, match="did not do the same twice"):
        list(walks(Moody(), Reduction(), Visible(places)))


# ---- in pieces ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("workers", "slice_walks"), [(1, 1), (2, 1), (2, 3), (4, 2), (8, 1)])
@pytest.mark.parametrize(
    ("text", "staff", "count"),
    [
        (ADD, "add, " * 3, 36),
        (LOCKED, "add, " * 4, 24),
        ("a, b = threading.Lock(), threading.Lock()\n" + ADD, "add, add", 4),
    ],
)
def test_several_workers_walk_the_same_traces(workers, slice_walks, text, staff, count):
    """Slices are carried on in other processes: what is handed out is pickled here, and so is what comes back."""
    subject = script(text, staff)
    visible = Visible(learn_straight(subject))
    rung = Reduced(workers)
    seen = set()
    while not rung.finished:
        flights = []
        while len(flights) < workers and (handout := rung.hand_out()) is not None:
            flights.append((handout, pickle.loads(pickle.dumps(handout.strategy))))
        for handout, strategy in flights:
            seen |= {fingerprint for fingerprint, _ in walks(subject, strategy, visible, slice_walks)}
        for handout, strategy in reversed(flights):
            rung.take(handout, pickle.loads(pickle.dumps(strategy)))
    assert len(seen) == count
