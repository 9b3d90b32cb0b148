"""What is reached by other ways than its name is seen: each way is tried against a thread that changes what is read.

Unguarded that is a data race; with one lock round both it is right, and certified; and where the other thread changes
something else, nobody is blamed.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

HEAD = """
import threading
seen = []; lock = threading.Lock()
"""
SETUPS = {
    "till": """
        import inspect, operator
        class Till:
            sold = 0
            def __init__(self): self.total = 0; self.guests = 0
            def look(self): return self.total
        till = Till(); inside = till.__dict__""",
    "of_till": """
        import inspect, types
        class Till:
            sold = 0
            def look(self): return self.sold
        class Kiosk(Till):
            sold = 5
            def above(self): return super().sold
            def further(self): return super(Kiosk, self).sold
            @classmethod
            def of_class(cls): return super().sold
        till = Till(); kiosk = Kiosk(); of_till = vars(Till)""",
    "slim": """
        class Slim:
            __slots__ = ("total", "guests")
            def __init__(self): self.total = 0; self.guests = 0
        slim = Slim(); slot = Slim.total""",
    "shared": """
        class Branch:
            books = {}
            def __init__(self): self.__dict__ = self.books
        class Open(dict):
            def __init__(self, **items): super().__init__(**items); self.__dict__ = self
        east = Branch(); west = Branch(); east.sold = 0; hours = Open(monday=1)""",
    "method": """
        class Till:
            def look(self): return 1
            @staticmethod
            def round(): return 1
            kind = int
        class Kiosk(Till): pass
        till = Till(); kiosk = Kiosk()""",
    "kept": """
        import array
        rows = [1, 2]; shelf = {"tea": 1}
        walker = iter(rows); back = reversed(rows); texts = map(str, rows); pairs = zip(rows, rows); doubles = (n * 2 for n in rows)
        numbered = enumerate(rows); true = filter(None, rows); prices = iter(shelf.values())
        def make(): return iter(rows)
        made = make(); numbers = array.array("i", [1]); letters = bytearray(b"a")""",
    "encoded": """
        import json, string
        class Till: pass
        till = Till(); till.total = 0
        class Encoder(json.JSONEncoder):
            def default(self, obj): return vars(obj)""",
    "objects": """
        import argparse, csv, hashlib, io, xml.etree.ElementTree as tree
        from collections import Counter
        options = argparse.Namespace(cups=1); menu = tree.Element("menu"); sold = Counter(tea=1)""",
    "ordered": """
        from collections import deque
        from dataclasses import dataclass, make_dataclass
        @dataclass(order=True)
        class Cup:
            size: int = 1
        cup = Cup(); cups = [cup, Cup(0)]; queue = deque([cup]); Made = make_dataclass("Made", [("size", int, 1)]); made = Made()
        def taken(cups):
            try: cups.remove(Cup(5))
            except ValueError: pass""",
    "room": """
        from types import SimpleNamespace
        class Room(SimpleNamespace): pass
        room = Room(open=True)""",
    "cup": """
        from dataclasses import dataclass
        @dataclass
        class Cup:
            size: int = 1
        cup = Cup()""",
    "tray": """
        from dataclasses import asdict, dataclass
        @dataclass(frozen=True)
        class Tray:
            cups: list
        tray = Tray([1])""",
    "key": """
        from dataclasses import dataclass
        @dataclass(unsafe_hash=True)
        class Key:
            number: int = 0
        key = Key(); keys = {key: 1}""",
    "stock": """
        from collections import ChainMap
        from types import MappingProxyType
        stock = {"cups": 1}; shown = MappingProxyType(stock); pantry = ChainMap({}, stock)""",
    "case": """
        from collections import ChainMap, UserDict
        case = UserDict(cups=1); more = ChainMap({}, case)""",
    "rail": """
        from collections import UserList
        rail = UserList([1, 2])""",
    "board": """
        from collections import UserString
        board = UserString("tea")""",
    "price": """
        import importlib, sys
        variables = globals(); also = vars(); price = 1
        class Till:
            def look(self): return price
        def fee(): return price
        till = Till()""",
    "left": """
        def counter():
            left = 3
            def look(): return left
            def put(number):
                nonlocal left
                left = number
            return look, put
        look, put = counter()""",
}
TAIL = """
def one():
{one}
def other():
{other}
threads = [threading.Thread(target=f) for f in ({order})]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""

