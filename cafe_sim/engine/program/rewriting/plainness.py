"""Which expressions surely have a number, a text, a truth value or None for a value, seen from the source alone.

An operator beside such a value reads no container (`*` apart), so nothing need be asked at run time. A local name is
plain if all its bindings in the function are: plain expressions, steps from its own value, turns of a `range`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cafe_sim.engine.program.rewriting.syntax import HOLDS, NEVER_SHARED

Names = frozenset[str]
NOBODY: Names = frozenset()

_ALWAYS = (ast.Div, ast.FloorDiv, ast.Pow, ast.LShift, ast.RShift, ast.Mod)
_EITHER = (ast.Add, ast.Sub)
_MAKES_NUMBERS = frozenset({"abs", "float", "hash", "id", "int", "len", "ord", "round"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def is_plain(node: ast.expr, names: Names = NOBODY) -> bool:
    """Is an expression's value surely plain, given the plain names?"""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.BinOp(left, op, right):
            if isinstance(op, _ALWAYS):
                return True
            sides = is_plain(left, names), is_plain(right, names)
            return any(sides) if isinstance(op, _EITHER) else all(sides)
        case ast.UnaryOp(op, operand):
            return isinstance(op, ast.Not) or is_plain(operand, names)
        case ast.IfExp(_, body, orelse):
            return is_plain(body, names) and is_plain(orelse, names)
        case ast.Call(ast.Name(id=name)):
            return name in _MAKES_NUMBERS
        case ast.Constant(value):
            return not isinstance(value, bytes)
    return isinstance(node, ast.JoinedStr)


def holds(node: ast.expr, names: Names = NOBODY) -> bool:
    """Might a value that is new have something in it that is not plain?"""
    match node:
        case (
            ast.ListComp(elt=inside)
            | ast.SetComp(elt=inside)
            | ast.GeneratorExp(elt=inside)
            | ast.DictComp(value=inside)
        ):
            return not is_plain(inside, names)
        case ast.BinOp(op=ast.Add() | ast.Mult() | ast.BitOr()):
            return not is_plain(node, names)
    return isinstance(node, HOLDS)


def shares(node: ast.Call) -> bool:
    """Might a call be given something that others have too?"""
    args = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any(not isinstance(arg, NEVER_SHARED) or holds(arg) for arg in args)


def makes_number(node: ast.expr) -> bool:
    """Is it surely no text either, which `+=` would add to a list letter by letter?"""
    match node:
        case ast.Constant(value):
            return isinstance(value, int | float | complex)
        case ast.UnaryOp(operand=operand):
            return makes_number(operand)
        case ast.BinOp(left, _, right):
            return makes_number(left) and makes_number(right)
        case ast.Call(ast.Name(id=name)):
            return name in _MAKES_NUMBERS
    return False


def plain_names(function: ast.AST) -> Names:
    """The local names of a function that are plain."""
    bindings: dict[str, list[ast.expr | None]] = {}
    for name, value in _bindings(function):
        bindings.setdefault(name, []).append(value)
    plain = frozenset(bindings)
    while True:
        left = frozenset(
            name for name in plain if all(value is not None and is_plain(value, plain) for value in bindings[name])
        )
        if left == plain:
            return plain
        plain = left


def _bindings(function: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Names bound in a function with what they are bound to, or None where that is anything."""
    arguments = getattr(function, "args", None)
    for arg in ast.walk(arguments) if arguments is not None else ():
        if isinstance(arg, ast.arg):
            yield arg.arg, None
    waiting: list[ast.AST] = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Assign([ast.Name(id=name)], value) | ast.NamedExpr(ast.Name(id=name), value):
                yield name, value
                waiting.append(value)
                continue
            case ast.AugAssign(ast.Name(id=name), op, value):
                yield name, value if isinstance(op, ast.Mult) else ast.Constant(0)
                waiting.append(value)
                continue
            case ast.For(ast.Name(id=name), ast.Call(ast.Name(id="range"))):
                yield name, ast.Constant(0)
                waiting.extend([node.iter, *node.body, *node.orelse])
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
                yield name, None
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name, None
            case ast.alias(name=full, asname=given):
                yield (given or full.partition(".")[0]), None
            case ast.Global(names) | ast.Nonlocal(names):
                yield from ((name, None) for name in names)
        if isinstance(node, _SCOPES):
            if not isinstance(node, ast.Lambda):
                yield node.name, None
            # what an inner function binds of the names out here
            declared = (inner for inner in ast.walk(node) if isinstance(inner, ast.Global | ast.Nonlocal))
            yield from ((name, None) for inner in declared for name in inner.names)
            continue
        waiting.extend(ast.iter_child_nodes(node))
