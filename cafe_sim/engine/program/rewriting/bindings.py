"""Rewriting what binds names by statement: `def`, `class`, `import`, `except … as` and what a pattern captures.

A hidden name takes the value, and the shared one is bound to it in a step of its own, as elsewhere. A function or a
class keeps its name and is reported by a decorator.
"""

from __future__ import annotations

import ast

from cafe_sim.engine.program.rewriting.assignments import RewritesAssignments
from cafe_sim.engine.program.rewriting.scopes import Function
from cafe_sim.engine.program.rewriting.syntax import at_start, constant
from cafe_sim.engine.program.rewriting.targets import NONE


class RewritesBindings(RewritesAssignments):
    """Makes visible what statements bind that are no assignments."""

    def _made(self, node: Function | ast.ClassDef) -> None:
        """`@.box0.making("f", n)`, outermost: between it and the binding nothing happens."""
        owner = self._shared(node.name)
        if owner is not None:
            like = at_start(ast.Pass(), node.decorator_list[0] if node.decorator_list else node)
            args = [constant(node.name, like), self._access(like)]
            node.decorator_list.insert(0, self._hidden(owner.box, "making", args, like))

    def _late(self, name: str, like: ast.AST) -> tuple[str, list[ast.stmt]]:
        """A hidden name to be bound instead of `name`, and the statements that then bind the shared one."""
        load, _, gone = self._hidden_name(like)
        store = ast.copy_location(ast.Name(name, ast.Store()), like)
        bound = ast.Assign([store], self._written(name, load, NONE, like))
        return load.id, [ast.copy_location(bound, like), gone]

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for alias in node.names:
            name, dot, _ = alias.name.partition(".")
            if self._shared(alias.asname or name) is None:
                made.append(ast.copy_location(ast.Import([alias]), node))
                continue
            if dot and not alias.asname:
                # `import a.b` makes both, and binds `a`
                load, _, gone = self._hidden_name(node)
                made += [ast.copy_location(ast.Import([ast.alias(alias.name, load.id)]), node), gone]
            hidden, late = self._late(alias.asname or name, node)
            full = alias.name if alias.asname else name
            made += [ast.copy_location(ast.Import([ast.alias(full, hidden)]), node), *late]
        return made

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        if node.module == "__future__" or node.names[0].name == "*":
            return [node]
        made: list[ast.stmt] = []
        for alias in node.names:
            what = [constant(each, node) for each in (node.module or "", node.level, alias.name)]
            looks = self._say("imports", node, *what, self._access(ast.copy_location(ast.Name(""), node)))
            each = ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)
            made += [looks, each]
            name = alias.asname or alias.name
            if self._shared(name) is not None:
                alias.asname, late = self._late(name, node)
                made += late
        return made

    def _handled(self, handler: ast.ExceptHandler, body: list[ast.stmt]) -> list[ast.stmt]:
        """What a handler does with an error that has a shared name, which is deleted in the end."""
        name = handler.name
        owner = self._shared(name) if name else None
        if name is None or owner is None:
            return body
        like = at_start(ast.Pass(), handler)
        handler.name, late = self._late(name, like)
        store, gone = (ast.copy_location(ast.Name(name, kind()), like) for kind in (ast.Store, ast.Del))
        ends = [
            self._say("delete", like, constant(name, like), self._access(like), box=owner.box),
            ast.copy_location(ast.Assign([store], constant(None, like)), like),  # it may be deleted by now
            ast.copy_location(ast.Delete([gone]), like),
        ]
        return [*late, ast.copy_location(ast.Try(body, [], [], ends), like)]

    def _captured(self, case: ast.match_case, derived: frozenset[int]) -> None:
        """`case [.1] if [x := .box0.write("x", .1, n), .1 := None]`, and its guard: shared names, bound first."""
        like = case.pattern
        hidden: dict[str, str] = {}
        binds: list[ast.expr] = []
        for node in ast.walk(case.pattern):
            field = "rest" if isinstance(node, ast.MatchMapping) else "name"
            name = getattr(node, field, None)
            if name is None:
                continue
            if self._shared(name) is None:
                self._flow[name] = derived
                continue
            if name not in hidden:  # each alternative captures the same
                load, store, _ = self._hidden_name(like)
                hidden[name] = load.id
                target = ast.copy_location(ast.Name(name, ast.Store()), like)
                written = self._written(name, load, derived, like)
                binds += [_named(target, written), _named(store, constant(None, like))]
            setattr(node, field, hidden[name])
        if case.guard is not None:
            case.guard = self._truth(case.guard)
        if binds:
            bound = ast.copy_location(ast.List(binds, ast.Load()), like)
            guard = case.guard or constant(True, like)
            case.guard = ast.copy_location(ast.BoolOp(ast.And(), [bound, guard]), like)


def _named(target: ast.Name, value: ast.expr) -> ast.expr:
    return ast.copy_location(ast.NamedExpr(target, value), target)
