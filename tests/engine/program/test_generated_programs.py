"""Programs made at random do the same with and without rewriting, seen and unseen.

They are made of what the rewriting touches: names in every scope, attributes, items, containers, closures, exceptions.
"""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program, run

NAMES = ("a", "b", "c")
HEAD = """\
class O:
    k = 1
    def __init__(self, n): self.n = n; self.__p = n
    def p(self): self.__p += 1; return self.__p
    def __repr__(self): return f"O{sorted(vars(self).items())}"
a, b, c = 1, 2, 3
o = O(4); l = [3, 1, 2]; d = {"x": 1, 2: [5]}
"""
TAIL = """
print(a, b, c, o, l, d, O.k)
"""

numbers = st.integers(-3, 5).map(str)
names = st.sampled_from(NAMES)


def expressions(depth: int) -> st.SearchStrategy[str]:
    plain = st.one_of(
        numbers, names, st.sampled_from(["o.n", "O.k", "l[0]", "l[-1]", "len(l)", "d.get('x', 0)", "o.p()", "sum(l)"])
    )
    if depth == 0:
        return plain
    inner = expressions(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(names, inner).map(lambda t: f"({t[0]} := {t[1]})"),
        st.tuples(inner, names).map(lambda t: f"max([{t[0]} + {t[1]} for {t[1]} in l[:2]] or [0])"),
        st.tuples(inner, names).map(lambda t: f"(lambda {t[1]}: {t[0]})({t[1]})"),
        inner.map(lambda e: f"int(f'{{{e}}}')"),
        inner.map(lambda e: f"({e} in l)"),
        inner.map(lambda e: f"l[{e} % len(l)]"),
        inner.map(lambda e: f"len(l + [{e}] * 2)"),
        inner.map(lambda e: f"(l[:2] == [{e}, 1])"),
        inner.map(lambda e: f"(lambda f: f({e}))(l.count)"),
        inner.map(lambda e: f"next(iter(l), {e})"),
        inner.map(lambda e: f"sum(v for v in d.values() if v == {e})"),
        inner.map(lambda e: f"len(d | {{{e}: 1}})"),
    )


targets = st.one_of(names, st.sampled_from(["o.n", "o.m", "O.k", "l[0]", "l[-1]", "d['x']", "d[a]", "l[1:2]"]))


def indented(block: list[str]) -> list[str]:
    return ["    " + line for line in block] or ["    pass"]


