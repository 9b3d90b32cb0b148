"""What is seen is enough: faults that hide where Python itself touches what is shared are found, and mended ones are
certified.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

HEAD = """
import functools, itertools, logging, threading
from collections import defaultdict, deque
def both(*functions):
    ts = [threading.Thread(target=f) for f in functions]
    for t in ts: t.start()
    for t in ts: t.join()
"""

WRONG = {
    "a queue filled by a handler": """
        import logging.handlers, queue
        shelf = queue.Queue()
        log = logging.getLogger("shop"); log.addHandler(logging.handlers.QueueHandler(shelf)); log.propagate = False
        def look(): assert shelf.empty()
        both(look, lambda: log.warning("ana"))
    """,
    "a text that a handler writes": """
        import io
        said = io.StringIO()
        log = logging.getLogger("shop"); log.addHandler(logging.StreamHandler(said)); log.propagate = False
        def look(): assert not said.getvalue()
        both(look, lambda: log.warning("ana"))
    """,
    "a dictionary that was filled before one began to walk through it": """
        stock = {"tea": 1}; seen = []
        def walk():
            try:
                for cup in stock: seen.append(cup)
            except RuntimeError: pass
        both(walk, lambda: stock.update(milk=2))
        assert len(seen) < 2
    """,
    "a deque that was filled before one began to walk through it and something else": """
        rail = deque([1]); seen = []
        def walk():
            try:
                for each in zip(rail, [7, 8]): seen.append(each)
            except RuntimeError: pass
        both(walk, lambda: rail.append(2))
        assert len(seen) < 2
    """,
    "a list that lost its end before one began at its end": """
        cups = [1, 2, 3]; seen = []
        def walk():
            for each in reversed(cups): seen.append(each)
        both(walk, cups.pop)
        assert len(seen) != 2 or seen[0] != 2
    """,
    "a list that the program's own code is sorting": """
        cups = [1, 2, 3]
        both(lambda: cups.sort(key=lambda cup: -cup), lambda: cups.append(4))
    """,
    "a generator that does nothing to be seen, advanced by two": """
        def numbers():
            for n in range(9): yield n
        source = numbers()
        both(lambda: next(source), lambda: next(source))
    """,
    "a generator walked through by two": """
        source = (n for n in range(2))
        def walk():
            for _ in source: pass
        both(walk, walk)
    """,
    "a generator closed while it is under way": """
        def numbers():
            while True: yield 1
        source = numbers()
        both(lambda: next(source), lambda: source.close())
    """,
    "a buffer packed by one and unpacked by another": """
        import struct
        shelf = bytearray(2); seen = []
        both(lambda: struct.pack_into("B", shelf, 0, 7), lambda: seen.append(struct.unpack_from("B", shelf, 0)[0]))
        assert seen == [7]
    """,
    "a context in which two have a variable": """
        import contextvars
        cups = contextvars.ContextVar("cups", default=0)
        shop = contextvars.copy_context(); seen = []
        both(lambda: shop.run(cups.set, 1), lambda: seen.append(shop.get(cups, 0)))
        assert seen == [1]
    """,
    "a cache cleared by another": """
        asked = []
        @functools.lru_cache
        def price(cup): asked.append(cup); return 2
        price(1)
        both(lambda: price.cache_clear(), lambda: price(1))
        assert asked == [1, 1]
    """,
    "a full cache in which each entry drives out another": """
        asked = []
        @functools.lru_cache(maxsize=1)
        def price(cup): asked.append(cup); return 2
        price(1)
        both(lambda: price(1), lambda: price(2))
        assert asked == [1, 2]
    """,
    "a method called by its name": """
        import operator
        cups = []; seen = []
        both(lambda: operator.methodcaller("append", 1)(cups), lambda: seen.append(len(cups)))
        assert seen == [1]
    """,
    "a stack of contexts filled by one and closed by another": """
        import contextlib
        stack = contextlib.ExitStack(); seen = []
        both(lambda: stack.callback(seen.append, 1), lambda: stack.close())
        assert seen == [1]
    """,
    "lines printed into one buffer": """
        import io
        page = io.StringIO()
        both(lambda: print("a", file=page), lambda: print("b", file=page))
        assert page.getvalue() == "a\\nb\\n"
    """,
    "a schedule filled by two": """
        import sched, time
        day = sched.scheduler(time.time, time.sleep); said = []
        both(lambda: day.enter(1, 1, said.append, (1,)), lambda: day.enter(1, 1, said.append, (2,)))
        day.run()
        assert said == [1, 2]
    """,
    "a mock called by two": """
        from unittest.mock import Mock
        till = Mock()
        seen = []
        def ring(): till(); seen.append(till.call_count)
        both(ring, ring)
        assert sorted(seen) == [1, 2]
    """,
    "a mock whose parts are called by two": """
        from unittest.mock import Mock, call
        shop = Mock()
        both(lambda: shop.till(1), lambda: shop.oven(2))
        assert shop.mock_calls == [call.till(1), call.oven(2)]
    """,
    "made twice, for there was none yet": """
        made = []
        class Shop:
            def till(self):
                if not hasattr(self, "_till"):
                    self._till = object(); made.append(1)
        both(*[Shop().till] * 2)
        assert len(made) == 1
    """,
    "a cached property computed twice": """
        made = []
        class Shop:
            @functools.cached_property
            def till(self): made.append(1); return 1
        shop = Shop()
        both(*[lambda: shop.till] * 2)
        assert len(made) == 1
    """,
    "a cached function computed twice": """
        made = []
        @functools.cache
        def till(): made.append(1)
        both(till, till)
        assert len(made) == 1
    """,
    "a dictionary that grows under the one who walks through it": """
        stock = {"a": 1, "b": 2}
        def count(): return sum(v for k, v in stock.items() if k)
        def restock(): stock["c"] = 3
        both(count, restock)
    """,
    "names swapped by one statement": """
        left, right = 1, 2
        def swap():
            global left, right
            left, right = right, left
        both(swap, swap)
        assert {left, right} == {1, 2}
    """,
    "numbers taken from one generator": """
        def numbers():
            n = 0
            while True: yield (n := n + 1)
        source = numbers(); got = {}
        def take(who): got[who] = next(source)
        both(lambda: take("ana"), lambda: take("bo"))
        assert got["ana"] == 1
    """,
    "what another operator saw": """
        orders = []; seen = []
        def order(): orders.append(1)
        def look(): seen.append(orders == [])
        both(order, look)
        assert seen == [False]
    """,
    "the last one, while somebody appends": """
        orders = ["a"]; got = []
        both(lambda: orders.append("b"), lambda: got.append(orders[-1]))
        assert got == ["b"]
    """,
    "a default of the class that changes": """
        class Shop: price = 1
        shop = Shop(); seen = []
        def look(): seen.append(shop.price)
        def raise_price(): Shop.price = 2
        both(look, raise_price)
        assert seen == [1]
    """,
    "appended by a method handed on": """
        done = []; seen = []
        def fill(): list(map(done.append, "ab"))
        both(fill, lambda: seen.append(len(done)))
        assert seen != [1]
    """,
    "counted on the function itself": """
        def work(): work.calls += 1
        work.calls = 0
        both(work, work)
        assert work.calls == 2
    """,
    "counted on a member of an enumeration": """
        import enum
        class Cup(enum.Enum): SMALL = 1
        Cup.SMALL.sold = 0
        def sell(): Cup.SMALL.sold += 1
        both(sell, sell)
        assert Cup.SMALL.sold == 2
    """,
    "a dictionary that the standard library has written in Python": """
        from collections import UserDict
        class Stock(UserDict): pass
        stock = Stock(cups=2)
        def sell(): stock["cups"] -= 1
        both(sell, sell)
        assert stock["cups"] == 0
    """,
    "a list written in Python that is empty no more": """
        from collections import UserList
        orders = UserList()
        def order(): orders.append(1)
        def look():
            if not orders: orders.append(2)
        both(look, order)
        assert len(orders) == 2
    """,
    "an element that changes under the one who takes all of them apart, and keeps what he found": """
        orders = [["tea", 1]]
        def sell(): orders[0][1] += 1
        def look():
            counts = [n for _, n in orders]
            assert counts == [1]
        both(look, sell)
    """,
    "an element that changes under the one who will take all of them apart": """
        orders = [["tea", 1]]
        def sell(): orders[0][1] += 1
        def look():
            counts = (n for _, n in orders)
            assert list(counts) == [1]
        both(look, sell)
    """,
    "an array that changes under the one who walks through it": """
        import array
        sold = array.array("i", [0, 0]); seen = []
        def sell(): sold[1] = 1
        def look(): seen.extend(n for n in sold)
        both(look, sell)
        assert seen == [0, 0]
    """,
    "an element of an array, made one more by two": """
        import array
        sold = array.array("i", [0])
        def sell(): sold[0] += 1
        both(sell, sell)
        assert sold[0] == 2
    """,
    "what a dictionary of the program's own counts": """
        class Stock(dict):
            looks = 0
            def look(self): self.looks += 1
        stock = Stock()
        both(stock.look, stock.look)
        assert stock.looks == 2
    """,
    "what a dictionary written in Python counts": """
        from collections import UserDict
        class Stock(UserDict):
            looks = 0
            def look(self): self.looks += 1
        stock = Stock()
        both(stock.look, stock.look)
        assert stock.looks == 2
    """,
    "a thread that says in words whether it goes on": """
        helper = threading.Thread(target=int)
        helper.start()
        said = f"{helper}"
        helper.join()
        assert "started" in said
    """,
    "a queue that is asked how much is left to do": """
        import queue
        orders = queue.Queue(1); orders.put("tea"); left = []
        both(lambda: (orders.get(), orders.task_done()), lambda: left.append(orders.unfinished_tasks))
        assert left == [1]
    """,
    "a queue that takes nothing twice, and looks before it has the mutex": """
        import queue
        class Orders(queue.Queue):
            def _init(self, maxsize): super()._init(maxsize); self.seen = set()
            def put(self, order):
                if order not in self.seen:
                    self.seen.add(order)
                    super().put(order)
        orders = Orders()
        both(lambda: orders.put("tea"), lambda: orders.put("tea"))
        assert orders.qsize() == 1
    """,
    "a test that fails in one order alone, and says so by the status that it ends with": """
        import sys, unittest
        class Till:
            def __init__(self): self.lock = threading.Lock(); self.total = 0
            def read(self):
                with self.lock: return self.total
            def write(self, total):
                with self.lock: self.total = total
        class Sales(unittest.TestCase):
            def test_two_sales(self):
                till = Till()
                def sell(): till.write(till.read() + 1)
                both(sell, sell)
                self.assertEqual(till.total, 2)
        unittest.main()
    """,
    "a program that finds its own mistake and leaves": """
        import sys
        lock = threading.Lock(); order = []
        both(lambda: order.append("ana"), lambda: order.append("bo"))
        sys.exit(order != ["ana", "bo"])
    """,
    "the environment": """
        import os
        os.environ["CUPS"] = "2"
        def sell(): os.environ["CUPS"] = str(int(os.environ["CUPS"]) - 1)
        both(sell, sell)
        assert os.environ["CUPS"] == "0"
    """,
    "a digest to which two add": """
        import hashlib
        digest = hashlib.sha256()
        both(lambda: digest.update(b"ana"), lambda: digest.update(b"bo"))
        assert digest.hexdigest() == hashlib.sha256(b"anabo").hexdigest()
    """,
    "a tree that grows under the one who counts": """
        import xml.etree.ElementTree as tree
        menu = tree.Element("menu"); seen = []
        both(lambda: menu.append(tree.Element("tea")), lambda: seen.append(len(menu)))
        assert seen == [1]
    """,
    "rows written by two into one table": """
        import csv, io
        page = io.StringIO(); table = csv.writer(page)
        both(lambda: table.writerow([1]), lambda: table.writerow([2]))
        assert page.getvalue().split() == ["1", "2"]
    """,
    "a round queue that lets the oldest go": """
        last = deque(["tea"], maxlen=1); seen = []
        both(lambda: seen.append(last[0]), lambda: last.append("milk"))
        assert seen == ["tea"]
    """,
    "one generator of random numbers": """
        from random import Random
        first, dice, got = Random(1).random(), Random(1), {}
        def throw(who): got[who] = dice.random()
        both(lambda: throw("ana"), lambda: throw("bo"))
        assert got["ana"] == first
    """,
}

RIGHT = {
    "one of asyncio's queues asked when all is over": """
        import asyncio
        line = asyncio.Queue()
        async def order(): await asyncio.to_thread(print); await line.put("tea")
        asyncio.run(order())
        assert not line.empty()
    """,
    "what a handler of its own does under the handler's lock": """
        class Shelf(logging.Handler):
            def __init__(self): super().__init__(); self.cups = 0
            def emit(self, record): self.cups += 1
        shelf = Shelf()
        log = logging.getLogger("shop"); log.addHandler(shelf)
        both(lambda: log.warning("ana"), lambda: log.warning("bo"))
        assert shelf.cups == 2
    """,
    "what a formatter of its own does under the handler's lock": """
        import io
        class Numbered(logging.Formatter):
            number = 0
            def format(self, record):
                self.number += 1
                return str(self.number)
        said = io.StringIO()
        shelf = logging.StreamHandler(said); shelf.setFormatter(Numbered())
        log = logging.getLogger("shop"); log.addHandler(shelf); log.propagate = False
        both(lambda: log.warning("ana"), lambda: log.warning("bo"))
        assert said.getvalue().split() == ["1", "2"]
    """,
    "what a stream of its own does under the handler's lock": """
        class Tape:
            length = 0
            def write(self, text): self.length += len(text)
            def flush(self): pass
        tape = Tape()
        log = logging.getLogger("shop"); log.addHandler(logging.StreamHandler(tape)); log.propagate = False
        both(lambda: log.warning("ana"), lambda: log.warning("bo"))
        assert tape.length == 7
    """,
    "each under the lock": """
        lock = threading.Lock(); stock = defaultdict(int); log = []
        def work():
            with lock:
                stock["a"] += 1
                log.extend(x for x in [stock["a"]])
        both(work, work)
        assert log == [1, 2] and stock == {"a": 2}
    """,
    "a cache that may compute twice": """
        out = [0, 0]
        @functools.lru_cache
        def price(n): return n * 2
        def ask(i): out[i] = price(3)
        both(lambda: ask(0), lambda: ask(1))
        assert out == [6, 6]
    """,
    "logging and printing": """
        logging.basicConfig(level=logging.INFO)
        def work(): logging.info("at work %s", [1]); print("done")
        both(work, work)
    """,
    "each its own index and key, all appending": """
        results = [None] * 2; log = deque(); names = set()
        def work(i): results[i] = i; log.append(i); names.add(i)
        both(lambda: work(0), lambda: work(1))
        assert sum(results) == 1 and sorted(log) == [0, 1] and names == {0, 1}
    """,
    "items stored and loaded under the dictionary's own lock": """
        class Stock(dict):
            lock = threading.RLock()
            def __setitem__(self, name, value):
                with self.lock: super().__setitem__(name, value)
            def __getitem__(self, name):
                with self.lock: return super().__getitem__(name)
            def __delitem__(self, name):
                with self.lock: super().__delitem__(name)
        stock = Stock(); stock["cups"] = 1; stock["milk"] = 1
        def sell(): stock["cups"] = 2; del stock["milk"]
        both(sell, lambda: stock["cups"])
        assert stock["cups"] == 2
    """,
    "the same of a dictionary written in Python": """
        from collections import UserDict
        class Stock(UserDict):
            lock = threading.RLock()
            def __setitem__(self, name, value):
                with self.lock: super().__setitem__(name, value)
            def __getitem__(self, name):
                with self.lock: return super().__getitem__(name)
        stock = Stock(); stock["cups"] = 1
        def sell(): stock["cups"] = 2
        both(sell, lambda: stock["cups"])
        assert stock["cups"] == 2
    """,
    "a queue that is asked how much is left to do, and how much it can hold": """
        import queue
        orders = queue.Queue(1); orders.put("tea"); left = []
        both(lambda: (orders.get(), orders.task_done()), lambda: left.append(orders.unfinished_tasks / orders.maxsize))
        assert left in ([0], [1])
    """,
    "a queue that takes nothing twice, and looks where it has the mutex": """
        import queue
        class Orders(queue.Queue):
            def _init(self, maxsize): super()._init(maxsize); self.seen = set()
            def _put(self, order):
                if order not in self.seen:
                    self.seen.add(order)
                    super()._put(order)
        orders = Orders()
        both(lambda: orders.put("tea"), lambda: orders.put("tea"))
        assert orders.qsize() == 1
    """,
    "attributes set under the object's own lock": """
        class Till:
            def __init__(self): object.__setattr__(self, "lock", threading.RLock())
            def __setattr__(self, name, value):
                with self.lock: super().__setattr__(name, value)
        till = Till()
        def ring(n): till.total = n
        both(lambda: ring(1), lambda: ring(2))
        assert till.total in (1, 2)
    """,
}

BEYOND = {
    "what files hold": """
        import os, tempfile
        name = os.path.join(tempfile.mkdtemp(), "stock")
        def sell():
            with open(name, "w") as file: file.write("1")
        both(sell, sell)
    """,
    "what files hold (program.py:13)": """
        import os, tempfile
        name = os.path.join(tempfile.mkdtemp(), "stock")
        shelf = open(name, "w")
        seen = []
        def count(): seen.append(os.path.getsize(name))
        def sell(): shelf.write("1"); shelf.flush()
        both(sell, count)
        shelf.close()
    """,
    "what sys.setrecursionlimit does to the whole interpreter": """
        import sys
        def limit(): sys.setrecursionlimit(900)
        both(limit, print)
    """,
    "what gc.get_objects does to the whole interpreter": """
        import gc
        def count(): len(gc.get_objects())
        both(count, print)
    """,
    "what setrecursionlimit does, to whomever it is handed": """
        import sys
        both(functools.partial(sys.setrecursionlimit, 900), print)
    """,
    "when objects that weak references point at come to their end": """
        import weakref
        class Cup: pass
        cup = [Cup()]
        there = weakref.ref(cup[0])
        seen = []
        def drop(): cup.clear()
        def look(): seen.append(there() is None)
        both(drop, look)
    """,
    "what warnings.simplefilter does to the whole interpreter": """
        import warnings
        def hush(): warnings.simplefilter("ignore")
        both(hush, print)
    """,
    "what logging.setLevel does to the whole interpreter": """
        log = logging.getLogger("shop")
        def hush(): log.setLevel("ERROR")
        both(hush, print)
    """,
    "what functools.register does to the whole interpreter": """
        @functools.singledispatch
        def price(cup): return 2
        paid = []
        both(lambda: price.register(int, lambda cup: 3), lambda: paid.append(price(1)))
    """,
    "what copyreg.pickle does to the whole interpreter": """
        import copy, copyreg
        class Cup: pass
        seen = []
        both(lambda: copyreg.pickle(Cup, lambda cup: (int, ())), lambda: seen.append(copy.copy(Cup())))
    """,
    "what csv.field_size_limit does to the whole interpreter": """
        import csv
        seen = []
        both(lambda: csv.field_size_limit(131072), lambda: seen.append(csv.field_size_limit()))
    """,
    "what contextlib.chdir does to the whole interpreter": """
        import contextlib, os
        seen = []
        def move():
            with contextlib.chdir("/"): pass
        both(move, lambda: seen.append(os.getcwd()))
    """,
    "what logging.addLevelName does to the whole interpreter": """
        seen = []
        both(lambda: logging.addLevelName(5, "TINY"), lambda: seen.append(logging.getLevelName(5)))
    """,
    "what is kept in linecache.cache": """
        import linecache
        seen = []
        def keep(): linecache.cache["shop"] = 1, None, ["tea"], "shop"
        both(keep, lambda: seen.append(linecache.getline("shop", 1)))
    """,
    "what is kept in sys.modules": """
        import sys
        seen = []
        def keep(): sys.modules["shop"] = logging
        def look():
            import shop
            seen.append(shop)
        keep()
        both(keep, look)
    """,
    "when another thread asks asyncio.Queue.empty": """
        import asyncio
        line = asyncio.Queue(); seen = []
        async def order(): await line.put("tea")
        both(lambda: asyncio.run(order()), lambda: seen.append(line.empty()))
    """,
    "what is kept in kwargs of a Thread": """
        order = {"cup": "tea"}; seen = []
        thread = threading.Thread(target=lambda cup: seen.append(cup), kwargs=order)
        thread.start()
        order["cup"] = "milk"
        thread.join()
    """,
    "what is kept in args of a Timer": """
        order = ["tea"]; seen = []
        timer = threading.Timer(1, seen.append, order)
        timer.start()
        order[0] = "milk"
        timer.join()
    """,
    "what comes of what is not modelled": """
        oven = threading.Semaphore(); seen = []
        def look():
            try: seen.append(oven._cond)
            except Exception: seen.append(None)
        both(look, print)
    """,
    "what abc.register does to the whole interpreter": """
        import abc
        class Drink(abc.ABC): pass
        class Cup: pass
        seen = []
        both(lambda: Drink.register(Cup), lambda: seen.append(isinstance(Cup(), Drink)))
    """,
    "what is in PriorityQueue.queue": """
        import queue
        rail = queue.PriorityQueue(); seen = []
        both(lambda: rail.queue.append(1), lambda: seen.append(rail.qsize()))
    """,
    "where sys.stdout goes": """
        import contextlib, io
        said = []
        def work():
            page = io.StringIO()
            with contextlib.redirect_stdout(page): print("x")
            said.append(page.getvalue())
        both(work, work)
    """,
    "in which order atexit calls": """
        import atexit
        both(lambda: atexit.register(print, 1), lambda: atexit.register(print, 2))
    """,
    "who gets which number of random": """
        import random
        random.seed(7)
        got = {}
        def throw(who): got[who] = random.random()
        both(lambda: throw("ana"), lambda: throw("bo"))
    """,
    "who gets which number of random (program.py:14)": """
        import random
        got = {}
        def seed():
            random.seed(7)
            got["seeded"] = random.random()
        def throw(): got["ana"] = random.random()
        both(seed, throw)
    """,
    "which thread gets which number for a name": """
        names = {}
        def helped(who):
            helper = threading.Thread(target=print)
            names[who] = helper.name
        both(lambda: helped("ana"), lambda: helped("bo"))
    """,
    "in which order threads are started": """
        idents = {}
        def helped(who):
            helper = threading.Thread(target=print, name=who)
            helper.start()
            idents[who] = helper.ident
        both(lambda: helped("ana"), lambda: helped("bo"))
        assert idents["ana"] < idents["bo"]
    """,
    "in which order threads are started (program.py:11)": """
        import random
        got = {}
        def throw(who): got[who] = random.random()
        def helped(who):
            helper = threading.Thread(target=throw, args=(who,))
            helper.start()
            helper.join()
        both(lambda: helped("ana"), lambda: helped("bo"))
    """,
    "in which order threads are started (program.py:13)": """
        done = threading.Event()
        def helped(who): threading.Thread(target=done.wait, name=who).start()
        both(lambda: helped("ana"), lambda: helped("bo"))

        names = [thread.name for thread in threading.enumerate()]
        done.set()
        assert names[1:] == ["ana", "bo"]
    """,
    "which pool gets which number for a name": """
        from concurrent.futures import ThreadPoolExecutor
        names = {}
        def helped(who):
            with ThreadPoolExecutor(1) as pool:
                names[who] = pool.submit(lambda: threading.current_thread().name).result()
        both(lambda: helped("ana"), lambda: helped("bo"))
    """,
    "which task gets which number for a name (program.py:12)": """
        import asyncio
        names = {}
        async def named(): return asyncio.current_task().get_name()
        def work(who): names[who] = asyncio.run(named())
        both(lambda: work("ana"), lambda: work("bo"))
    """,
    "which task gets which number for a name": """
        import asyncio
        async def helper(): await asyncio.sleep(0)
        async def main():
            aside = asyncio.create_task(asyncio.to_thread(asyncio.run, helper()))
            later = asyncio.create_task(helper())
            said = repr(later)
            await aside, await later
        asyncio.run(main())
    """,
    "what is kept in Shop.cups": """
        from dataclasses import dataclass
        @dataclass(frozen=True)
        class Shop: cups: int = 2
        shop = Shop()
        def sell(): object.__setattr__(shop, "cups", shop.cups - 1)
        both(sell, sell)
    """,
    "when objects that weak references point at come to their end (program.py:14)": """
        import weakref
        class Shop: cups = 2
        shop = Shop()
        near = weakref.proxy(shop)

        def sell(): near.cups = 1
        both(sell, print)
    """,
    "what is kept in math.cups": """
        import math
        math.cups = 2
        def sell(): math.cups -= 1
        both(sell, sell)
    """,
    "what is kept in ValueError.cups": """
        error = ValueError()
        error.cups = 2
        def sell(): error.cups -= 1
        both(sell, sell)
    """,
    "what is kept in Thread.cups": """
        helper = threading.Thread(target=print)
        helper.cups = 2
        def sell(): helper.cups -= 1
        both(sell, sell)
    """,
    "who comes between while logging, an import or a finaliser is under way": """
        said = []
        class Cup:
            def __str__(self): said.append(1); return "a cup"
        log = logging.getLogger("shop")
        both(lambda: log.warning("%s", Cup()), lambda: log.warning("%s", Cup()))
    """,
    "what is kept in Shop.__class__": """
        class Shop: pass
        class Kiosk(Shop): pass
        shop = Shop(); seen = []
        def move(): shop.__class__ = Kiosk
        both(move, lambda: seen.append(isinstance(shop, Kiosk)))
    """,
    "what is kept in price.__code__": """
        def price(): return 2
        def half(): return 1
        seen = []
        def change(): price.__code__ = half.__code__
        both(change, lambda: seen.append(price()))
    """,
    "what is kept in price.__kwdefaults__": """
        def price(*, cups=1): return cups
        seen = []
        def change(): price.__kwdefaults__["cups"] = 2
        both(change, lambda: seen.append(price()))
    """,
    "what is kept in Shop.price": """
        class Shop:
            @property
            def price(self): return 2
        shop = Shop(); seen = []
        def change(): Shop.price = property(lambda self: 1)
        both(change, lambda: seen.append(shop.price))
    """,
    "who reads cups, bound through a closure": """
        def shop():
            cups = 2
            return lambda: cups
        left = shop(); seen = []
        def sell(): left.__closure__[0].cell_contents = 1
        both(sell, lambda: seen.append(left()))
    """,
    "what inspect.getclosurevars looks at": """
        import inspect
        def shop():
            cups = 2
            return lambda: cups
        left = shop(); seen = []
        both(lambda: seen.append(inspect.getclosurevars(left)), print)
    """,
    "what sqlite3 does": """
        import sqlite3
        both(print, print)
    """,
}
"""By what is told to be left out: programs of which no order can be said to be all right."""

ALONE = {
    "what is frozen and gets what it has while it is made": """
        from dataclasses import dataclass, field
        @dataclass(frozen=True)
        class Shop:
            cups: int
            half: float = field(init=False)
            def __post_init__(self): object.__setattr__(self, "half", self.cups / 2)
        both(lambda: Shop(2), lambda: Shop(3))
    """,
    "functions that a decorator of the standard library has made": """
        import contextlib
        from random import Random
        lock = threading.Lock()
        class Shop: cups = 2
        shop = Shop()
        @functools.singledispatch
        def sell(what): raise TypeError
        @sell.register
        def _(what: Shop): what.cups -= 1
        @contextlib.contextmanager
        def opened(what):
            with lock: yield what
        def work():
            with opened(shop) as it: sell(it)
        both(work, work)
        assert shop.cups == 0
    """,
    "dictionaries, closures and slots that one alone reaches by other ways than their names": """
        import inspect
        from types import MappingProxyType
        cups = 2
        class Shop:
            kinds = {"tea": 1}
            def __init__(self): self.__dict__ = {"open": True}; self.__class__ = Shop
        def counter():
            left = 2
            def look(): return left
            return look
        def work():
            shop = Shop(); look = counter()
            vars(shop)["sold"] = globals()["cups"] + Shop.__dict__["kinds"]["tea"] + MappingProxyType(shop.__dict__)["open"]
            shop.__dict__ |= {"sold": shop.sold + look.__closure__[0].cell_contents}
            assert inspect.getattr_static(shop, "sold") == 6 == work.__globals__["cups"] * 3, dir(shop)
        both(work, work)
    """,
    "idents of threads that only one starts": """
        seen = {}
        def work(): seen[threading.get_ident()] = threading.current_thread().ident
        both(work, work)
        assert all(one == other for one, other in seen.items()) and threading.active_count() == 1
    """,
    "objects that answer no question": """
        class Sulky(type):
            def __getattribute__(cls, name): raise RuntimeError(name)
        class Cup(metaclass=Sulky):
            def __getattribute__(self, name): raise RuntimeError(name)
            def __eq__(self, other): raise RuntimeError
            def __hash__(self): raise RuntimeError
        def work(cup=Cup()):
            try: cup.price
            except RuntimeError: pass
        both(work, work)
    """,
    "names of threads that one thread makes": """
        names = []
        def work():
            for _ in range(2): names.append(threading.Thread(target=print).name)
        both(work, print)
    """,
    "numbered threads whose numbers nobody looks at": """
        def work():
            helper = threading.Thread(target=print); helper.start(); helper.join()
        both(work, work)
    """,
    "numbered tasks whose numbers nobody looks at, and named ones": """
        import asyncio
        async def named():
            logging.getLogger("shop").info("here")
            return await asyncio.create_task(asyncio.sleep(0, asyncio.current_task().get_name()))
        def work(who):
            with asyncio.Runner() as runner:
                runner.get_loop().set_task_factory(lambda loop, coro, **how: asyncio.Task(coro, loop=loop, name=who))
                assert runner.run(named()) == who
        both(lambda: work("ana"), lambda: work("bo"))
    """,
    "names of tasks of one loop, beside threads that have none": """
        import asyncio
        async def main():
            await asyncio.to_thread(both, print, print)
            assert asyncio.current_task().get_name() == "Task-1"
        asyncio.run(main())
    """,
    "a text joined from a list": """
        said = []
        both(lambda: said.append("a"), lambda: said.append("b"))
        print("".join(said), "{}".format(said))
    """,
    "what is set, read and written before there is anybody else": """
        import os, sys, tempfile
        sys.setrecursionlimit(2_000)
        name = os.path.join(tempfile.mkdtemp(), "stock")
        with open(name, "w") as file: file.write("1")
        log = open(name, "a")
        lock = threading.Lock()
        def work():
            with lock: print("at work", file=log); log.write(os.path.join("a", "b"))
        both(work, work)
        log.close()
    """,
    "a mock that each has for itself, and one that is asked at the end": """
        from unittest.mock import Mock
        till = Mock()
        def work(): till.ring(3); Mock()(4)
        both(work, print)
        till.ring.assert_called_once_with(3)
        assert till.ring.call_count == 1
    """,
    "a variable of which each thread has its own value": """
        import contextvars
        cups = contextvars.ContextVar("cups", default=0)
        def work(): cups.set(cups.get() + 1); assert cups.get() == 1
        both(work, work)
    """,
    "a generator that is advanced under a lock": """
        def numbers():
            n = 0
            while True: yield (n := n + 1)
        source = numbers(); lock = threading.Lock(); got = []
        def take():
            with lock: got.append(next(source))
        both(take, take)
        assert sorted(got) == [1, 2]
    """,
    "files that only one writes, and random numbers that only one draws": """
        import os, random, tempfile
        name = os.path.join(tempfile.mkdtemp(), "stock")
        both(print, print)
        with open(name, "w") as file: file.write(str(random.random()))
        with open(name) as file: assert file.read()
    """,
    "random numbers that several draw and nobody has seeded": """
        import os, random, time, uuid
        random.seed()
        got = {}
        def throw(who):
            time.sleep(random.uniform(0, 1))
            got[who] = random.randint(1, 6), uuid.uuid4(), os.urandom(4)
        both(lambda: throw("ana"), lambda: throw("bo"))
        assert got["ana"] != got["bo"]
    """,
    "attributes of a thread, and what each thread has for itself": """
        own = threading.local()
        def work():
            own.cups = 2
            own.cups -= 1
            threading.current_thread().name = "ana"
        both(work, work)
    """,
}


def inspected(text: str):
    return inspect(Script(Program.from_source(HEAD + textwrap.dedent(text)), "script"))


@pytest.mark.parametrize("name", WRONG)
def test_it_is_found(name):
    found = inspected(WRONG[name])
    assert found.verdict == "broken"
    assert {"assertion", "exception"} & {finding.fault.kind for finding in found.findings}


RACES = {
    "a dictionary written in Python": "from collections import UserDict\nstock = UserDict(cups=0)",
    "an array": "import array\nstock = array.array('i', [0])",
    "two dictionaries as one": "from collections import ChainMap\nstock = ChainMap({'cups': 0})",
}


@pytest.mark.parametrize("name", RACES)
def test_a_lost_update_is_one_whatever_keeps_the_value(name):
    """Also where nothing is asserted, and the total may come out right."""
    key = "0" if "array" in name else "'cups'"
    found = inspected(f"{RACES[name]}\ndef sell(): stock[{key}] += 1\nboth(sell, sell)\n")
    assert {finding.fault.kind for finding in found.findings} == {"data-race", "lost-update"}


def test_a_counter_adds_up_another_element_by_element_and_that_takes_a_lock():
    add_up = """
        from collections import Counter
        lock = threading.Lock(); sold = Counter(tea=1)
        def add_up():
            {}sold.update(Counter(tea=1))
        both(add_up, add_up)
    """
    found = inspected(add_up.format(""))
    assert {finding.fault.kind for finding in found.findings} == {"data-race"}
    assert inspected(add_up.format("with lock: ")).verdict == "certified"
    assert inspected(add_up.replace("Counter(tea=1))\n", "'tea')\n").format("")).verdict == "certified"


GUESTS = """
guests, lock = ["ann", "bob", "cy"], threading.Lock()
def greet():
    {walk}
