"""Cells: the places of shared memory that actors read and write.

A cell is one attribute of one object, one key or index of one container, a container's shape (its length and its
keys), one rebound global or one rebound closure variable. Rewritten code reports each access here; the event's
target is the cell, its site the place in the source:

    read     detail is the value read
    write    detail is (value written, index of the read event from which it derives, or -1)
    update   one container call that Python documents as atomic; detail is (method,)

A cell declared `# atomic` in the source synchronises: its reads are `load` (an acquire), its writes `store` (a
release).

Without a policy an access is recorded and never switches: then the memory of one instant is one memory, and
detectors work by happens-before. With a policy each access at a visible place (`Execution.sees`) is a scheduling point,
before it takes effect.

Which cell belongs to which object is kept in shadows, by identity. An object that can be weakly referenced is not
kept alive by its shadow; others (lists, dicts, slotted objects) are, until a sweep finds that nobody but the shadow
holds them. Serials are given in the order of first access, so nothing depends on where objects lie in memory.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial
from typing import Any, Literal
from weakref import ref

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution, Thing
from cafe_sim.engine.kernel.tasks import Task, current_task
from cafe_sim.engine.kernel.trace import Detail, Row

_PLAIN = frozenset({int, float, bool, type(None)})
_SHAPE = ("shape",)
"""Key of a container's shape among its cells."""
_TEXT_MAX = 40
_SWEEP_FIRST = 10_000
STORES = frozenset({"store", "write"})
UNTOLD = "…"
"""In place of a value that only Python's own code knows."""
_NEAR = 20
"""Events."""


class Cell(Thing):
    """One place in shared memory."""

    __slots__ = ("atomic",)

    def __init__(self, execution: Execution, name: str, atomic: bool = False) -> None:
        super().__init__(execution, "cell", name)
        self.atomic = atomic

    def touch(self, actor: Actor, op: Literal["read", "write"], peek: Callable[[], object] = lambda: UNTOLD) -> None:
        """Code that is not the program's own is about to access it, at the program's line that led there.

        `peek` gives the value that is there then, or is about to be.
        """
        execution = self.execution
        site = execution._site_of(sys._getframe(1))
        told = _ATOMIC[op] if self.atomic else op
        if execution.policy is not None and (execution.sees is None or execution.sees(site)):
            execution.point(actor, told, self, silent=True)
        value = describe(peek())
        execution.record(actor, told, self, value if op == "read" else (value, -1), site)


class Shadow:
    """The cells of one object."""

    __slots__ = ("atomic", "cells", "heirs", "name", "obj", "order", "owner", "reshaped", "skimmed", "weak")

    def __init__(self, name: str, obj: object, weak: Any) -> None:
        self.name = name
        self.obj = obj
        """Held, where the object cannot be weakly referenced."""
        self.weak = weak
        self.cells: dict[Any, Cell] = {}
        self.atomic = False
        self.heirs: dict[str, dict[int, Cell]] = {}
        """Of a class, by attribute: cells of others that were read, and had nothing but this class's value to give."""
        self.owner: Any = None
        """Of an object's `__dict__`: that object's shadow, or what else its items belong to."""
        self.order: dict[int, Cell] = {}
        """Of a list, by the actor that has moved its elements: at which index which of them stands (each has a cell of
        its own, for movers do not disturb each other).
        """
        self.reshaped = False
        """Of a container: elements never accessed alone moved or went; an access to one is to the shape, too."""
        self.skimmed = False
        """Of a container: elements never accessed alone were read with it; a store of one is to the shape, too."""

    @property
    def of(self) -> Any:
        """The object; None once it is gone."""
        return self.obj if self.weak is None else self.weak()


