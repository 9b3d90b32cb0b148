"""Where names and stores go: boxes of shared variables, and the places that rewritten targets stand for."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import TYPE_CHECKING, Any
from weakref import ProxyTypes

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.shared.cells import Cell
from cafe_sim.engine.kernel.shared.locals import local
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.program.methods import PLAIN
from cafe_sim.engine.program.seeing.kinds import CONTAINERS, STATELESS, does_it_itself, is_open, is_users, kind_of
from cafe_sim.engine.program.seeing.peeking import NOTHING, instance_dict, item_of
from cafe_sim.engine.program.settings import is_facades, is_modules_own

if TYPE_CHECKING:
    from cafe_sim.engine.program.seeing.attributes import SeesAttributes
    from cafe_sim.engine.program.seeing.items import SeesItems
    from cafe_sim.engine.program.seeing.watching import Watching


class Box:
    """Stands for the shared names of one module or of one call of a function."""

    __slots__ = ("cells", "eyes", "prefix", "values")

    def __init__(self, eyes: Watching, values: dict[str, Any], prefix: str = "") -> None:
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
        actor = eyes.execution.running if eyes.live else eyes.watched()
        if actor is not None:
            # `Watching.read`, in line
            cell = self.cells.get(name) or self.cell(name)
            if eyes.execution.policy is not None:
                eyes.pause(actor, "read", cell, number)
            keep = number if number in eyes.kept else -1
            eyes.cells.read(actor, cell, eyes.base + eyes.lines[number], self.values.get(name, NOTHING), keep)

    def read_late(self, name: str, number: int) -> None:
        """The same of one that is bound but once: if nobody could see that, it never changes."""
        if name in self.cells or name not in self.values:
            self.read(name, number)

    def write(self, name: str, value: Any, number: int, derived: tuple[int, ...] = ()) -> Any:
        """A variable is about to be bound to `value`, which is given back."""
        eyes = self.eyes
        actor = eyes.execution.running if eyes.live else eyes.watched()
        if actor is not None:
            # `Watching.write`, in line
            cell = self.cells.get(name) or self.cell(name)
            if eyes.execution.policy is not None:
                eyes.pause(actor, "write", cell, number, value)
            actor.fresh = True
            if derived and type(value) not in PLAIN and self.values.get(name, NOTHING) is value:
                derived = ()  # what is there already makes nothing undone
            eyes.cells.write(actor, cell, eyes.base + eyes.lines[number], value, derived)
        self.values[name] = value
        return value

    def put_back(self, name: str, value: Any, number: int, derived: tuple[int, ...] = ()) -> Any:
        """The same of what an operator in place has given: mostly what is there."""
        eyes = self.eyes
        actor = eyes.watched()
        if actor is not None:
            cell = self.cell(name)
            eyes.pause(actor, "write", cell, number, value)
            if type(value) not in PLAIN and self.values.get(name, NOTHING) is value:
                eyes.read(actor, cell, number, value)
            else:
                eyes.write(actor, cell, number, value, derived)
        self.values[name] = value
        return value

    def making(self, name: str, number: int) -> Callable[[Any], Any]:
        """A decorator: what it is given is about to be bound to a variable."""
        return lambda made: self.write(name, made, number)

    def delete(self, name: str, number: int) -> None:
        """A variable is about to be deleted."""
        eyes = self.eyes
        actor = eyes.watched()
        if actor is not None:
            cell = self.cell(name)
            eyes.pause(actor, "write", cell, number, NOTHING)
            eyes.write(actor, cell, number, NOTHING, ())
        if name in self.values:
            self.values[name] = NOTHING

    def declare(self, name: str) -> None:
        """The source declares this variable `# atomic`."""
        self.cell(name).atomic = True


class OpenBox(Box):
    """Of a module whose variables are seen as a dictionary, too: which there are, and in what order."""

    __slots__ = ()

    def write(self, name: str, value: Any, number: int, derived: tuple[int, ...] = ()) -> Any:
        """A variable is about to be bound, maybe for the first time."""
        is_new = name not in self.values
        super().write(name, value, number, derived)
        if is_new:
            self.eyes.reshapes(self.values, number)
        return value


class Target:
    """Where a store, a deletion or an augmented assignment goes: `place.v`.

    What an operator in place puts back where it still is changes nothing there: that is no write, but a look.
    """

    __slots__ = ("derived", "eyes", "is_code", "key", "number", "obj", "read_inside", "was_read")

    def __init__(self, eyes: Watching, obj: Any, key: Any, number: int, derived: tuple[int, ...]) -> None:
        self.eyes = eyes
        self.obj = obj
        self.key = key
        self.number = number
        self.derived = derived
        self.was_read = -1
        self.is_code = False
        """Is it the program's own code that stores the value?"""
        self.read_inside: dict[int, int] | None = None
        """By cell: its read while the program's own code loaded the value (a property, `__getitem__`)."""

    def _load(self, load: Callable[[], Any]) -> Any:
        """The value, what the program's own code reads for it being kept in mind."""
        actor = self.eyes.watched()
        if actor is None:
            return load()
        rows = self.eyes.execution.rows
        start, task = len(rows), actor.task
        value = load()
        found = self.read_inside = {}
        for index, row in enumerate(rows[start:], start):
            if row[3] == "read" and row[1] == actor.serial and row[2] == task:
                found[row[4]] = index
        return value

    def _store(self, store: Callable[[], None]) -> None:
        """Store the value: what the program's own code writes for that derives from what it read for it before."""
        actor, known = self.eyes.watched(), self.read_inside
        if actor is None or not known:
            store()
            return
        rows = self.eyes.execution.rows
        start, task = len(rows), actor.task
        store()
        for index, row in enumerate(rows[start:], start):
            if row[3] == "write" and row[1] == actor.serial and row[2] == task and row[6][1] == -1:  # type: ignore[index]
                rows[index] = (*row[:6], (row[6][0], known.get(row[4], -1)))  # type: ignore[index]

    def _cell(self) -> Cell | None:
        raise NotImplementedError

    def _is_there(self, value: Any) -> bool:
        raise NotImplementedError

    def _record(self, actor: Actor, cell: Cell, value: Any) -> None:
        """The store of `value`, which is due."""
        puts_back = (self.derived or self.was_read >= 0) and type(value) not in PLAIN and self._is_there(value)
        if puts_back and self.was_read >= 0:
            self.eyes.read(actor, cell, self.number, value)
        else:
            self.eyes.write(actor, cell, self.number, value, () if puts_back else self.derived, self.was_read)

    def _to_change(self, value: Any) -> Any:
        """What an augmented assignment loaded."""
        if kind_of(type(value)) in CONTAINERS and self.eyes.live:
            return InPlace(self.eyes, value, self.number, self.derived)
        return value

    def _written(self, value: Any) -> None:
        eyes = self.eyes
        actor = eyes.watched()
        if actor is None:
            return
        cell = self._cell()
        if cell is not None:
            eyes.pause(actor, "write", cell, self.number, value)
            self._record(actor, cell, value)
        elif self.derived:
            self.is_code = True


