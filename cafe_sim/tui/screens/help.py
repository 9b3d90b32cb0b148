"""Help for the screen below: what it is for, its keys in words, its signs. It is made from the screen's own table.

What it says can be done from it: a line marked and enter, or a click, goes back and does that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cafe_sim.catalogue import retell, say
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.help import ScreenHelp, help_page, order_of
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board


class HelpScreen(CafeScreen):
    """Explains another screen."""

    commands = (
        Command("up", "up,k", "mark", "Mark the line above.", "Help", shown="↑↓"),
        Command("down", "down,j", "mark", "Mark the line below.", "Help", rank=3),
        Command(
            "do",
            "enter",
            "do it",
            "Go back and do what is marked.",
            "Help",
            rank=0,
            not_now="Mark a line first: ↓ goes to the first of them.",
        ),
        Command("page_down", "space,pagedown", "page", "Further down.", "Help", rank=2),
        Command("page_up", "pageup", "page", "Further up.", "Help", rank=3),
    )
    common = (Command("back", "escape,q,question_mark", "back", "Back to the game.", "Help", rank=0),)

    def __init__(self, about: CafeScreen) -> None:
        super().__init__()
        self.about = about
        self.offers = tuple(command for command in about.offered() if command.id != "help")
        self.marked = ""
        self.in_view = 0

    @classmethod
    def all_commands(cls) -> tuple[Command, ...]:
        return (*cls.common, *cls.commands)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        about = self.about
        why_not = {c.id: retell(about.why_not(c)) for c in self.offers if about.can(c) is None}
        sentences = tuple(map(say, about.help_text))
        told = ScreenHelp(
            say(about.help_title),
            tuple(map(retell, about.help_now())),
            sentences,
            self.offers,
            why_not,
            about.shows_states,
        )
        page, self.in_view = help_page(told, self.cafe.keys, self.marked, width)
        return page

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return True if action != "do" or parameters or self.marked else None

    def move(self, by: int) -> None:
        order = order_of(self.offers)
        at = order.index(self.marked) + by if self.marked else (0 if by > 0 else len(order) - 1)
        self.marked = order[max(0, min(at, len(order) - 1))]
        board = self.query_one(Board)
        board.repaint()
        board.show_line(self.in_view)
        self.refresh_bindings()

    def action_up(self) -> None:
        self.move(-1)

    def action_down(self) -> None:
        self.move(1)

    def action_page_up(self) -> None:
        self.query_one(Board).scroll_pages(-1)

    def action_page_down(self) -> None:
        self.query_one(Board).scroll_pages(1)

    def action_do(self, command_id: str = "") -> None:
        """Back to the screen that is explained, and do it there; or say there why not."""
        command = next((c for c in self.offers if c.id == (command_id or self.marked)), None)
        about = self.about
        self.dismiss()
        if command is None:
            return
        does = command.does if about.can(command) else f"explain({command.id!r})"

        async def do() -> None:
            if about.on_top:  # what it waited for may have come, and taken its place
                await about.run_action(does)

        self.app.call_later(do)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)