def leave():
    with lock: guests.{change}
both(greet, leave)
"""
STEP_BY_STEP = "for guest in guests: print(guest)"
IN_ONE_GO = "for guest in tuple(guests): print(guest)"


@pytest.mark.parametrize("change", ["remove('ann')", "insert(0, 'di')", "pop(0)", "sort()", "clear()"])
@pytest.mark.parametrize(
    "walk", [STEP_BY_STEP, "for _, guest in enumerate(guests): print(guest)", "print([g for g in guests])"]
)
def test_elements_that_move_under_the_one_who_walks_through_a_list_are_a_race(walk, change):
    """Also where nothing is asserted: a list that changes meanwhile does not complain, as a dictionary would."""
    (finding,) = inspected(GUESTS.format(walk=walk, change=change)).findings
    assert finding.fault.kind == "data-race"
    change = change.partition("(")[0]
    assert f"wrote the order of guests ({change}) in line 13" in finding.fault.message


@pytest.mark.parametrize(
    ("walk", "change"),
    [
        (STEP_BY_STEP, "append('di')"),
        (STEP_BY_STEP, "pop()"),
        (IN_ONE_GO, "remove('ann')"),
        ("print(len(guests))", "remove('ann')"),
        ("with lock: print([g for g in guests])", "sort()"),
    ],
)
def test_what_comes_or_goes_at_the_end_of_a_list_or_beside_a_copy_is_none(walk, change):
    assert inspected(GUESTS.format(walk=walk, change=change)).verdict == "certified"


def test_two_who_move_elements_of_a_list_do_not_disturb_each_other():
    text = """
        guests = ["ann", "bob", "cy"]
        both(lambda: guests.remove("ann"), lambda: guests.remove("bob"), lambda: print(list(guests)))
        for guest in guests: print(guest)
    """
    assert inspected(text).verdict == "certified"


def test_a_handlers_lock_is_one_of_those_that_are_waited_for():
    found = inspected("""
        till = threading.Lock()
        class Shelf(logging.Handler):
            def emit(self, record):
                with till: pass
        log = logging.getLogger("shop"); log.addHandler(Shelf())
        def ana():
            till.acquire(); log.handlers[0].acquire()
            log.handlers[0].release(); till.release()
        both(ana, lambda: log.warning("bo"))
    """)
    assert "wants Shelf's lock" in found.findings[0].fault.message


@pytest.mark.parametrize("name", RIGHT)
def test_it_is_certified(name):
    found = inspected(RIGHT[name])
    assert (found.verdict, found.findings) == ("certified", ())


@pytest.mark.parametrize("what", BEYOND)
def test_what_is_beyond_seeing_is_told_and_certifies_nothing(what):
    found = inspected(BEYOND[what])
    assert (found.verdict, found.findings) == ("bounded", ())
    assert what in found.words


@pytest.mark.parametrize("name", ALONE)
def test_what_nobody_else_can_see_is_not_beyond_seeing(name):
    assert inspected(ALONE[name]).verdict == "certified"
