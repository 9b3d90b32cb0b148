"""`Barrier`: a number of actors meet, and go on together.

Each meeting is a `_Round` of its own, so those who come early for the next one never mix with those who have not yet left
the last. To arrive is one operation; to go on another.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BrokenBarrierError
from typing import TYPE_CHECKING

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.spans import timeout_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor


class _Round:
    """One meeting."""

    __slots__ = ("arrived", "broken", "over")

    def __init__(self) -> None:
        self.arrived = 0
        self.over = False
        self.broken = False

    def is_over(self) -> bool:
        return self.over


class Barrier(Thing):
    """`threading.Barrier`."""

    __slots__ = ("_action", "_broken", "_parties", "_round", "_timeout")

    def __init__(
        self, parties: int, action: Callable[[], object] | None = None, timeout: float | None = None, *, name: str = ""
    ) -> None:
        if parties < 1:  # CPython lets it pass before 3.13, and waits for ever
            raise ValueError("parties must be >= 1")
        super().__init__(me().execution, "barrier", name)
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._round = _Round()
        self._broken = False

    def wait(self, timeout: float | None = None) -> int:
        """The number of this one among those who meet, from 0 in the order of arrival."""
        actor = me()
        wait = timeout_of(self._timeout if timeout is None else timeout)
        self.execution.point(actor, "arrive", self)
        self.clock = actor.clock
        if self._broken:
            raise BrokenBarrierError
        meeting = self._round
        index = meeting.arrived
        meeting.arrived += 1
        actor.fresh = True
        if meeting.arrived == self._parties:
            self._complete(actor, meeting)
        elif not self.execution.point(actor, "pass", self, meeting.is_over, timeout=wait):
            self._break()
            raise BrokenBarrierError
        if meeting.broken:
            raise BrokenBarrierError
        return index

    def _complete(self, actor: Actor, meeting: _Round) -> None:
        self._round = _Round()
        try:
            if self._action is not None:
                self._action()
        except BaseException:
            self._dissolve(meeting)
            self._break()
            raise
        self.clock = actor.clock
        meeting.over = True
        self.execution.record(actor, "pass", self)
        self.execution.disturb()

    def _dissolve(self, meeting: _Round) -> None:
        meeting.broken = meeting.over = True
        self.execution.disturb()

    def _break(self) -> None:
        self._broken = True
        self._dissolve(self._round)

    def reset(self) -> None:
        """Back to empty; whoever waits gets BrokenBarrierError."""
        self._change()
        self._dissolve(self._round)
        self._round = _Round()
        self._broken = False

    def abort(self) -> None:
        """Broken for everybody until it is reset."""
        self._change()
        self._break()

    def _change(self) -> None:
        actor = me()
        self.execution.point(actor, "arrive", self, detail=False)
        self.clock = actor.clock
        actor.fresh = True

    @property
    def parties(self) -> int:
        return self._parties

    @property
    def n_waiting(self) -> int:
        self.execution.point(me(), "look", self)
        return 0 if self._broken else self._round.arrived

    @property
    def broken(self) -> bool:
        self.execution.point(me(), "look", self)
        return self._broken

    def __repr__(self) -> str:
        name = self.execution.object_names[self.serial].name
        state = "broken" if self._broken else f"waiters={self._round.arrived}/{self._parties}"
        return f"<Barrier {name}: {state}>"
