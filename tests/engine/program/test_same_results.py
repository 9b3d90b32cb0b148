"""A program does the same with and without rewriting: a table of what Python can do, run three ways.

As it is; rewritten, with nobody else there; and rewritten with a second thread that has been, so that every access is
seen.
"""

from __future__ import annotations

import io
import sys
import textwrap
from contextlib import redirect_stdout

import pytest

from cafe_sim.engine import Program, run

SEEN = "import threading as _t; _t.Thread(target=int).start(); del _t\n"
"""After this line there is a second actor, and accesses are seen."""

FEATURES = {
    "values that come out of calls, and go into others": """
        import asyncio, contextlib, functools
        n = 0
        def get(k=0): return n if k == 0 else get(k - 1)
        def put(v, *rest, key=None, **more):
            'what it says'
            global n
            n = v
            return v
        look = lambda k, m=2: n + k if k < m else look(k - 1)
        put(get(3) + 1, 1, key=n, other=get()); put(look(4) + 1); print(n, put.__doc__)
        @contextlib.contextmanager
        def told():
            yield n
        def twice():
            got = yield n
            yield got
        with told() as a, told() as b: n = a + b + 1
        for v in twice():
            if v is not None: n = v + 1
        else: n = n + 0
        g = twice(); print(n, next(g), g.send(n + 5))
        class Box:
            @staticmethod
            def get(): return n
            def __call__(self, v): return put(v + 1)
            def __getattr__(self, name): return n, name
            @property
            def twice(self): return n * 2
        box = Box(); put(box(box.get() + 1)); put(box.any[0] + box.twice); print(n, box.other)
        def logged(f):
            @functools.wraps(f)
            async def inner(*args, **named): return await f(*args, **named)
            return inner
        @logged
        async def fetch(bad=False):
            'fetches'
            await asyncio.sleep(0)
            try:
                if bad: raise ValueError(n)
                return n
            finally: await asyncio.sleep(0)
        async def main():
            global n
            c = fetch(); n = await c + 1
            a, *rest = await asyncio.gather(fetch(), asyncio.wait_for(fetch(), 5))
            put(a + sum(rest)); print(n, fetch.__name__, fetch.__doc__)
            try: put(await fetch(bad=True) + 1)
            except ValueError as e: print("refused", e)
            asyncio.get_running_loop().call_soon(put, await fetch() + 1)
            await asyncio.sleep(0); print(n)
            f = functools.partial(put, get() + 1); print(f.args, f(), n)
            async def looks():
                yield n
                yield n + 1
            async for v in looks(): n = v + 1
            print(n, [v async for v in looks()])
        asyncio.run(main())
    """,
    "functions of Python's own, handed on and called by another name": """
        import functools, inspect, operator, heapq, itertools, json, copy, pickle
        from operator import attrgetter, itemgetter, methodcaller
        def f(): pass
        d = dict(key=len, default=str); print(d["key"] is len)
        print(sorted([3,1,2], key=None), min([], key=len, default=7), sorted("bA", key=str.lower), max([[1],[2,3]], key=len))
        print(list(map(str, (1, None, "a"))), list(filter(None, [0, 1])), list(filter(str.isdigit, "a1")))
        print([*map(pow, [2,3],[3,2])], [*map(dict.fromkeys, ["ab"])], [*map(list, ["ab"])], [*map(tuple, [[1]])], [*map(set, [[1,1]])])
        print("{0.real} {1[0]} {x[k]} {2:>{w}}".format(1, [5], 2, w=3, x={"k": 1}))
        print("{} {}".format(1, 2), "{a!r:>5}".format(a="x"), "{:{}}".format(3, 4), "{{}}".format(), "{0[a b]}".format({"a b": 1}))
        for bad in ("{0.nope}", "{5}", "{x}", "{"):
            try: print(bad.format(1))
            except Exception as e: print(type(e).__name__, e)
        g = attrgetter("real", "imag"); print(g(3), attrgetter("a.b")(type("X", (), {"a": type("Y", (), {"b": 4})})), itemgetter(1)([1,2]), itemgetter("a","b")({"a":1,"b":2}), methodcaller("upper")("x"))
        try: itemgetter(9)([1])
        except IndexError as e: print(e)
        try: attrgetter("zz")(3)
        except AttributeError as e: print(e)
        print(functools.reduce(operator.mul, [1,2,3]), list(itertools.accumulate([1,2,3], operator.mul)), list(itertools.starmap(max, [(1,2)])), [k for k, _ in itertools.groupby("aab", key=str.upper)])
        print(list(itertools.chain.from_iterable(map(reversed, ["ab"]))), heapq.nlargest(1, ["a", "bb"], key=len))
        put = setattr; class_ = type("C", (), {}); c = class_(); put(c, "x", 1); print(getattr(c, "x"), (lambda h: h(c, "y"))(hasattr))
        print(json.dumps({"a": c}, default=vars), json.dumps([1], default=None), json.dumps({1}, default=lambda s: sorted(s)))
        look = {"n": next, "i": iter}; it = look["i"]([1]); print(look["n"](it), look["n"](it, 5))
        print(inspect.signature(functools.partial(f)), callable(len), [h.__name__ for h in (len, sum, print)])
        class K:
            cmp = staticmethod(operator.lt)
            key = attrgetter("v")
            def __init__(s, v): s.v = v
        print(K.cmp(1, 2), [k.v for k in sorted([K(2), K(1)], key=K.key)])
        print(copy.deepcopy([K(3)])[0].v, sum(map(len, ["a", "bb"])), any(map(callable, [1])), list(zip(*map(list, ["ab", "cd"]))))
        print(isinstance(next(map(len, ["a"])), int), list(map(lambda a, b: a + b, [1], [2])), list(map(print, [])))
        import collections; print(collections.Counter(map(type, [1, "a"])), collections.defaultdict(list, {1: [2]}))
        class S(str):
            def format(self, *a): return "own"
        print(S("{0.x}").format(1))
    """,
    "where it is, by other names": """
        where, inside, which = globals, vars, dir
        def f(cup, n=2):
            x = [n for _ in range(2)]
            return where()["f"] is f, inside(), which(), sorted(k for k in inside())
        print(f(1), where() is globals(), inside()["f"] is f, "f" in which(), where()["__name__"], inside()["__name__"])
        class C:
            a = 1
            print(sorted(k for k in inside() if k[0] != "_"), [k for k in which() if k[0] != "_"])
        import builtins, functools; print(builtins.globals() is globals(), functools.partial(where)() is globals(), globals.__name__)
    """,
    "annotations that are reckoned": """
        import typing
        from typing import Annotated, Callable, ClassVar, Generic, Literal, Optional, TypeVar
        T = TypeVar("T"); size = {"cup": int}
        def f(a: size["cup"], *b: list[int], c: "later" = 1, d: int | None = None, **e: Callable[[int], str]) -> Optional[T]: return a
        print(f.__annotations__, f(1))
        class C(Generic[T]):
            x: ClassVar[int] = 1
            y: Literal["a", "b"]
            z: Annotated[T, [1, 2], size]
            def m(self: "C[T]", other: typing.Any = None) -> "C[T]": return self
        print(C.__annotations__, C.m.__annotations__, typing.get_type_hints(C)["x"])
        top: dict[str, int] = {}; print(globals().get("__annotations__"))
        def g():
            inner: nowhere = 1
            return inner
        print(g())
    """,
    "errors raised again": """
        class E(Exception): pass
        e = E("x"); kept = {"e": e}; holder = type("H", (), {"e": e})
        for how in (1, 2, 3, 4):
            try:
                if how == 1: raise e
                if how == 2: raise kept["e"] from KeyError("k")
                if how == 3: raise holder.e from None
                raise E
            except E as x: print(repr(x), repr(x.__cause__), x.__suppress_context__, x.__context__ is None, x.__traceback__ is not None)
        e.add_note("n"); print(e.__notes__)
        try: raise e.nothing
        except AttributeError as x: print(x)
        try: raise kept
        except TypeError as x: print(x)
    """,
    "generators that are sent on to": """
        def inner():
            got = []
            try:
                while True:
                    got.append((yield len(got)))
            except KeyError:
                return got
        def outer():
            r = yield from inner()
            g = inner()
            r2 = yield from g
            yield r, r2
        o = outer(); print(next(o), o.send("a"), o.send("b"), o.throw(KeyError), o.send("c"), o.throw(KeyError))
        class Tree:
            def __init__(self, *k): self.k = k
            def walk(self):
                yield self
                for c in self.k: yield from c.walk()
        print(len(list(Tree(Tree(), Tree(Tree())).walk())))
    """,
    "iterators of every kind, kept": """
        import copy, csv, heapq, itertools, pickle
        rows = [3, 1, 2]
        kept = [iter(rows), reversed(rows), map(str, rows), zip(rows, rows), enumerate(rows), filter(None, rows)]
        print([list(each) for each in kept], list(itertools.chain.from_iterable([rows, (4,)])), list(itertools.repeat(rows, 2)))
        one, two = itertools.tee(rows); print(next(one), list(two), list(one), list(heapq.merge([1], rows, key=lambda n: -n)))
        print(list(csv.reader(["a,b"])), list(itertools.zip_longest([1], rows, fillvalue=rows)), list(itertools.islice(itertools.cycle(rows), 4)))
        it = iter(rows); next(it); print(list(copy.copy(it)), list(pickle.loads(pickle.dumps(it))), it.__length_hint__(), list(it))
        print([*itertools.starmap(max, [(1, 2)])], [*itertools.product(rows, [0])][0], [*itertools.combinations(rows, 2)][0], [*itertools.permutations(rows, 1)])
        from collections import Counter; c = Counter("aab"); e = c.elements(); c["b"] = 2; print(list(e), sorted(Counter(rows).elements()))
        def gen(): yield from rows
        g = gen(); rows.append(9); print(list(g), sum(n for n in rows), "".join(str(n) for n in rows))
    """,
    "docstring and future": '''
        """The docstring."""
        from __future__ import annotations
        def f(x: Undefined) -> "nothing":
            """Inner."""
            return x
        print(__doc__, f.__doc__, f.__annotations__, f(3))
        class C:
            """Of the class."""
            y: AlsoUndefined = 4
        print(C.__doc__, C.y, C.__annotations__)
    ''',
    "name is main": """
        if __name__ == "__main__":
            print("main")
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            import nowhere_to_be_found
        print(TYPE_CHECKING)
    """,
    "attributes": """
        class P:
            z = 1
            def __init__(self): self.x = 1; self.__hidden = 2
            def hidden(self): return self.__hidden
            def bump(self): self.__hidden += 5; return self.__hidden
        p = P(); p.x += 2; p.y = p.x * 2
        print(p.x, p.y, p.z, p.hidden(), p.bump(), sorted(vars(p)))
        del p.y
        try: p.y
        except AttributeError as error: print(error, error.name, error.obj is p)
        p.z += 1; P.z += 10
        print(p.z, P.z)
    """,
    "chained and unpacked targets": """
        class O: pass
        o = O(); d = {}; l = [0] * 5
        o.a = d["k"] = l[2] = x = 7
        (o.b, l[0]), *d["rest"] = (1, 2), 3, 4
        for o.i, l[1] in [(1, 2), (3, 4)]: pass
        [l[3], l[4]] = l[:2]
        print(o.a, o.b, o.i, d, l, x)
        l[1:3] = "ab"; del l[0], d["k"]
        l[::2] = [9] * len(l[::2])
        print(l, d)
    """,
    "evaluation order": """
        said = []
        def say(x, value=None):
            said.append(x); return x if value is None else value
        class O: pass
        o = O(); o.x = 1
        d = {}
        say("o", o).x = say("value")
        say("d", d)[say("key")] = say("second")
        d["n"] = 1
        say("dd", d)[say("n")] += say("three", 3)
        print(said, o.x, d)
        a = [0, 1]; i = 0
        i, a[i] = 1, 9
        print(i, a)
    """,
    "in place operators": """
        class M(list):
            def __iadd__(self, other): self.append(("iadd", other)); return self
            def __matmul__(self, other): return ("mm", other)
        class O: pass
        o = O(); o.m = M(); keep = o.m
        o.m += 1
        print(o.m is keep, o.m)
        o.n = 7
        o.n -= 2; o.n *= 3; o.n //= 2; o.n **= 2; o.n %= 10; o.n <<= 3; o.n >>= 1; o.n |= 1; o.n &= 0xff; o.n ^= 3; o.n /= 2
        print(o.n)
        o.m @= 3
        print(o.m)
        t = ([],)
        try: t[0] += [1]
        except TypeError as error: print(error, t)
    """,
    "globals rebound": """
        count = 0
        def add(n):
            global count, made
            count += n; count = count * 2; made = "here"
            return count
        print(add(1), add(2), count, made)
        def clear():
            global made
            del made
        clear()
        try: made
        except NameError as error: print(error, error.name)
        for count in range(3): pass
        print(count)
        if (count := 5) > 3: print(count)
        with open(__import__("os").devnull) as count: pass
        print(type(count).__name__)
        count, other = 1, 2
        print(add(count), other)
    """,
    "unbound names": """
        def f():
            try: x
            except UnboundLocalError as error: print(error)
            x = 1
            def g(): return x
            del x
            try: g()
            except NameError as error: print(type(error).__name__, error)
            x = 2
            return g()
        print(f())
        try: nowhere
        except NameError as error: print(error)
        def h():
            global nothing_yet
            nothing_yet += 1
        try: h()
        except NameError as error: print(error)
    """,
    "closures": """
        def counter(start, *rest, step=1, **named):
            n = start
            def bump():
                nonlocal n, step
                n += step; step += 1
                return n
            def peek(): return n, rest, named
            rest = rest + (9,)
            return bump, peek
        bump, peek = counter(10, 1, 2, step=3, z=1)
        print(bump(), bump(), peek())
        fs = []
        def late():
            for i in range(3): fs.append(lambda: i)
            return [f() for f in fs]
        print(late())
        def deep():
            a = 1
            def mid():
                def low():
                    nonlocal a
                    a = a + 1
                    return [a + k for k in range(2)]
                return low
            mid()(); return mid()(), a
        print(deep())
        def unpacked():
            a, b = 1, 2
            def swap():
                nonlocal a, b
                a, b = b, a
            swap()
            with memoryview(b"x") as a: pass
            for b in "xy": pass
            return b, (lambda: (a := 5))()
        print(unpacked())
    """,
    "locals and exec": """
        def f(a):
            b = a + 1
            def inner():
                nonlocal b
                b += 1
            inner()
            return sorted(locals())
        print(f(1))
        def g(a):
            b = 2
            return sorted(locals().items())
        print(g(1))
        space = {}
        exec("x = 1\\ndef f(): return x + 1\\ny = f()", space)
        print(space["y"], eval("1 + 1"), eval("a", {"a": 3}))
        exec("fresh = 3")
        print(fresh)
        print([name for name in dir() if name.startswith(".")], [name for name in globals() if name.startswith(".")])
    """,
    "classes": """
        class Meta(type):
            def __new__(m, name, bases, ns, **kw):
                c = super().__new__(m, name, bases, ns); c.kw = kw; return c
            def __getattr__(c, name): return "meta " + name
        class A(metaclass=Meta, tag=1):
            items = [i * 2 for i in range(3)]
            total = 0
            total += 5
            def who(self): return __class__.__name__, super().__repr__()[:3]
            @property
            def prop(self): return self._p
            @prop.setter
            def prop(self, value): self._p = value * 2
            @classmethod
            def make(cls): return cls()
            @staticmethod
            def static(x): return x
            def __getattr__(self, name):
                if name.startswith("dyn"): return name.upper()
                raise AttributeError(name)
            class Inner: value = 1
        a = A.make(); a.prop = 4; a.prop += 1
        print(A.kw, A.items, A.total, a.who(), a.prop, a.dyn_x, A.unknown, A.static(3), A.Inner.value, hasattr(a, "no"))
        class B(A):
            def who(self): return "B", super().who()
        print(B().who())
        class D:
            def __set_name__(self, owner, name): self.name = name
            def __get__(self, obj, kind=None): return self if obj is None else obj.__dict__.get(self.name, "unset")
            def __set__(self, obj, value): obj.__dict__[self.name] = value + 1
        class E: d = D()
        e = E(); print(e.d); e.d = 3; e.d += 1; print(e.d, type(E.d).__name__)
    """,
    "slots and frozen": """
        from dataclasses import dataclass, field, FrozenInstanceError
        class S:
            __slots__ = ("x", "__y")
            def __init__(self): self.x = 1; self.__y = 2
            def y(self): self.__y += 1; return self.__y
        s = S(); s.x += 1; print(s.x, s.y())
        try: s.z = 1
        except AttributeError as error: print(type(error).__name__, error)
        @dataclass(frozen=True)
        class F:
            a: int; b: list = field(default_factory=list)
        f = F(1); f.b.append(2); print(f, f.b, hash(F(1, ())) == hash(F(1, ())))
        try: f.a = 2
        except FrozenInstanceError as error: print(error)
        @dataclass(slots=True, order=True)
        class G:
            a: int
            b: int = 3
        print(G(1) < G(2), G(1, b=4))
    """,
    "setattr overrides": """
        class W:
            def __init__(self): object.__setattr__(self, "log", [])
            def __setattr__(self, name, value): self.log.append((name, value)); super().__setattr__(name, value)
            def __delattr__(self, name): self.log.append(name); object.__delattr__(self, name)
            def __getattribute__(self, name): return object.__getattribute__(self, name)
        w = W(); w.a = 1; w.a += 1; del w.a; setattr(w, "b", 3); print(w.log, getattr(w, "b"), getattr(w, "c", 9), hasattr(w, "c"))
        delattr(w, "b"); print(w.log[-1])
    """,
    "containers": """
        from collections import deque, defaultdict, Counter, OrderedDict
        l = [3, 1, 2]; l.sort(key=lambda v: -v); l.append(5); l.extend(l[:1]); l.insert(0, 8); l.remove(5)
        print(l, l.pop(), l.pop(0), l.index(2), l.count(2), l.copy(), 2 in l, 9 not in l, len(l), l[-1], sum(l), max(l))
        d = {"a": 1}; d["b"] = 2; d.update({"c": 3}, e=5); d.setdefault("f", []).append(1); d |= {"g": 7}
        print(d, d.get("x"), d.get("x", 0), d.pop("a"), d.pop("zz", None), list(d.items()), [*d], {**d, "q": 1})
        try: d["nope"]
        except KeyError as error: print("KeyError", error)
        for k, v in d.items(): print(k, v, end=";")
        s = {1, 2}; s.add(3); s.discard(9); s |= {5}; print(s, s & {1, 5}, 3 in s, s.union([7]), sorted(s))
        q = deque([1, 2], maxlen=3); q.append(3); q.append(4); q.appendleft(0); q.rotate(1); print(q, q.popleft(), q[0])
        dd = defaultdict(int); dd["x"] += 3; dd["y"]; print(dict(dd), Counter("abca").most_common(1), OrderedDict(a=1))
        m = [[0] * 2 for _ in range(2)]; m[0][1] += 5; m[1][0] = m[0][1]; print(m, m[0][:], [row[0] for row in m])
        it = iter(l); print(next(it), list(it), [*zip(l, l[1:])], dict(enumerate(l)), list(map(str, l)), list(filter(None, l)))
        print(bool(l), not d, "yes" if s else "no", l and l[0], f"{l!r:>20} {d['b']}", "".join(map(str, l)), ",".join(["a", "b"]))
        print(bytearray(b"abc")[1], b"abc"[0], "xyz"[1:], (1, 2)[0], l == [2, 1], type(l).__name__, isinstance(d, dict))
        l.clear(); print(l, any(l), all(l), min([4, 2]), [x for row in m for x in row if x], {k: v for k, v in d.items() if v == 3})
        a, *b = [1, 2, 3]; print(a, b); b += [4]; b *= 2; print(b); del b[0], b[-1:]; print(b)
    """,
    "errors in iteration": """
        d = {1: 1, 2: 2}
        try:
            for k in d: d[k + 10] = 0
        except RuntimeError as error: print(error)
        l = [1, 2, 3]
        for x in l:
            if x < 3: l.append(x + 5)
            if len(l) > 10: break
        else: print("else")
        print(l)
        try: [1][5]
        except IndexError as error: print(error)
        try: l.pop(99)
        except IndexError as error: print(error)
        try: len(5)
        except TypeError as error: print(error)
        try:
            for x in 5: pass
        except TypeError as error: print(error)
        try: a, b = [1]
        except ValueError as error: print(error)
        try: {}[[]]
        except TypeError as error: print(error)
        try: None.x
        except AttributeError as error: print(error)
    """,
    "generators": """
        def gen(n):
            total = 0
            while total < n:
                got = yield total
                total += got or 1
            return "done"
        def outer():
            result = yield from gen(3)
            yield result
            yield from [7, 8]
        print(list(outer()))
        g = gen(10); next(g); print(g.send(4)); g.close()
        def finally_runs():
            try: yield 1
            finally: print("finally")
        for x in finally_runs(): break
        print(sum(x * y for x in range(3) for y in range(x) if (z := y) is not None), [y := 1, y ** 2], {x for x in "aab"} == {"a", "b"})
        squares = (x * x for x in range(4)); print(next(squares), list(squares))
        def throws():
            try: yield 1
            except ValueError as error: yield f"caught {error}"
        t = throws(); next(t); print(t.throw(ValueError("v")))
    """,
    "exceptions": """
        def f(x):
            try: return 10 // x
            except ZeroDivisionError as error: return repr(error)
            else: return "else"
            finally: print("finally", x)
        print(f(0), f(5))
        try:
            try: raise ValueError("a")
            except ValueError as e: raise KeyError("b") from e
        except KeyError as e: print(type(e.__cause__).__name__, e)
        try: e
        except NameError as error: print(error)
        try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
        except* ValueError as group: print(group.exceptions)
        except* TypeError as group: print("t", group.exceptions)
        class Ctx:
            def __enter__(self): return [1, 2]
            def __exit__(self, kind, value, tb): print(kind.__name__ if kind else None); return True
        with Ctx() as (a, b), Ctx() as c: print(a, b, c); raise OSError
        def loop():
            for i in range(5):
                try:
                    if i == 3: return i
                    continue
                finally: print(i, end=" ")
        print(loop())
        try: assert [] , "empty"
        except AssertionError as error: print(error)
    """,
    "tracebacks": """
        import traceback, sys
        class O:
            @property
            def p(self): return {}["missing"]
            @p.setter
            def p(self, value): raise ValueError("no")
        def f(o): return o.p
        def g(o): o.p = 3
        for each in (f, g):
            try: each(O())
            except Exception: print([(x.name, x.lineno) for x in traceback.extract_tb(sys.exc_info()[2])])
        def h(d, k):
            return (d
                    [k])
        try: h({}, 1)
        except KeyError as error:
            print([(x.name, x.lineno) for x in traceback.extract_tb(error.__traceback__)])
        try: h([], "x").y
        except TypeError as error: print(len(traceback.format_exception(error)) > 1)
        try: [].pop()
        except IndexError as error: print([x.name for x in traceback.extract_tb(error.__traceback__)])
        def deep(n): return deep(n - 1) if n else o.x
        try: deep(3)
        except NameError as error: print(len(traceback.extract_tb(error.__traceback__)))
        def recurse(): return recurse()
        try: recurse()
        except RecursionError as error: print(str(error)[:32])
    """,
    "globals bound by statement in a function": """
        def names():
            global Cup, pour, js, path, dumps, cup, rest, os
            class Cup:
                'A cup.'
            @staticmethod
            def pour(): return Cup.__doc__
            import json as js
            import os.path
            from json import dumps, loads as read
            for each in ([1, 2], {"a": 3}, {"b": 4}, 5, [0]):
                match each:
                    case [cup, *rest] if cup > 0: print(cup, rest)
                    case {"a": cup} | {"b": cup}: print(cup)
                    case cup: print("else", cup)
            print(pour(), Cup.__qualname__, pour.__qualname__, js.dumps(1), dumps(read("[2]")), os.path.basename("a/b"))
            try: [].pop()
            except IndexError as cup: print(type(cup).__name__)
            print("cup" in globals(), rest)
            def inner():
                nonlocal_cup = 1
                def set():
                    nonlocal nonlocal_cup
                    def nonlocal_cup(): return 2
                    print(nonlocal_cup.__qualname__, nonlocal_cup.__code__.co_firstlineno)
                set()
                return nonlocal_cup()
            print(inner(), [each for each in sorted(globals()) if each.startswith(".")])
        names()
    """,
    "match": """
        from dataclasses import dataclass
        @dataclass
        class Point: x: int; y: int
        class K: A = 1
        def f(v):
            match v:
                case K.A: return "A"
                case Point(x=0, y=y): return ("on y", y)
                case Point(x, y) if x == y: return ("diagonal", x)
                case [a, *rest]: return ("list", a, rest)
                case {"k": k, **others}: return ("dict", k, others)
                case "s" | "t" as which: return which
                case int() | None: return "int"
                case _: return "other"
        print([f(v) for v in (1, Point(0, 3), Point(2, 2), [1, 2, 3], {"k": 1, "z": 2}, "t", 5, None, 2.5)])
    """,
    "functions": """
        import functools
        def f(a, /, b=[], *args, c=3, **kw): return a, b, args, c, kw
        print(f(1), f(1, 2, 3, c=4, d=5), f(*[1, 2], **{"c": 9}))
        def deco(k):
            def wrap(fn):
                @functools.wraps(fn)
                def inner(*a): return (k, fn(*a))
                return inner
            return wrap
        @deco(1)
        @deco(2)
        def g(x): return x
        print(g(3), g.__name__, f.__defaults__, f.__kwdefaults__)
        @functools.lru_cache
        def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
        print(fib(30), (lambda a, *b, c=1: (a, b, c))(1, 2, c=3), functools.reduce(lambda a, b: a + b, [1, 2]))
        def empty():
            '''only a docstring'''
        print(empty(), empty.__doc__)
        print((lambda: 0)(), (lambda: None)(), (lambda x: [x])(1))
        print(sorted([3, 1], key=lambda v: -v), max([1, 5], key=lambda v: -v), list(map(lambda a, b: a + b, [1], [2])))
        def star(*items, **named): return items, named
        print(star(*(x for x in [1]), *"ab", **dict(k=1)))
        import inspect
        print(inspect.signature(f), inspect.isgeneratorfunction(fib))
    """,
    "f-strings": """
        width = 8; name = "café"; d = {"k": [1, 2]}
        print(f"{name:>{width}} {d['k'][0]:03d} {name!r} {width=} {{}} {d['k']}" f"{3.14159:.2f}")
        print(f"{'nested ' + f'{name}'}")
    """,
    "enum and named tuples": """
        from enum import Enum, IntEnum, Flag, auto
        from typing import NamedTuple, TypedDict, Generic, TypeVar, ClassVar
        from collections import namedtuple
        class Colour(Enum):
            RED = 1
            GREEN = auto()
            def shout(self): return self.name + "!"
        print(Colour.RED, Colour.GREEN.value, Colour(1) is Colour.RED, list(Colour), Colour["RED"].shout())
        class N(IntEnum): ONE = 1
        print(N.ONE + 1)
        P = namedtuple("P", "x y"); print(P(1, 2)._replace(x=5), P(1, 2).x)
        class T(NamedTuple):
            a: int
            b: int = 2
        print(T(1), T(1).b)
        X = TypeVar("X")
        class Box(Generic[X]):
            kind: ClassVar[str] = "k"
            def __init__(self, v: X) -> None: self.v = v
        print(Box[int](3).v, Box.kind, list[int], dict[str, int])
    """,
    "abstract and protocols": """
        from abc import ABC, abstractmethod
        from functools import cached_property, total_ordering, singledispatch
        class Base(ABC):
            @abstractmethod
            def run(self): ...
        try: Base()
        except TypeError as error: print(str(error)[:40])
        class C(Base):
            def run(self): return self.slow + self.slow
            @cached_property
            def slow(self): print("computed"); return 21
        print(C().run())
        @total_ordering
        class V:
            def __init__(self, n): self.n = n
            def __eq__(self, o): return self.n == o.n
            def __lt__(self, o): return self.n < o.n
            def __hash__(self): return hash(self.n)
        print(V(1) <= V(2), max(V(3), V(1)).n, {V(1): 2}[V(1)])
        @singledispatch
        def show(x): return "any"
        @show.register
        def _(x: int): return "int"
        print(show(1), show("s"))
    """,
    "async": """
        import asyncio
        class Async:
            def __init__(self): self.n = 0
            async def __aenter__(self): return self
            async def __aexit__(self, *a): return False
            def __aiter__(self): return self
            async def __anext__(self):
                self.n += 1
                if self.n > 3: raise StopAsyncIteration
                await asyncio.sleep(0)
                return self.n
        async def agen():
            for i in range(3):
                yield i
                await asyncio.sleep(0.01)
        async def main():
            async with Async() as a, Async() as b: print([x async for x in a], b.n)
            print([x async for x in agen() if x], {x: await asyncio.sleep(0, x) async for x in agen()})
            total = 0
            async for x in agen(): total += x
            else: print("else", total)
            results = await asyncio.gather(*(asyncio.sleep(0.01 * k, k) for k in (3, 1, 2)))
            print(results, sum([await asyncio.sleep(0, 1) for _ in range(3)]))
            try:
                async with asyncio.timeout(0.01): await asyncio.sleep(5)
            except TimeoutError: print("timeout")
        asyncio.run(main())
    """,
    "weak references and finalisers": """
        import weakref, gc
        class N:
            def __init__(self): self.x = []
            def __del__(self): print("gone")
        n = N(); n.x.append(1); r = weakref.ref(n); n.x = 2
        del n
        print(r() is None)
        def f():
            n = N(); n.x.append(1); return None
        f(); print("after")
    """,
    "builtins": """
        print(abs(-1), divmod(7, 2), round(2.5), pow(2, 3), ord("a"), chr(98), hex(255), callable(print), type(3) is int)
        print(sorted({"b": 1, "a": 2}), list(reversed([1, 2])), tuple([1]), frozenset([1]), str([1]), repr({}), dict([(1, 2)]))
        print(isinstance([], list), issubclass(bool, int), hash(3), id(3) == id(3), any(x > 1 for x in [1, 2]), zip)
        list_ = [1]; len_ = len; print(len_(list_), (lambda len: len)(4))
        def len(x): return "mine"
        print(len([1]), next(iter([5])), next(iter([]), "none"), sum([[1], [2]], []), print is print, vars(type("X", (), {"a": 1})()))
        print(list(range(3)), slice(1, 2), bytes([1]), int("3"), "%s %s" % (1, [2]), "{} {x}".format([1], x={}))
    """,
    "builtins put in place of others": """
        import builtins, threading, unittest.mock
        real = builtins.print
        seen = []
        builtins.print = lambda *a: seen.append(a)
        print("kept"); real(seen)
        builtins.print = real
        builtins.shout = lambda s: real(s.upper())
        shout("hey")
        del builtins.shout
        try: shout("x")
        except NameError as e: print(e)
        with unittest.mock.patch("builtins.len", lambda x: 42): print(len([]))
        print(len([]), builtins.len is len, builtins.print is print, hasattr(builtins, "input"))
        with unittest.mock.patch("builtins.print") as p:
            print("quiet")
        print(p.call_args)
    """,
    "subclassed containers": """
        class L(list):
            def append(self, x): super().append(x * 2)
            def __getitem__(self, i): return ("got", super().__getitem__(i))
            def __len__(self): return 99
            def __iter__(self): return iter(["own"])
        l = L([1]); l.append(2); print(l[0], l[-1], len(l), list(l), [x for x in l], sorted(l), l, 1 in l)
        for x in l: print(x)
        class Own:
            looks = 0
            @property
            def append(self): self.looks += 1; return print
            @property
            def get(self): self.looks += 1; return self.looks
        own = Own(); own.append(3); print(own.get, own.looks)
        class D(dict):
            def __missing__(self, k): return "missing " + k
            def __getattr__(self, name): return self[name]
        d = D(a=1); print(d["zz"], d.a, d.get("q")); d["x"] = 1; d["x"] += 1; print(d)
        class Q:
            def __init__(self): self.d = {}
            def __getitem__(self, k): return self.d[k]
            def __setitem__(self, k, v): self.d[k] = v
            def __delitem__(self, k): del self.d[k]
            def __contains__(self, k): return k in self.d
            def __iter__(self): return iter(self.d)
            def __len__(self): return len(self.d)
            def get(self, k): return ("get", k)
        q = Q(); q["a"] = 1; q["a"] += 1; q[1, ...] = 3; print(q["a"], q.d, "a" in q, list(q), len(q), bool(q), q.get(1)); del q["a"]
    """,
    "imports": """
        import os.path, collections.abc as cabc, json as j
        from os import path as p, sep
        from collections import *
        import math, itertools, re
        print(os.path is p, sep == os.sep, j.dumps({"a": [1]}), issubclass(dict, cabc.Mapping), deque([1]), math.floor(2.5))
        try: import does_not_exist_at_all
        except ImportError as error: print(error, error.name)
        try: from math import nothing_here
        except ImportError as error: print(str(error)[:40])
        import heapq, bisect, copy
        h = [3, 1, 2]; heapq.heapify(h); heapq.heappush(h, 0); print(heapq.heappop(h), h, copy.deepcopy(h), list(itertools.chain(h, h)))
        s = [1, 3]; bisect.insort(s, 2); print(s, re.findall("a", "banana"))
        import importlib
        print(importlib.import_module("string").digits, __import__("math").pi > 3)
    """,
    "the module of a class that is made by a call": """
        import collections, dataclasses, enum, types, typing
        class M(type): pass
        class Reg:
            def __init_subclass__(cls, **named): print(cls, named)
        make = type
        print(type("A", (), {}), make("B", (), {}), M("C", (), {}), type("D", (), {"__module__": "elsewhere"}))
        type("E", (Reg,), {}, k=1)
        for made in (
            collections.namedtuple("F", "x"), typing.NamedTuple("G", [("x", int)]), enum.Enum("H", "a b"), enum.Flag("I", "a b"),
            dataclasses.make_dataclass("J", ["x"]), typing.NewType("L", int),
        ): print(made.__module__ == __name__)
        try: type("N", (1,), {})
        except TypeError as error: print(error)
    """,
    "del and scopes": """
        x = 1
        class C:
            x = x + 1
            def f(self): return x
            y = [x for _ in range(2)]
        print(C.x, C().f(), C.y)
        def f():
            x = 5
            class D:
                z = x
                x = 6
            return D.z, D.x, x
        print(f())
        del x
        print("x" in globals())
        def g():
            for i in []: pass
            try: return i
            except NameError as error: return str(error)
        print(g())
    """,
    "sys": """
        import sys
        print("out", file=sys.stdout); sys.stdout.write("written\\n")
        print("to err", file=sys.stderr) if False else None
        print(sys.version_info >= (3, 11), "1", sep="-", end="!\\n")
        class Writer:
            def __init__(self): self.text = ""
            def write(self, s): self.text += s
        w = Writer(); print("a", [1], file=w); print(repr(w.text))
        old = sys.stdout; sys.stdout = w; print("captured"); sys.stdout = old; print(repr(w.text))
    """,
}

