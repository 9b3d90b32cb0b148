"""Which `while` loops may be waiting by asking again and again.

`while not flag: pass` goes round until somebody else changes something; `while n > 1: n = n // 2` makes progress by
itself. A loop may spin unless a local that it steps forward in every turn (`n += 1`, `n = n // 2`) decides when it
ends, or it takes from an iterator or a file. (Who counts only what came out of a queue waits for that.)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_TAKES = frozenset({"__next__", "anext", "next", "read", "readinto", "readline", "send"})
"""Calls that step something forward."""


def may_spin(loop: ast.While) -> bool:
    """Could a turn of `loop` that saw nothing new be followed only by more such turns?"""
    deciding = {name.id for test in _exits(loop) for name in _names(test)}
    steps = deciding & _stepped(loop)
    return not any(_takes(node) for node in ast.walk(loop)) and (not steps or any(_without(loop.body, steps)))


def may_end(loop: ast.While) -> bool:
    """Is there a way out of `loop`, by its own words? One without may be meant to go round for ever."""
    endless = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    return not endless or any(_leaves(each) for each in loop.body)


def _leaves(node: ast.AST, of_another: bool = False) -> bool:
    """May it leave a loop that it is in the body of? `of_another`: what its `break` would leave is in between."""
    if isinstance(node, ast.Return | ast.Raise):
        return True
    if isinstance(node, ast.Break):
        return not of_another
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return False
    inside = node.body if isinstance(node, ast.While | ast.For | ast.AsyncFor) else []
    return any(_leaves(each, of_another or each in inside) for each in ast.iter_child_nodes(node))


def _without(block: list[ast.stmt], steps: set[str]) -> tuple[bool, bool]:
    """Can `block` be gone through, and can it be left by `continue`, with none of these names stepped forward?"""
    goes_round = False
    for statement in block:
        through, again = _past(statement, steps)
        goes_round = goes_round or again
        if not through:
            return False, goes_round
    return True, goes_round


def _past(statement: ast.stmt, steps: set[str]) -> tuple[bool, bool]:
    """The same of one statement. Whatever is tried may fail before its first step."""
    branches: list[list[ast.stmt]] = []
    always: list[ast.stmt] = []
    if isinstance(statement, ast.If):
        branches, head = [statement.body, statement.orelse], statement.test
    elif isinstance(statement, ast.Match):
        branches, head = [[], *(case.body for case in statement.cases)], statement.subject
    elif isinstance(statement, ast.With | ast.AsyncWith):
        branches, head = [statement.body], ast.Tuple([item.context_expr for item in statement.items])
    elif isinstance(statement, ast.Try | ast.TryStar):
        branches = [[*statement.body, *statement.orelse], *(handler.body for handler in statement.handlers)]
        always, head = statement.finalbody, ast.Tuple([])
    else:
        leaves = isinstance(statement, ast.Break | ast.Continue | ast.Raise | ast.Return)
        return not (leaves or steps & _stepped(statement)), isinstance(statement, ast.Continue)
    if steps & (_stepped(head) | {name for each in always for name in _stepped(each)}):
        return False, False
    ways = [_without(branch, steps) for branch in branches]
    return any(through for through, _ in ways), any(again for _, again in ways)


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


def _stepped(piece: ast.AST) -> set[str]:
    """Names that go on from their own value."""
    stepped = set()
    for node in ast.walk(piece):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            stepped.add(node.target.id)
        elif isinstance(node, ast.Assign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bound = {name.id for target in targets for name in _names(target)}
            stepped |= bound & {name.id for name in _names(node.value)}
    return stepped
