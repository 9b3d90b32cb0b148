"""Which names of a program are shared: globals and closure variables that are bound where others may see it.

A name is *shared* if somebody else can see it change:

- a global that a function declares `global` and binds, or that the module binds more than once and a function uses;
- a global that a function uses, in a module that others import (`config.debug = True`) or that asks for `globals()`;
- a variable of a function that an inner function uses and that is bound more than once, or from inside (`nonlocal`);
- either of them, bound once but *late*: a global after a call that may start a thread (see `starting`), a variable
  after an inner function that uses it was handed on. Who comes too early finds nothing there.

Bindings by `def`, `class` and `import` count where they are late or made from inside: elsewhere they make names, not
state.
"""

from __future__ import annotations

import ast

from cafe_sim.engine.program.rewriting.scopes import Scope, ScopeReader
from cafe_sim.engine.program.rewriting.starting import names_that_start

_BY_NAME = frozenset({"__import__", "exec", "globals"})
"""Builtins by which any global may be bound."""


def read_scopes(tree: ast.Module, imported: bool) -> dict[ast.AST, Scope]:
    """Every scope of a module by its node, its shared names found; `imported`: other modules may bind its globals."""
    reader = ScopeReader(names_that_start(tree))
    reader.visit(tree)
    _open(reader)
    scopes = list(reader.scopes.values())
    seen_elsewhere: set[tuple[Scope, str]] = set()
    bound_elsewhere: set[tuple[Scope, str]] = set()
    late: set[tuple[Scope, str]] = set()
    for scope in scopes:
        here = scope.function()
        for name in sorted(scope.uses | set(scope.bindings)):
            owner = scope.owner(name)
            if owner is here or owner is scope or (owner.kind == "module" and not here.in_function()):
                continue
            seen_elsewhere.add((owner, name))
            opened = owner if owner.kind == "module" else scope.child_of(owner)
            if name in scope.bindings:
                bound_elsewhere.add((owner, name))
            elif owner.last_bound.get(name, 0) > opened.open_from:
                late.add((owner, name))
    by_name = imported or any(_BY_NAME & scope.uses for scope in scopes)
    reader.scope.is_open = by_name
    for number, scope in enumerate(scopes):
        if scope.kind in ("module", "function"):
            often = 0 if by_name and scope.kind == "module" else 1
            names = {name for name, n in scope.bindings.items() if n > often and (scope, name) in seen_elsewhere}
            names |= {name for owner, name in bound_elsewhere if owner is scope}
            scope.once = {name for owner, name in late if owner is scope} - names - scope.rebound
            scope.shared = names | {name for owner, name in late if owner is scope}
            if scope.shared and not scope.box:
                scope.box = f".box{number}"
    for scope in scopes:
        if by_name or scope.kind != "module":
            scope.modules.clear()
        else:
            bound = {name for name, often in scope.bindings.items() if often}
            scope.modules -= bound | scope.shared | {name for each in scopes for name in each.globals}
    return reader.scopes


def _open(reader: ScopeReader) -> None:
    """From where on others may run each function: from where it is named, by itself or by what others may run."""
    named: dict[tuple[Scope, str], list[Scope]] = {}
    for owner, function in reader.functions:
        named.setdefault((owner, function.name), []).append(function)
    links: list[tuple[Scope, Scope]] = []
    for user, name, place in reader.loads:
        owner = user.owner(name)
        for function in named.get((owner, name), ()):
            if user.function() is owner:
                function.open_from = min(function.open_from, place)
            elif (child := user.child_of(owner)) is not function:
                links.append((function, child))
    waiting = True
    while waiting:
        waiting = False
        for function, child in links:
            if child.open_from < function.open_from:
                function.open_from = child.open_from
                waiting = True
