"""One execution from decision to decision: what is a step, what is a decision, which is the default."""

from __future__ import annotations

import gc
import pickle

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Deviation, Script
from cafe_sim.engine.explore.inspector.slices import SliceTask, explore
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Transition, Walk
from cafe_sim.engine.kernel.execution import Execution

START = """
threads = [threading.Thread(target=each, name=each.__name__) for each in STAFF]
for each in threads: each.start()
for each in threads: each.join()
"""


def script(text, staff=None):
    tail = f"STAFF = [{staff}]\n{START}" if staff else ""
    return Script(
        Program.from_source(f"import asyncio, queue, threading, time\n{text}\n{tail}", file="café.py"), "café.py"
    )


def walked(subject, *deviations):
    """The walk with these deviations, run out and closed."""
    visible = Visible(learn_straight(subject))
    with Walk(subject, visible, Given([Deviation(*each) for each in deviations])) as walk:
        walk.run()
        walk.printed = "".join(text for _, _, text in walk.execution.output)
    return walk


TWO_HANDS = "till = 0\ndef ana():\n    global till\n    till += 3\ndef bo():\n    global till\n    till += 4\n"


def test_an_update_is_two_steps_and_starts_and_joins_are_none():
    walk = walked(script(TWO_HANDS, "ana, bo"))
    assert [(step.actor, step.op) for step in walk.steps] == [(2, "read"), (2, "write"), (3, "read"), (3, "write")]
    assert (walk.decisions, walk.preemptions, walk.deviations) == (2, 0, []), "once Ana has ended, Bo is alone"


def test_the_default_lets_the_one_go_on_who_moved_last():
    walk = walked(script(TWO_HANDS + "print_at_end = None", "ana, bo"), (0, 1))
    assert [step.actor for step in walk.steps] == [3, 3, 2, 2]
    assert walk.preemptions == 0, "nobody had moved yet"


def test_leaving_one_that_could_go_on_is_a_preemption():
    walk = walked(script(TWO_HANDS, "ana, bo"), (1, 1))
    assert [step.actor for step in walk.steps] == [2, 3, 3, 2]
    assert walk.preemptions == 1
    assert walk.deviations == [Deviation(1, 1)]


def test_leaving_a_sleeper_is_no_preemption_and_is_the_default():
    text = "till = 0\ndef ana():\n    global till\n    seen = till\n    time.sleep(1)\n    till = seen + 3\n"
    text += "def bo():\n    global till\n    till += 4\n"
    walk = walked(script(text, "ana, bo"))
    assert [step.actor for step in walk.steps] == [2, 3, 3, 2]
    assert walk.preemptions == 0


def test_what_one_actor_alone_touches_is_no_step():
    text = "a = b = 0\ndef ana():\n    global a\n    a += 1\ndef bo():\n    global b\n    b += 1\n"
    assert walked(script(text, "ana, bo")).steps == []


def test_a_footprint_is_what_a_step_touched_and_whether_it_changed_it():
    text = "lock = threading.Lock()\ntill = 0\ndef ana():\n    global till\n    with lock: till += 1\n"
    walk = walked(script(text, "ana, ana"))
    acquire, read, write, release = walk.steps[:4]
    assert acquire.footprint == release.footprint == {acquire.target: True}
    assert read.footprint == {read.target: False}
    assert write.footprint == {read.target: True}


def test_to_give_the_lock_back_while_waiting_belongs_to_the_wait():
    text = """
dough = threading.Condition(threading.Lock())
def ana():
    with dough: dough.wait()
def bo():
    with dough: dough.notify()
"""
    walk = walked(script(text, "ana, bo"))
    wait = next(step for step in walk.steps if step.op == "wait")
    acquire = next(step for step in walk.steps if step.op == "acquire")
    assert set(wait.footprint) == {wait.target, acquire.target}


