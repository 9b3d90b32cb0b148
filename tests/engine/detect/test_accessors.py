"""A value that comes out of an object by one method and goes back by another: what others wrote between is lost.

However each of the two is guarded. And nobody is blamed who knows what he does: who holds a lock around both, who
compares and exchanges, who sets the same flag twice.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

HEAD = """
import threading, itertools, time, functools
class Store:
    def __init__(self, **d): self._l = threading.RLock(); self._d = {"n": 0, "m": 0, **d}; self._v = 0; self.x = 0; self.seq = ()
    def get(self, k="n"):
        with self._l: return self._d[k]
    def fetch(self):
        with self._l:
            value = self._d["n"]
            return value
    def set(self, k, v):
        with self._l: self._d[k] = v
    def put(self, v):
        with self._l: self._d["n"] = v
    def get_v(self):
        with self._l: return self._d["n"], self._v
    def put_v(self, v, ver):
        with self._l:
            if ver != self._v: return False
            self._d["n"] = v; self._v += 1
            return True
    def cas(self, old, new):
        with self._l:
            if self._d["n"] != old: return False
            self._d["n"] = new
            return True
    def put_max(self, v):
        with self._l: self._d["n"] = max(v, self._d["n"])
    def put_if_more(self, v):
        with self._l:
            if v > self._d["n"]: self._d["n"] = v
    def finish(self, v):
        with self._l: self._d["n"] = 99
    def log(self, v):
        with self._l: self._d["m"] = v
    def note(self, v):
        with self._l: self.seq = (*self.seq, v)
    def add(self, v):
        with self._l: self._d["n"] += v
    def size(self):
        with self._l: return len(self._d)
    def is_set(self):
        with self._l: return self.x != 0
    def mark(self, v):
        with self._l: self.x = v
    def flags(self):
        with self._l: return self.x
    def swap(self, v):
        with self._l:
            old = self._d["n"]; self._d["n"] = v
            return old
    def peek(self):
        with self._l:
            if self._d["n"] < 0: raise ValueError
            return self._v
    def set_v(self, v):
        with self._l: self._v = v
    def apply(self, f):
        with self._l: self._d["n"] = f(self._d["n"])
s = Store(); big = threading.Lock(); other = Store(); order = threading.Semaphore(1)
def go(*fs):
    ts = [threading.Thread(target=f) for f in fs]
    for t in ts: t.start()
    for t in ts: t.join()
