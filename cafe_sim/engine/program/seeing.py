"""What rewritten code calls at each access: which cell is it, and is anybody there to see it?

One `Eyes` belongs to one module in one execution. Until a second actor or a second task exists, nobody can
see anything and each call returns at once. After that the *type* of the object decides, once per type: instances,
classes and modules of the program have a cell for each attribute that holds state (methods, properties and
other descriptors are code, not state); built-in containers have a cell for each item and one for their shape; all else
(numbers, strings, tuples, frozen dataclasses, façade objects, the standard library's own) has none.

The point comes before the access and the event right after the point; nothing can happen in between.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MemberDescriptorType, MethodType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

from cafe_sim.engine.kernel.actor import Actor, Teardown
from cafe_sim.engine.kernel.cells import Cell, Cells, Shadow
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.program.methods import HOW, MUTATORS, family
from cafe_sim.engine.program.tracebacks import strip

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.session import Session

Kind = Literal["nothing", "object", "class", "module", "list", "dict", "set", "deque"]

_SHAPE = ("shape",)
"""Key of a container's shape among its cells."""
_MISSING: Any = object()
_SMALL = 32
"""Containers up to this size have each element's cell read when they are read as a whole; of larger ones those that exist."""
_PATIENCE = 1_000
"""Turns of a loop that saw nothing new, with nobody else able to move, before the loop counts as spinning."""

_kinds: dict[type, Kind] = {}


def kind_of(kind: type) -> Kind:
    """What cells the instances of a type have."""
    found = _kinds.get(kind)
    if found is None:
        found = _classify(kind)
        # classes made while a program runs are many; only lasting types are remembered
        if kind.__module__ in sys.modules or kind.__module__ == "builtins":
            _kinds[kind] = found
    return found


def _classify(kind: type) -> Kind:
    containers = family(kind)
    if containers is not None:
        return containers
    if issubclass(kind, ModuleType):
        return "module"
    if issubclass(kind, type):
        return "class"
    if kind is SimpleNamespace:
        return "object"
    if not _is_users(kind) or issubclass(kind, (Enum, tuple)):
        return "nothing"
    parameters = next((b.__dict__["__dataclass_params__"] for b in kind.__mro__ if "__dataclass_params__" in b.__dict__), None)
    return "nothing" if parameters is not None and parameters.frozen else "object"


def _is_users(kind: type) -> bool:
    """Not the standard library's, not the engine's."""
    module = kind.__module__
    if module == "__main__":
        return True
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top != "cafe_sim"


class Box:
    """Stands for the shared names of one module or of one call of a function."""

    __slots__ = ("cells", "eyes", "prefix", "values")

    def __init__(self, eyes: Eyes, values: dict[str, Any], prefix: str = "") -> None:
        self.eyes = eyes
        self.values = values
        """A module's namespace; of a function, what its shared variables were last seen bound to."""
        self.cells: dict[str, Cell] = {}
        self.prefix = prefix

    def cell(self, name: str) -> Cell:
        """The cell of one variable."""
        cell = self.cells.get(name)
        if cell is None:
            cells = self.eyes.cells
            cell = self.cells[name] = Cell(cells.execution, cells.unique(self.prefix + name))
        return cell

    def read(self, name: str, number: int) -> None:
        """A variable is about to be read."""
        eyes = self.eyes
        actor = eyes.watched()
        if actor is not None:
            cell = self.cell(name)
            eyes.cells.pause(actor, "read", cell)
            eyes.read(actor, cell, number, self.values.get(name))

    def write(self, name: str, value: Any, number: int, derived: tuple[int, ...] = ()) -> Any:
        """A variable is about to be bound to `value`, which is given back."""
        eyes = self.eyes
        actor = eyes.watched()
        if actor is not None:
            cell = self.cell(name)
            eyes.cells.pause(actor, "write", cell)
            eyes.write(actor, cell, number, value, derived)
        self.values[name] = value
        return value

    def wrote(self, name: str, value: Any, number: int) -> None:
        """A variable was just bound by a statement that binds several things."""
        eyes = self.eyes
        self.values[name] = value
        actor = eyes.watched()
        if actor is not None:
            eyes.write(actor, self.cell(name), number, value, ())

    def declare(self, name: str) -> None:
        """The source declares this variable `# atomic`."""
        self.eyes.cells.declare_atomic(self.cell(name))


