"""The scheduler (break levels): the player is the wicked manager who chooses who moves next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cafe_sim.catalogue import retell, say
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.breaking.scheduler import scheduler_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import SchedulerView

NOBODY_MOVED = "Nobody has moved yet."
OVER = "It is over: step back to choose otherwise, or start again."


class SchedulerScreen(CafeScreen):
    """Somebody else's program, and the player's choice of who goes on."""

    commands = (
        *(
            Command(
                f"move{n}",
                str(n),
                "who",
                f"Let actor {n} do its next operation.",
                "Moves",
                f"move({n})",
                rank=0 if n == 1 else 3,
                not_now=OVER,
            )
            for n in range(1, 9)
        ),
        Command(
            "step_back",
            "left,backspace,u",
            "back",
            "Take the last move back.",
            "Moves",
            shown="←",
            rank=0,
            not_now=NOBODY_MOVED,
        ),
        Command(
            "step_forward",
            "right",
            "again",
            "Make the move again that was taken back.",
            "Moves",
            rank=3,
            not_now="No move has been taken back.",
        ),
        Command("restart", "r,home", "restart", "From the beginning.", "Moves", not_now=NOBODY_MOVED),
        Command(
            "last",
            "end",
            "end",
            "Make all the moves again that were taken back.",
            "Moves",
            rank=3,
            not_now="No move has been taken back.",
        ),
        Command("why", "i", "why?", "Why can somebody not move?", "Moves", rank=2),
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
    common = (BACK,)
    mode = "break"
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
        self.scheduler = Scheduler(level)
        self.view: SchedulerView = self.scheduler.view()
        self.hints = 0

    def on_mount(self) -> None:
        """Where the player left off."""
        left = self.cafe.game.left(self.level)
        if left is not None:
            self.scheduler.close()
            self.scheduler = Scheduler(self.level, left)
            self.answer("")
            self.cafe.say(say("The moves that you had made are made again."))

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        hint = self.scheduler.hints()[self.hints - 1] if self.hints else ""
        return scheduler_page(self.view, hint, width, height)

    def help_now(self) -> tuple[str, ...]:
        """The goal, and who can move."""
        able = [
            say("{name} can {next}", name=actor.name, next=retell(actor.next))
            for actor in self.view.actors
            if actor.can_move
        ]
        return (retell(self.view.goal), say("{able}.", able=say("; ").join(able)) if able else retell(OVER))

    def answer(self, refusal: str) -> None:
        """Say why not, if so; keep and draw what has become of it."""
        self.cafe.game.leave(self.level, self.scheduler.left())
        self.app.clear_notifications()  # what was said of the moment before
        if refusal:
            self.cafe.say(refusal)
        self.view = self.scheduler.view()
        self.query_one(Board).repaint()
        self.refresh_bindings()

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def action_move(self, key: int) -> None:
        self.answer(self.scheduler.move(key))

    def action_step_back(self) -> None:
        self.answer(self.scheduler.back())

    def action_step_forward(self) -> None:
        self.answer(self.scheduler.forward())

    def action_restart(self) -> None:
        self.answer(self.scheduler.restart())

    def action_last(self) -> None:
        self.answer(self.scheduler.go(len(self.view.moves) + len(self.view.ahead)))

    def action_go(self, made: int) -> None:
        """A click on the line of moves."""
        self.answer(self.scheduler.go(made))

    def action_why(self) -> None:
        stuck = [
            say("{name}: {why}.", name=actor.name, why=retell(actor.why)) for actor in self.view.actors if actor.why
        ]
        self.cafe.say(" ".join(stuck) if stuck else say("Everybody can move: choose."))

    def action_hint(self) -> None:
        self.hints += 1
        self.answer("")

    def action_go_on(self) -> None:
        if self.view.won:
            self.app.clear_notifications()
            self.cafe.finish(self.scheduler.result())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "move":
            there = int(str(parameters[0])) <= len(self.view.actors)
            return there and (None if self.view.over else True)
        if action == "go_on":
            return True if self.view.won else None
        if action == "hint":
            return True if self.hints < len(self.scheduler.level.hints) else None
        if action in ("step_forward", "last"):
            return True if self.view.ahead else None
        if action in ("step_back", "restart"):
            return True if self.view.moves else None
        return True

    def why_not(self, command: Command) -> str:
        """At the end the goal is out of reach, or there is nothing more to reach."""
        return retell(OVER) if command.id == "go_on" and self.view.over else super().why_not(command)

    def offered(self) -> tuple[Command, ...]:
        """Everybody's number is one entry in the footer."""
        numbers = " ".join(actor.key for actor in self.view.actors)
        return tuple(replace(c, shown=numbers) if c.id == "move1" else c for c in super().offered())

    def on_unmount(self) -> None:
        self.scheduler.close()
