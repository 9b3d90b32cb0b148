"""Seeing containers: each item has a cell, and so has the shape (length, keys, order).

Whatever Python does in one go (an item's load, a method, a comparison, a container read as a whole) has one scheduling
point, before it takes effect, however many cells it touches; its events follow the point with nothing in between.

Elements that nobody ever accessed alone have no cells of their own while a large container is read, or its elements are
moved, as a whole; such a container remembers it, and from then on an access to one of its elements is an access to its
shape as well (`Shadow.skimmed`, `Shadow.reshaped`). So accesses that depend on each other share a cell, whichever comes
first.
"""

from __future__ import annotations

import contextlib
import io
import operator
import os
from collections import defaultdict
from collections.abc import Sequence
from re import Match
from types import GeneratorType
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.shared.cells import Cell, Shadow
from cafe_sim.engine.program.methods import first_moved, moves
from cafe_sim.engine.program.seeing.attributes import SeesAttributes
from cafe_sim.engine.program.seeing.keeping import goes_on_alone
from cafe_sim.engine.program.seeing.kinds import CALLED_BY_PLACE, CONTAINERS, Kind, behind, does_it_itself, kind_of
from cafe_sim.engine.program.seeing.peeking import NOTHING, SEQUENCES, is_beyond, is_missing, item_of, length_of
from cafe_sim.engine.program.seeing.places import ItemTarget
from cafe_sim.engine.program.seeing.watching import say_key

_SPAN_MAX = 256
"""So many elements of a slice are looked at one by one."""
_OVER: dict[type, str] = {
    io.TextIOWrapper: "buffer", io.BufferedRandom: "raw", io.BufferedReader: "raw", io.BufferedWriter: "raw"
}  # fmt: skip
"""Files over others, and by which attribute they have those."""
_ENVIRONMENT_IN_BYTES = getattr(os, "environb", None)
"""The same environment, where a system has it."""
_WEAK = frozenset({"_weakrefset", "weakref"})
"""Where containers come from that let go of what nobody else holds."""


