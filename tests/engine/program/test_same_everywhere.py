"""More of what Python can do, dense: run as it is, and rewritten under every way of running it.

Beside what is printed, what is left in the module's namespace must be the same. Each program runs alone, with a second
thread that has been (so that accesses are seen), and under two policies (so that each access is a scheduling point).
"""

from __future__ import annotations

import io
import textwrap
from contextlib import redirect_stdout
from types import ModuleType

import pytest

from cafe_sim.engine import Program

FEATURES = {
    "operators on containers": """
        a=[1,2]; b=[3]; d={"x":1}; e={"y":[1,2]}; s={1,2}; t={2,3}
        print(a+b, a*2, 2*a, a==b, a!=b, a<b, a<=b, a>b, a>=b, d|e, s|t, s&t, s-t, s^t, "%s %r"%(a,b), "%s"%a, a is a, 1 in a, [1] in [a,[1]])
        a+=b; a*=2; d|=e; s|=t; s-={1}; s&={2,3}; s^={9}
        print(a,d,sorted(s), (a,b)==(a,[3]), 1<=2<3, a==a==a, [a]<[b]<[[4]])
        try: a+1
        except TypeError as x: print(x)
        try: a<1
        except TypeError as x: print(x)
        try: 1+a
        except TypeError as x: print(x)
        try: a-b
        except TypeError as x: print(x)
        try: a+=1
        except TypeError as x: print(x)
        try: d+=1
        except TypeError as x: print(x)
    """,
    "signals that it sends to itself": """
        import asyncio, os, signal
        def handler(number, frame): print("got", signal.Signals(number).name, frame is not None)
        print(signal.getsignal(signal.SIGUSR1), signal.signal(signal.SIGUSR1, handler) == signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGUSR1); signal.raise_signal(signal.SIGUSR1); signal.raise_signal(signal.SIGCHLD)
        print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler); signal.raise_signal(signal.SIGUSR1)
        for wrong in (lambda: signal.signal(signal.SIGUSR1, 5), lambda: signal.getsignal(999), lambda: signal.signal(signal.SIGKILL, handler)):
            try: wrong()
            except (TypeError, ValueError, OSError) as x: print(type(x).__name__, x)
        async def main():
            loop = asyncio.get_running_loop(); stop = asyncio.Event(); order = []
            loop.add_signal_handler(signal.SIGUSR1, order.append, "usr1")
            loop.add_signal_handler(signal.SIGUSR2, stop.set)
            signal.raise_signal(signal.SIGUSR1)
            for n in range(5): order.append(n); await asyncio.sleep(0.01)
            loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR2)
            await stop.wait()
            print(order, loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1))
            for wrong in ((main,), ("x", print), (999, print), (signal.SIGKILL, print)):
                try: loop.add_signal_handler(*wrong) if len(wrong) == 2 else loop.add_signal_handler(signal.SIGUSR1, main)
                except (TypeError, ValueError, RuntimeError) as x: print(type(x).__name__, x)
        asyncio.run(main())
        print(signal.getsignal(signal.SIGUSR2) == signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        try: signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt: print("interrupted")
    """,
    "which object is which": """
        import copy, weakref
        from dataclasses import dataclass
        from typing import Protocol, runtime_checkable
        @runtime_checkable
        class Long(Protocol):
            def __len__(self) -> int: ...
        class Sulky(type):
            def __setattr__(cls, name, value): raise RuntimeError(name)
        class Cup(metaclass=Sulky): pass
        @dataclass
        class Order: n: int = 1
        @dataclass(frozen=True)
        class Item: n: int = 1
        class Slotted: __slots__ = ("n",)
        class Node:
            def __init__(self): self.other = self
            def __deepcopy__(self, memo):
                made = memo[id(self)] = Node()
                made.other = copy.deepcopy(self.other, memo)
                return made
        class Oops(Exception): pass
        cups = [Cup(), Node(), Slotted(), Oops(), [], "x", Cup, len]
        print([id(c) == id(c) for c in cups], len({id(c) for c in cups}))
        print([c in {c} for c in cups if not isinstance(c, list)], hash(cups[1]) == hash(cups[1]))
        print(hash(Item(1)) == hash(Item(1)), Item(1) in {Item(1)}, len({Cup() for _ in range(5)}))
        try: hash(Order())
        except TypeError as x: print(x)
        node = Node(); twin = copy.deepcopy(node)
        print(twin.other is twin, twin is not node, copy.deepcopy([[1]]), copy.copy(node).other is node)
        alive = weakref.WeakSet([node, twin]); del twin
        print(node in alive, {id(node): 1}[id(node)], object() in {object()}, isinstance([], Long))
    """,
    "guards that nobody has any more": """
        import asyncio, weakref
        locks = weakref.WeakValueDictionary()
        async def work(key, kind):
            guard = locks.get(key)
            if guard is None:
                guard = kind(); locks[key] = guard
            async with guard: await asyncio.sleep(0.01)
        async def main():
            await asyncio.gather(*(work(k, kind) for k in "aab" for kind in (asyncio.Lock, asyncio.Semaphore)))
            print(len(locks))
            async with asyncio.Lock(): print(len(locks))
        asyncio.run(main())
    """,
    "shared names bound by one statement": """
        import threading
        a=b=c=0
        def f():
            global a,b,c
            a,b=1,2
            (a,(b,c))=(3,(4,5))
            [a,*b]=[1,2,3]
            print(a,b,c)
            a=b=c=7
            x=a=y=8
            print(a,b,c,x,y)
            d={}
            a=d["k"]=b=[1]
            print(a is b is d["k"])
            for a in range(3): pass
            for a,(b,c) in [(1,(2,3))]: pass
            print(a,b,c)
            import contextlib
            @contextlib.contextmanager
            def cm(): yield (5,6)
            with cm() as (a,b), cm() as c: print(a,b,c)
            try: a,b=1
            except TypeError as e: print(e)
            try: a,b=1,2,3
            except ValueError as e: print(e,a,b)
            del a, (b, c)
            try: a
            except NameError as e: print(e)
            a=b=c=0
        f()
        i,l=0,[0,0]
        def g():
            global i
            i,l[i]=1,5
            l[i]=i=0
            print(i,l)
        g()
        print(sorted(k for k in globals() if k.startswith(".")))
    """,
    "closures rebound": """
        def outer():
            n=0; m=[1]
            def inc():
                nonlocal n, m
                n+=1; m+=[n]; n,m = n+1,m
                return n
            def get(): return n,m
            inc(); inc()
            for n in range(2): inc()
            del m
            try: get()
            except NameError as e: print(e)
            m=3
            return get(), inc.__code__.co_freevars[-1:]
        r=outer(); print(r[0])
    """,
    "views and collections": """
        from collections import OrderedDict, defaultdict, Counter, deque, ChainMap, UserDict, UserList
        d={"a":1,"b":2}
        for k in d: print(k)
        for k,v in d.items(): print(k,v)
        for v in d.values(): print(v)
        print(list(d.items()), sorted(d.values()), max(d, key=d.get), d.keys()&{"a"}, "a" in d.keys(), 1 in d.values(), len(d.items()), d.items()=={("a",1),("b",2)}, d.keys()==d.keys())
        try:
            for k in d: d[k+"x"]=1
        except RuntimeError as e: print(e)
        try:
            for k,v in d.items(): d[k+"y"]=1
        except RuntimeError as e: print(e)
        try:
            for v in d.values(): del d["a"]
        except RuntimeError as e: print(e)
        o=OrderedDict(a=1,b=2); o.move_to_end("a")
        for k,v in o.items(): print(k,v)
        for k,v in reversed(o.items()): print(k,v)
        print(list(reversed(o)), list(o.values()), o.popitem(), o)
        dd=defaultdict(list); dd["x"].append(1); dd["y"]; dd["z"]+=[2]; print(dict(dd), dd.get("q"), "q" in dd)
        di=defaultdict(int); di["a"]+=1; di["a"]+=1; print(di)
        c=Counter("abca"); c["z"]+=1; c.update("aa"); c.subtract("b"); print(c.most_common(2), sorted(c.elements()), c.total(), c+c, c-Counter("a"), +c, c["none"], "none" in c, c==Counter(c))
        q=deque([1,2,3],maxlen=3); q.append(4); q.appendleft(0); q.rotate(1); print(q,q[0],q[-1],list(q),q.pop(),q.popleft(),len(q),q==deque([4]))
        q.extend([5,6]); q.extendleft([9]); q[0]=1; del q[0]; q.insert(0,3); q+=[1]; print(q, list(reversed(q)), q.index(1), q.count(1), q.copy()); q.clear(); q.reverse()
        cm=ChainMap({"a":1},{"b":2}); cm["c"]=3; print(cm["b"],dict(cm),list(cm))
        u=UserDict(a=1); u["b"]=2; print(u, u.data, list(u.items())); ul=UserList([1,2]); ul.append(3); ul+=[4]; print(ul, ul[0], ul==[1,2,3,4])
    """,
    "iterators": """
        import itertools, functools, operator
        l=[3,1,2]
        it=iter(l); print(next(it), next(it), list(it), next(it,"end"), next(it,"end"))
        l.append(4); print(next(it,"end"))
        it=iter(l); l2=[]
        for x in it:
            l2.append(x)
            if x==1: break
        print(l2, list(it))
        print(list(reversed(l)), list(enumerate(l,1)), list(zip(l,reversed(l))), list(map(lambda a,b:a+b,l,l)), list(filter(None,[0,1])))
        print(list(itertools.chain(l,[9],{"a":1})), list(itertools.islice(l,1,3)), list(itertools.accumulate(l)), list(itertools.product(l[:2],"ab")), list(itertools.zip_longest(l,[1])), list(itertools.chain.from_iterable([[1],[2]])), [list(g) for k,g in itertools.groupby(sorted(l),key=lambda x:x%2)], list(itertools.pairwise(l)), list(itertools.combinations(l,2))[:2], list(itertools.compress(l,[1,0,1])), list(itertools.starmap(pow,[(2,3)])), list(itertools.takewhile(lambda x:x>2,l)), list(itertools.repeat(1,2)))
        print(functools.reduce(lambda a,b:a*b,l), sum(l), sum([[1],[2]],[]), min(l), max(l,key=lambda x:-x), sorted(l,reverse=True), any(l), all(l), tuple(l), set(l)==frozenset(l), dict(zip("abc",l)), bytes(l), bytearray(l), list("ab"))
        print(operator.add([1],[2]), operator.getitem(l,0), operator.itemgetter(1,0)(l), operator.contains(l,3), operator.methodcaller("index",1)(l))
        operator.setitem(l,0,7); operator.delitem(l,1); operator.iadd(l,[8]); print(l)
        for x in l:
            if len(l)<8: l.append(x*2)
        print(l)
        for x in list(l): l.remove(x)
        print(l, next(iter([]),None))
        def gen():
            x = yield 1
            print("got",x)
            y = yield from [2,3]
            return y
        g=gen(); print(next(g), g.send("s"), list(g))
        print(list(iter(lambda c=iter([1,2,0,3]): next(c), 0)))
        m=map(str,l); print(type(m).__name__, type(zip()).__name__)
    """,
    "methods handed on and overridden": """
        l=[]; append=l.append; append(1); append(2); print(l, append.__name__, append.__self__ is l, append==l.append, l.append.__doc__ is not None)
        list.append(l,3); list.extend(l,[4]); dict.update(d:={}, a=1); print(l,d,list.index(l,3),str.join(",",["a","b"]),str.upper("x"))
        print(list(map(l.index,[1,2])), list(map({"a":5}.get,["a","b"])), sorted("ba",key={"a":2,"b":1}.__getitem__), list(map(str.upper,["a"])))
        l.__setitem__(0,9); l.__delitem__(1); print(l.__len__(), l.__getitem__(0), l.__contains__(9), l, l.__iadd__([1]), l.__eq__([1]), l.__add__([2]))
        class L(list):
            def append(self,x): print("my",x); super().append(x*2)
            def __getitem__(self,i): return ("got", list.__getitem__(self,i))
            def __setitem__(self,i,v): super().__setitem__(i,v+1)
            def __iter__(self): return iter(["mine"])
            def __len__(self): return 42
            def __contains__(self,x): return x=="magic"
            def __eq__(self,o): return "eq"
            def __add__(self,o): return "added"
            def __iadd__(self,o): super().append(o); return self
        x=L(); x.append(1); x[0]=5; print(x[0],list(x),len(x),bool(x),"magic" in x,x==1,x+1,[*x],x[-1]); x+=3; print(list.__len__(x), list.__repr__(x))
        class D(dict):
            def __missing__(self,k): return k*2
            def __getitem__(self,k): return super().__getitem__(k)
            def __setitem__(self,k,v): super().__setitem__(k,v); print("set",k)
            def get(self,k,default=None): return "own"
        d=D(a=1); d["b"]=2; print(d["a"],d["zz"],d.get("a"),d, {**d}, dict(d)); d["a"]+=5; print(d["a"], d.setdefault("q",1), d.pop("q"))
        class S(set):
            def add(self,x): super().add(x); return self
        s=S(); print(s.add(1), s|{2})
    """,
    "attributes of every kind": """
        class P:
            def __init__(self): self.x=1
            def __getattr__(self,n): return "dyn "+n
        p=P(); print(p.x,p.y,hasattr(p,"z"),getattr(p,"q"),getattr(p,"x")); p.y=5; print(p.y); del p.y; print(p.y)
        class Q:
            def __setattr__(self,n,v): object.__setattr__(self,n,v*2); print("set",n)
            def __delattr__(self,n): print("del",n); super().__delattr__(n)
            def __getattribute__(self,n): return ("ga",n) if n=="magic" else super().__getattribute__(n)
        q=Q(); q.a=1; q.a+=1; print(q.a,q.magic); setattr(q,"b",3); print(q.b); del q.b; print(hasattr(q,"b"))
        class R:
            c=0; l=[]
        r=R(); r.__dict__["z"]=1; print(r.z, vars(r), r.__dict__); vars(r)["w"]=2; print(r.w, sorted(vars(r)), R.__dict__["c"], "z" in r.__dict__); r.__dict__.update(k=1); r.__dict__.pop("z"); print(sorted(r.__dict__)); r.__dict__ = {"new":1}; print(r.new)
        r.c+=1; R.c+=5; print(r.c,R.c); r.l+=[1]; print(R.l, r.l is R.l, "l" in vars(r)); R.l.append(2)
        class Sl:
            __slots__=("a","b")
        s=Sl(); s.a=[1]; s.a+=[2]; s.a[0]=5; print(s.a, hasattr(s,"b"));
        try: s.b
        except AttributeError as e: print(e)
        try: s.c=1
        except AttributeError as e: print(e)
        class Desc:
            def __get__(self,o,t): return 42 if o else self
            def __set__(self,o,v): o.__dict__["_v"]=v
        class H: d=Desc()
        h=H(); h.d=3; print(h.d,h._v,type(H.d).__name__)
        import functools
        class C:
            n=0
            @functools.cached_property
            def big(self): C.n+=1; return [1]
            @property
            def p(self): return self._p
            @p.setter
            def p(self,v): self._p=v
            @p.deleter
            def p(self): print("gone")
            @classmethod
            def cm(cls): cls.n+=1; return cls.n
            @staticmethod
            def sm(): return 1
        c=C(); c.big.append(2); print(c.big,C.n,c.cm(),c.sm(),C.cm()); c.p=1; c.p+=1; print(c.p); del c.p
        import types
        ns=types.SimpleNamespace(a=1,b=[2]); ns.a+=1; ns.b+=[3]; print(ns, ns==types.SimpleNamespace(a=2,b=[2,3]))
        import operator; print(operator.attrgetter("a","b")(ns));
        class E(Exception):
            def __init__(self,x): super().__init__(x); self.x=x
        try: raise E(4)
        except E as e: e.y=e.x+1; print(e.y,e.args,e)
    """,
    "records": """
        from dataclasses import dataclass, field, asdict, replace, astuple
        @dataclass(order=True)
        class A:
            x: int
            y: list = field(default_factory=list)
            z: int = 0  # atomic
            def total(self): return self.x+sum(self.y)
        a=A(1,[2]); b=A(1,[2]); print(a==b,a<b,a,asdict(a),astuple(a),replace(a,x=5),a.total(),f"{a}",str([a])); a.x+=1; a.z=3; print(a!=b,a>b, {**asdict(a)})
        @dataclass(frozen=True)
        class F:
            x: int
        f=F(1); print(f, hash(f)==hash(F(1)), {f:1}[F(1)])
        try: f.x=2
        except Exception as e: print(type(e).__name__, e)
        @dataclass(slots=True)
        class S:
            v: int = 3
        s=S(); s.v+=1; print(s)
        @dataclass
        class K:
            k: int
            def __eq__(self,o): return "mine"
            def __str__(self): return "K!"
        print(K(1)==3, K(1), repr(K(1)))
        from typing import NamedTuple
        class N(NamedTuple):
            a: int
            b: list
        n=N(1,[2]); n.b.append(3); print(n, n._replace(a=2), n==(1,[2,3]), [*n]); x,y=n; print(x,y)
        from enum import Enum, IntFlag
        class Co(Enum):
            R=1; G=2
        print(Co.R, Co(2), list(Co), Co["R"].name, Co.R==Co.R)
        class Fl(IntFlag):
            a=1; b=2
        print(Fl.a|Fl.b, Fl.a+1)
    """,
    "match": """
        from dataclasses import dataclass
        @dataclass
        class Pt:
            x:int; y:int
        def f(v):
            match v:
                case 0: return "zero"
                case [1,*r]: return r
                case {"k":k,**rest}: return k,rest
                case Pt(x=0,y=y): return "y",y
                case Pt(a,b) if a==b: return "diag"
                case str() as s: return s
                case (a,b): return a,b
                case _: return "other"
        print(f(0),f([1,2,3]),f({"k":1,"z":2}),f(Pt(0,3)),f(Pt(2,2)),f("s"),f((5,6)),f(Pt(1,2)))
    """,
    "globals by name": """
        x=1
        def f(): return x
        globals()["x"]=5; print(f(), x)
        def g(): globals()["y"]=7; return y
        print(g(), "y" in globals(), vars()["x"], locals()["x"]); del globals()["y"]
        globals().update(w=3); print(w)
        exec("z=[x]"); print(z, eval("x+1"), eval("z+z"))
        def h():
            q=3
            exec("q=4"); return q, eval("q*2"), sorted(locals())
        print(h())
        class C:
            v=1
            print(sorted(k for k in locals() if not k.startswith("__")), sorted(k for k in vars() if not k.startswith("__")), [k for k in dir() if not k.startswith("__")])
    """,
    "class bodies": """
        counter=0
        def make():
            global counter
            counter+=1
            return counter
        class A:
            global gg
            gg=5
            gg+=1
            a=make(); b=a+1; a,b=b,a
            l=[i*a for i in range(2)] if False else [1]
            for i in range(3): c=i
            del i
            try: c
            finally: d=1
            with open("/dev/null") as fh: pass
            def m(self): return __class__.__name__, self.a
            class B: z=1
            m2=lambda self: self.b
            if (w:=3): pass
        print(gg,A.a,A.b,A.c,A().m(),A.B.z,A().m2(),A.w, hasattr(A,"i"))
        class Meta(type):
            def __new__(m,n,b,ns,**k): ns["added"]=k; return super().__new__(m,n,b,ns)
            def __call__(c,*a): print("making"); return super().__call__(*a)
            def __getitem__(c,k): return k
            n=0
        class M(metaclass=Meta,kw=1): pass
        M(); print(M.added, M[3]); M.n+=1; print(M.n, Meta.n)
        class G:
            def __class_getitem__(c,k): return k
            def __init_subclass__(c,**k): print("sub",c.__name__,k)
            def __set_name__(self,o,n): print("named",n)
        print(G[int])
        class GG(G,z=1): attr=G()
    """,
    "exceptions and their lines": """
        def f():
            try:
                try: [][1]
                finally: print("f")
            except IndexError as e:
                print(e, e.__traceback__.tb_lineno, e.__traceback__.tb_next is None)
            try: {}["k"]
            except KeyError as e: print(repr(e))
            else: print("no")
            try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
            except* ValueError as eg: print(eg.exceptions)
            except* TypeError as eg: print(eg.exceptions)
            import traceback
            try:
                try: 1/0
                except ZeroDivisionError as z: raise ValueError("v") from z
            except ValueError as v: print(repr(v.__cause__), len(traceback.extract_tb(v.__traceback__)), [x.lineno for x in traceback.extract_tb(v.__traceback__)])
            class O: pass
            o=O(); l=[1]
            for code in (lambda: o.x, lambda: l+1, lambda: l<1, lambda: l["a"], lambda: {}[l], lambda: l.foo, lambda: len(5), lambda: sorted([1,"a"]), lambda: l.index(9), lambda: iter(5), lambda: next(iter([])), lambda: l.pop(9), lambda: dict([1]), lambda: setattr(1,"a",2), lambda: "%d"%"x", lambda: l.append(), lambda: (lambda a: a)(), lambda: [*5], lambda: f(**5)):
                try: code()
                except BaseException as e: print(type(e).__name__, e, len(traceback.extract_tb(e.__traceback__)))
        f()
    """,
    "coroutines": """
        import asyncio
        class T: n=0
        l=[]; d={}
        async def w(i):
            global l
            T.n+=1; l+=[i]; d[i]=await asyncio.sleep(0.01*i, result=i); l=l+[-i]
            async with asyncio.Lock() as x: pass
            return [y async for y in ag(i)]
        async def ag(n):
            for i in range(n): yield i; await asyncio.sleep(0)
        async def main():
            r=await asyncio.gather(*[w(i) for i in range(3)])
            print(r,T.n,l,d, {k async for k in ag(2)}, {k:1 async for k in ag(2)}, [await asyncio.sleep(0,x) for x in l])
            async for l2 in ag(2): pass
            async with asyncio.timeout(1): d["x"]=1
        asyncio.run(main())
    """,
    "comprehensions": """
        x=5; l=[1,2]
        print([x for x in l],x,{k:v for k,v in zip(l,l)},{i for i in l},list(i for i in l if i>1),[[j for j in l] for i in l],[i for i in l for j in l if i!=j],[y:=i for i in l],y,[(lambda: i)() for i in l],[f() for f in [lambda: i for i in l]])
        def f(): return [x+z for z in l if l]
        print(f(), sum(i for i in l), max((i for i in l),default=0), [a for a,*b in [[1,2],[3]]], [n.bit_length() for n in l], [d["a"] for d in [{"a":1}]], {**{"a":1}, "b":2}, [*l,*l], (*l,), {*l}, print(*l, sep="-"))
        class C:
            y=1
            z=[q for q in range(y)]
        print(C.z)
        g=(i for i in l); print(next(g)); l.append(3); print(list(g))
    """,
    "decorators and caches": """
        import functools
        def deco(n):
            def d(f):
                @functools.wraps(f)
                def w(*a,**k): w.calls+=n; return f(*a,**k)
                w.calls=0
                return w
            return d
        @deco(2)
        def f(a,b=[],*c,d=1,**e): b.append(a); return b,c,d,e
        print(f(1),f(2,d=3,z=4),f.calls,f.__name__,f.__defaults__,f.__kwdefaults__)
        @functools.lru_cache
        def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
        print(fib(30), fib.cache_info().hits>0)
        @functools.cache
        def c(x): print("once"); return [x]
        c(1).append(2); print(c(1))
        @functools.singledispatch
        def s(x): return "o"
        @s.register
        def _(x: list): return "l"
        print(s(1),s([]))
        print(functools.partial(f,9,[])(), functools.partial(sorted,reverse=True)([1,2]), functools.cmp_to_key(lambda a,b:b-a)(1)<functools.cmp_to_key(lambda a,b:b-a)(2))
        @functools.total_ordering
        class T:
            def __init__(s,v): s.v=v
            def __eq__(s,o): return s.v==o.v
            def __lt__(s,o): return s.v<o.v
        print(T(1)<=T(2), T(1)>T(2), sorted([T(2),T(1)])[0].v, T(1)!=T(2), T(1) in [T(1)])
    """,
    "slices and buffers": """
        l=list(range(10)); l[2:4]=[9,9,9]; l[::3]=[0]*4; del l[-2:]; del l[0]; print(l, l[::-1], l[1:], l[-3:], l[:2]+l[2:]==l)
        l[1:3]=iter([7]); l[len(l):]=[5]; print(l); l[0],l[-1]=l[-1],l[0]; print(l)
        b=bytearray(b"abc"); b[0]=65; b+=b"d"; b[1:2]=b"ZZ"; b.extend(b"x"); print(b,b[0],bytes(b),b==b"x",b.decode(),b.find(b"Z"), b.upper(), len(b))
        m=memoryview(b); m[0]=66; print(b[0], bytes(m[:2])); m.release()
        import array; a=array.array("i",[1,2]); a.append(3); a[0]=5; a[0]+=1; a+=array.array("i",[4]); print(a, list(a), sum(a), a[1:], a==array.array("i",[6]))
        g=[[0]*2 for _ in range(2)]; g[1][0]+=5; g[0]+=[1]; print(g, g==[[0,0,1],[5,0]], sum(g,[]), [*map(sum,g)], str(g), repr(g), f"{g!r:>5} {g}")
        t=([1],2); t[0].append(5); print(t,t==([1,5],2), hash((1,2))==hash((1,2)))
    """,
    "algorithms and special methods": """
        import heapq,bisect,random,copy,json,pickle,string,re,math,statistics
        h=[5,1,4]; heapq.heapify(h); heapq.heappush(h,0); print(heapq.heappop(h),h,heapq.nsmallest(2,h),heapq.heappushpop(h,9),list(heapq.merge([1,3],[2])))
        l=[1,3]; bisect.insort(l,2); print(l,bisect.bisect(l,2))
        random.seed(1); r=random.Random(3); x=[1,2,3,4]; r.shuffle(x); print(sorted(x), r.choice([1]), r.sample([1,2],2) is not None)
        o={"a":[1,{"b":2}]}; c=copy.deepcopy(o); c["a"][1]["b"]=3; s=copy.copy(o); s["a"].append(1); print(o,c,json.dumps(o),json.loads("[1]"), statistics.mean([1,2]))
        class K:
            def __init__(s): s.v=[1]
            def __reduce__(s): return (K,())
            def __deepcopy__(s,m): return "dc"
            def __hash__(s): return 7
            def __eq__(s,o): return isinstance(o,K)
            def __bool__(s): return False
            def __len__(s): return 3
            def __iter__(s): yield 1; yield 2
            def __contains__(s,x): return True
            def __getitem__(s,i): return i
            def __setitem__(s,i,v): print("si",i,v)
            def __delitem__(s,i): print("di",i)
            def __call__(s,*a): return a
            def __enter__(s): return s
            def __exit__(s,*e): return True
            def __format__(s,f): return "fmt"+f
            def __index__(s): return 1
            def __missing__(s,k): return 0
            def __iadd__(s,o): print("iadd"); return s
            def __radd__(s,o): return "radd"
            def __rmul__(s,o): return "rmul"
            def __neg__(s): return "neg"
            def __invert__(s): return "inv"
            def __matmul__(s,o): return "mm"
            def __lt__(s,o): return "lt"
            def __reversed__(s): return iter("rev")
            def __round__(s,n=0): return "round"
            def __abs__(s): return "abs"
            def __length_hint__(s): return 1
        k=K(); print(copy.copy(k)==k,copy.deepcopy(k),bool(k),not k,len(k),list(k),[*k],1 in k,k[5],k[1:2],k(1,2),f"{k:x}",[1,2][k],1+k,2*k,[1]+k if False else "",-k,~k,k@1,k<1,list(reversed(k)),round(k),abs(k), k in {k:1}, {k}=={k}, (k and 1) is k, k or 2, "t" if k else "f")
        k[1]=2; del k[1]; k+=1; k[1:2]=3;
        with k as z: raise ValueError
        a,b=k; print(a,b, max(k), sorted(k), dict.fromkeys(k), sum(k), [*zip(k,k)])
        while k: pass
        print([1 for _ in k if k], re.sub("a",lambda m:"b","aa"), "{0[a]} {1.v}".format({"a":1},k), "{}".format([1]), string.Template("$x").substitute(x=[1]), ",".join(map(str,[1,2])), "a,b".split(","))
    """,
    "scopes and augmented names": """
        def f(x=[]):
            x+=[1]; return x
        f(); print(f(), f([5]))
        def g(a,/,b,*,c): return a,b,c
        print(g(1,b=2,c=3), g(*[1,2],**{"c":3}))
        def h():
            def rec(n): return 1 if n==0 else n*rec(n-1)
            return rec(5)
        print(h())
        def k():
            x=1
            def a():
                nonlocal x
                def b():
                    nonlocal x
                    x+=1
                b(); b()
            a()
            class C:
                nonlocal x
                x+=10
                y=x
            lam=lambda: (x, [x for _ in range(1)])
            x*=2
            return x,C.y,lam()
        print(k())
        def gen():
            n=0
            def bump():
                nonlocal n
                n+=1
            while n<3:
                yield n
                bump()
        print(list(gen()))
        import sys as system, os.path as osp, collections.abc
        print(system.maxsize>0, osp.join("a","b"), collections.abc.Sized.__name__)
        def imp():
            global json
            import json
            from os import path as p, sep
            return p.basename("/a/b"), sep
        print(imp(), json.dumps(1))
        if True:
            def cond(): return "c"
        else:
            def cond(): return "d"
        print(cond(), (lambda *a,k=1,**kw:(a,k,kw))(1,z=2))
        assert (y:=3)==3; print(y)
        x: int = 5; z: list[int]; print(x,globals().get("__annotations__"))
        def ann(a: "int", *b: 3) -> None: q: int = 4; return ann.__annotations__
        print(ann(1))
        def star(*args,**kw): args+=(9,); kw|={"n":1}; return args,kw
        print(star(1,a=2))
        lst=[1];
        def aug(p): p+=[2]; p*=2; return p is lst
        print(aug(lst), lst)
        def aug2():
            global lst
            lst+=[3]; lst*=1
        aug2(); print(lst)
        i=5
        i+=i; i-=1; i*=2; i//=3; i%=5; i**=2; i<<=1; i|=1; i&=7; i^=2; i>>=1; i/=1; print(i)
        s="a"; s+="b"; s*=2; s=s+s; print(s)
    """,
    "who looks back at its caller": """
        import collections, enum, inspect, io, logging, sys, traceback, typing, warnings
        l = [1]
        P = collections.namedtuple("P", ["x", "y"]); E = enum.Enum("E", ["A", "B"]); N = typing.NamedTuple("N", [("x", int)])
        print(P.__module__, E.__module__, N.__module__, P(l, 2), E.A, N(l))
        out = io.StringIO()
        logging.basicConfig(stream=out, format="%(filename)s:%(lineno)d %(funcName)s %(message)s", force=True)
        def work(): logging.getLogger("shop").warning("sold %s of %s", l, {"k": l}); return 1
        work(); print(out.getvalue())
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            def old(x): warnings.warn("old", stacklevel=2)
            old(l)
        print([(w.lineno, str(w.message)) for w in caught])
        def me(x): return sys._getframe().f_lineno, inspect.stack()[0].function, inspect.currentframe().f_back.f_code.co_name
        print(me(l))
        def who(items): return [f.name for f in traceback.extract_stack()][-1:]
        print(who(l), list(map(who, [l])))
        print(collections.deque(l), collections.Counter(l), collections.OrderedDict([(1, l)]), collections.ChainMap({1: l})[1])
        class Tracks:
            def __enter__(self): return self
            def __exit__(self, kind, error, tb): print([f.name for f in traceback.extract_tb(tb)]); return True
        with Tracks(): l + 1
        with Tracks(): l[5]
        with Tracks(): sorted([1, "a"])
        with Tracks(): heap = __import__("heapq").heappush(5, l)
    """,
}