class AttributeTarget(Target):
    """One attribute of one object."""

    __slots__ = ()
    eyes: SeesAttributes

    def _cell(self) -> Cell | None:
        return self.eyes.written_attribute(self.obj, self.key)

    def _is_there(self, value: Any) -> bool:
        namespace = instance_dict(self.obj)
        return namespace is not None and namespace.get(self.key, NOTHING) is value

    @property
    def v(self) -> Any:
        """The attribute itself; see `Target`."""
        self.was_read = self.eyes.see_attribute(self.obj, self.key, self.number)
        if self.was_read >= 0:
            return self._to_change(getattr(self.obj, self.key))
        return self._to_change(self._load(lambda: getattr(self.obj, self.key)))

    @v.setter
    def v(self, value: Any) -> None:
        self._written(value)
        if self.read_inside:
            self._store(lambda: setattr(self.obj, self.key, value))
        elif self.is_code:
            self.eyes.give(lambda: setattr(self.obj, self.key, value), self.derived)
        else:
            setattr(self.obj, self.key, value)

    @v.deleter
    def v(self) -> None:
        self._written(NOTHING)
        delattr(self.obj, self.key)

    def about_to_write(self, value: Any = NOTHING) -> None:
        """Report the store of `value`, or a deletion."""
        self._written(value)

    def _written(self, value: Any) -> None:
        if issubclass(type(self.obj), (ModuleType, type)):
            self.eyes.session.patch(self.obj, self.key)
        super()._written(value)
        actor = self.eyes.watched()
        if actor is not None:
            self._seen_elsewhere(actor, value)

    def _of_module(self, module: ModuleType) -> None:
        eyes = self.eyes
        box = eyes.boxes.get(id(module))
        if box is None or not box.eyes.is_open:
            eyes.session.uncover(f"what is kept in {module.__name__}.{self.key}", eyes.site(self.number))
        elif self.key not in box.values:
            eyes.reshapes(box.values, self.number)

    def _of_opaque(self, actor: Actor, value: Any) -> None:
        """Besides the object as a whole: which attribute it was."""
        eyes = self.eyes
        eyes.write(actor, eyes.attribute_cell(self.obj, self.key), self.number, value, self.derived, self.was_read)
        if len(eyes.execution.actors) > 1 and is_modules_own(self.obj):
            eyes.session.uncover(f"who goes by {type(self.obj).__name__}.{self.key}", eyes.site(self.number))

    def _seen_elsewhere(self, actor: Actor, value: Any) -> None:
        """What else a store changes: what objects get from their class, the dictionary behind an object."""
        eyes, obj = self.eyes, self.obj
        kind = type(obj)  # an object is not asked for its class: that may run the program's code
        if issubclass(kind, type):
            if kind_of(kind) == "class":
                eyes.tell_heirs(actor, obj, self.key, self.number, value)
                eyes.special(obj, self.key, self.number)
                eyes.reshapes_owned(actor, obj, self.key, self.number, deleted=value is NOTHING)
        elif issubclass(kind, ModuleType):
            self._of_module(obj)
        elif kind_of(kind) == "cell":
            eyes.stored_variable(obj, value, self.number)
        elif kind_of(kind) in STATELESS:
            if issubclass(kind, Thread) and self.key in ("daemon", "name"):
                cell = eyes.attribute_cell(obj, self.key)
                eyes.pause(actor, "write", cell, self.number, value)
                if self.derived:
                    eyes.write(actor, cell, self.number, value, self.derived)
                else:  # it is replaced as one whole
                    eyes.update(actor, cell, self.number, "=")
            elif not issubclass(kind, local) and not is_facades(obj, self.key):
                eyes.session.uncover(f"what is kept in {kind.__name__}.{self.key}", eyes.site(self.number))
        elif issubclass(kind, Enum):
            eyes.special(obj, self.key, self.number)
        elif kind in ProxyTypes:
            eyes.ends(self.number)
        elif kind_of(kind) == "opaque" and not is_users(kind):
            self._of_opaque(actor, value)
        elif kind_of(kind) == "object" and (eyes.session.owns or is_open(kind)):
            if is_open(kind):  # of all that it has, and in which order, it tells itself
                eyes.owned(obj.__dict__, obj)
            eyes.reshapes_owned(actor, obj, self.key, self.number, deleted=value is NOTHING)


