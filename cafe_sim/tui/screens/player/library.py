"""The library: look up what was met, read its program, go back to where it was met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.containers import Horizontal

from cafe_sim.catalogue import retell, say
from cafe_sim.game.player.library import Idea, ideas
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.player.library import idea_page, list_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board

NOT_MET = "This has not been met yet: play its level first."


class LibraryScreen(CafeScreen):
    """Ideas on the left, the marked one on the right."""

    DEFAULT_CSS = "LibraryScreen #idea { border-left: solid $frame; }"
    commands = (
        Command("up", "up,k", "idea", "Mark the idea above.", "Library", rank=0, shown="↑↓"),
        Command("down", "down,j", "idea", "Mark the idea below.", "Library", rank=3),
        Command("page_down", "space,pagedown", "page", "Further down in what is said of it.", "Library", rank=2),
        Command("page_up", "pageup", "page", "Further up.", "Library", rank=3),
        Command("play", "enter", "play", "Go to the level where the idea is met.", "Library", rank=0),
        Command("code", "c", "program", "The whole program.", "Library", not_now=NOT_MET),
        Command(
            "paste",
            "p",
            "paste code",
            "Replay a run from its schedule's code: paste it, or type it.",
            "Library",
            action="app.open_code",
            rank=3,
        ),
    )
    help_title = "The library"
    help_text = (
        "Every idea has three names: what happens in the café, what the field calls it, and what to look up in Python.",
        "Its program is an excerpt of the level's own; once the level is won, it is the one that comes out right.",
        "An idea is met when its level has been played to an end, well or badly.",
    )

    def __init__(self, marked: str = "") -> None:
        super().__init__()
        self.marked = marked
        self.in_view = 0

    @property
    def ideas(self) -> tuple[Idea, ...]:
        return ideas(self.cafe.game)

    @property
    def idea(self) -> Idea | None:
        return next((idea for idea in self.ideas if idea.id == self.marked), None)

    def compose_body(self) -> Iterable[Any]:
        with Horizontal():
            yield Board(self.paint_list, id="ideas")
            yield Board(self.paint_idea, id="idea")

    def on_mount(self) -> None:
        self._fit(self.app.size.width)

    def on_resize(self) -> None:
        self._fit(self.app.size.width)

    def _fit(self, width: int) -> None:
        """How much the list gets. Below 70 cells, ids have to do."""
        self.query_one("#ideas").styles.width = 10 if width < 70 else 28 if width < 100 else 48

    def on_screen_resume(self) -> None:
        """Marked is what was met last."""
        if self.idea is None:
            met = [idea.id for idea in self.ideas if idea.met]
            self.marked = (met or [idea.id for idea in self.ideas] or [""])[-1 if met else 0]
        self.draw()

    def paint_list(self, width: int, height: int) -> Page:
        page, self.in_view = list_page(self.ideas, self.marked, width)
        return page

    def paint_idea(self, width: int, height: int) -> Page:
        return idea_page(self.idea, width) if self.idea else ()

    def draw(self) -> None:
        board = self.query_one("#ideas", Board)
        board.repaint()
        board.show_line(self.in_view)
        about = self.query_one("#idea", Board)
        about.scroll_home(animate=False)
        about.repaint()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.idea and self.idea.met) or None if action == "code" else True

    def mark(self, level: str) -> None:
        self.marked = level
        self.draw()

    def move(self, by: int) -> None:
        ids = [idea.id for idea in self.ideas]
        if self.marked in ids:
            self.mark(ids[max(0, min(ids.index(self.marked) + by, len(ids) - 1))])

    def action_up(self) -> None:
        self.move(-1)

    def action_down(self) -> None:
        self.move(1)

    def action_page_down(self) -> None:
        self.query_one("#idea", Board).scroll_pages(1)

    def action_page_up(self) -> None:
        self.query_one("#idea", Board).scroll_pages(-1)

    def action_play(self) -> None:
        idea = self.idea
        if idea is not None:
            self.cafe.visit(idea.level)

    def action_code(self) -> None:
        from cafe_sim.tui.screens.code import CodeScreen

        if self.idea is not None:
            title = f"{self.idea.id}  {retell(self.idea.level.title)}"
            about = say("as it comes out right") if self.idea.won else say("as it was handed out")
            self.app.push_screen(CodeScreen(title, self.idea.program, about=about))

    def on_board_picked(self, event: Board.Picked) -> None:
        if event.target in {"play", self.marked}:
            self.action_play()
        else:
            self.mark(event.target)