class Place:
    """Where a store, a deletion or an augmented assignment goes: `place.v`."""

    __slots__ = ("derived", "eyes", "key", "number", "obj", "was_read")

    def __init__(self, eyes: Eyes, obj: Any, key: Any, number: int, derived: tuple[int, ...]) -> None:
        self.eyes = eyes
        self.obj = obj
        self.key = key
        self.number = number
        self.derived = derived
        self.was_read = -1

    def _cell(self) -> Cell | None:
        raise NotImplementedError

    def _written(self, value: Any) -> None:
        eyes = self.eyes
        actor = eyes.watched()
        if actor is None:
            return
        cell = self._cell()
        if cell is not None:
            eyes.cells.pause(actor, "write", cell)
            eyes.write(actor, cell, self.number, value, self.derived, self.was_read)


class AttributePlace(Place):
    """One attribute of one object."""

    __slots__ = ()

    def _cell(self) -> Cell | None:
        return self.eyes.written_attribute(self.obj, self.key)

    @property
    def v(self) -> Any:
        """The attribute itself; see `Place`."""
        self.was_read = self.eyes.see_attribute(self.obj, self.key, self.number)
        return getattr(self.obj, self.key)

    @v.setter
    def v(self, value: Any) -> None:
        self._written(value)
        setattr(self.obj, self.key, value)

    @v.deleter
    def v(self) -> None:
        self._written(None)
        delattr(self.obj, self.key)


class ItemPlace(Place):
    """One item of one container."""

    __slots__ = ()

    def _cell(self) -> Cell | None:
        return self.eyes.item_cell(self.obj, self.key, self.number)

    @property
    def v(self) -> Any:
        """The item itself; see `Place`."""
        self.was_read = self.eyes.see_item(self.obj, self.key, self.number)
        return self.obj[self.key]

    @v.setter
    def v(self, value: Any) -> None:
        obj, key = self.obj, self.key
        self._written(value)
        if self.eyes.live and kind_of(type(obj)) == "dict":
            self.eyes.grown(obj, key, self.number)
        obj[key] = value

    @v.deleter
    def v(self) -> None:
        self._written(None)
        if self.eyes.live:
            self.eyes.changed(self.obj, self.number, "del")
        del self.obj[self.key]


