"""One pass over the syntax tree: what several actors may touch becomes a visible access.

    o.a                 →  .cells.see(o, "a", n).a            the load stays the program's own; not of modules
    o.a = v             →  .cells.at(o, "a", n).v = v         in every position a target can stand in
    o.a += v            →  .cells.at(o, "a", n).v += v        so: a read, then a write, on every version
    o[k]                →  .cells.item(o, k, n)
    o[k] = v            →  .cells.at_item(o, k, n).v = v
    o.append(x)         →  .cells.method(o, "append", n)(x)   for names of containers' methods
    g(o.append)         →  g(.cells.handed(o, "append", n))   a method that reports, wherever it is called
    a + b, a == b       →  .cells.add(a, b, n), .cells.eq(…)  unless one side is surely plain (see `plainness`)
    a += b              →  a = .cells.in_place(a, b, n, "iadd")
    if o:, len(o)       →  .cells.shape(o, n)                 `whole`, `deep`: with its items, and theirs
    for x in o          →  for x in .cells.walk(o, n)         `walk_later` if it may last till others are there
    f(o)                →  .cells.foreign(f, n)(o)            f unchanged, unless it is not the program's own
    x                   →  .box0.read("x", n) or x            shared names only (see `scopes`); gives None
    x = v               →  x = .box0.write("x", v, n)
    x, y = v            →  .1, .2 = v; x = .box0.write("x", .1, n) …   so is what `for`, `with` and
                           other statements bind (see `bindings`), if it is shared

`n` numbers the access; a table gives its line. Hidden names begin with a dot, so no program can mean them; they are
found in the program's builtins (or, for a function with shared variables, in a hidden variable of it that closures
capture). New nodes take the place of the old ones, line and column, so tracebacks and `where` speak of the source as
written.

Loops and functions say `None in .turns` (see `budget`). Each handler first looks whether the exception it caught was
the end of the execution.

*Derivation.* A write is told from which accesses its value derives: those in its own expression and those that
flowed into it through locals of the same function, followed in order of the statements (joined where paths meet;
not round a loop, not through calls; but what a property of the program's reads and writes for `o.a += v` counts, see
`places`, and what one method of an object gives for another to store, see `accessors`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from cafe_sim.engine.program.accesses import Accesses
from cafe_sim.engine.program.names import MAKES_THINGS
from cafe_sim.engine.program.patterns import RewritesPatterns
from cafe_sim.engine.program.plainness import makes_number
from cafe_sim.engine.program.scopes import Function
from cafe_sim.engine.program.spinning import may_spin
from cafe_sim.engine.program.starting import lets_others_in
from cafe_sim.engine.program.syntax import NEVER_SHARED, at_start, constant, turn_is_said
from cafe_sim.engine.program.targets import NONE, Flow

_N = TypeVar("_N", bound=ast.AST)
_AUGMENTED = {
    ast.Add: "iadd", ast.Sub: "isub", ast.Mult: "imul", ast.Div: "itruediv", ast.FloorDiv: "ifloordiv", ast.Mod: "imod",
    ast.Pow: "ipow", ast.LShift: "ilshift", ast.RShift: "irshift", ast.BitOr: "ior", ast.BitAnd: "iand",
    ast.BitXor: "ixor", ast.MatMult: "imatmul",
}  # fmt: skip
_CONTAINERS_HAVE = frozenset({"iadd", "isub", "imul", "ior", "iand", "ixor"})


def rewrite(tree: ast.Module, atomic_lines: frozenset[int], imported: bool = False) -> tuple[ast.Module, Accesses]:
    """`tree` with its accesses visible, changed in place."""
    rewriter = _Rewriter(tree, atomic_lines, imported)
    rewriter.module(tree)
    ast.fix_missing_locations(tree)
    return tree, rewriter.accesses


class _Rewriter(RewritesPatterns):
    """Makes a module's accesses visible, statement by statement."""

    def _join(self, *flows: Flow) -> None:
        joined: Flow = {}
        for flow in flows:
            for name, derived in flow.items():
                joined[name] = joined.get(name, NONE) | derived
        self._flow = joined

    def _block(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in body:
            self._found = set()
            result = self.visit(statement)
            made.extend(result if isinstance(result, list) else [result])
        return made

    def _branch(self, body: Iterable[ast.stmt], flow: Flow) -> tuple[list[ast.stmt], Flow]:
        self._flow = dict(flow)
        return self._block(body), self._flow

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        makes_things = _makes_things(node.value)
        value, derived = self._value(node.value)
        named: list[ast.stmt] = []
        if makes_things:
            value = self._called(node.targets[-1], value)
            named = self._called_late(node.targets[-1], value)
        if any(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
            value = self._unpacked(value, node.value)
        atomic = self._atomic(node, node.targets)
        made = self._bind(node, value, derived)
        return [*atomic[:1], *made, *named, *atomic[1:]]

    def _bind(self, node: ast.Assign, value: ast.expr, derived: frozenset[int]) -> list[ast.stmt]:
        """An assignment, in as many steps as it takes."""
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            node.value = self._written(node.targets[0].id, value, derived, node.targets[0])
            return [node]
        if not any(self._holds_shared(target) for target in node.targets):
            node.targets = [self._target(target, derived) for target in node.targets]
            node.value = value
            return [node]
        if len(node.targets) == 1:
            target, late = self._aside(node.targets[0], derived)
            node.targets, node.value = [target], value
            return [node, *late]
        # `a = b.c, d = v`: the value aside, then target by target
        load, store, gone = self._hidden_name(node)
        made: list[ast.stmt] = [ast.copy_location(ast.Assign([store], value), node)]
        for target in node.targets:
            made += self._bind(ast.copy_location(ast.Assign([target], load), node), load, derived)
        return [*made, gone]

    def _called(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """`value`, the locks and the like in it called after the target."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = zip(target.elts, value.elts, strict=True)
            value.elts = [self._called(inner, each) for inner, each in pairs]
        elif isinstance(target, ast.Name | ast.Attribute):
            name = target.id if isinstance(target, ast.Name) else target.attr
            args = [constant(name, value), value]
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                args.append(ast.copy_location(ast.Name(target.value.id, ast.Load()), value))
            return self._cells("called", args, value)
        return value

    def _called_late(self, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
        """Of `a, b = (Lock() for …)`: what was made is called after its name once it is bound."""
        if not isinstance(target, ast.Tuple | ast.List) or isinstance(value, ast.Tuple):
            return []
        names = [inner.id for inner in target.elts if isinstance(inner, ast.Name)]
        loads = [ast.copy_location(ast.Name(name, ast.Load()), target) for name in names]
        return [self._say("called", target, constant(load.id, target), load) for load in loads]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        if self._scope.kind != "function" and not self._texts_alone:
            node.annotation = self.visit(node.annotation)
        if node.value is None:
            return [node]
        atomic = self._atomic(node, [node.target])
        makes_things = _makes_things(node.value)
        value, derived = self._value(node.value)
        if makes_things:
            value = self._called(node.target, value)
        if isinstance(node.target, ast.Name):
            value = self._written(node.target.id, value, derived, node.target)
        else:
            node.target = self._place(node.target, derived)
            node.simple = 0
        node.value = value
        return [*atomic[:1], node, *atomic[1:]]

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        is_number = makes_number(node.value)
        value, derived = self._value(node.value)
        target = node.target
        if not isinstance(target, ast.Name):
            node.target = self._place(target, derived)
            node.value = value
            return node
        name = _AUGMENTED[type(node.op)]
        if self._shared(target.id) is None and (
            name not in _CONTAINERS_HAVE or target.id in self._plain or (is_number and name != "imul")
        ):
            flows = self._flow.get(target.id, NONE) | derived
            self._flow[target.id] = frozenset(self._reckoned(flows, node.op))
            node.value = value
            return node
        read, from_read = self._value(ast.copy_location(ast.Name(target.id, ast.Load()), target))
        if name not in _CONTAINERS_HAVE or (is_number and name != "imul"):
            result = self._cells(name, [read, value], node)
        else:
            number = self._access(at_start(ast.Name("", ast.Load()), node))
            result = self._cells("in_place", [read, value, number, constant(name, node)], node)
        store = ast.Name(target.id, ast.Store())
        reckoned = frozenset(self._reckoned(derived | from_read, node.op))
        written = self._written(target.id, result, reckoned, target)
        return ast.copy_location(ast.Assign([ast.copy_location(store, target)], written), node)

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for target in _flat(node.targets):
            owner = self._shared(target.id) if isinstance(target, ast.Name) else None
            if owner is not None:
                args = [constant(target.id, target), self._access(target)]  # type: ignore[attr-defined]
                made.append(self._say("delete", target, *args, box=owner.box))
            gone = self._place(target, NONE) if isinstance(target, ast.Attribute | ast.Subscript) else target
            made.append(ast.copy_location(ast.Delete([gone]), target))
        return made

    def _atomic(self, node: ast.stmt, targets: Sequence[ast.expr]) -> list[ast.stmt]:
        """For a line with `# atomic`: a declaration before and one after."""
        if node.end_lineno not in self._atomic_lines:
            return []
        before: list[ast.expr] = []
        after: list[ast.expr] = []
        for target in targets:
            if isinstance(target, ast.Name):
                owner = self._scope.owner(target.id)
                if owner.kind == "class":
                    before.append(self._cells("declare_field", [constant(target.id, node)], node))
                    continue
                if name_is_shared := target.id in owner.shared:
                    before.append(self._hidden(owner.box, "declare", [constant(target.id, node)], node))
                load = ast.copy_location(ast.Name(target.id, ast.Load()), node)
                after.append(self._cells("declare", [load, constant(bool(name_is_shared), node)], node))
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                load = ast.copy_location(ast.Name(target.value.id, ast.Load()), node)
                args = [load, constant(self._mangled(target.attr), node)]
                after.append(self._cells("declare_attribute", args, node))
        wrap = [
            ast.copy_location(ast.Expr(ast.copy_location(ast.Tuple(part, ast.Load()), node)), node)
            for part in (before, after)
        ]
        return list(wrap)

    def _unpacked(self, value: ast.expr, source: ast.expr) -> ast.expr:
        if isinstance(source, NEVER_SHARED):
            return value
        return self._cells("elements", [value, self._access(source, source)], source)

    def module(self, tree: ast.Module) -> None:
        tree.body = self._block(tree.body)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        if node.value is not None:
            node.value, derived = self._value(node.value)
            lines = self.accesses.lines
            self.accesses.returned.update(lines[number] for number in derived if number >= 0)
        return node

    def visit_FunctionDef(self, node: Function) -> ast.stmt:
        node.decorator_list = self._decorators(node.decorator_list)
        self._defaults(node.args)
        self._annotated(node)
        before = self._within(node)
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        start = at_start(ast.Pass(), node)
        opening: list[ast.stmt] = [turn_is_said(start)]
        if node.name in ("__exit__", "__aexit__") and len(node.args.args) == 4:
            opening.append(self._strip_traceback(node, start))
        if self._scope.shared:
            opening.append(self._open_box(node, start))
        body = [*opening, *self._block(node.body[len(docstring) :])]
        if node.name == "__del__":
            # it may be called from anywhere, even from inside the engine
            quietly = ast.Try([*body], [], [], [self._say("unhush", start)])
            body = [self._say("hush", start), ast.copy_location(quietly, start)]
        node.body = [*docstring, *body]
        self._leave(before)
        self._made(node)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's names

    def _annotated(self, node: Function) -> None:
        """Annotations are evaluated where the function is made, unless they are kept as text."""
        if self._texts_alone or getattr(node, "type_params", None):
            return
        every = node.args
        for arg in (*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg):
            if arg is not None and arg.annotation is not None:
                arg.annotation = self.visit(arg.annotation)
        if node.returns is not None:
            node.returns = self.visit(node.returns)

    def _strip_traceback(self, node: Function, like: ast.AST) -> ast.stmt:
        """`tb = .cells.stripped(error, tb)`: what a context manager is told of an error is the program's own, too."""
        error, trace = (arg.arg for arg in node.args.args[2:])
        loads = [ast.copy_location(ast.Name(name, ast.Load()), like) for name in (error, trace)]
        store = ast.copy_location(ast.Name(trace, ast.Store()), like)
        return ast.copy_location(ast.Assign([store], self._cells("stripped", list(loads), like)), like)

    def _open_box(self, node: Function, like: ast.AST) -> ast.stmt:
        """`.boxN = .cells.box({"parameter": its value …})`."""
        arguments = node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
        names = [arg.arg for arg in every if arg is not None and arg.arg in self._scope.shared]
        loads = [ast.copy_location(ast.Name(name, ast.Load()), like) for name in names]
        values = ast.Dict([constant(name, like) for name in names], list(loads))
        store = ast.copy_location(ast.Name(self._scope.box, ast.Store()), like)
        return ast.copy_location(ast.Assign([store], self._cells("box", [values], like)), like)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        first = node.decorator_list[0] if node.decorator_list else at_start(ast.Pass(), node)
        outermost = self._cells("told_apart", [], first).func  # sees the class as its other decorators leave it
        node.decorator_list = [outermost, *self._decorators(node.decorator_list)]
        node.bases = [self.visit(base) for base in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        before = self._within(node)
        self._classes.append(node.name)
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        node.body = [*docstring, *self._block(node.body[len(docstring) :])]
        if self._asks_for_classes:
            number = self._access(ast.copy_location(ast.Name("", ast.Load()), first))
            node.body.append(self._say("makes_class", first, number))
        self._classes.pop()
        self._leave(before)
        self._made(node)
        return node

    def visit_If(self, node: ast.If) -> ast.stmt:
        node.test = self._truth(node.test)
        flow = self._flow
        node.body, then = self._branch(node.body, flow)
        node.orelse, otherwise = self._branch(node.orelse, flow)
        self._join(then, otherwise)
        return node

    def visit_While(self, node: ast.While) -> ast.stmt:
        spins = may_spin(node)
        node.test = self._truth(node.test)
        flow = self._flow
        like = at_start(ast.Pass(), node)
        start = self._say("turn", like) if spins else turn_is_said(like)
        body, after = self._branch(node.body, flow)
        node.body = [start, *body]
        self._join(flow, after)
        node.orelse = self._block(node.orelse)
        return node

    def visit_For(self, node: ast.For | ast.AsyncFor) -> ast.stmt:
        before, self._found = self._found, set()
        lasts = isinstance(node, ast.AsyncFor) or lets_others_in(node.body, self._starts)
        self._walked(node, lasts)
        derived, self._found = frozenset(self._found), before
        flow = self._flow
        self._flow = dict(flow)
        late: list[ast.stmt] = []
        if self._holds_shared(node.target):
            node.target, late = self._aside(node.target, derived)
        else:
            node.target = self._target(node.target, derived)
        body, after = self._branch(node.body, self._flow)
        node.body = [turn_is_said(node.target), *late, *body]
        self._join(flow, after)
        node.orelse = self._block(node.orelse)
        return node

    visit_AsyncFor = visit_For  # noqa: N815 - the visitor's names

    def visit_With(self, node: ast.With | ast.AsyncWith) -> ast.stmt:
        late: list[ast.stmt] = []
        for item in node.items:
            line = ast.copy_location(ast.Name("", ast.Load()), item.context_expr)
            item.context_expr, derived = self._value(item.context_expr)
            if isinstance(node, ast.AsyncWith):
                held = [item.context_expr, self._access(line)]
                item.context_expr = self._cells("entering", held, item.context_expr)
            if item.optional_vars is not None:
                if self._holds_shared(item.optional_vars):
                    item.optional_vars, more = self._aside(item.optional_vars, derived)
                    late += more
                else:
                    item.optional_vars = self._target(item.optional_vars, derived)
        node.body = [*late, *self._block(node.body)]
        return node

    visit_AsyncWith = visit_With  # noqa: N815 - the visitor's names

    def visit_Try(self, node: ast.Try | ast.TryStar) -> ast.stmt:
        flow = self._flow
        node.body, tried = self._branch(node.body, flow)
        node.orelse, after = self._branch(node.orelse, tried)
        flows = [after]
        self._join(flow, tried)
        entry = self._flow
        for handler in node.handlers:
            if handler.type is not None:
                handler.type = self.visit(handler.type)
            body, left = self._branch(handler.body, entry)
            handler.body = [self._say("caught", at_start(ast.Pass(), handler)), *self._handled(handler, body)]
            flows.append(left)
        self._join(*flows)
        node.finalbody = self._block(node.finalbody)
        return node

    visit_TryStar = visit_Try  # noqa: N815 - the visitor's names

    def visit_Match(self, node: ast.Match) -> ast.stmt:
        node.subject, derived = self._value(node.subject)
        flow = self._flow
        flows = [flow]
        cases: list[ast.match_case] = []
        for case in node.cases:
            number = self._access(at_start(ast.Name("", ast.Load()), case.pattern))
            self._flow = dict(flow)
            looked_at = self._looks_at(case, number)
            self._captured(case, derived | {number.value})  # type: ignore[arg-type]
            case.body, left = self._branch(case.body, self._flow)
            cases += [*looked_at, case]
            flows.append(left)
        node.cases = cases
        self._join(*flows)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        is_new = not isinstance(node.exc, ast.Name | ast.Attribute | ast.Subscript)
        if node.exc is not None:
            node.exc = self.visit(node.exc)
        if node.cause is not None:
            node.cause = self.visit(node.cause)
        if self._raising_tells and node.exc is not None and not is_new:
            load = ast.copy_location(ast.Name("", ast.Load()), node)
            node.exc = self._cells("raising", [node.exc, self._access(load)], node.exc)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        node.test = self._truth(node.test)
        if node.msg is not None:
            node.msg = self.visit(node.msg)
        return node

    def visit_TypeAlias(self, node: _N) -> _N:
        return node


def _flat(targets: Iterable[ast.expr]) -> Iterator[ast.expr]:
    for target in targets:
        if isinstance(target, ast.Tuple | ast.List):
            yield from _flat(target.elts)
        else:
            yield target


def _makes_things(node: ast.expr) -> bool:
    """Does an expression make locks, queues or the like?"""
    return any(getattr(inner, "id", getattr(inner, "attr", "")) in MAKES_THINGS for inner in ast.walk(node))
