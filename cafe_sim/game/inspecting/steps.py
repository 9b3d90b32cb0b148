"""An execution that the player goes through, forward and back, by saying who moves next.

What can be moved, why somebody can't, and going back are decided by the engine's `Stepping`. A player's key belongs to
an actor; operations that nobody else can see (beginning, ending, sleeping, starting others and waiting for them) go by
themselves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

from cafe_sim.engine.explore.telling.stepping import Stepping
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.game.views import SchedulerView

MAIN = 1
"""Serial of the main actor."""


class ByHand(Protocol):
    """What a screen goes through an execution by, wherever that is executed.

    Commands return "" or a sentence saying why not.
    """

    def view(self) -> SchedulerView: ...
    def move(self, key: int, /) -> str: ...
    def back(self) -> str: ...
    def restart(self) -> str: ...
    def forward(self) -> str: ...
    def go(self, made: int, /) -> str: ...
    def wait(self) -> str:
        """Until what was asked for is done, where that takes its time: why it could not be, "" if it was."""
        ...

    def close(self) -> None: ...


class Steps(ABC):
    """Who moves, and where one stands, of an execution in this process."""

    stepping: Stepping

    @abstractmethod
    def view(self) -> SchedulerView:
        """The execution at this moment."""

    def close(self) -> None:
        self.stepping.close()

    def wait(self) -> str:
        return ""

    @property
    def players(self) -> list[Actor]:
        """The actors that the player moves, by serial; key 1 is the first.

        The main thread only where it has a move to make.
        """
        able = {option.actor for option in self.stepping.options}
        actors = self._execution.actors
        return [*actors[MAIN:], *(actors[:MAIN] if MAIN in able else [])]

    @property
    def _execution(self) -> Execution:
        return self.stepping.execution

    @property
    def over(self) -> bool:
        return self.stepping.over

    def move(self, key: int) -> str:
        """Let the actor with that key do its next operation."""
        if self.over:
            return "It is over: step back, or start again."
        players = self.players
        if not 0 < key <= len(players):
            return f"There is nobody with the number {key}."
        return self.move_of(players[key - 1].serial)

    def move_of(self, actor: int) -> str:
        """The same, by the actor's serial."""
        try:
            self.stepping.move(actor)
        except Misuse as refusal:
            return f"{refusal}."
        return ""

    def back(self) -> str:
        """Take the last move back."""
        if not self.stepping.made:
            return "Nobody has moved yet."
        self.stepping.back()
        return ""

    def restart(self) -> str:
        """From the beginning."""
        self.stepping.to(0)
        return ""

    def go(self, made: int) -> str:
        """To where so many moves were made, back or forward."""
        here, ahead = len(self.stepping.made), len(self.stepping.ahead)
        if not 0 <= made <= here + ahead:
            return f"There are only {here + ahead} moves to go to."
        self.stepping.to(made)
        return ""

    def forward(self) -> str:
        """Make the move again that was taken back last."""
        if not self.stepping.ahead:
            return "There is no move to make again: choose who goes on."
        self.stepping.forward()
        return ""
