"""The program that ran, to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.code import HEADING, RAN, program_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.game.views import FaultView


class CodeScreen(CafeScreen):
    """Scrolls through a program."""

    commands = (
        Command("up", "up,k", "scroll", "A line up.", "Program", shown="↑↓"),
        Command("down", "down,j", "scroll", "A line down.", "Program", rank=3),
        Command("page_up", "pageup", "page", "A page up.", "Program", rank=3),
        Command("page_down", "pagedown,space", "page", "A page down.", "Program", rank=2),
        Command(
            "edit", "e", "edit in the lab", "Change this very text in the lab; the café around it stays.", "Program"
        ),
        Command("close", "c", "close", "Back.", "Program", action="back", rank=3),
    )
    common = (BACK, LEAVE)
    help_title = "The program"
    help_text = (
        "This text is what ran: plain Python, made from your choices line by line.",
        "A mark in the margin: a line that a fault speaks of.",
    )

    def __init__(
        self,
        title: str,
        program: str,
        faults: Sequence[FaultView] = (),
        about: str = RAN,
        edit: Callable[[], None] | None = None,
    ) -> None:
        """`edit` takes the program to the lab, if it can be edited there."""
        super().__init__()
        self.edit = edit
        self.title_text = title
        self.program = program
        self.about = about
        self.marked = frozenset(line for fault in faults for line in fault.lines)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        return program_page(self.title_text, self.program, self.marked, width, self.about)

    def on_mount(self) -> None:
        self.call_after_refresh(self.show_fault)

    def show_fault(self) -> None:
        """Begin where a fault points, if one does."""
        if self.marked:
            board = self.query_one(Board)
            board.scroll_to(y=max(min(self.marked) + HEADING - board.size.height // 3, 0), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.edit is not None if action == "edit" else True

    def action_edit(self) -> None:
        if self.edit is not None:
            self.edit()

    def action_up(self) -> None:
        self.query_one(Board).scroll_lines(-1)

    def action_down(self) -> None:
        self.query_one(Board).scroll_lines(1)

    def action_page_up(self) -> None:
        self.query_one(Board).scroll_pages(-1)

    def action_page_down(self) -> None:
        self.query_one(Board).scroll_pages(1)
