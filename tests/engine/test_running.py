"""One program, run once: what it prints, how long it takes, how it ends, what it leaves."""

from __future__ import annotations

import gc
import subprocess
import sys
import textwrap

import pytest

from cafe_sim.engine import Limits, Outcome, Program, run
from cafe_sim.errors import BadContent

BOIL = """\
import asyncio

async def boil_water():
    print("Boiling water...")
    await asyncio.sleep(3)
    print("Water boiled!")

async def grind_coffee():
    print("Grinding coffee beans...")
    await asyncio.sleep(2)
    print("Coffee beans ground!")

async def main():
    await asyncio.gather(boil_water(), grind_coffee())

asyncio.run(main())
"""

BAKE = """\
import threading

def bake_bread():
    for _ in range(3):
        print("Baking bread...")
        time.sleep(2)

def make_sandwich():
    for _ in range(3):
        print("Making sandwich...")
        time.sleep(1)

t1 = threading.Thread(target=bake_bread)
t2 = threading.Thread(target=make_sandwich)

t1.start()
t2.start()

t1.join()
t2.join()

print("All tasks completed!")
"""


def outcome_of(text: str, **how) -> Outcome:
    return run(Program.from_source(textwrap.dedent(text)), **how)


def stopped(text: str, turns: int = 20_000) -> Outcome:
    program = Program.from_source(textwrap.dedent(text))
    with program.execution(limits=Limits(turns=turns)) as execution:
        execution.run()
        return Outcome.of(execution)


# ---- the article -------------------------------------------------------------------------------


def test_the_first_listing_takes_three_seconds():
    outcome = outcome_of(BOIL)
    assert outcome.virtual_seconds == 3
    assert outcome.printed.splitlines() == [
        "Boiling water...", "Grinding coffee beans...", "Coffee beans ground!", "Water boiled!",
    ]  # fmt: skip
    assert outcome.worked


def test_the_second_listing_forgets_to_import_time():
    outcome = outcome_of(BAKE)
    assert [(fault.kind, fault.sites[0].line) for fault in outcome.faults] == [("exception", 6), ("exception", 11)]
    assert all("NameError: name 'time' is not defined" in fault.message for fault in outcome.faults)
    assert outcome.printed.endswith("All tasks completed!\n")
    assert not outcome.worked


def test_with_the_import_it_takes_six_seconds():
    outcome = outcome_of("import time\n" + BAKE)
    assert outcome.virtual_seconds == 6
    assert outcome.printed.splitlines() == [
        "Baking bread...", "Making sandwich...", "Making sandwich...", "Baking bread...", "Making sandwich...",
        "Baking bread...", "All tasks completed!",
    ]  # fmt: skip
    assert outcome.worked


def test_output_says_when_and_who():
    outcome = outcome_of("import time\ntime.sleep(1.5)\nprint('a', 1, sep='-')")
    assert outcome.output == ((1_500_000_000, 1, "a-1\n"),)


# ---- how it ends -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("print(1)", 0),
        ("import sys; sys.exit()", None),
        ("import sys; sys.exit(3)", 3),
        ("raise SystemExit('sorry')", "sorry"),
        ("exit(4)", 4),
        ("1 / 0", 1),
        ("import threading, sys; threading.Thread(target=sys.exit, args=(5,)).start()", 0),
    ],
)
def test_its_exit_is_kept(text, code):
    outcome = outcome_of(text)
    assert outcome.exit == code
    assert [fault.kind for fault in outcome.faults] == (["exception"] if text == "1 / 0" else [])
    assert outcome.worked is (code in (0, None))


def test_after_the_main_threads_exit_the_others_go_on():
    text = """
        import sys, threading, time
        def w():
            time.sleep(2); print("done")
        threading.Thread(target=w).start()
        sys.exit(3)
    """
    outcome = outcome_of(text)
    assert (outcome.exit, outcome.printed, outcome.virtual_seconds) == (3, "done\n", 2)