"""

WRONG = {
    "in one expression": """
        def w(): s.set('n', s.get('n') + 1)
        go(w, w)
    """,
    "by way of a local": """
        def w():
            v = s.get()
            s.put(v + 1)
        go(w, w)
    """,
    "added to in the local": """
        def w():
            v = s.fetch()
            v += 1
            s.put(v)
        go(w, w)
    """,
    "a name's value added to in the local": """
        step = 2
        def w(n):
            v = s.get()
            v += n
            v -= step
            s.put(v)
        go(lambda: w(1), lambda: w(1))
    """,
    "by way of a property, and given back to a method": """
        class Till(Store):
            @property
            def n(self): return self.fetch()
            @n.setter
            def n(self, v): self.put(v)
        t = Till()
        def w():
            n = t.n
            n += 2
            t.put(n)
        go(w, w)
    """,
    "by way of a method, and given back to a property": """
        class Till(Store):
            n = property(lambda self: self.fetch(), lambda self, v: self.put(v))
        t = Till()
        def w(): t.n = t.get() + 2
        go(w, w)
    """,
    "of a dictionary that guards itself, and does its work by super()": """
        class Safe(dict):
            lock = threading.RLock()
            def get(self, k, default=None):
                with self.lock: return super().get(k, default)
            def __setitem__(self, k, v):
                with self.lock: super().__setitem__(k, v)
        safe = Safe(n=0)
        def w(): safe["n"] = safe.get("n") + 1
        go(w, w)
    """,
    "of what an object has": """
        class Shop:
            def __init__(self): self.till = Store()
            def sell(self): self.till.put(self.till.get() + 1)
        shop = Shop()
        go(shop.sell, shop.sell)
    """,
    "of one of several": """
        tills = {"bo": s, "cy": Store()}
        def w(who): tills[who].put(tills[who].get() + 1)
        go(lambda: w("bo"), lambda: w("bo"))
    """,
    "by way of two locals": """
        def w():
            v = s.get()
            new = v * 2 + 1
            s.put(new)
        go(w, w)
    """,
    "of an object that was given": """
        def w(store): store.put(store.get() - 1)
        go(functools.partial(w, s), functools.partial(w, s))
    """,
    "from inside, by methods that guard themselves": """
        class Sub(Store):
            def inc(self): self.put(self.get() + 1)
        q = Sub()
        go(q.inc, q.inc)
    """,
    "after a look whether there is room": """
        def w():
            v = s.get()
            if v < 5: s.put(v + 1)
        go(w, w)
    """,
    "against somebody who only writes": """
        go(lambda: s.put(s.get() + 1), lambda: s.put(7))
    """,
    "against somebody who adds as one should": """
        def w(): s.put(s.get() + 1)
        go(w, lambda: s.add(5))
    """,
    "by keywords": """
        def w(): s.set(k='n', v=1 + s.get(k='n'))
        go(w, w)
    """,
    "again and again": """
        def w():
            for _ in range(2): s.put(s.get() + 1)
        go(w, w)
    """,
    "a text made longer": """
        s.put('')
        def w(c): s.put(s.get() + c)
        go(lambda: w('a'), lambda: w('b'))
    """,
    "by methods that call methods": """
        class T(Store):
            def read(self): return self.get('n')
            def write(self, v): self.set('n', v)
        t = T()
        def w(): t.write(t.read() + 1)
        go(w, w)
    """,
    "from one key to another": """
        def w(n): s.set('m', s.get('m') + n); s.set('n', s.get('n') - n)
        go(lambda: w(1), lambda: w(2))
    """,
    "in a lambda": """
        inc = lambda: s.put(s.get() + 1)
        go(inc, inc)
    """,
}

RIGHT = {
    "a dictionary that guards itself, in a lock of whoever counts with it": """
        class Safe(dict):
            lock = threading.RLock()
            def get(self, k, default=None):
                with self.lock: return super().get(k, default)
            def __setitem__(self, k, v):
                with self.lock: super().__setitem__(k, v)
        safe = Safe(n=0)
        def w():
            with safe.lock: safe["n"] = safe.get("n") + 1
        go(w, w)
    """,
    "from one of several to another": """
        tills = [s, Store()]
        def w(i): tills[1].put(tills[0].get() + 1) if i else tills[0].get()
        go(lambda: w(0), lambda: w(1))
    """,
    "outer lock": """
        def w():
            with big: s.put(s.get() + 1)
        go(w, w)
        assert s.get() == 2
    """,
    "own rlock outside": """
        def w():
            with s._l: s.put(s.get() + 1)
        go(w, w)
        assert s.get() == 2
    """,
    "semaphore outside": """
        def w():
            with order: s.put(s.get() + 1)
        go(w, w)
        assert s.get() == 2
    """,
    "cas loop": """
        def w():
            while True:
                old = s.get()
                if s.cas(old, old + 1): break
        go(w, w)
        assert s.get() == 2
    """,
    "cas inline": """
        def w():
            while not s.cas(old := s.get(), old + 1): pass
        go(w, w)
        assert s.get() == 2
    """,
    "version loop": """
        def w():
            while True:
                v, ver = s.get_v()
                if s.put_v(v + 1, ver): break
        go(w, w)
        assert s.get() == 2
    """,
    "add": """
        def w(): s.add(1)
        go(w, w)
        assert s.get() == 2
    """,
    "add of read": """
        def w(): s.add(s.get() * 0 + 1)
        go(w, w)
        assert s.get() == 2
    """,
    "put_max": """
        def w(n): s.put_max(s.get() + n)
        go(lambda: w(1), lambda: w(2))
    """,
    "put_if_more": """
        def w(n): s.put_if_more(s.get() + n)
        go(lambda: w(1), lambda: w(2))
    """,
    "cache twice": """
        s.put(None)
        def w():
            v = s.get()
            if v is None:
                v = 3 * 2
                s.put(v)
            return v
        go(w, w)
    """,
    "cache put back": """
        s.put(None)
        def w():
            v = s.get()
            if v is None: v = 6
            s.put(v)
        go(w, w)
    """,
    "cache or": """
        s.put(None)
        def w(): s.put(s.get() or 6)
        go(w, w)
    """,
    "flag or": """
        def w(): s.mark(s.flags() | 1)
        go(w, w)
    """,
    "flag and": """
        s.mark(3)
        def w(): s.mark(s.flags() & 1)
        go(w, w)
    """,
    "flag check": """
        def w():
            if not s.is_set(): s.mark(1)
        go(w, w)
    """,
    "finish": """
        def w(): s.finish(s.get() + 1)
        go(w, w)
    """,
    "log elsewhere": """
        def w(): s.log(s.get() + 1)
        go(w, w, lambda: s.put(3))
    """,
    "other key": """
        def w(k): s.set(k, s.get('n') + 1)
        go(lambda: w('m'), lambda: w('q'))
    """,
    "own key each": """
        def w(k): s.set(k, s.get(k) + 1)
        go(lambda: w('n'), lambda: w('m'))
    """,
    "other store": """
        def w(): other.put(s.get() + 1)
        go(w, w)
    """,
    "one writer": """
        def w(): s.put(s.get() + 1)
        go(w, s.get, s.fetch)
    """,
    "one after the other": """
        def w(): s.put(s.get() + 1)
        go(w)
        go(w)
        assert s.get() == 2
    """,
    "handed over": """
        e = threading.Event()
        def a(): s.put(s.get() + 1); e.set()
        def b(): e.wait(); s.put(s.get() + 1)
        go(a, b)
        assert s.get() == 2
    """,
    "barrier": """
        b = threading.Barrier(2)
        def a(): s.put(s.get() + 1); b.wait()
        def c(): b.wait(); s.put(s.get() + 1)
        go(a, c)
        assert s.get() == 2
    """,
    "copied attr": """
        def w(): s.note(s.get() + 1)
        go(w, w)
        assert len(s.seq) == 2
    """,
    "swap": """
        def w(): s.swap(1 + 1)
        go(w, w)
    """,
    "apply": """
        def w(): s.apply(lambda v: v + 1)
        go(w, w)
        assert s.get() == 2
    """,
    "peek guard only": """
        def w(): s.put(s.peek() + 5)
        go(w, w)
    """,
    "blind": """
        def w(n): s.get(); s.put(n + 1)
        go(lambda: w(1), lambda: w(2))
    """,
    "blind after read of other": """
        def w(n):
            v = s.get()
            s.put(n + 1)
            return v
        go(lambda: w(1), lambda: w(2))
    """,
    "rebound": """
        def w(n):
            v = s.get() + 1
            v = n
            s.put(v)
        go(lambda: w(1), lambda: w(2))
    """,
    "compared only": """
        def w(n):
            if s.get() + 1 > 0: s.put(n)
        go(lambda: w(1), lambda: w(2))
    """,
    "printed": """
        def w(): print(s.get() + 1)
        go(w, lambda: s.put(4))
    """,
    "there and back": """
        def w():
            with big:
                s.put(s.get() + 1)
                s.put(s.get() - 1)
        go(w, lambda: s.get())
        assert s.get() == 0
    """,
    "queue of deltas": """
        import queue
        q = queue.Queue()
        def owner():
            for _ in range(2): s.put(s.get() + q.get())
        go(owner, lambda: q.put(1), lambda: q.put(2))
        assert s.get() == 3
    """,
    "thread local store": """
        loc = threading.local()
        def w():
            loc.s = Store()
            st = loc.s
            st.put(st.get() + 1)
            assert st.get() == 1
        go(w, w)
    """,
    "own store each": """
        def w():
            s = Store()
            s.put(s.get() + 1)
            assert s.get() == 1
        go(w, w)
    """,
    "path like": """
        def w():
            p = 'a b'
            q = p.replace('a', p.strip() + 'x')
            assert q == 'a bx b'
        go(w, w)
    """,
    "ids": """
        c = itertools.count(1)
        def w(): s.set(next(c), s.size() + 1)
        go(w, w)
    """,
    "leader": """
        l = threading.Lock()
        def w():
            if l.acquire(blocking=False): s.put(s.get() + 1)
        go(w, w)
        assert s.get() == 1
    """,
}

OWN_CODE = """
import threading
class T:
    def __init__(self): self._l = threading.Lock(); self._v = 0; self._d = {"n": 0}
    @property
    def v(self):
        with self._l: return self._v
    @v.setter
    def v(self, n):
        with self._l: self._v = n
    def __getitem__(self, k):
        with self._l: return self._d[k]
    def __setitem__(self, k, n):
        with self._l: self._d[k] = n
