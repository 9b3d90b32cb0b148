"""`Barrier`: a number of actors meet, and go on together.

Each meeting is a `_Round` of its own; whoever comes early for the next one waits at the door until everybody has left
the last. Arriving is one operation, going on another. Every other change of the barrier is an "arrive", too; its detail
says which.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import BrokenBarrierError
from typing import TYPE_CHECKING

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.spans import timeout_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor


class _Round:
    """One meeting."""

    __slots__ = ("arrived", "broken", "inside", "over")

    def __init__(self) -> None:
        self.arrived = 0
        self.inside = 0
        """How many have arrived and not yet left."""
        self.over = False
        self.broken = False

    def is_over(self) -> bool:
        return self.over


class Barrier(Thing):
    """`threading.Barrier`."""

    __slots__ = ("__dict__", "_action", "_broken", "_last", "_parties", "_round", "_timeout")

    def __init__(
        self, parties: int, action: Callable[[], object] | None = None, timeout: float | None = None, *, name: str = ""
    ) -> None:
        if parties < 1:  # CPython lets it pass before 3.13, and waits for ever
            raise ValueError("parties must be >= 1")
        super().__init__(me().execution, "barrier", name)
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._round = self._last = _Round()
        self._broken = False

    def _is_idle(self) -> bool:
        """Nobody is at the action: CPython holds a lock as long."""
        last = self._last
        return last.over or last.arrived < self._parties

    def _is_open(self) -> bool:
        return self._broken or self._last is self._round or not self._last.inside

    def wait(self, timeout: float | None = None) -> int:
        """The number of this one among those who meet, from 0 in the order of arrival."""
        actor = me()
        wait = timeout_of(self._timeout if timeout is None else timeout)
        self.execution.point(actor, "arrive", self, self._is_open)
        self.clock = actor.clock
        if self._broken:
            raise BrokenBarrierError
        meeting = self._round
        index = meeting.arrived
        meeting.arrived += 1
        meeting.inside += 1
        actor.fresh = True
        try:
            if meeting.arrived == self._parties:
                self._complete(actor, meeting)
            elif not self.execution.point(actor, "pass", self, meeting.is_over, timeout=wait):
                self._be_late(actor, meeting)
        finally:
            meeting.inside -= 1
            self.execution.disturb()
        if meeting.broken:
            raise BrokenBarrierError
        return index

    def _complete(self, actor: Actor, meeting: _Round) -> None:
        self._begin_anew()
        if self._action is not None:
            try:
                self._action()
            except BaseException:
                self._break(actor)
                raise
            self.execution.record(actor, "arrive", self, "after the action")
        self.clock = actor.clock
        meeting.over = True
        self.execution.record(actor, "pass", self)

    def _be_late(self, actor: Actor, meeting: _Round) -> None:
        """Time is up: nobody meets any more, unless all are here already and only the action is not done."""
        if meeting.arrived == self._parties:
            self.execution.point(actor, "pass", self, meeting.is_over)
        else:
            self._break(actor)

    def _begin_anew(self) -> None:
        self._last, self._round = self._round, _Round()

    def _break(self, actor: Actor) -> None:
        """Whoever is inside gets BrokenBarrierError, and whoever comes."""
        self._broken = True
        for meeting in (self._last, self._round):
            meeting.broken = meeting.over = True
        self.execution.record(actor, "arrive", self, "broken")
        self.execution.disturb()

    def reset(self) -> None:
        """Back to empty; whoever waits gets BrokenBarrierError."""
        self._change("reset")
        self._broken = False
        if self._round.inside:
            self._round.broken = self._round.over = True
            self._begin_anew()
        elif self._round.over:
            self._round = _Round()
        self.execution.disturb()

    def abort(self) -> None:
        """Broken for everybody until it is reset."""
        self._break(self._change("abort"))

    def _change(self, what: str) -> Actor:
        actor = me()
        self.execution.point(actor, "arrive", self, self._is_idle, detail=what)
        self.clock = actor.clock
        actor.fresh = True
        return actor

    @property
    def parties(self) -> int:
        return self._parties

    @property
    def n_waiting(self) -> int:
        self.execution.point(me(), "look", self)
        if self._broken or not self._is_open():
            # while the action is done, those who have met count as waiting
            return 0 if self._broken or self._is_idle() else self._last.arrived
        return self._round.arrived

    @property
    def broken(self) -> bool:
        self.execution.point(me(), "look", self)
        return self._broken

    def __repr__(self) -> str:
        look(self)
        name = self.execution.object_names[self.serial].name
        state = "broken" if self._broken else f"waiters={self._round.arrived}/{self._parties}"
        return f"<Barrier {name}: {state}>"


refuse_insides(Barrier, threading.Barrier(1))
