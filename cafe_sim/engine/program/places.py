"""Where names and stores go: boxes of shared variables, and the places that rewritten targets stand for."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.cells import Cell
from cafe_sim.engine.program.kinds import kind_of

if TYPE_CHECKING:
    from cafe_sim.engine.program.attributes import SeesAttributes
    from cafe_sim.engine.program.items import SeesItems
    from cafe_sim.engine.program.watching import Watching


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
            cell = self.cells.get(name) or self.cell(name)
            if eyes.execution.policy is not None:
                eyes.pause(actor, "read", cell, number)
            eyes.read(actor, cell, number, self.values.get(name))

    def write(self, name: str, value: Any, number: int, derived: tuple[int, ...] = ()) -> Any:
        """A variable is about to be bound to `value`, which is given back."""
        eyes = self.eyes
        actor = eyes.execution.running if eyes.live else eyes.watched()
        if actor is not None:
            cell = self.cells.get(name) or self.cell(name)
            if eyes.execution.policy is not None:
                eyes.pause(actor, "write", cell, number, value)
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
        self.cell(name).atomic = True


class Place:
    """Where a store, a deletion or an augmented assignment goes: `place.v`."""

    __slots__ = ("derived", "eyes", "key", "number", "obj", "was_read")

    def __init__(self, eyes: Watching, obj: Any, key: Any, number: int, derived: tuple[int, ...]) -> None:
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
            eyes.pause(actor, "write", cell, self.number, value)
            eyes.write(actor, cell, self.number, value, self.derived, self.was_read)


class AttributePlace(Place):
    """One attribute of one object."""

    __slots__ = ()
    eyes: SeesAttributes

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

    def _written(self, value: Any) -> None:
        if isinstance(self.obj, ModuleType):
            self.eyes.session.patch(self.obj, self.key)
        super()._written(value)


class ItemPlace(Place):
    """One item of one container."""

    __slots__ = ()
    eyes: SeesItems

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
