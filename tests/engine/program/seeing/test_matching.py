"""What a `match` looks at is read, in the order of its cases, and nothing else is."""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

HEAD = """
import threading
from collections import deque
from dataclasses import dataclass
@dataclass
class Cup:
    size: int = 1
    milk: object = None
class Shop:
    __slots__ = ("best", "till")
    __match_args__ = ("till", "best")
    def __init__(self): self.best, self.till = 3, 0
class Menu:
    @property
    def first(self): return self.items[0]
    def __init__(self): self.items = ["latte"]
cup, cups, prices, shop, menu, line = Cup(), [Cup(2), 3], {"latte": Cup(4), "tea": 2}, Shop(), Menu(), deque([1, 2])
def both(f):
    ts = [threading.Thread(target=f) for _ in range(2)]
    for t in ts: t.start()
    for t in ts: t.join()
def f():
    match {subject}:
{cases}
both(f)
"""

CUPS = ["cups", "cups", "cups[0]", "cups[1]"]
"""How many, then all of them."""

LOOKED_AT = {
    "one attribute": ("cup", ["case Cup(size=1): pass"], ["cup.size"]),
    "until one differs": ("cup", ["case Cup(size=2, milk=None): pass"], ["cup.size"]),
    "by position": ("cup", ["case Cup(1, None): pass"], ["cup.size", "cup.milk"]),
    "slots": ("shop", ["case Shop(0): pass"], ["shop.till"]),
    "a class it is not of": ("cup", ["case Shop(till=0): pass", "case int(): pass"], []),
    "case after case": (
        "cup",
        ["case Cup(size=2): pass", "case Cup(milk=None): pass", "case Cup(size=1): pass"],
        ["cup.size", "cup.milk"],
    ),
    "either": ("cup", ["case Cup(size=2) | Cup(milk=None): pass"], ["cup.size", "cup.milk"]),
    "whatever it is": ("cup", ["case _: pass"], []),
    "a name for it": ("cup", ["case it: pass"], []),
    "how many": ("cups", ["case [_]: pass", "case [_, _]: pass"], ["cups", "cups"]),
    "in an element": ("cups", ["case [Cup(size=2), _]: pass"], [*CUPS, "Cup-1.size"]),
    "in a tuple made here": ("(cup, 1)", ["case (Cup(size=1), _): pass"], ["cup.size"]),
    "in the last element": ("cups", ["case [*_, 3]: pass"], CUPS),
    "an element of a deque": ("line", ["case [1, x]: pass"], ["line", "line", "line[0]", "line[1]"]),
    "no sequence": ("cup", ["case [x]: pass"], []),
    "a key": ("prices", ['case {"tea": 2}: pass'], ["prices['tea']"]),
    "a key that is not there": ("prices", ['case {"milk": 2, "tea": 2}: pass'], ["prices['milk']"]),
    "in a key's value": ("prices", ['case {"latte": Cup(size=4)}: pass'], ["prices['latte']", "Cup-1.size"]),
    "the rest": ("prices", ["case {**rest}: pass"], ["prices", "prices['latte']", "prices['tea']"]),
    "with what it compares": ("3", ["case shop.till: pass", "case shop.best: pass"], ["shop.till", "shop.best"]),
    "a built-in class, and what it holds": ("cups", ["case list([Cup(), 3]): pass"], CUPS),
    "a property": ("menu", ['case Menu(first="latte"): pass'], ["menu.items", "menu.items[0]"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKED_AT)
def test_what_a_match_looks_at(name):
    subject, cases, expected = LOOKED_AT[name]
    text = HEAD.replace("{subject}", subject).replace("{cases}", textwrap.indent("\n".join(cases), " " * 8))
    outcome = run(Program.from_source(text))
    assert outcome.worked or outcome.faults == (), outcome.faults
    trace = outcome.trace
    read = [trace.objects[e.target].name for e in trace.events if e.actor == 2 and e.op == "read"]
    assert read == expected


def inspected(text: str):
    return inspect(Script(Program.from_source(textwrap.dedent(text)), "program.py"))


RACY = """
    import threading
    class Order:
        def __init__(self): self.item, self.state = "latte", "new"
    order, lock = Order(), threading.Lock()
    def serve():
        with lock: order.state = "served"
    def look():
        match {subject}:
            case {pattern}: pass
    ts = [threading.Thread(target=f) for f in (serve, look)]
    for t in ts: t.start()
    for t in ts: t.join()
"""


@pytest.mark.parametrize(
    ("subject", "pattern"),
    [("order", 'Order(state="served")'), ("[order]", "[Order(state=s)]"), ('"new"', "order.state")],
)
def test_an_attribute_that_another_changes(subject, pattern):
    found = inspected(RACY.format(subject=subject, pattern=pattern))
    assert [each.fault.kind for each in found.findings] == ["data-race"], found.words


@pytest.mark.parametrize(("subject", "pattern"), [("order", 'Order(item="latte")'), ("order", "Order()")])
def test_an_attribute_beside_it_is_none_of_its_business(subject, pattern):
    found = inspected(RACY.format(subject=subject, pattern=pattern))
    assert found.verdict == "certified", found.words


def test_what_a_pattern_took_is_what_the_write_derives_from():
    found = inspected("""
        import threading
        class Till:
            def __init__(self): self.total = 0
        till, lock = Till(), threading.Lock()
        def sell():
            with lock:
                match till:
                    case Till(total=seen): pass
            with lock:
                till.total = seen + 3
        ts = [threading.Thread(target=sell) for _ in range(2)]
        for t in ts: t.start()
        for t in ts: t.join()
    """)
    assert [each.fault.kind for each in found.findings] == ["lost-update"], found.words
