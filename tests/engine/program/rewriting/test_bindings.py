"""Names bound late, or by statements that are no assignments: who comes too early is found, and who is made to wait is
certified.
"""

from __future__ import annotations

import ast
import textwrap

import pytest

from cafe_sim.engine import Program, replay, run
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.program.rewriting.sharing import read_scopes
from cafe_sim.engine.program.rewriting.starting import names_that_start


def inspected(text: str):
    return inspect(Script(Program.from_source("import threading\n" + textwrap.dedent(text)), "program.py"))


def shared(text: str) -> list[str]:
    """Names of the module that others may see changing."""
    tree = ast.parse(textwrap.dedent(text))
    return sorted(read_scopes(tree, imported=False)[tree].shared)


# ---- bound late ------------------------------------------------------------------------------------

LATE = {
    "a global bound after the thread was started": """
        def worker(): print(x)
        t = threading.Thread(target=worker)
        t.start()
        x = 1
        t.join()
    """,
    "a thread that looks for itself": """
        def launch(f):
            t = threading.Thread(target=f)
            t.start()
            return t
        def worker(): print(me.name)
        me = launch(worker)
        me.join()
    """,
    "a variable of the function that started it": """
        def main():
            def worker(): print(x)
            t = threading.Thread(target=worker)
            t.start()
            x = 1
            t.join()
        main()
    """,
    "a function defined after the start": """
        def worker(): helper()
        t = threading.Thread(target=worker)
        t.start()
        def helper(): pass
        t.join()
    """,
    "a class defined after the start": """
        def worker(): Cup()
        t = threading.Thread(target=worker)
        t.start()
        class Cup: pass
        t.join()
    """,
    "an import after the start": """
        def worker(): math.floor(1.5)
        t = threading.Thread(target=worker)
        t.start()
        import math
        t.join()
    """,
    "a method of a class that starts its thread in __init__": """
        class Bus:
            def __init__(self):
                self.heard = threading.Thread(target=self.listen)
                self.heard.start()
            def listen(self): till.append(1)
        bus = Bus()
        till = []
        bus.heard.join()
    """,
    "a callback that a loop may call before": """
        import asyncio
        def ring(): print(order)
        async def take():
            global order
            order = 1
        def other():
            ring()
        t = threading.Thread(target=other)
        t.start()
        asyncio.run(take())
        t.join()
    """,
    "a closure's variable, handed to who runs already": """
        import queue
        jobs = queue.Queue()
        def work(): jobs.get()()
        t = threading.Thread(target=work)
        t.start()
        def shop():
            def job(): print(cups)
            jobs.put(job)
            cups = 1
        shop()
        t.join()
    """,
}  # fmt: skip


@pytest.mark.parametrize("name", LATE)
def test_who_comes_before_the_name_is_bound_is_found(name):
    found = inspected(LATE[name])
    assert found.verdict == "broken", found.words
    assert "NameError" in " ".join(each.fault.message for each in found.findings)


EARLY = {
    "bound before the start": """
        def worker(): print(x)
        t = threading.Thread(target=worker)
        x = 1
        t.start()
        t.join()
    """,
    "told by an event": """
        ready = threading.Event()
        def worker():
            ready.wait()
            print(x)
        t = threading.Thread(target=worker)
        t.start()
        x = 1
        ready.set()
        t.join()
    """,
    "a second part of the program, after the first has ended": """
        def first(): pass
        t = threading.Thread(target=first)
        t.start()
        t.join()
        lock = threading.Lock()
        till = [0]
        def second():
            with lock: till[0] += 1
        for t in [threading.Thread(target=second) for _ in range(2)]:
            t.start()
            t.join()
        assert till == [2]
    """,
    "a variable of the function, bound before anybody is handed it": """
        def main():
            def worker():
                with lock: cups.append(1)
            lock = threading.Lock()
            cups = []
            ts = [threading.Thread(target=worker) for _ in range(2)]
            for t in ts: t.start()
            for t in ts: t.join()
            assert len(cups) == 2
        main()
    """,
}  # fmt: skip


