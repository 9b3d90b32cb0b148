"""Questions that need an answer before something goes on: one of a few, or a name. Escape answers nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, ClassVar

from textual.widgets import Input

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, wrap
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.themes import CURSOR
from cafe_sim.tui.widgets.board import Board

OnAnswer = Callable[[str], Awaitable[None] | None]
STAY = Command("back", "escape", "back", "Answer nothing, and go back.", "Everywhere", rank=0)
WIDTH = 66


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    id: str
    label: str
    about: str


class AskScreen(CafeScreen):
    """One of a few."""

    commands = (
        Command("up", "up,k", "choose", "Mark the answer above.", "Answers", shown="↑↓"),
        Command("down", "down,j", "choose", "Mark the answer below.", "Answers", rank=3),
        Command("take", "enter,space", "take it", "This is the answer.", "Answers", rank=0),
    )
    common: ClassVar[tuple[Command, ...]] = (STAY,)
    help_title = "A question"
    help_text = ("Choose an answer. Escape answers nothing, and nothing is lost.",)

    def __init__(self, question: str, choices: tuple[Reply, ...], answer: OnAnswer) -> None:
        super().__init__()
        self.question = question
        self.choices = choices
        self.answer = answer
        self.marked = 0

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        room = min(width - 4, WIDTH)
        lines: list[Line] = [*wrap(self.question, room, "title"), EMPTY]
        for index, choice in enumerate(self.choices):
            here = index == self.marked
            sign = Piece(f"{CURSOR} " if here else "  ", "accent", choice.id)
            lines.append((sign, Piece(say(choice.label), "accent bold" if here else "", choice.id)))
            lines += [(Piece("    ", "", choice.id), *row) for row in wrap(say(choice.about), room - 4, "dim")]
        return centre(lines, width, height)

    def mark(self, index: int) -> None:
        self.marked = index % len(self.choices)
        self.query_one(Board).repaint()

    def action_up(self) -> None:
        self.mark(self.marked - 1)

    def action_down(self) -> None:
        self.mark(self.marked + 1)

    async def action_take(self) -> None:
        await self.give(self.choices[self.marked].id)

    async def action_back(self) -> None:  # type: ignore[override]
        await self.give("")

    async def give(self, answer: str) -> None:
        if not self.on_top:  # answered already
            return
        self.dismiss()
        done = self.answer(answer)
        if isawaitable(done):
            await done

    async def on_board_picked(self, event: Board.Picked) -> None:
        if event.target:
            await self.give(event.target)


class NameScreen(CafeScreen):
    """A name, typed."""

    CSS = """
    NameScreen #question { height: 4; }
    NameScreen Input { margin: 0 2; width: 1fr; max-width: 80; }
    """
    commands = ()
    common: ClassVar[tuple[Command, ...]] = (
        Command("take", "enter", "take it", "This is the name.", "Everywhere", rank=0),
        BACK,
    )
    help_title = "A name"
    help_text = ("Type a name or a path and press enter. Escape goes back.",)
    AUTO_FOCUS = "Input"

    def __init__(self, question: str, suggested: str, answer: OnAnswer) -> None:
        super().__init__()
        self.question = question
        self.suggested = suggested
        self.answer = answer

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint, id="question")
        yield Input(self.suggested, max_length=1_000)
        yield Board(lambda _width, _height: ())

    def paint(self, width: int, height: int) -> Page:
        return (EMPTY, *((Piece("  "), *line) for line in wrap(self.question, width - 4, "title")))

    async def on_input_submitted(self) -> None:
        await self.action_take()

    async def action_take(self) -> None:
        typed = self.query_one(Input).value.strip()
        if not typed or not self.on_top:
            return
        self.dismiss()
        done = self.answer(typed)
        if isawaitable(done):
            await done
