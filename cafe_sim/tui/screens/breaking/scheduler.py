"""The scheduler (break levels): the player is the wicked manager who chooses who moves next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import retell, say
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.tui.commands import Command
from cafe_sim.tui.screens.breaking.choosing import MOVES, OVER, ChoosingScreen

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import SchedulerView


class SchedulerScreen(ChoosingScreen):
    """Somebody else's program, and a goal."""

    commands = (
        *MOVES,
        Command(
            "hint",
            "h",
            "hint",
            "A hint. There are three, each says more.",
            "Moves",
            rank=2,
            not_now="There are no more hints.",
        ),
        Command(
            "go_on",
            "enter",
            "go on",
            "To the result, when it is done.",
            "Moves",
            rank=2,
            not_now="The goal is not reached yet: it stands at the top.",
        ),
    )
    help_title = "The scheduler"
    help_text = (
        "You are the scheduler: nobody moves until you say who. Each move is one operation on what they share.",
        "Python forbids none of the orders that you can choose here, and promises none.",
        "Stepping back is free, as often as you like; a click on the line of moves goes there at once.",
        "The first hint is about the level. The second and the third are about where you stand, and go along with you.",
        "v0, v1 … say how often a shared value was written: what was read at v0 is old at v1.",
        "A preemption: somebody else moves, although whoever moved last could have gone on. The fewer it takes, the likelier it happens.",
    )

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        super().__init__()
        del plan  # the program of a break level is given
        self.level = level
        self.steps: Scheduler = Scheduler(level)
        self.view: SchedulerView = self.steps.view()
        self.hints = 0

    def on_mount(self) -> None:
        """Where the player left off."""
        left = self.cafe.game.left(self.level)
        if left is not None:
            self.steps.close()
            self.steps = Scheduler(self.level, left)
            self.answer("")
            self.cafe.say(say("The moves that you had made are made again."))

    @property
    def hint(self) -> str:
        return self.steps.hints()[self.hints - 1] if self.hints else ""

    def look(self) -> SchedulerView:
        return self.steps.view()

    def answer(self, refusal: str) -> None:
        """Kept, too."""
        self.cafe.game.leave(self.level, self.steps.left())
        super().answer(refusal)

    def action_hint(self) -> None:
        self.hints += 1
        self.answer("")

    def action_go_on(self) -> None:
        if self.view.won:
            self.app.clear_notifications()
            self.cafe.finish(self.steps.result())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "go_on":
            return True if self.view.won else None
        if action == "hint":
            return True if self.hints < len(self.level.hints) else None
        return super().check_action(action, parameters)

    def why_not(self, command: Command) -> str:
        """At the end the goal is out of reach, or there is nothing more to reach."""
        return retell(OVER) if command.id == "go_on" and self.view.over else super().why_not(command)