class SeesItems(SeesAttributes):
    """Reports what happens to items, one or many."""

    def touch(self, obj: Any, number: int, method: str) -> None:
        """Something is about to be done with an object whose state only its own code sees."""
        actor = self.watched()
        if actor is not None:
            if type(obj).__module__ in _WEAK:
                self.ends(number)
            if obj is _ENVIRONMENT_IN_BYTES:
                obj = os.environ
            cell = self.shape_cell(self.shadow(obj, number))
            self.pause(actor, "update", cell, number)
            self.update(actor, cell, number, method)
            if type(obj) in _OVER:
                self._below(actor, obj, number, method)

    def _below(self, actor: Actor, file: Any, number: int, method: str) -> None:
        """What is done to a file is done to those below it."""
        with contextlib.suppress(ValueError):  # there is none below it any more
            while type(file) in _OVER and not file.closed:
                file = getattr(file, _OVER[type(file)])
                self.update(actor, self.shape_cell(self.shadow(file, number)), number, method)

    def ends(self, number: int) -> None:
        """Somebody looks whether an object is still there: whoever holds it last need not touch anything else by
        letting go of it.
        """
        if len(self.execution.actors) > 1:
            self.session.uncover("when objects that weak references point at come to their end", self.site(number))

    def enter(self, obj: Any, number: int) -> None:
        """What goes on step by step is about to, in code of the program's own or of Python's.

        Whoever comes while it is under way is refused, or finds it half done, also where it does nothing that can be
        seen.
        """
        if self.execution.policy is None or self.watched() is None:
            return
        one = obj if type(obj) is GeneratorType else goes_on_alone(obj)
        if one is None:
            return
        entered = self.session.entered
        if id(one) in entered:
            if one is obj and type(obj) is GeneratorType:
                raise ValueError("generator already executing")
            self.session.uncover(f"who uses one {type(obj).__name__} while somebody else does", self.site(number))
            return
        entered.add(id(one))
        try:
            self.touch(one, number, "enter")
        finally:
            entered.discard(id(one))

    def took(self, obj: Any, number: int) -> None:
        """What was begun with `touch` has ended: a generator that is executing refuses whoever comes meanwhile."""
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
        if does_it_itself(obj, "__getitem__"):
            if number in self.reckoned:
                self.ask(obj, "__getitem__", number)
            return obj[key], -1
        if kind == "opaque":
            self.touch(obj, number, "[]")
            value = obj[key]
            return value, self.read_inside(obj, key, number, value)
        if kind not in CONTAINERS:
            if type(obj) is Match:
                self.compared(obj, number)
            index = self.see_item(behind(obj), key, number) if kind == "view" else -1
            return obj[key], index
        index = self.see_item(obj, key, number)
        if isinstance(obj, defaultdict) and is_missing(obj, key):
            self.see_factory(obj, number)
            value = obj[key]
            if not is_missing(obj, key):
                self.makes_item(obj, key, number)
            return value, index
        return obj[key], index

    def makes_item(self, obj: Any, key: Any, number: int) -> None:
        """An item that was missing is made, right after the point of its load."""
        actor = self.watched()
        if actor is not None and isinstance(obj, defaultdict) and obj.default_factory is not None:
            self._update_key(actor, obj, key, number, "default")

    def see_factory(self, obj: Any, number: int) -> None:
        """What makes missing items is about to be asked for one."""
        if isinstance(obj, defaultdict):
            self.see_attribute(obj, "default_factory", number)

    def read_inside(self, obj: Any, key: Any, number: int, value: Any) -> int:
        """An item of something opaque was loaded, right after the point of `touch`."""
        actor = self.watched()
        cell = None if actor is None else self._cell_inside(obj, key)
        return -1 if actor is None or cell is None else self.read(actor, cell, number, value)

    def _cell_inside(self, obj: Any, key: Any) -> Cell | None:
        """The cell of one item of something opaque, if its items have any."""
        if isinstance(key, slice):
            return None
        return self.cell_in(self.shadow(obj), "opaque", obj, key)

    def see_item(self, obj: Any, key: Any, number: int) -> int:
        """Report the load of an item; the read event's index, or -1."""
        actor = self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind not in CONTAINERS:
            return -1
        if isinstance(key, slice):
            if self.span(obj, key) is None:
                self.whole(obj, number)
            else:
                self._read_span(actor, obj, key, number)
            return -1
        cell = self.pause_at_item(actor, "read", obj, key, number)
        if cell is None:
            return -1
        value = item_of(obj, key)
        if type(value) in CALLED_BY_PLACE:
            self.come_to(value, cell, number)
        return self.read(actor, cell, number, value)

    def pause_at_item(
        self, actor: Actor, op: str, obj: Any, key: Any, number: int, value: object = None
    ) -> Cell | None:
        """The point before an item's load or store; its cell.

        Where the shape decides which item that is, it is read.
        """
        kind = kind_of(type(obj))
        if kind not in CONTAINERS:
            if kind == "opaque":
                self.touch(obj, number, "[]=")
                return self._cell_inside(obj, key)
            return None
        if op == "write" and self.session.looked_into and id(obj) in self.session.looked_into:
            self.looked_into(obj, number)
        shadow = self.shadow(obj, number)
        from_end = kind in SEQUENCES and type(key) is int and key < 0
        cell = self.shape_cell(shadow) if from_end else self.cell_in(shadow, kind, obj, key)
        if cell is None:
            return None
        if self.execution.policy is not None:
            self.pause(actor, op, cell, number, value)
        if from_end or (op == "read" and shadow.reshaped) or is_beyond(obj, kind, key):
            self.read(actor, self.shape_cell(shadow), number, obj)
        # which one it is, from the end, may have changed while others moved
        return self.item_cell(obj, key, number) if from_end else cell

    def item_cell(self, obj: Any, key: Any, number: int) -> Cell | None:
        """The cell of one item; of the shape, for a slice; None if there can't be one."""
        kind = kind_of(type(obj))
        return self.cell_in(self.shadow(obj, number), kind, obj, key) if kind in CONTAINERS else None

    def cell_in(self, shadow: Shadow, kind: Kind, obj: Any, key: Any) -> Cell | None:
        """The same, its container's shadow and kind being known."""
        if shadow.owner is not None and type(key) is str:
            return self.owned_cell(shadow.owner, key)
        if kind in SEQUENCES:
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
            name = f"{shadow.name}[{say_key(key)}]"
            cell = shadow.cells["item", key] = Cell(self.execution, name, shadow.atomic)
        return cell

    def at_item(self, obj: Any, key: Any, number: int, derived: tuple[int, ...] = ()) -> ItemTarget:
        """The target `obj[key]`."""
        return ItemTarget(self, obj, key, number, derived)

    # ---- a slice ---------------------------------------------------------------------------

    def span(self, obj: Any, key: slice) -> range | None:
        """The numbers of the elements in a slice of a list; None where they are too many to be looked at one by one."""
        if kind_of(type(obj)) != "list":
            return None
        indices = range(*key.indices(length_of(obj)))
        return indices if len(indices) <= _SPAN_MAX else None

    def _read_span(self, actor: Actor, obj: Any, key: slice, number: int) -> None:
        shape = self.shape_cell(self.shadow(obj, number))
        self.pause(actor, "read", shape, number)
        self.read(actor, shape, number, obj)
        for index in self.span(obj, key) or ():
            cell = self.item_cell(obj, index, number)
            if cell is not None:
                self.read(actor, cell, number, item_of(obj, index))

    def write_span(
        self, obj: Any, key: slice, number: int, values: Sequence[Any], derived: tuple[int, ...] = ()
    ) -> bool:
        """A slice is about to be replaced by as many values as there are in it: each is a store of its own."""
        actor = self.watched()
        indices = self.span(obj, key)
        if actor is None or indices is None or len(indices) != len(values):
            return False
        shadow = self.shadow(obj, number)
        self.pause(actor, "write", self.shape_cell(shadow), number)
        if self.span(obj, key) != indices:  # others have changed its length meanwhile
            return False
        length = length_of(obj)
        if key.indices(length) != key.indices(length + 1):  # how long it is tells which elements those are
            self.read(actor, self.shape_cell(shadow), number, obj)
        for index, value in zip(indices, values, strict=True):
            cell = self.item_cell(obj, index, number)
            if cell is not None:
                self.write(actor, cell, number, value, derived)
        if shadow.skimmed or shadow.reshaped:
            self.update(actor, self.shape_cell(shadow), number, "[]=")
        return True

    def stored(self, obj: Any, key: Any, number: int, deleted: bool) -> None:
        """After the write of an item was recorded: what its store or deletion does to the shape."""
        actor = self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind not in CONTAINERS:
            return
        shadow = self.shadow(obj, number)
        if isinstance(key, slice) or (deleted and kind in SEQUENCES):
            self._update_items(actor, shadow, number, "del" if deleted else "[:]=", 0)
            shadow.reshaped = True
            if kind == "list":
                self._move(actor, shadow, number, "del" if deleted else "[:]=")
        elif not (deleted or shadow.skimmed or shadow.reshaped or (kind == "dict" and is_missing(obj, key))):
            return
        self.update(actor, self.shape_cell(shadow), number, "del" if deleted else "[]=")

    # ---- changes of many items -------------------------------------------------------------

    def changes(self, obj: Any, number: int, method: str, args: tuple[Any, ...] = (), atomic: bool = True) -> None:
        """A container is about to be changed by one call, which Python promises to be atomic or not."""
        actor = self.watched()
        if actor is not None and kind_of(type(obj)) in CONTAINERS:
            self.looked_into(obj, number)
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
            self.write(actor, self.shape_cell(shadow), number, method, ())  # what comes of it is not known yet
        kind = kind_of(type(obj))
        if kind != "set":
            shadow.reshaped = True
            full = kind == "deque" and obj.maxlen is not None  # what comes at the end lets the first one go
            first = first_moved(method, length_of(obj), args) if kind in SEQUENCES and not full else 0
            self._update_items(actor, shadow, number, method, first)
            if atomic and kind == "list" and moves(method, length_of(obj), args):
                self._move(actor, shadow, number, method)

    def _move(self, actor: Actor, shadow: Shadow, number: int, method: str) -> None:
        """Elements of a list are about to move."""
        order = shadow.order.get(actor.serial)
        if order is None:
            order = shadow.order[actor.serial] = Cell(self.execution, f"the order of {shadow.name}")
        self.write(actor, order, number, method, ())

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
        for cell in self._owned_cells(shadow).values():
            self.update(actor, cell, number, method)

    def _owned_cells(self, shadow: Shadow) -> dict[str, Cell]:
        """Of the dictionary behind an object or module: the cells of all items ever met, or there now."""
        owner = shadow.owner
        if owner is None:
            return {}
        cells = owner.cells
        names = [name for name in cells if type(name) is str]
        names += [name for name in shadow.of if type(name) is str and name not in cells and name[:2] != "__"]
        return {name: self.owned_cell(owner, name) for name in names}

    def read_owned(self, actor: Actor, obj: Any, number: int) -> None:
        """Of such a dictionary, all of those are read."""
        for name, cell in self._owned_cells(self.shadow(obj)).items():
            self.read(actor, cell, number, dict.get(obj, name, NOTHING))

    def change_key(self, obj: Any, key: Any, number: int, method: str) -> None:
        """One key of a dictionary is about to be set or taken away by one call."""
        actor = self.watched()
        if actor is not None:
            self.looked_into(obj, number)
            self.item_cell(
                obj, key, number
            )  # it exists before the point, so that it is the same one whoever goes first
            self.pause(actor, "update", self.shape_cell(self.shadow(obj, number)), number)
            self._update_key(actor, obj, key, number, method)

    def looked_into(self, obj: Any, number: int) -> None:
        """A container is about to be changed: maybe one into which Python's own code looks, too."""
        known = self.session.looked_into.get(id(obj))
        if known is not None and len(self.execution.actors) > 1:
            self.session.uncover(f"what is kept in {known[1]}", self.site(number))

    def _update_key(self, actor: Actor, obj: Any, key: Any, number: int, method: str) -> None:
        self.update(actor, self.shape_cell(self.shadow(obj, number)), number, method)
        cell = self.item_cell(obj, key, number)
        if cell is not None:
            self.update(actor, cell, number, method)