WAYS = {
    ("till", "till.total = 5"): [
        "inside['total']", "vars(till)['total']", "object.__getattribute__(till, 'total')", "sorted(inside.items())",
        "inspect.getattr_static(till, 'total')", "dict(inspect.getmembers(till))", "till.__getstate__()",
        "operator.attrgetter('total')(till)", "Till.__dict__['__dict__'].__get__(till)['total']", "till.look.__self__.total",
    ],
    ("of_till", "Till.sold = 5"): [
        "of_till['sold']", "of_till.get('sold')", "Till.__dict__['sold']", "vars(Till)['sold']", "dict(of_till)", "of_till | {}",
        "type(till).__dict__['sold']", "[value for _, value in of_till.items()]", "list(of_till.values())", "kiosk.above()",
        "kiosk.further()", "Kiosk.of_class()", "getattr(super(Kiosk, kiosk), 'sold')", "type.__getattribute__(Till, 'sold')",
        "inspect.getattr_static(Till, 'sold')", "getattr(Till, '__dict__')['sold']", "types.MappingProxyType(of_till)['sold']",
    ],
    ("of_till", "setattr(Till, 'sold', 5)"): ["till.sold", "of_till['sold']"],
    ("of_till", "type.__setattr__(Till, 'sold', 5)"): ["till.sold", "of_till['sold']"],
    ("shared", "east.sold = 5"): ["west.sold", "Branch.books['sold']", "vars(west)['sold']"],
    ("shared", "Branch.books['sold'] = 5"): ["west.sold", "east.sold"],
    ("shared", "hours.monday = 5"): ["hours['monday']", "hours.monday", "str(hours)"],
    ("shared", "hours['monday'] = 5"): ["hours.monday"],
    ("method", "Till.look = lambda self: 2"): ["till.look()", "Till.look", "kiosk.look()"],
    ("method", "setattr(Till, 'look', lambda self: 2)"): ["till.look()"],
    ("method", "Till.round = staticmethod(lambda: 2)"): ["Till.round()", "kiosk.round()"],
    ("method", "Till.kind = str"): ["till.kind()"],
    ("method", "till.look = lambda: 2"): ["till.look()"],
    ("kept", "rows[0] = 5"): [
        "next(walker)", "list(walker)", "list(back)", "list(texts)", "list(pairs)", "list(doubles)", "list(numbered)",
        "list(true)", "next(made)",
    ],
    ("kept", "shelf['tea'] = 5"): ["next(prices)"],
    ("kept", "letters[0] = 98"): ["b','.join([letters])"],
    ("encoded", "till.total = 5"): [
        "json.dumps([till], cls=Encoder)", "Encoder().default(till)['total']", "string.Formatter().format('{0.total}', till)",
        "string.Formatter().vformat('{0.total}', [till], {})",
    ],
    ("objects", "options.cups = 5"): ["options.cups", "vars(options)['cups']"],
    ("objects", "sold['tea'] = 5"): ["+sold"],
    ("ordered", "cup.size = 5"): ["cups.sort()", "taken(cups)", "taken(queue)", "cups.count(Cup())", "sorted(cups)", "min(cups)"],
    ("ordered", "made.size = 5"): ["made.size", "str(made)"],
    ("slim", "slim.total = 5"): ["Slim.total.__get__(slim)", "slot.__get__(slim, Slim)", "object.__getattribute__(slim, 'total')"],
    ("slim", "slot.__set__(slim, 5)"): ["slim.total", "slot.__get__(slim)"],
    ("slim", "slot.__delete__(slim)"): ["hasattr(slim, 'total')"],
    ("till", "Till.look.calls = 5"): ["getattr(till.look, 'calls', 0)"],
    ("room", "room.open = False"): ["repr(room)", "room == Room()", "vars(room)['open']"],
    ("cup", "cup.size = 5"): ["cup.__repr__()", "cup.__eq__(Cup())", "Cup.__eq__(cup, Cup())", "Cup.__repr__(cup)"],
    ("tray", "tray.cups[0] = 5"): [
        "tray == Tray([1])", "str(tray)",
        "asdict(tray)", "tray in [Tray([1])]", "[tray] == [Tray([1])]",
        "Tray([1]) in [tray]", "Tray([1]) in (tray, None)",
    ],
    ("key", "key.number = 5"): [
        "hash(key)", "key in {}", "{}.get(key)", "{key}", "{key: 1}", "frozenset([key])", "keys.get(Key())", "set().add(key)",
        "key.__hash__()",
    ],
    ("stock", "stock['cups'] = 5"): [
        "shown['cups']", "shown.get('cups')", "dict(shown)", "[*shown.values()]", "shown == {}", "str(shown)", "shown | {}",
        "pantry['cups']", "pantry.get('cups')", "dict(pantry)", "pantry == {}", "str(pantry)", "{**pantry}", "pantry.parents['cups']",
        "pantry.new_child()['cups']", "sum(pantry.values())", "stock.keys().mapping['cups']",
    ],
    ("stock", "pantry.maps[1]['cups'] = 5"): ["pantry['cups']", "stock['cups']"],
    ("case", "case['cups'] = 5"): [
        "case.data['cups']", "case['cups']", "more['cups']", "case.copy()", "case | {}", "UserDict.__getitem__(case, 'cups')",
        "str(case)", "case == {}",
    ],
    ("rail", "rail[0] = 5"): ["rail.data[0]", "sum(rail)", "rail[:1]", "rail + [1]", "rail.count(5)", "5 in rail", "rail == [1]", "max(rail)"],
    ("board", "board.data = 'milk'"): ["str(board)", "board.upper()", "board + 'x'", "f'{board}'", "len(board)", "board == 'tea'"],
    ("price", "price = 5"): [
        "variables['price']", "also['price']", "fee.__globals__['price']", "globals()['price']", "getattr(fee, '__globals__')['price']",
        "till.look.__globals__['price']", "sys._getframe().f_globals['price']", "sys.modules[__name__].__dict__['price']",
        "vars(sys.modules[__name__])['price']", "importlib.import_module('__main__').price",
    ],
    ("price", "fee.__globals__['price'] = 5"): ["price", "variables['price']", "fee()"],
    ("left", "put(5)"): ["look.__closure__[0].cell_contents", "look()"],
    ("left", "look.__closure__[0].cell_contents = 5"): ["look()", "put.__closure__[0].cell_contents"],
}  # fmt: skip
"""By what is there and what the one thread does: ways in which the other one sees it."""

