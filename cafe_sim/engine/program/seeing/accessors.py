"""Values that come out of one method of an object and go back, reckoned with, into another: `s.put(s.get() + 1)`.

However each of the two is guarded, between them it is not. So what such a setter stores derives from what the getter
read. That is said only where nothing is left to guess: the same object by the same name; the value was reckoned with
(added to, multiplied; a flag set twice loses nothing); the getter read the cell where it says what to return, and the
setter stores there what came in as a parameter. A setter that itself looks at the cell first (a comparison and
exchange, a maximum) knows what it does. A property, a descriptor and items of the program's own are such pairs, too:
`till.total = till.total + 3`. So are two functions that keep what they guard in a global.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.seeing.handing import SeesHanding

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor


class SeesAccessors(SeesHanding):
    """Reports what is asked of an object, and given back to it."""

    def asked(self, function: Any, number: int) -> Any:
        """A getter, about to be called: what it reads and returns is kept in mind under the call's number."""
        if not (self.live or self.watched() is not None):
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            start = len(self.execution.rows)
            result = function(*args, **named)
            if actor is not None:
                actor.locals["asked", actor.task, number] = self._returned(actor, start)
            return result

        return call

    def _returned(self, actor: Actor, start: int) -> dict[int, int]:
        """By cell: its latest read since then, where a function said what to return."""
        rows, task, returned = self.execution.rows, actor.task, self.session.returned
        return {
            rows[index][4]: index
            for index in range(start, len(rows))
            if rows[index][3] == "read"
            and rows[index][1] == actor.serial
            and rows[index][2] == task
            and rows[index][5] in returned
        }

    def ask(self, number: int) -> None:
        """The program's own code (a property, `__getitem__`) is about to give a value that will be reckoned with."""
        actor = self.watched()
        if actor is not None and number in self.kept:
            actor.locals["asking", actor.task, number] = len(self.execution.rows)

    def give(self, store: Callable[[], None], numbers: tuple[int, ...]) -> None:
        """The program's own code is about to store a value that derives from those accesses."""
        actor = self.watched()
        start = len(self.execution.rows)
        known = {} if actor is None else self._given_by(actor, numbers)
        store()
        if actor is not None and known:
            self._derive(actor, start, known)

    def _given_by(self, actor: Actor, numbers: tuple[int, ...]) -> dict[int, int]:
        """By cell: its latest read for what the program's own code gave at those accesses and calls."""
        known: dict[int, int] = {}
        for number in numbers:
            asked = actor.locals.pop(("asking", actor.task, number), -1)
            if asked >= 0:
                known |= self._returned(actor, asked)
            known |= actor.locals.pop(("asked", actor.task, number), {})
        return known

    def given(self, function: Any, numbers: tuple[int, ...]) -> Any:
        """A setter, about to be called with what was reckoned from what those calls returned."""
        if not (self.live or self.watched() is not None):
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            start = len(self.execution.rows)
            known = {} if actor is None else self._given_by(actor, numbers)
            try:
                return function(*args, **named)
            finally:
                if actor is not None:
                    self._derive(actor, start, known)

        return call

    def storing(self, function: Any, numbers: tuple[int, ...]) -> Any:
        """What stores what it is given, about to be called with what derives from those accesses."""
        if not (self.live or self.watched() is not None):
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            start = len(self.execution.rows)
            try:
                return function(*args, **named)
            finally:
                if actor is not None:
                    self.cells.derive(actor, start, numbers)

        return call

    def _derive(self, actor: Actor, start: int, known: dict[int, int]) -> None:
        """What was stored since then, as it came in, derives from those reads, unless it was read once more before."""
        rows, task, taken = self.execution.rows, actor.task, self.session.taken
        looked_at: set[int] = set()
        for index in range(start, len(rows)):
            row = rows[index]
            if row[1] != actor.serial or row[2] != task:
                continue
            if row[3] == "read":
                looked_at.add(row[4])
            elif row[3] == "write" and row[5] in taken and row[4] in known and row[4] not in looked_at:
                written: Any = row[6]
                if written[1] == -1:
                    rows[index] = (*row[:6], (written[0], known[row[4]]))