WAS = "import threading as _t; _t.Thread(target=int).start(); del _t\n"
STANDS = "import threading as _t; _e = _t.Event(); _t.Thread(target=_e.wait, daemon=True).start(); del _t, _e\n"


class First:
    """The first that can move."""

    def choose(self, enabled, current):
        return enabled[0]


class Last:
    """The last that can move."""

    def choose(self, enabled, current):
        return enabled[-1]


WAYS = {
    "alone": ("", lambda: None),
    "seen": (WAS, lambda: None),
    "under a policy": (WAS, First),
    "under another, beside a thread that stands": (STANDS, Last),
}


def plainly(text: str) -> tuple[str, dict]:
    out = io.StringIO()
    namespace = {"__name__": "__main__"}
    with redirect_stdout(out):
        exec(compile(text, "program.py", "exec", dont_inherit=True), namespace)
    return out.getvalue(), left(namespace)


def rewritten(text: str, policy) -> tuple[str, dict]:
    with Program.from_source(text).execution(policy=policy) as execution:
        assert execution.run() == "ended"
        assert not execution.errors, execution.errors
        return "".join(text for _, _, text in execution.output), left(execution.locals["namespace"])


def left(namespace: dict) -> dict[str, str]:
    """What a program leaves: names, and values where they are plain."""
    plain = (int, float, str, bool, type(None), list, dict, set, tuple)
    return {
        name: repr(value) if type(value) in plain and " at 0x" not in repr(value) else ""
        for name, value in namespace.items()
        if not name.startswith("__") and not isinstance(value, ModuleType)
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FEATURES)
def test_a_program_prints_and_leaves_the_same(name, way):
    head, policy = WAYS[way]
    text = textwrap.dedent(FEATURES[name]).lstrip()
    # plainly with a head of as many lines, that leaves no thread behind
    assert rewritten(head + text, policy()) == plainly((WAS if head else "") + text)
