"""The round against published counts, against arithmetic, and against its own promises."""

from __future__ import annotations

from math import factorial
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from cafe_sim.engine import Choice, Program
from cafe_sim.engine.detect import find
from cafe_sim.engine.explore import round_of, walk

START = """
threads = [threading.Thread(target=work, name=name) for name, work in zip(("Bo", "Cy", "Di", "Ed", "Flo"), STAFF)]
for each in threads: each.start()
for each in threads: each.join()
"""


def makes(text, staff):
    """`make` for a program whose threads run the functions named in `staff`."""
    head = "import queue, threading, time\nclass Thing: pass\nx = Thing(); x.v = 0\n"
    program = Program.from_source(f"{head}{dedent(text)}\nSTAFF = [{staff}]\n{START}", file="café.py")
    return lambda policy: program.execution(policy=policy)


def counts(text, staff, **options):
    found = round_of(makes(text, staff), **options)
    assert found.complete, found.gave_up
    return found.interleavings, found.traces


ADD = "def add(): x.v += 1"
LOCKED = "lock = threading.Lock()\ndef add():\n    with lock: x.v += 1"


@pytest.mark.parametrize(("n", "interleavings"), [(2, 6), (3, 90)])
def test_inc(n, interleavings):
    assert counts(ADD, "add, " * n) == (interleavings, factorial(n) ** 2)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_lockinc(n):
    assert counts(LOCKED, "add, " * n) == (factorial(n), factorial(n))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_readers(n):
    text = "def write(): x.v = 1\ndef read(): return x.v"
    assert counts(text, "write" + ", read" * n) == (factorial(n + 1), 2**n)


@pytest.mark.parametrize(("n", "traces"), [(2, 3), (3, 7)])
def test_philosophers(n, traces):
    text = f"""
    forks = [threading.Lock() for _ in range({n})]
    def eat(i):
        with forks[i]:
            with forks[(i + 1) % {n}]: pass
    """
    found = round_of(makes(text, ", ".join(f"lambda: eat({i})" for i in range(n))))
    assert (found.traces, found.wrong_traces) == (traces, 1)
    assert [f.fault.kind for f in found.found] == ["deadlock"]


def test_lastzero():
    """lastzero(n): one looks for the last zero, n others each write one element from its neighbour. 5, 12, 28."""
    text = """
    a = [0, 0, 0, 0]
    def look():
        i = N
        while a[i]: i -= 1
    def write(j): a[j] = a[j - 1] + 1
    """
    for n, traces in ((2, 5), (3, 12)):
        staff = "look" + "".join(f", lambda: write({j})" for j in range(1, n + 1))
        assert counts(text.replace("N", str(n)), staff)[1] == traces


SALE = """
oven = threading.Semaphore(2)
def count(price):
    time.sleep(1)
    return price
def bake():
    with oven: time.sleep(4)
    x.v += count(3)
    time.sleep(1)
"""


def test_two_hands_in_the_till():
    found = round_of(makes(SALE, "bake, bake"))
    assert (found.interleavings, found.traces, found.wrong_traces) == (6, 4, 2)
    lost = next(f for f in found.found if f.fault.kind == "lost-update")
    assert (lost.interleavings, lost.preemptions) == (4, 1)
    race = next(f for f in found.found if f.fault.kind == "data-race")
    assert (race.interleavings, race.preemptions) == (6, 0), "there in every order, also in those that come out right"


def test_two_hands_in_the_till_locked():
    text = SALE.replace("    x.v +=", "    with lock: x.v +=") + "lock = threading.Lock()"
    found = round_of(makes(text, "bake, bake"))
    assert (found.interleavings, found.wrong, found.found) == (2, 0, ())


def test_an_oven_that_can_be_full_is_a_choice():
    assert counts("oven = threading.Semaphore(2)\ndef bake():\n    with oven: pass", "bake, bake")[0] == 1
    assert counts("oven = threading.Semaphore(1)\ndef bake():\n    with oven: pass", "bake, bake")[0] == 2


MITT = """
mitt, tray = threading.Lock(), threading.Lock()
def bake(first, second):
    time.sleep(2)
    with first:
        time.sleep(1)
        with second: time.sleep(3)
"""


def test_mitt_before_tray():
    found = round_of(makes(MITT, "lambda: bake(mitt, tray), lambda: bake(tray, mitt)"))
    assert (found.interleavings, found.wrong, found.traces, found.wrong_traces) == (6, 2, 3, 1)
    assert found.found[0].preemptions == 1
    assert counts(MITT, "lambda: bake(mitt, tray), lambda: bake(mitt, tray)") == (2, 2)


def test_mitt_before_tray_two_batches():
    twice = MITT + "def batches(a, b):\n    bake(a, b)\n    bake(a, b)\n"
    found = round_of(makes(twice, "lambda: batches(mitt, tray), lambda: batches(tray, mitt)"))
    assert (found.traces, found.wrong_traces) == (11, 5)
    assert counts(twice, "lambda: batches(mitt, tray), lambda: batches(mitt, tray)")[1] == 6


def test_what_is_only_touched_under_one_lock_is_ordered_by_the_lock():
    touching = MITT.replace("        time.sleep(1)\n", "        time.sleep(1)\n        tray_uses(second)\n")
    touching += """
def tray_uses(second):
    if second is mitt: x.v += 1
"""
    found = round_of(makes(touching, "lambda: bake(mitt, tray), lambda: bake(tray, mitt)"))
    assert (found.interleavings, found.wrong, found.traces) == (6, 2, 3)