class Cells:
    """All cells of one execution."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self.shadows: dict[int, Shadow] = {}
        """By identity of the object."""
        self._same: dict[int, ref[object]] = {}
        """By identity: objects that have another's shadow."""
        self._sweep_at = _SWEEP_FIRST
        self._names: dict[str, int] = {}

    # ---- identity --------------------------------------------------------------------------

    def shadow(self, obj: object, name: Callable[[], str]) -> Shadow:
        """The shadow of `obj`; a new one is called `name()`."""
        key = id(obj)
        found = self.shadows.get(key)
        if found is not None:
            return found
        called = self.unique(name())
        try:
            made = Shadow(called, None, ref(obj, partial(self._forget, key)))
        except TypeError:
            made = Shadow(called, obj, None)
            if len(self.shadows) >= self._sweep_at:
                self._sweep()
        self.shadows[key] = made
        return made

    def _forget(self, key: int, _: object) -> None:
        self.shadows.pop(key, None)
        self._same.pop(key, None)

    def same(self, obj: object, shadow: Shadow) -> None:
        """What `obj` keeps is what the object of that shadow keeps: both have one dictionary."""
        key = id(obj)
        self.shadows[key] = shadow
        self._same[key] = ref(obj, partial(self._forget, key))

    def known(self, obj: object) -> Shadow | None:
        """The shadow of `obj`, if it has one."""
        return self.shadows.get(id(obj))

    def _sweep(self) -> None:
        """Let go of objects that only their shadow holds."""
        for key, shadow in list(self.shadows.items()):
            # held by: the shadow's slot, and getrefcount's own argument
            if shadow.weak is None and sys.getrefcount(shadow.obj) <= 2:
                del self.shadows[key]
        self._sweep_at = max(_SWEEP_FIRST, 2 * len(self.shadows))

    def unique(self, name: str) -> str:
        """`name`, or with a number where it is taken: "results", "results-2"."""
        count = self._names.get(name, 0) + 1
        self._names[name] = count
        return name if count == 1 else f"{name}-{count}"

    def numbered(self, name: str) -> str:
        """ "Till-1", "Till-2": for objects known only by their class."""
        count = self._names.get(f"{name}-", 0) + 1
        self._names[f"{name}-"] = count
        return f"{name}-{count}"

    def attribute(self, shadow: Shadow, name: str) -> Cell:
        """The cell of one attribute."""
        cell = shadow.cells.get(name)
        if cell is None:
            written = _as_written(shadow, name) if name[:1] == "_" else name
            cell = shadow.cells[name] = Cell(self.execution, f"{shadow.name}.{written}", shadow.atomic)
        return cell

    def shape(self, shadow: Shadow) -> Cell:
        """The cell of a container's length, keys and order."""
        cell = shadow.cells.get(_SHAPE)
        if cell is None:
            cell = shadow.cells[_SHAPE] = Cell(self.execution, shadow.name, shadow.atomic)
        return cell

    # ---- accesses --------------------------------------------------------------------------

    def pause(self, actor: Actor, op: str, cell: Cell, site: int, value: object = None) -> None:
        """The scheduling point before an access at `site`, where there is a policy and the place is visible.

        `value` is what is about to be written.
        """
        execution = self.execution
        if execution.policy is not None and (execution.sees is None or execution.sees(site)):
            self.wait_at(actor, op, cell, value)

    def wait_at(self, actor: Actor, op: str, cell: Cell, value: object) -> None:
        """The scheduling point itself, where it is known that there is one."""
        op = _ATOMIC[op] if cell.atomic else op
        self.execution.point(actor, op, cell, silent=True, detail=None if value is None else describe(value))

    def read(self, actor: Actor, cell: Cell, site: int, value: object, keep: int = -1) -> int:
        """Record a read that took effect; its index. `keep`: the access from which writes may derive."""
        rows = self.execution.rows
        index = len(rows)
        detail: Any = value if type(value) in _PLAIN else describe(value)
        op = "load" if cell.atomic else "read"
        serial = cell.serial
        if actor.loop is not None and isinstance(task := current_task(actor.loop), Task):
            rows.append((actor.clock, actor.serial, task.serial, op, serial, site, detail))
            if keep >= 0:
                if task.kept is None:
                    task.kept = {}
                task.kept[serial, keep] = index
        else:
            rows.append((actor.clock, actor.serial, 0, op, serial, site, detail))
            if keep >= 0:
                actor.kept[serial, keep] = index
        return index

    def write(
        self, actor: Actor, cell: Cell, site: int, value: object, accesses: tuple[int, ...] = (), was_read: int = -1
    ) -> None:
        """Record a write taking effect now; its value derives from what `accesses` read, or from event `was_read`."""
        loop = actor.loop
        task = None if loop is None else current_task(loop)
        serial = cell.serial
        if isinstance(task, Task):
            who, kept = task.serial, task.kept
        else:
            who, kept = 0, actor.kept
        if kept:
            for access in accesses:
                index = kept.get((serial, access), -1)
                was_read = max(was_read, index)
        detail: Any = value if type(value) in _PLAIN else describe(value)
        op = "store" if cell.atomic else "write"
        self.execution.rows.append((actor.clock, actor.serial, who, op, serial, site, (detail, was_read)))

    def derive(self, actor: Actor, start: int, accesses: tuple[int, ...]) -> None:
        """What the actor wrote since then derives from what `accesses` read, where no more is known of it."""
        task = None if actor.loop is None else current_task(actor.loop)
        kept = (task.kept if isinstance(task, Task) else actor.kept) or {}
        rows = self.execution.rows
        for index in range(start, len(rows)):
            row = rows[index]
            if row[3] == "write" and row[1] == actor.serial and row[2] == actor.task:
                told: Any = row[6]
                read = max((kept.get((row[4], access), -1) for access in accesses), default=-1)
                if told[1] == -1 and read >= 0:
                    rows[index] = (*row[:6], (told[0], read))

    def update(self, actor: Actor, cell: Cell, site: int, method: str) -> None:
        """Record a documented atomic call on a container."""
        self.execution.rows.append((actor.clock, actor.serial, actor.task, "update", cell.serial, site, (method,)))


