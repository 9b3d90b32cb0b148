"""Which `while` loops may be waiting by asking again and again.

`while not flag: pass` goes round until somebody else changes something; `while n > 1: n = n // 2` makes progress by
itself. A loop may spin unless a local that it steps forward itself (`n += 1`, `n = n // 2`) decides when it ends, or it
takes from an iterator or a file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_TAKES = frozenset({"__next__", "anext", "next", "read", "readinto", "readline", "send"})
"""Calls that step something forward."""


def may_spin(loop: ast.While) -> bool:
    """Could a turn of `loop` that saw nothing new be followed only by more such turns?"""
    deciding = {name.id for test in _exits(loop) for name in _names(test)}
    return not deciding & _stepped(loop) and not any(_takes(node) for node in ast.walk(loop))


def _takes(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in _TAKES


def _exits(loop: ast.While) -> Iterator[ast.expr]:
    """What decides about leaving the loop: its own test, and those of branches that break, return or raise."""
    yield loop.test
    for node in ast.walk(loop):
        if isinstance(node, ast.If) and any(
            isinstance(inner, ast.Break | ast.Return | ast.Raise) for inner in ast.walk(node)
        ):
            yield node.test


def _names(node: ast.AST) -> Iterator[ast.Name]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Name))


def _stepped(loop: ast.While) -> set[str]:
    """Names that go on from their own value."""
    stepped = set()
    for node in ast.walk(loop):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            stepped.add(node.target.id)
        elif isinstance(node, ast.Assign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bound = {name.id for target in targets for name in _names(target)}
            stepped |= bound & {name.id for name in _names(node.value)}
    return stepped
