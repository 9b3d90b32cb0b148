"""Which accesses are seen, what they are called, and from which reads a write derives."""

from __future__ import annotations

import gc
import textwrap

import pytest

from cafe_sim.engine import Program, inspect, run
from cafe_sim.engine.kernel.counting import BORROWS
from cafe_sim.engine.program.executing.calling import Calling
from cafe_sim.engine.running import judged

TWO = """
import threading
def both(f, *args):
    ts = [threading.Thread(target=f, args=args) for _ in range(2)]
    for t in ts: t.start()
    for t in ts: t.join()
"""


def outcome_of(text: str):
    outcome = run(Program.from_source(TWO + textwrap.dedent(text)))
    assert outcome.state == "ended"
    return outcome


def accesses(text: str) -> list[tuple[str, str]]:
    """(operation, cell) of the first thread that was started, in order."""
    outcome = outcome_of(text)
    trace = outcome.trace
    kinds = ("read", "write", "update", "load", "store")
    return [(e.op, trace.objects[e.target].name) for e in trace.events if e.actor == 2 and e.op in kinds]


NEW = [] if BORROWS else [("read", "list-1"), ("read", "list-1[0]")]
"""A list that nobody else can have: who counts references as Python 3.14 does knows that in more places."""
OTHER = "list-1" if BORROWS else "list-2"

