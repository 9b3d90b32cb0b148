"""Seeing containers gone through step by step, taken apart, and what their methods do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat, starmap
from sys import exception, getrefcount
from types import GeneratorType, MappingProxyType, ModuleType
from typing import Any

from cafe_sim.engine.facade.asyncio_sync import LoopBound
from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.things import Thing
from cafe_sim.engine.program.methods import COMPARES, HOW, Purpose
from cafe_sim.engine.program.rewriting.syntax import Shape
from cafe_sim.engine.program.seeing.attributes import INSIDE, LOOKS, OF_LOOPS, UNDER_WAY
from cafe_sim.engine.program.seeing.kinds import CONTAINERS, behind, does_it_itself, is_rewritten, kind_of
from cafe_sim.engine.program.seeing.method_calls import EFFECTS, STEPWISE, Effect, Reporting, stepped
from cafe_sim.engine.program.seeing.peeking import (
    SEQUENCES,
    elements_of,
    is_pythons_own,
    item_of,
    length_of,
    taken_apart,
)
from cafe_sim.engine.program.seeing.walking import (
    LateIterator,
    Later,
    ReportingIterator,
    SharedGenerator,
    SharedIterator,
)
from cafe_sim.engine.program.seeing.wholes import SMALL, SeesWholes

_HANDLED_ALONE = ALONE + 2
"""References to an error that nobody has but its handler, which has given it a name."""


_AT_ONCE = frozenset({"getbuffer", *dir(object)})
"""Methods that wait for no arguments."""


class SeesThrough(SeesWholes):
    """Reports what happens to containers bit by bit."""

    def foreign(self, function: Any, number: int) -> Any:
        """`function`, made to report if it is not the program's own."""
        raise NotImplementedError

    # ---- step by step ----------------------------------------------------------------------

    def walk(self, obj: Any, number: int) -> Any:
        """`obj`, or for a container an iterator over it that reports as it goes."""
        kind = kind_of(type(obj))
        if does_it_itself(obj, "__iter__"):
            return obj
        if ((kind in CONTAINERS and getrefcount(obj) > ALONE) or kind == "view") and self.watched() is not None:
            base = behind(obj)
            return ReportingIterator(self, obj, base, number) if kind_of(type(base)) in CONTAINERS else obj
        if kind == "opaque" and getrefcount(obj) > ALONE and self.watched() is not None:
            return SharedIterator(self, obj, number)
        return obj

    def walk_later(
        self, obj: Any, number: int, walker: type[ReportingIterator | LateIterator] = ReportingIterator
    ) -> Any:
        """The same of what is kept: others may be there when it goes on."""
        if kind_of(type(obj)) == "opaque" and getrefcount(obj) <= ALONE:
            return obj
        base = behind(obj)
        if does_it_itself(obj, "__iter__") or kind_of(type(base)) not in CONTAINERS:
            return self.walk(obj, number)
        is_new = base is obj and getrefcount(obj) <= ALONE + 1  # here it has two names
        return obj if is_new else walker(self, obj, base, number)

    def walk_each(self, obj: Any, number: int) -> Any:
        """What is in `obj` is gone through step by step, each on its own: `zip(*rows)`."""
        return [self.walk_later(each, number) for each in self.walk(obj, number)]

    def delegate(self, obj: Any, number: int) -> Any:
        """`yield from obj`: a generator is sent on to as it is."""
        if not hasattr(type(obj), "send"):
            return self.walk_later(obj, number)
        if getrefcount(obj) > ALONE and type(obj) is GeneratorType and self.watched() is not None:
            return SharedGenerator(self, obj, number)
        return obj

    def walk_to_unpack(self, obj: Any, number: int) -> Any:
        """`walk`, where each element is taken apart."""
        return self._taken_apart(self.walk(obj, number), number)

    def walk_to_unpack_later(self, obj: Any, number: int) -> Any:
        """`walk_later`, where each element is taken apart."""
        return self._taken_apart(self.walk_later(obj, number), number)

    def _taken_apart(self, walked: Any, number: int) -> Any:
        return map(self.whole, walked, repeat(number)) if isinstance(walked, ReportingIterator) else walked

    def unpacking(self, walked: Any, shape: Shape, number: int) -> Any:
        """What is gone through, each element to be taken apart in that shape."""
        return map(partial(self.unpacked, shape=shape, number=number), walked)

    def unpacked(self, obj: Any, shape: Shape, number: int) -> Any:
        """A value is about to be taken apart, and so is what is in it."""
        if self.live or self.watched() is not None:
            self.deep_all(tuple(taken_apart(obj, shape)), number, "once")
        return obj

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
        if length <= SMALL or ("item", key) in shadow.cells:
            cell = self.cell_in(shadow, kind, obj, key)
            if cell is not None:
                self.read(actor, cell, number, item_of(obj, key))
        else:
            shadow.skimmed = True

    # ---- what waits, and what the engine made ----------------------------------------------

    def see_inside(self, obj: Any, name: str, number: int) -> None:
        """One of those attributes is about to be loaded."""
        actor = self.watched()
        if issubclass(type(obj), Thing):
            self._see_inside_of_queue(obj, name, number)
        elif issubclass(type(obj), Thread) and name in self.session.stored and actor is not None:
            cell = self.attribute_cell(obj, name)
            self.pause(actor, "read", cell, number)
            self.read(actor, cell, number, None)
        elif name in UNDER_WAY:
            self.session.uncover(f"what {type(obj).__name__}.{name} tells", self.site(number))

    def _see_inside_of_queue(self, queue: Thing, name: str, number: int) -> None:
        actor = self.watched()
        if issubclass(type(queue), LoopBound):
            if name in OF_LOOPS and actor is not None and actor.loop is None and len(self.execution.pending()) > 1:
                self.session.uncover(
                    f"when another thread asks asyncio.{type(queue).__name__}.{name}", self.site(number)
                )
        elif name in LOOKS and actor is not None:
            self.execution.point(actor, LOOKS[name], queue)
        elif name == "queue":
            self.session.uncover(f"what is in {type(queue).__name__}.{name}", self.site(number))

    def see_late(self, obj: Any, name: str, number: int) -> Any:
        """`see` of what will be called once its arguments are there: others may move until then."""
        if type(obj) is ModuleType:
            if id(obj) in self.boxes:
                self.see_attribute(obj, name, number)
        elif self.live or self.watched() is not None:
            kind = kind_of(type(obj))
            if kind == "opaque" and name not in _AT_ONCE:
                return Later(self, obj, number)
            if kind != "nothing":
                self.see_attribute(obj, name, number)
            elif name in INSIDE and len(self.execution.actors) > 1:
                self.see_inside(obj, name, number)
        return obj

    # ---- methods ---------------------------------------------------------------------------

    def stores(self, obj: Any, given: tuple[dict[Any, Any], ...], number: int) -> None:
        """A dictionary is about to get, in one go, what these have: each item is a store of its own."""
        actor = self.watched()
        key = next((key for items in given for key in items), None)
        first = self.shape_cell(self.shadow(obj, number)) if key is None else self.item_cell(obj, key, number)
        if actor is None or first is None:
            return
        self.looked_into(obj, number)
        self.pause(actor, "write", first, number)
        for items in given:
            for key, value in items.items():
                cell = self.item_cell(obj, key, number)
                if cell is not None:
                    self.write(actor, cell, number, value, ())
                    self.stored(obj, key, number, deleted=False)

    def method(self, obj: Any, name: str, number: int) -> Any:
        """The method `name` of `obj`, about to be called: of a container, one that reports."""
        kind = kind_of(type(obj))
        if kind == "opaque" and name not in _AT_ONCE and (self.live or self.watched() is not None):
            return getattr(Later(self, obj, number), name)
        if kind in CONTAINERS:
            bound = getattr(obj, name)
            if name == "elements" and is_pythons_own(bound):
                return partial(self._elements, obj, number)
            if not ((self.live or self.watched() is not None) and is_pythons_own(bound)):
                return bound
            how = HOW[kind].get(name)  # type: ignore[index]
            if how is None:
                return self.foreign(bound, number)
            return partial(self._call, EFFECTS[how], obj, name, bound, number)
        if type(obj) is MappingProxyType:
            return self.reporting(getattr(obj, name), behind(obj), name, number)
        if name == "add_note" and kind == "frozen" and exception() is obj and getrefcount(obj) <= _HANDLED_ALONE:
            return obj.add_note  # type: ignore[union-attr]
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
        effect(self, obj, name, number, (*args, named) if named and name == "update" else args)
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
                self.changes(obj, number, name)
                yield element

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
