"""Who goes round in vain, and who goes round early: polling ends and is no certificate; sleeping, and running one task
after the other, is no polling.
"""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script, inspect
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Deviation
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk

HEAD = "import asyncio, itertools, queue, threading, time\n"

NO_POLLING = {
    "two tasks of one kind, one after the other": """
        async def brew():
            time.sleep(2)
            await asyncio.sleep(3)
        async def ana():
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(brew()); tasks.create_task(brew())
        done = []
        oven = threading.Semaphore(2)
        def bake(loaf):
            with oven: done.append(loaf)
        bakers = [threading.Thread(target=bake, args=(loaf,)) for loaf in range(2)]
        for baker in bakers: baker.start()
        asyncio.run(ana())
        for baker in bakers: baker.join()
    """,
    "a thread that naps three times and looks each time": """
        bread = []
        def bake():
            bread.append(1)
        def nap():
            for _ in range(3):
                len(bread)
                time.sleep(1)
        threads = [threading.Thread(target=bake), threading.Thread(target=nap)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """,
    "a task that naps three times beside a thread": """
        bread = []
        def bake(): bread.append(1)
        async def nap():
            for _ in range(3): await asyncio.sleep(1)
            return len(bread)
        baker = threading.Thread(target=bake)
        baker.start()
        asyncio.run(nap())
        baker.join()
    """,
    "an attempt that is given up after three": """
        lock = threading.Lock()
        got = []
        def attempt():
            for _ in range(3):
                if lock.acquire(timeout=1):
                    lock.release()
                    got.append(1)
                    break
        threads = [threading.Thread(target=attempt) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """,
}

POLLING = {
    "a thread": """
        bread = []
        def bake(): bread.append(1)
        def wait():
            while not bread: time.sleep(1)
        threads = [threading.Thread(target=bake), threading.Thread(target=wait)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """,
    "a thread with a for": """
        bread = []
        def bake(): bread.append(1)
        def wait():
            for _ in itertools.count():
                if bread: break
                time.sleep(1)
        threads = [threading.Thread(target=bake), threading.Thread(target=wait)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """,
    "a wait with a timeout": """
        rung = threading.Event()
        def wait():
            while not rung.wait(0.1): pass
        waiter = threading.Thread(target=wait)
        waiter.start()
        rung.set()
        waiter.join()
    """,
    "a task": """
        bread = []
        def bake(): bread.append(1)
        async def wait():
            while not bread: await asyncio.sleep(1)
        baker = threading.Thread(target=bake)
        baker.start()
        asyncio.run(wait())
        baker.join()
    """,
    "a task that is handed in to": """
        async def wait():
            bread = []
            baker = threading.Thread(target=asyncio.get_running_loop().call_soon_threadsafe, args=(bread.append, 1))
            baker.start()
            while not bread: await asyncio.sleep(1)
            baker.join()
        asyncio.run(wait())
    """,
    "callbacks of a loop": """
        bread = []
        def bake(): bread.append(1)
        def look(loop):
            if bread: loop.stop()
            else: loop.call_later(1, look, loop)
        baker = threading.Thread(target=bake)
        baker.start()
        loop = asyncio.new_event_loop()
        loop.call_soon(look, loop)
        loop.run_forever()
        baker.join()
        loop.close()
    """,
    "a task that waits with a timeout": """
        bread = []
        def bake(): bread.append(1)
        async def wait():
            never = asyncio.Event()
            while not bread:
                try: await asyncio.wait_for(never.wait(), 0.1)
                except TimeoutError: pass
        baker = threading.Thread(target=bake)
        baker.start()
        asyncio.run(wait())
        baker.join()
    """,
}