SEEN = {
    "a global that a function rebinds": (
        """
        count = 0
        def f():
            global count
            count += 1
        both(f)
        """,
        [("read", "count"), ("write", "count")],
    ),
    "what a method takes from a generator changes the list until its end": (
        """
        import time
        taken = []
        def slow():
            for each in range(2):
                time.sleep(1)
                yield each
        def f(): taken.extend(slow())
        both(f)
        """,
        [("update", "taken"), *[("update", "taken-2")] * 4],
    ),
    "what a later `for` of a comprehension goes through": (
        """
        def main():
            row = (1,)
            def empty():
                nonlocal row
                row = ()
            def f(): [each for _ in range(2) for each in (lambda: row)()]
            both(f)
            empty()
        main()
        """,
        [("read", "row"), ("read", "row")],
    ),
    "a global bound once is no state": (
        """
        count = 5
        def f(): return count
        both(f)
        """,
        [],
    ),
    "what goes by the name of one of the engine's modules": (
        """
        import time
        class Clock: pass
        time = Clock()
        time.ticks = 0
        def f(): time.ticks = time.ticks + 1
        both(f)
        """,
        [("read", "time.ticks"), ("write", "time.ticks")],
    ),
    "what a function puts in a module's place": (
        """
        import queue as line
        class Line: length = 0
        def open_it():
            global line
            line = Line()
            line.length = 1
        def f(): return line.length
        open_it()
        both(f)
        """,
        [("read", "line"), ("read", "line-2.length")],
    ),
    "a function of a module is no state": (
        """
        import queue, time
        def f(): return time.sleep, queue.Queue
        both(f)
        """,
        [],
    ),
    "a closure variable": (
        """
        def main():
            n = 0
            def f():
                nonlocal n
                n = n + 1
            both(f)
        main()
        """,
        [("read", "n"), ("write", "n")],
    ),
    "an attribute": (
        """
        class Till:
            def __init__(self): self.total = 0
            def ring(self, price): self.total += price
        till = Till()
        both(lambda: till.ring(3))
        """,
        [("read", "till.total"), ("write", "till.total")],
    ),
    "a private attribute": (
        """
        class Till:
            def __init__(self): self.__total = 0
            def ring(self): self.__total += 1
        till = Till()
        both(till.ring)
        """,
        [("read", "till.__total"), ("write", "till.__total")],
    ),
    "an attribute of the class": (
        """
        class Till: total = 0
        def f(): Till.total += 1
        both(f)
        """,
        [("read", "Till.total"), ("write", "Till.total")],
    ),
    "slots": (
        """
        class Till:
            __slots__ = ("total",)
        till = Till(); till.total = 0
        def f(): till.total += 1
        both(f)
        """,
        [("read", "till.total"), ("write", "till.total")],
    ),
    "a property is code, what it reads is state": (
        """
        class Till:
            _total = 0
            @property
            def total(self): return self._total
        till = Till(); till._total = 1
        def f(): till.total
        both(f)
        """,
        [("read", "till._total")],
    ),
    "items": (
        """
        data = [0, 1]; case = {"croissants": 2}
        def f():
            data[1] += 1
            case["croissants"] -= 1
        both(f)
        """,
        [("read", "data[1]"), ("write", "data[1]"), ("read", "case['croissants']"), ("write", "case['croissants']")],
    ),
    "a new key changes the shape": (
        """
        case = {}
        def f(): case["x"] = 1
        both(f)
        """,
        [("write", "case['x']"), ("update", "case")],
    ),
    "containers' methods": (
        """
        from collections import deque
        jobs = deque(); done = []; case = {"a": 1}; names = set()
        def f():
            jobs.append(1); jobs.popleft(); done.append(2); case.get("a"); case.setdefault("b", 3); names.add(1)
            len(done)
        both(f)
        """,
        [("update", "jobs"), ("update", "jobs"), ("update", "done"), ("read", "case['a']"), ("update", "case"),
         ("update", "case['b']"), ("update", "names"), ("read", "done")],
    ),
    "membership, truth and unpacking": (
        """
        case = {"a": 1}; stock = [1, 2]
        def f():
            "a" in case
            if stock: pass
            not stock
            x, y = stock
        both(f)
        """,
        [("read", "case"), ("read", "stock"), ("read", "stock"), ("read", "stock"), ("read", "stock[0]"),
         ("read", "stock[1]")],
    ),
    "iteration": (
        """
        stock = [1, 2]
        def f(): return [x for x in stock]
        both(f)
        """,
        [("read", "stock"), ("read", "stock[0]"), ("read", "stock"), ("read", "stock[1]"), ("read", "stock")],
    ),
    "foreign code": (
        """
        import heapq, json
        heap = [3]
        def f():
            json.dumps(heap)
            heapq.heappush(heap, 1)
        f2 = f
        threading.Thread(target=f).start()
        """,
        [("read", "heap"), ("read", "heap[0]"), ("read", "heap"), ("read", "heap[0]"), ("write", "heap"),
         ("update", "heap[0]")],
    ),
    "by name": (
        """
        class Till: pass
        till = Till(); till.total = 0
        def f(): setattr(till, "total", getattr(till, "total") + 1)
        both(f)
        """,
        [("read", "till.total"), ("write", "till.total")],
    ),
    "tuples, strings, enums, frozen things and modules are no state": (
        """
        import math
        from enum import Enum
        from dataclasses import dataclass
        class Kind(Enum): A = 1
        @dataclass(frozen=True)
        class F: x: int
        t = (1, 2); s = "abc"; fixed = F(1)
        def f(): return t[0], s[1], Kind.A.value, fixed.x, math.pi, [x for x in t], len(s)
        both(f)
        """,
        [],
    ),
    "declared atomic": (
        """
        ready = False  # atomic
        flags = [0, 0]  # atomic: both of them
        class Till: pass
        till = Till()
        till.open = False  # atomic
        till.slots = [0]  # atomic
        def f():
            global ready
            ready = True
            flags[1] = flags[0]
            till.open
            slots = till.slots
            slots[0] = 1
        both(f)
        """,
        [
            ("store", "ready"), ("load", "flags[0]"), ("store", "flags[1]"), ("load", "till.open"),
            ("load", "till.slots"), ("store", "till.slots[0]"),
        ],
    ),
    "a field declared atomic": (
        """
        from dataclasses import dataclass
        @dataclass
        class Door:
            open: bool = False  # atomic
            count: int = 0
        door = Door()
        def f(): door.open = True; door.count = 1
        both(f)
        """,
        [("store", "door.open"), ("write", "door.count")],
    ),
    "printing": (
        """
        stock = [1]
        def f(): print(stock)
        both(f)
        """,
        [("read", "stock"), ("read", "stock[0]")],
    ),
    "objects known by their class": (
        """
        class Cup: n = 0
        def f():
            cup = Cup(); cup.n = 1
        both(f)
        """,
        [("write", "Cup-1.n")],
    ),
    "beside an operator": (
        """
        stock = [1]; more = [2]; case = {"a": 1}; names = {1}
        def f(): stock + more; stock == more; case | {}; names & {1}; "%s" % stock; 1 < len(stock) < 3
        both(f)
        """,
        [("read", "stock"), ("read", "stock[0]"), ("read", "more"), ("read", "more[0]"),
         ("read", "stock"), ("read", "stock[0]"), ("read", "more"), ("read", "more[0]"),
         ("read", "case"), ("read", "case['a']"), ("read", "dict-1"), ("read", "names"), ("read", "set-1"),
         ("read", "stock"), ("read", "stock[0]"), ("read", "stock")],
    ),
    "numbers and texts beside one are no state": (
        """
        def f(n=2, t="x"): n * 3 + n - 1 < 5 == n; t + t; t % n if False else t * n; n += n
        both(f)
        """,
        [],
    ),
    "changed in place": (
        """
        stock = [1]; case = {"a": 1}
        class Shop: shelf = [[0]]
        shop = Shop()
        def f():
            mine = stock
            mine += [2]
            shop.shelf[0] += [3]
            mine.sort()
        both(f)
        """,
        [*NEW, ("update", "stock"), ("read", "shop.shelf"), ("read", "shop.shelf[0]"),
         ("read", OTHER), ("read", f"{OTHER}[0]"), ("update", "shop.shelf[0]"), ("read", "shop.shelf[0]"), ("update", "stock"),
         ("write", "the order of stock")],
    ),
    "a method handed on": (
        """
        done = []
        def f():
            for job in map(done.append, (1, 2)): pass
        both(f)
        """,
        [("update", "done"), ("update", "done")],
    ),
    "a thread that is but a method": (
        """
        done = []
        t = threading.Thread(target=done.append, args=(1,)); t.start(); t.join()
        """,
        [("update", "done")],
    ),
    "a dictionary's views": (
        """
        case = {"a": 1}
        def f(): return [v for v in case.values()], len(case.items()), sorted(case.items())
        both(f)
        """,
        [("read", "case"), ("read", "case"), ("read", "case['a']"), *[("read", "case")] * 3, ("read", "case['a']")],
    ),
    "names bound by one statement, one write each": (
        """
        x = y = 0
        def f():
            global x, y
            x, y = y, x
            x = y = 3
            for x in (1,): pass
            with open("/dev/null") as y: pass
            del x, y
            x = y = 0
        threading.Thread(target=f).start()
        """,
        [("read", "y"), ("read", "x"), ("write", "x"), ("write", "y"), ("write", "x"), ("write", "y"), ("write", "x"),
         ("write", "y"), ("write", "x"), ("write", "y"), ("write", "x"), ("write", "y")],
    ),
    "what an object does not have": (
        """
        class Shop: pass
        shop = Shop()
        def f():
            if not hasattr(shop, "open"): shop.open = True
        both(f)
        """,
        [("read", "shop.open"), ("write", "shop.open")],
    ),
    "the dictionary behind an object": (
        """
        class Till: pass
        till = Till(); till.total = 0
        def f(): till.__dict__["total"] += 1; vars(till)["total"]
        both(f)
        """,
        [("read", "till.total"), ("write", "till.total"), ("read", "till.total")],
    ),
    "globals by name": (
        """
        total = 0
        def f(): globals()["total"] = total + 1
        both(f)
        """,
        [("read", "total"), ("write", "total")],
    ),
    "a class's own way to set attributes": (
        """
        class Guarded:
            def __init__(self): object.__setattr__(self, "lock", threading.Lock())
            def __setattr__(self, name, value):
                with self.lock: super().__setattr__(name, value)
        g = Guarded()
        def f(): g.total = 1
        both(f)
        """,
        [("read", "g.lock"), ("write", "g.total")],
    ),
    "records compared and printed": (
        """
        from dataclasses import dataclass
        @dataclass
        class Cup: size: int = 1
        cup = Cup()
        def f(): cup == cup; str(cup)
        both(f)
        """,
        [("read", "cup.size"), ("read", "cup.size")],
    ),
    "an iterator that several take from": (
        """
        import itertools
        numbers = itertools.count(); lines = (n for n in range(9))
        def f(): next(numbers); next(lines)
        both(f)
        """,
        [("update", "numbers"), ("update", "lines"), ("update", "lines")],
    ),
    "what a match takes apart": (
        """
        from dataclasses import dataclass
        @dataclass
        class Cup: size: int = 1
        cup = Cup()
        def f():
            match cup:
                case Cup(size=1): pass
        both(f)
        """,
        [("read", "cup.size")],
    ),
    "a list in an attribute": (
        """
        class Shop:
            def __init__(self): self.items = []
        shop = Shop()
        def f(): shop.items.append(1)
        both(f)
        """,
        [("read", "shop.items"), ("update", "shop.items")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen(name):
    text, expected = SEEN[name]
    assert accesses(text) == expected


UNSEEN = {
    "source made while it runs": ("exec('x = 1')", "what exec does"),
    "an expression made while it runs": ("eval('1 + 1')", "what eval does"),
    "memory past Python": ("import ctypes", "what ctypes does"),
    "a window on a buffer": ("memoryview(bytearray(b'ab'))", "what memoryview does"),
    "a module run by another": ("import runpy", "what runpy does"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_cannot_be_seen_is_noticed(name):
    text, what = UNSEEN[name]
    with Program.from_source(f"print()\n{text}\n").execution() as execution:
        execution.run()
        uncovered = execution.locals["session"].uncovered
        assert {what: execution.sites[site].line for what, site in uncovered.items()} == {what: 2}


def test_who_would_wait_in_a_finaliser_is_not_certified():
    text = "import threading\ngate = threading.Lock()\nclass Cup:\n    def __del__(self):\n        with gate: pass\n"
    with Program.from_source(f"{text}cup = Cup()\nwith gate: del cup\n").execution() as execution:
        execution.run()
        uncovered = execution.locals["session"].uncovered
        assert {what: execution.sites[site].line for what, site in uncovered.items()} == {
            "what a finaliser waits for or may not do": 5
        }


def test_the_standard_library_hides_nothing():
    text = "import json, heapq, copy\nd = {'a': [1]}\ndef f(): return json.dumps(d), copy.deepcopy(d), heapq.nsmallest(1, d)\nboth(f)"
    with Program.from_source(TWO + text).execution() as execution:
        execution.run()
        assert execution.locals["session"].uncovered == {}


def test_nothing_is_recorded_before_there_is_a_second_actor_or_task():
    outcome = run(Program.from_source("x = [0]\ndef f():\n    global y\n    y = x[0]\n    x[0] += 1\nf()\n"))
    assert [event.op for event in outcome.trace.events] == ["begin", "exit"]


def test_a_second_task_is_enough_to_be_seen():
    text = """
import asyncio
class Till: total = 0
till = Till()
async def ring():
    till.total += 1
async def main():
    await asyncio.gather(ring(), ring())
asyncio.run(main())
"""
    trace = run(Program.from_source(text)).trace
    cells = [trace.objects[e.target].name for e in trace.events if e.op == "write"]
    assert cells == ["till.total", "till.total"]


def test_accesses_carry_the_programs_own_lines():
    trace = outcome_of("n = 0\ndef f():\n    global n\n    n = (\n        n\n        + 1)\nboth(f)\n").trace
    lines = {e.op: trace.sites[e.site].line for e in trace.events if e.actor == 2 and e.op in ("read", "write")}
    first = TWO.count("\n")
    assert lines == {"read": first + 5, "write": first + 4}
    assert all(trace.sites[e.site].file == "program.py" for e in trace.events if e.op == "write")


DERIVED = {
    "augmented": ("t.n += 1", True),
    "written out": ("t.n = t.n + 1", True),
    "through a local": ("x = t.n\n    time.sleep(1)\n    t.n = x + 1", True),
    "through two locals": ("x = t.n\n    y = x * 2\n    y += 1\n    t.n = max(y, 3)", True),
    "through one branch": ("x = t.n\n    if x: y = x\n    else: y = 0\n    t.n = y", True),
    "through a loop's variable": ("for x in [t.n]: t.n = x", True),
    "through a walrus": ("t.n = (x := t.n) + 1", True),
    "blind": ("t.n = 5", False),
    "after another read": ("x = t.n\n    t.n = 5", False),
    "a local bound anew": ("x = t.n\n    x = 3\n    t.n = x", False),
    "of another cell": ("t.n = t.m", False),
    "only decided by it": ("x = t.n\n    if x == 0: t.n = 7", False),
}


@pytest.mark.parametrize("name", DERIVED)
def test_from_which_read_a_write_derives(name):
    body, derives = DERIVED[name]
    text = f"import time\nclass T: n = m = 0\nt = T(); t.n = t.m = 0\ndef f():\n    {body}\nboth(f)\n"
    trace = outcome_of(text).trace
    write = next(e for e in trace.events if e.op == "write" and e.actor == 2)
    source = write.detail[1]
    assert (source >= 0) is derives
    if derives:
        assert trace.events[source].op == "read"
        assert (trace.events[source].target, trace.events[source].actor) == (write.target, write.actor)


def test_a_lost_update_is_told_with_its_lines():
    text = "import time\nclass T: pass\nt = T(); t.n = 0\ndef f():\n    x = t.n\n    time.sleep(1)\n    t.n = x + 1\nboth(f)\n"
    kinds = {fault.kind for fault in outcome_of(text).faults}
    assert kinds == {"data-race", "lost-update"}


def test_a_default_of_the_class_is_the_objects_own_until_it_has_one():
    text = """
import asyncio
class Till: total = 0
till = Till()
async def bad(n):
    seen = till.total
    await asyncio.sleep(n)
    till.total = seen + n
async def main():
    await asyncio.gather(bad(1), bad(2))
asyncio.run(main())
"""
    (fault,) = outcome_of(text).faults
    assert fault.kind == "lost-update"
    assert "till.total" in fault.message


def test_different_elements_and_appends_from_several_threads_are_no_race():
    text = """
data = [0, 0]; done = []; seen = {}
def f(i):
    for _ in range(3):
        data[i] += 1
        done.append(i)
        seen[i] = data[i]
ts = [threading.Thread(target=f, args=(i,)) for i in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(data, len(done), seen)
"""
    outcome = outcome_of(text)
    assert outcome.faults == ()
    assert outcome.printed == "[3, 3] 6 {0: 3, 1: 3}\n"


def test_peterson_declared_atomic_is_right():
    text = """
flag = [False, False]  # atomic
turn = 0  # atomic
inside = 0
def enter(me):
    global turn, inside
    other = 1 - me
    for _ in range(2):
        flag[me] = True
        turn = other
        while flag[other] and turn == other:
            pass
        inside += 1
        assert inside == 1
        inside -= 1
        flag[me] = False
ts = [threading.Thread(target=enter, args=(i,)) for i in range(2)]
for t in ts: t.start()
for t in ts: t.join()
"""
    assert outcome_of(text).faults == ()


EACH = """
import threading
def each(*does):
    ts = [threading.Thread(target=do) for do in does]
    for t in ts: t.start()
    for t in ts: t.join()
"""
PETERSON = """
import dataclasses
{made}
inside = 0
def enter(me):
    global inside
    p.want[me] = True
    p.turn = 1 - me
    while p.want[1 - me] and p.turn == 1 - me:
        pass
    inside += 1
    inside -= 1
    p.want[me] = False
each(lambda: enter(0), lambda: enter(1))
"""


@pytest.mark.parametrize(
    "made",
    {
        "in the class": """
            class P:
                want = [False, False]  # atomic
                turn = 0  # atomic
            p = P()
        """,
        "as fields": """
            @dataclasses.dataclass
            class P:
                want: list = dataclasses.field(default_factory=lambda: [False, False])  # atomic
                turn: int = 0  # atomic
            p = P()
        """,
        "one in the other": """
            class P:
                def __init__(self):
                    self.all = [[False, False]]  # atomic
                    self.turn = 0  # atomic
                want = property(lambda self: self.all[0])
            p = P()
        """,
        "several in a line": """
            class P:
                def __init__(self):
                    self.want, self.turn = [False, False], 0  # atomic
            p = P()
        """,
    }.values(),
)
def test_what_is_declared_atomic_is_so_with_all_that_is_in_it(made):
    text = PETERSON.format(made=textwrap.dedent(made))
    assert inspect(Program.from_source(EACH + text)).findings == ()
    assert inspect(Program.from_source(EACH + text.replace("# atomic", ""))).findings


@pytest.mark.parametrize(
    ("cell", "missed", "gone"),
    [
        ("menu['tea']", 'menu["tea"]', 'del menu["tea"]'),
        ("menu['tea']", 'menu.get("tea")', 'del menu["tea"]'),
        ("shop.tea", "shop.tea", "del shop.tea"),
        ("cakes[1]", "cakes[1]", "del cakes[1]"),
        ("tea", "tea", "del tea"),
    ],
)
def test_where_nothing_is_nothing_is_read_and_what_is_deleted_is_nothing_then(cell, missed, gone):
    """None would be a value that the program knows of."""
    text = f"""
class Shop: pass
shop, menu, cakes = Shop(), {{}}, [0]
def miss():
    try: {missed}
    except (AttributeError, LookupError, NameError): pass
both(miss)
def go():
    global tea
    tea = menu["tea"] = shop.tea = 4
    cakes.append(4)
    {gone}
both(go)
"""
    trace = outcome_of(text).trace
    told = [event for event in trace.events if trace.objects[event.target].name == cell]
    assert told[0].op == "read"
    assert told[0].detail == "nothing"
    if not cell.startswith("cakes"):
        assert [each.detail[0] for each in told if each.op == "write"] == [4, "nothing"] * 2


def test_a_generator_that_is_made_for_a_call_is_nobody_elses():
    """Nobody could come in between there; and a loop that waits by `any(...)` changes nothing."""
    text = """
data = [0, 1]
def look(): return any(n > 5 for n in data) or all(n < 5 for n in data)
both(look)
kept = (n > 5 for n in data)
both(any, kept)
"""
    outcome = outcome_of(text)
    changed = {outcome.trace.objects[event.target].name for event in outcome.trace.events if event.op == "update"}
    assert changed == {"kept"}


def test_who_finds_something_in_a_container_knows_what_they_did_who_put_it_there():
    text = """
class Order: pass
shelf = {made}
def bake():
    order = Order()
    order.price = 4
    {puts}
def serve():
    for order in list(shelf): assert order.price == 4
each(bake, serve)
"""
    for made, puts in (("[]", "shelf.append(order)"), ("set()", "shelf.add(order)"), ("[]", "shelf.insert(0, order)")):
        assert inspect(Program.from_source(EACH + text.format(made=made, puts=puts))).verdict == "certified"
    late = text.replace("order.price = 4", "shelf.append(order); order.price = 4")
    kinds = {
        each.fault.kind for each in inspect(Program.from_source(EACH + late.format(made="[]", puts="pass"))).findings
    }
    assert kinds == {"data-race", "exception"}


# ---- what locks and the like are called ---------------------------------------------------


NAMED = {
    "mutex": "mutex: Lock = Lock()",
    "door": "def make(): return Lock()\ndoor = make()",
    "left": "left, right = (Lock() for _ in range(2))",
    "rest[0]": "first, *rest = [Lock() for _ in range(3)]",
    "hook": "if (hook := Lock()): pass",
    "till.guard": """
        @dataclass
        class Till:
            guard: Lock = field(default_factory=Lock)
        till = Till()""",
    "pair.right": """
        class Pair(NamedTuple):
            left: Lock
            right: Lock
        pair = Pair(Lock(), Lock())""",
    "guards['latte']": "guards = defaultdict(Lock)",
    "shop.guard": """
        from threading import Lock as Guard
        class Shop:
            __slots__ = ("guard", "open")
            def __init__(self):
                self.guard = Guard()
        shop = Shop()""",
}


@pytest.mark.parametrize("name", NAMED)
def test_a_lock_is_called_by_where_the_program_keeps_it(name):
    """Whoever made it, and however it came there."""
    imports = (
        "from collections import defaultdict\nfrom dataclasses import dataclass, field\nfrom threading import Lock\n"
    )
    text = (
        f"{imports}from typing import NamedTuple\n{textwrap.dedent(NAMED[name])}\n{name}.acquire()\n{name}.acquire()\n"
    )
    (fault,) = run(Program.from_source(text)).faults
    assert fault.message == f"main holds {name} and wants it again: nobody else gives it back."


def test_a_lock_in_an_object_that_only_a_function_has_is_called_after_it():
    text = """
        import threading
        from dataclasses import dataclass, field

        @dataclass
        class Till:
            total: int = 0
            guard: threading.Lock = field(default_factory=threading.Lock)

            def sell(self):
                self.guard.acquire()
                self.total += 3

        def main():
            till = Till()
            staff = [threading.Thread(target=till.sell) for _ in range(2)]
            for each in staff: each.start()
            for each in staff: each.join()

        main()
    """
    (fault,) = run(Program.from_source(textwrap.dedent(text))).faults
    assert "wants Till-1.guard, held by" in fault.message


def test_what_made_a_lock_for_itself_is_called_by_where_it_is_kept_like_any_other():
    text = """
        import threading
        from dataclasses import dataclass, field

        @dataclass
        class Latch:
            opened: threading.Condition = field(default_factory=threading.Condition)

        def main():
            latch = Latch()
            with latch.opened: latch.opened.wait()

        main()
    """
    (fault,) = run(Program.from_source(textwrap.dedent(text))).faults
    assert "main waits to be notified by latch.opened, " in fault.message


def test_what_becomes_garbage_while_names_are_looked_for_is_no_matter(monkeypatch):
    text = """
        import threading
        class Cup:
            def __init__(self):
                self.x = 0
                self.me = self
        threading.Lock()  # which nobody can find any more
        one, other = Cup(), Cup()
        def fill():
            one.x += 1
            other.x += 1
        both = [threading.Thread(target=fill) for _ in range(2)]
        for each in both: each.start()
        for each in both: each.join()
        del one, other
    """
    within = Calling._within

    def collecting(self, root, value, depth):
        if root == "one-2":
            gc.collect()
        within(self, root, value, depth)

    monkeypatch.setattr(Calling, "_within", collecting)
    with Program.from_source(textwrap.dedent(text)).execution() as execution:
        execution.run()
        faults, _ = judged(execution)
    assert {fault.kind for fault in faults} == {"data-race"}


@pytest.mark.parametrize(
    "made", ["lock: object = field(default_factory=Lock)", "def __post_init__(self): self.lock = Lock()"]
)
def test_a_lock_keeps_the_name_that_it_has_from_an_object_which_is_gone_by_the_end(made):
    text = f"""
        import threading
        from threading import Lock
        from dataclasses import dataclass, field

        @dataclass
        class Till:
            total: int = 0
            {made}

            def sell(self):
                if self.total < 9:
                    with self.lock:
                        self.total += 3

        def main():
            till = Till()
            staff = [threading.Thread(target=till.sell) for _ in range(2)]
            for each in staff: each.start()
            for each in staff: each.join()

        main()
    """
    (fault,) = run(Program.from_source(textwrap.dedent(text))).faults
    assert "held Till-1.lock" in fault.message


# ---- a dictionary's keys alone ------------------------------------------------------------


KEYS_ALONE = (
    "list(d)", "sorted(d)", "set(d)", "max(d)", "any(d)", "','.join(d)", "[*d]", "print(*d)", "dict.fromkeys(d)", "deque(d)",
    "set().union(d)", "a, b = d", "[].extend(d)", "list(d.keys())", "d.keys() & {'x'}", "d.keys() == {'x'}", "'x' in d.keys()", "print(d.keys())",
    "[k for k in d]", "list(zip(d, 'ab'))",
)  # fmt: skip
VALUES_TOO = (
    "dict(d)", "dict(**d)", "{**d}", "list(d.values())", "sorted(d.items())", "max(d, key=d.get)", "print(d)", "f'{d}'", "d == {}",
    "{}.update(d)", "sum(d.values())", "Counter(d)", "[d[k] for k in d]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("look", "kinds"), [*((look, []) for look in KEYS_ALONE), *((look, ["data-race"]) for look in VALUES_TOO)]
)
def test_who_goes_through_a_dictionary_sees_its_keys_alone(look, kinds):
    """Values that change meanwhile are nothing to them: so each may have a lock of its own."""
    text = f"""
        import threading
        from collections import Counter, deque
        d = {{"x": 1, "y": 2}}
        def write():
            d["x"] = 5
        def look():
            {look}
        staff = [threading.Thread(target=write), threading.Thread(target=look)]
        for each in staff: each.start()
        for each in staff: each.join()
    """
    assert [fault.kind for fault in run(Program.from_source(textwrap.dedent(text))).faults] == kinds


# ---- what Python's own code reads of a record ---------------------------------------------


READS_THE_NAME = (
    "print(a)", "f'{a}'", "a == b", "b in orders", "asdict(a)", "copy.deepcopy(a)", "sorted([b, a])",
    "max(orders)", "heapq.heappush(orders, a)", "a < b", "'%s' % (a,)", "logging.info(a)",
)  # fmt: skip
READS_NONE_OF_IT = (
    "len(orders)", "list(orders)", "sorted(orders, key=id)", "max(orders, key=lambda each: each.price)", "all(orders)", "a is b",
    "orders + [b]", "random.choice(orders)", "copy.copy(orders)", "orders.copy()", "hasattr(a, 'price')", "bool(a)",
)  # fmt: skip


@pytest.mark.parametrize(
    ("look", "races"), [*((look, {"name"}) for look in READS_THE_NAME), *((look, set()) for look in READS_NONE_OF_IT)]
)
def test_of_a_record_those_fields_are_read_that_it_is_made_to_show_or_compare(look, races):
    """A field with `repr=False, compare=False` is nobody's business but that of whoever names it."""
    text = f"""
        import copy, heapq, logging, random, threading
        from dataclasses import asdict, dataclass, field

        @dataclass(order=True)
        class Order:
            name: str
            price: int = 4
            served: int = field(default=0, repr=False, compare=False)

        a, b = Order("latte"), Order("mocha")
        orders = [a]

        def write():
            a.name = "cocoa"
            a.served = 1

        staff = [threading.Thread(target=write), threading.Thread(target=lambda: {look})]
        for each in staff: each.start()
        for each in staff: each.join()
    """
    faults = run(Program.from_source(textwrap.dedent(text))).faults
    raced = {fault.sites[0].operation.rpartition(".")[2] for fault in faults}
    everything = {"name", "served"} if look.startswith(("asdict", "copy.deepcopy")) else races
    assert raced == everything


@pytest.mark.parametrize(
    ("one", "other", "raced"),
    [
        ("x[:2] = [1, 2]", "x[2:] = [3, 4]", []),
        ("x[:2] = [1, 2]", "x[0:4:3]", ["x[0]"]),
        ("x[:2] = [1, 2]", "x[1]", ["x[1]"]),
        ("x[0] = 1", "x[1:]", []),
        ("x[::2] = [1, 2]", "x[1::2] = [3, 4]", []),
        ("x[:2] = [1]", "x[2:] = [3, 4]", ["x"]),
        ("x[:] = sorted(x)", "x[:] = sorted(x)", ["x[0]"]),
    ],
)
def test_the_elements_of_a_slice_are_read_and_stored_one_by_one(one, other, raced):
    """Those that keep their places; where their number changes, all of the list does."""
    text = f"""
        import threading
        x = [4, 3, 2, 1]
        def first(): {one}
        def second(): {other}
        staff = [threading.Thread(target=first), threading.Thread(target=second)]
        for each in staff: each.start()
        for each in staff: each.join()
    """
    faults = run(Program.from_source(textwrap.dedent(text))).faults
    assert [fault.sites[0].operation.partition(" ")[2] for fault in faults] == raced


@pytest.mark.parametrize(
    "start",
    [
        "threading.Thread(target=setattr, args=(till, 'total', 3)).start()",
        "threading.Thread(target=till.__setattr__, args=('total', 3)).start()",
        "threading.Thread(target=functools.partial(setattr, till, 'total', 3)).start()",
        "threading.Timer(1, setattr, (till, 'total', 3)).start()",
        "pool.submit(setattr, till, 'total', 3)",
        "asyncio.run(asyncio.wait_for(asyncio.to_thread(setattr, till, 'total', 3), 1))",
    ],
)
def test_a_function_of_pythons_own_is_seen_whoever_calls_it(start):
    text = f"""
        import asyncio, functools, threading
        from concurrent.futures import ThreadPoolExecutor
        class Till: total = 0
        till = Till()
        def sell(): till.total = 5
        staff = threading.Thread(target=sell)
        with ThreadPoolExecutor(1) as pool:
            staff.start()
            {start}
    """
    (fault,) = run(Program.from_source(textwrap.dedent(text))).faults
    assert (fault.kind, fault.sites[1].operation) == ("data-race", "write till.total")


GUARDED = {
    "a property": """
        class Box:
            n = 0
            @property
            def value(self): return self.n
            @value.setter
            def value(self, new): self.n = new
        box = Box()
        def change():
            box.value += 1""",
    "items of its own": """
        class Box(dict):
            def __getitem__(self, key): return super().__getitem__(key)
            def __setitem__(self, key, new): super().__setitem__(key, new)
        box = Box(n=0)
        def change():
            box["n"] += 1""",
    "a descriptor": """
        class Counted:
            def __get__(self, box, _): return box.n
            def __set__(self, box, new): box.n = new
        class Box:
            n = 0
            value = Counted()
        box = Box()
        def change():
            box.value += 1""",
    "setattr": """
        class Box: n = 0
        box = Box()
        def change():
            before = getattr(box, "n")
            setattr(box, "n", before + 1)""",
}


@pytest.mark.parametrize("box", GUARDED.values(), ids=GUARDED)
def test_an_update_by_way_of_the_programs_own_code_derives_from_what_that_read(box):
    """However each load and each store is guarded: between them it is not."""
    text = f"import threading\n{textwrap.dedent(box)}\nfor _ in range(2): threading.Thread(target=change).start()\n"
    found = inspect(Program.from_source(text)).findings
    (lost,) = [finding.fault for finding in found if finding.fault.kind == "lost-update"]
    assert [site.operation.split()[0] for site in lost.sites] == ["read", "write", "write"]
    assert ("box['n']" if 'box["n"]' in box else "box.n") in lost.message


@pytest.mark.parametrize(
    "look", ["[order for order in rail]", "list(rail)", "'latte' in rail", "sorted(rail)", "any(rail)"]
)
def test_a_container_that_goes_through_itself_is_seen_doing_so(look):
    """What its own methods guard is not read once more from outside."""
    text = f"""
        import threading
        guard = threading.RLock()

        class Rail(list):
            def __setitem__(self, index, order):
                with guard: super().__setitem__(index, order)
            def __iter__(self):
                with guard: return iter([*super().__iter__()])
            def __contains__(self, order):
                with guard: return super().__contains__(order)

        rail = Rail(["latte"])
        def change(): rail[0] = "mocha"
        def look():
            {look}
        staff = [threading.Thread(target=change), threading.Thread(target=look)]
        for each in staff: each.start()
        for each in staff: each.join()
    """
    assert run(Program.from_source(textwrap.dedent(text))).faults == ()


@pytest.mark.parametrize(
    ("made", "change", "told"),
    [
        ("deque([1])", "append(2)", "deque of 1"),
        ("OrderedDict(a=1)", "move_to_end('a')", "OrderedDict of 1"),
        ("Counter('ab')", "update('a')", "Counter of 2"),
        ("defaultdict(list)", "clear()", "defaultdict of 0"),
        ("bytearray(3)", "append(4)", "bytearray of 3"),
        ("[1]", "append(2)", "list of 1"),
    ],
)
def test_containers_are_called_by_their_place_and_told_by_their_kind_and_length(made, change, told):
    text = f"""
    from collections import Counter, OrderedDict, defaultdict, deque
    class Shop:
        def __init__(self): self.orders = {made}
    shop = Shop()
    def f(): shop.orders.{change}
    both(f)
    """
    trace = outcome_of(text).trace
    seen = [(e.op, trace.objects[e.target].name, e.detail) for e in trace.events if e.actor == 2 and e.target]
    assert ("read", "shop.orders", told) in seen
    assert ("update", "shop.orders", (change.partition("(")[0],)) in seen


def test_a_method_that_is_handed_on_is_told_as_what_it_is():
    text = "sold = []\nclass Shop: pass\nshop = Shop()\nshop.sell = sold.append\ndef f(): shop.sell(1)\nboth(f)"
    trace = outcome_of(text).trace
    details = [e.detail for e in trace.events if e.op == "read" and trace.objects[e.target].name == "shop.sell"]
    assert details == ["builtin_function_or_method"] * 2


@pytest.mark.parametrize(
    ("made", "gone", "told"),
    [
        ("box = {'n': 1}", "del box['n']", "box['n']"),
        ("box = {'n': 1}", "operator.delitem(box, 'n')", "box"),
        ("box = argparse.Namespace(n=1)", "del box.n", "box.n"),
        ("class Box: n = 1\nbox = Box", "delattr(box, 'n')", "Box.n"),
        ("class Box: n = 1\nbox = Box", "type.__delattr__(box, 'n')", "Box.n"),
        ("class Box: n = 1\nbox = Box(); box.n = 2", "box.__delattr__('n')", "box.n"),
        ("box = 1", "del box", "box"),
    ],
)
def test_what_is_deleted_is_written_to_be_nothing(made, gone, told):
    """And not None, which is a value like others."""
    text = f"import argparse, operator, threading\n{made}\ndef clear():\n    global box\n    {gone}\n"
    trace = run(Program.from_source(f"{text}thread = threading.Thread(target=clear)\nthread.start()\n")).trace
    written = {trace.objects[e.target].name: e.detail for e in trace.events if e.op in ("write", "update")}
    assert told in written
    assert None not in [detail[0] for detail in written.values()]
    assert written[told][0] in ("nothing", "del", "delitem")


def test_what_is_read_of_the_dictionary_behind_an_object_is_what_its_attributes_have():
    text = """
import threading
class Till:
    def __init__(self):
        self.total = 7
till = Till()
thread = threading.Thread(target=lambda: print(vars(till), len(till.__dict__)))
thread.start()
"""
    trace = run(Program.from_source(text)).trace
    assert {e.detail for e in trace.events if trace.objects[e.target].name == "till.total"} == {7}
