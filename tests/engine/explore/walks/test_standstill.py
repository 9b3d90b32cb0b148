"""Programs that go on for ever, changing nothing: some of them certainly will never do anything else."""

from __future__ import annotations

import pickle
from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.inspector.straight import Straight, go_straight
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk

THREADS = """
both = [threading.Thread(target=each) for each in (one, two)]
for each in both: each.start()
for each in both: each.join()
"""
FLAGS = """
import asyncio, threading, time
class Flags: a = b = False
"""
EACH_OTHER = {
    "who nap": f"""
{FLAGS}
def one():
    while not Flags.b: time.sleep(0.1)
    Flags.a = True
def two():
    while not Flags.a: time.sleep(0.1)
    Flags.b = True
{THREADS}""",
    "who wait a while": f"""
{FLAGS}
a, b = threading.Event(), threading.Event()
def one():
    while not b.wait(0.1): pass
    a.set()
def two():
    while not a.wait(0.1): pass
    b.set()
{THREADS}""",
    "who are tasks": f"""
{FLAGS}
async def one():
    while not Flags.b: await asyncio.sleep(0.1)
    Flags.a = True
async def two():
    while not Flags.a: await asyncio.sleep(0.1)
    Flags.b = True
async def main(): await asyncio.gather(one(), two())
asyncio.run(main())
""",
}
PATIENT = {
    "who look at the clock": f"""
{FLAGS}
def one():
    end = time.monotonic() + 1500
    while not Flags.b and time.monotonic() < end: time.sleep(0.1)
def two():
    end = time.monotonic() + 1500
    while not Flags.a:
        if time.monotonic() > end: return
        time.sleep(0.1)
{THREADS}""",
    "who count": f"""
{FLAGS}
def one():
    tries = 0
    while not Flags.b and tries < 15_000:
        tries += 1
        time.sleep(0.1)
def two():
    for _ in range(15_000):
        if Flags.a: break
        time.sleep(0.1)
{THREADS}""",
    "one of whom counts": f"""
{FLAGS}
def one():
    while not Flags.b: time.sleep(0.1)
def two():
    for _ in range(15_000): time.sleep(0.1)
    Flags.b = True
{THREADS}""",
}
PATIENT |= {
    "until another task has slept": f"""
{FLAGS}
async def poll():
    while not Flags.a: await asyncio.sleep(0.01)
async def main():
    tasks = [asyncio.create_task(poll()) for _ in range(2)]
    await asyncio.sleep(100)
    Flags.a = True
    await asyncio.gather(*tasks)
asyncio.run(main())
""",
    "until a callback comes": f"""
{FLAGS}
async def poll():
    while not Flags.a: await asyncio.sleep(0.01)
async def main():
    asyncio.get_running_loop().call_later(100, setattr, Flags, "a", True)
    await asyncio.gather(poll(), poll())
asyncio.run(main())
""",
    "until a thread of the bakery is done": f"""
{FLAGS}
def bake():
    time.sleep(100)
    Flags.a = True
async def poll():
    while not Flags.a: await asyncio.sleep(0.01)
async def main():
    await asyncio.gather(poll(), poll(), asyncio.to_thread(bake))
asyncio.run(main())
""",
}
HEAD = """
import asyncio, queue, threading, time
from concurrent.futures import Future
class Shop: flag = False
"""
BOTH = """
threads = [threading.Thread(target=work, name="Ana"), threading.Thread(target=poll, name="Bo")]
for each in threads: each.start()
for each in threads: each.join()
"""
NOBODY_LEFT = {
    "for a flag": (
        f"""{HEAD}
def work(): pass
def poll():
    while not Shop.flag: time.sleep(0.1)
{BOTH}""",
        "Bo asks for Shop.flag in line 8",
    ),
    "for an event, in one order": (
        f"""{HEAD}
go, rung = threading.Event(), threading.Event()
def work():
    if go.is_set(): rung.set()
def poll():
    while not rung.wait(0.1): pass
threads = [threading.Thread(target=work, name="Ana"), threading.Thread(target=poll, name="Bo")]
for each in threads: each.start()
go.set()
for each in threads: each.join()
""",
        "Bo asks for rung in line 10",
    ),
    "for what comes into a queue, and counts what came": (
        f"""{HEAD}
rail = queue.Queue()
def work(): rail.put(1)
def poll():
    had = 0
    while had < 2:
        try:
            rail.get(timeout=0.1)
            had += 1
        except queue.Empty: pass
{BOTH}""",
        "Bo asks for rail in line 12",
    ),
    "for a future": (
        f"""{HEAD}
bread = Future()
def work(): pass
def poll():
    while not bread.done(): time.sleep(0.1)
{BOTH}""",
        "Bo asks for bread in line 9",
    ),
    "for the end of one who stands": (
        f"""{HEAD}
rung = threading.Event()
ana = threading.Thread(target=rung.wait, name="Ana")
ana.start()
while ana.is_alive(): ana.join(0.5)
""",
        "main asks for Ana in line 9; Ana waits for rung to be set, and nobody can set it any more",
    ),
    "for a lock that its holder took with him": (
        f"""{HEAD}
lock = threading.Lock()
def work(): lock.acquire()
def poll():
    while not lock.acquire(blocking=False): time.sleep(0)
{BOTH}""",
        "Bo asks for lock in line 9",
    ),
    "for a lock, patiently": (
        f"""{HEAD}
lock = threading.Lock()
def work(): lock.acquire()
def poll():
    while not lock.acquire(timeout=0.01): pass
{BOTH}""",
        "Bo asks for lock in line 9",
    ),
    "as a task": (
        f"""{HEAD}
async def poll():
    while not Shop.flag: await asyncio.sleep(0.1)
async def main(): await asyncio.gather(poll(), asyncio.sleep(0))
asyncio.run(main())
""",
        "Task-2 asks for Shop.flag in line 7",
    ),
}
STEPS_ENOUGH = 60
IN_A_CIRCLE = f"""{HEAD}
mitt, tray, done = threading.Lock(), threading.Lock(), []
def bake(first, second):
    with first, second: done.append(1)
for pair in ((mitt, tray), (tray, mitt)): threading.Thread(target=bake, args=pair).start()
while len(done) < 2: time.sleep(0.01)
"""
SOMETHING_MAY_COME = {
    "the time": """
end = time.time() + 500
while not Shop.flag and time.time() < end: time.sleep(0.1)
""",
    "a timer of a daemon's": """
bell = threading.Timer(100, setattr, (Shop, "flag", True))
bell.daemon = True
bell.start()
while not Shop.flag: time.sleep(0.1)
""",
    "a random number": """
import random
while not Shop.flag and random.random() < 0.99: time.sleep(0.1)
""",
    "the end of his own patience": """
class Patience: left = 200
patience = Patience()
while not Shop.flag:
    patience.left -= 1
    if not patience.left: break
    time.sleep(0.1)
""",
    "that of a helper's": """
def helper(tries):
    if tries > 200: raise TimeoutError
def poll():
    tries = 0
    while not Shop.flag:
        tries += 1
        helper(tries)
        time.sleep(0.1)
try: poll()
except TimeoutError: pass
""",
    "that of an iterator": """
def poll(tries):
    while not Shop.flag:
        for _ in tries: break
        else: return
        time.sleep(0.1)
poll(iter(range(200)))
""",
    "that of a generator": """
def tries():
    for n in range(200): yield n
def one_more(left): return next(left, None) is not None
def poll(left):
    while not Shop.flag and one_more(left): time.sleep(0.1)
poll(tries())
""",
    "what a thread has for itself": """
def poll(own):
    own.tries = 0
    while not own.tries > 40:
        own.tries += 1
        bell.wait(0.1)
poll(threading.local())
""",
    "what is in a context": """
from contextvars import ContextVar
def poll(tries):
    while not tries.get() > 40:
        tries.set(tries.get() + 1)
        bell.wait(0.1)
poll(ContextVar("tries", default=0))
""",
    "what is changed by way of its memory": """
def poll(tries):
    while not Shop.flag and tries[0] < 200:
        tries[0] += 1
        bell.wait(0.1)
poll(memoryview(bytearray(1)))
""",
    "that others go, whom nobody must keep": """
import weakref
def poll():
    class Guest: pass
    guests = [Guest() for _ in range(30)]
    there = weakref.WeakSet(guests)
    while not len(there) == 0:
        guests.pop()
        bell.wait(0.1)
threading.Thread(target=poll).start()
""",
}
FOR_EVER = {
    "those who take and give back, and never look": """
forks = [threading.Semaphore(1) for _ in range(2)]
def dine():
    while True:
        with forks[0], forks[1]: pass
for _ in range(2): threading.Thread(target=dine).start()
""",
    "who has no way out": """
rail = queue.Queue()
while True:
    try: rail.get(timeout=1)
    except queue.Empty: continue
""",
    "who waits for Ctrl-C": """
stop = threading.Event()
try:
    while not stop.is_set(): time.sleep(1)
except KeyboardInterrupt: pass
""",
    "who waits for a signal": """
import signal
signal.signal(signal.SIGTERM, lambda *_: setattr(Shop, "flag", True))
while not Shop.flag: time.sleep(1)
""",
    "who looks for a file": """
import os.path
while not Shop.flag and not os.path.exists("stop"): time.sleep(1)
""",
    "who says that he is there": """
while not Shop.flag:
    print("here")
    time.sleep(1)
""",
}
SOMEBODY_WAS_THERE = f"""{HEAD}
guest = threading.Thread(target=Future)
guest.start()
bell = threading.Event()
"""
ALONE = """
import threading, time
running = True
def beat():
    while running: time.sleep(1)
threading.Thread(target=beat).start()
"""


