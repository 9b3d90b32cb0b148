"""What Python's own code reads where no attribute and no item is written out: what a name is, what an error says, what
makes a missing item, annotations, the variables that `globals` gives by whatever way it was asked.

Each way is tried against a thread that changes what is read, both ways round: it must be seen, and certified under one
lock. Where seeing would take a heap of special cases it is *named*: the verdict says less than "certified".
"""

from __future__ import annotations

import sys
import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

HEAD = """
import builtins, functools, inspect, operator, re, sys, threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple, get_type_hints
seen = []; lock = threading.Lock()
"""
TAIL = """
def one():
{one}
def other():
{other}
threads = [threading.Thread(target=f) for f in ({order})]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def _where_it_is_made(*looks: str) -> list[str]:
    """Ways to evaluate an annotation, before Python 3.14."""
    return list(looks) if sys.version_info < (3, 14) else []


def _by_who_asks_first(*looks: str) -> list[str]:
    """Ways to evaluate one, from Python 3.14 on."""
    return list(looks) if sys.version_info >= (3, 14) else []


SEEN = {
    ("stock = {'tea': 0}", "stock.update(tea=stock['tea'] + 1)"): ["stock.update({'tea': 3})", "seen.append(stock['tea'])", "stock.update(tea=1)"],
    ("import queue\nentry = [5, 'tea']; rail = queue.PriorityQueue(); rail.put(entry)", "entry[0] = 1"): [
        "rail.put([3, 'milk'])", "rail.put([3, 'milk']); rail.get()",
    ],
    ("import queue\ntied = ['tea']; rail = queue.PriorityQueue(); rail.put((1, tied))", "tied[0] = 'milk'"): ["rail.put((1, ['jam']))"],
    ("import copy\nmemo = {}", "copy.deepcopy([1], memo)"): ["seen.append(len(memo))", "copy.deepcopy([2], memo)"],
    ("from collections import Counter\nstock = Counter(tea=5)", "stock.subtract('tea')"): [
        "stock['tea']", "stock['tea'] += 1", "stock.subtract(['tea'])",
    ],
    ("from collections import Counter\nstock = Counter(tea=5)\ndef more():\n    global stock\n    stock += Counter(tea=1)", "more()"): ["more()", "stock['tea']"],
    ("import ast\ntree = ast.parse('tea')", "tree.body[0].lineno = 2"): [
        "seen.append(tree.body[0].lineno)", "ast.increment_lineno(tree)", "ast.copy_location(ast.Pass(), tree.body[0])",
        "ast.dump(tree, include_attributes=True)",
    ],
    ("import ast\ntree = ast.parse('tea')", "tree.body[0].value.id = 'milk'"): [
        "ast.unparse(tree)", "seen.append(next(each.id for each in ast.walk(tree) if isinstance(each, ast.Name)))",
    ],
    ("stock = defaultdict(int)", "stock.default_factory = lambda: 5"): [
        "stock['tea']", "stock['tea'] += 1", "stock.__missing__('tea')", "list(map(stock.__getitem__, ['tea']))",
        "seen.append(stock.default_factory)",
    ],
    ("def brew(): 'tea'", "brew.__name__ = 'boil'"): ["seen.append(brew.__name__)", "getattr(brew, '__name__')"],
    ("def brew(): 'tea'\ndef boil(): 1", "functools.update_wrapper(brew, boil)"): ["seen.append(brew.__name__)", "brew.__doc__"],
    ("def brew(): 'tea'\ndef boil(): 1", "boil.__name__ = 'steam'"): ["functools.update_wrapper(brew, boil)"],
    ("def brew(): 'tea'", "setattr(brew, '__qualname__', 'boil')"): ["seen.append(brew.__qualname__)", "repr(brew)"],
    ("class Till:\n    def sell(self): 1\ntill = Till()", "Till.sell.__name__ = 'give'"): ["seen.append(till.sell.__name__)"],
    ("class Till: 1\ntill = Till()", "Till.__name__ = 'Kiosk'"): ["Till.__name__", "type(till).__name__", "till.__class__.__name__"],
    ("def brew(cups: int): 1", "brew.__annotations__ = {}"): ["seen.append(brew.__annotations__)"],
    ("class Spilt(Exception): 1\nspilt = Spilt('tea')", "spilt.args = ('milk',)"): [
        "seen.append(spilt.args)", "str(spilt)", "f'{spilt}'", "print(spilt)", "repr([spilt])",
    ],
    ("class Spilt(Exception): 1\nspilt = Spilt('tea')", "spilt.__cause__ = ValueError()"): ["seen.append(spilt.__cause__)"],
    ("class Spilt(Exception): 1\nspilt = Spilt('tea')", "spilt.__context__ = ValueError()"): ["seen.append(spilt.__context__)"],
    ("price = 5", "globals price = 6"): [
        *_where_it_is_made("def fee(cups: price): 1", "def fee() -> price: 1", "def fee(*cups: [price]): 1", "class Fee: cups: price"),
        "give = globals; give()['price']", "builtins.globals()['price']", "[globals][0]()['price']", "next(map(call, [globals]))['price']",
        "functools.partial(globals)()['price']", "__import__('__main__').price", "getattr(sys, 'modules')['__main__'].price",
        "operator.attrgetter('__globals__')(call)['price']", "getattr(builtins, 'globals')()['price']", "variables['price']",
        "of_module['price']",
    ],
    ("price = 5", "globals()['price'] = 6"): ["seen.append(price)"],
    ("price = 5", "variables['price'] = 6"): ["seen.append(price)"],
    ("price = 5", "of_module['price'] = 6"): ["seen.append(price)"],
    ("price = 5", "call(globals)['price'] = 6"): ["seen.append(price)"],
    ("class Tea: kind = str", "Tea.kind = int"): _where_it_is_made("class Fee: cups: Tea.kind"),
    ("price = 5\ndef fee(cups: price): 1", "globals price = 6"): _by_who_asks_first("fee.__annotations__", "inspect.signature(fee)"),
    ("price = 5\nclass Fee: cups: [price]", "globals price = 6"): _by_who_asks_first("Fee.__annotations__", "inspect.get_annotations(Fee)"),
    ("@dataclass(frozen=True)\nclass Cup: kind = 'tea'\ncup = Cup()", "Cup.kind = 'milk'"): ["cup.kind", "Cup.kind", "getattr(cup, 'kind')"],
    ("class Row(NamedTuple): cups: int = 1\nrow = Row()", "Row.kind = 'milk'"): ["hasattr(row, 'kind')", "getattr(row, 'kind', 0)"],
    ("@dataclass\nclass Cup: size: int = field(default=1, init=False)\ncup = Cup()", "Cup.size = 2"): [
        "str(cup)", "print(cup)", "cup == Cup()", "f'{cup}'",
    ],
    ("def brew(cups: int): 'tea'", "brew.__annotations__['cups'] = str"): [
        "inspect.signature(brew)", "get_type_hints(brew)", "inspect.get_annotations(brew)",
    ],
    ("def brew(cups: int): 'tea'", "brew.__doc__ = 'milk'"): ["inspect.getdoc(brew)"],
    ("shelf = [1]; listed = list[int]", "shelf[0] = 7"): ["listed(shelf)", "list[int](shelf)"],
    ("class Row(NamedTuple): cups: int\nshelf = [1]", "shelf[0] = 7"): ["Row._make(shelf)"],
    ("import mmap\npage = mmap.mmap(-1, 9)", "page[0] = 7"): ["page[0]"],
    ("page = bytearray(b'tea'); found = re.search(b'e.', page); tell = found.group", "page[2] = 1"): ["found.group()", "found[0]", "tell()", "repr(found)"],
    ("import json\nshop = {'tea': [1]}; parts = json.JSONEncoder().iterencode(shop)", "shop['tea'][0] = 2"): ["''.join(parts)", "next(parts)"],
    ("import difflib\nteas = ['a']; pair = difflib.SequenceMatcher(None, teas, ['b'])", "teas[0] = 'b'"): ["pair.ratio()"],
    ("price = 5\ndef brew(cups: 'price'): 1", "globals price = 6"): ["get_type_hints(brew)", "inspect.signature(brew, eval_str=True)"],
    ("rows = {'tea': [1, 2]}", "rows['tea'][1] = 3"): [
        "for kind, (small, big) in rows.items(): seen.append(big)", "[big for kind, (_, big) in rows.items()]", "(_, big), more = rows['tea'], 5",
        "print(*(row for row in rows.values()))", "str([row for row in rows.values()])",
    ],
}  # fmt: skip
"""By what is there and what the one thread does: ways in which the other one comes by it."""
GLOBALS = "variables = vars(); of_module = locals()\ndef call(function): return function()\n"

NAMED = {
    ("class Till: 1\ntill = Till()", "Till.__len__ = lambda till: 0"): "Till.__len__",
    ("class Till: 1\ntill = Till()", "setattr(Till, '__eq__', lambda till, other: True)"): "Till.__eq__",
    ("class Till: 1\ntill = Till()", "type.__setattr__(Till, '__hash__', lambda till: 0)"): "Till.__hash__",
    ("class Till:\n    def __repr__(self): return 'till'\ntill = Till()", "del Till.__repr__"): "Till.__repr__",
    ("import enum\nclass Cup(enum.Enum): TEA = 1", "Cup.TEA._value_ = 2"): "Cup._value_",
    ("space = {'n': 0}; do = [exec]", "do[0]('n = 1', space)"): "what exec does",
    ("space = {'n': 0}; given = 'n = 1', space", "exec(*given)"): "what exec does",
    ("space = {'n': 0}; do = exec; do('n = 1', space)", "1"): "what exec does",
    ("code = compile('n = 1', '', 'exec')", "type(one)(code, {})()"): "what compile does",
    ("look = memoryview; buffer = bytearray(2); window = look(buffer)", "window[0] = 1"): "what memoryview does",
    ("import io\npage = io.BytesIO(b'tea'); window = page.getbuffer(); window.release()", "1"): "what memoryview does",
    ("brew = functools.partial(dict, cups=1)", "brew.keywords['cups'] = 2"): "partial.keywords",
    ("class Till:\n    def sell(self, **cups): 1\n    give = functools.partialmethod(sell, cups=1)", "vars(Till)['give'].keywords['cups'] = 2"): (
        "partialmethod.keywords"
    ),
    ("def brew(*, cups=1): 1\nkept = brew.__kwdefaults__", "kept.update(cups=2)"): "brew.__kwdefaults__",
    ("@dataclass(frozen=True)\nclass Cup: size: int = 1\ncup = Cup()", "vars(cup)['size'] = 2"): "Cup.__dict__",
    ("@dataclass(frozen=True)\nclass Cup: size: int = 1\ninside = Cup().__dict__", "inside.pop('size')"): "Cup.__dict__",
    ("import enum\nclass Cup(enum.Enum): TEA = 1", "Cup._value2member_map_[2] = Cup.TEA"): "Cup._value2member_map_",
    ("import string", "vars(string)['spoons'] = 1"): "string.__dict__",
    ("import types\nshop = types.ModuleType('shop'); inside = shop.__dict__", "inside.setdefault('till', 1)"): "shop.__dict__",
    ("class Till:\n    def sell(self): 1\nname = 'sell'", "setattr(Till, name, lambda till: 2)"): "Till.sell",
    ("brew = functools.partial(max, 1)", "brew.__setstate__((min, (1,), {}, None))"): "partial.__dict__",
    ("spilt = ValueError()", "spilt.add_note('tea')"): "ValueError.__notes__",
    ("def cups(): yield 1\nrail = cups()", "inspect.getgeneratorstate(rail)"): "inspect.getgeneratorstate",
    ("def cups(): yield 1\nrail = cups()", "rail.gi_running"): "generator.gi_running",
    ("async def brew(): 1\nlater = brew(); later.close()", "later.cr_frame"): "coroutine.cr_frame",
    ("import decimal", "decimal.DefaultContext.prec = 5"): "who goes by Context.prec",
    ("import reprlib", "reprlib.aRepr.maxlist = 2"): "who goes by Repr.maxlist",
    ("import calendar", "calendar.setfirstweekday(6)"): "what calendar.setfirstweekday does",
    ("import zoneinfo", "zoneinfo.ZoneInfo.clear_cache()"): "what zoneinfo.clear_cache does",
    ("import enum\nclass Cup(enum.Flag):\n    TEA = 1\n    MILK = 2", "seen.append(len(Cup._value2member_map_))"): "members for what is combined",
    ("import decimal\ncups = decimal.Context()", "decimal.setcontext(cups)"): "by which decimal.Context",
    ("space = {}\nclass Kind(type):\n    @classmethod\n    def __prepare__(kind, name, bases): return space", "class Till(metaclass=Kind): 1"): "__prepare__",
    ("@functools.singledispatch\ndef brew(cup): 1", "@brew.register\n    def _(cup: int): 2"): "functools.register",
}  # fmt: skip
"""By what is there and what one thread does to it: what the verdict says of that."""


def inspected(setup: str, one: str, other: str, guard: bool = False, order: str = "one, other"):
    bodies = {}
    for name, body in {"one": one, "other": other}.items():
        first = ""
        if body.startswith("globals "):
            first, body = "    global price\n", body.removeprefix("globals ")
        bodies[name] = first + ("    with lock:\n        " if guard else "    ") + body
    text = HEAD + setup + "\n" + GLOBALS + TAIL.format(**bodies, order=order)
    return inspect(Script(Program.from_source(text), "script"))


WAYS = [(*place, look) for place, looks in SEEN.items() for look in looks]


@pytest.mark.parametrize(("setup", "change", "look"), WAYS)
def test_it_is_seen_whoever_comes_first(setup, change, look):
    for order in ("one, other", "other, one"):
        found = inspected(setup, look, change, order=order)
        assert found.verdict == "broken"
        assert "data-race" in {finding.fault.kind for finding in found.findings}


@pytest.mark.parametrize(("setup", "change", "look"), WAYS)
def test_and_under_one_lock_it_is_certified(setup, change, look):
    found = inspected(setup, look, change, guard=True)
    assert (found.verdict, found.findings) == ("certified", ())


@pytest.mark.parametrize(("setup", "change"), NAMED)
def test_what_is_not_seen_is_named(setup, change):
    found = inspected(setup, change, "seen.append(1)")
    assert found.verdict == "bounded"
    assert NAMED[setup, change] in found.words


HALF_DONE = {
    "import graphlib\ntasks = graphlib.TopologicalSorter({'tea': {'water'}}); tasks.prepare()": "seen.append(tasks.get_ready())",
    "import shlex\nwords = shlex.shlex('tea with milk')": "seen.append(words.get_token())",
    "import csv, io\nrows = csv.DictWriter(io.StringIO(), ['cup'])": "rows.writerow({'cup': 1})",
    "import calendar\nyear = calendar.TextCalendar()": "seen.append(year.formatmonth(2020, 1))",
    "import itertools\none_of, other_of = itertools.tee(i for i in (1, 2))": "seen.append(next(one_of if len(seen) else other_of))",
    "pairs = zip((i for i in (1, 2)), 'ab')": "seen.append(next(pairs))",
}
"""By what there is: a step that others may find half done, in code that is not the program's own."""