class M(T):
    @property
    def v(self):
        with self._l: return self._v
    @v.setter
    def v(self, n):
        with self._l: self._v = max(self._v, n)
    @property
    def done(self):
        with self._l: return self._v
    @done.setter
    def done(self, n):
        with self._l: self._v = 99
    @property
    def double(self):
        with self._l: return self._v * 2
    @property
    def busy(self):
        with self._l:
            if self._v: pass
            return self._d["n"]
    @busy.setter
    def busy(self, n):
        with self._l: self._v = n
t = T(); u = T(); m = M(); big = threading.RLock()
def go(*fs):
    ts = [threading.Thread(target=f) for f in fs]
    for t in ts: t.start()
    for t in ts: t.join()
"""
WRONG_BY_OWN_CODE = {
    "a property, written out": """
        def w(): t.v = t.v + 1
        go(w, w)
    """,
    "a property, by way of a local": """
        def w():
            n = t.v
            n += 1
            t.v = n
        go(w, w)
    """,
    "an item, written out": """
        def w(): t['n'] = t['n'] + 1
        go(w, w)
    """,
    "an item, if there is room": """
        def w():
            n = t['n']
            if n < 3: t['n'] = n + 1
        go(w, w)
    """,
    "a property of its own": """
        class Q(T):
            def inc(self): self.v = self.v + 1
        q = Q()
        go(q.inc, q.inc)
    """,
    "a property, against somebody who only writes": """
        def w(): t.v = t.v + 1
        def z(): t.v = 9
        go(w, z)
    """,
}
RIGHT_BY_OWN_CODE = {
    "a lock around both": """
        def w():
            with big: t.v = t.v + 1
        go(w, w)
        assert t.v == 2
    """,
    "a lock around both, for items": """
        def w():
            with big: t['n'] = t['n'] + 1
        go(w, w)
        assert t['n'] == 2
    """,
    "a property that keeps the maximum": """
        def w(n): m.v = m.v + n
        go(lambda: w(1), lambda: w(2))
    """,
    "a property that stores something else": """
        def w(): m.done = m.done + 1
        go(w, w)
    """,
    "a property that stores elsewhere": """
        def w(): m.busy = m.busy + 1
        go(w, w)
    """,
    "the same flag twice": """
        def w(): t.v = t.v | 1
        go(w, w)
    """,
    "another object": """
        def w(): u.v = t.v + 1
        go(w, w)
    """,
    "another key": """
        t['a'] = 0; t['b'] = 0
        def w(k): t[k] = t['n'] + 1
        go(lambda: w('a'), lambda: w('b'))
    """,
    "each its own key": """
        t['a'] = 0; t['b'] = 0
        def w(k): t[k] = t[k] + 1
        go(lambda: w('a'), lambda: w('b'))
        assert t['a'] == t['b'] == 1
    """,
    "one writer and readers": """
        def w(): t.v = t.v + 1
        def r(): return t.v
        go(w, r, r)
    """,
    "a blind store after a look": """
        def w(n):
            t.v + 1
            t.v = n
        go(lambda: w(1), lambda: w(2))
    """,
    "made if there is none": """
        t.v = None
        def w():
            if t.v is None: t.v = 3 + 3
        go(w, w)
    """,
    "made if there is none, and put back": """
        t.v = None
        def w():
            v = t.v
            if v is None: v = 6
            t.v = v
        go(w, w)
    """,
    "one after the other": """
        e = threading.Event()
        def a(): t.v = t.v + 1; e.set()
        def b(): e.wait(); t.v = t.v + 1
        go(a, b)
        assert t.v == 2
    """,
    "an object each": """
        def w():
            t = T()
            t.v = t.v + 1
            assert t.v == 1
        go(w, w)
    """,
    "whoever comes first, alone": """
        l = threading.Lock()
        def w():
            if l.acquire(blocking=False): t.v = t.v + 1
        go(w, w)
        assert t.v == 1
    """,
    "a lock, again and again": """
        def w():
            for _ in range(2):
                with big: t.v = t.v + 1
        go(w, w)
        assert t.v == 4
    """,
    "a look long before": """
        def w(n):
            a = t.v + 1
            with big: t.v = 2 + 2
        go(lambda: w(1), lambda: w(2))
    """,
}

FUNCTIONS = """
import threading
lock = threading.Lock(); big = threading.Lock(); n = 0; d = {"a": 0, "b": 0}; hi = 0
def get():
    with lock: return n