class Eyes:
    """Sees the accesses of one module in one execution."""

    iadd, isub, imul, imatmul = operator.iadd, operator.isub, operator.imul, operator.imatmul
    itruediv, ifloordiv, imod, ipow = operator.itruediv, operator.ifloordiv, operator.imod, operator.ipow
    ilshift, irshift, ior, iand, ixor = operator.ilshift, operator.irshift, operator.ior, operator.iand, operator.ixor
    slice = slice

    def __init__(self, session: Session, namespace: dict[str, Any], lines: list[int], texts: list[str], kept: set[int]) -> None:
        self.session = session
        self.execution: Execution = session.execution
        self.cells: Cells = session.cells
        self.namespace = namespace
        self.live = False
        """Is there anybody else to see what is done?"""
        self.base = 0
        """Where this module's places begin among the execution's sites."""
        self._lines = lines
        self._texts = texts
        self._kept = kept
        self._latest: tuple[Any, str] = (None, "")
        """The container loaded last from an attribute, and that attribute's name."""

    def watched(self) -> Actor | None:
        """The running actor, if what it does can be seen by another actor or task."""
        execution = self.execution
        if not self.live:
            if len(execution.actors) < 2 and len(execution.task_names) < 3:
                return None
            self.live = True
        return execution.running if execution.state != "closed" else None

    # ---- events ----------------------------------------------------------------------------

    def read(self, actor: Actor, cell: Cell, number: int, value: object) -> int:
        """Record a read; its index."""
        keep = number if number in self._kept else -1
        return self.cells.read(actor, cell, self.base + self._lines[number], value, keep)

    def write(
        self, actor: Actor, cell: Cell, number: int, value: object, derived: tuple[int, ...], was_read: int = -1
    ) -> None:
        """Record a write that derives from the accesses `derived`, or from the event `was_read`."""
        if derived:
            was_read = max(was_read, self.cells.latest(actor, cell, derived))
        actor.fresh = True
        self.cells.write(actor, cell, self.base + self._lines[number], value, was_read)

    def update(self, actor: Actor, cell: Cell, number: int, method: str) -> None:
        """Record an atomic update."""
        actor.fresh = True
        self.cells.update(actor, cell, self.base + self._lines[number], method)

    # ---- names -----------------------------------------------------------------------------

    def shadow(self, obj: Any, number: int = -1) -> Shadow:
        """The cells of `obj`, called as the program calls it."""
        return self.cells.known(obj) or self.cells.shadow(obj, lambda: self._name(obj, number))

    def _name(self, obj: Any, number: int) -> str:
        if isinstance(obj, type):
            return obj.__name__
        for namespace in self.session.namespaces:
            for name, value in namespace.items():
                if value is obj and not name.startswith("__"):
                    return name
        if obj is self._latest[0]:
            return self._latest[1]
        text = self._texts[number] if number >= 0 else ""
        if text and kind_of(type(obj)) != "object":
            return text
        return self.cells.numbered(type(obj).__name__)

    def box(self, values: dict[str, Any]) -> Box:
        """The shared variables of one call of a function."""
        return Box(self, values)

    # ---- attributes ------------------------------------------------------------------------

    def see(self, obj: Any, name: str, number: int) -> Any:
        """An attribute is about to be loaded from `obj`, which is given back."""
        if (self.live or self.watched() is not None) and kind_of(type(obj)) != "nothing":
            self.see_attribute(obj, name, number)
        return obj

    def see_attribute(self, obj: Any, name: str, number: int) -> int:
        """Report the load of an attribute; the read event's index, or -1."""
        actor = self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind == "nothing":
            return -1
        if kind == "module":
            box = self.session.boxes.get(id(obj))
            if box is None or isinstance(box.values.get(name), (FunctionType, type, ModuleType)):
                return -1
            cell = box.cell(name)
            self.cells.pause(actor, "read", cell)
            return self.read(actor, cell, number, box.values.get(name))
        holder = self._holder(obj, name, kind)
        if holder is None:
            return -1
        cell = self.cells.attribute(self.shadow(holder), name)
        self.cells.pause(actor, "read", cell)
        value = self._peek(obj, name, kind)
        if type(value) in (list, dict, set):
            self._latest = (value, self.execution.object_names[cell.serial].name)
        return self.read(actor, cell, number, value)

    def _holder(self, obj: Any, name: str, kind: Kind) -> Any:
        """The object whose state a load of `obj.name` reads, or None where it reads no state."""
        if kind == "class":
            for base in obj.__mro__:
                if name in base.__dict__:
                    value = base.__dict__[name]
                    return base if _is_users(base) and not _is_code(value) and not isinstance(base, _ENUM) else None
            return None
        namespace = _instance_dict(obj)
        if namespace is not None and name in namespace:
            return obj
        for base in type(obj).__mro__:
            if name in base.__dict__:
                value = base.__dict__[name]
                if isinstance(value, MemberDescriptorType):
                    return obj
                return base if _is_users(base) and not _is_code(value) else None
        return None

    @staticmethod
    def _peek(obj: Any, name: str, kind: Kind) -> Any:
        """An attribute's value, found without running any of the program's code."""
        namespace = _instance_dict(obj) if kind != "class" else None
        if namespace is not None and name in namespace:
            return namespace[name]
        for base in (obj if kind == "class" else type(obj)).__mro__:
            value = base.__dict__.get(name, _MISSING)
            if isinstance(value, MemberDescriptorType):
                try:
                    return value.__get__(obj)
                except AttributeError:
                    return None
            if value is not _MISSING:
                return value
        return None

    def written_attribute(self, obj: Any, name: str) -> Cell | None:
        """The cell that a store to `obj.name` writes."""
        kind = kind_of(type(obj))
        if kind == "module":
            box = self.session.boxes.get(id(obj))
            return None if box is None else box.cell(name)
        if kind == "nothing":
            return None
        if kind == "class":
            return self.cells.attribute(self.shadow(obj), name) if _is_users(obj) else None
        for base in type(obj).__mro__:
            value = base.__dict__.get(name, _MISSING)
            if value is not _MISSING:
                if hasattr(type(value), "__set__") and not isinstance(value, MemberDescriptorType):
                    return None
                break
        return self.cells.attribute(self.shadow(obj), name)

    def at(self, obj: Any, name: str, number: int, derived: tuple[int, ...] = ()) -> AttributePlace:
        """The target `obj.name`."""
        return AttributePlace(self, obj, name, number, derived)

    # ---- items -----------------------------------------------------------------------------

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
        if kind not in _FAMILIES:
            return -1
        if isinstance(key, slice):
            self.whole(obj, number)
            return -1
        cell = self.item_cell(obj, key, number)
        if cell is None:
            return -1
        self.cells.pause(actor, "read", cell)
        return self.read(actor, cell, number, _item(obj, key))

    def item_cell(self, obj: Any, key: Any, number: int) -> Cell | None:
        """The cell of one item; of the shape, for a slice."""
        kind = kind_of(type(obj))
        if kind not in _FAMILIES:
            return None
        shadow = self.shadow(obj, number)
        if kind != "dict":
            if not hasattr(key, "__index__"):
                return self._shape(shadow)
            key = operator.index(key)
            key = key + len(obj) if key < 0 else key
        try:
            cell = shadow.cells.get(("item", key))
        except TypeError:
            return None
        if cell is None:
            name = f"{shadow.name}.{key}" if type(key) is str and key.isidentifier() else f"{shadow.name}[{_say(key)}]"
            cell = shadow.cells["item", key] = Cell(self.execution, name, shadow.atomic)
        return cell

    def _shape(self, shadow: Shadow) -> Cell:
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
        if actor is not None and kind_of(type(obj)) in _FAMILIES:
            self.update(actor, self._shape(self.shadow(obj, number)), number, method)

    # ---- containers as a whole -------------------------------------------------------------

    def shape(self, obj: Any, number: int) -> Any:
        """A container's length or truth is about to be asked for."""
        if kind_of(type(obj)) in _FAMILIES:
            actor = self.watched()
            if actor is not None:
                cell = self._shape(self.shadow(obj, number))
                self.cells.pause(actor, "read", cell)
                self.read(actor, cell, number, obj)
        return obj

    def has(self, obj: Any, number: int) -> Any:
        """A membership test is about to be made."""
        return self.shape(obj, number) if kind_of(type(obj)) in ("dict", "set") else self.whole(obj, number)

    def whole(self, obj: Any, number: int) -> Any:
        """All of a container is about to be read."""
        kind = kind_of(type(obj))
        if kind in _FAMILIES:
            actor = self.watched()
            if actor is not None:
                self.shape(obj, number)
                if kind != "set":
                    self._elements(actor, obj, number)
        return obj

    def _elements(self, actor: Actor, obj: Any, number: int) -> None:
        """Every element of a small container, of a large one those that were ever accessed alone, is read."""
        shadow = self.shadow(obj, number)
        if len(obj) <= _SMALL:
            keys = list(dict.keys(obj)) if isinstance(obj, dict) else list(range(len(obj)))
        else:
            keys = [key[1] for key in list(shadow.cells) if type(key) is tuple and key[0] == "item"]
        for key in keys:
            cell = self.item_cell(obj, key, number)
            if cell is not None:
                self.cells.pause(actor, "read", cell)
                self.read(actor, cell, number, _item(obj, key))

    def walk(self, obj: Any, number: int) -> Any:
        """`obj`, or for a container an iterator over it that reports as it goes."""
        kind = kind_of(type(obj))
        if kind not in _FAMILIES or self.watched() is None:
            return obj
        return self._steps(obj, kind, number)

    def _steps(self, obj: Any, kind: Kind, number: int) -> Iterator[Any]:
        index = 0
        steps = iter(obj)
        while True:
            self.shape(obj, number)
            try:
                value = next(steps)
            except StopIteration:
                return
            if kind in ("list", "deque"):
                shadow = self.shadow(obj, number)
                if len(obj) <= _SMALL or ("item", index) in shadow.cells:
                    self.see_item(obj, index, number)
                    value = obj[index] if index < len(obj) else value
            index += 1
            yield value

    def method(self, obj: Any, name: str, number: int) -> Any:
        """The method `name` of `obj`: of a container, one that reports."""
        bound = getattr(obj, name)
        kind = kind_of(type(obj))
        if kind == "nothing" or not (self.live or self.watched() is not None):
            return bound
        how = HOW[kind].get(name) if kind in _FAMILIES else None  # type: ignore[index]
        if how is None or not isinstance(bound, BuiltinFunctionType):
            if kind not in _FAMILIES:
                self.see_attribute(obj, name, number)
                return getattr(obj, name)
            return bound
        return _METHODS[how](self, obj, name, bound, number)

    def foreign(self, function: Any, number: int) -> Any:
        """`function`, or for foreign code a stand-in that reports the containers handed to it."""
        kind = type(function)
        if kind is FunctionType:
            if ".cells" in function.__builtins__ or function.__module__.startswith("cafe_sim"):
                return function
        elif kind is MethodType or kind is type or isinstance(function, type):
            return function
        elif kind is not BuiltinFunctionType:
            return function
        if not (self.live or self.watched() is not None):
            return function

        def report(*args: Any, **named: Any) -> Any:
            changes = getattr(function, "__name__", "") in MUTATORS
            for arg in (*args, *named.values()):
                if kind_of(type(arg)) in _FAMILIES:
                    self.whole(arg, number)
                    if changes:
                        self._write_shape(arg, number)
            return function(*args, **named)

        return report

    def _write_shape(self, obj: Any, number: int) -> None:
        actor = self.watched()
        if actor is not None:
            cell = self._shape(self.shadow(obj, number))
            self.cells.pause(actor, "write", cell)
            self.write(actor, cell, number, obj, ())

    # ---- builtins that go by name ----------------------------------------------------------

    def getattr(self, function: Any, number: int) -> Callable[..., Any]:
        """`getattr`, seen."""

        def report(obj: Any, name: str, *default: Any) -> Any:
            self.see_attribute(obj, name, number)
            return function(obj, name, *default)

        return report

    hasattr = getattr

    def setattr(self, function: Any, number: int) -> Callable[..., Any]:
        """`setattr` and `delattr`, seen."""

        def report(obj: Any, name: str, *value: Any) -> Any:
            AttributePlace(self, obj, name, number, ())._written(value[0] if value else None)
            return function(obj, name, *value)

        return report

    delattr = setattr

    @staticmethod
    def unhidden(names: Any) -> Any:
        """What `locals()`, `vars()` or `dir()` gave, without hidden names."""
        if isinstance(names, list):
            return [name for name in names if not name.startswith(".")]
        return {name: value for name, value in names.items() if not name.startswith(".")}

    # ---- `# atomic` ------------------------------------------------------------------------

    def declare(self, value: Any, named: bool) -> None:
        """A name was bound on a line with `# atomic`: the items of the container are atomic."""
        if kind_of(type(value)) in _FAMILIES:
            self.shadow(value).atomic = True
        del named

    def declare_attribute(self, obj: Any, name: str) -> None:
        """An attribute was set on a line with `# atomic`."""
        if kind_of(type(obj)) in ("object", "class"):
            self.cells.declare_atomic(self.cells.attribute(self.shadow(obj), name))
            value = _instance_dict(obj)
            if value is not None:
                self.declare(value.get(name), named=True)

    def declare_field(self, name: str) -> None:
        """A class body declares a field `# atomic`."""
        self.session.atomic_fields.add(name)

    # ---- budget, turns, the end ------------------------------------------------------------

    def tick(self) -> None:
        """A turn of a loop or a call."""
        execution = self.execution
        execution.turns_left -= 1
        if execution.turns_left < 0:
            self.session.spent()

    def turn(self) -> None:
        """A turn of a loop that may be spinning: if it only looked, and nothing has changed, others go first."""
        self.tick()
        actor = self.watched()
        if actor is None:
            return
        execution = self.execution
        marks = self.session.marks
        mark = marks.get(actor.serial, 0)
        end = marks[actor.serial] = len(execution.events)
        looked = False
        for index in range(mark, end):
            event = execution.events[index]
            if event[3] not in _LOOKS:
                if event[1] == actor.serial or event[3] not in OPERATIONS or _changes(event[3]):
                    self.session.patience[actor.serial] = _PATIENCE
                    return
            elif event[1] == actor.serial:
                looked = True
        if looked:
            self._fruitless(actor)

    def _fruitless(self, actor: Actor) -> None:
        execution, patience = self.execution, self.session.patience
        alone = not any(other is not actor for other in execution.pending() if execution.ready(other) < _NEVER)
        left = patience[actor.serial] = patience.get(actor.serial, _PATIENCE) - 1
        if not alone or left < 0:
            execution.yield_turn(actor)
            self.session.marks[actor.serial] = len(execution.events) if alone else self.session.marks[actor.serial]

    def caught(self) -> None:
        """A handler was entered: the end of the execution is not the program's to catch."""
        error = sys.exception()
        if isinstance(error, Teardown):
            raise error
        strip(error)


