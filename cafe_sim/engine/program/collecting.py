"""Parts of the standard library that are read and rewritten like the program's own modules: `collections` inside a
program, and what other modules do to what the program has (`rewritten`).

`ChainMap`, `UserDict`, `UserList` and `UserString` keep what they hold in attributes that anybody may reach, and in
containers that somebody else has, too. So it is their own code that is seen at work: what a look-up reads and a store
writes, and what others may do between the two. It is told at the line of the program that led there.
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

from cafe_sim.engine.program.accesses import Accesses
from cafe_sim.engine.program.kinds import seen_at_work
from cafe_sim.engine.program.places import Box
from cafe_sim.engine.program.rebinding import copy_of
from cafe_sim.engine.program.rewrite import rewrite
from cafe_sim.engine.program.seeing import Eyes

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.session import Session

_CLASSES = frozenset({"ChainMap", "UserDict", "UserList", "UserString"})


class _LineOfTheProgram(list[int]):
    """By access: the site of the program's line that is being executed."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    def __getitem__(self, _: SupportsIndex | slice) -> Any:
        return self._execution.site(*self._execution.place(), "")


def collections_of(session: Session) -> ModuleType:
    """The execution's own `collections`. Most programs never ask for one of these classes."""

    def __getattr__(name: str) -> Any:  # noqa: N807 - a module's, for what it does not have
        if name not in _CLASSES:
            raise AttributeError(f"module 'collections' has no attribute {name!r}")
        _execute(module.__dict__, session)
        return module.__dict__[name]

    module = copy_of(collections, __getattr__=__getattr__)
    for name in _CLASSES:
        del module.__dict__[name]
    return module


def _execute(namespace: dict[str, Any], session: Session) -> None:
    own = {**vars(collections), "__builtins__": session.builtins}
    rewritten(_CLASSES, own, str(collections.__file__), session)
    for name in _CLASSES:
        seen_at_work(own[name])
        namespace[name] = own[name]


def at_work(session: Session, namespace: dict[str, Any], texts: Sequence[str] = ("",)) -> Eyes:
    """What sees code of the standard library's, at the program's line that led there."""
    return Eyes(session, namespace, _LineOfTheProgram(session.execution), [*texts], set())


def rewritten(names: frozenset[str], namespace: dict[str, Any], file: str, session: Session) -> None:
    """Define functions and classes of the standard library's once more, from its file: they are seen at work."""
    code, accesses = _code(names, file)
    eyes = at_work(session, namespace, accesses.texts)
    hidden = {".cells": eyes, ".box0": Box(eyes, namespace), ".turns": session.allowance.turns}
    namespace["__builtins__"] = namespace["__builtins__"] | hidden
    exec(code, namespace)


@functools.cache
def _code(names: frozenset[str], file: str) -> tuple[CodeType, Accesses]:
    tree = ast.parse(Path(file).read_text("utf-8"))
    tree.body = [n for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name in names]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree, accesses = rewrite(tree, frozenset())
        return compile(tree, file, "exec", dont_inherit=True), accesses
