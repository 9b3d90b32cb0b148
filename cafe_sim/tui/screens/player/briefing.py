"""Before a level: three lines, perhaps a guess, then in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from cafe_sim.catalogue import say, to_say
from cafe_sim.game.serving.shift import Shift
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.player.briefing import briefing_page, is_large
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import ShiftView

LEFT: Final = to_say("You left it in the middle: enter goes on from there.")


class BriefingScreen(CafeScreen):
    """What is new in a level."""

    commands = (
        Command(
            "start", "enter,space", "start", "Start the level. The clock stands until you act.", "Briefing", rank=0
        ),
        *(
            Command(f"answer{n}", str(n), "guess", f"Guess: answer {n}.", "Briefing", action=f"answer({n - 1})", rank=3)
            for n in (1, 2, 3, 4)
        ),
        Command("menu", "m", "menu", "Who works here, and what they make; once more: the briefing again.", "Briefing"),
    )
    common = (BACK, LEAVE)
    help_title = "The briefing"
    help_text = (
        "What is new in this level, and what its stars want.",
        "Some levels ask how it will go: press the number of an answer. A wrong guess costs nothing.",
        "Each of the three stars is won by itself, and kept. The floor is what nobody can beat.",
        "A standing rule hands one kind of order over by itself, all day.",
    )

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level
        self.answer: int | None = None
        self.is_menu = False

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        news = say(LEFT) if self.cafe.game.left(self.level) else self.cafe.game.new_tools(self.level)
        return briefing_page(self.level, self.answer, width, height, news, menu=self.is_menu, view=self.at_opening)

    @cached_property
    def at_opening(self) -> ShiftView | None:
        """A shift as it begins; none of a level where nothing is handed out."""
        return Shift(self.level).view() if self.level.kind == "serve" else None

    @property
    def shows_all(self) -> bool:
        """The menu stands beside the rest."""
        return is_large(*self.query_one(Board).size)

    def on_resize(self) -> None:
        """What there is room for, no key need bring."""
        self.call_after_refresh(self.refresh_bindings)

    def action_start(self) -> None:
        self.cafe.play(self.level)

    def action_menu(self) -> None:
        self.is_menu = not self.is_menu
        self.query_one(Board).repaint()

    def action_answer(self, number: int) -> None:
        question = self.level.question
        if question is not None and 0 <= number < len(question.answers):
            self.answer = self.cafe.game.guesses[self.level.id] = number
            self.is_menu = False
            self.query_one(Board).repaint()

    def offered(self) -> tuple[Command, ...]:
        """The answers are one entry in the footer, named after how many there are."""
        question = self.level.question
        count = len(question.answers) if question is not None else 0
        return tuple(
            replace(command, rank=0, shown=f"1–{count}") if command.id == "answer1" else command
            for command in super().offered()
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the answers that the question has; a menu where there are orders to be handed out."""
        if action == "menu":
            return self.level.kind == "serve" and not (self.is_mounted and self.shows_all)
        if action != "answer":
            return True
        question = self.level.question
        return question is not None and cast("int", parameters[0]) < len(question.answers)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)
