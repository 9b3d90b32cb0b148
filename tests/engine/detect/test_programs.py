"""Wrong programs, each giving exactly the kind of fault it was made for, said in words a learner understands."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from cafe_sim.engine import SECOND, Limits, Program, run
from cafe_sim.engine.detect import find
from cafe_sim.engine.detect.watch import Watch


def outcome_of(text, **options):
    return run(Program.from_source(dedent(text), file="café.py"), **options)


def only_fault(text, kind):
    """The one fault of a program that is to have exactly one."""
    outcome = outcome_of(text)
    assert [fault.kind for fault in outcome.faults] == [kind], outcome.faults
    assert not outcome.worked
    return outcome.faults[0]


TWO = """
for each in (bo, cy): each.start()
for each in (bo, cy): each.join()
"""
STAFF = """
bo = threading.Thread(target=sell, name="Bo")
cy = threading.Thread(target=sell, name="Cy")
"""


def test_a_data_race_names_both_sides_the_values_and_the_remedy():
    fault = only_fault(
        """
        import threading, time
        class Till: pass
        till = Till(); till.open = False
        def opens():
            till.open = True
        def looks():
            time.sleep(1)
            if till.open: pass
        bo = threading.Thread(target=opens, name="Bo")
        cy = threading.Thread(target=looks, name="Cy")
        """
        + dedent(TWO).replace("\n", "\n        "),
        "data-race",
    )
    assert fault.message == (
        "Bo wrote till.open (True) in line 6 and Cy read it (True) in line 9, and nothing says which comes first. Neither held "
        "a lock. One lock, held by both around it, would keep them apart; "
        "a join, a queue or an event between them would say which comes first."
    )
    assert [(site.file, site.line, site.actor, site.operation) for site in fault.sites] == [
        ("café.py", 6, "Bo", "write till.open"),
        ("café.py", 9, "Cy", "read till.open"),
    ]


COUNTER = """
import threading, time
class Till: pass
till = Till(); till.total = 0
lock, other = threading.Lock(), threading.Lock()
"""


def test_a_race_is_seen_though_the_total_came_out_right():
    outcome = outcome_of(COUNTER + "def sell():\n    till.total += 3\n" + STAFF + TWO + "assert till.total == 6\n")
    assert [fault.kind for fault in outcome.faults] == ["data-race"]
    assert outcome.state == "ended"
    assert not outcome.worked


def test_two_locks_are_no_lock():
    text = COUNTER + "def sell(mine):\n    with mine: till.total += 3\n"
    text += STAFF.replace('name="Bo"', 'name="Bo", args=(lock,)').replace('name="Cy"', 'name="Cy", args=(other,)') + TWO
    fault = only_fault(text, "data-race")
    assert "Bo held lock, Cy held other: different locks keep nobody apart" in fault.message


@pytest.mark.parametrize(
    "waits",
    [
        "while baker.is_alive(): time.sleep(0.1)",
        "while threading.active_count() > 1: time.sleep(0.1)",
        "while len(threading.enumerate()) > 1: time.sleep(0.1)",
        "for each in threading.enumerate():\n    if each is not threading.main_thread(): each.join()",
    ],
)
def test_whoever_is_not_among_those_alive_any_more_has_done_it_all_before(waits):
    """They come off one list under one lock, so asking who is on it says what came first as a join does."""
    text = """
import threading, time
class Till: pass
till = Till(); till.total = 0
def sell():
    {pause}
    till.total = 3
