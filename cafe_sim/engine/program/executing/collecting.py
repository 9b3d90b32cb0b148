"""Parts of the standard library that are read and rewritten like the program's own modules: `collections` and `ast`
inside a program, and what other modules do to what the program has (`rewritten`).

`ChainMap`, `UserDict`, `UserList` and `UserString` keep what they hold in attributes that anybody may reach, and in
containers that somebody else has, too; what goes over a tree of `ast`'s changes it where others look. So it is their
own code that is seen at work: what a look-up reads and a store writes, and what others may do between the two. It is
told at the line of the program that led there.
"""

from __future__ import annotations

import ast
import collections
import functools
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, SupportsIndex
from zlib import crc32

from cafe_sim.engine.program.executing.rebinding import copy_of
from cafe_sim.engine.program.rewriting.accesses import Accesses
from cafe_sim.engine.program.rewriting.rewrite import rewrite
from cafe_sim.engine.program.seeing.eyes import Eyes
from cafe_sim.engine.program.seeing.kinds import seen_at_work
from cafe_sim.engine.program.seeing.places import Box

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.executing.session import Session

_CLASSES = frozenset({"ChainMap", "UserDict", "UserList", "UserString"})
_OVER_NODES = frozenset(
    {
        "NodeTransformer", "NodeVisitor", "copy_location", "fix_missing_locations", "increment_lineno", "iter_child_nodes",
        "iter_fields", "walk",
    }
)  # fmt: skip
"""What of `ast` changes the nodes it is given, or calls the program's own code for them."""


class _LineOfTheProgram(list[int]):
    """By access: the site of the program's line that is being executed."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    def __getitem__(self, _: SupportsIndex | slice) -> Any:
        return self._execution.site(*self._execution.place(), "")


def collections_of(session: Session) -> ModuleType:
    """The execution's own `collections`."""
    return _seen_where_asked(collections, _CLASSES, session)


def ast_of(session: Session) -> ModuleType:
    """The execution's own `ast`."""
    return _seen_where_asked(ast, _OVER_NODES, session)


def _seen_where_asked(real: ModuleType, names: frozenset[str], session: Session) -> ModuleType:
    """A module of which these names are seen at work. Most programs never ask for one of them."""

    def __getattr__(name: str) -> Any:  # noqa: N807 - a module's, for what it does not have
        if name not in names:
            raise AttributeError(f"module {real.__name__!r} has no attribute {name!r}")
        own = {**vars(real), "__builtins__": session.builtins}
        rewritten(names, own, str(real.__file__), session)
        for each in names:
            if isinstance(own[each], type):
                seen_at_work(own[each])
            module.__dict__[each] = own[each]
        return own[name]

    module = copy_of(real, __getattr__=__getattr__)
    for name in names:
        del module.__dict__[name]
    return module


def at_work(session: Session, namespace: dict[str, Any], texts: Sequence[str] = ("",)) -> Eyes:
    """What sees code of the standard library's, at the program's line that led there."""
    return Eyes(session, namespace, _LineOfTheProgram(session.execution), [*texts], set())


def rewritten(names: frozenset[str], namespace: dict[str, Any], file: str, session: Session) -> None:
    """Define functions and classes of the standard library's once more, from its file: they are seen at work."""
    code, accesses = _code(names, file)
    eyes = at_work(session, namespace, accesses.texts)
    eyes.kept, eyes.reckoned = accesses.kept, accesses.reckoned
    hidden = {".cells": eyes, ".box0": Box(eyes, namespace), ".turns": session.allowance.turns}
    namespace["__builtins__"] = namespace["__builtins__"] | hidden
    exec(code, namespace)


@functools.cache
def _code(names: frozenset[str], file: str) -> tuple[CodeType, Accesses]:
    tree = ast.parse(Path(file).read_text("utf-8"))
    tree.body = [n for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name in names]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree, accesses = rewrite(tree, frozenset(), key=crc32(file.encode()))
        return compile(tree, file, "exec", dont_inherit=True), accesses
