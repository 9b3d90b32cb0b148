"""Executions told: every mark is proved by the trace, and nothing is told that nobody needs."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.telling.counterexample import worst_first
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.telling.story import BRIEF, RUNS_AT_MOST, Story, StoryStep, alternation, story
from cafe_sim.engine.explore.walks.subject import Script

COUNTER = """
import threading
total = 0
unshared = {"a": 1}
def add():
    global total
    mine = unshared["a"]
    seen = total
    total = seen + mine
both = [threading.Thread(target=add, name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
for each in both: each.join()
"""
LOCKS = """
import threading
mitt, tray = threading.Lock(), threading.Lock()
def bake(first, second):
    with first:
        with second:
            pass
bo = threading.Thread(target=bake, args=(mitt, tray), name="Bo")
cy = threading.Thread(target=bake, args=(tray, mitt), name="Cy")
bo.start(); cy.start(); bo.join(); cy.join()
"""


def told(text, kind):
    """The story of the finding of that kind, told by its own schedule."""
    subject = Script(Program.from_source(text, file="café.py"), "café.py")
    finding = next(each for each in inspect(subject, Budget(30)).findings if each.fault.kind == kind)
    again = replay(subject, finding.schedule)
    assert again.same
    faults = [fault for fault in worst_first(again.faults) if fault.kind == kind]
    return story(again.trace, faults, again.stuck)


def lines(found):
    return [f"{step.actor} {step.words} | {step.line} {step.source} | {step.mark} {step.aside}" for step in found.steps]


def test_a_lost_update_marks_the_read_the_write_between_and_the_write():
    found = told(COUNTER, "lost-update")
    assert found.alternation == "Bo (reads total: 0) │ Cy ×2 (writes total: 1) │ Bo (writes total: 1)"
    assert lines(found) == [
        "Bo reads total: 0 | 8 seen = total | stale Bo goes on from this value",
        "Cy reads total: 0 | 8 seen = total |  ",
        "Cy writes total: 1 | 9 total = seen + mine | lost Bo overwrites this unseen",
        "Bo writes total: 1 | 9 total = seen + mine | wrong derives from the 0 read before: what Cy wrote is lost",
    ]


def test_a_data_race_marks_both_accesses_whatever_came_out():
    found = told(COUNTER, "data-race")
    marked = [step for step in found.steps if step.mark]
    assert {step.mark for step in marked} == {"race"}
    assert {step.actor for step in marked} == {"Bo", "Cy"}
    assert marked[0].aside == "nothing orders this and what Cy does below"
    assert marked[-1].aside == "nothing orders this and what Bo did above"


def test_a_deadlock_marks_who_keeps_what_and_ends_with_those_who_stand():
    found = told(LOCKS, "deadlock")
    assert found.alternation == "Bo (takes mitt) │ Cy (takes tray) │ Bo (wants tray) │ Cy (wants mitt)"
    assert lines(found) == [
        "Bo takes mitt | 5 with first: | held Bo still has it at the end, and Cy wants it",
        "Cy takes tray | 5 with first: | held Cy still has it at the end, and Bo wants it",
        "main waits for Bo to end | 10 bo.start(); cy.start(); bo.join(); cy.join() |  ",
        "Bo wants tray | 6 with second: | stuck held by Cy",
        "Cy wants mitt | 6 with second: | stuck held by Bo",
    ]
    assert (
        found.remedy
        == "Had all of them taken these locks in one and the same order, this circle could not have closed."
    )


def test_waiting_for_what_nobody_does_has_no_such_remedy():
    found = told("import threading\nbell = threading.Event()\nbell.wait()\n", "deadlock")
    assert lines(found) == ["main waits for bell to be set | 3 bell.wait() | stuck and nobody can set it any more"]
    assert found.remedy == ""


def test_an_assertion_stands_where_it_was_found_with_the_lost_update_behind_it():
    text = COUNTER + "assert total == 2\n"
    subject = Script(Program.from_source(text, file="café.py"), "café.py")
    finding = inspect(subject, Budget(30)).findings[0]
    again = replay(subject, finding.schedule)
    found = story(again.trace, worst_first(again.faults), again.stuck)
    assert [step.mark for step in found.steps] == ["stale", "", "lost", "wrong", "", "raised"]
    assert lines(found)[-1] == "main ends by AssertionError | 13 assert total == 2 | raised nobody caught it"


def test_where_nothing_shared_tells_it_the_jobs_of_a_pool_do():
    """On no line of the program, but in an order and by somebody: here one thread did both."""
    text = """
import threading
from concurrent.futures import ThreadPoolExecutor
hand = threading.local()
def bake(name):
    hand.name = getattr(hand, "name", name)
    return hand.name
with ThreadPoolExecutor(2, "oven") as pool:
    first, second = pool.submit(bake, "Ana"), pool.submit(bake, "Bo")
assert (first.result(), second.result()) == ("Ana", "Bo")
"""
    found = told(text, "assertion")
    assert [re.sub(r" \(future-\d+\)", "", f"{step.actor} {step.words}") for step in found.steps] == [
        "oven_0 sets about bake",
        "oven_0 settles bake",
        "oven_0 sets about bake",
        "oven_0 settles bake",
        "main gets the result of bake",
        "main gets the result of bake",
        "main ends by AssertionError",
    ]


def test_an_error_in_a_thread_comes_after_what_its_thread_did_not_at_the_end():
    text = """
import threading, time
shelf = ["roll"]
def sell():
    if shelf:
        shelf.pop()
    shelf.append("crumb") if False else None
def look():
    time.sleep(1); shelf.append("bun"); shelf.append("bread")
staff = [threading.Thread(target=sell, name="Ana"), threading.Thread(target=sell, name="Bo"), threading.Thread(target=look, name="Cy")]
for each in staff: each.start()
"""
    found = told(text, "exception")
    at = next(index for index, step in enumerate(found.steps) if step.mark == "raised")
    raised = found.steps[at]
    assert raised.words == "ends by IndexError"
    assert all(step.actor != raised.actor for step in found.steps[at + 1 :])
    assert found.steps[at - 1].actor == raised.actor


def test_tasks_are_told_by_name_and_a_forgotten_await_where_it_was_forgotten():
    text = """
import asyncio
async def save(): pass
async def main():
    save()
asyncio.run(main())
"""
    assert lines(told(text, "never-awaited")) == [
        "Task-1 calls save | 5 save() | wrong never awaited: nothing of it ever ran"
    ]


def test_a_call_into_a_loop_from_another_thread_is_the_thing_to_see():
    text = """
import asyncio, threading
async def main():
    done = asyncio.get_running_loop().create_future()
    threading.Thread(target=lambda: done.set_result(1), name="Bo").start()
    await done
asyncio.run(main())
"""
    found = told(text, "foreign-call")
    assert "Bo calls Future.set_result | 5" in lines(found)[0]
    assert [step.mark for step in found.steps][:1] == ["wrong"]


def test_a_sleep_that_is_not_as_long_as_written_is_told():
    text = """
import asyncio
async def order(seconds, name):
    await asyncio.sleep(seconds)
    served.append(name)
async def main():
    await asyncio.gather(order(1.0, "latte"), order(1.1, "mocha"))
    assert served == ["latte", "mocha"], served
served = []
asyncio.run(main())
"""
    subject = Script(Program.from_source(text, file="café.py"), "café.py", range=0.2)
    finding = inspect(subject, Budget(30)).findings[0]
    again = replay(subject, finding.schedule)
    otherwise = [step for step in story(again.trace, again.faults).steps if step.words.startswith("sleeps for")]
    assert [step.line for step in otherwise] == [4]
    assert otherwise[0].words in (
        "sleeps for 1.2 s this time, not for 1 s",
        "sleeps for 0.88 s this time, not for 1.1 s",
    )


def test_a_wait_whose_time_was_up_is_told():
    """It alone decides that it goes wrong: what it waited for has not come yet, and nobody else has touched it."""
    found = told(
        """
import time
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(time.sleep, 0.1).result(timeout=5))
""",
        "exception",
    )
    last = "print(pool.submit(time.sleep, 0.1).result(timeout=5))"
    assert lines(found) == [
        f"main has waited for sleep (future-4) in vain: time is up | 5 {last} |  others may always take longer",
        "ThreadPoolExecutor-0_0 sets about sleep (future-4) | 0  |  ",
        "ThreadPoolExecutor-0_0 settles sleep (future-4) | 0  |  ",
        f"main ends by TimeoutError | 5 {last} | raised nobody caught it",
    ]


def test_what_one_alone_touches_or_nobody_changes_is_not_told():
    words = [step.words for step in told(COUNTER, "lost-update").steps]
    assert not any("unshared" in each for each in words)


def test_asking_a_task_is_not_told():
    found = told(
        """
import asyncio
done = []
async def main():
    task = asyncio.create_task(asyncio.sleep(0.1, "tea"))
    task.add_done_callback(lambda task: done.append(task.result()))
    await asyncio.sleep(0.2)
    assert not done
asyncio.run(main())
""",
        "assertion",
    )
    assert [f"{step.actor} {step.words}" for step in found.steps] == [
        "main changes done: append",
        "Task-1 reads done: list of 1",
        "main ends by AssertionError",
    ]


def test_reading_where_a_lock_is_kept_is_not_told():
    text = LOCKS.replace(
        "mitt, tray = threading.Lock(), threading.Lock()", "locks = [threading.Lock(), threading.Lock()]"
    )
    text = text.replace("with first", "with locks[first]").replace("with second", "with locks[second]")
    found = told(text.replace("(mitt, tray)", "(0, 1)").replace("(tray, mitt)", "(1, 0)"), "deadlock")
    assert found.alternation == "Bo (takes locks[0]) │ Cy (takes locks[1]) │ Bo (wants locks[1]) │ Cy (wants locks[0])"
    assert all("reads" not in step.words for step in found.steps)


SHUT = """
import threading
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
feeder = threading.Thread(target=lambda: pool.submit(print), name="Bo")
feeder.start(); pool.shutdown(); feeder.join()
"""
ASKS = """
import threading
is_open = False  # atomic
def look():
    while not is_open: pass
both = [threading.Thread(target=look, name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
is_open = True
is_open = False
for each in both: each.join()
"""


LATE = """
import asyncio
seen = []
async def look(rail):
    async with asyncio.timeout(1):
        cup = await rail.get()
        await asyncio.sleep(2)
        seen.append(cup)
async def main():
    rail = asyncio.Queue()
    rail.put_nowait("latte")
    await asyncio.gather(look(rail), return_exceptions=True)
    assert seen == ["latte"]
asyncio.run(main())
"""


def test_a_wait_whose_time_is_up_is_told():
    late = "Task-2 has waited in vain: time is up | 7 await asyncio.sleep(2) |  "
    assert late in lines(told(LATE, "assertion"))
    limited = LATE.replace("asyncio.sleep(2)", "asyncio.wait_for(asyncio.sleep(2), 1)").replace(
        ".timeout(1)", ".timeout(9)"
    )
    waited = "has waited in vain: time is up | 7 await asyncio.wait_for(asyncio.sleep(2), 1) |  "
    assert any(line.endswith(waited) for line in lines(told(limited, "assertion")))


def test_a_wait_that_is_cut_short_is_told():
    cut = LATE.replace("async with asyncio.timeout(1)", "if True").replace(
        "await asyncio.gather(look(rail), return_exceptions=True)",
        "looking = asyncio.create_task(look(rail)); await asyncio.sleep(1); looking.cancel(); await asyncio.wait([looking])",
    )
    assert "Task-2 is cancelled in its wait | 7 await asyncio.sleep(2) |  " in lines(told(cut, "assertion"))


def test_what_is_shut_down_is_not_handed_work():
    assert lines(told(SHUT, "exception"))[:2] == [
        "main shuts ThreadPoolExecutor-0 down | 6 feeder.start(); pool.shutdown(); feeder.join() |  ",
        'Bo hands work to ThreadPoolExecutor-0 | 5 feeder = threading.Thread(target=lambda: pool.submit(print), name="Bo") |  ',
    ]


MEETING = """
import threading
door = threading.Barrier(2, timeout=5)
def come(): door.wait()
both = [threading.Thread(target=come, name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
for each in both: each.join()
"""

MEMO = """
import functools, io, threading
class Menu:
    @functools.cached_property
    def price(self): return 3
menu, page = Menu(), io.StringIO()
def note(name): page.write(name + str(menu.price)); page.write(";")
both = [threading.Thread(target=note, args=(name,), name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
for each in both: each.join()
assert page.getvalue() in ("Bo3;Cy3;", "Cy3;Bo3;")
"""


def test_a_barrier_that_is_given_up_is_broken_and_not_arrived_at():
    assert lines(told(MEETING, "exception"))[:3] == [
        "Bo arrives at door | 4 def come(): door.wait() |  ",
        "Bo has waited for door in vain: time is up | 4 def come(): door.wait() |  others may always take longer",
        "Bo breaks door | 4 def come(): door.wait() |  ",
    ]


def test_what_pythons_own_code_does_is_told_by_what_was_there():
    moves = [line.split(" | ")[0] for line in lines(told(MEMO, "assertion"))]
    assert "Bo reads Menu-1.price: nothing" in moves
    assert "Bo writes Menu-1.price: 3" in moves
    assert "Bo uses page" in moves


KEY = """
import threading
from dataclasses import dataclass
@dataclass(unsafe_hash=True)
class Cup:
    size: int
cup, seen = Cup(1), set()
def fill(): cup.size = 5
def keep(): seen.add(cup)
both = [threading.Thread(target=each, name=name) for each, name in ((fill, "Bo"), (keep, "Cy"))]
for each in both: each.start()
for each in both: each.join()
"""


def test_what_a_hash_is_made_of_is_told_by_its_value():
    assert lines(told(KEY, "data-race"))[1].startswith("Cy reads cup.size: 5 | 9 ")


def test_who_goes_round_for_ever_is_shown_doing_so():
    found = told(ASKS, "livelock")
    assert lines(found)[-1].endswith(" asks again and again | 5 while not is_open: pass | stuck and gets nowhere")
    assert found.alternation.endswith(" (asks again and again)")


def step(actor, mark="", about="x", event=0, weight=0):
    return StoryStep(event, actor, "moves", "café.py", 1, "", about, mark, weight=weight)


def test_a_long_alternation_keeps_what_matters():
    steps = [step("Bo" if index % 2 else "Cy", "wrong" if index == 17 else "") for index in range(40)]
    line = alternation(steps)
    assert line.count("│") <= RUNS_AT_MOST + 1
    assert "Bo (moves)" in line
    assert line.startswith("… │ ")
    assert line.endswith(" │ …")


def test_those_who_merely_stand_are_no_move():
    assert alternation([step("Bo"), step("Bo"), step("main", event=-1)]) == "Bo ×2"
    assert alternation([]) == ""


def test_what_tells_most_is_not_left_out_of_a_brief_story():
    """What was tried in vain, then where others went on, then the rest that weighs something; of all that, the last."""
    weights = {5: 2, 20: 1, 21: 1, **dict.fromkeys(range(30, 50), 1)}
    steps = [step("Bo" if at < 21 else "Cy", weight=weights.get(at, 0), event=at) for at in range(90)]
    brief = Story("", (*steps, step("main", "raised", event=90))).brief()
    kept = [each.event for each in brief if not isinstance(each, int)]
    assert kept == [5, 20, 21, *range(41, 50), 89, 90]


@pytest.mark.parametrize("length", [0, 1, BRIEF, BRIEF + 1, 100])
@pytest.mark.parametrize("marked", [(), (0,), (50,), (99,), (3, 90)])
def test_brief_stories_leave_nothing_out_unsaid(length, marked):
    steps = tuple(step("Bo", "wrong" if index in marked else "", about=f"x{index}") for index in range(length))
    brief = Story("", steps).brief()
    assert sum(each if isinstance(each, int) else 1 for each in brief) == length
    kept = [each for each in brief if not isinstance(each, int)]
    assert [each for each in kept if each.mark] == [each for each in steps if each.mark]
    assert len(kept) <= max(BRIEF, 3 * len(marked)) + 1
    assert 1 not in brief
    assert not any(isinstance(one, int) and isinstance(other, int) for one, other in pairwise(brief))


COME = """
from multiprocessing.pool import ThreadPool
with ThreadPool(2) as pool: found = list(pool.imap_unordered(abs, [-1, -2]))
assert found == [1, 2]
"""


def test_results_that_are_taken_as_they_come_are_told():
    takes = (
        "main takes something out of results | 3 with ThreadPool(2) as pool: "
        "found = list(pool.imap_unordered(abs, [-1, -2])) |  "
    )
    assert lines(told(COME, "assertion"))[:-1] == [
        "Thread-2 (worker) puts something into results | 0  |  ",
        takes,
        "Thread-1 (worker) puts something into results | 0  |  ",
        takes,
    ]
