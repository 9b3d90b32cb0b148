"""How far a piece of source can reach: does it stay among what the engine sees, or may it touch files and the like?

Watching over files (`seeing.outside`) costs every program in the process dearly, so it is done only for programs that
may need it. The answer errs on one side alone: a program that reaches out, and is said not to, would get a certificate
that it does not deserve. Whatever is imported besides a short list of modules, and every name by which plain Python
leads from a harmless object to a module or to a namespace (`__globals__`, `__subclasses__`, `sys`, `eval` …) counts as
reaching out.
"""

from __future__ import annotations

import ast
import sys

from cafe_sim.engine.program.rewriting.names import UNMISTAKABLE

HARMLESS = frozenset(
    {
        "__future__", "abc", "asyncio", "bisect", "cmath", "collections", "collections.abc", "concurrent", "concurrent.futures",
        "contextlib", "contextvars", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "graphlib",
        "heapq", "itertools", "math", "numbers", "queue", "random", "statistics", "threading", "time", "typing", "uuid",
    }
)  # fmt: skip
"""Modules that open nothing by themselves."""

_BUILTINS = frozenset(
    {
        "__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "copyright", "credits", "eval", "exec",
        "getattr", "globals", "help", "license", "locals", "open", "vars",
    }
)  # fmt: skip
_LEADS_OUT = frozenset(
    {
        "ForwardRef", "__builtins__", "__code__", "__context__", "__dict__", "__func__", "__getattribute__", "__globals__",
        "__import__", "__loader__", "__reduce__", "__reduce_ex__", "__self__", "__spec__", "__subclasses__", "__traceback__",
        "ag_frame", "builtins", "cr_frame", "eval", "exec", "f_back", "f_builtins", "f_globals", "f_locals", "get_type_hints",
        "gi_frame", "open", "tb_frame", "with_traceback",
    }
)  # fmt: skip
"""Attributes that lead from an object to a module or a namespace, or execute what is in a string."""


def reach(tree: ast.Module) -> frozenset[str]:
    """The modules and names by which `tree`, executed, may touch what the engine does not see; mostly none."""
    nodes = list(ast.walk(tree))
    written_out = {id(node.func) for node in nodes if isinstance(node, ast.Call) and _names_its_attribute(node)}
    return frozenset(name for node in nodes if id(node) not in written_out for name in _ways_out(node))


def handed_on(tree: ast.Module) -> tuple[tuple[str, int], ...]:
    """Functions that reach all of the interpreter, or look at files, and are not called but handed on: (name, line)."""
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    mentioned = [
        (node.attr if isinstance(node, ast.Attribute) else node.id, node.lineno)
        for node in nodes
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called
    ]
    renamed = [
        (alias.name, node.lineno)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname not in (None, alias.name)
    ]
    return tuple((name, line) for name, line in mentioned + renamed if name in UNMISTAKABLE)


def _ways_out(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name not in HARMLESS]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        if module not in HARMLESS:
            return [module]
        whole = [f"{module}.{alias.name}" for alias in node.names]
        return [
            name
            for name in whole
            if name.endswith("*") or (name not in HARMLESS and _leads_out(name.rpartition(".")[2]))
        ]
    if isinstance(node, ast.Name):
        return [node.id] if node.id in _BUILTINS else []
    names = (
        [node.attr] if isinstance(node, ast.Attribute) else node.kwd_attrs if isinstance(node, ast.MatchClass) else []
    )
    return [name for name in names if _leads_out(name)]


def _leads_out(attribute: str) -> bool:
    bare = attribute.strip("_")
    return attribute in _LEADS_OUT or (bare in sys.stdlib_module_names and bare not in HARMLESS)


def _names_its_attribute(call: ast.Call) -> bool:
    """Is it a `getattr` that says which attribute, and a harmless one?"""
    if not (isinstance(call.func, ast.Name) and call.func.id == "getattr" and len(call.args) > 1):
        return False
    name = call.args[1]
    return isinstance(name, ast.Constant) and isinstance(name.value, str) and not _leads_out(name.value)