class RootTarget(AttributeTarget):
    """An attribute on which it hangs what all others are: `till.__class__`."""

    __slots__ = ()

    def _written(self, value: Any) -> None:
        super()._written(value)
        self.eyes.rooted(self.obj, self.key, value, self.number)


class ItemTarget(Target):
    """One item of one container."""

    __slots__ = ()
    eyes: SeesItems

    def _is_there(self, value: Any) -> bool:
        return item_of(self.obj, self.key) is value

    def _written(self, value: Any) -> None:
        eyes = self.eyes
        actor = eyes.watched()
        if actor is None:
            return
        cell = eyes.pause_at_item(actor, "write", self.obj, self.key, self.number, value)
        if cell is not None:
            self._record(actor, cell, value)

    @property
    def v(self) -> Any:
        """The item itself; see `Target`."""
        if does_it_itself(self.obj, "__getitem__"):
            return self._to_change(self._load(lambda: self.obj[self.key]))
        value, self.was_read = self.eyes.load_item(self.obj, self.key, self.number)
        return self._to_change(value)

    @v.setter
    def v(self, value: Any) -> None:
        if not does_it_itself(self.obj, "__setitem__"):
            self.about_to_write(value)
        elif self.derived:
            self.is_code = True
        if self.read_inside:
            self._store(lambda: operator.setitem(self.obj, self.key, value))
        elif self.is_code:
            self.eyes.give(lambda: operator.setitem(self.obj, self.key, value), self.derived)
        else:
            self.obj[self.key] = value

    @v.deleter
    def v(self) -> None:
        if not does_it_itself(self.obj, "__delitem__"):
            self._written(NOTHING)
            if self.eyes.live:
                self.eyes.stored(self.obj, self.key, self.number, deleted=True)
        del self.obj[self.key]

    def about_to_write(self, value: Any) -> None:
        """Report the store of `value`."""
        if isinstance(self.key, slice):
            if kind_of(type(self.obj)) in CONTAINERS:
                self.eyes.shadow(self.obj, self.number)  # it is called so, not what is put into it
            self.eyes.elements(value, self.number)
            known = type(value) in (list, tuple)  # how many there are is known without running anything
            if known and self.eyes.write_span(self.obj, self.key, self.number, value, self.derived):
                return
        self._written(value)
        if self.eyes.live:
            self.eyes.stored(self.obj, self.key, self.number, deleted=False)


@dataclass(slots=True, eq=False)
class InPlace:
    """A container loaded to be changed by an operator in place, which is then seen."""

    eyes: Any
    obj: Any
    number: int
    derived: tuple[int, ...]


def _in_place(name: str) -> Any:
    function = getattr(operator, name)

    def method(self: InPlace, other: Any) -> Any:
        return function(self.obj, self.eyes.changed_in_place(self.obj, other, self.number, name, self.derived))

    return method


for _name in (
    "iadd", "isub", "imul", "imatmul", "itruediv", "ifloordiv", "imod", "ipow", "ilshift", "irshift", "ior", "iand", "ixor"
):  # fmt: skip
    setattr(InPlace, f"__{_name}__", _in_place(_name))
