"""Seeing containers: each item has a cell, and so has the shape (length, keys, order).

Whatever Python does in one go (an item's load, a method, a comparison, a container read as a whole) has one scheduling point, before
it takes effect, however many cells it touches; its events follow the point with nothing in between.

Elements that nobody ever accessed alone have no cells of their own while a large container is read, or its elements
are moved, as a whole; such a container remembers it, and from then on an access to one of its elements is an access to its
shape as well (`Shadow.skimmed`, `Shadow.reshaped`). So what depends on each other shares a cell, whichever comes first.
"""

from __future__ import annotations

import gc
import operator
from collections import defaultdict, deque
from collections.abc import Iterator
from functools import partial
from itertools import repeat
from sys import getrefcount
from types import BuiltinFunctionType, FunctionType, GeneratorType, MethodType, SimpleNamespace
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.cells import Cell, Shadow
from cafe_sim.engine.program.attributes import SeesAttributes, instance_dict
from cafe_sim.engine.program.kinds import CONTAINERS, Kind, is_rewritten, kind_of
from cafe_sim.engine.program.method_calls import EFFECTS, STEPWISE, Effect, Reporting, stepped
from cafe_sim.engine.program.methods import HOW, first_moved
from cafe_sim.engine.program.places import Box, ItemPlace
from cafe_sim.engine.program.walking import Steps, Walk
from cafe_sim.engine.program.watching import say_key

_SMALL = 32
"""Containers up to this size have each element's cell read when they are read as a whole; of larger ones those that exist."""

_OURS_ALONE = 2
"""References to an object that nobody has but the one who looks: the expression's value is new, and nobody's yet."""

_DEEP = 1_000
"""So many containers inside each other are looked through at most."""

_SEQUENCES = frozenset({"list", "deque"})