baker = threading.Thread(target=sell)
baker.start()
{rests}
{waits}
print(till.total)
"""
    for pause, rests in (("pass", "time.sleep(1)"), ("time.sleep(1)", "pass")):
        assert outcome_of(text.format(pause=pause, rests=rests, waits=waits)).faults == ()
    assert [fault.kind for fault in outcome_of(text.format(pause="pass", rests="time.sleep(1)", waits="")).faults] == [
        "data-race"
    ]


def test_an_attribute_of_a_thread_is_called_after_the_thread_and_as_it_is_written():
    fault = only_fault(
        """
        import threading, time
        class Till: pass
        class Baker(threading.Thread):
            def __init__(self):
                super().__init__()
                self.__tired = False
            def rest(self):
                self.__tired = True
            def run(self):
                time.sleep(1)
                print(self.__tired)
        Till()
        bakers = [Baker() for _ in range(2)]
        [baker.start() for baker in bakers]
        bakers[1].rest()
        """,
        "data-race",
    )
    assert [site.operation for site in fault.sites] == ["write Thread-2.__tired", "read Thread-2.__tired"]


def test_a_race_with_a_call_that_changes_a_container_names_the_call():
    """What is in it afterwards is not known while it is done."""
    fault = only_fault(
        """
        import heapq, threading
        rail = [3, 5]
        bo = threading.Thread(target=heapq.heappop, args=(rail,), name="Bo")
        bo.start()
        assert len(rail) < 9
        """,
        "data-race",
    )
    assert "main read rail (list of 2) in line 6 and Bo wrote it (heappop) in line 4" in fault.message


def test_locks_of_ones_own_at_a_lost_update_are_different_locks():
    fault = next(
        fault
        for fault in outcome_of(
            """
            import asyncio
            class Till: total = 0
            till = Till()
            async def sell(lock):
                async with lock:
                    before = till.total
                    await asyncio.sleep(1)
                    till.total = before + 3
            async def main():
                mine, yours = asyncio.Lock(), asyncio.Lock()
                ana = asyncio.create_task(sell(mine), name="Ana")
                await asyncio.gather(ana, asyncio.create_task(sell(yours), name="Bo"))
            asyncio.run(main())
            """
        ).faults
        if fault.kind == "lost-update"
    )
    assert fault.message.endswith(
        "What Ana wrote is lost. Bo held yours, Ana held mine: different locks keep nobody apart. One asyncio.Lock, held by "
        "both from the read to the write, would have kept them apart; so would having no await between the read and the write."
    )


def test_a_lock_that_was_replaced_is_another_lock_of_its_name():
    outcome = outcome_of(
        """
        import threading
        class Till: pass
        till = Till(); till.total = 0; till.lock = threading.Lock()
        inside = threading.Event()
        def sell():
            with till.lock:
                inside.set()
                till.total += 3
        bo = threading.Thread(target=sell, name="Bo")
        bo.start()
        inside.wait()
        till.lock = threading.Lock()
        with till.lock: till.total += 3
        bo.join()
        """
    )
    fault = next(fault for fault in outcome.faults if "till.total" in fault.message)
    assert "Bo held till.lock, main held another till.lock: different locks keep nobody apart" in fault.message


def test_a_lock_that_somebody_else_gives_back_keeps_nobody_apart():
    fault = only_fault(
        """
        import threading
        class Till: pass
        till = Till(); till.total = 0
        baton, taken = threading.Lock(), threading.Event()
        def sell():
            taken.wait()
            baton.release()
            with baton: till.total += 3
        bo = threading.Thread(target=sell, name="Bo")
        bo.start()
        baton.acquire()
        taken.set()
        till.total += 3
        bo.join()
        """,
        "data-race",
    )
    assert "Both held baton, but another than its holder gave it back in between." in fault.message


def test_a_lock_that_somebody_else_has_given_back_is_held_no_more():
    fault = only_fault(
        """
        import threading
        class Till: pass
        till = Till(); till.total = 0
        baton, given = threading.Lock(), threading.Event()
        def sell():
            baton.release()
            given.set()
            till.total += 3
        baton.acquire()
        bo = threading.Thread(target=sell, name="Bo")
        bo.start()
        given.wait()
        till.total += 3
        bo.join()
        """,
        "data-race",
    )
    assert "Neither held a lock." in fault.message


def test_a_lock_that_only_one_takes_is_none():
    text = (
        COUNTER + "def sell(careful):\n    if careful:\n        with lock: till.total += 3\n    else: till.total += 3\n"
    )
    text += STAFF.replace('name="Bo"', 'name="Bo", args=(True,)').replace('name="Cy"', 'name="Cy", args=(False,)') + TWO
    fault = only_fault(text, "data-race")
    assert "Bo held lock, Cy held no lock" in fault.message


def test_a_lost_update_names_what_was_read_what_was_overwritten_and_what_was_written():
    slow = "def price():\n    time.sleep(1)\n    return 3\ndef sell():\n    till.total += price()\n"
    outcome = outcome_of(COUNTER + slow + STAFF + TWO)
    assert [fault.kind for fault in outcome.faults] == ["data-race", "lost-update"]
    lost = outcome.faults[1]
    assert lost.message == (
        "Cy read till.total (0) in line 10; then Bo wrote 3 to it in line 10; Cy went on from the old value and wrote 3 in "
        "line 10. What Bo wrote is lost. One lock, held by both from the read to the write, would have kept them apart."
    )
    assert lost.count == 1


def test_a_fault_knows_its_events():
    slow = "def price():\n    time.sleep(1)\n    return 3\ndef sell():\n    till.total += price()\n"
    outcome = outcome_of(COUNTER + slow + STAFF + TWO)
    assert {fault.kind for fault in outcome.faults} == {"lost-update", "data-race"}
    for fault in outcome.faults:
        events = [outcome.trace.events[index] for index in fault.events]
        assert [outcome.trace.actors[event.actor].name for event in events] == [site.actor for site in fault.sites]
        assert [event.op for event in events] == [site.operation.split()[0] for site in fault.sites]


def test_a_lost_update_says_which_lock_was_missing_where():
    def words(bo, cy):
        def sell(locked):
            return f"    {locked}\n        seen = till.total\n        time.sleep(1)\n        till.total = seen + 3\n"

        free, lock = "if True:", "with lock:"
        text = f"{COUNTER}def bo():\n{sell(lock if bo else free)}def cy():\n{sell(lock if cy else free)}"
        text += STAFF.replace('target=sell, name="Bo"', 'target=bo, name="Bo"').replace(
            'target=sell, name="Cy"', 'target=cy, name="Cy"'
        )
        lost = [fault for fault in outcome_of(text + TWO).faults if fault.kind == "lost-update"]
        return lost[0].message.partition("is lost. ")[2] if lost else None

    assert words(True, True) is None
    apart = "Cy held lock from the read to the write, Bo wrote without: held there too, it would have kept them apart."
    assert words(False, True) == apart
    assert words(True, False) == "One lock, held by both from the read to the write, would have kept them apart."


def test_a_blind_write_that_is_lost_needs_a_lock_around_itself_alone():
    text = """
def bo():
    time.sleep(0.5)
    till.total = 9
def cy():
    seen = till.total
    time.sleep(1)
    till.total = seen + 3
bo = threading.Thread(target=bo, name="Bo")
cy = threading.Thread(target=cy, name="Cy")
"""
    lost = next(fault for fault in outcome_of(COUNTER + text + TWO).faults if fault.kind == "lost-update")
    assert lost.message.endswith(
        " One lock, held by Cy from the read to the write and by Bo around its own write, would have kept them apart."
    )


def test_a_callback_of_a_loop_is_given_no_advice_that_it_cannot_follow():
    fault = only_fault(
        """
        import asyncio
        total = 0
        def sell():
            global total
            total = 3
        async def main():
            global total
            other = asyncio.create_task(asyncio.sleep(0))
            asyncio.get_running_loop().call_soon(sell)
            seen = total
            await asyncio.sleep(1)
            total = seen + 1
            await other
        asyncio.run(main())
        """,
        "lost-update",
    )
    assert fault.message.endswith(
        "What main wrote is lost. Having no await between the read and the write would have kept them apart."
    )


HAND_IN = ["call_soon(", "call_soon_threadsafe(", "call_later(0.5, ", "call_at(loop.time() + 0.5, "]


@pytest.mark.parametrize("hand_in", HAND_IN)
def test_a_callback_comes_between_two_steps_of_a_lone_task(hand_in):
    fault = only_fault(
        f"""
        import asyncio
        till = {{"total": 0}}
        def sell(price): till["total"] += price
        async def main():
            loop = asyncio.get_running_loop()
            loop.{hand_in}sell, 3)
            seen = till["total"]
            await asyncio.sleep(1)
            till["total"] = seen + 1
        asyncio.run(main())
        """,
        "lost-update",
    )
    assert fault.message.startswith("Task-1 read till['total'] (0) in line 8; then main wrote 3 to it in line 4;")


@pytest.mark.parametrize("hand_in", HAND_IN)
def test_a_callback_that_is_no_function_of_the_programs_fails_where_it_was_handed_over(hand_in):
    """A time-out has cancelled the future for which the answer comes."""
    fault = only_fault(
        f"""
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            answer = loop.create_future()
            loop.{hand_in}answer.set_result, 42)
            answer.cancel()
            await asyncio.sleep(1)
        asyncio.run(main())
        """,
        "exception",
    )
    assert fault.message == (
        "The callback Future.set_result, handed to the loop in line 6, was ended by an exception that nobody caught: "
        "InvalidStateError: invalid state."
    )
    assert [(site.line, site.operation) for site in fault.sites] == [(6, "raise InvalidStateError")]


def test_an_exception_that_cannot_say_what_it_is_is_told_in_python_s_words():
    fault = only_fault(
        """
        class Shy(Exception):
            def __str__(self):
                raise ValueError
        raise Shy
        """,
        "exception",
    )
    assert fault.message.endswith("that nobody caught: Shy: <exception str() failed>.")


def test_an_exception_that_a_future_was_given_and_nobody_asked_for():
    fault = only_fault(
        """
        import asyncio
        async def main():
            asyncio.get_running_loop().create_future().set_exception(KeyError("latte"))
            await asyncio.sleep(1)
        asyncio.run(main())
        """,
        "exception",
    )
    assert fault.message == "A future was given an exception in line 4, and nobody asked for it: KeyError: 'latte'."


@pytest.mark.parametrize("executor", ["None", "executor"])
def test_an_exception_of_a_job_whose_future_was_dropped(executor):
    fault = only_fault(
        f"""
        import asyncio, concurrent.futures
        def bake(): raise KeyError("bread")
        async def main():
            with concurrent.futures.ThreadPoolExecutor() as executor:
                asyncio.get_running_loop().run_in_executor({executor}, bake)
                await asyncio.sleep(1)
        asyncio.run(main())
        """,
        "exception",
    )
    assert fault.message == "a future was ended in line 3 by an exception that nobody caught: KeyError: 'bread'."


def test_check_and_act_each_under_the_lock_lose_updates_without_a_data_race():
    text = """