@pytest.mark.parametrize("there", HALF_DONE)
def test_who_comes_while_something_is_half_done_is_named(there):
    found = inspected(there, HALF_DONE[there], HALF_DONE[there])
    assert found.verdict == "bounded"
    assert "while somebody else does" in found.words
    assert inspected(there, HALF_DONE[there], HALF_DONE[there], guard=True).verdict == "certified"


BETWEEN = {
    "stock = {'tea': 0}": ("known = stock['tea']", "stock.update(tea=known + 1)"),
    "stock = {'tea': 0}; more = stock": ("known = more['tea']", "more.update({'tea': known + 1})"),
    "class Till: 1\ntill = Till(); till.sold = 0": ("known = till.sold", "vars(till).update(sold=known + 1)"),
    "stock = {'tea': 0}; own = stock": ("known = own['tea']", "own.__setitem__('tea', known + 1)"),
    "stock = {'tea': 0}; last = stock": ("known = last['tea']", "last.__ior__({'tea': known + 1})"),
    "class Till: 1\ntill = Till(); till.taken = 0": (
        "known = till.taken",
        "object.__setattr__(till, 'taken', known + 1)",
    ),
    "import decimal\nway = decimal.Context(prec=3)": ("known = way.prec", "way.prec = known + 1"),
    "class Till:\n    def __init__(self): vars(self)['inside'] = {'sold': 0}\n    def __getattr__(self, name): return self.inside[name]\n"
    "    def __setattr__(self, name, value): self.inside[name] = value\ntill = Till()": (
        "known = till.sold",
        "till.sold = known + 1",
    ),
    "cook = threading.Thread(name='ana')": ("known = cook.name", "cook.name = known + 'o'"),
}
"""By what there is: how it is read, and how it is replaced by what was reckoned from that."""


