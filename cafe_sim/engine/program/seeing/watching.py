"""Seeing, the ground of it: is anybody there to see, what is it called, and the event.

The point comes before the access and the event right after the point; nothing can happen in between.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Thing
from cafe_sim.engine.kernel.shared.cells import Cell, Cells, Shadow, describe
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.program.seeing.kinds import kind_of
from cafe_sim.engine.program.seeing.places import Box

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.executing.session import Session


_NONE: set[int] = set()


class Watching:
    """Sees the accesses of one module in one execution."""

    def __init__(
        self, session: Session, namespace: dict[str, Any], lines: list[int], texts: list[str], kept: set[int]
    ) -> None:
        self.session = session
        self.execution: Execution = session.execution
        self.cells: Cells = session.cells
        self.shape_cell = session.cells.shape
        self.boxes = session.boxes
        self.turns = session.allowance.turns
        self.told_apart = session.identities.told_apart
        self.namespace = namespace
        self.live = False
        """Is there anybody else to see what is done?"""
        self.is_open = True
        """Are this module's variables seen whoever binds them, by whatever way?"""
        self.base = 0
        """Where this module's places begin among the execution's sites."""
        self.lines = lines
        self._texts = texts
        self.kept = kept
        self.reckoned: set[int] = _NONE
        """Accesses whose values are reckoned with."""
        self._latest: tuple[Any, str] = (None, "")
        """The container loaded last from an attribute, and that attribute's name."""

    def watched(self) -> Actor | None:
        """The running actor, if what it does can be seen by another actor, task or callback."""
        execution = self.execution
        if not self.live:
            if len(execution.actors) < 2 and len(execution.task_names) < 3 and not execution.calls_back:
                return None
            self.live = True
        return execution.running

    # ---- events ----------------------------------------------------------------------------

    def pause(self, actor: Actor, op: str, cell: Cell, number: int, value: object = None) -> None:
        """The scheduling point before an access; `value` is what is about to be written."""
        execution = self.execution
        if execution.policy is not None:
            site = self.base + self.lines[number]
            if execution.sees is None or execution.sees(site):
                if actor.quiet:
                    self.session.uncover("who comes between while logging, an import or a finaliser is under way", site)
                self.cells.wait_at(actor, op, cell, value)

    def site(self, number: int) -> int:
        """The place of an access, among the execution's sites."""
        return self.base + self.lines[number]

    def read(self, actor: Actor, cell: Cell, number: int, value: object) -> int:
        """Record a read; its index."""
        keep = number if number in self.kept else -1
        return self.cells.read(actor, cell, self.base + self.lines[number], value, keep)

    def write(
        self, actor: Actor, cell: Cell, number: int, value: object, derived: tuple[int, ...], was_read: int = -1
    ) -> None:
        """Record a write that derives from the accesses `derived`, or from the event `was_read`."""
        actor.fresh = True
        self.cells.write(actor, cell, self.base + self.lines[number], value, derived, was_read)

    def update(self, actor: Actor, cell: Cell, number: int, method: str) -> None:
        """Record an atomic update."""
        actor.fresh = True
        self.cells.update(actor, cell, self.base + self.lines[number], method)

    def reshapes(self, items: dict[str, Any], number: int) -> None:
        """Right after the write of a variable that is new: the module's dictionary has one more."""
        actor = self.watched()
        if actor is not None:
            self.update(actor, self.cells.shape(self.shadow(items)), number, "[]=")

    # ---- names -----------------------------------------------------------------------------

    def shadow(self, obj: Any, number: int = -1) -> Shadow:
        """The cells of `obj`, called as the program calls it."""
        return self.cells.shadows.get(id(obj)) or self.cells.shadow(
            obj, lambda: self.session.calling.own(obj, self._name(obj, number))
        )

    def come_to(self, value: Any, cell: Cell, number: int) -> None:
        """A container was found in an attribute or an item: it is called after it, and `# atomic` if that is."""
        self._latest = (value, self.execution.object_names[cell.serial].name)
        if cell.atomic:
            self.shadow(value, number).atomic = True

    def _name(self, obj: Any, number: int) -> str:
        if issubclass(type(obj), (type, FunctionType)):
            return str(obj.__name__)
        for namespace in self.session.namespaces:
            for name, value in namespace.items():
                if value is obj and name[:2] != "__":
                    return name
        if obj is self._latest[0]:
            return self._latest[1]
        text = self._texts[number] if number >= 0 else ""
        if text and kind_of(type(obj)) != "object":
            return text
        if isinstance(obj, Thread) and obj.known_as:
            return obj.known_as
        return self.cells.numbered(type(obj).__name__)

    def called(self, name: str, value: Any, owner: object = None) -> Any:
        """`value` was made to be bound to `name`, of `owner` if given: locks and the like in it are called so."""
        if issubclass(type(value), Thing):
            self.session.calling.call(value, name, owner)
        elif type(value) in (list, tuple):
            for index, each in enumerate(value):
                self.called(f"{name}[{index}]", each, owner)
        elif type(value) is dict:
            for key, each in value.items():
                self.called(f"{name}[{say_key(key)}]", each, owner)
        return value

    def box(self, values: dict[str, Any]) -> Box:
        """The shared variables of one call of a function."""
        return Box(self, values)


def say_key(key: Any) -> str:
    """A key as a trace tells it."""
    return repr(key) if type(key) in (int, str, float, bool, type(None), tuple) else str(describe(key))
