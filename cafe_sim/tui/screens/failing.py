"""An order of events that goes wrong, step by step, in both directions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.failing import failing_page, first_wrong
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.game.views import FailingView


class FailingScreen(CafeScreen):
    """What the inspector found, to be walked through."""

    commands = (
        Command("step_back", "up,left,k", "step", "The operation before.", "Steps", shown="↑↓"),
        Command("step_on", "down,right,j,full_stop,space", "step", "The next operation.", "Steps", rank=3),
        Command("first", "home,r", "start", "The first operation.", "Steps", rank=2),
        Command("last", "end", "end", "The last operation.", "Steps", rank=3),
        Command("wrong", "enter", "where it goes wrong", "Where it goes wrong.", "Steps", rank=2),
        Command(
            "timeline", "t", "timeline", "All of it as a timeline: who was stuck, who let whom go on.", "Steps", rank=2
        ),
        Command("close", "w", "close", "Back to where you were.", "Steps", action="back", rank=3),
    )
    common = (BACK,)
    mode = "replay"
    help_title = "An order that goes wrong"
    help_text = (
        "The inspector tried orders of a round: one order for each worker. This one goes wrong, with the fewest preemptions",
        "among those he tried. Each worker has a column, and time goes down.",
        "Reads, writes and locks are shown: what others can see. Nothing else matters to them.",
        "• leads to what goes wrong, ✗ is where it does. Below, the line of the program that does it.",
    )

    def __init__(self, view: FailingView, title: str) -> None:
        super().__init__()
        self.view = view
        self.title_text = title
        self.at = first_wrong(view)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        return failing_page(self.view, self.title_text, self.at, width, height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 (Textual's)
        return action != "timeline" or self.view.charts is not None

    def action_timeline(self) -> None:
        from cafe_sim.tui.screens.timeline import TimelineScreen

        assert self.view.charts is not None
        self.app.push_screen(TimelineScreen(self.view.charts, self.title_text, by_steps=True))

    def action_go(self, at: int) -> None:
        self.at = max(0, min(at, len(self.view.steps) - 1))
        self.query_one(Board).repaint()

    def action_step_back(self) -> None:
        self.action_go(self.at - 1)

    def action_step_on(self) -> None:
        self.action_go(self.at + 1)

    def action_first(self) -> None:
        self.action_go(0)

    def action_last(self) -> None:
        self.action_go(len(self.view.steps) - 1)

    def action_wrong(self) -> None:
        self.action_go(first_wrong(self.view))

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)
