"""Seeing containers as a whole: their length, all that is in them, step by step, and through their methods.

A value that nobody but the expression has is new, and looked at by nobody else: it is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat, starmap
from sys import getrefcount
from types import GeneratorType, MappingProxyType, SimpleNamespace
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.program.items import SeesItems
from cafe_sim.engine.program.kinds import CONTAINERS, KEYS, behind, does_it_itself, goes_by_keys, is_rewritten, kind_of
from cafe_sim.engine.program.method_calls import EFFECTS, STEPWISE, Effect, Reporting, stepped
from cafe_sim.engine.program.methods import COMPARES, HOW, TEXTS, Purpose
from cafe_sim.engine.program.peeking import (
    SEQUENCES,
    elements_of,
    fields_of,
    is_pythons_own,
    is_record,
    is_tuple,
    item_of,
    length_of,
)
from cafe_sim.engine.program.walking import LateIterator, ReportingIterator, SharedIterator

_SMALL = 32
"""Containers up to this size have each element's cell read when they are read as a whole; of larger ones those that
exist.
"""

_OURS_ALONE = 2
"""References to an object that nobody has but the one who looks: the expression's value is new, and nobody's yet."""

_DEEP = 1_000
"""So many containers inside each other are looked through at most."""


class SeesWholes(SeesItems):
    """Reports what happens to containers as a whole."""

    def foreign(self, function: Any, number: int) -> Any:
        """`function`, made to report if it is not the program's own."""
        raise NotImplementedError

    def shape(self, obj: Any, number: int) -> Any:
        """A container's length or truth is about to be asked for."""
        kind = kind_of(type(obj))
        if (kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view":
            if not does_it_itself(obj, "__len__"):
                self.read_shape(obj, number)
        elif kind == "opaque" and getrefcount(obj) > _OURS_ALONE:
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
            for own in self._owned_cells(self.shadow(base)):
                self.read(actor, own, number, None)

    def has(self, obj: Any, number: int) -> Any:
        """A membership test is about to be made."""
        kind = kind_of(type(obj))
        if does_it_itself(obj, "__contains__"):
            return obj
        if getrefcount(obj) <= _OURS_ALONE and kind != "view":
            return self._deep(obj, number, True, "compare") if kind in SEQUENCES else obj
        only_keys = type(obj) in KEYS or goes_by_keys(obj) or kind_of(type(obj)) == "set"
        return self.shape(obj, number) if only_keys else self.compared(obj, number)

    def whole(self, obj: Any, number: int) -> Any:
        """All of a container is about to be read."""
        kind = kind_of(type(obj))
        if type(obj) in KEYS:
            self.shape(obj, number)
        elif (kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view":
            actor = self.watched()
            base = behind(obj)
            if actor is not None and kind_of(type(base)) in CONTAINERS:
                self.pause(actor, "read", self.shape_cell(self.shadow(base, number)), number)
                self.record_whole(actor, base, number)
        elif kind == "opaque" and getrefcount(obj) > _OURS_ALONE:
            self.touch(obj, number, "next")
        return obj

    def elements(self, obj: Any, number: int) -> Any:
        """All that going through a container gives is about to be read: of a dictionary, its keys."""
        kind = kind_of(type(obj))
        if kind == "nothing" or (kind != "view" and getrefcount(obj) <= _OURS_ALONE) or does_it_itself(obj, "__iter__"):
            return obj
        return self.shape(obj, number) if goes_by_keys(obj) else self.whole(obj, number)

    def deep_elements(self, obj: Any, number: int) -> Any:
        """The same, and whether they are true, or what their sum is."""
        return self._deep(obj, number, getrefcount(obj) <= _OURS_ALONE, "", only_keys=goes_by_keys(obj))

    def ordered(self, obj: Any, number: int) -> Any:
        """The same, and which is the least of them."""
        return self._deep(obj, number, getrefcount(obj) <= _OURS_ALONE, "order", only_keys=goes_by_keys(obj))

    def deep(self, obj: Any, number: int) -> Any:
        """A value is about to become text, with all containers that are in it."""
        return self._deep(obj, number, getrefcount(obj) <= _OURS_ALONE, "repr")

    def compared(self, obj: Any, number: int) -> Any:
        """A value is about to be compared, with all containers that are in it."""
        return self._deep(obj, number, getrefcount(obj) <= _OURS_ALONE, "compare")

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
        for each in self._reached(objs, purpose):
            if kind_of(type(each)) == "opaque":
                self.update(actor, self.shape_cell(self.shadow(each, number)), number, "use")
            elif isinstance(each, SimpleNamespace):
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
            elif kind == "opaque" or type(obj) in KEYS:
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
                self.read(actor, cell, number, item_of(obj, key))

    # ---- step by step ----------------------------------------------------------------------

    def walk(self, obj: Any, number: int) -> Any:
        """`obj`, or for a container an iterator over it that reports as it goes."""
        kind = kind_of(type(obj))
        if does_it_itself(obj, "__iter__"):
            return obj
        if ((kind in CONTAINERS and getrefcount(obj) > _OURS_ALONE) or kind == "view") and self.watched() is not None:
            base = behind(obj)
            return ReportingIterator(self, obj, base, number) if kind_of(type(base)) in CONTAINERS else obj
        if kind == "opaque" and getrefcount(obj) > _OURS_ALONE and self.watched() is not None:
            return SharedIterator(self, obj, number)
        return obj

    def walk_later(
        self, obj: Any, number: int, walker: type[ReportingIterator | LateIterator] = ReportingIterator
    ) -> Any:
        """The same of what is kept: others may be there when it goes on."""
        if kind_of(type(obj)) == "opaque" and getrefcount(obj) <= _OURS_ALONE:
            return obj
        base = behind(obj)
        if does_it_itself(obj, "__iter__") or kind_of(type(base)) not in CONTAINERS:
            return self.walk(obj, number)
        is_new = base is obj and getrefcount(obj) <= _OURS_ALONE + 1  # here it has two names
        return obj if is_new else walker(self, obj, base, number)

    def delegate(self, obj: Any, number: int) -> Any:
        """`yield from obj`: a generator is sent on to as it is."""
        if not hasattr(type(obj), "send"):
            return self.walk_later(obj, number)
        if getrefcount(obj) > _OURS_ALONE:
            self.touch(obj, number, "next")
        return obj

    def walk_to_unpack(self, obj: Any, number: int) -> Any:
        """`walk`, where each element is taken apart."""
        return self._taken_apart(self.walk(obj, number), number)

    def walk_to_unpack_later(self, obj: Any, number: int) -> Any:
        """`walk_later`, where each element is taken apart."""
        return self._taken_apart(self.walk_later(obj, number), number)

    def _taken_apart(self, walked: Any, number: int) -> Any:
        return map(self.whole, walked, repeat(number)) if isinstance(walked, ReportingIterator) else walked

    def walk_step(self, obj: Any, key: Any, number: int, begun: bool, at_once: bool) -> None:
        """A walker is about to read the next element of a container: `key`, or None where elements have no cell.

        `begun`: it has made a step before; `at_once`: nobody may move before this one.
        """
        actor = self.watched()
        if actor is None:
            return
        shadow = self.shadow(obj, number)
        shape = self.shape_cell(shadow)
        if not at_once:
            self.pause(actor, "read", shape, number)
        self.read(actor, shape, number, obj)
        if begun and shadow.order:
            for mover, order in shadow.order.items():
                if mover != actor.serial:
                    self.read(actor, order, number, obj)
        kind, length = kind_of(type(obj)), length_of(obj)
        if key is None or (kind in SEQUENCES and key >= length):
            return
        if length <= _SMALL or ("item", key) in shadow.cells:
            cell = self.cell_in(shadow, kind, obj, key)
            if cell is not None:
                self.read(actor, cell, number, item_of(obj, key))
        else:
            shadow.skimmed = True

    # ---- methods ---------------------------------------------------------------------------

    def method(self, obj: Any, name: str, number: int) -> Any:
        """The method `name` of `obj`, about to be called: of a container, one that reports."""
        kind = kind_of(type(obj))
        if kind in CONTAINERS:
            bound = getattr(obj, name)
            if name == "elements" and is_pythons_own(bound):
                return partial(self._elements, obj, number)
            how = HOW[kind].get(name) if self.live or self.watched() is not None else None  # type: ignore[index]
            if how is None or not is_pythons_own(bound):
                return bound
            return partial(self._call, EFFECTS[how], obj, name, bound, number)
        if type(obj) is MappingProxyType:
            return self.reporting(getattr(obj, name), behind(obj), name, number)
        if name == "getbuffer":
            self.session.uncover("what memoryview does", self.site(number))
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
        if name in COMPARES and "key" not in named:
            self._compares(obj, args, number, COMPARES[name])
        effect(self, obj, name, number, args)
        if name == "sort" and is_rewritten(named.get("key")):
            return self._sort(obj, bound, number, **named)
        if name in STEPWISE:
            args = tuple(self.one_by_one(obj, arg, name, number) for arg in args)
        result = bound(*args, **named)
        if name in STEPWISE:
            stepped(self, obj, name, number, args)
        return result

    def _sort(self, obj: Any, bound: Any, number: int, *, key: Callable[[Any], Any], reverse: bool = False) -> None:
        """While the program's own code says by what a list is sorted, others find it empty, and may not change it."""
        begun = False

        def let_others_in(element: Any) -> Any:
            nonlocal begun
            if not begun:
                begun = True
                self.changes(obj, number, "sort")
            return key(element)

        try:
            bound(key=let_others_in, reverse=reverse)
        finally:
            actor = self.watched()
            if actor is not None:
                self.record_change(actor, obj, number, "sort", ())

    def one_by_one(self, obj: Any, arg: Any, name: str, number: int) -> Any:
        """What a container takes from the program's own code comes one by one: others may find it in between."""
        if type(arg) is not GeneratorType:
            return arg

        def elements() -> Iterator[Any]:
            for element in arg:
                yield element
                self.changes(obj, number, name)

        return elements()

    def _elements(self, counter: Any, number: int) -> Iterator[Any]:
        """A counter's elements, each as often as it is counted when it is its turn."""
        return chain.from_iterable(starmap(repeat, ReportingIterator(self, counter.items(), counter, number)))

    def _compares(self, obj: Any, args: tuple[Any, ...], number: int, purpose: Purpose) -> None:
        """What is in a container is about to be compared: where that are records, they are taken apart."""
        elements = elements_of(obj)
        if elements and (kind_of(type(elements[0])) != "nothing" or issubclass(type(elements[0]), tuple)):
            self.deep_all((*elements, *args), number, purpose)

    def reporting(self, bound: Any, obj: Any, name: str, number: int) -> Any:
        """A bound method of a container, made to report, unless it is the program's own."""
        kind = kind_of(type(obj))
        how = HOW[kind].get(name) if kind in CONTAINERS else None  # type: ignore[index]
        if how is None or not is_pythons_own(bound):
            return bound
        return Reporting(bound, partial(self._call, EFFECTS[how], obj, name, bound, number))
