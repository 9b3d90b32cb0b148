"""`functools` inside a program: caches whose look-ups and stores are seen.

`lru_cache` promises threads nothing but that the cache stays whole, and `cached_property` not even that its function
runs once: two threads may both find nothing and both compute. So a look-up is a `load` of the entry's cell and keeping
a result is a `store`: that they may come in any order is seen, and they are no data race. The cache as a whole has a
cell, too: entries may go.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.shared.cells import UNTOLD, Cell
from cafe_sim.engine.program.executing.rebinding import copy_of
from cafe_sim.engine.program.seeing.peeking import NOTHING

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session


def functools_of(session: Session) -> ModuleType:
    """The execution's own `functools`."""

    class cached_property(functools.cached_property[Any]):  # noqa: N801 - the standard library's name
        """As from 3.12 on, whatever the version: before, a real lock was held while the program's function ran."""

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            namespace = getattr(instance, "__dict__", None)
            if self.attrname is None or namespace is None:
                return super().__get__(instance, owner)
            cells = session.cells
            cell = cells.attribute(
                cells.shadow(instance, lambda: cells.numbered(type(instance).__name__)), self.attrname
            )
            cell.atomic = True
            access(session, "read", cell, lambda: namespace.get(self.attrname, NOTHING))
            value = namespace.get(self.attrname, NOTHING)
            if value is NOTHING:
                value = self.func(instance)
                access(session, "write", cell, lambda: value)
                known = cells.known(namespace)
                if known is not None:  # it is one more there
                    access(session, "write", cells.shape(known))
                namespace[self.attrname] = value
            return value

    def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
        if callable(maxsize) and isinstance(typed, bool):
            return _cached(session, maxsize, 128, typed)
        return lambda function: _cached(session, function, maxsize, typed)

    def cache(user_function: Callable[..., Any], /) -> Any:
        return _cached(session, user_function, None, typed=False)

    return copy_of(functools, cached_property=cached_property, lru_cache=lru_cache, cache=cache)


def _cached(session: Session, function: Callable[..., Any], maxsize: int | None, typed: bool) -> Any:
    name = getattr(function, "__name__", "cache")
    cells: dict[Any, Cell] = {}
    whole: list[Cell] = []

    def all_of_it() -> Cell:
        """What is in the cache at all: looked at by each call, changed where entries go, and told by `cache_info`."""
        if not whole:
            whole.append(Cell(session.execution, f"{name}'s cache", atomic=True))
        return whole[0]

    def cell(args: tuple[Any, ...], named: dict[str, Any]) -> Cell:
        key = functools._make_key(args, named, typed)
        if key not in cells:
            told = ", ".join(map(repr, args)) if all(type(arg) in (int, str, bool) for arg in args) else "…"
            cells[key] = Cell(session.execution, f"{name}({told})", atomic=True)
        return cells[key]

    def compute(*args: Any, **named: Any) -> Any:
        value = function(*args, **named)
        if _is_watched(session):
            access(session, "write", cell(args, named), lambda: value)
        return value

    kept = functools.lru_cache(maxsize, typed)(compute)

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        if _is_watched(session):
            # of a full one each call decides who goes next
            full = maxsize is not None and kept.cache_info().currsize >= maxsize
            access(session, "write" if full else "read", all_of_it())
            access(session, "read", cell(args, named))
        return kept(*args, **named)

    def cache_clear() -> None:
        access(session, "write", all_of_it())
        kept.cache_clear()

    def cache_info() -> Any:
        access(session, "write", all_of_it())  # each call is counted there
        return kept.cache_info()

    call.__dict__.update(cache_info=cache_info, cache_clear=cache_clear, cache_parameters=kept.cache_parameters)
    return call


def _is_watched(session: Session) -> bool:
    execution = session.execution
    return len(execution.actors) > 1 or len(execution.task_names) > 2 or execution.calls_back


def access(
    session: Session, op: Literal["read", "write"], cell: Cell, peek: Callable[[], object] = lambda: UNTOLD
) -> None:
    """Python's own code is about to read or write a cell, at the program's line that led there (see `Cell.touch`)."""
    actor = here.actor
    if actor is not None and _is_watched(session):
        cell.touch(actor, op, peek)