@pytest.mark.parametrize("there", BETWEEN)
def test_what_is_replaced_by_what_was_read_earlier_is_lost(there):
    reads, stores = BETWEEN[there]
    work = f"with lock: {reads}\n    with lock: {stores}"
    assert {each.fault.kind for each in inspected(there, work, work).findings} == {"lost-update"}
    assert inspected(there, f"{reads}; {stores}", f"{reads}; {stores}", guard=True).verdict == "certified"


ORDERS = {
    "notes": """
        class Spilt(Exception): pass
        spilt = Spilt()
        both(lambda: spilt.add_note("tea"), lambda: spilt.add_note("milk"))
        assert spilt.__notes__ == ["tea", "milk"]
    """,
    "notes, and who reads them": """
        class Spilt(Exception): pass
        spilt = Spilt()
        both(lambda: spilt.add_note("tea"), lambda: seen.append(hasattr(spilt, "__notes__")))
        assert seen == [True]
    """,
    "what an error was raised from": """
        class Spilt(Exception): pass
        spilt = Spilt()
        def spill():
            try: raise spilt from KeyError()
            except Spilt: pass
        both(spill, lambda: seen.append(spilt.__cause__))
        assert seen != [None]
    """,
    "dice that go by a name of their own": """
        import random
        throw = random.Random(1).random; first = random.Random(1).random()
        both(lambda: seen.append(("ana", throw())), lambda: seen.append(("bo", throw())))
        assert ("ana", first) in seen
    """,
    "dice of one's own": """
        import random
        class Dice(random.Random): pass
        dice = Dice(1); first = random.Random(1).random()
        both(lambda: seen.append(("ana", dice.random())), lambda: seen.append(("bo", dice.random())))
        assert ("ana", first) in seen
    """,
    "an iterator's next, by a name of its own": """
        cups = iter(["tea", "milk"]); take = cups.__next__
        both(lambda: seen.append(("ana", take())), lambda: seen.append(("bo", take())))
        assert ("ana", "tea") in seen
    """,
    "the environment, asked by a function": """
        import os
        os.environ["CUPS"] = "1"
        both(lambda: os.environ.update(CUPS="2"), lambda: seen.append(os.getenv("CUPS")))
        assert seen == ["2"]
    """,
    "the environment in bytes": """
        import os
        os.environ["CUPS"] = "1"
        both(lambda: os.environ.update(CUPS="2"), lambda: seen.append(os.environb[b"CUPS"]))
        assert seen == [b"2"]
    """,
    "attributes in the order in which they came": """
        class Till: pass
        till = Till()
        both(lambda: setattr(till, "tea", 1), lambda: setattr(till, "milk", 2))
        assert list(vars(till)) == ["tea", "milk"]
    """,
    "what another replaces for a while": """
        from unittest.mock import patch
        shop = {"tea": 1}
        def sell():
            with patch.dict(shop, {"milk": 2}): pass
        both(sell, lambda: shop.setdefault("cake", 3))
        assert "cake" in shop
    """,
    "options of an older kind": """
        import optparse
        line = optparse.OptionParser()
        both(lambda: line.add_option("--cups"), lambda: seen.append(hasattr(line.parse_args([])[0], "cups")))
        assert seen == [True]
    """,
    "a class made below another": """
        class Till: pass
        def make():
            class Kiosk(Till): pass
            seen.append(Kiosk)
        both(make, lambda: seen.append(len(Till.__subclasses__())))
        assert 1 in seen
    """,
    "one made by type": """
        class Till: pass
        both(lambda: seen.append(type("Kiosk", (Till,), {})), lambda: seen.append(len(type.__subclasses__(Till))))
        assert 1 in seen
    """,
    "numbers that records get": """
        import itertools
        numbers = itertools.count()
        @dataclass
        class Order: number: int = field(default_factory=numbers.__next__)
        both(lambda: seen.append(("ana", Order().number)), lambda: seen.append(("bo", Order().number)))
        assert ("ana", 0) in seen
    """,
    "options that a command line has": """
        import argparse
        line = argparse.ArgumentParser()
        both(lambda: line.add_argument("--cups"), lambda: seen.append(hasattr(line.parse_args([]), "cups")))
        assert seen == [True]
    """,
    "a thread's name": """
        cook = threading.Thread(name="ana")
        def call(): cook.name = "bo"
        both(call, lambda: seen.append(cook.name))
        assert seen == ["bo"]
    """,
    "a file over another": """
        import io
        page = io.BytesIO(); text = io.TextIOWrapper(page, write_through=True)
        both(lambda: text.write("tea"), lambda: seen.append(page.getvalue()))
        assert seen == [b"tea"]
    """,
    "an archive": """
        import io, zipfile
        archive = zipfile.ZipFile(io.BytesIO(), "w")
        both(lambda: archive.writestr("tea", "1"), lambda: seen.append(archive.namelist()))
        archive.close()
        assert seen == [["tea"]]
    """,
}
RIGHT = {
    "classes below another, which nobody makes any more": """
        class Till: pass
        class Kiosk(Till): pass
        both(lambda: seen.append(Till.__subclasses__()), lambda: seen.append(Till.__subclasses__()))
        assert seen == [[Kiosk], [Kiosk]]
    """,
    "classes made by both, below others than what is asked for": """
        class Till: pass
        def make():
            class Kiosk: pass
            class Stall(Kiosk): pass
            with lock: seen.append((Stall.__name__, Till.__subclasses__()))
        both(make, make)
        assert seen == [("Stall", [])] * 2
    """,
    "classes made, and asked for, under one lock": """
        class Till: pass
        def make():
            with lock:
                class Kiosk(Till): pass
                seen.append((Kiosk, len(Till.__subclasses__())))
        both(make, make)
        assert [count for _, count in seen] == [1, 2]
    """,
    "what is frozen, looked at as a dictionary": """
        @dataclass(frozen=True)
        class Cup: size: int = 1
        cup = Cup(); brew = functools.partial(dict, cups=1)
        def look(): seen.append((vars(cup)["size"], cup.__dict__, brew.keywords["cups"], brew(), vars(functools).get("x")))
        both(look, look)
    """,
    "threads that give themselves a name": """
        names = [None, None]
        def cook(place):
            threading.current_thread().name = f"cook-{place}"
            names[place] = threading.current_thread().name
        both(lambda: cook(0), lambda: cook(1))
        assert names == ["cook-0", "cook-1"]
    """,
    "an error that both raise": """
        class Spilt(Exception): pass
        spilt = Spilt("tea")
        def spill():
            try: raise spilt
            except Spilt as error: seen.append(str(error))
        both(spill, spill)
        assert seen == ["tea", "tea"]
    """,
    "a note on an error that nobody else has": """
        def spill():
            try: 1 / 0
            except ZeroDivisionError as error: error.add_note("tea"); seen.append(1)
        both(spill, spill)
    """,
    "numbers that each reckons by its own rules": """
        import decimal
        def reckon(): decimal.setcontext(decimal.Context(prec=3)); decimal.getcontext().prec = 4; decimal.Decimal(1) / 3
        both(reckon, reckon)
    """,
    "names of functions and classes, which stay": """
        class Till: pass
        def brew(cups: int) -> str: "tea"
        def look(): seen.append((brew.__name__, Till.__qualname__, repr(Till()), brew.__annotations__, inspect.signature(brew)))
        both(look, look)
    """,
}
BOTH = """
def both(*functions):
    threads = [threading.Thread(target=f) for f in functions]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


@pytest.mark.parametrize("name", ORDERS)
def test_what_is_whole_may_come_in_either_order(name):
    found = inspect(Script(Program.from_source(HEAD + BOTH + textwrap.dedent(ORDERS[name])), "script"))
    assert [finding.fault.kind for finding in found.findings] == ["assertion"]


@pytest.mark.parametrize("name", RIGHT)
def test_and_what_nobody_changes_is_certified(name):
    found = inspect(Script(Program.from_source(HEAD + BOTH + textwrap.dedent(RIGHT[name])), "script"))
    assert (found.verdict, found.findings) == ("certified", ())


def test_how_often_threads_are_switched_is_for_all_of_them():
    found = inspected("1", "seen.append(sys.getswitchinterval())", "sys.setswitchinterval(0.5)")
    assert "how often threads are switched" in found.words


@pytest.mark.parametrize("change", ["getattr(one, '__glo' + 'bals__')['price'] = 5", "gc.get_referrers(seen)"])
def test_variables_that_are_found_unforeseen_are_named(change):
    text = f"import gc, threading\nseen = []; price = 1\ndef one(): {change}\ndef other(): seen.append(price)\n"
    found = inspect(Script(Program.from_source(text + BOTH + "both(one, other)\n"), "script"))
    assert found.verdict == "bounded"
    assert "__main__.__dict__" in found.words or "gc.get_referrers" in found.words
