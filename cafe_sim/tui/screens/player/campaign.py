"""The map of the campaign: mark a level, read about it, play it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.player.campaign import LevelDoor, Room, as_list, campaign_page, rooms
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board


class CampaignScreen(CafeScreen):
    """Rooms and doors."""

    commands = (
        Command("left", "left,h", "choose", "Mark what is to the left, or the room before.", "Map", shown="←→↑↓"),
        Command("right", "right,l", "choose", "Mark what is to the right, or the next room.", "Map", rank=3),
        Command("up", "up,k", "choose", "Mark what is above.", "Map", rank=3),
        Command("down", "down,j", "choose", "Mark what is below.", "Map", rank=3),
        Command("play", "enter,space", "play", "Open the marked level.", "Map", rank=0),
    )
    help_title = "The campaign"
    help_text = (
        "Each room teaches one thing in steps, each level one idea. A level opens when those before it are won.",
        "★ sound: everyone served, and the inspector finds nothing wrong.",
        "★ par: as fast as the level asks. ★ light: with no more guards, rules or changed lines than needed.",
        "A star once won stays, whatever you try afterwards.",
        "A dot instead of stars: the door is still closed. Mark it to see what opens it.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.marked = ""
        self.in_view = 0
        """The line of the page that must be seen."""
        self._last = ""
        """The level begun last, when the map was last seen: another one now means that the player has gone on."""

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    @property
    def rooms(self) -> tuple[Room, ...]:
        return rooms(self.cafe.game)

    @property
    def doors(self) -> tuple[LevelDoor, ...]:
        return tuple(door for room in self.rooms for door in room.doors)

    def on_screen_resume(self) -> None:
        upcoming = self.cafe.game.upcoming()
        last = self.cafe.game.progress.last
        if not self.marked or self.marked == last or last != self._last:
            self.marked = upcoming.id if upcoming else ""
        self._last = last
        self.mark(self.marked)

    def paint(self, width: int, height: int) -> Page:
        game = self.cafe.game
        total = game.progress.total(door.level.id for door in self.doors)
        page, self.in_view = campaign_page(self.rooms, self.marked, total, width, height)
        return page

    def mark(self, level: str) -> None:
        self.marked = level
        board = self.query_one(Board)
        board.repaint()
        board.show_line(self.in_view)

    def move(self, by: int) -> None:
        ids = [door.level.id for door in self.doors]
        if self.marked in ids:
            self.mark(ids[max(0, min(len(ids) - 1, ids.index(self.marked) + by))])

    def change_room(self, by: int) -> None:
        """The same place in the next room, or its last door."""
        rows = [[door.level.id for door in room.doors] for room in self.rooms]
        here = next((number for number, row in enumerate(rows) if self.marked in row), None)
        if here is not None and 0 <= here + by < len(rows):
            row = rows[here + by]
            self.mark(row[min(rows[here].index(self.marked), len(row) - 1)])

    def step(self, by: int, *, upright: bool) -> None:
        """Arrows follow what is drawn: a list of levels, or rows of doors."""
        if as_list(self.rooms, self.query_one(Board).size.height) == upright:
            self.move(by)
        else:
            self.change_room(by)

    def action_left(self) -> None:
        self.step(-1, upright=False)

    def action_right(self) -> None:
        self.step(1, upright=False)

    def action_up(self) -> None:
        self.step(-1, upright=True)

    def action_down(self) -> None:
        self.step(1, upright=True)

    def action_play(self) -> None:
        door = next((door for door in self.doors if door.level.id == self.marked), None)
        if door is not None:
            self.cafe.visit(door.level)

    def on_board_picked(self, event: Board.Picked) -> None:
        if event.target == self.marked:
            self.action_play()
        else:
            self.mark(event.target)
