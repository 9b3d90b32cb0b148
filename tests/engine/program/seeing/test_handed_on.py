"""Functions of Python's own, taken as values: what they touch is seen, whoever calls them by whatever name.

Each way to read is tried against a thread that changes what it reads (a data race), against one that does so under the
same lock, and against one that changes something else (both are right).
"""

from __future__ import annotations

import pytest

from cafe_sim.engine import Program, run

HEAD = """
import contextlib, copy, dataclasses, functools, heapq, itertools, json, operator, pickle, random, sys, threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import NamedTuple
class Cup:
    def __init__(self): self.price = 1; self.sold = 0; self.kinds = [1, 2]
class Slim:
    __slots__ = ("price", "sold")
    def __init__(self): self.price = 1; self.sold = 0
@dataclass(frozen=True)
class Fixed:
    price: int = 1
@dataclass
class Order:
    price: int = 1
    sold: int = field(default=0, repr=False, compare=False)
class Row(NamedTuple):
    kinds: list
cup = Cup(); cups = [cup, Cup()]; slim = Slim(); order = Order(); shelf = [1, 2]; shelves = [shelf]; row = Row(shelf)
by_price = attrgetter("price"); look = getattr; put = setattr; inside = vars; total = sum; tools = {"add up": sum, "put": setattr}
lock = threading.Lock()
"""
TAIL = """
def one():
    {one}
def other():
    {other}
threads = [threading.Thread(target=f) for f in (one, other)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""

ATTRIBUTE = [
    "sorted(cups, key=operator.attrgetter('price'))", "sorted(cups, key=by_price)", "max(cups, key=attrgetter('price'))",
    "cups[:].sort(key=attrgetter('price'))", "list(map(attrgetter('price'), cups))", "list(filter(by_price, cups))",
    "list(itertools.groupby(cups, key=attrgetter('price')))", "heapq.nsmallest(1, cups, key=attrgetter('price'))",
    "list(map(getattr, [cup], ['price']))", "look(cup, 'price')", "inside(cup)['price']", "'{0.price}'.format(cup)",
    "'{} {cup.price:>{wide}}'.format(1, cup=cup, wide=4)", "'{cup.price}'.format_map({'cup': cup})",
    "'{[0].price}'.format(cups)", "attrgetter('sold', 'price')(cup)", "functools.partial(look, cup)('price')",
]  # fmt: skip
"""Ways to read `cup.price`, and no other attribute but `sold`."""

ALL_ATTRIBUTES = [
    "copy.deepcopy(cups)", "pickle.dumps([cup])", "json.dumps(cup, default=vars)", "copy.copy(cup)",
    "json.dumps(cup, default=lambda each: each.__dict__)", "list(map(copy.copy, cups))",
]  # fmt: skip
"""Ways to read all that a cup has."""

ITEM = [
    "list(map(sum, shelves))", "list(map(str, shelves))", "list(map(json.dumps, shelves))", "total(shelf)",
    "tools['add up'](shelf)", "[f(shelf) for f in (min, max)]", "sorted(shelves, key=itemgetter(0))", "min(shelves, key=sum)",
    "functools.partial(print, shelf)()", "t = threading.Thread(target=print, args=(shelf,)); t.start(); t.join()",
    "ThreadPoolExecutor(1).submit(print, shelf).result()", "ThreadPoolExecutor(1).submit(sum, shelf).result()",
    "functools.reduce(operator.add, shelf)", "str(row)", "row == Row([3])", "f'{row}'", "list(map(operator.methodcaller('count', 1), shelves))",
    "'{0[0]}'.format(shelf)", "list(itertools.starmap(sum, [(shelf,)]))", "random.Random(1).choice(shelf)",
]  # fmt: skip
"""Ways to read `shelf[0]`."""

STORES = [
    "put(cup, 'price', 5)", "tools['put'](cup, 'price', 5)", "list(map(setattr, [cup], ['price'], [5]))",
    "functools.partial(setattr, cup, 'price', 5)()", "threading.Thread(target=setattr, args=(cup, 'price', 5)).start()",
    "stack = contextlib.ExitStack(); stack.callback(setattr, cup, 'price', 5); stack.close()",
]  # fmt: skip


HANDED_ON = [
    "with held({it}): pass", "Till().hold({it}).__enter__()", "contextlib.nullcontext({it})", "contextlib.closing({it})",
    "contextlib.ExitStack().callback(keep, {it})", "one_of({it})", "decorated({it})", "functools.partial(keep, {it})()",
    "contextvars.copy_context().run(keep, {it})", "now.set({it})", "types.SimpleNamespace(it={it})",
    "functools.reduce(lambda a, b: a, [{it}, {it}])", "functools.cmp_to_key(lambda a, b: 0)({it})", "operator.is_({it}, None)",
    "dataclasses.field(default={it})", "collections.OrderedDict(it={it})", "collections.defaultdict(list, it={it})",
    "max([{it}, {it}], key=id)", "sorted([{it}], key=lambda it: 1)", "heapq.nsmallest(1, [{it}], key=id)",
    "random.choice([{it}])", "[{it}].copy()", "[{it}] + [{it}]", "copy.copy([{it}])", "tuple([{it}])", "[{it}] * 2",
    "types.MethodType(keep, {it})()", "Row._make([{it}])", "dataclasses.replace(Order(), sold={it})",
    "unittest.TestCase().assertIsNotNone({it})", "unittest.TestCase().assertIs({it}, {it})",
]  # fmt: skip
"""What is kept, given to the program's own code or picked by something else: nobody looks into it."""