ENDLESS = {
    "a heartbeat that counts its beats": """
        beats = {"all": 0}
        lock, stop = threading.Lock(), threading.Event()
        def beat():
            while not stop.wait(0.1):
                with lock: beats["all"] += 1
        heart = threading.Thread(target=beat)
        heart.start()
        with lock: beats["all"] += 1
        stop.set()
        heart.join()
    """,
    "two of them that share what they count": """
        beats = {"all": 0}
        lock, stop = threading.Lock(), threading.Event()
        def beat():
            while True:
                with lock: beats["all"] += 1
                if stop.wait(0.1): return
        hearts = [threading.Thread(target=beat) for _ in range(2)]
        for heart in hearts: heart.start()
        stop.set()
        for heart in hearts: heart.join()
    """,
    "a worker that asks a queue, and whether to stop": """
        rail, stop, done = queue.Queue(), threading.Event(), []
        def work():
            while not stop.is_set():
                try: order = rail.get(timeout=0.1)
                except queue.Empty: continue
                done.append(order)
                rail.task_done()
        worker = threading.Thread(target=work)
        worker.start()
        for order in range(2): rail.put(order)
        rail.join()
        stop.set()
        worker.join()
        assert done == [0, 1]
    """,
    "a timer that starts the next one": """
        lock = threading.Lock()
        last = []
        def beat():
            with lock:
                if last == ["stop"]: return
                last[:] = [threading.Timer(1, beat)]
                last[0].start()
        beat()
        with lock:
            last[0].cancel()
            last[:] = ["stop"]
    """,
    "one who waits for jobs, some time for each": """
        from concurrent.futures import ThreadPoolExecutor, wait
        with ThreadPoolExecutor(1) as pool:
            pending = {pool.submit(time.sleep, 1)}
            while pending: done, pending = wait(pending, timeout=0.1)
    """,
    "a task with a timeout, fed by a thread": """
        async def main():
            rail, loop, done = asyncio.Queue(), asyncio.get_running_loop(), []
            feeder = threading.Thread(target=loop.call_soon_threadsafe, args=(rail.put_nowait, 1))
            feeder.start()
            while not done:
                try: done.append(await asyncio.wait_for(rail.get(), 0.1))
                except TimeoutError: continue
            feeder.join()
        asyncio.run(main())
    """,
}


def inspected(text: str):
    subject = Script(Program.from_source(HEAD + textwrap.dedent(text)), "script")
    return inspect(subject, Budget(seconds=60, schedules=1_500))


@pytest.mark.parametrize("name", NO_POLLING)
def test_what_only_takes_its_time_is_certified(name):
    found = inspected(NO_POLLING[name])
    assert (found.verdict, found.findings) == ("certified", ()), found.words


@pytest.mark.parametrize("name", POLLING)
def test_polling_ends_unblamed_and_is_no_certificate(name):
    found = inspected(POLLING[name])
    assert found.verdict == "bounded", found.words
    assert "turns of waiting loops" in found.words
    assert {finding.fault.kind for finding in found.findings} <= {"data-race"}


