"""Seeing containers: each item has a cell, and so has the shape (length, keys, order)."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Iterator
from itertools import count
from types import BuiltinFunctionType
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.cells import Cell, Shadow
from cafe_sim.engine.program.attributes import SeesAttributes
from cafe_sim.engine.program.kinds import CONTAINERS, Kind, kind_of
from cafe_sim.engine.program.method_calls import REPORTERS
from cafe_sim.engine.program.methods import HOW
from cafe_sim.engine.program.places import ItemPlace
from cafe_sim.engine.program.watching import say_key

_SHAPE = ("shape",)
"""Key of a container's shape among its cells."""

_SMALL = 32
"""Containers up to this size have each element's cell read when they are read as a whole; of larger ones those that exist."""


class SeesItems(SeesAttributes):
    """Reports what happens to containers."""

    def item(self, obj: Any, key: Any, number: int) -> Any:
        """`obj[key]`."""
        if self.live or self.watched() is not None:
            self.see_item(obj, key, number)
        return obj[key]

    def see_item(self, obj: Any, key: Any, number: int) -> int:
        """Report the load of an item; the read event's index, or -1."""
        actor = self.watched()
        if actor is None:
            return -1
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            return -1
        if isinstance(key, slice):
            self.whole(obj, number)
            return -1
        cell = self.item_cell(obj, key, number)
        if cell is None:
            return -1
        self.pause(actor, "read", cell, number)
        return self.read(actor, cell, number, _item(obj, key))

    def item_cell(self, obj: Any, key: Any, number: int) -> Cell | None:
        """The cell of one item; of the shape, for a slice."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            return None
        shadow = self.shadow(obj, number)
        if kind != "dict":
            if type(key) is not int:
                if not hasattr(key, "__index__"):
                    return self.shape_cell(shadow)
                key = operator.index(key)
            key = key + _length(obj) if key < 0 else key
        try:
            cell = shadow.cells.get(("item", key))
        except TypeError:
            return None
        if cell is None:
            name = (
                f"{shadow.name}.{key}" if type(key) is str and key.isidentifier() else f"{shadow.name}[{say_key(key)}]"
            )
            cell = shadow.cells["item", key] = Cell(self.execution, name, shadow.atomic)
        return cell

    def shape_cell(self, shadow: Shadow) -> Cell:
        cell = shadow.cells.get(_SHAPE)
        if cell is None:
            cell = shadow.cells[_SHAPE] = Cell(self.execution, shadow.name, shadow.atomic)
        return cell

    def at_item(self, obj: Any, key: Any, number: int, derived: tuple[int, ...] = ()) -> ItemPlace:
        """The target `obj[key]`."""
        return ItemPlace(self, obj, key, number, derived)

    def grown(self, obj: dict[Any, Any], key: Any, number: int) -> None:
        """A key is about to be stored; a new one changes the shape."""
        if dict.__contains__(obj, key):
            return
        self.changed(obj, number, "[]=")

    def changed(self, obj: Any, number: int, method: str) -> None:
        """A container's shape changes, in one call that is atomic."""
        actor = self.watched()
        if actor is not None and kind_of(type(obj)) in CONTAINERS:
            self.update(actor, self.shape_cell(self.shadow(obj, number)), number, method)

    # ---- containers as a whole -------------------------------------------------------------

    def shape(self, obj: Any, number: int) -> Any:
        """A container's length or truth is about to be asked for."""
        if kind_of(type(obj)) in CONTAINERS:
            actor = self.watched()
            if actor is not None:
                cell = self.shape_cell(self.shadow(obj, number))
                self.pause(actor, "read", cell, number)
                self.read(actor, cell, number, obj)
        return obj

    def has(self, obj: Any, number: int) -> Any:
        """A membership test is about to be made."""
        return self.shape(obj, number) if kind_of(type(obj)) in ("dict", "set") else self.whole(obj, number)

    def whole(self, obj: Any, number: int) -> Any:
        """All of a container is about to be read."""
        kind = kind_of(type(obj))
        if kind in CONTAINERS:
            actor = self.watched()
            if actor is not None:
                self.shape(obj, number)
                if kind != "set":
                    self._elements(actor, obj, number)
        return obj

    def _elements(self, actor: Actor, obj: Any, number: int) -> None:
        """Every element of a small container, of a large one those that were ever accessed alone, is read."""
        shadow = self.shadow(obj, number)
        if _length(obj) <= _SMALL:
            keys = list(dict.keys(obj)) if isinstance(obj, dict) else list(range(_length(obj)))
        else:
            keys = [key[1] for key in list(shadow.cells) if type(key) is tuple and key[0] == "item"]
        for key in keys:
            cell = self.item_cell(obj, key, number)
            if cell is not None:
                self.pause(actor, "read", cell, number)
                self.read(actor, cell, number, _item(obj, key))

    def walk(self, obj: Any, number: int) -> Any:
        """`obj`, or for a container an iterator over it that reports as it goes."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS or self.watched() is None:
            return obj
        return self._steps(obj, kind, number)

    def _steps(self, obj: Any, kind: Kind, number: int) -> Iterator[Any]:
        if type(obj) is list:
            yield from self._list_steps(obj, number)
            return
        steps = iter(obj)
        for index in count():
            self.shape(obj, number)
            try:
                value = next(steps)
            except StopIteration:
                return
            if kind == "deque":
                self._element(obj, index, number)
            yield value

    def _list_steps(self, obj: list[Any], number: int) -> Iterator[Any]:
        """As a list's own iterator does it: by index, up to the length that the list has then."""
        shadow = self.shadow(obj, number)
        shape = self.shape_cell(shadow)
        for index in count():
            self._look(shape, number, obj, None)
            if index >= len(obj):
                return
            if len(obj) <= _SMALL or ("item", index) in shadow.cells:
                cell = shadow.cells.get(("item", index)) or self.item_cell(obj, index, number)
                if cell is not None:
                    self._look(cell, number, obj, index)
            if index >= len(obj):
                return
            yield obj[index]

    def _look(self, cell: Cell, number: int, obj: list[Any], index: int | None) -> None:
        """A list's walker reads an element, or (None) the shape."""
        actor = self.watched()
        if actor is not None:
            if self.execution.policy is not None:
                self.pause(actor, "read", cell, number)
            # the element may have gone while others moved
            self.read(actor, cell, number, obj if index is None else obj[index] if index < len(obj) else None)

    def _element(self, obj: Any, index: int, number: int) -> None:
        """One element is read on the way through; in a large container only if it was ever accessed alone."""
        if _length(obj) <= _SMALL or ("item", index) in self.shadow(obj, number).cells:
            self.see_item(obj, index, number)

    def method(self, obj: Any, name: str, number: int) -> Any:
        """The method `name` of `obj`: of a container, one that reports."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            if kind != "nothing":
                self.see_attribute(obj, name, number)
            return getattr(obj, name)
        bound = getattr(obj, name)
        how = HOW[kind].get(name)  # type: ignore[index]
        if how is None or not isinstance(bound, BuiltinFunctionType) or self.watched() is None:
            return bound
        return REPORTERS[how](self, obj, name, bound, number)

    def write_shape(self, obj: Any, number: int) -> None:
        actor = self.watched()
        if actor is not None:
            cell = self.shape_cell(self.shadow(obj, number))
            self.pause(actor, "write", cell, number)
            self.write(actor, cell, number, obj, ())


def _length(obj: Any) -> int:
    """A container's length, found without running any of the program's code."""
    if type(obj) is list or type(obj) is dict:
        return len(obj)
    bases: tuple[Any, ...] = (list, dict, set, deque, bytearray)
    base = next(base for base in bases if isinstance(obj, base))
    length: int = base.__len__(obj)
    return length


def _item(obj: Any, key: Any) -> Any:
    """An item's value, found without running any of the program's code."""
    try:
        if isinstance(obj, dict):
            return dict.get(obj, key)
        return obj[key] if type(obj).__getitem__ in _GETITEM else None
    except (IndexError, KeyError, TypeError):
        return None


_GETITEM = (list.__getitem__, bytearray.__getitem__)
