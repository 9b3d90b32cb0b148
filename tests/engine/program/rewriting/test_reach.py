"""Which programs may touch files and the like: for those, and only for those, Python's audit hook is wanted."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from cafe_sim.engine.program.rewriting.reach import reach

STAYS = """
import asyncio, threading, queue, random, time
from collections import Counter, deque
from concurrent import futures
from dataclasses import dataclass, field

@dataclass
class Till:
    total: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    def __enter__(self): return self
    def sell(self):
        with self.lock:
            self.total += getattr(self, "total", 0)

till = Till()
with futures.ThreadPoolExecutor() as pool:
    pool.map(lambda _: till.sell(), range(3))
print(type(till).__name__, till.__class__, queue.Queue(), time.time(), random.random())
"""

GOES = {
    "open": "open('x')",
    "pathlib": "import pathlib",
    "os": "from os import path",
    ".stock": "from .stock import shelf",
    "stock": "import stock",
    "sys": "import random; random.sys",
    "_os": "import random; random._os.remove('x')",
    "collections.*": "from collections import *",
    "asyncio.sys": "from asyncio import sys",
    "__globals__": "import random; random.choice.__globals__",
    "__subclasses__": "().__class__.__base__.__subclasses__()",
    "__self__": "len.__self__",
    "getattr": "import random; getattr(random, '_' + 'os')",
    "__dict__": "import random; random.__dict__['_os']",
    "__traceback__": "try: 1 / 0\nexcept ArithmeticError as error: error.__traceback__",
    "eval": "eval('1')",
    "get_type_hints": "import typing; typing.get_type_hints(int)",
}


def test_a_program_that_stays_among_threads_and_tasks_does():
    assert reach(ast.parse(STAYS)) == frozenset()


@pytest.mark.parametrize("name", GOES)
def test_every_way_out_is_noticed(name):
    assert name in reach(ast.parse(GOES[name]))


def test_a_getattr_that_is_handed_on_or_asks_for_a_module_is_one_too():
    assert reach(ast.parse("getattr(o, 'total')")) == frozenset()
    assert reach(ast.parse("look = getattr")) == {"getattr"}
    assert reach(ast.parse("getattr(random, '_os')")) == {"getattr"}


INSPECTS = """
import sys, os, textwrap
from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script, inspect
hooks = []
sys.addaudithook, really = lambda hook: hooks.append(hook), sys.addaudithook
inspect(Script(Program.from_source(textwrap.dedent({text!r})), "script"))
print(len(hooks))
"""
HARMLESS = """
    import threading
    threads = [threading.Thread(target=print) for _ in range(2)]
    for thread in threads: thread.start()
"""


@pytest.mark.parametrize(("text", "hooks"), [(HARMLESS, "0"), (HARMLESS + "    import os\n", "1")])
def test_the_hook_is_there_only_where_it_is_wanted(text, hooks):
    done = subprocess.run(
        [sys.executable, "-c", INSPECTS.format(text=text)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [hooks]
