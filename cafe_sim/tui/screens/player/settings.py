"""Settings: every one with what it can be, chosen by keys or mouse, in force and kept at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from cafe_sim.catalogue import say
from cafe_sim.game.player.settings import PREFERENCES
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.player.settings import SettingsAction, settings_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board

DEEDS: Final = (
    SettingsAction("keys", "Keys", "Give commands keys of your own."),
    SettingsAction(
        "export", "Export", "Write your stars and plans to a file that a teacher, or another computer, can read."
    ),
    SettingsAction(
        "reset", "Start over", "Forget all stars and plans. What you have goes to a file first; settings stay."
    ),
)

DOES: Final = "This line does something: enter does it."


class SettingsScreen(CafeScreen):
    """How the café looks, moves and waits."""

    commands = (
        Command("up", "up,k", "setting", "Mark the setting above.", "Settings", rank=0, shown="↑↓"),
        Command("down", "down,j", "setting", "Mark the setting below.", "Settings", rank=3),
        Command(
            "right", "right,l,space", "change", "The marked setting's next value.", "Settings", shown="←→", not_now=DOES
        ),
        Command("left", "left,h", "change", "The value before.", "Settings", rank=3, not_now=DOES),
        Command("open", "enter", "next value", "The next value; or do what the marked line says.", "Settings", rank=2),
    )
    help_title = "Settings"
    help_text = (
        "What you choose is in force at once and kept at once; there is nothing to confirm.",
        "NO_COLOR in the environment and --theme on the command line go before the theme that is chosen here.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0
        self.asked = ""
        """The deed that Enter would do now: what cannot be taken back is asked twice."""
        self.in_view = 0

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        settings = self.cafe.game.progress.settings
        page, self.in_view = settings_page(settings, DEEDS, self.marked, self.asked, width, height)
        return page

    def draw(self) -> None:
        board = self.query_one(Board)
        board.repaint()
        board.show_line(self.in_view)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a line does is not turned left and right."""
        return None if action in {"left", "right"} and self.marked >= len(PREFERENCES) else True

    def offered(self) -> tuple[Command, ...]:
        """Enter is called by what the marked line does."""
        deed = say(DEEDS[self.marked - len(PREFERENCES)].label).lower() if self.marked >= len(PREFERENCES) else ""
        commands = super().offered()
        return tuple(replace(c, label=deed, rank=0) if deed and c.id == "open" else c for c in commands)

    def action_mark(self, place: int) -> None:
        self.asked = ""
        self.marked = place % (len(PREFERENCES) + len(DEEDS))
        self.draw()

    def action_up(self) -> None:
        self.action_mark(self.marked - 1)

    def action_down(self) -> None:
        self.action_mark(self.marked + 1)

    def turn(self, by: int) -> None:
        """Another value of the marked setting."""
        self.asked = ""
        if self.marked < len(PREFERENCES):
            choice = PREFERENCES[self.marked]
            settings = self.cafe.game.progress.settings
            self.cafe.choose(choice.put(settings, choice.place(settings) + by))
        self.draw()

    def action_right(self) -> None:
        self.turn(1)

    def action_left(self) -> None:
        self.turn(-1)

    def action_put(self, field: str, place: int) -> None:
        """A value was clicked."""
        self.marked = next(n for n, choice in enumerate(PREFERENCES) if choice.field == field)
        self.asked = ""
        self.cafe.choose(PREFERENCES[self.marked].put(self.cafe.game.progress.settings, place))
        self.draw()

    async def action_open(self) -> None:
        if self.marked < len(PREFERENCES):
            self.turn(1)
        else:
            await self.action_deed(self.marked)

    async def action_deed(self, place: int) -> None:
        """What the line at `place` says."""
        deed, once = DEEDS[place - len(PREFERENCES)], self.asked
        self.action_mark(place)
        if deed.id == "keys":
            from cafe_sim.tui.screens.player.keys import KeysScreen

            self.app.push_screen(KeysScreen())
        elif deed.id == "export":
            self.cafe.say(await self.cafe.game.export())
        elif once == deed.id:
            self.cafe.say(await self.cafe.game.start_over())
        else:
            self.asked = deed.id
        self.draw()

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)