SINCE = {
    (3, 12): {
        "type parameters": """
            type Pair[T] = tuple[T, T]
            def first[T](items: list[T]) -> T: return items[0]
            class Stack[T]:
                def __init__(self) -> None: self.items: list[T] = []
                def push(self, item: T) -> None: self.items.append(item)
            s = Stack[int](); s.push(3); print(first([1, 2]), s.items, Pair.__name__, Stack.__type_params__, first.__type_params__)
        """,
        "f-strings of 3.12": """
            d = {"k": 1}
            print(f"{d["k"]} {", ".join(["a", "b"])} {
                d["k"]  # with a comment
            }")
        """,
    },
}
for _version, _features in SINCE.items():
    if sys.version_info >= _version:
        FEATURES.update(_features)


def plainly(text: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(text, "program.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    return out.getvalue()


def rewritten(text: str) -> str:
    outcome = run(Program.from_source(text))
    assert outcome.state == "ended"
    crashes = [fault for fault in outcome.faults if fault.kind in ("exception", "assertion")]
    assert not crashes, crashes
    return outcome.printed


def seen(text: str) -> str:
    """With a second actor; `from __future__` must stay first."""
    head = '"""The docstring."""\nfrom __future__ import annotations\n'
    if text.startswith(head):
        return head + SEEN + text[len(head) :]
    return SEEN + text


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_of_python_does_the_same(name):
    text = textwrap.dedent(FEATURES[name]).lstrip()
    assert rewritten(text) == plainly(text)


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_of_python_does_the_same_while_seen(name):
    text = seen(textwrap.dedent(FEATURES[name]).lstrip())
    assert rewritten(text) == plainly(text)