def test_a_time_out_is_an_option_of_its_own():
    text = "bell = threading.Event()\ndef ana(): print(bell.wait(1))\ndef bo(): bell.set()\n"
    subject = script(text, "ana, bo")
    assert walked(subject).printed == "True\n"
    walk = walked(subject, (0, 1))
    assert walk.printed == "False\n"
    assert walk.steps[0].transition == Transition(2, times_out=True)


def test_one_that_looks_in_vain_is_left_out_as_unfair():
    text = "bell = threading.Event()\ndef ana():\n    while not bell.wait(0.1): pass\ndef bo(): bell.set()\n"
    subject = script(text, "ana, bo")
    assert not walked(subject).cut
    walk = walked(subject, (0, 1), (1, 1), (2, 1))
    assert [step.actor for step in walk.steps][:3] == [2, 2, 3], "twice in vain, and then Bo's turn"
    assert walk.cut


@pytest.mark.parametrize("wait", ["pass", "time.sleep(0.1)", "bell.wait(0.1)", "lock.acquire(timeout=0.1)"])
def test_nobody_waits_for_ever_by_asking(wait):
    text = f"""
flag = False
bell, lock = threading.Event(), threading.Lock()
lock.acquire()
def ana():
    while not flag: {wait}
def bo():
    global flag
    flag = True
"""
    walk = walked(script(text, "ana, bo"), (0, 1))
    assert walk.execution.state == "ended"


def test_those_who_ask_each_other_for_ever_are_livelocked():
    text = """
a = b = False
def ana():
    global a
    while not b: pass
    a = True
def bo():
    global b
    while not a: pass
    b = True
"""
    walk = walked(script(text, "ana, bo"))
    assert walk.execution.state == "livelocked"


def test_one_loop_has_no_decisions():
    text = """
async def order(n):
    await asyncio.sleep(n)
    print(n)
async def main(): await asyncio.gather(*map(order, (3, 1, 2)))
asyncio.run(main())
"""
    walk = walked(script(text))
    assert (walk.decisions, walk.printed) == (0, "1\n2\n3\n")


def test_a_chooser_may_abandon_a_walk():
    class Bored:
        def choose(self, walk, options):
            return options[0] if len(walk.steps) < 2 else None

    with Walk(script(TWO_HANDS, "ana, bo"), Visible(learn_straight(script(TWO_HANDS, "ana, bo"))), Bored()) as walk:
        assert walk.run() == "paused"
        assert (walk.abandoned, walk.complete, len(walk.steps)) == (True, False, 2)
        assert [(step.actor, step.op) for step in walk.pending()] == [(3, "read")]


# ---- afterwards ----------------------------------------------------------------------------------

WITH_A_FINALISER = """
class Shop:
    def __init__(self):
        self.sold = []
    def __del__(self):
        for each in self.sold:
            told.append(each)
        while self.sold:
            print(self.sold.pop())

told = []
shop = Shop()
def ana():
    shop.sold.append(1)
def bo():
    shop.sold.append(2)
"""


def with_a_record():
    return [each for each in gc.get_objects() if isinstance(each, Execution) and each.rows]


def test_walks_that_were_looked_through_leave_no_record_to_the_collector(monkeypatch):
    """Of thousands of executions only what they showed is kept; what a program's class holds on to is the program
    alone.
    """
    complaints = []
    monkeypatch.setattr("sys.unraisablehook", complaints.append)
    subject = script(WITH_A_FINALISER, "ana, bo")
    order = SliceTask("café.py", pickle.dumps(subject), learn_straight(subject), Reduction(), True, 50, 60.0)
    gc.collect()
    before = {id(each) for each in with_a_record()}
    gc.disable()
    try:
        report = explore(order)
        left = [each for each in with_a_record() if id(each) not in before]
    finally:
        gc.enable()
    assert (report.tally.schedules, left) == (2, [])
    gc.collect()
    assert complaints == [], "a finaliser that runs afterwards finds nobody, and does its work"