_NEVER = 1 << 62
_FAMILIES = frozenset({"list", "dict", "set", "deque"})
_LOOKS = frozenset({"read", "is-set", "look", "locked", "yield"})
_ENUM = type(Enum)


def _changes(op: str) -> bool:
    operation = OPERATIONS[op]
    return operation.changes and not operation.local


def _is_code(value: Any) -> bool:
    return hasattr(type(value), "__get__") or isinstance(value, type)


def _instance_dict(obj: Any) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = object.__getattribute__(obj, "__dict__")
    except AttributeError:
        return None
    return found


def _item(obj: Any, key: Any) -> Any:
    """An item's value, found without running any of the program's code."""
    try:
        if isinstance(obj, dict):
            return dict.get(obj, key)
        return obj[key] if type(obj).__getitem__ in _GETITEM else None
    except (IndexError, KeyError, TypeError):
        return None


_GETITEM = (list.__getitem__, bytearray.__getitem__)


def _say(key: Any) -> str:
    return repr(key) if type(key) in (int, str, float, bool, type(None), tuple) else type(key).__name__


# ---- containers' methods, by what they do ------------------------------------------------------


def _reads(all_of_it: bool) -> Callable[..., Any]:
    def wrap(eyes: Eyes, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
        def report(*args: Any, **named: Any) -> Any:
            if all_of_it:
                eyes.whole(obj, number)
            else:
                eyes.shape(obj, number)
            for arg in args:
                eyes.whole(arg, number)
            return bound(*args, **named)

        del name
        return report

    return wrap


def _changes_shape(atomic: bool, keyed: bool = False) -> Callable[..., Any]:
    def wrap(eyes: Eyes, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
        def report(*args: Any, **named: Any) -> Any:
            for arg in args:
                eyes.whole(arg, number)
            actor = eyes.watched()
            if actor is not None:
                cell = eyes._shape(eyes.shadow(obj, number))
                eyes.cells.pause(actor, "update" if atomic else "write", cell)
                if atomic:
                    eyes.update(actor, cell, number, name)
                else:
                    eyes.write(actor, cell, number, obj, ())
                item = eyes.item_cell(obj, args[0], number) if keyed and args else None
                if item is not None:
                    eyes.update(actor, item, number, name)
            return bound(*args, **named)

        return report

    return wrap


def _reads_key(eyes: Eyes, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
    def report(*args: Any, **named: Any) -> Any:
        if args:
            eyes.see_item(obj, args[0], number)
        return bound(*args, **named)

    del name
    return report


_METHODS: dict[str, Callable[[Eyes, Any, str, Any, int], Callable[..., Any]]] = {
    "read": _reads(all_of_it=False),
    "read all": _reads(all_of_it=True),
    "write": _changes_shape(atomic=False),
    "update": _changes_shape(atomic=True),
    "update key": _changes_shape(atomic=True, keyed=True),
    "read key": _reads_key,
}
