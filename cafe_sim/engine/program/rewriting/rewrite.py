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
    x                   →  .box0.read("x", n) or x            shared names only (see `sharing`); gives None
    x = v               →  x = .box0.write("x", v, n)
    x, y = v            →  .1, .2 = v; x = .box0.write("x", .1, n) …   so is what `for`, `with` and
                           other statements bind (see `bindings`), if it is shared

`n` numbers the access; a table gives its line. Hidden names begin with a dot, so no program can mean them; they are
found in the program's builtins (or, for a function with shared variables, in a hidden variable of it that closures
capture). New nodes take the place of the old ones, line and column, so tracebacks and `where` speak of the source as
written.

Loops and functions say `None in .turns` (see `executing.allowance`). Each handler first looks whether the exception it
caught was the end of the execution.

*Derivation.* A write is told from which accesses its value derives: those in its own expression and those that
flowed into it through locals of the same function, followed in order of the statements (joined where paths meet;
not round a loop), and what came through calls (see `flowing`). What a property of the program's reads and writes for
`o.a += v` counts, too (see `seeing.places`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from cafe_sim.engine.program.rewriting.accesses import Accesses
from cafe_sim.engine.program.rewriting.flowing import Passing
from cafe_sim.engine.program.rewriting.patterns import RewritesPatterns
from cafe_sim.engine.program.rewriting.scopes import Function
from cafe_sim.engine.program.rewriting.spinning import may_end, may_spin
from cafe_sim.engine.program.rewriting.starting import lets_others_in
from cafe_sim.engine.program.rewriting.syntax import at_start, called_name, constant, turn_is_said
from cafe_sim.engine.program.rewriting.targets import NONE, Flow


def rewrite(
    tree: ast.Module, atomic_lines: frozenset[int], imported: bool = False, key: int = 0
) -> tuple[ast.Module, Accesses]:
    """`tree` with its accesses visible, changed in place; `key` tells it from other modules."""
    rewriter = _Rewriter(tree, atomic_lines, imported, key)
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

    def module(self, tree: ast.Module) -> None:
        tree.body = self._block(tree.body)
        self.accesses.kept |= self._flows.settle(tree, self._cells, self.accesses.stored)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        if node.value is not None:
            node.value, derived = self._value(node.value)
            self._flows.returns.append(Passing(self._function, node, derived))
            if self._function == "__prepare__":
                node.value = self._cells("prepared", [node.value, self._access(node)], node)
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
        if self._texts_alone:
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
        start = self._say("turn" if may_end(node) else "turn_for_ever", like) if spins else turn_is_said(like)
        body, after = self._branch(node.body, flow)
        node.body = [start, *body]
        self._join(flow, after)
        node.orelse = self._block(node.orelse)
        return node

    def visit_For(self, node: ast.For | ast.AsyncFor) -> ast.stmt:
        before, self._found = self._found, set()
        lasts = isinstance(node, ast.AsyncFor) or lets_others_in(node.body, self._starts)
        stepped = called_name(node.iter)
        self._walked(node, lasts)
        if stepped in self._flows.functions:
            self._found.add(self._flows.call(stepped, node))
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
            entered = called_name(item.context_expr)
            if entered not in self._flows.functions:
                entered = "__aenter__" if isinstance(node, ast.AsyncWith) else "__enter__"
            item.context_expr, derived = self._value(item.context_expr)
            if item.optional_vars is not None and len(node.items) == 1:
                derived |= {self._flows.call(entered, node)}
            if isinstance(node, ast.AsyncWith):
                held = [item.context_expr, self._access(line)]
                item.context_expr = self._cells("entering", held, item.context_expr)
            elif self._manages and not isinstance(item.context_expr, ast.Call):
                item.context_expr = self._cells("managed", [item.context_expr, self._access(line)], item.context_expr)
            if isinstance(item.optional_vars, ast.Tuple | ast.List) and item is node.items[-1]:
                load, store, gone = self._hidden_name(item.optional_vars)
                value = self._unpacked(load, load, item.optional_vars)
                binding = ast.copy_location(ast.Assign([item.optional_vars], value), item.optional_vars)
                late += [*self._bind(binding, value, derived), gone]
                item.optional_vars = store
            elif item.optional_vars is not None:
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

    def visit_TypeAlias(self, node: ast.stmt) -> list[ast.stmt]:
        """`.box0.write("X", None, n)` first, if the name is shared: between it and the binding nothing happens.

        What the alias stands for is evaluated when somebody asks for it (see `seeing.attributes`).
        """
        name: str = node.name.id  # type: ignore[attr-defined]
        written = self._written(name, constant(None, node), NONE, node)
        return [node] if self._shared(name) is None else [ast.copy_location(ast.Expr(written), node), node]