def sell():
    with lock: seen = till.total
    time.sleep(1)
    with lock: till.total = seen + 3
"""
    fault = only_fault(COUNTER + text + STAFF + TWO, "lost-update")
    assert fault.sites[0].line == 8
    assert fault.message.endswith(
        " lock was given back between the read and the write: held throughout, it would have kept Bo out."
    )


def test_tasks_of_one_loop_lose_updates_across_an_await():
    fault = only_fault(
        """
        import asyncio
        total = 0
        async def sell():
            global total
            seen = total
            await asyncio.sleep(1)
            total = seen + 3
        async def main():
            async with asyncio.TaskGroup() as shift:
                shift.create_task(sell(), name="Ana")
                shift.create_task(sell(), name="Eva")
        asyncio.run(main())
        """,
        "lost-update",
    )
    assert fault.message.startswith("Eva read total (0) in line 6; then Ana wrote 3 to it in line 8")


def test_a_blind_overwrite_loses_nothing():
    text = COUNTER + "def sell():\n    with lock: till.total = 3\n" + STAFF + TWO
    assert outcome_of(text).faults == ()


def test_a_value_that_went_there_and_back_is_not_stale():
    text = """
def sell():
    with lock: seen = till.total
    time.sleep(2)
    with lock: till.total = seen + 3
def there_and_back():
    with lock: till.total += 5
    with lock: till.total -= 5
bo = threading.Thread(target=sell)
cy = threading.Thread(target=there_and_back)
"""
    assert outcome_of(COUNTER + text + TWO).faults == ()


MITT = """
import threading, time
mitt, tray = threading.Lock(), threading.Lock()
def bake(first, second):
    with first:
        time.sleep(1)
        with second: pass
bo = threading.Thread(target=bake, args=(mitt, tray), name="Bo")
cy = threading.Thread(target=bake, args=(tray, mitt), name="Cy")
"""


def test_a_deadlock_names_its_circle():
    fault = only_fault(MITT + TWO, "deadlock")
    assert fault.message == "Bo holds mitt, wants tray, held by Cy, who wants mitt."
    assert [(site.actor, site.line) for site in fault.sites] == [("Bo", 7), ("Cy", 7)]


def test_a_circle_of_three_with_a_join_in_it():
    fault = only_fault(
        """
        import threading, time
        mitt, tray = threading.Lock(), threading.Lock()
        def bo_bakes():
            with mitt:
                time.sleep(1)
                with tray: pass
        def cy_waits():
            with tray:
                time.sleep(2)
                di.join()
        def di_bakes():
            time.sleep(3)
            with mitt: pass
        bo = threading.Thread(target=bo_bakes, name="Bo")
        cy = threading.Thread(target=cy_waits, name="Cy")
        di = threading.Thread(target=di_bakes, name="Di")
        for each in (bo, cy, di): each.start()
        """,
        "deadlock",
    )
    assert fault.message == ("Bo holds mitt, wants tray, held by Cy, who waits for Di to end, who wants mitt.")


def test_a_deadlock_with_oneself():
    fault = only_fault("import threading\nsafe = threading.Lock()\nwith safe:\n    with safe: pass\n", "deadlock")
    assert fault.message == "main holds safe and wants it again: nobody else gives it back."


def test_who_took_a_semaphores_places_waits_for_another_to_give_them_back():
    """The places of a full buffer are given back by whoever empties it: he cannot, and that is the reason."""
    text = """
        import threading
        room, items, door = threading.Semaphore(1), threading.Semaphore(0), threading.Lock()
        def bake():
            for _ in range(2):
                with door:
                    room.acquire()
                    items.release()
        def sell():
            items.acquire()
            with door:
                room.release()
        bo = threading.Thread(target=bake, name="Bo")
        bo.start()
        threading.Thread(target=sell, name="Cy").start()
        """
    fault = only_fault(text, "deadlock")
    assert "Bo wants a place of room, taken by Bo; Cy wants door, held by Bo" in fault.message


def test_what_an_error_says_of_memory_is_left_out():
    fault = only_fault(
        """
        class Cup:
            pass
        raise ValueError(f"{Cup()} is no {object()!r}")
        """,
        "exception",
    )
    assert fault.message.endswith("ValueError: <__main__.Cup object> is no <object object>.")


def test_who_only_waits_for_somebody_that_stands_comes_after_the_cause():
    fault = only_fault(
        """
        import threading, queue
        rail = queue.Queue()
        cy = threading.Thread(target=rail.get, name="Cy")
        cy.start()
        cy.join()
        """,
        "deadlock",
    )
    assert fault.message == (
        "Nothing can move any more: Cy waits for something to come into the queue rail, "
        "and nobody can put it there any more; main waits for Cy to end."
    )
    assert fault.sites[0].actor == "Cy"


def test_without_a_circle_everybody_is_named_with_what_they_wait_for():
    fault = only_fault(
        """
        import threading, queue
        rail = queue.Queue()
        bell = threading.Event()
        bo = threading.Thread(target=rail.get, name="Bo")
        bo.start()
        bell.wait()
        """,
        "deadlock",
    )
    assert fault.message == (
        "Nothing can move any more: main waits for bell to be set, and nobody can set it any more; "
        "Bo waits for something to come into the queue rail, and nobody can put it there any more."
    )


def test_a_lock_that_somebody_died_with():
    text = """
