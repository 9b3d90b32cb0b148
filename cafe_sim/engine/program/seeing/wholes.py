"""Seeing containers as a whole: their length, all that is in them and in each other.

A value that nobody but the expression has is new, and looked at by nobody else: it is left alone.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from functools import partial
from sys import getrefcount
from types import GeneratorType
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.program.methods import TEXTS, Purpose
from cafe_sim.engine.program.seeing.items import SeesItems
from cafe_sim.engine.program.seeing.keeping import kept_by
from cafe_sim.engine.program.seeing.kinds import (
    CONTAINERS,
    KEEPERS,
    KEYS,
    behind,
    does_it_itself,
    goes_by_keys,
    is_open,
    kind_of,
)
from cafe_sim.engine.program.seeing.peeking import (
    SEQUENCES,
    elements_of,
    fields_of,
    is_record,
    is_tuple,
    item_of,
    length_of,
)

SMALL = 32
"""Containers up to this size have each element's cell read when they are read as a whole; of larger ones those that
exist.
"""

_DEEP = 1_000
"""So many containers inside each other are looked through at most."""


class SeesWholes(SeesItems):
    """Reports what happens to containers as a whole."""

    def shape(self, obj: Any, number: int) -> Any:
        """A container's length or truth is about to be asked for."""
        kind = kind_of(type(obj))
        if (kind in CONTAINERS and getrefcount(obj) > ALONE) or kind == "view":
            if not does_it_itself(obj, "__len__"):
                self.read_shape(obj, number)
        elif kind == "opaque" and getrefcount(obj) > ALONE:
            self.touch(obj, number, "len")
        return obj

    def read_shape(self, obj: Any, number: int) -> None:
        """Python's own code is about to ask for the length or the truth of a container."""
        actor = self.watched()
        base = behind(obj)
        if actor is not None and kind_of(type(base)) in CONTAINERS:
            cell = self.shape_cell(self.shadow(base, number))
            self.pause(actor, "read", cell, number)
            self.read(actor, cell, number, base)
            self.read_owned(actor, base, number)

    def has(self, obj: Any, number: int) -> Any:
        """A membership test is about to be made."""
        kind = kind_of(type(obj))
        if does_it_itself(obj, "__contains__"):
            return obj
        if kind == "object" and is_open(type(obj)):
            return self._has_attribute(obj, number)
        if getrefcount(obj) <= ALONE and kind != "view":
            return self._deep(obj, number, True, "compare") if kind in SEQUENCES else obj
        only_keys = type(obj) in KEYS or goes_by_keys(obj) or kind_of(type(obj)) == "set"
        return self.shape(obj, number) if only_keys else self.compared(obj, number)

    def _has_attribute(self, obj: Any, number: int) -> Any:
        self.shape(self.owned(obj.__dict__, obj), number)
        return obj

    def has_plain(self, obj: Any, number: int) -> Any:
        """The same, where what is looked for is plain: what is in there is not looked into."""
        if kind_of(type(obj)) == "object" and is_open(type(obj)):
            self._has_attribute(obj, number)
        elif not does_it_itself(obj, "__contains__"):
            only_keys = type(obj) in KEYS or goes_by_keys(obj) or kind_of(type(obj)) == "set"
            if only_keys:
                self.shape(obj, number)
            else:
                self.whole(obj, number)
        return obj

    def whole(self, obj: Any, number: int, method: str = "next") -> Any:
        """All of a container is about to be read, or something else used by that method."""
        kind = kind_of(type(obj))
        if type(obj) in KEYS:
            self.shape(obj, number)
        elif (kind in CONTAINERS and getrefcount(obj) > ALONE) or kind == "view":
            actor = self.watched()
            base = behind(obj)
            if actor is not None and kind_of(type(base)) in CONTAINERS:
                self.pause(actor, "read", self.shape_cell(self.shadow(base, number)), number)
                self.record_whole(actor, base, number)
        elif kind == "opaque" and getrefcount(obj) > ALONE:
            self.touch(obj, number, method)
            self.enter(obj, number)
        return obj

    def pairs(self, obj: Any, number: int) -> Any:
        """All of a mapping is about to be read, or of pairs that make one."""
        if type(obj) not in (list, tuple, deque):
            return self.whole(obj, number)
        inside = [each for each in obj if type(each) is list]
        self.deep_all((*inside, obj) if getrefcount(obj) > ALONE else tuple(inside), number, "once")
        return obj

    def elements(self, obj: Any, number: int) -> Any:
        """All that going through a container gives is about to be read: of a dictionary, its keys."""
        kind = kind_of(type(obj))
        if kind == "nothing" or (kind != "view" and getrefcount(obj) <= ALONE) or does_it_itself(obj, "__iter__"):
            return obj
        return self.shape(obj, number) if goes_by_keys(obj) else self.whole(obj, number)

    def deep_elements(self, obj: Any, number: int) -> Any:
        """The same, and whether they are true, or what their sum is."""
        if hasattr(type(obj), "__next__"):
            is_new = getrefcount(obj) <= ALONE
            return self._each(obj if is_new else self.whole(obj, number), number, "")
        return self._deep(obj, number, getrefcount(obj) <= ALONE, "", only_keys=goes_by_keys(obj))

    def _each(self, walked: Any, number: int, purpose: Purpose) -> Any:
        """What goes on step by step; each element is looked into as it comes."""
        return (
            walked
            if self.watched() is None
            else map(partial(self._deep, number=number, is_new=False, purpose=purpose), walked)
        )

    def ordered(self, obj: Any, number: int) -> Any:
        """The same, and which is the least of them."""
        if hasattr(type(obj), "__next__"):
            return self._each(self.whole(obj, number), number, "order")
        return self._deep(obj, number, getrefcount(obj) <= ALONE, "order", only_keys=goes_by_keys(obj))

    def deep(self, obj: Any, number: int) -> Any:
        """A value is about to become text, with all containers that are in it."""
        return self._deep(obj, number, getrefcount(obj) <= ALONE, "repr")

    def compared(self, obj: Any, number: int) -> Any:
        """A value is about to be compared, with all containers that are in it."""
        return self._deep(obj, number, getrefcount(obj) <= ALONE, "compare")

    def _deep(self, obj: Any, number: int, is_new: bool, purpose: Purpose, only_keys: bool = False) -> Any:
        """`is_new`: nobody has it but this expression."""
        kind = kind_of(type(obj))
        if purpose in ("", "order") and does_it_itself(obj, "__iter__"):
            return obj
        if only_keys:
            return obj if is_new else self.shape(obj, number)
        if kind != "nothing" or is_tuple(type(obj), purpose):
            inside = kind in CONTAINERS and is_new
            self.deep_all(tuple(elements_of(obj)) if inside else (obj,), number, purpose)
        return obj

    def deep_all(self, objs: tuple[Any, ...], number: int, purpose: Purpose = "any") -> None:
        """The same of several values in one go."""
        actor = self.watched()
        if actor is None:
            return
        first = next(self._reached(objs, purpose), None)
        if first is None:
            return
        if kind_of(type(first)) == "opaque":
            self.pause(actor, "update", self.shape_cell(self.shadow(first, number)), number)
        elif kind_of(type(first)) == "object":
            cell = self.attribute_cell(first, next(iter(fields_of(first, purpose)), "__dict__"))
            self.pause(actor, "read", cell, number)
        else:
            self.pause(actor, "read", self.shape_cell(self.shadow(behind(first), number)), number)
        self._record(actor, objs, number, purpose)

    def touch(self, obj: Any, number: int, method: str) -> None:
        super().touch(obj, number, method)
        actor = self.watched()
        if actor is not None:  # a generator may look further into what it was given than an iterator does
            self._record(actor, tuple(kept_by(obj)), number, "any" if type(obj) is GeneratorType else "once")

    def _record(self, actor: Actor, objs: tuple[Any, ...], number: int, purpose: Purpose) -> None:
        """The events of reading several values in one go."""
        for each in self._reached(objs, purpose):
            if kind_of(type(each)) == "opaque":
                self.update(actor, self.shape_cell(self.shadow(each, number)), number, "use")
            elif is_open(type(each)):
                self.record_whole(actor, self.owned(each.__dict__, each), number)
            elif kind_of(type(each)) == "object":
                for name, value in fields_of(each, purpose).items():
                    cell = self.attribute_cell(each, name)
                    self.read(actor, cell, number, value)
                    self.inherited(actor, each, name, number, cell)
            elif type(each) in KEYS:
                self.read(actor, self.shape_cell(self.shadow(behind(each), number)), number, behind(each))
            else:
                self.record_whole(actor, each, number)

    def _reached(self, objs: tuple[Any, ...], purpose: Purpose) -> Iterator[Any]:
        """The containers, and the objects that Python itself takes apart, in some values and in each other."""
        seen: set[int] = set()
        waiting = [*reversed(objs)]
        while waiting and len(seen) < _DEEP:
            obj = waiting.pop()
            kind = kind_of(type(obj))
            if kind == "view" and type(obj) not in KEYS:
                obj = behind(obj)
                kind = kind_of(type(obj))
            inside: list[Any]
            if is_tuple(type(obj), purpose):
                inside = list(tuple.__iter__(obj))
            elif kind in CONTAINERS:
                inside = [] if kind == "set" or isinstance(obj, TEXTS) else elements_of(obj)
            elif kind in ("object", "frozen") and is_record(type(obj), purpose):
                inside = list(fields_of(obj, purpose).values())
            elif kind == "opaque" or type(obj) in KEEPERS:
                inside = list(kept_by(obj))
            elif type(obj) in KEYS:
                inside = []
            else:
                continue
            if id(obj) in seen:
                continue
            seen.add(id(obj))
            if kind != "frozen" and not issubclass(type(obj), tuple):
                yield obj
            if purpose == "once":
                continue
            waiting.extend(
                reversed([each for each in inside if kind_of(type(each)) != "nothing" or issubclass(type(each), tuple)])
            )

    def record_whole(self, actor: Actor, obj: Any, number: int) -> None:
        """The events of reading all of a container: of a large one those elements that were ever accessed alone."""
        shadow = self.shadow(obj, number)
        self.read(actor, self.shape_cell(shadow), number, obj)
        if isinstance(obj, set):
            return
        self.read_owned(actor, obj, number)
        if isinstance(obj, defaultdict) and "default_factory" in self.session.stored:
            self.read(actor, self.attribute_cell(obj, "default_factory"), number, None)
        if shadow.owner is not None:
            return
        if length_of(obj) <= SMALL:
            keys = list(dict.keys(obj)) if isinstance(obj, dict) else list(range(length_of(obj)))
        else:
            shadow.skimmed = True
            keys = [key[1] for key in list(shadow.cells) if type(key) is tuple and key[0] == "item"]
        for key in keys:
            cell = self.item_cell(obj, key, number)
            if cell is not None:
                self.read(actor, cell, number, item_of(obj, key))