class SeesItems(SeesAttributes):
    """Reports what happens to containers."""

    def foreign(self, function: Any, number: int) -> Any:
        """`function`, made to report if it is not the program's own."""
        raise NotImplementedError

    def touch(self, obj: Any, number: int, method: str) -> None:
        """Something is about to be done with an object whose state only its own code sees."""
        actor = self.watched()
        if actor is not None:
            cell = self.shape_cell(self.shadow(obj, number))
            self.pause(actor, "update", cell, number)
            self.update(actor, cell, number, method)

    def enter(self, obj: Any, number: int) -> None:
        """A generator is about to go on. Whoever comes while it is under way is refused, also where it does nothing that can be seen."""
        if type(obj) is not GeneratorType or self.execution.policy is None or self.watched() is None:
            return
        entered = self.session.entered
        if id(obj) in entered:
            raise ValueError("generator already executing")
        entered.add(id(obj))
        try:
            self.touch(obj, number, "enter")
        finally:
            entered.discard(id(obj))

    def took(self, obj: Any, number: int) -> None:
        """What was begun with `touch` has come to its end: a generator that is executing refuses whoever comes meanwhile."""
        actor = self.watched() if type(obj) is GeneratorType else None
        if actor is not None:
            self.update(actor, self.shape_cell(self.shadow(obj, number)), number, "yield")

    # ---- one item --------------------------------------------------------------------------

    def item(self, obj: Any, key: Any, number: int) -> Any:
        """`obj[key]`."""
        if self.live or self.watched() is not None:
            return self.load_item(obj, key, number)[0]
        return obj[key]

    def load_item(self, obj: Any, key: Any, number: int) -> tuple[Any, int]:
        """`obj[key]`, and the read event's index or -1."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            if kind == "opaque":
                self.touch(obj, number, "[]")
            return obj[key], -1
        index = self.see_item(obj, key, number)
        if isinstance(obj, defaultdict) and _is_missing(obj, key):
            value = obj[key]
            actor = self.watched()
            if actor is not None and not _is_missing(obj, key):
                self._update_key(actor, obj, key, number, "default")
            return value, index
        return obj[key], index

    def see_item(self, obj: Any, key: Any, number: int) -> int:
        """Report the load of an item; the read event's index, or -1."""
        actor = self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind not in CONTAINERS:
            return -1
        if isinstance(key, slice):
            self.whole(obj, number)
            return -1
        cell = self.pause_at_item(actor, "read", obj, key, number)
        if cell is None:
            return -1
        value = _item(obj, key)
        if type(value) in (list, dict, set):
            self._latest = (value, self.execution.object_names[cell.serial].name)
        return self.read(actor, cell, number, value)

    def pause_at_item(
        self, actor: Actor, op: str, obj: Any, key: Any, number: int, value: object = None
    ) -> Cell | None:
        """The point before an item's load or store; its cell. Where the shape decides which item that is, it is read."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            if kind == "opaque":
                self.touch(obj, number, "[]=")
            return None
        shadow = self.shadow(obj, number)
        from_end = kind in _SEQUENCES and type(key) is int and key < 0
        cell = self.shape_cell(shadow) if from_end else self._cell_in(shadow, kind, obj, key)
        if cell is None:
            return None
        if self.execution.policy is not None:
            self.pause(actor, op, cell, number, value)
        if from_end or (op == "read" and shadow.reshaped) or _is_beyond(obj, kind, key):
            self.read(actor, self.shape_cell(shadow), number, obj)
        # which one it is, from the end, may have changed while others moved
        return self.item_cell(obj, key, number) if from_end else cell

    def item_cell(self, obj: Any, key: Any, number: int) -> Cell | None:
        """The cell of one item; of the shape, for a slice; None if there can't be one."""
        kind = kind_of(type(obj))
        return self._cell_in(self.shadow(obj, number), kind, obj, key) if kind in CONTAINERS else None

    def _cell_in(self, shadow: Shadow, kind: Kind, obj: Any, key: Any) -> Cell | None:
        if shadow.owner is not None and type(key) is str:
            return self.owned_cell(shadow.owner, key)
        if kind in _SEQUENCES:
            if type(key) is not int:
                if not hasattr(key, "__index__"):
                    return self.shape_cell(shadow)
                key = operator.index(key)
            key = key + length_of(obj) if key < 0 else key
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

    def at_item(self, obj: Any, key: Any, number: int, derived: tuple[int, ...] = ()) -> ItemPlace:
        """The target `obj[key]`."""
        return ItemPlace(self, obj, key, number, derived)

    def stored(self, obj: Any, key: Any, number: int, deleted: bool) -> None:
        """After the write of an item was recorded: what its store or deletion does to the shape."""
        actor = self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind not in CONTAINERS:
            return
        shadow = self.shadow(obj, number)
        if isinstance(key, slice) or (deleted and kind in _SEQUENCES):
            self._update_items(actor, shadow, number, "del" if deleted else "[:]=", 0)
            shadow.reshaped = True
        elif not (deleted or shadow.skimmed or shadow.reshaped or (kind == "dict" and _is_missing(obj, key))):
            return
        self.update(actor, self.shape_cell(shadow), number, "del" if deleted else "[]=")

    # ---- changes of many items -------------------------------------------------------------

    def changes(self, obj: Any, number: int, method: str, args: tuple[Any, ...] = (), atomic: bool = True) -> None:
        """A container is about to be changed by one call, which Python promises to be atomic or not."""
        actor = self.watched()
        if actor is not None and kind_of(type(obj)) in CONTAINERS:
            self.pause(actor, "update" if atomic else "write", self.shape_cell(self.shadow(obj, number)), number)
            self.record_change(actor, obj, number, method, args, atomic)

    def record_change(
        self, actor: Actor, obj: Any, number: int, method: str, args: tuple[Any, ...], atomic: bool = True
    ) -> None:
        """The events of a change by one call."""
        shadow = self.shadow(obj, number)
        if atomic:
            self.update(actor, self.shape_cell(shadow), number, method)
        else:
            self.write(actor, self.shape_cell(shadow), number, obj, ())
        kind = kind_of(type(obj))
        if kind != "set":
            shadow.reshaped = True
            first = first_moved(method, length_of(obj), args) if kind in _SEQUENCES else 0
            self._update_items(actor, shadow, number, method, first)

    def _update_items(self, actor: Actor, shadow: Shadow, number: int, method: str, first: int) -> None:
        cells = shadow.cells
        if method == "append":
            cell = cells.get(("item", first))
            if cell is not None:
                self.update(actor, cell, number, method)
            return
        for key, cell in list(cells.items()):
            if type(key) is tuple and key[0] == "item" and (not first or key[1] >= first):
                self.update(actor, cell, number, method)
        for cell in self._owned_cells(shadow):
            self.update(actor, cell, number, method)

    def _owned_cells(self, shadow: Shadow) -> list[Cell]:
        """Of the dictionary behind an object or a module: the cells of all its items that anybody has met, or that are there."""
        owner = shadow.owner
        if owner is None:
            return []
        cells = owner.cells if isinstance(owner, Box) else self.shadow(owner()).cells
        names = [name for name in cells if type(name) is str]
        there: Any = shadow.obj
        names += [name for name in there if type(name) is str and name not in cells and name[:2] != "__"]
        return [self.owned_cell(owner, name) for name in names]

    def change_key(self, obj: Any, key: Any, number: int, method: str) -> None:
        """One key of a dictionary is about to be set or taken away by one call."""
        actor = self.watched()
        if actor is not None:
            self.item_cell(
                obj, key, number
            )  # it exists before the point, so that it is the same one whoever goes first
            self.pause(actor, "update", self.shape_cell(self.shadow(obj, number)), number)
            self._update_key(actor, obj, key, number, method)

    def _update_key(self, actor: Actor, obj: Any, key: Any, number: int, method: str) -> None:
        self.update(actor, self.shape_cell(self.shadow(obj, number)), number, method)
        cell = self.item_cell(obj, key, number)
        if cell is not None:
            self.update(actor, cell, number, method)

    # ---- containers as a whole -------------------------------------------------------------

    def shape(self, obj: Any, number: int) -> Any:
        """A container's length or truth is about to be asked for."""
        kind = kind_of(type(obj))
        if (kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view":
            actor = self.watched()
            if actor is not None:
                base = behind(obj)
                cell = self.shape_cell(self.shadow(base, number))
                self.pause(actor, "read", cell, number)
                self.read(actor, cell, number, base)
                for own in self._owned_cells(self.shadow(base)):
                    self.read(actor, own, number, None)
        elif kind == "opaque" and getrefcount(obj) > _OURS_ALONE:
            self.touch(obj, number, "len")
        return obj

    def has(self, obj: Any, number: int) -> Any:
        """A membership test is about to be made."""
        if getrefcount(obj) <= _OURS_ALONE and kind_of(type(obj)) != "view":
            return obj
        return self.shape(obj, number) if kind_of(type(obj)) in ("dict", "set") else self.deep(obj, number)

    def whole(self, obj: Any, number: int) -> Any:
        """All of a container is about to be read."""
        kind = kind_of(type(obj))
        if (kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view":
            actor = self.watched()
            if actor is not None:
                base = behind(obj)
                self.pause(actor, "read", self.shape_cell(self.shadow(base, number)), number)
                self.record_whole(actor, base, number)
        elif kind == "opaque" and getrefcount(obj) > _OURS_ALONE:
            self.touch(obj, number, "next")
        return obj

    def deep(self, obj: Any, number: int) -> Any:
        """A value is about to become text, or to be compared: with all containers that are in it."""
        kind = kind_of(type(obj))
        if kind != "nothing" or type(obj) is tuple:
            ours_alone = kind in CONTAINERS and getrefcount(obj) <= _OURS_ALONE
            self.deep_all(tuple(_elements(obj)) if ours_alone else (obj,), number)
        return obj

    def deep_all(self, objs: tuple[Any, ...], number: int) -> None:
        """The same of several values in one go."""
        actor = self.watched()
        if actor is None:
            return
        first = next(self._reached(objs), None)
        if first is None:
            return
        if kind_of(type(first)) == "opaque":
            self.pause(actor, "update", self.shape_cell(self.shadow(first, number)), number)
        elif kind_of(type(first)) == "object":
            cell = self.attribute_cell(first, next(iter(_fields(first)), "__dict__"))
            self.pause(actor, "read", cell, number)
        else:
            self.pause(actor, "read", self.shape_cell(self.shadow(first, number)), number)
        for each in self._reached(objs):
            if kind_of(type(each)) == "opaque":
                self.update(actor, self.shape_cell(self.shadow(each, number)), number, "use")
            elif kind_of(type(each)) == "object":
                for name, value in _fields(each).items():
                    self.read(actor, self.attribute_cell(each, name), number, value)
            else:
                self.record_whole(actor, each, number)

    def _reached(self, objs: tuple[Any, ...]) -> Iterator[Any]:
        """The containers, and the objects that Python itself takes apart, in some values and in each other."""
        seen: set[int] = set()
        waiting = [*reversed(objs)]
        while waiting and len(seen) < _DEEP:
            obj = waiting.pop()
            kind = kind_of(type(obj))
            if kind == "view":
                obj = behind(obj)
                kind = kind_of(type(obj))
            inside: list[Any]
            if type(obj) is tuple:
                inside = list(obj)
            elif kind in CONTAINERS:
                inside = [] if kind == "set" or isinstance(obj, bytearray) else _elements(obj)
            elif kind == "object" and is_record(type(obj)):
                inside = list(_fields(obj).values())
            elif kind == "opaque":
                inside = []
            else:
                continue
            if id(obj) in seen:
                continue
            seen.add(id(obj))
            if type(obj) is not tuple:
                yield obj
            waiting.extend(
                reversed([each for each in inside if kind_of(type(each)) != "nothing" or type(each) is tuple])
            )

    def record_whole(self, actor: Actor, obj: Any, number: int) -> None:
        """The events of reading all of a container: of a large one those elements that were ever accessed alone."""
        shadow = self.shadow(obj, number)
        self.read(actor, self.shape_cell(shadow), number, obj)
        if isinstance(obj, set):
            return
        for owned in self._owned_cells(shadow):
            self.read(actor, owned, number, None)
        if shadow.owner is not None:
            return
        if length_of(obj) <= _SMALL:
            keys = list(dict.keys(obj)) if isinstance(obj, dict) else list(range(length_of(obj)))
        else:
            shadow.skimmed = True
            keys = [key[1] for key in list(shadow.cells) if type(key) is tuple and key[0] == "item"]
        for key in keys:
            cell = self.item_cell(obj, key, number)
            if cell is not None:
                self.read(actor, cell, number, _item(obj, key))

    # ---- step by step ----------------------------------------------------------------------

    def walk(self, obj: Any, number: int) -> Any:
        """`obj`, or for a container an iterator over it that reports as it goes."""
        kind = kind_of(type(obj))
        if ((kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view") and self.watched() is not None:
            return Walk(self, obj, behind(obj), number)
        if kind == "opaque" and getrefcount(obj) > _OURS_ALONE and self.watched() is not None:
            return Steps(self, obj, number)
        return obj

    def walk_to_unpack(self, obj: Any, number: int) -> Any:
        """The same, where each element is taken apart."""
        walked = self.walk(obj, number)
        return map(self.whole, walked, repeat(number)) if isinstance(walked, Walk) else walked

    def walk_step(self, obj: Any, key: Any, number: int) -> None:
        """A walker is about to read the next element of a container: `key`, or None where elements have no cell."""
        actor = self.watched()
        if actor is None:
            return
        shadow = self.shadow(obj, number)
        shape = self.shape_cell(shadow)
        self.pause(actor, "read", shape, number)
        self.read(actor, shape, number, obj)
        if key is None or (type(key) is int and _is_beyond(obj, "list", key)):
            return
        if length_of(obj) <= _SMALL or ("item", key) in shadow.cells:
            cell = self.item_cell(obj, key, number)
            if cell is not None:
                self.read(actor, cell, number, _item(obj, key))
        else:
            shadow.skimmed = True

    # ---- methods ---------------------------------------------------------------------------

    def method(self, obj: Any, name: str, number: int) -> Any:
        """The method `name` of `obj`, about to be called: of a container, one that reports."""
        kind = kind_of(type(obj))
        if kind in CONTAINERS:
            bound = getattr(obj, name)
            how = HOW[kind].get(name) if self.live or self.watched() is not None else None  # type: ignore[index]
            if how is None or not _is_pythons_own(bound):
                return bound
            return partial(self._call, EFFECTS[how], obj, name, bound, number)
        return self.foreign(self.handed(obj, name, number), number)

    def handed(self, obj: Any, name: str, number: int) -> Any:
        """The attribute `name` of `obj`: of a container, a method that reports, wherever it is taken."""
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            if kind != "nothing":
                self.see_attribute(obj, name, number)
            return getattr(obj, name)
        return self.reporting(getattr(obj, name), obj, name, number)

    def _call(self, effect: Effect, obj: Any, name: str, bound: Any, number: int, /, *args: Any, **named: Any) -> Any:
        effect(self, obj, name, number, args)
        result = bound(*args, **named)
        if name in STEPWISE:
            stepped(self, obj, name, number, args)
        return result

    def reporting(self, bound: Any, obj: Any, name: str, number: int) -> Any:
        """A bound method of a container, made to report, unless it is the program's own."""
        how = HOW[kind_of(type(obj))].get(name)  # type: ignore[index]
        if how is None or not _is_pythons_own(bound):
            return bound
        return Reporting(bound, partial(self._call, EFFECTS[how], obj, name, bound, number))


def behind(obj: Any) -> Any:
    """The dictionary behind a view of one; anything else is itself."""
    return gc.get_referents(obj)[0] if kind_of(type(obj)) == "view" else obj


def is_record(kind: type) -> bool:
    """Is it Python's own code that compares an object and makes text of it: of a dataclass, of a simple namespace?"""
    return (kind is SimpleNamespace or hasattr(kind, "__dataclass_fields__")) and not any(
        is_rewritten(function) for function in (kind.__repr__, kind.__str__, kind.__eq__)
    )


def _fields(obj: Any) -> dict[str, Any]:
    names = getattr(type(obj), "__dataclass_fields__", ())
    own = instance_dict(obj)
    if own is not None:
        return dict(own)
    return {name: object.__getattribute__(obj, name) for name in names if hasattr(obj, name)}


def _elements(obj: Any) -> list[Any]:
    return (
        list(dict.values(obj))
        if isinstance(obj, dict)
        else list(type(obj).__iter__(obj))
        if type(obj) in (list, deque)
        else []
    )


def _is_pythons_own(bound: Any) -> bool:
    if isinstance(bound, MethodType):
        function = bound.__func__
        return isinstance(function, FunctionType) and not is_rewritten(function)
    return isinstance(bound, BuiltinFunctionType) or type(bound).__name__ == "method-wrapper"


def _is_missing(obj: Any, key: Any) -> bool:
    try:
        return not dict.__contains__(obj, key)
    except TypeError:
        return False


def _is_beyond(obj: Any, kind: str, key: Any) -> bool:
    return kind in _SEQUENCES and type(key) is int and key >= length_of(obj)


def length_of(obj: Any) -> int:
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


_GETITEM = (list.__getitem__, bytearray.__getitem__, deque.__getitem__)