import threading
lock = threading.Lock()
def drop():
    lock.acquire()
    raise ValueError("tray")
bo = threading.Thread(target=drop, name="Bo")
bo.start(); bo.join()
lock.acquire()
"""
    deadlock, error = outcome_of(text).faults
    assert deadlock.message == "Nothing can move any more: main wants lock, held by Bo, who has ended."
    assert error.kind == "exception"


def test_a_lock_that_a_task_died_with():
    text = """
import asyncio
lock = asyncio.Lock()
async def drop():
    await lock.acquire()
    raise ValueError("tray")
async def main():
    await asyncio.gather(asyncio.create_task(drop(), name="Ana"), return_exceptions=True)
    await lock.acquire()
asyncio.run(main())
"""
    assert only_fault(text, "deadlock").message.endswith("wants lock, held by Ana, who has ended.")


def test_what_another_thread_did_to_a_loop_that_sleeps_is_done_and_yet_unheard():
    """The event is set, the future settled, the call handed in: nobody has told the loop."""
    for wait, call in (
        ("bell = asyncio.Event(); await_it = bell.wait()", "bell.set"),
        ("await_it = loop.create_future()", "lambda: await_it.set_result(1)"),
        ("await_it = loop.create_future()", "lambda: loop.call_soon(await_it.set_result, 1)"),
        ("await_it = loop.create_future()", "lambda: loop.call_later(1, await_it.set_result, 1)"),
    ):
        text = f"""
import asyncio, threading
async def main():
    loop = asyncio.get_running_loop()
    {wait}
    threading.Thread(target={call}).start()
    await await_it
asyncio.run(main())
"""
        deadlock = next(fault for fault in outcome_of(text).faults if fault.kind == "deadlock")
        assert deadlock.message.endswith(", and nobody has woken its loop.")


def test_a_thread_lock_that_a_task_keeps_while_it_awaits_stops_its_own_loop():
    fault = only_fault(
        """
        import asyncio, threading
        till = threading.Lock()
        async def sell():
            with till:
                await asyncio.sleep(1)
        async def main():
            await asyncio.gather(asyncio.create_task(sell(), name="Ana"), asyncio.create_task(sell(), name="Bo"))
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert fault.message == (
        "Bo wants till, held by Ana of the same loop, which stands meanwhile: an asyncio.Lock would let it go on."
    )


