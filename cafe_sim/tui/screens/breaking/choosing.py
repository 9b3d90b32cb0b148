"""Going through an execution by hand: who moves next, forward and back, on a board that says why somebody can't.

What it is the execution of, and whether there is something to be won, is the business of the screens built on this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.breaking.scheduler import scheduler_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.ask import NameScreen
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.steps import ByHand
    from cafe_sim.game.views import SchedulerView

NOBODY_MOVED = "Nobody has moved yet."
OVER = "It is over: step back to choose otherwise, or start again."

KEYS: Final = 9
"""So many have a key of their own."""

MOVES: Final = (
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
        for n in range(1, KEYS + 1)
    ),
    Command("name_who", "m", "who else", "Say who moves, by number or by name.", "Moves", rank=0, not_now=OVER),
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
)


class ChoosingScreen(CafeScreen):
    """Somebody's program, and the player's choice of who goes on."""

    commands = MOVES
    help_title = "The scheduler"
    common = (BACK, LEAVE)
    mode = "break"
    banner = ""
    """What the mode is called, "" for a level to break."""
    steps: ByHand
    view: SchedulerView

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    @property
    def hint(self) -> str:
        """What is to be said above the prompt, "" for nothing."""
        return ""

    def paint(self, width: int, height: int) -> Page:
        mode = f" {say(self.banner)} " if self.banner else ""
        return scheduler_page(self.view, self.hint, width, height, mode)

    def help_now(self) -> tuple[str, ...]:
        """The goal, and who can move."""
        able = [
            say("{name} can {next}", name=actor.name, next=retell(actor.next))
            for actor in self.view.actors
            if actor.can_move
        ]
        return (retell(self.view.goal), say("{able}.", able=say("; ").join(able)) if able else retell(OVER))

    def look(self) -> SchedulerView:
        """What is to be seen now."""
        raise NotImplementedError

    def answer(self, refusal: str) -> None:
        """Say why not, if so; draw what has become of it."""
        self.app.clear_notifications()  # what was said of the moment before
        if refusal:
            self.cafe.say(refusal)
        self.view = self.look()
        self.query_one(Board).repaint()
        self.refresh_bindings()

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def action_move(self, key: int) -> None:
        self.answer(self.steps.move(key))

    def action_name_who(self) -> None:
        """In a crowd not everybody has a key."""
        self.app.push_screen(NameScreen(say("Who moves? A number, or a name."), "", self.hear_who))

    def hear_who(self, typed: str) -> None:
        wanted = typed.casefold()
        found = [actor for actor in self.view.actors if wanted in (actor.key, actor.name.casefold())]
        if found:
            self.action_move(int(found[0].key))
        else:
            self.cafe.say(say("There is nobody called {name}.", name=typed))

    def action_step_back(self) -> None:
        self.answer(self.steps.back())

    def action_step_forward(self) -> None:
        self.answer(self.steps.forward())

    def action_restart(self) -> None:
        self.answer(self.steps.restart())

    def action_last(self) -> None:
        self.answer(self.steps.go(len(self.view.moves) + len(self.view.ahead)))

    def action_go(self, made: int) -> None:
        """A click on the line of moves."""
        self.answer(self.steps.go(made))

    def action_why(self) -> None:
        stuck = [
            say("{name}: {why}.", name=actor.name, why=retell(actor.why)) for actor in self.view.actors if actor.why
        ]
        self.cafe.say(" ".join(stuck) if stuck else say("Everybody can move: choose."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "move":
            there = int(str(parameters[0])) <= len(self.view.actors)
            return there and (None if self.view.over else True)
        if action == "name_who":
            return len(self.view.actors) > KEYS and (None if self.view.over else True)
        if action in ("step_forward", "last"):
            return True if self.view.ahead else None
        if action in ("step_back", "restart"):
            return True if self.view.moves else None
        return True

    def offered(self) -> tuple[Command, ...]:
        """Everybody's number is one entry in the footer."""
        numbers = " ".join(actor.key for actor in self.view.actors[:KEYS])
        return tuple(replace(c, shown=numbers) if c.id == "move1" else c for c in super().offered())

    def on_unmount(self) -> None:
        self.steps.close()
