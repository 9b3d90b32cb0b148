"""Who goes round in vain: polling ends and is no certificate; sleeping, and running one task after the other, is no
polling.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script, inspect
from cafe_sim.engine.explore.given import Given
from cafe_sim.engine.explore.inspecting import Budget
from cafe_sim.engine.explore.visible import Visible, learn_straight
from cafe_sim.engine.explore.walking import Walk

HEAD = "import asyncio, itertools, threading, time\n"

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


def inspected(text: str):
    subject = Script(Program.from_source(HEAD + textwrap.dedent(text)), "script")
    return inspect(subject, Budget(seconds=60, schedules=3_000))


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
        while True:
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