def test_a_thread_that_keeps_a_lock_until_a_task_has_taken_it():
    fault = only_fault(
        """
        import asyncio, threading
        till = threading.Lock()
        async def count():
            with till: return 1
        def ask(loop):
            with till: return asyncio.run_coroutine_threadsafe(count(), loop).result()
        async def main():
            await asyncio.to_thread(ask, asyncio.get_running_loop())
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert re.sub(r"future-\d+", "future", fault.message) == (
        "main wants till, held by asyncio_0, who waits for the result of count (future), to be given by main."
    )


def test_a_loop_stands_with_all_its_tasks_while_one_of_them_waits_as_a_thread_does():
    fault = only_fault(
        """
        import asyncio, queue
        rail = queue.Queue()
        async def bake():
            rail.put("bun")
        async def main():
            baking = asyncio.create_task(bake())
            rail.get()
            await baking
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert "something to come into the queue rail, and its loop stands meanwhile, with all its tasks" in fault.message


def test_places_of_a_semaphore_that_tasks_ended_with():
    fault = only_fault(
        """
        import asyncio
        async def drop(hook):
            await hook.acquire()
        async def main():
            hook = asyncio.Semaphore(2)
            for name in ("Ana", "Bo"):
                await asyncio.create_task(drop(hook), name=name)
            await hook.acquire()
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert fault.message.endswith("wants a place of hook, taken by Ana and Bo, who have ended.")


def test_a_semaphore_that_one_gives_and_another_takes_was_taken_by_nobody():
    fault = only_fault(
        """
        import asyncio
        async def take(items):
            await items.acquire()
        async def main():
            items = asyncio.Semaphore(0)
            items.release()
            await asyncio.create_task(take(items), name="Ana")
            await asyncio.create_task(take(items), name="Bo")
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert "Bo wants a place of items, and nobody can give one back any more" in fault.message


def test_a_signal_that_came_before_anybody_listened():
    text = """
import threading
fresh = threading.Condition()
def listen():
    with fresh: fresh.wait()
with fresh: fresh.notify()
bo = threading.Thread(target=listen, name="Bo")
bo.start(); bo.join()
"""
    fault = only_fault(text, "deadlock")
    assert "Bo waits to be notified by fresh" in fault.message


def test_a_task_a_job_of_a_pool_and_another_task_that_wait_for_each_other():
    """Each knows whose result it waits for, on either side of the border."""
    text = """
import asyncio
async def count(lock):
    async with lock: return 1
def ask(loop, lock):
    return asyncio.run_coroutine_threadsafe(count(lock), loop).result()
async def main():
    lock = asyncio.Lock()
    async with lock:
        await asyncio.to_thread(ask, asyncio.get_running_loop(), lock)
asyncio.run(main())
"""
    assert re.sub(r"future-\d+", "future", only_fault(text, "deadlock").message) == (
        "Task-1 holds lock, waits for the result of ask (future), to be given by asyncio_0, "
        "who waits for the result of count (future), to be given by Task-2, who wants lock."
    )


def test_a_job_that_waits_for_a_job_for_which_no_thread_is_left():
    """Another pool's idle thread is not to blame."""
    text = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
def bake(pool):
    return pool.submit(len, "bun").result()
async def main():
    await asyncio.to_thread(len, "flour")
    with ThreadPoolExecutor(1, "oven") as pool:
        await asyncio.get_running_loop().run_in_executor(pool, bake, pool)
asyncio.run(main())
"""
    assert re.sub(r"future-\d+", "future", only_fault(text, "deadlock").message) == (
        "Nothing can move any more: oven_0 waits for the result of len (future), which waits for a thread of the pool; "
        "Task-1 waits for the result of bake (future), to be given by oven_0."
    )


def test_two_futures_of_a_pool_that_wait_for_each_other():
    """The documentation's own example of what not to do; who sleeps five seconds may yet come before `b` is bound."""
    text = """
import time
from concurrent.futures import ThreadPoolExecutor
def wait_on_b():
    time.sleep(5)
    return b.result()
def wait_on_a():
    time.sleep(5)
    return a.result()
executor = ThreadPoolExecutor(max_workers=2)
a = executor.submit(wait_on_b)
b = executor.submit(wait_on_a)
"""
    race, fault = outcome_of(text).faults
    assert (race.kind, [site.line for site in race.sites]) == ("data-race", [12, 6])
    assert fault.kind == "deadlock"
    assert {site.line for site in fault.sites} >= {6, 9}
    a, b = "ThreadPoolExecutor-0_0", "ThreadPoolExecutor-0_1"
    assert re.sub(r"future-\d+", "future", fault.message) == (
        f"{a} waits for the result of wait_on_a (future), to be given by {b}, "
        f"who waits for the result of wait_on_b (future), to be given by {a}."
    )


def test_a_loop_that_stands_waiting_for_what_it_is_to_do_itself():
    text = """
import asyncio
async def bake():
    return "bread"
async def main():
    loaf = asyncio.run_coroutine_threadsafe(bake(), asyncio.get_running_loop())
    print(loaf.result())
asyncio.run(main())
"""
    message = only_fault(text, "deadlock").message
    assert re.sub(r"future-\d+", "future", message) == (
        "main waits for the result of bake (future), to be given by main itself, whose loop stands meanwhile: await it instead, "
        "wrapped by asyncio.wrap_future."
    )


def test_a_loop_that_waits_for_a_thread_that_waits_for_the_loop():
    text = """
import asyncio, threading
def helper(loop):
    asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()
async def main():
    bo = threading.Thread(target=helper, args=(asyncio.get_running_loop(),), name="Bo")
    bo.start()
    bo.join()
asyncio.run(main())
"""
    message = only_fault(text, "deadlock").message
    assert re.sub(r"future-\d+", "future", message) == (
        "main waits for Bo to end, who waits for the result of sleep (future), to be given by main."
    )


def test_members_of_an_enumeration_are_told_by_their_names():
    text = """
        import threading
        from enum import Enum
        class Milk(Enum):
            OAT = 1
            SOY = 2
        shelf = {milk: threading.Lock() for milk in Milk}
        def pour(first, then):
            with shelf[first], shelf[then]:
                pass
        pour(Milk.OAT, Milk.SOY)
        shelf[Milk.SOY].acquire()
        threading.Thread(target=pour, args=(Milk.OAT, Milk.SOY), name="Bo").start()
        """
    assert "Bo wants shelf[Milk.SOY], held by main" in only_fault(text, "deadlock").message


def test_a_counter_that_was_never_asked_counts_from_nought():
    outcome = outcome_of(
        "import threading\nfrom collections import Counter\nsold = Counter()\ndef sell(): sold['tea'] += 1\n"
        + STAFF
        + TWO
    )
    assert "Bo wrote sold['tea'] (1)" in outcome.faults[0].message
    assert [e.detail for e in outcome.trace.events if e.op == "read" and e.detail == 0]


def test_tasks_that_wait_for_each_other():
    text = """
import asyncio
async def wait_for(other):
    await asyncio.sleep(1)
    await tasks[other]
async def main():
    for name, other in (("Ana", 1), ("Eva", 0)):
        tasks.append(asyncio.create_task(wait_for(other), name=name))
    await asyncio.wait(tasks)
tasks = []
asyncio.run(main())
"""
    assert only_fault(text, "deadlock").message == "Ana waits for Eva to end, who waits for Ana to end."


def test_a_deadlock_among_tasks_names_the_tasks():
    fault = only_fault(
        """
        import asyncio
        async def bake(first, second):
            async with first:
                await asyncio.sleep(1)
                async with second: pass
        async def main():
            mitt, tray = asyncio.Lock(), asyncio.Lock()
            async with asyncio.TaskGroup() as shift:
                shift.create_task(bake(mitt, tray), name="Ana")
                shift.create_task(bake(tray, mitt), name="Eva")
        asyncio.run(main())
        """,
        "deadlock",
    )
    assert [site.actor for site in fault.sites] == ["Ana", "Eva"]
    assert fault.message == "Ana holds mitt, wants tray, held by Eva, who wants mitt."


def test_a_cycle_that_a_timeout_opens_again_is_no_deadlock():
    text = MITT.replace("with second: pass", "if second.acquire(timeout=2): second.release()")
    assert outcome_of(text + TWO).faults == ()


def test_starvation_of_one_who_asks_instead_of_waiting():
    fault = only_fault(
        """
        import threading, time
        oven = threading.Lock()
        def greedy():
            for _ in range(100):
                with oven: time.sleep(1)
        def polite():
            time.sleep(0.5)
            while not oven.acquire(blocking=False): time.sleep(1)
            oven.release()
        bo = threading.Thread(target=greedy, name="Bo")
        cy = threading.Thread(target=polite, name="Cy")
        """
        + dedent(TWO).replace("\n", "\n        "),
        "starvation",
    )
    assert fault.message.startswith("Cy asks for oven in line 9 and was overtaken more than 20 times")


def test_who_asks_and_lets_those_go_first_who_came_before_does_not_starve():
    text = """
import threading, time
oven = threading.Lock()
def bake():
    with oven: time.sleep(1)
def ask():
    time.sleep(0.5)
    while not oven.acquire(timeout=0.5): pass
    oven.release()
threads = [*(threading.Thread(target=bake) for _ in range(30)), threading.Thread(target=ask)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    assert outcome_of(text).faults == ()


def test_who_waits_in_line_never_starves():
    text = """
import threading, time
oven = threading.Lock()
def bake():
    for _ in range(100):
        with oven: time.sleep(1)
bo, cy = threading.Thread(target=bake), threading.Thread(target=bake)
"""
    assert outcome_of(text + TWO).faults == ()


def test_a_livelock_of_two_who_ask_for_ever():
    fault = only_fault(
        """
        import threading
        class Door: pass
        door = Door(); door.bo_waits = door.cy_waits = False  # atomic
        done = threading.Event()
        def bo_goes():
            while not done.is_set(): pass
        def cy_goes():
            while not done.is_set(): pass
        bo = threading.Thread(target=bo_goes, name="Bo")
        cy = threading.Thread(target=cy_goes, name="Cy")
        """
        + dedent(TWO).replace("\n", "\n        "),
        "livelock",
    )
    assert {site.actor for site in fault.sites} == {"Bo", "Cy"}


POLITE = """
import threading, time
left, right = threading.Lock(), threading.Lock()
def pass_by(mine, theirs):
    {counter}
    while True:
        with mine:
            time.sleep(1)
            if theirs.acquire(blocking=False):
                theirs.release()
                return
        time.sleep(1)
        {count}
bo = threading.Thread(target=pass_by, args=(left, right), name="Bo")
cy = threading.Thread(target=pass_by, args=(right, left), name="Cy")
"""


def spent_faults(text):
    """Faults of an execution that is stopped after some thousand events."""
    with Program.from_source(text).execution(limits=Limits(events=5000)) as execution:
        execution.run()
        assert execution.state == "spent"
        return find(execution)[0]


def test_a_livelock_of_two_polite_ones_in_step():
    faults = {fault.kind: fault for fault in spent_faults(POLITE.format(counter="pass", count="pass") + TWO)}
    assert set(faults) == {"livelock", "starvation"}, "each is overtaken by the other, too"
    assert faults["livelock"].message == (
        "They try, give way and try again, the same over and over, and nobody gets on: Bo in line 9; Cy in line 9."
    )


def test_where_anything_moves_no_livelock_is_claimed():
    text = "class Tries: pass\ntries = Tries(); tries.bo = tries.cy = 0" + POLITE
    text = text.format(
        counter="me = threading.current_thread().name.lower()", count="setattr(tries, me, getattr(tries, me) + 1)"
    )
    assert {fault.kind for fault in spent_faults(text + TWO)} == {"starvation"}


@pytest.mark.parametrize("turn", ["with fork, spoon: pass", "with fork:\n            with spoon: print('more')"])
def test_who_takes_and_gives_back_for_ever_waits_for_nobody(turn):
    text = f"""
import threading
fork, spoon = threading.Lock(), threading.Lock()
def eat():
    while True:
        {turn}
bo, cy = threading.Thread(target=eat), threading.Thread(target=eat)
"""
    assert spent_faults(text + TWO) == ()


def test_a_program_that_only_goes_on_for_ever_is_no_livelock():
    text = "import threading, time\ndef beat():\n    while True: time.sleep(1)\n"
    assert spent_faults(text + "bo, cy = threading.Thread(target=beat), threading.Thread(target=beat)\n" + TWO) == ()


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (
            "prices['latte']",
            "exception",
            "Bo was ended in line 4 by an exception that nobody caught: KeyError: 'latte'.",
        ),
        ("assert not prices, 'till!'", "assertion", "Bo found an assertion broken in line 4: AssertionError: till!."),
        ("raise ExceptionGroup('x', [AssertionError()])", "assertion", "ExceptionGroup of AssertionError"),
        ("raise OSError('No cups. No tea.')", "exception", "that nobody caught: OSError: No cups. No tea."),
    ],
)
def test_what_nobody_caught_in_a_thread(line, kind, words):
    text = f"import threading\nprices = {{'tea': 2}}\ndef sell():\n    {line}\n"
    fault = only_fault(text + "bo = threading.Thread(target=sell, name='Bo')\nbo.start()\nbo.join()\n", kind)
    assert words in fault.message
    assert ".." not in fault.message
    assert (fault.sites[0].file, fault.sites[0].line) == ("café.py", 4)


def test_an_error_from_inside_the_library_is_told_at_the_programs_own_line():
    fault = only_fault("import json\ndef f():\n    json.loads('{')\nf()\n", "exception")
    assert fault.sites[0].line == 3


def test_an_exception_of_a_task_that_nobody_asked():
    fault = only_fault(
        """
        import asyncio
        async def spill():
            raise ValueError("milk")
        async def main():
            task = asyncio.create_task(spill())
            await asyncio.sleep(1)
        asyncio.run(main())
        """,
        "exception",
    )
    assert "ValueError: milk" in fault.message
    assert fault.sites[0].line == 4


def test_a_worker_that_died_is_told_beside_the_deadlock_that_follows():
    """Somebody could still have asked the task for its exception; now that nothing moves, nobody will."""
    outcome = outcome_of(
        """
        import asyncio
        async def wash(sink):
            while True:
                print(10 // await sink.get())
                sink.task_done()
        async def main():
            sink = asyncio.Queue()
            for cup in (1, 0):
                sink.put_nowait(cup)
            washer = asyncio.create_task(wash(sink), name="washer")
            await sink.join()
        asyncio.run(main())
        """
    )
    deadlock, error = outcome.faults
    assert "Task-1 waits until everything from sink is done" in deadlock.message
    assert (error.kind, error.sites[0].line) == ("exception", 5)
    assert error.message.startswith("washer was ended in line 5 by an exception that nobody caught: ZeroDivisionError")


def test_a_job_that_died_is_told_beside_the_deadlock_that_follows():
    outcome = outcome_of(
        """
        import queue
        from concurrent.futures import ThreadPoolExecutor
        sink = queue.Queue()
        def wash():
            while True:
                print(10 // sink.get())
                sink.task_done()
        def soap():
            raise LookupError("none left")
        with ThreadPoolExecutor(1) as pool:
            for cup in (1, 0):
                sink.put(cup)
            print(type(pool.submit(soap).exception()).__name__)
            pool.submit(wash)
            sink.join()
        """
    )
    deadlock, error = outcome.faults
    assert "main waits until everything from sink is done" in deadlock.message
    assert error.message.startswith("wash (future-")
    assert "ended in line 7" in error.message


BAKES = """
from concurrent.futures import Future, ThreadPoolExecutor, wait
def bake(loaves):
    {line}
"""


@pytest.mark.parametrize(
    ("line", "ask", "message"),
    [
        (
            "12 // loaves",
            "pool.submit(bake, 0)",
            " was ended in line 4 by an exception, and nobody asked for its result: ",
        ),
        (
            "12 // loaves",
            "pool.map(bake, [1, 0])",
            " was ended in line 4 by an exception, and nobody asked for its result: ",
        ),
        (
            "12 // loaves",
            "wait([pool.submit(bake, 0)])",
            " was ended in line 4 by an exception, and nobody asked for its",
        ),
        (
            "assert loaves",
            "kept.append(pool.submit(bake, 0))",
            " found an assertion broken in line 4, and nobody asked for",
        ),
        (
            "12 // loaves",
            "pool.submit(bake, 0).add_done_callback(kept.append)",
            " was ended in line 4 by an exception, and",
        ),
    ],
)
def test_a_job_failed_and_nobody_ever_asked(line, ask, message):
    kind = "assertion" if "assert" in line else "exception"
    text = BAKES.format(line=line) + f"kept = []\nwith ThreadPoolExecutor(2) as pool:\n    {ask}\n"
    fault = only_fault(text, kind)
    assert re.sub(r"^bake \(future-\d+\)", "", fault.message).startswith(message)
    assert [site.line for site in fault.sites] == [4]


@pytest.mark.parametrize(
    "ask",
    [
        "print(pool.submit(bake, 0).exception() is None)",
        "pool.submit(bake, 0).add_done_callback(lambda done: kept.append(done.exception()))",
        "try: print(list(pool.map(bake, [0, 0])))\n    except ZeroDivisionError: pass",
        "kept = [pool.submit(bake, 0) for _ in range(2)]\n    try: kept[0].result()\n    except ZeroDivisionError: pass",
    ],
)
def test_who_asked_for_one_failure_of_a_pool_has_dealt_with_the_others(ask):
    text = BAKES.format(line="12 // loaves") + f"kept = []\nwith ThreadPoolExecutor(2) as pool:\n    {ask}\n"
    assert outcome_of(text).faults == ()


def test_a_job_whose_failure_went_to_a_loop_is_the_loops_to_tell():
    outcome = outcome_of(
        """
        import asyncio
        def bake(): raise KeyError("bread")
        async def main():
            results = await asyncio.gather(asyncio.to_thread(bake), return_exceptions=True)
            assert isinstance(results[0], KeyError)
        asyncio.run(main())
        """
    )
    assert outcome.faults == ()


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ("await rail.get()", "something to come into the queue rail"),
        ("await rail.put(2); await rail.put(2)", "room in the queue rail"),
    ],
)
def test_what_a_task_wants_of_a_queue(wait, words):
    text = f"import asyncio\nasync def main():\n    rail = asyncio.Queue(1)\n    {wait}\nasyncio.run(main())\n"
    assert f"Task-1 waits for {words}" in only_fault(text, "deadlock").message


def test_leaving_on_purpose_is_no_fault():
    outcome = outcome_of("import sys\nsys.exit(0)\n")
    assert outcome.faults == ()
    assert outcome.worked


def test_a_coroutine_that_nobody_awaited():
    fault = only_fault(
        "import asyncio\nasync def pour(): pass\nasync def main():\n    pour()\nasyncio.run(main())\n", "never-awaited"
    )
    assert fault.message.startswith("The coroutine pour, made in line 4, was never awaited")
    assert fault.sites[0].line == 4


def test_a_task_that_nobody_waited_for():
    fault = only_fault(
        """
        import asyncio
        async def main():
            asyncio.create_task(asyncio.sleep(10), name="filter coffee")
            await asyncio.sleep(1)
        asyncio.run(main())
        """,
        "lost-task",
    )
    assert fault.message.startswith("filter coffee, made in line 4, was still going on when its loop ended")
    assert fault.sites[0].line == 4


def test_touching_a_loop_from_another_thread():
    fault = only_fault(
        """
        import asyncio, threading, time
        async def main():
            ready = asyncio.get_running_loop().create_future()
            def bake():
                time.sleep(1)
                ready.set_result(1)
            bo = threading.Thread(target=bake, name="Bo")
            bo.start()
            await asyncio.sleep(2)
            await ready
        asyncio.run(main())
        """,
        "foreign-call",
    )
    assert fault.message.startswith("Bo called ")
    assert fault.sites[0].line == 7


def test_a_blocked_loop_is_a_note_with_seconds():
    outcome = outcome_of(
        """
        import asyncio, time
        async def cellar():
            time.sleep(6)
        async def latte():
            await asyncio.sleep(1)
        async def main():
            await asyncio.gather(cellar(), latte())
        asyncio.run(main())
        """
    )
    assert outcome.faults == ()
    assert [(note.kind, note.seconds, note.sites[0].line) for note in outcome.notes] == [("blocked-loop", 6.0, 4)]


def test_a_daemon_cut_off_is_a_note():
    outcome = outcome_of(
        """
        import threading, time
        def sweep():
            while True: time.sleep(1)
        threading.Thread(target=sweep, name="Di", daemon=True).start()
        time.sleep(3)
        """
    )
    assert outcome.faults == ()
    assert [(note.kind, note.sites[0].actor, note.sites[0].line) for note in outcome.notes] == [
        ("daemon-cut-off", "Di", 4)
    ]


PETERSON = """
import threading
class Shared: pass
s = Shared()
s.flag0 = False  {mark}
s.flag1 = False  {mark}
s.turn = 0  {mark}
s.total = 0
def zero():
    s.flag0 = True
    s.turn = 1
    while s.flag1 and s.turn == 1: pass
    s.total += 1
    s.flag0 = False
def one():
    s.flag1 = True
    s.turn = 0
    while s.flag0 and s.turn == 0: pass
    s.total += 1
    s.flag1 = False
bo, cy = threading.Thread(target=zero), threading.Thread(target=one)
"""


def test_petersons_lock_on_atomic_cells_orders_what_it_guards():
    assert outcome_of(PETERSON.format(mark="# atomic") + TWO).faults == ()


def test_without_atomic_cells_it_is_full_of_races():
    kinds = {fault.kind for fault in outcome_of(PETERSON.format(mark="") + TWO).faults}
    assert kinds == {"data-race"}


def test_each_fault_once_with_a_count():
    text = COUNTER + "def sell():\n    for _ in range(10): till.total += 3\n" + STAFF + TWO
    outcome = outcome_of(text)
    assert [fault.kind for fault in outcome.faults] == ["data-race"]
    assert outcome.faults[0].count > 1
    assert outcome_of(text).faults == outcome.faults, "the same words every time"


def test_a_lock_of_asyncio_keeps_two_loops_not_apart():
    fault = only_fault(
        """
        import asyncio, threading
        lock = asyncio.Lock()
        count = 0
        async def add():
            global count
            async with lock: count += 1
        loops = [threading.Thread(target=lambda: asyncio.run(add())) for _ in range(2)]
        for loop in loops: loop.start()
        for loop in loops: loop.join()
        """,
        "data-race",
    )
    assert "Both held lock, but asyncio's locks keep only the tasks of one loop apart." in fault.message


def test_who_looks_bit_by_bit_sees_what_one_look_at_the_end_sees():
    text = """
    import threading, time
    def sell():
        global sold
        for _ in range(3):
            sold += 1
            time.sleep(1)
    sold = 0
    time.sleep(2)
    sold = 1
    bo, cy = threading.Thread(target=sell, name="Bo"), threading.Thread(target=sell, name="Cy")
    for each in (bo, cy): each.start()
    sold = 2
    for each in (bo, cy): each.join()
    """
    with Program.from_source(dedent(text), file="café.py").execution() as execution:
        watch, seconds = Watch(execution), 0
        while execution.advance(seconds * SECOND) == "paused":
            watch.catch_up()
            seconds += 1
        watch.finish(execution)
        assert len(watch.faults) > 1
        assert (watch.faults, watch.notes) == find(execution) == find(execution.trace())


def test_a_semaphore_is_taken_and_not_held():
    script = """
        from threading import Semaphore, Thread
        places = Semaphore(1)
        takers = [Thread(target=places.acquire, name=name) for name in ("ana", "bo")]
        for taker in takers: taker.start()
        for taker in takers: taker.join()
    """
    fault = only_fault(script, "deadlock")
    assert "bo wants a place of places, taken by ana, who has ended" in fault.message


def test_who_sleeps_for_ever_is_said_to():
    fault = only_fault("import asyncio, math\nasyncio.run(asyncio.sleep(math.inf))", "deadlock")
    assert fault.message.endswith("sleeps for ever.")


def test_an_exception_in_a_function_of_atexit_ends_neither_main_nor_the_other_functions():
    script = """
        import atexit
        said = []
        def check(): assert said == ["main"], said
        def fail(): raise ValueError("too late")
        atexit.register(check)
        atexit.register(fail)
        said.append("main")
    """
    fault = only_fault(script, "exception")
    assert fault.message.startswith("A function registered with atexit was ended")


@pytest.mark.parametrize(
    ("makes", "names"),
    [
        ("forks = []\n    for _ in range(2): forks.append(threading.Lock())", ["forks[0]", "forks[1]"]),
        ("forks = {}\n    for n in range(2): forks[n] = threading.Lock()", ["forks[0]", "forks[1]"]),
        (
            "Table.forks, forks = {}, {}\n    for n in (0, 1): Table.forks[n] = threading.Lock()",
            ["Table.forks[0]", "Table.forks[1]"],
        ),
    ],
)
def test_locks_in_what_a_call_that_goes_on_has_made_are_called_after_that(makes, names):
    fault = only_fault(
        f"""
import threading, time
class Table: pass
def dine(first, second):
    with first:
        time.sleep(1)
        with second: pass
def main():
    {makes}
    here, there = Table.forks.values() if hasattr(Table, "forks") else [forks[n] for n in range(2)]
    threads = [threading.Thread(target=dine, args=pair) for pair in ((here, there), (there, here))]
    for each in threads: each.start()
    for each in threads: each.join()
main()
""",
        "deadlock",
    )
    here, there = names
    assert f"holds {here}, wants {there}, held by" in fault.message, fault.message


def test_a_conditions_own_lock_is_called_after_it():
    script = """
        from threading import Condition, Thread
        fresh = Condition()
        def bake():
            fresh.acquire()
            other.join()
        def eat(): fresh.acquire()
        other = Thread(target=eat, name="eater")
        baker = Thread(target=bake, name="baker")
        baker.start(); other.start()
    """
    fault = only_fault(script, "deadlock")
    assert fault.message == "baker holds fresh's lock, waits for eater to end, who wants fresh's lock."


@pytest.mark.parametrize("key", ["'latte'", "7"])
def test_a_walk_through_a_dictionary_reads_its_values_whatever_the_keys(key):
    only_fault(
        f"""
        import threading
        stock = {{{key}: 1, 'other': 2}}
        def counts():
            for each in stock.values(): pass
        def sells():
            stock[{key}] = 0
        bo = threading.Thread(target=counts)
        cy = threading.Thread(target=sells)
        """
        + dedent(TWO).replace("\n", "\n        "),
        "data-race",
    )


def test_what_a_gather_that_nobody_awaits_is_left_with_is_no_error_besides_its_lost_tasks():
    fault = only_fault(
        """
        import asyncio
        async def brew():
            await asyncio.sleep(1)
        async def main():
            asyncio.gather(brew())
        asyncio.run(main())
        """,
        "lost-task",
    )
    assert "was still going on when its loop ended without waiting for it" in fault.message


def test_who_was_waited_for_until_a_sibling_failed_is_not_told_that_nobody_ever_did():
    """`gather` raises the first error and leaves the others going."""
    outcome = outcome_of(
        """
        import asyncio
        async def brew():
            await asyncio.sleep(2)
        async def burn():
            await asyncio.sleep(1)
            raise OSError("too hot")
        async def main():
            await asyncio.gather(brew(), burn())
        asyncio.run(main())
        """
    )
    lost = next(fault for fault in outcome.faults if fault.kind == "lost-task")
    assert lost.message == (
        "Task-2, made in line 9, was still going on when its loop ended without waiting for it, and was "
        "cancelled there. Await it to its end, or use a TaskGroup, which awaits all its tasks."
    )


def test_a_call_behind_a_loops_back_that_no_line_makes_is_told_by_what_was_started_for_it():
    fault = only_fault(
        """
        import asyncio, threading
        async def main():
            dough = asyncio.get_running_loop().create_future()
            threading.Timer(1, dough.set_result, ["rye"]).start()
            await asyncio.wait_for(dough, 2)
        asyncio.run(main())
        """,
        "foreign-call",
    )
    assert fault.message.startswith("Thread-1, started in line 5, called Future.set_result on a loop")
    assert [site.line for site in fault.sites] == [5]