def test_one_access_without_the_lock_and_it_orders_nothing():
    text = LOCKED + "\ndef peek(): return x.v\n"
    assert counts(text, "add, peek") == (3, 2)


def test_the_failing_schedule_can_be_stepped_through_again():
    make = makes(SALE, "bake, bake")
    lost = next(f for f in round_of(make).found if f.fault.kind == "lost-update")
    with make(None) as execution:
        for move in lost.schedule:
            state = execution.step(next(c for c in execution.enabled() if c[:2] == move))
        assert state == "ended"
        assert lost.fault.message in [fault.message for fault in find(execution)[0]]


def test_what_one_touches_alone_and_what_was_settled_by_start_and_join_is_no_choice():
    text = """
    x.settings = {"price": 3}
    def sell():
        mine = Thing(); mine.total = 0
        for _ in range(3):
            mine.total += x.settings["price"]
            time.sleep(1)
    """
    assert counts(text, "sell, sell") == (1, 1)


def test_a_handover_by_queue_and_event():
    text = """
    rail = queue.Queue(); bell = threading.Event()
    def put(): rail.put(1); bell.set()
    def get(): bell.wait(); rail.get()
    """
    assert counts(text, "put, get") == (1, 1)


def test_a_wait_with_a_timeout_has_a_second_way_to_go():
    text = """
    bell = threading.Event()
    def ring(): bell.set()
    def listen(): bell.wait(5)
    """
    assert counts(text, "ring, listen") == (2, 2)


@pytest.mark.parametrize(
    "wait", ["while not x.v: pass", "while not bell.wait(0.1): pass", "while not x.v: time.sleep(0.1)"]
)
def test_going_round_in_vain_is_cut_and_said_to_be_cut(wait):
    text = f"""
    bell = threading.Event()
    def ring():
        x.v = 1
        bell.set()
    def listen():
        {wait}
    """
    found = round_of(makes(text, "ring, listen"))
    assert found.interleavings < 10
    assert not found.complete
    assert "left out" in found.gave_up
    assert not any(f.fault.kind == "livelock" for f in found.found)


def test_it_gives_up_beyond_its_limit_and_says_so():
    found = round_of(makes(ADD, "add, add, add"), interleavings_max=50)
    assert (found.interleavings, found.complete) == (50, False)
    assert found.gave_up == "there are more than 50 orders"


def test_exactly_as_many_as_the_limit_is_complete():
    assert round_of(makes(ADD, "add, add"), interleavings_max=6).complete


def test_it_tells_how_far_it_is_and_can_be_left_at_any_time():
    told = []
    for known in walk(makes(ADD, "add, add, add")):
        told.append(known.interleavings)
        if known.interleavings == 7:
            break
    assert told[-7:] == [1, 2, 3, 4, 5, 6, 7]
    assert not known.complete


def test_an_order_without_end_is_no_certificate():
    text = "def count():\n    while True: time.sleep(1)"
    found = round_of(makes(text, "count"))
    assert not found.complete
    assert found.gave_up == "one of the orders does not come to an end"


# ---- against brute force -----------------------------------------------------------------------

STEP = st.sampled_from(["x.v", "x.w", "x.v = 1", "x.w = 2", "locked", "tokens", "put", "time.sleep(1)"])


class EveryChoice:
    """Branches at every transition of the threads, private or not: the oracle, which knows nothing of dependence."""

    def __init__(self):
        self.path = []
        self.depth = 0

    def choose(self, enabled, current) -> Choice:
        if enabled[0].actor == 1:
            return enabled[0]  # main, who only starts and joins
        if self.depth == len(self.path):
            self.path.append([0, len(enabled)])
        index, self.path[self.depth][1] = self.path[self.depth][0], len(enabled)
        self.depth += 1
        return enabled[index]

    def next(self) -> bool:
        while self.path and self.path[-1][0] + 1 == self.path[-1][1]:
            self.path.pop()
        if self.path:
            self.path[-1][0] += 1
        self.depth = 0
        return bool(self.path)


def results(make, policies):
    """What all those executions came to: faults, and the values at the end."""
    seen = set()
    for policy in policies:
        with make(policy) as execution:
            if hasattr(policy, "begin"):
                policy.begin(execution)
            execution.run()
            x = execution.locals["namespace"]["x"]
            seen.add((execution.state, x.v, x.w, tuple(sorted({fault.kind for fault in find(execution)[0]}))))
    return seen


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(STEP, min_size=1, max_size=2), min_size=2, max_size=2))
def test_it_finds_all_that_brute_force_finds(bodies):
    words = {
        "locked": "with lock: x.v += 1",
        "tokens": "with tokens: x.w += 1",
        "put": "rail.put(x.v)",
    }
    text = "x.w = 0\nlock = threading.Lock(); tokens = threading.Semaphore(1); rail = queue.Queue()\n"
    for number, body in enumerate(bodies):
        text += f"def run{number}():\n" + "".join(f"    {words.get(step, step)}\n" for step in body)
    make = makes(text, ", ".join(f"run{n}" for n in range(len(bodies))))

    everything = EveryChoice()

    def brute():
        yield everything
        for _ in range(300):
            if not everything.next():
                return
            yield everything
        reject()

    found = set()

    def judge(execution):
        x = execution.locals["namespace"]["x"]
        faults = find(execution)[0]
        found.add((execution.state, x.v, x.w, tuple(sorted({fault.kind for fault in faults}))))
        return faults

    round_of(make, judge)
    assert found == results(make, brute())
