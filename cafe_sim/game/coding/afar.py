"""An order of the player's own of a program that may not be executed here: what was typed is gone through in a worker
process.

A position is a plain value (`Way`), so each command takes the one it starts from along, and nothing is lost with a
process that a program has cost us: the next command finds another, and stands where one stood. Commands are carried out
one after the other; `hear` takes in what came of them. Whoever draws calls it now and then and never waits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cafe_sim.catalogue import say, to_say
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.engine.explore.telling.stepping import Way
from cafe_sim.game.coding.rehearsal import complaint
from cafe_sim.game.inspecting.own_order import OwnOrder
from cafe_sim.game.views import SchedulerView
from cafe_sim.game.words import sentence_of

if TYPE_CHECKING:
    from cafe_sim.engine.explore import Schedule
    from cafe_sim.game.coding.draft import AnyDraft

SECONDS: Final = 10.0
"""What one command may take of real time."""
MEMORY: Final = 512 << 20
"""Bytes that a process may keep in which a text is executed, whatever for."""
NOT_YET: Final = to_say("One moment: it is being executed.")
NO_PROGRAM: Final = to_say("This is not a program yet, so nobody can be moved.")

Command = Literal["look", "move", "back", "restart", "forward", "go"]


class Asked(NamedTuple):
    """A command on its way to the worker."""

    subject: AnyDraft
    title: str
    schedule: Schedule | None
    way: Way | None
    """Where one stands; None: nowhere yet."""
    command: Command
    number: int

    @property
    def target(self) -> str:
        """What errors call it."""
        return self.subject.target


class Stood(NamedTuple):
    """Where one stands after it."""

    view: SchedulerView
    way: Way
    refusal: str
    """Why the command could not be carried out, "" if it was."""


def stand(asked: Asked) -> Stood | str:
    """In the worker: carry one command out; a sentence if there is nothing to be executed."""
    if asked.way is None and complaint(asked.subject) is not None:
        return NO_PROGRAM
    with closing(OwnOrder(asked.subject, asked.title, asked.schedule, asked.way)) as order:
        carry_out: dict[Command, Callable[[int], str]] = {
            "look": lambda _: "",
            "move": order.move,
            "back": lambda _: order.back(),
            "restart": lambda _: order.restart(),
            "forward": lambda _: order.forward(),
            "go": order.go,
        }
        refusal = carry_out[asked.command](asked.number)
        return Stood(replace(order.view(), program=""), order.stepping.way, refusal)


class OrderAfar:
    """Commands as those of `Steps`: what cannot be done is heard of later. `close` it in the end."""

    def __init__(
        self,
        subject: AnyDraft,
        title: str,
        schedule: Schedule | None = None,
        hands: Callable[[], Executor] | None = None,
    ) -> None:
        """`schedule`: what the inspector found, to lie ahead. `hands`: an executor instead of a worker process."""
        self._subject = subject
        self._schedule = schedule
        self._view = SchedulerView(title, NOT_YET, (), (), "", subject.text, over=False, won=False, verdict="")
        self._way: Way | None = None
        self._wanted: deque[tuple[Command, int]] = deque()
        self._under_way: Future[Stood | str] | None = None
        self._crew = hands() if hands is not None else Crew(1, seconds=SECONDS, memory=MEMORY)
        self._ask("look")

    # ---- commands ------------------------------------------------------------------------------

    def move(self, key: int) -> str:
        """Let the actor with that key do its next operation."""
        return self._ask("move", key)

    def back(self) -> str:
        """Take the last move back."""
        return self._ask("back")

    def restart(self) -> str:
        """From the beginning."""
        return self._ask("restart")

    def forward(self) -> str:
        """Make the move again that was taken back last."""
        return self._ask("forward")

    def go(self, made: int) -> str:
        """To where so many moves were made, back or forward."""
        return self._ask("go", made)

    def _ask(self, command: Command, number: int = 0) -> str:
        self._wanted.append((command, number))
        self._hand_in()
        return ""

    def _hand_in(self) -> None:
        if self._under_way is None and self._wanted:
            command, number = self._wanted.popleft()
            asked = Asked(self._subject, self._view.title, self._schedule, self._way, command, number)
            self._under_way = self._crew.submit(stand, asked)

    # ---- what came of them -----------------------------------------------------------------------

    @property
    def waiting(self) -> bool:
        """A command is being carried out."""
        return self._under_way is not None

    def view(self) -> SchedulerView:
        """As of the last command that is done."""
        return self._view

    def hear(self) -> str | None:
        """Take in what has come: "" or why a command could not be carried out; None: nothing is new."""
        under_way = self._under_way
        if under_way is None or not under_way.done():
            return None
        self._under_way = None
        try:
            stood = under_way.result()
        except Exception as error:  # noqa: BLE001 - whatever the program did to its process
            stood = say("{why} Nobody has moved.", why=sentence_of(error))
        if isinstance(stood, str):
            refusal = stood
            if self._way is None:
                self._view = replace(self._view, goal=stood)
        else:
            refusal = stood.refusal
            self._view, self._way = replace(stood.view, program=self._subject.text), stood.way
        if refusal:
            self._wanted.clear()  # they were asked for in the belief that this one would be done
        self._hand_in()
        return refusal

    def wait(self) -> str:
        """Until all is done; the first refusal: for those who draw nothing."""
        refusals = []
        while self._under_way is not None:
            wait([self._under_way])
            refusals.append(self.hear())
        return next(filter(None, refusals), "")

    def close(self) -> None:
        """Let go of the process."""
        self._wanted.clear()
        if isinstance(self._crew, Crew):
            self._crew.close()
