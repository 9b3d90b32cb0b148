"""If the order of two operations makes a difference, the trace shows it: they share a cell, and one of them changes it.

That is what exploring rests on: an order is tried only if something in the other one says that it might differ. Every
pair of operations on one kind of thing is done by two threads that nothing orders, one after the other, both ways
round; where what they give or what they leave differs, both traces must say so.
"""

from __future__ import annotations

import itertools
import textwrap
from types import ModuleType

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.kernel.operations import OPERATIONS

HEAD = """
import threading, pick, copy, json, heapq, bisect, operator, itertools, functools, random
from collections import deque, defaultdict, Counter, OrderedDict
from dataclasses import dataclass
class T:
    c = 1
    def __init__(self): self.n = 0; self.l = [1]
    @property
    def p(self): return self.n
    @p.setter
    def p(self, v): self.n = v
    def __repr__(self): return f"T{sorted(vars(self).items())}"
@dataclass
class D:
    x: int = 0
    y: int = 0
class S:
    __slots__ = ("a",)
class G:
    def __getattr__(self, n):
        if n.startswith("_"): raise AttributeError(n)
        return "dyn"
def fresh():
    global l, m, d, e, s, q, t, o, dd, c, g, od, ll, b, sl, ga, it, gen, cnt
    l=[3,1,2]; m=list(range(40)); d={"a":1,"b":2}; e={}; s={1,2}; q=deque([1,2,3]); t=T(); o=D(); dd=defaultdict(list); c=Counter("aab"); g=0
    od=OrderedDict(a=1,b=2); ll=[[1],[2]]; b=bytearray(b"ab"); sl=S(); ga=G(); it=iter([1,2,3]); gen=(i for i in (1,2,3)); cnt=itertools.count()
    T.c=1
    if hasattr(T,"z"): del T.z
def state(): return repr([l,m,d,e,s,list(q),t,sorted(vars(t).items()),o,dict(dd),c,globals().get("g"),od,ll,b,getattr(sl,"a",None),vars(ga),T.c,getattr(T,"z",None),list(it),list(gen),next(cnt)])
"""
TAIL = """
def call(index, operation):
    try:
        result = operation()
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    pick.given[index] = repr(result)
for pair in pick.pairs:
    fresh()
    given = pick.given = ["", ""]
    threads = [threading.Thread(target=call, args=(i, globals()[f"op{n}"])) for i, n in enumerate(pair)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    pick.found.append((given, state()))
"""