def test_an_endless_loop_ends():
    for text in (
        "while True: pass",
        "def f(): f2()\ndef f2():\n    while 1: (lambda: 0)()\nf()",
        "[0 for _ in iter(int, 1)]",
    ):
        outcome = stopped(text)
        assert (outcome.state, outcome.limit) == ("spent", "turns")


def test_what_comes_to_its_end_reached_no_limit():
    assert outcome_of("x = 1").limit == ""


def test_accesses_alone_use_up_the_events():
    text = """
        import threading
        n = 0
        def count():
            global n
            while True: n += 1
        for _ in range(2): threading.Thread(target=count).start()
        """
    with Program.from_source(textwrap.dedent(text)).execution(limits=Limits(events=5_000)) as execution:
        assert execution.run() == "spent"
        assert execution.limit == "events"
        assert len(execution.events) < 10_000


def test_decisions_use_up_the_turns():
    text = """
        import threading, time
        def sleep_on():
            while True: time.sleep(1)
        for _ in range(2): threading.Thread(target=sleep_on).start()
        """
    outcome = stopped(text, turns=16_000)
    assert (outcome.state, outcome.limit) == ("spent", "turns")
    assert len(outcome.trace.events) < 3_000


def test_an_endless_loop_is_told_by_its_line():
    outcome = stopped("x = 1\ndef f():\n    while True:\n        x\nf()")
    assert outcome.stood.line in (3, 4)
    assert not outcome.worked


def test_endless_work_that_catches_everything_ends_all_the_same():
    text = """
        def f():
            while True:
                try:
                    while True: pass
                except BaseException: pass
                finally:
                    for _ in iter(int, 1): pass
        f()
    """
    assert stopped(text).state == "spent"


def test_a_deadlock_names_the_locks_as_the_program_does():
    text = """
        import threading
        def main():
            mitt, tray = threading.Lock(), threading.Lock()
            both = threading.Barrier(2)
            def w(first, second):
                with first:
                    both.wait()
                    with second: pass
            a = threading.Thread(target=w, args=(mitt, tray)); b = threading.Thread(target=w, args=(tray, mitt))
            a.start(); b.start()
        main()
    """
    outcome = outcome_of(text)
    assert outcome.state == "stuck"
    (fault,) = outcome.faults
    assert fault.kind == "deadlock"
    assert "mitt" in fault.message
    assert "tray" in fault.message


# ---- waiting by asking -------------------------------------------------------------------------

SPINS = {
    "for a global": ("flag = False\ndef f():\n    global flag\n    time.sleep(2); flag = True\ngo(f)\nwhile not flag: pass\n", 2),
    "for a list": ("done = []\ndef f():\n    time.sleep(2); done.append(1)\ngo(f)\nwhile True:\n    if done: break\n", 2),
    "for an event": ("e = threading.Event()\nthreading.Timer(2, e.set).start()\nspins = 0\nwhile not e.is_set(): spins += 1\n", 2),
    "for the clock": ("end = time.monotonic() + 2\nwhile time.monotonic() < end: pass\n", 2),
    "for both": ("on = []\ndef f():\n    time.sleep(1.5); on.append(1)\ngo(f)\nwhile not on and time.time() > 0: pass\n", 1.5),
    "with a sleep": ("e = []\ndef f():\n    time.sleep(2); e.append(1)\ngo(f)\nwhile not e: time.sleep(0.3)\n", 2.1),
}  # fmt: skip


@pytest.mark.parametrize("name", SPINS)
def test_a_loop_that_asks_again_and_again_ends(name):
    text, seconds = SPINS[name]
    head = "import threading, time\ndef go(f): threading.Thread(target=f).start()\n"
    outcome = outcome_of(head + text + "print(time.monotonic())\n")
    assert (outcome.state, outcome.virtual_seconds) == ("ended", seconds)


def test_a_loop_that_makes_progress_by_itself_takes_no_time():
    text = """
        import threading, time
        limit = [3]
        def f(): time.sleep(9)
        threading.Thread(target=f).start()
        n = 5000
        while n > 0:
            n -= 1
            limit[0]
        it = iter(range(5000))
        while True:
            try: next(it)
            except StopIteration: break
            limit[0]
        print(time.monotonic() == 0)
    """
    assert outcome_of(text).printed == "True\n"