def script(text: str) -> Script:
    return Script(Program.from_source(dedent(text)), "shop.py")


@pytest.mark.parametrize("text", EACH_OTHER.values(), ids=EACH_OTHER)
def test_those_who_wait_for_each_other_by_asking_are_livelocked(text) -> None:
    subject = script(text)
    with Walk(subject, Visible(), Given(())) as walk:
        assert walk.run() == "livelocked"
        faults, _ = subject.judge(walk.execution)
    assert [fault.kind for fault in faults] == ["livelock"]
    assert len({(site.actor, site.line) for site in faults[0].sites}) == 2


@pytest.mark.parametrize("name", NOBODY_LEFT)
def test_who_asks_alone_is_livelocked_where_nobody_is_left_who_could_change_it(name) -> None:
    text, words = NOBODY_LEFT[name]
    said = inspect(script(text), Budget(3600, 200))
    livelock = next(finding for finding in said.findings if finding.fault.kind == "livelock")
    start = "Everybody left asks again and again, and nobody is left who could change anything: "
    assert livelock.fault.message == f"{start}{words}."
    with Walk(script(text), Visible(livelock.schedule.visible), Given(livelock.schedule.deviations)) as walk:
        assert walk.run() == "livelocked"
        assert len(walk.steps) < STEPS_ENOUGH


