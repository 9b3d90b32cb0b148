"""The screen in the place of one that broke: what happened, where the details are, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import SafeText
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, padded, wrap
from cafe_sim.tui.screens.base import QUIT, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


def mishap_page(sentence: str, level: Level | None, width: int, height: int) -> Page:
    """What happened, and where to go from here: once more, if it was in a level."""
    inner = min(width - 6, 66)
    ways = [("back", "enter", say("back to where you came from"))]
    if level is not None:
        ways.append(
            ("again", "r", say("{level} {title} once more, from the start", level=level.id, title=retell(level.title)))
        )
    menu: list[Line] = [(Piece(padded(key, 7), "key", target), Piece(about, "", target)) for target, key, about in ways]
    said = wrap(sentence.replace("cafe-sim: a", "A", 1), inner)
    return centre(((Piece(say("Something broke"), "title"),), EMPTY, *said, EMPTY, *menu), width, height)


class MishapScreen(CafeScreen):
    """A mistake of ours has cost a screen, not the game."""

    commands = (
        Command(
            "back", "enter,escape,space", "back", "Back to the screen before the one that broke.", "Mishap", rank=0
        ),
        Command("again", "r", "again", "The level that broke, from the start.", "Mishap"),
    )
    common = (QUIT,)
    help_title = "A mishap"
    help_text = (
        "A mistake of ours ended the screen you were on. Stars and plans are kept: they were written when you won them.",
        "The file that is named holds the details. Whoever mends the game needs it, and what you did just before.",
    )

    def __init__(self, sentence: str, level: Level | None) -> None:
        super().__init__()
        self.sentence = SafeText(sentence)
        self.level = level

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        return mishap_page(self.sentence, self.level, width, height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.level is not None if action == "again" else True

    def action_again(self) -> None:
        if self.level is not None:
            self.cafe.play(self.level)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)