MAKERS = """
import collections, contextvars, types, unittest
@contextlib.contextmanager
def held(it): yield it
class Till:
    @contextlib.contextmanager
    def hold(self, it): yield it
@functools.singledispatch
def one_of(it): pass
@contextlib.contextmanager
def day(): yield
@day()
def decorated(it): pass
def keep(it): pass
now = contextvars.ContextVar("now")
box = {"sold": 1}
"""


def kinds(one: str, other: str) -> set[str]:
    """What one run shows that goes wrong between two threads."""
    outcome = run(Program.from_source(HEAD + TAIL.format(one=one, other=other)))
    assert outcome.state == "ended"
    return {fault.kind for fault in outcome.faults}


@pytest.mark.parametrize("read", [*ATTRIBUTE, *ALL_ATTRIBUTES])
def test_an_attribute_is_seen_however_it_is_read(read):
    assert kinds(read, "cup.price = 5") == {"data-race"}
    assert kinds(f"with lock: {read}", "with lock: cup.price = 5") == set()


@pytest.mark.parametrize("read", ATTRIBUTE)
def test_and_no_other_attribute(read):
    """What another lock guards is nobody's business but that of whoever names it."""
    assert kinds(read, "with lock: cup.kinds = []; cup.place = 3") == set()


@pytest.mark.parametrize("read", ITEM)
def test_an_element_is_seen_however_it_is_read(read):
    assert kinds(read, "shelf[0] = 5") == {"data-race"}
    assert kinds(f"with lock: {read}", "with lock: shelf[0] = 5") == set()
    assert kinds(read, "with lock: cup.price = 5") == set()


@pytest.mark.parametrize("store", STORES)
def test_a_store_is_seen_however_it_is_made(store):
    assert kinds("cup.price", store) == {"data-race"}
    assert kinds("cup.sold", store) == set()


@pytest.mark.parametrize("copied", ["copy.copy(slim)", "copy.deepcopy([slim])", "pickle.dumps(slim)"])
def test_what_is_kept_in_slots_is_copied_too(copied):
    assert kinds(copied, "slim.price = 5") == {"data-race"}
    assert kinds(f"with lock: {copied}", "with lock: slim.price = 5") == set()


def test_a_copy_with_one_field_replaced_looks_no_deeper():
    """What is in the lists that both copies have in common is not read by making the second."""
    kept = HEAD + "@dataclass\nclass Shop:\n    orders: list\n    open: bool = True\nshop = Shop([1])\n"
    for copied in ("dataclasses.replace(shop, open=False)", "copy.copy(shop)", "dataclasses.fields(shop)"):
        text = kept + TAIL.format(one=copied, other="with lock: shop.orders[0] = 2")
        assert run(Program.from_source(text)).faults == ()


