"""The first screen: go on where you were, or open the café."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.player.library import summary
from cafe_sim.game.player.settings import PREFERENCES
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.player.scene import ROUND
from cafe_sim.tui.pages.player.title import MenuItem, title_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import QUIT, CafeScreen
from cafe_sim.tui.widgets.board import Board

FRAMES: Final = 2
"""A second."""


class TitleScreen(CafeScreen):
    """A cup, a menu, and a small café that moves while a person looks on."""

    commands = (
        Command("up", "up,k", "choose", "Mark the line above.", "Menu", shown="↑↓"),
        Command("down", "down,j", "choose", "Mark the line below.", "Menu", rank=3),
        Command("open", "enter,space", "open", "Open what is marked.", "Menu", rank=0),
        Command("theme", "t", "theme", "The next theme: dark, light, strong, your terminal's, none.", "Menu", rank=2),
        Command(
            "paste",
            "p",
            "paste code",
            "Replay a run from its schedule's code: paste it, or type it.",
            "Menu",
            action="app.open_code",
            rank=3,
        ),
    )
    common = (QUIT,)
    help_title = "Café Sim"
    help_text = (
        "You run a coffee shop. Orders come in, and you decide who makes them.",
        "The staff are three ways to run Python: plain functions, coroutines on an event loop, threads.",
        "Each decision is a line of a real program, and the program is what runs.",
        "Everything works by key and by mouse. ? explains the screen you are on.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0
        self.frame = ROUND
        """Which picture of the small café: it opens with a guest at the counter."""

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    @property
    def entries(self) -> tuple[MenuItem, ...]:
        game = self.cafe.game
        upcoming = game.upcoming()
        about = f"{upcoming.id}  {retell(upcoming.title)}" if upcoming else ""
        lab = () if self.app.is_web else (MenuItem("lab", say("Lab"), say("your own Python")),)
        return (
            MenuItem("play", say("Open the café") if game.progress.fresh else say("Continue"), about),
            MenuItem("campaign", say("Campaign"), game.summary()),
            *lab,
            MenuItem("library", say("Library"), summary(game)),
            MenuItem("settings", say("Settings"), self.settings_about()),
            MenuItem("help", say("Help"), say("what this is")),
            MenuItem("quit", say("Quit")),
        )

    def settings_about(self) -> str:
        """The theme in words, and whether keys are one's own."""
        settings = self.cafe.game.progress.settings
        theme = say(PREFERENCES[0].chosen(settings).word)
        return say("{theme}, keys of your own", theme=theme) if settings.keys else theme

    def paint(self, width: int, height: int) -> Page:
        return title_page(self.entries, self.marked, self.cafe.game.notice, width, height, frame=self.frame)

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / FRAMES, self.tick, pause=True)

    def tick(self) -> None:
        """The next picture of the small café, if it may move."""
        if self.cafe.game.progress.settings.motion == "full":
            self.frame += 1
            self.query_one(Board).freshen()

    def on_screen_suspend(self) -> None:
        self._timer.pause()

    def refresh_page(self) -> None:
        """Progress or campaign are new."""
        self.query_one(Board).repaint()

    def on_screen_resume(self) -> None:
        self.refresh_page()
        if self.cafe.live:
            self._timer.resume()

    def mark(self, index: int) -> None:
        self.marked = index % len(self.entries)
        self.refresh_page()

    def action_up(self) -> None:
        self.mark(self.marked - 1)

    def action_down(self) -> None:
        self.mark(self.marked + 1)

    def action_theme(self) -> None:
        self.cafe.next_theme()

    async def action_open(self) -> None:
        await self.run_entry(self.entries[self.marked].id)

    async def on_board_picked(self, event: Board.Picked) -> None:
        self.mark([entry.id for entry in self.entries].index(event.target))
        await self.run_entry(event.target)

    async def run_entry(self, entry: str) -> None:
        if entry == "quit":
            self.action_quit()
        elif entry == "help":
            self.action_help()
        elif entry == "library":
            from cafe_sim.tui.screens.player.library import LibraryScreen

            await self.cafe.open_game()
            self.app.push_screen(LibraryScreen())
        elif entry == "settings":
            from cafe_sim.tui.screens.player.settings import SettingsScreen

            self.app.push_screen(SettingsScreen())
        elif entry == "campaign":
            await self.cafe.open_campaign()
        elif entry == "lab":
            await self.cafe.open_lab()
        else:
            await self.cafe.go_on()
