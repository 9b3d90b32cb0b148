"""The scopes of a program: what each binds and uses, and how far one walk over the syntax tree had come by then.

A binding inside a loop counts twice. Bindings by `def`, `class` and `import` are counted apart: they make names, not
state, unless they are late or made from inside (see `sharing`). Comprehensions belong to the function around them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from typing import Literal

from cafe_sim.engine.facade import MODULES
from cafe_sim.engine.program.rewriting.names import LEADS_TO_GLOBALS
from cafe_sim.engine.program.rewriting.starting import called_names

ScopeKind = Literal["module", "function", "lambda", "class", "comprehension"]
_NEVER = sys.maxsize

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Scope:
    """One scope of names."""

    __slots__ = (
        "bindings", "box", "globals", "is_open", "kind", "last_bound", "makers", "modules", "name", "nonlocals", "once", "open_from", "parent", "rebound", "shared", "starts", "uses"
    )  # fmt: skip

    def __init__(self, kind: ScopeKind, name: str, parent: Scope | None) -> None:
        self.kind = kind
        self.name = name
        self.parent = parent
        self.bindings: dict[str, int] = {}
        """Names bound here, with how often to state (2 stands for "often")."""
        self.last_bound: dict[str, int] = {}
        """By name: how far the walk was at its last binding."""
        self.rebound: set[str] = set()
        """Names bound more than once, to whatever it be."""
        self.open_from = _NEVER
        """How far the walk was when others might first run this; of a module, when the first thread might be there."""
        self.makers: set[str] = set()
        """Of these names: those bound by def, class or import."""
        self.modules: set[str] = set()
        """Of a module's: those that are surely one of the engine's modules, whatever the program does."""
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.uses: set[str] = set()
        self.shared: set[str] = set()
        """Own names that others may see changing."""
        self.once: set[str] = set()
        """Those of them that never change again once they are bound."""
        self.box = ".box0" if parent is None else ""
        """Hidden name of what stands for this scope's shared names, if it has any."""
        self.is_open = False
        """Of a module: may its names be bound by others, or by ways that are not written out?"""
        self.starts: frozenset[str] = frozenset()
        """Of a module: the names of what may start a thread."""

    def binds(self, name: str) -> bool:
        """Is `name` this scope's own?"""
        return name in self.bindings

    def owner(self, name: str) -> Scope:
        """The scope whose variable `name` is, seen from here; the module's for globals and builtins."""
        scope = self
        if name not in scope.globals and (name in scope.nonlocals or not scope.binds(name)):
            outer = scope.parent
            while outer is not None:
                if outer.kind != "class":
                    if name in outer.globals:
                        break
                    if outer.binds(name) and name not in outer.nonlocals:
                        return outer
                outer = outer.parent
        elif name not in scope.globals:
            return scope
        return self.module()

    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def function(self) -> Scope:
        """The scope itself, or what a comprehension belongs to."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope

    def in_function(self) -> bool:
        """Does a function lie around it, or is it one?"""
        walk: Scope | None = self
        while walk is not None:
            if walk.kind in ("function", "lambda"):
                return True
            walk = walk.parent
        return False

    def child_of(self, owner: Scope) -> Scope:
        """Of the scopes around it, and itself: the one right inside `owner`."""
        scope = self
        while scope.parent is not owner and scope.parent is not None:
            scope = scope.parent
        return scope


class ScopeReader(ast.NodeVisitor):
    """Finds scopes, bindings and uses."""

    def __init__(self, starts: frozenset[str]) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        self.scope = Scope("module", "<module>", None)
        self.scope.starts = starts
        self.loops = 0
        self.starts = starts
        self.place = 0
        """How far the walk is."""
        self.looped: list[tuple[Scope, str]] = []
        """What was bound in the loops around: it may be bound again until they end."""
        self.loads: list[tuple[Scope, str, int]] = []
        """Every name loaded, by whom, and where."""
        self.functions: list[tuple[Scope, Scope]] = []
        """Every function made by `def`, with the scope that makes it."""

    def bind(self, name: str, often: int = 1, scope: Scope | None = None) -> None:
        """`name` is bound in this scope, or another: so often to state."""
        scope = scope or self.scope
        scope.bindings[name] = scope.bindings.get(name, 0) + often * (2 if self.loops else 1)
        if self.loops or name in scope.last_bound:
            scope.rebound.add(name)
        self.place += 1
        scope.last_bound[name] = self.place
        if self.loops:
            self.looped.append((scope, name))

    def make(self, name: str, is_module: bool = False) -> None:
        scope = self.scope
        if name in scope.makers:
            scope.modules.discard(name)
        elif is_module:
            scope.modules.add(name)
        scope.makers.add(name)
        self.bind(name, 0)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Module(self, node: ast.Module) -> None:
        self.scopes[node] = self.scope
        self.visit_all(node.body)

    def _enter(self, node: ast.AST, kind: ScopeKind, name: str) -> tuple[Scope, int]:
        before = self.scope, self.loops
        self.scope = self.scopes[node] = Scope(kind, name, self.scope)
        if kind in ("lambda", "comprehension"):
            self.scope.open_from = self.place
        self.loops = 0
        return before

    def _leave(self, before: tuple[Scope, int]) -> None:
        self.scope, self.loops = before

    def _signature(self, node: Function | ast.Lambda) -> None:
        self.visit_all([*node.args.defaults, *node.args.kw_defaults])
        if not isinstance(node, ast.Lambda):
            every = node.args
            all_of_them = (*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg)
            self.visit_all([*(arg.annotation for arg in all_of_them if arg is not None), node.returns])

    def _parameters(self, arguments: ast.arguments) -> None:
        for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if arg is not None:
                self.bind(arg.arg)

    def visit_FunctionDef(self, node: Function) -> None:
        self._decorated(node)
        self._signature(node)
        before = self._enter(node, "function", node.name)
        self._parameters(node.args)
        self.visit_all(node.body)
        made = self.scope
        self._leave(before)
        self.make(node.name)
        self.functions.append((self.scope, made))
        if node.decorator_list:
            made.open_from = self.place

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's names

    def _decorated(self, node: Function | ast.ClassDef) -> None:
        self.visit_all(node.decorator_list)
        for decorator in node.decorator_list:
            self._called(decorator)

    def _called(self, function: ast.expr) -> None:
        """From now on there may be threads, if this is the module's own code that makes the call."""
        module = self.scope.module()
        if module.open_from == _NEVER and not self.scope.in_function() and called_names(function) & self.starts:
            module.open_from = self.place

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if getattr(node.func, "id", "") in ("locals", "vars") and not node.args and not self.scope.in_function():
            self.scope.uses.add("globals")
        self._called(node.func)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        self.visit_all(node.targets)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._signature(node)
        before = self._enter(node, "lambda", "<lambda>")
        self._parameters(node.args)
        self.visit(node.body)
        self._leave(before)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._decorated(node)
        self.visit_all([*node.bases, *node.keywords])
        before = self._enter(node, "class", node.name)
        self.visit_all(node.body)
        made = self.scope
        self._leave(before)
        self.make(node.name)
        made.open_from = self.place

    def _comprehension(self, node: Comprehension) -> None:
        first = node.generators[0]
        self.visit(first.iter)
        before = self._enter(node, "comprehension", "<comprehension>")
        for generator in node.generators:
            self.visit(generator.target)
            if generator is not first:
                self.visit(generator.iter)
            self.visit_all(generator.ifs)
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self._leave(before)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815 - the visitor's names

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope.uses.add(node.id)
            self.loads.append((self.scope, node.id, self.place))
        else:
            self.bind(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in LEADS_TO_GLOBALS:
            self.scope.uses.add("globals")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and node.value in LEADS_TO_GLOBALS:
            self.scope.uses.add("globals")

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self.scope.function()
        self.bind(node.target.id, 1 if scope is self.scope else 2, scope)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)
        elif isinstance(node.target, ast.Name):
            self.scope.bindings.setdefault(node.target.id, 0)
        else:
            self.visit(node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.scope.uses.add(node.target.id)
        self.generic_visit(node)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        if not isinstance(node, ast.While):
            self.visit(node.iter)
        self.loops += 1
        begun = len(self.looped)
        self.visit(node.test if isinstance(node, ast.While) else node.target)
        self.visit_all(node.body)
        self.loops -= 1
        for scope, name in self.looped[begun:]:
            scope.last_bound[name] = self.place
        if not self.loops:
            del self.looped[begun:]
        self.visit_all(node.orelse)

    visit_For = visit_AsyncFor = visit_While = _loop  # noqa: N815 - the visitor's names

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            if top == "__main__" or alias.name in LEADS_TO_GLOBALS:
                self.scope.uses.add("globals")
            is_module = isinstance(node, ast.Import) and (alias.name if alias.asname else top) in MODULES
            self.make(alias.asname or top, is_module)

    visit_Import = visit_ImportFrom = _import  # noqa: N815 - the visitor's names

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)
        if node.name:
            self.bind(node.name)  # it is deleted

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs  # noqa: N815 - the visitor's names

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest)
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocals.update(node.names)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        """`type X = …` is evaluated lazily, and holds no state."""
        name = getattr(node, "name", None)
        if isinstance(name, ast.Name):
            self.make(name.id)