def statements(depth: int) -> st.SearchStrategy[list[str]]:
    value = expressions(2)
    single = st.one_of(
        st.tuples(targets, value).map(lambda t: f"{t[0]} = [{t[1]}]" if t[0].endswith("2]") else f"{t[0]} = {t[1]}"),
        st.tuples(targets, targets, value).map(
            lambda t: f"{t[0]} = {t[1]} = {t[2]}" if not {t[0], t[1]} & {"l[1:2]"} else f"a = {t[2]}"
        ),
        st.tuples(names, value, value).map(lambda t: f"{t[0]}, o.m = {t[1]}, {t[2]}"),
        st.tuples(targets.filter(lambda t: t != "l[1:2]"), st.sampled_from(["+", "-", "*"]), value).map(
            lambda t: f"{t[0]} {t[1]}= {t[2]}"
        ),
        value.map(lambda e: f"l.append({e})"),
        value.map(lambda e: f"d.setdefault({e}, []); d.pop({e}, None)"),
        value.map(lambda e: f"l.insert(0, {e}); del l[5:]"),
        names.map(lambda n: f"del {n}"),
        st.tuples(names, names, value).map(lambda t: f"{t[0]}, (l[0], *{t[1]}) = {t[2]}, (1, 2, 3)"),
        st.tuples(names, value).map(lambda t: f"{t[0]} = d['y'] = l[-1:] = [{t[1]}]"),
        value.map(lambda e: f"l += [{e}]; l *= 1"),
        value.map(lambda e: f"d |= {{'z': {e}}}; vars(o)['q'] = {e}; setattr(o, 'm', {e})"),
        value.map(lambda e: f"l.sort(); l.reverse(); l.pop() if len(l) > 2 else l.extend([{e}, 1])"),
        value.map(lambda e: f"print([k for k, v in d.items() if v == {e}], *reversed(l), hasattr(o, 'm'))"),
        st.tuples(names, value).map(lambda t: f"globals()['{t[0]}'] = {t[1]}; o.p(); O.k += {t[1]}"),
        st.just("print(a, b, c, l, sorted(map(str, d)))"),
        value.map(lambda e: f"assert {e}, 'no'"),
        value.map(lambda e: f"d = dict(d); d[{e}] = 1; [*l]; sorted(l)"),
    ).map(lambda line: [line])
    if depth == 0:
        return single
    block = st.lists(statements(depth - 1), min_size=1, max_size=4).map(
        lambda parts: [line for part in parts for line in part]
    )
    return st.one_of(
        single,
        single,
        st.tuples(value, block, block).map(
            lambda t: [f"if {t[0]}:", *indented(t[1]), "else:", *indented(t[2])]
        ),
        st.tuples(names, block).map(lambda t: [f"for {t[0]} in list(l)[:3]:", *indented(t[1])]),
        st.tuples(names, block).map(lambda t: [f"for {t[0]}, o.m in [(1, 2), (3, 4)]:", *indented(t[1])]),
        st.tuples(block, block, names).map(
            lambda t: ["try:", *indented(t[0]), f"except Exception as {t[2]}:", f"    print(type({t[2]}).__name__)",
                       *indented(t[1]), "finally:", "    print('finally')"]
        ),
        st.tuples(st.sampled_from(["f", "g"]), st.sampled_from(["", "global a, l", "global b, c, d", "global a, b, c, l, d"]), block).map(
            lambda t: [f"def {t[0]}(x=1, y=2):", *indented([*([t[1]] if t[1] else []), *t[2], "return 7"]), f"{t[0]}()"]
        ),
        st.tuples(block, value).map(
            lambda t: ["def gen():", "    global a, b, c, l, d", "    yield 1", *indented(t[0]), f"    yield {t[1]}",
                       "print(list(gen()))"]
        ),
        st.tuples(block, st.sampled_from(["", "global b"])).map(
            lambda t: ["class Q:", *indented([*([t[1]] if t[1] else []), "global l, d", *t[0]]), "print(sorted(k for k in vars(Q) if len(k) == 1))"]
        ),
        st.tuples(block, block, st.sampled_from(["n", "m"])).map(
            lambda t: ["def outer():", "    n = m = 5", "    global a, b, c",
                       "    def inner():", f"        nonlocal {t[2]}; global a, b, c", f"        {t[2]} += 1; n; m",
                       *indented(indented(t[0])), "    inner(); inner()", *indented(t[1]), f"    m = {t[2]} * 2",
                       "    print(n, m, inner.__closure__ is not None)", "outer()"]
        ),
    )  # fmt: skip


programs = st.lists(statements(2), min_size=1, max_size=6).map(lambda parts: [line for part in parts for line in part])


def guarded(lines: list[str]) -> str:
    """A program that tells its own end, whatever it is."""
    body = "\n".join(indented(lines))
    return f"{HEAD}try:\n{body}\nexcept Exception as error:\n    print(type(error).__name__, error)\ntry:{TAIL.rstrip().replace(chr(10), chr(10) + '    ')}\nexcept NameError as error: print(error)\n"


def plainly(text: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(text, "program.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    return out.getvalue()


class First:
    """The policy that takes the first that can move: each access is a scheduling point."""

    def choose(self, enabled, current):
        return enabled[0]


def executed(text: str) -> str:
    with Program.from_source(text).execution(policy=First()) as execution:
        assert execution.run() == "ended"
        return "".join(text for _, _, text in execution.output)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(programs, st.booleans())
def test_a_random_program_does_the_same(lines, seen):
    text = ("import threading as t; t.Thread(target=int).start()\n" if seen else "") + guarded(lines)
    try:
        compile(text, "program.py", "exec")
    except SyntaxError:
        return
    outcome = run(Program.from_source(text))
    assert outcome.state == "ended"
    assert outcome.printed == plainly(text), text
    assert executed(text) == outcome.printed, text