BESIDE = {
    ("till", "till.guests = 5"): ["inside['total']", "Till.__dict__['__dict__'].__get__(till)['total']"],
    ("of_till", "Till.price = 5"): ["of_till['sold']", "kiosk.above()", "of_till.get('sold')"],
    ("slim", "slim.guests = 5"): ["Slim.total.__get__(slim)"],
    ("stock", "stock['cups'] = 5"): ["list(shown)", "'cups' in shown", "len(shown)", "shown.get('tea')", "pantry.get('tea')", "[*pantry]"],
    ("case", "case['cups'] = 5"): ["len(case)", "'cups' in more", "[*case]"],
    ("price", "price = 5"): ["variables['till']", "fee.__globals__.get('fee')"],
    ("left", "put(5)"): ["len(look.__closure__)", "look.__code__.co_freevars.index('left')", "look.__closure__[0]"],
    ("tray", "tray.cups[0] = 5"): ["tray.cups", "hash(id(tray))"],
}  # fmt: skip
"""The same where the two have nothing to do with each other."""


def rows(table: dict[tuple[str, str], list[str]]) -> list[tuple[str, str, str]]:
    return [(*place, look) for place, looks in table.items() for look in looks]


def inspected(setup: str, change: str, look: str, guard: str = "", order: str = "one, other"):
    declared = "    global price\n" if change.startswith("price") else ""
    one, other = f"    {guard}seen.append({look})", f"{declared}    {guard}{change}"
    text = HEAD + textwrap.dedent(SETUPS[setup]) + TAIL.format(one=one, other=other, order=order)
    return inspect(Script(Program.from_source(text), "script"))


@pytest.mark.parametrize(("setup", "change", "look"), rows(WAYS))
def test_it_is_seen_whatever_way_leads_there(setup, change, look):
    for order in ("one, other", "other, one"):  # who comes first must not matter
        found = inspected(setup, change, look, order=order)
        assert found.verdict == "broken"
        assert "data-race" in {finding.fault.kind for finding in found.findings}


@pytest.mark.parametrize(("setup", "change", "look"), rows(WAYS))
def test_and_under_one_lock_it_is_certified(setup, change, look):
    found = inspected(setup, change, look, "with lock: ")
    assert (found.verdict, found.findings) == ("certified", ())


@pytest.mark.parametrize(("setup", "change", "look"), rows(BESIDE))
def test_and_nothing_else_is_blamed(setup, change, look):
    found = inspected(setup, change, look)
    assert (found.verdict, found.findings) == ("certified", ())