@pytest.mark.parametrize("name", EARLY)
def test_who_cannot_come_before_is_certified(name):
    found = inspected(EARLY[name])
    assert found.verdict == "certified", found.words


def test_what_is_read_before_it_is_bound_is_nothing():
    found = inspected(LATE["a global bound after the thread was started"])
    program = Program.from_source(
        "import threading\n" + textwrap.dedent(LATE["a global bound after the thread was started"])
    )
    (early,) = [each for each in found.findings if each.fault.kind == "exception"]
    trace = replay(program, early.schedule).trace
    assert [event.detail for event in trace.events if event.op == "read"] == ["nothing"]


def test_a_name_bound_while_nobody_is_there_costs_nothing():
    """Only what is bound while others run is read with an event."""
    text = """
        import threading
        def launch(): pass                 # for all the text says, it may start one
        def start(): launch()
        start()
        till = []
        def worker(): till.append(1)
        t = threading.Thread(target=worker); t.start(); t.join()
    """
    assert "till" in shared(text)
    trace = run(Program.from_source(textwrap.dedent(text))).trace
    assert [each.name for each in trace.objects if each.kind == "cell"] == ["till"]  # the list's own, by `append`


def test_which_names_start_threads():
    text = """
        import threading, shop
        from threading import Thread
        from shop import open_doors
        class Worker(Thread):
            def begin(self): self.start()
        class Bakery:
            def bake(self): Worker().begin()
        def bakes(bakery): bakery.bake()
        def counts(cups): return list(map(len, cups))
    """
    names = names_that_start(ast.parse(textwrap.dedent(text)))
    assert names >= {"shop", "open_doors", "begin", "bake", "Worker", "Bakery", "bakes"}
    assert not names & {"threading", "Thread", "counts"}


# ---- bound by statement ----------------------------------------------------------------------------

BINDS = {
    "def": "def g(): pass",
    "async def": "async def g(): pass",
    "a decorated def": "@functools.cache\n    def g(): pass",
    "class": "class g: pass",
    "import": "import math as g",
    "import, dotted": "import os.path as g",
    "from": "from math import pi as g",
    "case": "match 3:\n        case g: pass",
    "case, within": "match [3, 4]:\n        case [g, *_] if g: pass",
    "case, the rest": "match {1: 2}:\n        case {**g}: pass",
    "case, a star": "match [3, 4]:\n        case [_, *g]: pass",
    "for": "for g in (3,): pass",
    "with": "with contextlib.nullcontext(3) as g: pass",
    "walrus": "(g := 3)",
}
SHOP = """
import contextlib, functools, threading
{guard} = threading.Lock()
g = None
def bind():
    global g
    {binds}
def look():
    return g
def guarded(f):
    def run():
        {hold}
            f()
    return run
ts = [threading.Thread(target=guarded(f)) for f in (bind, look)]
for t in ts: t.start()
for t in ts: t.join()
"""


@pytest.mark.parametrize("how", BINDS)
def test_what_a_statement_binds_is_written(how):
    racy = SHOP.format(binds=BINDS[how], guard="lock", hold="if True:")
    found = inspect(Script(Program.from_source(racy), "program.py"))
    assert [each.fault.kind for each in found.findings] == ["data-race"], found.words


@pytest.mark.parametrize("how", BINDS)
def test_and_under_a_lock_it_is_certified(how):
    mended = SHOP.format(binds=BINDS[how], guard="lock", hold="with lock:")
    found = inspect(Script(Program.from_source(mended), "program.py"))
    assert found.verdict == "certified", found.words


def test_the_name_of_an_error_is_bound_and_deleted():
    found = inspected("""
        error = None
        def fails():
            global error
            try: 1 / 0
            except ZeroDivisionError as error: pass
        def look():
            return error
        ts = [threading.Thread(target=f) for f in (fails, look)]
        for t in ts: t.start()
        for t in ts: t.join()
    """)
    assert {each.fault.kind for each in found.findings} == {"data-race", "exception"}, found.words