OPERATIONS_ON = {
    "list": [
        "l.append(9)", "l.pop()", "l.pop(0)", "l[0]", "l[-1]", "l[2]", "l[3]", "l[0]=7", "l[-1]=8", "del l[0]",
        "del l[1:]", "l[1:]", "l[:1]=[5,6]", "len(l)", "sum(l)", "l.sort()", "l.reverse()", "l.clear()",
        "l.insert(0,4)", "l.remove(1)", "1 in l", "l+[1]", "l==[3,1,2]", "l.extend([7])", "l.extend(i for i in [7])",
        "list(l)", "[x for x in l]", "str(l)", "f'{l}'", "[*l]", "x,*y=l", "list(reversed(l))", "list(enumerate(l))",
        "json.dumps(l)", "heapq.heappush(l,0)", "bisect.insort(l,2)", "list.append(l,5)", "operator.setitem(l,0,5)",
        "operator.itemgetter(0)(l)", "(lambda f: f(4))(l.append)", "l.__setitem__(0,9)",
        "list(itertools.chain(l,[1]))", "functools.reduce(lambda a,b:a+b,l)", "next(iter(l))", "'%s'%l",
        "((l,1)==([3,1,2],1))", "random.shuffle(l)", "operator.iadd(l,[3])", "[y for x in [l] for y in x]",
        "1 if 3 in l and l else 0", "list(map(sum,[l]))", "list(map(str,[l]))", "(lambda f: f(l))(len)", "'{0[1]}'.format(l)",
        "[f(l) for f in (min,sorted)]", "sorted([l],key=operator.itemgetter(0))[0]", "list(map(list.pop,[l]))",
        "list(itertools.starmap(sum,[(l,)]))", "list(map(operator.methodcaller('count',1),[l]))",
    ],
    "list stmts": [
        "global l; l+=[1]", "global l; l*=2", "global l; l=[0]", "k=l; k+=[5]", "k=l; k[0]+=5", "k=l; k*=2",
        "t.l+=[3]", "t.l[0]+=1", "ll[0]+=[9]", "ll[0][0]+=1", "ll[1]", "str(ll)", "ll==[[1],[2]]",
        "copy.deepcopy(ll)", "sum(ll,[])", "[a for a, in ll]", "[z for (z,) in ll]",
        "return [y for x in ll for y in x]", "for z in l: r=z; return r", "match l:\n  case [3,*_]: return 1",
        "match t:\n  case T(n=0): return 5", "with_=l; return with_[0]", "yy=str(t.l); return yy", "t.l=[5]",
        "return t.l[0]",
    ],
    "big": [
        "m[35]", "m[35]=1", "sum(m)", "m.append(1)", "m.pop(0)", "m[39]", "m[40]", "m[-1]", "m.sort(reverse=True)",
        "[x for x in m]", "m[5]+=1", "del m[35]", "list(reversed(m))", "m==list(range(40))", "m.insert(36,1)",
        "m[38:]", "m[38:]=[]", "str(m)",
    ],
    "dict": [
        "d['a']", "d['z']", "d.get('z')", "d['a']=5", "d['z']=6", "d.pop('a')", "d.pop('z',0)", "del d['a']",
        "d.clear()", "d.update({'a':9})", "d.setdefault('a',3)", "d.setdefault('z',3)", "'z' in d", "'a' in d",
        "len(d)", "list(d.items())", "list(d.values())", "[k for k,v in d.items()]", "[v for k,v in d.items()]",
        "max(d,key=d.get)", "d=={'a':1,'b':2}", "d|{'q':1}", "str(d)", "d.popitem()", "d.keys()=={'a','b'}",
        "5 in d.values()", "len(d.items())", "f'{d!r}'", "next(iter(d.values()))", "d.items()-{('a',1)}",
        "sum(v for v in d.values())",
    ],
    "dict stmts": [
        "global d; d|={'w':1}", "k=d; k|={'a':7}", "d['a']+=1", "dd['x'].append(1)", "dd['x']", "dd['x']+=[5]",
        "return len(dd)", "return dd.get('x')", "c['a']+=1", "c.update('a')", "return c['a']",
        "return c.most_common(1)", "c.subtract('a')", "return c+c", "return c.total()", "return c['none']",
        "c['none']+=1", "return c==Counter('aab')", "od.move_to_end('a')", "return list(od)", "return od.popitem()",
        "return list(od.items())", "od['a']=5", "return od=={'a':1,'b':2}", "return list(od.values())",
        "match d:\n  case {'a':x}: return x", "return list(c.elements())",
    ],
    "set": [
        "s.add(9)", "s.add(1)", "s.discard(1)", "s.pop()", "1 in s", "9 in s", "len(s)", "s|{5}", "s&{1}", "s-{1}",
        "s^{1}", "s=={1,2}", "s<={1,2,9}", "sorted(s)", "list(s)", "sum(s)", "s.clear()", "s.update([7])",
        "s.union([1])", "s.issubset({1,2})", "{*s}", "frozenset(s)", "{1,2}==s", "{1}<=s", "{1,2,3}-s",
        "s.intersection_update({1})", "str(s)", "[x for x in s]", "(lambda a: a.__ior__({8}))(s)",
        "{1,2}.issubset(s)", "{0}.union(s)", "set().union(s)",
    ],
    "deque": [
        "q.append(9)", "q.appendleft(8)", "q.pop()", "q.popleft()", "q[0]", "q[-1]", "q[2]", "q[0]=5", "len(q)",
        "list(q)", "q.rotate(1)", "q.clear()", "1 in q", "sum(q)", "q.extend([1])", "q.extendleft([1])", "del q[0]",
        "q.remove(2)", "q.reverse()", "q.insert(1,7)", "q.index(3)", "str(q)", "q==deque([1,2,3])", "[x for x in q]",
        "q.copy()", "bool(q)", "q+deque([1])", "list(reversed(q))",
    ],
    "attr": [
        "t.n", "t.n=5", "t.n+=1", "t.p", "t.p=6", "t.p+=2", "t.c", "t.c=3", "T.c", "T.c=9", "T.c+=1", "t.z", "t.z=1",
        "hasattr(t,'z')", "getattr(t,'z',0)", "setattr(t,'z',2)", "delattr(t,'n')", "del t.n", "vars(t)['n']",
        "t.__dict__['n']=8", "t.__dict__", "vars(t)", "t.__dict__.get('z')", "t.__dict__.update(n=3)",
        "sorted(vars(t))", "copy.copy(t)", "copy.deepcopy(t)", "operator.attrgetter('n')(t)", "str(t)", "t.l",
        "T.z=4", "getattr(T,'z',1)", "hasattr(T,'z')", "object.__setattr__(t,'n',4)",
        "object.__getattribute__(t,'n')", "t.__setattr__('n',5)", "'n' in t.__dict__", "t.__dict__|{}",
        "t.__dict__.clear()", "t.__dict__=={}", "len(vars(t))", "t.__dict__.pop('n')", "getattr(t,'n')",
        "(lambda: t.n)()", "[t.n for _ in [1]]", "t.c if t.n else 0",
    ],
    "records": [
        "o.x", "o.x=1", "o.y+=1", "str(o)", "o==D(1,0)", "o==D()", "D(0,0)==o", "repr([o])", "print(o)", "f'{o}'",
        "[o]==[D()]", "o in [D()]", "sl.a", "sl.a=1", "hasattr(sl,'a')", "ga.v", "ga.v=2", "getattr(ga,'v')",
        "o!=D()", "__import__('dataclasses').asdict(o)", "__import__('dataclasses').replace(o,y=5)",
        "__import__('dataclasses').astuple(o)", "hash(str(o))", "sorted([o],key=lambda z:z.x)",
        "max([o],key=lambda z:z.x).x",
    ],
    "iter": [
        "next(it)", "next(it,0)", "list(it)", "[x for x in it]", "next(gen)", "next(gen,0)", "list(gen)",
        "[x for x in gen]", "next(cnt)", "it.__next__()", "sum(it)", "sum(gen)", "tuple(zip(it,[1]))",
        "gen.send(None)",
    ],
    "bytes": [
        "b[0]", "b[0]=65", "b.append(3)", "b+b'x'", "b==b'ab'", "len(b)", "bytes(b)", "b.extend(b'q')", "b.decode()",
        "b.find(b'b')", "b.pop()", "b[0]+=1", "b.clear()", "str(b)", "list(b)", "b.upper()", "b[:1]", "b'ab'==b",
        "b.startswith(b'a')", "b.hex()",
    ],
    "globals": [
        "g", "global g; g=1", "global g; g+=1", "globals()['g']", "globals()['g']=4", "(lambda: g)()",
        "[g for _ in [1]]", "global g; g,_=3,4", "global g; del g", "return vars().get('g'), g", "f'{g}'", "str(g)",
        "global g\nfor g in [8]: pass", "global g\nwith open('/dev/null') as g: pass", "globals().get('g')",
        "'g' in globals()",
    ],
}  # fmt: skip


