"""Pieces of syntax: what is made of them, and what can be seen in one alone."""

from __future__ import annotations

import ast
from typing import Any, TypeVar

_E = TypeVar("_E", ast.Name, ast.Attribute, ast.Pass)

NEVER_SHARED = (
    ast.Constant, ast.JoinedStr, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Lambda, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.FormattedValue,
)  # fmt: skip
"""Expressions whose value is new, so that nobody else can have it."""

HOLDS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
"""Of those: what may have something in it that is shared."""


Shape = tuple[Any, ...]
"""What a target takes apart: for each element None, the shape of what is taken apart in its turn, or "*" for a star."""


def shape_of(target: ast.expr) -> Shape | None:
    """The shape of a target in which more than the value itself is taken apart."""
    if not (isinstance(target, ast.Tuple | ast.List) and any(isinstance(e, ast.Tuple | ast.List) for e in target.elts)):
        return None
    return _shape(target)


def _shape(target: ast.Tuple | ast.List) -> Shape:
    return tuple(
        "*" if isinstance(e, ast.Starred) else _shape(e) if isinstance(e, ast.Tuple | ast.List) else None
        for e in target.elts
    )


def constant(value: Any, like: ast.AST) -> ast.Constant:
    """A literal in the place of another node."""
    return ast.copy_location(ast.Constant(value), like)


def at_start(node: _E, like: ast.AST) -> _E:
    """Place a node at the start of another."""
    ast.copy_location(node, like)
    node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
    return node


def turn(like: ast.AST, operator: ast.cmpop | None = None) -> ast.expr:
    """`None in .turns`, a turn of a loop or a call: see `executing.allowance`."""
    turns = at_start(ast.Name(".turns", ast.Load()), like)
    return ast.copy_location(ast.Compare(constant(None, like), [operator or ast.In()], [turns]), like)


def turn_is_said(like: ast.AST) -> ast.stmt:
    """The same as a statement."""
    return ast.copy_location(ast.Expr(turn(like)), like)


def is_call_of(name: str, call: ast.Call) -> bool:
    """Does it look like `asyncio.name(argument)`?"""
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return called == name and len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)


def is_super(node: ast.expr) -> bool:
    """Is it a call of `super`?"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def called_name(node: ast.expr) -> str:
    """The last name of what is called: "get" of `till.get()`; "" of what is no call, or calls what has no name."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", ""))


def root_of(node: ast.expr) -> str:
    """The name with which "till.rows[0].total" begins; "" where it does not begin with one."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
