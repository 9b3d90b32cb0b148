"""Numbers in names (Thread-3, ThreadPoolExecutor-0, Task-7), and those by which threads are started.

Whoever comes first gets the lower number, and no event tells of that. So it is noted who took one and whether the
program looks: where several did and it does, no verdict covers every order (`Recording.at_order`).
"""

from __future__ import annotations

from cafe_sim.engine.kernel.actor import Actor, here, me
from cafe_sim.engine.kernel.execution import Execution


class Numbering:
    """The numbers that an execution's objects of one kind get."""

    def __init__(self, what: str, first: int) -> None:
        self._what = what
        self._next = first
        self._takers: set[int] = set()
        """Actors that took one while there were others that might have come first."""
        self._has_looked = False

    def take(self) -> int:
        """The next number."""
        number = self._next
        self._next += 1
        self.taken_by(me())
        return number

    def taken_by(self, actor: Actor) -> None:
        """That actor takes numbers."""
        if len(actor.execution.actors) > 1:
            self._takers.add(actor.serial)
            self._compare(actor.execution)

    def look(self) -> None:
        """The program looks at a name with such a number; what is written to a log with each line is no look."""
        actor = here.actor
        if actor is not None and not actor.quiet:
            self._has_looked = True
            self._compare(actor.execution)

    def _compare(self, execution: Execution) -> None:
        if self._has_looked and len(self._takers) > 1:
            execution.at_order(self._what)


def order_of_starts(execution: Execution) -> Numbering:
    """The numbers by which an execution's threads are started."""
    return numbering(execution, "in which order threads are started", 1)


def numbering(execution: Execution, what: str, first: int) -> Numbering:
    """That of an execution for what depends on who comes first; `first` is the number that the first gets."""
    found: Numbering | None = execution.locals.get(("numbering", what))
    if found is None:
        found = execution.locals["numbering", what] = Numbering(what, first)
    return found
