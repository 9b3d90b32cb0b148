"""Seeing what is reached by other ways than its name: through dictionaries behind objects, classes and modules, the
cells of closures, descriptors called by hand, methods that Python has made.

`f.__globals__["total"]` is the variable, `vars(Till)["total"]` the class's attribute, `Till.total.__get__(till)` the
slot, and `f.__closure__[0].cell_contents` the variable of the function around `f`. What is reached that way shares its
cell with what is reached by its name, whenever the way was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import EnumType, Flag
from sys import getrefcount
from types import CellType, FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import Any

from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.kernel.shared.cells import Shadow
from cafe_sim.engine.program.current import calling_frame
from cafe_sim.engine.program.methods import MADE
from cafe_sim.engine.program.rewriting.names import LOOKED_INTO, RAISED
from cafe_sim.engine.program.seeing.flowing import SeesFlowing
from cafe_sim.engine.program.seeing.kinds import STATELESS, behind, is_open, is_rewritten, is_users, kind_of
from cafe_sim.engine.program.seeing.peeking import declared, fields_of, instance_dict, own_dict, slots_in
from cafe_sim.engine.program.seeing.places import AttributeTarget

SLOTS = (MemberDescriptorType, GetSetDescriptorType)
"""Descriptors that get and set what an object has."""


DESCRIBE = frozenset(
    {"get_annotations", "get_type_hints", "getcallargs", "getdoc", "getfullargspec", "signature", "unwrap"}
)
"""Functions that tell what a function or a class is like …"""
AT_FRAMES = frozenset(
    {
        "getasyncgenlocals", "getasyncgenstate", "getclosurevars", "getcoroutinelocals", "getcoroutinestate", "getgeneratorlocals",
        "getgeneratorstate",
    }
)  # fmt: skip
"""Functions of `inspect` that look at what is under way elsewhere."""
_NAME = re.compile(r"[^\W\d]\w*")
_DESCRIBED_BY = ("__annotations__", "__defaults__", "__doc__", "__kwdefaults__", "__signature__", "__wrapped__")
"""… and by what."""
MAKE = frozenset({"__init__", "__new__", "__post_init__", "__setstate__"})
"""Methods in which an object, or what is frozen, gets what it has."""


class SeesReflection(SeesFlowing):
    """Reports what is reached by other ways than its name."""

    def reflected(self, obj: Any, name: str, number: int) -> Any:
        """`obj.name`, where that leads to what is kept elsewhere."""
        self.see(obj, name, number)
        return self.led_to(obj, name, getattr(obj, name), number)

    def led_to(self, obj: Any, name: str, value: Any, number: int) -> Any:
        """What was found there; from now on it is known whose it is."""
        if name == "__dict__":
            self._led_to_namespace(obj, value, number)
        elif name in ("__globals__", "f_globals"):
            self.owned_by_module(value, number)
        elif name == "__closure__":
            return self._variables(obj, value)
        elif name[:3] == "co_":
            return tuple(each for each in value if type(each) is not str or each[:1] != ".")
        elif name == "_value2member_map_" and issubclass(type(obj), EnumType) and issubclass(obj, Flag):
            self.session.uncover(f"when {obj.__name__} gets members for what is combined", self.site(number))
        elif name in LOOKED_INTO and type(value) is dict and (isinstance(obj, type) or not is_users(type(obj))):
            self._looked_into(value, getattr(obj, "__name__", type(obj).__name__), name)
        return value

    def _looked_into(self, value: Any, owner: str, name: str) -> None:
        self.session.looked_into[id(value)] = value, f"{owner}.{name}"

    def taken_apart_later(self, given: Any, what: str) -> Any:
        """What a thread is given is taken apart when it begins, which may be at any moment."""
        if type(given) in (dict, list):
            self.session.looked_into[id(given)] = given, what
        return given

    def _led_to_namespace(self, obj: Any, value: Any, number: int) -> None:
        kind = kind_of(type(obj))
        if kind == "module" and id(obj) not in self.boxes:
            self._looked_into(value, obj.__name__, "__dict__")
        elif kind == "module":
            self.owned_by_module(value, number)
        elif kind == "frozen" and value is instance_dict(obj):
            self._looked_into(value, type(obj).__name__, "__dict__")
        elif kind == "super":
            self.owned(value, obj.__self__)
        elif (kind == "object" or (kind == "class" and is_users(obj))) and behind(value) is own_dict(obj):
            self.owned(value, obj)

    def rooted(self, obj: Any, name: str, value: Any, number: int) -> None:
        """An object is about to get another class, or another dictionary; a function other code.

        Who looks at it meanwhile is not seen, but nobody does while it is made.
        """
        if value is instance_dict(obj):
            return  # `till.__dict__ |= …`
        site = self.site(number)
        if len(self.execution.actors) > 1 and self.execution.sites[site].function not in MAKE:
            owner = obj if isinstance(obj, type | FunctionType) else type(obj)
            self.session.uncover(f"what is kept in {owner.__name__}.{name}", site)
        if name == "__kwdefaults__" and type(value) is dict:
            self._looked_into(value, obj.__name__, name)
        if name == "__dict__" and type(value) in (dict, type(obj)) and kind_of(type(obj)) not in STATELESS:
            self._shares(obj, value)

    def _shares(self, obj: Any, items: dict[str, Any]) -> None:
        """A dictionary is from now on the one behind `obj`, and maybe behind others, too."""
        shadow = self.shadow(items)
        if shadow.owner is None:
            shadow.owner = self.shadow(obj)
            known = {key[1]: cell for key, cell in shadow.cells.items() if type(key) is tuple and key[0] == "item"}
            shadow.owner.cells.update({name: cell for name, cell in known.items() if type(name) is str})
        elif isinstance(shadow.owner, Shadow):
            self.cells.same(obj, shadow.owner)
        self.session.owns = True

    def owned_by_module(self, namespace: Any, number: int) -> Any:
        """The variables of one of the program's modules, maybe, as a dictionary."""
        for box in self.boxes.values():
            if box.values is namespace:
                if not box.eyes.is_open and len(self.execution.actors) > 1:
                    self.session.uncover(f"what is kept in {box.prefix or '__main__.'}__dict__", self.site(number))
                self.owned(namespace, box)
        return namespace

    def prepared(self, namespace: Any, number: int) -> Any:
        """`__prepare__` is about to give what the body of a class binds its names in."""
        if len(self.execution.actors) > 1 and getrefcount(namespace) > ALONE:
            self.session.uncover("what the body of a class keeps in what __prepare__ gave it", self.site(number))
        return namespace

    def reckons_by(self, context: Any, number: int) -> Any:
        """`decimal.setcontext`: from now on whatever is reckoned here looks at a context, and nobody sees it."""
        if len(self.execution.actors) > 1 and kind_of(type(context)) == "opaque" and getrefcount(context) > ALONE:
            self.session.uncover("by which decimal.Context numbers are reckoned", self.site(number))
        return context

    # ---- variables of functions ------------------------------------------------------------

    def _variables(self, function: Any, cells: Sequence[CellType] | None) -> tuple[CellType, ...] | None:
        """A closure as the program knows it; each of its cells is the variable."""
        names = function.__code__.co_freevars
        pairs = list(zip(names, cells or (), strict=True))
        boxes = [cell.cell_contents for name, cell in pairs if name[:4] == ".box"]
        shown = [(name, cell) for name, cell in pairs if name[:1] != "."]
        for name, cell in shown:
            box = next((box for box in boxes if name in box.values or name in box.cells), None)
            self.session.variables[id(cell)] = cell, box, name
        return tuple(cell for _, cell in shown) or None

    # ---- descriptors and methods, called by hand -------------------------------------------

    def by_descriptor(self, function: Any, slot: Any, number: int) -> Callable[..., Any]:
        """`Till.total.__get__(till)` and its kin."""

        def report(obj: Any, *value: Any) -> Any:
            name = slot.__name__
            if function.__name__ == "__get__":
                if obj is not None:
                    self.see_attribute(obj, name, number)
                return self.led_to(obj, name, function(obj, *value), number)
            AttributeTarget(self, obj, name, number, ()).about_to_write(*value)
            return function(obj, *value)

        return report

    def made_by_python(self, function: Any, obj: Any, number: int) -> Callable[..., Any] | None:
        """A method of an object's that Python made, called by its name: it takes the object apart."""
        purpose = MADE.get(function.__name__)
        if purpose is None or not (purpose == "all" or declared(type(obj)) or is_open(type(obj))):
            return None

        def report(*args: Any, **named: Any) -> Any:
            if is_open(type(obj)):
                self.deep_all((obj, *args), number, purpose)
            for each in (obj, *args):
                if purpose == "all":
                    self.all_attributes(each, number)
                elif type(each) is type(obj):
                    for name in fields_of(each, purpose):
                        self.see_attribute(each, name, number)
            self.deep_all(tuple(fields_of(obj, purpose).values()), number, purpose)
            return function(*args, **named)

        return report

    def errors_told(self, values: tuple[Any, ...], number: int) -> None:
        """Errors among these values are about to be told, with their notes and what they came from."""
        waiting = [each for each in values if issubclass(type(each), BaseException)]
        seen: set[int] = set()
        while waiting:
            error = waiting.pop()
            if id(error) not in seen:
                seen.add(id(error))
                for name in ("args", "__notes__", *RAISED):
                    self.see_attribute(error, name, number)
                waiting += [each for each in (error.__cause__, error.__context__) if each is not None]

    # ---- all at once -----------------------------------------------------------------------

    def all_attributes(self, obj: Any, number: int) -> None:
        """Every attribute of an object is about to be read."""
        if kind_of(type(obj)) == "object":
            self.whole(self.owned(instance_dict(obj), obj), number)
            for name in slots_in(type(obj)):
                self.see_attribute(obj, name, number)

    def dir(self, function: Any, number: int) -> Callable[..., Any]:
        """`dir`, seen: which attributes there are."""

        def report(*objs: Any) -> Any:
            if not objs:  # by another name
                return sorted(name for name in calling_frame().f_locals if name[:1] != ".")
            for namespace in self._namespaces(objs[0], number):
                self.shape(namespace, number)
            if is_rewritten(getattr(type(objs[0]), "__dir__", None)):
                names = type(objs[0]).__dir__(objs[0])  # type: ignore[call-arg]
                self.whole(names, number)
                return sorted(names)
            return function(*objs)

        return report

    def inspected(self, function: Any, number: int) -> Callable[..., Any]:
        """A function of `inspect` that looks into what it is given."""

        def report(obj: Any, *args: Any, **named: Any) -> Any:
            name = function.__name__
            if name == "getattr_static":
                self.see_attribute(obj, args[0], number)
            elif name in DESCRIBE:
                self._describes(obj, number)
            elif name in AT_FRAMES:
                if len(self.execution.actors) > 1:
                    self.session.uncover(f"what inspect.{name} looks at", self.site(number))
            else:
                self.all_attributes(obj, number)
                for namespace in self._namespaces(obj, number):
                    self.whole(namespace, number)
            return function(obj, *args, **named)

        return report

    def _describes(self, obj: Any, number: int) -> None:
        for name in _DESCRIBED_BY:
            self.see_attribute(obj, name, number)
        kind = kind_of(type(obj))
        if kind in ("class", "method", "object"):
            try:
                annotations = getattr(obj, "__annotations__", None)
            except Exception:  # from Python 3.14 on they are evaluated now, and may fail
                annotations = None
            self.whole(annotations, number)
            if type(annotations) is dict:
                self._named_by(annotations, str(getattr(obj, "__module__", "")), number)

    def _named_by(self, annotations: dict[str, Any], module: str, number: int) -> None:
        """Annotations kept as text are evaluated: the module's variables that they name are about to be read."""
        box = self.boxes.get(id(self.session.modules.get(module)))
        actor = self.watched()
        if box is None or actor is None:
            return
        for name in _NAME.findall(" ".join(text for text in annotations.values() if type(text) is str)):
            if name in box.values:
                cell = box.cell(name)
                self.pause(actor, "read", cell, number)
                self.read(actor, cell, number, box.values[name])

    def _namespaces(self, obj: Any, number: int) -> list[Any]:
        """The dictionaries in which an object, its class and all above keep what the program knows by name."""
        kind = kind_of(type(obj))
        if kind == "module":
            return [self.owned_by_module(obj.__dict__, number)]
        owners = [*(obj if kind == "class" else type(obj)).__mro__]
        found = [self.owned(own_dict(owner), owner) for owner in owners if is_users(owner)]
        return [self.owned(instance_dict(obj), obj), *found] if kind == "object" else found