def test_a_class_that_says_itself_how_it_is_copied_is_seen_doing_so():
    text = """
class Till:
    def __init__(self): self.total = 0; self.guard = threading.Lock()
    def __deepcopy__(self, memo):
        with self.guard: return self.total
    def __copy__(self):
        with self.guard: return self.total
till = Till()
""" + TAIL.format(one="copy.deepcopy([till]); copy.copy(till)", other="with till.guard: till.total = 2")
    assert run(Program.from_source(HEAD + text)).faults == ()


@pytest.mark.parametrize(
    "store",
    [
        "sys.modules[__name__].open_today = 2",
        "setattr(sys.modules['__main__'], 'open_today', 2)",
        "__main__.open_today = 2",
    ],
)
def test_a_global_is_seen_through_its_module(store):
    head = HEAD + ("import __main__\n" if "__main__." in store else "") + "open_today = 1\n"
    assert run(Program.from_source(head + TAIL.format(one="open_today", other=store))).faults[0].kind == "data-race"


def test_what_is_handed_on_is_still_what_it_was():
    """It looks, compares and works as the function itself does."""
    outcome = run(
        Program.from_source(
            HEAD
            + TAIL.format(one="pass", other="pass")
            + "step = functools.partial(print, 'a')\n"
            + "print(step, step.func == print, sorted('ab', key=str.upper), list(map(int, '12')), list(map(str, [1, 2])))\n"
            + "print([*filter(len, ['', 'a'])], max('ab', key=ord), sorted([(2, 1), (1, 2)], key=itemgetter(1)))\n"
            + "print(list(map(dict, [[(1, 2)]])), [*map(max, [1, 5], [4, 2])], dict(map(reversed, ['ab'])))\n"
        )
    )
    assert outcome.printed.splitlines()[1:] == [
        "['a'] b [(2, 1), (1, 2)]",
        "[{1: 2}] [4, 5] {'b': 'a'}",
    ]
    assert outcome.printed.splitlines()[0].endswith("True ['a', 'b'] [1, 2] ['1', '2']")
    assert "functools.partial(<" in outcome.printed


def test_what_goes_with_a_function_that_is_handed_on_may_be_anything():
    """The sentinel None, what no name is asked of, a builtin that is no function."""
    outcome = run(
        Program.from_source(
            HEAD
            + TAIL.format(one="pass", other="pass")
            + """
class Distant:
    def __getattr__(self, name): raise ConnectionError(name)

def tell(*what): print(*map(type, what))

end, far, much = None, Distant(), NotImplemented
hand_on = threading.Thread(target=tell, args=(end, far, much))
hand_on.start(); hand_on.join()
functools.partial(tell, end, far, much)()
with ThreadPoolExecutor() as pool: pool.submit(tell, end, far, much)
"""
        )
    )
    assert outcome.faults == ()
    assert outcome.printed.count("NoneType") == 3


@pytest.mark.parametrize("hands_on", HANDED_ON)
@pytest.mark.parametrize(("it", "change"), [("order", "order.sold += 1"), ("box", "box['sold'] += 1; box['more'] = 2")])
def test_handing_on_reads_nothing(hands_on, it, change):
    text = MAKERS + TAIL.format(one=hands_on.format(it=it), other=f"with lock: {change}")
    assert run(Program.from_source(HEAD + text)).faults == ()


@pytest.mark.parametrize(
    "later",
    [
        "stack = contextlib.ExitStack(); stack.callback(json.dumps, shelf); stack.close()",
        "contextvars.copy_context().run(json.dumps, shelf)",
        "functools.partial(json.dumps, shelf)()",
        "operator.not_(shelves[0])",
        "collections.OrderedDict(it=1, **{'a': shelf[0]})",
        "heapq.nsmallest(1, shelf, key=abs)",
        "functools.reduce(lambda a, b: a, shelf)",
    ],
)
def test_but_what_looks_there_in_the_end_is_seen(later):
    assert kinds(MAKERS.strip().splitlines()[0] + "; " + later, "shelf[0] = 5; shelf.extend([1]); shelf[:] = []") >= {
        "data-race"
    }