def test_two_that_wait_for_each_other_by_asking_are_livelocked():
    text = """
        import threading
        a = b = False
        def f():
            global a
            while not b: pass
            a = True
        def g():
            global b
            while not a: pass
            b = True
        threading.Thread(target=f).start(); threading.Thread(target=g).start()
    """
    assert stopped(text, turns=200_000).state == "livelocked"


# ---- the same every time -----------------------------------------------------------------------

MIXED = """
import threading, random, uuid, datetime, asyncio
class Cup: pass
cups = [Cup() for _ in range(5)]
names = {"latte", "mocha", "flat white", "tea"}
total = 0
def f(cup):
    global total
    cup.n = random.randint(1, 9)
    total += cup.n
    print(uuid.uuid4(), datetime.datetime.now(), random.Random().random())
ts = [threading.Thread(target=f, args=(c,)) for c in cups]
for t in ts: t.start()
for t in ts: t.join()
async def g(n):
    global total
    await asyncio.sleep(n); total += 1
async def main(): await asyncio.gather(*(g(n) for n in range(4)))
asyncio.run(main())
print(total)
"""


def test_the_same_program_and_seed_give_the_same_digest():
    program = Program.from_source(MIXED)
    first = run(program, seed=3)
    junk = [object() for _ in range(1000)]
    assert run(program, seed=3) == first
    assert run(Program.from_source(MIXED), seed=3).digest == first.digest
    assert run(program, seed=4).printed != first.printed
    del junk


@pytest.mark.slow
def test_the_same_in_fresh_processes_whatever_the_hash_seed():
    code = f"from cafe_sim.engine import *; o = run(Program.from_source({MIXED!r})); print(o.digest, o.printed)"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(said) == 1


def test_the_namespace_stays_after_the_end():
    with Program.from_source("x = 1\ndef f(): return x + 1\n").execution() as execution:
        execution.run()
    namespace = execution.locals["namespace"]
    assert namespace["x"] == 1
    assert namespace["f"]() == 2


# ---- what is not a program ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = (1\n", "bad.py, line 1: '(' was never closed: x = (1"),
        ("a = 1\nreturn 3\n", "bad.py, line 2: 'return' outside function"),
        ("def f():\n  x = 1\n  global x\n", "bad.py, line 3: name 'x' is assigned to before global declaration"),
        ("x = 1\0", "bad.py"),
    ],
)
def test_what_python_refuses_is_refused_with_file_and_line(text, sentence):
    with pytest.raises(BadContent) as caught:
        Program.from_source(text, file="bad.py")
    assert str(caught.value).startswith(sentence)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadContent, match=r"none.py: No such file or directory"):
        Program.from_file(tmp_path / "none.py")
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'\n")
    with pytest.raises(BadContent, match=r"latin.py"):
        Program.from_file(tmp_path / "latin.py")


def test_each_thread_starts_with_an_empty_context_though_threads_are_pooled():
    text = """
        import threading, contextvars, decimal
        v = contextvars.ContextVar("v", default="none")
        def a(): v.set("a"); decimal.getcontext().prec = 5
        def b(): print(v.get(), decimal.getcontext().prec)
        for f in (a, b):
            t = threading.Thread(target=f); t.start(); t.join()
        decimal.getcontext().prec = 7
    """
    assert [outcome_of(text).printed for _ in range(2)] == ["none 28\n"] * 2


def test_nothing_is_said_later_of_a_coroutine_that_an_uncaught_error_kept(monkeypatch):
    heard = []
    monkeypatch.setattr(sys, "unraisablehook", heard.append)
    text = """
    import asyncio, threading
    async def visit(): pass
    async def main(): return asyncio.get_running_loop()
    loop = asyncio.run(main())
    late = threading.Thread(target=lambda: asyncio.run_coroutine_threadsafe(visit(), loop))
    late.start(); late.join()
    """
    assert [fault.kind for fault in run(Program.from_source(textwrap.dedent(text))).faults] == ["exception"]
    gc.collect()
    assert heard == []
