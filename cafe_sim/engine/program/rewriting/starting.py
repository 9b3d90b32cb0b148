"""Which calls of a program may start a thread: told by their names, so rather too many than too few.

Until a module makes the first such call, nobody else can see what its names are bound to. They are the calls by which
threads and pools are started, those of whatever comes from a module that is not Python's own, and, to any depth, those
of functions and classes of the program's own that make one.

A loop that makes such a call, or gives way, lasts: what it goes through others may change between two of its steps.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable

STARTS = frozenset({"map", "run_in_executor", "start", "start_new_thread", "submit", "to_thread"})
"""What is called so makes threads. A loop's tasks and callbacks move while the module's own code waits for the loop."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_GIVES_WAY = (ast.AsyncFor, ast.AsyncWith, ast.Await, ast.Yield, ast.YieldFrom)


def names_that_start(tree: ast.Module) -> frozenset[str]:
    """The names of functions, methods, classes and strangers' modules by which a thread may be started."""
    starts = set(STARTS)
    inside: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            inside.setdefault(node.name, set()).update(_mentioned(node))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            starts |= from_strangers(node)
    waiting = True
    while waiting:
        found = {name for name, mentioned in inside.items() if name not in starts and mentioned & starts}
        starts |= found
        waiting = bool(found)
    return frozenset(starts)


def called_names(node: ast.expr) -> set[str]:
    """What is called, or used as a decorator: `a.b.c` names three, any of them may start a thread."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name) and not hasattr(builtins, node.id):
        names.add(node.id)
    return names


def lets_others_in(nodes: Iterable[ast.AST], starts: frozenset[str]) -> bool:
    """Might others be there, or be further than before, once these are done: is a thread started, or way given?"""
    return any(
        isinstance(inner, _GIVES_WAY)
        or (isinstance(inner, ast.Call) and not starts.isdisjoint(called_names(inner.func)))
        for node in nodes
        for inner in ast.walk(node)
    )


def _mentioned(node: Definition) -> set[str]:
    """Names of what a definition calls, is decorated with or inherits from."""
    mentioned: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            mentioned |= called_names(inner.func)
        elif isinstance(inner, Definition):
            for each in (*inner.decorator_list, *getattr(inner, "bases", ())):
                mentioned |= called_names(each)
    return mentioned


def from_strangers(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Names bound to what comes from a module that is not Python's own."""
    full = getattr(node, "module", None)
    if getattr(node, "level", 0):
        return {alias.asname or alias.name for alias in node.names}
    return {
        alias.asname or alias.name.partition(".")[0]
        for alias in node.names
        if (full or alias.name).partition(".")[0] not in sys.stdlib_module_names
    }