def function(number: int, operation: str) -> str:
    """An operation as a function of the program's."""
    try:
        compile(operation, "", "eval")
    except SyntaxError:
        return f"def op{number}():\n{textwrap.indent(operation, '    ')}\n"
    return f"def op{number}(): return {operation}\n"


def touched(execution) -> dict[int, dict[int, bool]]:
    """By actor: the cells that it touched, and whether it changed them."""
    cells: dict[int, dict[int, bool]] = {}
    for event in execution.events:
        if event.op in ("read", "write", "update", "load", "store"):
            own = cells.setdefault(event.actor, {})
            own[event.target] = own.get(event.target, False) or OPERATIONS[event.op].changes
    return cells


def depend(one: dict[int, bool], other: dict[int, bool]) -> bool:
    return any(one[cell] or other[cell] for cell in one.keys() & other.keys())


@pytest.mark.slow
@pytest.mark.parametrize("kind", OPERATIONS_ON)
def test_two_operations_whose_order_matters_share_a_cell(kind):
    operations = OPERATIONS_ON[kind]
    pick = ModuleType("pick")
    functions = "".join(itertools.starmap(function, enumerate(operations)))
    program = Program.from_source(HEAD + functions + TAIL, modules={"pick": pick})
    matters, unseen = 0, []
    for a in range(len(operations)):
        both = [pair for b in range(a, len(operations)) for pair in ((a, b), (b, a))]
        pick.pairs, pick.found = both, []
        with program.execution() as execution:
            assert execution.run() == "ended"
            assert not execution.errors, execution.errors
            cells = touched(execution)
            for number in range(0, len(both), 2):
                (given, left), (other, left_by_other) = pick.found[number : number + 2]
                if (given, left) != (other[::-1], left_by_other):
                    matters += 1
                    one, two, three, four = (cells.get(2 + 2 * number + i, {}) for i in range(4))
                    if not (depend(one, two) and depend(three, four)):
                        unseen.append((operations[a], operations[both[number][1]]))
    assert unseen == []
    assert matters > len(operations) / 2