RETRIES = """
    mitt, tray = threading.Lock(), threading.Lock()
    def bake(first, second):
        for _ in iter(int, 1):
            with first:
                if second.acquire(blocking=False):
                    second.release()
                    return
    threads = [threading.Thread(target=bake, args=pair) for pair in ((mitt, tray), (tray, mitt))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_those_who_try_and_give_way_for_ever_are_left_where_they_begin_to_repeat_themselves():
    subject = Script(Program.from_source(HEAD + textwrap.dedent(RETRIES)), "script")
    in_step = _InStep()
    with Walk(subject, Visible(learn_straight(subject)), in_step) as walk:
        walk.run()
        assert (walk.cut, walk.complete) == (True, False)
        assert len(walk.steps) < 1_000


class _InStep:
    """Lets the two bakers move in turn."""

    def choose(self, walk, options):
        return (
            next((o for o in options if o.actor > 1 and o.actor != walk.steps[-1].actor), options[0])
            if walk.steps
            else options[0]
        )


def test_a_long_walk_on_which_something_changes_is_walked_to_its_end():
    text = (
        "total = [0]\nlock = threading.Lock()\ndef add():\n    for _ in range(300):\n        with lock: total[0] += 1\n"
    )
    text += "threads = [threading.Thread(target=add) for _ in range(2)]\nfor t in threads: t.start()\nfor t in threads: t.join()\n"
    subject = Script(Program.from_source(HEAD + text), "script")
    with Walk(subject, Visible(learn_straight(subject)), Given()) as walk:
        walk.run()
        assert (walk.cut, walk.complete) == (False, True)
        assert len(walk.steps) > 1_000


@pytest.mark.parametrize("name", ENDLESS)
def test_who_goes_round_for_ever_and_changes_something_each_time_ends_unblamed(name):
    found = inspected(ENDLESS[name])
    assert (found.verdict, found.findings) == ("bounded", ()), found.words
    assert "No fault in any distinct schedule, up to what was left out: " in found.words
    assert "of waiting loops" in found.words


def test_one_who_beats_and_is_never_seen_holds_nobody_up():
    text = """
        beats = 0
        def beat():
            global beats
            while True:
                beats += 1
                time.sleep(1)
        threading.Thread(target=beat, daemon=True).start()
        lock, total = threading.Lock(), [0]
        def add():
            with lock: total[0] += 1
        threads = [threading.Thread(target=add) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """
    found = inspected(text)
    assert (found.verdict, found.findings) == ("bounded", ())
    assert found.traces >= 2
    assert found.schedules < 100


def test_a_loop_that_ends_by_itself_is_certified_when_all_of_its_turns_were_tried_early():
    text = """
        class Shelf: rounds = 0
        lock, total = threading.Lock(), [0]
        def work():
            shelf = Shelf()
            while shelf.rounds < 3:
                shelf.rounds += 1
                with lock: total[0] += 1
                time.sleep(1)
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """
    found = inspected(text)
    assert (found.verdict, found.traces) == ("certified", 20)  # 6 turns of two, three each, in every order


def test_a_fault_that_takes_several_early_turns_is_found():
    text = """
        beats = {"all": 0}
        lock, stop = threading.Lock(), threading.Event()
        def beat():
            while not stop.wait(0.1):
                with lock: beats["all"] += 1
        heart = threading.Thread(target=beat)
        heart.start()
        with lock: assert beats["all"] < 4
        stop.set()
        heart.join()
    """
    found = inspected(text)
    assert [finding.fault.kind for finding in found.findings] == ["assertion"]


# ---- what is promised where early turns are left out ---------------------------------------------

POLLERS = (
    "while not rung.wait(0.1): {do}",
    "while not rung.is_set():\n        {do}\n        time.sleep(0.1)",
    "while not lock.acquire(timeout=0.1): {do}\n    lock.release()",
    """while True:
        try: rail.get(timeout=0.1); break
        except queue.Empty: {do}""",
)
DOING = ("pass", "count[0] += 1", "seen.append(count[0])")
OTHERS = ("count[0] += 1", "seen.append(len(seen))", "with lock: count[0] += 1", "pass")
LAST = "    rung.set(); rail.put(1)\n"
START = """
threads = [threading.Thread(target=each) for each in (poll, work)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
MANY = 700


class _Every:
    """Every schedule with at most so many early turns, without any reduction."""

    def __init__(self, early_max):
        self.early_max = early_max
        self.left = [()]

    def begin(self):
        if not self.left:
            return None
        self.now = self.left.pop()
        return Given(self.now)

    def end(self, walk):
        decision = 0
        for step in walk.steps:
            if len(step.options) > 1:
                if not self.now or decision > self.now[-1].at:
                    for option in range(1, len(step.options)):
                        if walk.early + (option >= step.usual) <= self.early_max:
                            self.left.append((*self.now, Deviation(decision, option)))
                decision += 1


def traces_of(subject, visible, strategy):
    """By trace: the most early turns that a walk of it had; None where more turned out to be visible."""
    most = {}
    for _ in range(MANY):
        chooser = strategy.begin()
        if chooser is None:
            return most
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            if visible.learn(walk.execution):
                return None
            if not walk.abandoned:
                trace = walk.ordering.fingerprint()
                most[trace] = max(most.get(trace, 0), walk.early)
            strategy.end(walk)
    return reject()


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(poll=st.sampled_from(POLLERS), do=st.sampled_from(DOING), work=st.lists(st.sampled_from(OTHERS), max_size=2))
@pytest.mark.parametrize("early_max", [0, 1])
def test_no_trace_is_left_out_that_needs_no_more_early_turns_in_whatever_order_it_is_told(early_max, poll, do, work):
    text = f"{HEAD}rung, lock, rail = threading.Event(), threading.Lock(), queue.Queue()\ncount, seen = [0], []\n"
    text += f"def poll():\n    {poll.replace('{do}', do)}\ndef work():\n"
    text += "".join(f"    {step}\n" for step in work) + LAST + START
    subject = Script(Program.from_source(text), "script")
    visible = Visible(learn_straight(subject))
    while (reduced := traces_of(subject, visible, Reduction(early_max=early_max))) is None:
        pass
    while (every := traces_of(subject, visible, _Every(early_max + 2))) is None:
        while (reduced := traces_of(subject, visible, Reduction(early_max=early_max))) is None:
            pass
    assert {trace for trace, early in every.items() if early <= early_max} <= reduced.keys()
    assert reduced.keys() <= every.keys()
