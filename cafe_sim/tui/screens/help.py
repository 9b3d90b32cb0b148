"""Help for the screen below: what it is for, its keys in words, its signs. It is made from the screen's own table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.help import help_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board


class HelpScreen(CafeScreen):
    """Explains another screen."""

    commands = (
        Command("up", "up,k", "scroll", "Up.", "Help", shown="↑↓", rank=2),
        Command("down", "down,j,space", "scroll", "Down.", "Help", rank=3),
    )
    common = (Command("back", "escape,q,enter,question_mark", "back", "Back to the game.", "Help", rank=0),)

    def __init__(self, about: CafeScreen) -> None:
        super().__init__()
        self.about = about

    @classmethod
    def all_commands(cls) -> tuple[Command, ...]:
        return (*cls.common, *cls.commands)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        about = self.about
        return help_page(
            about.help_title, about.help_text, about.offered(), self.cafe.keys, about.shows_states, width, height
        )

    def action_up(self) -> None:
        self.query_one(Board).scroll_relative(y=-1, animate=False)

    def action_down(self) -> None:
        self.query_one(Board).scroll_relative(y=1, animate=False)