def test_those_who_stand_in_a_circle_are_told_and_not_who_asks_whether_they_are_done() -> None:
    said = inspect(script(IN_A_CIRCLE), Budget(3600, 200))
    assert [finding.fault.kind for finding in said.findings] == ["deadlock"]
    assert {site.line for site in said.findings[0].fault.sites} == {8}


@pytest.mark.parametrize("name", SOMETHING_MAY_COME)
def test_who_asks_alone_is_waited_for_where_something_may_come(name) -> None:
    with Walk(script(SOMEBODY_WAS_THERE + SOMETHING_MAY_COME[name]), Visible(), Given(())) as walk:
        assert walk.run() == "ended"
        assert not walk.execution.errors


@pytest.mark.slow
@pytest.mark.parametrize("name", FOR_EVER)
def test_who_is_meant_to_go_on_for_ever_is_not_blamed(name) -> None:
    with Walk(script(SOMEBODY_WAS_THERE + FOR_EVER[name]), Visible(), Given(()), steps_max=1_000) as walk:
        assert walk.run() in ("paused", "spent")


@pytest.mark.parametrize("text", PATIENT.values(), ids=PATIENT)
def test_those_who_will_yet_get_on_are_waited_for(text) -> None:
    with Walk(script(text), Visible(), Given(())) as walk:
        assert walk.run() == "ended"


