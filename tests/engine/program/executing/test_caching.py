"""Caches: what they promise is kept, who finds what in them is seen, and nobody is blamed for it."""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program, run

TWO = """
def both(f):
    ts = [threading.Thread(target=f) for _ in range(2)]
    for t in ts: t.start()
    for t in ts: t.join()
"""

CACHES = {
    "lru_cache": (
        """
        @functools.lru_cache
        def price(item): return item * 2
        both(lambda: price(3))
        """,
        [
            ("load", "price's cache"),
            ("load", "price(3)"),
            ("store", "price(3)"),
            ("load", "price's cache"),
            ("load", "price(3)"),
        ],
    ),
    "a bounded one, as a method": (
        """
        class Menu:
            @functools.lru_cache(maxsize=1)
            def price(self, item): return item * 2
        menu = Menu()
        both(lambda: menu.price(3))
        """,
        [
            ("load", "price's cache"),
            ("load", "price(…)"),
            ("store", "price(…)"),
            ("store", "price's cache"),
            ("load", "price(…)"),  # it is full: who asks decides who stays
        ],
    ),
    "cached_property": (
        """
        class Menu:
            @functools.cached_property
            def items(self): return ("latte",)
        menu = Menu()
        both(lambda: menu.items)
        """,
        [("load", "Menu-1.items"), ("store", "Menu-1.items"), ("load", "Menu-1.items")],
    ),
}


@pytest.mark.parametrize("name", CACHES)
def test_look_ups_and_results_kept_are_seen_and_are_no_race(name):
    text, expected = CACHES[name]
    outcome = run(Program.from_source("import functools, threading\n" + TWO + textwrap.dedent(text)))
    trace = outcome.trace
    seen = [(e.op, trace.objects[e.target].name) for e in trace.events if e.op in ("load", "store")]
    assert [each for each in seen if not each[1].endswith("'s start")] == expected
    assert outcome.faults == ()


def test_a_cache_is_the_standard_librarys():
    text = """
import functools
@functools.lru_cache(maxsize=2, typed=True)
def f(x):
    "Doc."
    return [x]
assert f(1) is f(1) and f(1.0) is not f(1)
f(2)
print(f.cache_info(), f.cache_parameters(), f.__name__, f.__doc__, f.__wrapped__(5))
f.cache_clear()
print(f.cache_info())
try: f([])
except TypeError as error: print(error)
class C:
    @functools.cached_property
    def p(self): return [1]
c = C()
assert c.p is c.p and isinstance(C.p, functools.cached_property)
c.p = 2; print(c.p, vars(c)); del c.p; print(c.p)
"""
    assert run(Program.from_source(text)).printed == (
        "CacheInfo(hits=2, misses=3, maxsize=2, currsize=2) {'maxsize': 2, 'typed': True} f Doc. [5]\n"
        "CacheInfo(hits=0, misses=0, maxsize=2, currsize=0)\nunhashable type: 'list'\n2 {'p': 2}\n[1]\n"
    )