def stays(rows: Sequence[Row], index: int) -> bool:
    """Was that a store of what the cell held already, as the latest access to it shows, which is near?

    Who tests and sets, again and again, changes nothing. Only of numbers and the like can a trace tell.
    """
    _, _, _, op, target, _, detail = rows[index]
    if op not in STORES or not isinstance(detail, tuple) or type(detail[0]) not in _PLAIN:
        return False
    for _, _, _, _, thing, _, told in reversed(rows[max(index - _NEAR, 0) : index]):
        if thing == target:
            held = told[0] if isinstance(told, tuple) else told
            return type(held) is type(detail[0]) and held == detail[0]
    return False


COUNTED: frozenset[type] = frozenset(
    {list, dict, set, tuple, frozenset, bytes, bytearray, array, deque, Counter, OrderedDict, defaultdict}
)
"""Of containers of these kinds, and none of their heirs, a trace tells how much is in them."""
_ATOMIC = {"read": "load", "write": "store", "update": "store"}


def describe(value: object) -> Detail:
    """A value as a trace tells it: plain ones as they are, others as words that are the same in every process."""
    kind = type(value)
    if kind in _PLAIN:
        return value  # type: ignore[return-value]
    if kind is str:
        return value if len(value) <= _TEXT_MAX else value[: _TEXT_MAX - 1] + "…"  # type: ignore[arg-type, index, return-value]
    if kind in COUNTED:
        return f"{kind.__name__} of {len(value)}"  # type: ignore[arg-type]
    if issubclass(kind, Enum):
        return f"{kind.__name__}.{value._name_}"  # type: ignore[attr-defined]
    return value.__name__ if issubclass(kind, type) else kind.__name__  # type: ignore[attr-defined]


def _as_written(shadow: Shadow, name: str) -> str:
    """An attribute's name as the text has it, which leaves it to Python to put the class before "__total"."""
    obj = shadow.of
    kind: type = obj if issubclass(type(obj), type) else type(obj)
    for base in kind.__mro__:
        private = f"_{base.__name__.lstrip('_')}"
        if name.startswith(f"{private}__"):
            return name[len(private) :]
    return name