SWAPPED = """
import threading
class Flag:
    def __init__(self):
        self.taken, self.guard = False, threading.Lock()  # atomic
    def swap(self, new):
        with self.guard:
            old, self.taken = self.taken, new
            return old
flag = Flag()
def work(right):
    while flag.swap(True): pass
    if right: flag.swap(False)
both = [threading.Thread(target=work, args=(right,)) for right in (True, {right})]
for each in both: each.start()
for each in both: each.join()
"""


def test_who_stores_what_is_there_already_waits_by_asking() -> None:
    """Test and set: each turn stores that the lock is taken, which it is."""
    found = inspect(Script(Program.from_source(SWAPPED.format(right=False)), "swapped.py"), Budget(60, 50))
    assert {each.fault.kind for each in found.findings} == {"livelock"}
    mended = inspect(Script(Program.from_source(SWAPPED.format(right=True)), "swapped.py"), Budget(60, 500))
    assert (mended.verdict, mended.findings) == ("bounded", ())
    assert mended.schedules < 500


def test_a_lock_that_is_given_back_past_its_guard_may_stay_taken_for_ever() -> None:
    """Between the test and the set: what is stored then is no longer what was there."""
    text = SWAPPED.format(right=True).replace("flag.swap(False)", "flag.taken = False")
    found = inspect(Script(Program.from_source(text), "swapped.py"), Budget(60, 100))
    assert {each.fault.kind for each in found.findings} == {"livelock", "lost-update"}


@pytest.mark.slow
def test_one_alone_may_be_meant_to_go_on_for_ever_but_then_nothing_is_promised() -> None:
    said = inspect(script(ALONE), Budget(3600, 2))
    assert (said.verdict, said.findings) == ("sampled", ())
    assert said.words.startswith("Nothing is known of how it ends: it never came to an end (2 schedules tried).")


def test_a_livelock_is_found_and_shown_again_within_few_schedules() -> None:
    said = inspect(script(EACH_OTHER["who nap"]), Budget(3600, 20))
    assert said.verdict == "broken"
    assert [finding.fault.kind for finding in said.findings] == ["livelock"]


def test_who_drives_it_may_have_no_more_time(monkeypatch) -> None:
    """A loop that computes without end is left at its next turn after the driver has looked at its clock."""
    monkeypatch.setattr("cafe_sim.engine.kernel.execution.PULSE_SECONDS", 0.01)
    with script("n = 0\nwhile True:\n    n += 1\n").execution(None) as execution:
        execution.hurry = lambda: True
        assert (execution.run(), execution.limit) == ("spent", "time")


def test_an_execution_that_does_not_come_to_an_end_in_time_says_where_it_stood(monkeypatch) -> None:
    monkeypatch.setattr("cafe_sim.engine.kernel.execution.PULSE_SECONDS", 0.01)
    subject = script("n = 0\nwhile True:\n    n += 1\n")
    report = go_straight(Straight("shop.py", pickle.dumps(subject), 0.0))
    assert not report.ended
    assert report.endless.startswith("it does not come to an end in the time there is (it stood at ")