def put(v):
    global n
    with lock: n = v
def get_item(k):
    with lock: return d[k]
def put_item(k, v):
    with lock: d[k] = v
def put_max(v):
    global n
    with lock: n = max(n, v)
def note(v):
    global hi
    with lock: hi = v
def twice(v): return v * 2
def go(*fs):
    ts = [threading.Thread(target=f) for f in fs]
    for t in ts: t.start()
    for t in ts: t.join()
"""
WRONG_BY_FUNCTIONS = {
    "in one expression": """
        def w(): put(get() + 1)
        go(w, w)
    """,
    "by way of a local": """
        def w():
            v = get()
            v -= 1
            put(v)
        go(w, w)
    """,
    "an item": """
        def w(): put_item('a', get_item('a') + 1)
        go(w, w)
    """,
}
RIGHT_BY_FUNCTIONS = {
    "a lock around both": """
        def w():
            with big: put(get() + 1)
        go(w, w)
        assert n == 2
    """,
    "the maximum is kept": """
        def w(): put_max(get() + 1)
        go(w, w)
    """,
    "stored elsewhere": """
        def w(): note(get() + 1)
        go(w, w)
    """,
    "each its own key": """
        def w(k): put_item(k, get_item(k) + 1)
        go(lambda: w('a'), lambda: w('b'))
    """,
    "a blind store after a look": """
        def w(v): get(); put(v + 1)
        go(lambda: w(1), lambda: w(2))
    """,
    "what was no look at anything": """
        def w(v): put(twice(v) + 1)
        go(lambda: w(1), lambda: w(2))
    """,
    "functions that only reckon": """
        def fib(k): return k if k < 2 else fib(k - 1) + fib(k - 2)
        def w(): assert twice(fib(6) + 1) == 18
        go(w, w)
    """,
}


def inspected(text: str, head: str = HEAD):
    return inspect(Script(Program.from_source(head + textwrap.dedent(text)), "script"))


@pytest.mark.parametrize("name", WRONG)
def test_what_others_wrote_between_asking_and_giving_back_is_lost(name):
    found = inspected(WRONG[name])
    assert {finding.fault.kind for finding in found.findings} == {"lost-update"}


@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_nobody_is_blamed_who_loses_nothing(name):
    found = inspected(RIGHT[name])
    assert found.findings == ()
    assert found.verdict in ("certified", "bounded")


def test_the_words_name_both_lines_and_the_lock_that_was_given_back():
    fault = inspected(WRONG["in one expression"]).findings[0].fault
    assert [site.line for site in fault.sites] == [6, 12, 12]
    assert "s._l was given back between the read and the write: held throughout, it would have kept" in fault.message


def by_other_ways(own_code, functions):
    """Programs whose guarded values go by way of the program's own code, or of two functions around a global."""
    ways = {OWN_CODE: own_code, FUNCTIONS: functions}
    return [pytest.param(text, kind, id=name) for kind, texts in ways.items() for name, text in texts.items()]


@pytest.mark.parametrize(("text", "around"), by_other_ways(WRONG_BY_OWN_CODE, WRONG_BY_FUNCTIONS))
def test_so_is_what_was_written_between_a_property_or_two_functions(text, around):
    assert {finding.fault.kind for finding in inspected(text, around).findings} == {"lost-update"}


@pytest.mark.parametrize(("text", "around"), by_other_ways(RIGHT_BY_OWN_CODE, RIGHT_BY_FUNCTIONS))
def test_nobody_is_blamed_whose_properties_or_functions_lose_nothing(text, around):
    found = inspected(text, around)
    assert (found.verdict, found.findings) == ("certified", ())
