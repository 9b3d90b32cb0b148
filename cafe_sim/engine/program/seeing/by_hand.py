"""Methods that Python made, called by their names: an attribute stored by `__setattr__`, a list told by `__repr__`; and
what is done in a context.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from enum import Enum
from types import CellType, CodeType, FunctionType
from typing import Any

from cafe_sim.engine.program.current import from_home
from cafe_sim.engine.program.methods import MADE
from cafe_sim.engine.program.seeing.given import SeesGiven
from cafe_sim.engine.program.seeing.kinds import STATELESS, kind_of
from cafe_sim.engine.program.seeing.peeking import NOTHING
from cafe_sim.engine.program.seeing.places import Box
from cafe_sim.engine.program.seeing.reflecting import MAKE


class SeesByHand(SeesGiven):
    """Reports what such methods do."""

    def of_container(self, function: Any, obj: Any, number: int) -> Any:
        """A method of which no more is known than that it changes nothing in the container."""

        def report(*args: Any, **named: Any) -> Any:
            self.deep_all((obj, *args), number, MADE.get(function.__name__, "any"))
            return function(*args, **named)

        return self.attribute_by_hand(function, obj, number) or report

    def attribute_by_hand(self, function: Any, obj: Any, number: int) -> Any:
        """A method that loads, stores or deletes an attribute by its name; None for any other."""
        if function.__name__ in ("__setattr__", "__delattr__"):
            return self._storing(function, obj, number)
        if function.__name__ == "__getattribute__" and kind_of(type(obj)) != "frozen":
            return lambda name: (self.see_own_attribute(obj, name, number), function(name))[1]
        return None

    def _storing(self, function: Any, obj: Any, number: int) -> Any:
        def report(name: str, *value: Any) -> Any:
            actor = self.watched()
            if actor is not None and kind_of(type(obj)) in STATELESS:
                if self.execution.sites[self.site(number)].function not in MAKE and len(self.execution.actors) > 1:
                    self.session.uncover(f"what is kept in {type(obj).__name__}.{name}", self.site(number))
            elif actor is not None:
                cell = self.attribute_cell(obj, name)
                self.pause(actor, "write", cell, number, *value)
                stored = value[0] if value else NOTHING
                self.write(actor, cell, number, stored, ())
                if isinstance(obj, type):
                    self.tell_heirs(actor, obj, name, number, stored)
                    self.special(obj, name, number)
                self.reshapes_owned(actor, obj, name, number, deleted=not value)
            return function(name, *value)

        return report

    def asking_for_classes(self, function: Any, number: int) -> Any:
        """`Till.__subclasses__`, about to be called."""

        def report() -> Any:
            actor = self.watched()
            if actor is not None:
                self.pause(actor, "read", self.session.classes, number)
                self.read(actor, self.session.classes, number, None)
            return function()

        return report

    def of_classes(self, kind: Any, number: int) -> Any:
        """A metaclass, or an enumeration, about to be called: it makes a class, or looks for a member."""

        def report(*args: Any, **named: Any) -> Any:
            if len(args) + len(named) > 1:
                self.deep_all((*args, *named.values()), number, "once")
                self.makes_class(number)
            elif issubclass(kind, Enum) and args and type(args[0]).__hash__ is None:  # each member is compared with it
                members = type.__getattribute__(kind, "_member_map_").values()
                self.deep_all((args[0], *(each._value_ for each in members)), number, "compare")
            return from_home(self.namespace, kind, args, named)

        return report

    def making_function(self, number: int) -> Callable[..., FunctionType]:
        """`types.FunctionType`, about to be called: its variables are those of what it is made of."""

        def make(
            code: CodeType,
            globals: dict[str, Any],
            name: str | None = None,
            argdefs: tuple[Any, ...] | None = None,
            closure: tuple[CellType, ...] | None = None,
        ) -> FunctionType:
            inner = self._closed_over(code, closure or (), number)
            own = [names for names in (globals,) if not any(names is each for each in self.session.namespaces)]
            before = [names.get("__builtins__", NOTHING) for names in own]
            for names in own:
                names["__builtins__"] = self._with_box(names)
            made = FunctionType(code, globals, name, argdefs, inner)
            for names, builtins in zip(own, before, strict=True):
                if builtins is NOTHING:
                    del names["__builtins__"]
                else:
                    names["__builtins__"] = builtins
            return made

        return make

    def _with_box(self, names: dict[str, Any]) -> dict[str, Any]:
        """Builtins for a function whose global variables those are."""
        box = Box(self, names)
        self.owned(names, box)
        own = self.namespace["__builtins__"]
        given = names.get("__builtins__", own)
        found: dict[str, Any] = given if isinstance(given, dict) else vars(given)
        return {**found, **{name: value for name, value in own.items() if name[:1] == "."}, ".box0": box}

    def _closed_over(self, code: CodeType, given: tuple[CellType, ...], number: int) -> tuple[CellType, ...] | None:
        """The closure of a function made by hand, with what the program knows nothing of."""
        names, variables = code.co_freevars, self.session.variables
        shown = [name for name in names if name[:1] != "."]
        if len(shown) != len(given):
            raise ValueError(f"{code.co_name} requires closure of length {len(shown)}, not {len(given)}")
        for name, cell in zip(shown, given, strict=True):
            variables.setdefault(id(cell), (cell, None, name))
        boxes = {id(box): box for _, box, _ in (variables[id(cell)] for cell in given) if box is not None}
        if len(boxes) == len(names) - len(shown) == 1:
            hidden = boxes.popitem()[1]
        else:
            hidden = Box(self, {})
            if len(names) > len(shown):
                self.session.uncover(f"what {code.co_name}, made by hand, keeps in its closure", self.site(number))
        cells = dict(zip(shown, given, strict=True))
        return tuple(cells.get(name) or CellType(hidden) for name in names) or None

    def noting(self, function: Any, obj: Any, number: int) -> Any:
        """`error.add_note`, about to be called."""

        def report(note: Any) -> Any:
            actor = self.watched()
            if actor is not None:
                cell = self.attribute_cell(obj, "__notes__")
                self.pause(actor, "update", cell, number)
                self.update(actor, cell, number, "add_note")
            return function(note)

        return report

    # ---- contexts --------------------------------------------------------------------------

    def in_context(self, function: Any, obj: Any, number: int) -> Any:
        """`Context.run`, or what changes a variable in the context that is running; None for anything else."""
        if type(obj) is Context:
            return self._running(function, obj, number) if function.__name__ == "run" else None
        if function.__name__ not in ("reset", "set"):
            return None

        def report(*args: Any) -> Any:
            actor = self.watched()
            self.session.outside.calls += 1  # what a context holds cannot be compared
            for context in self.session.contexts.get(actor.serial, ())[-1:] if actor is not None else ():
                self.touch(context, number, function.__name__)
            return function(*args)

        return report

    def _running(self, run: Any, context: Context, number: int) -> Any:
        """While something is done in a context, nobody else may run anything there, but they may look into it."""

        def inside(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
            self.touch(context, number, "run")
            return function(*args, **named)

        def report(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            if actor is None:
                return run(*args, **named)
            contexts = self.session.contexts.setdefault(actor.serial, [])
            contexts.append(context)
            try:
                return run(inside, *args, **named)
            finally:
                contexts.pop()
                self.update(actor, self.shape_cell(self.shadow(context, number)), number, "run")

        return report
