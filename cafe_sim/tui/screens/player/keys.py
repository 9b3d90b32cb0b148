"""Keys of one's own: mark a command, press enter, press its new key.

A key that means something else already is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import structs
from textual import events

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command, key_word, keys_of
from cafe_sim.tui.keys import grouped, refusal, tables, taken, with_key
from cafe_sim.tui.pages.player.keys import keys_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board


class KeysScreen(CafeScreen):
    """Every command of every screen, and its keys."""

    commands = (
        Command("up", "up,k", "command", "Mark the command above.", "Keys", rank=0, shown="↑↓"),
        Command("down", "down,j", "command", "Mark the command below.", "Keys", rank=3),
        Command("page_up", "pageup", "page", "A page up.", "Keys", rank=3),
        Command("page_down", "pagedown", "page", "A page down.", "Keys", rank=3),
        Command(
            "ask", "enter,space", "new key", "Give the marked command the key that you press next.", "Keys", rank=0
        ),
        Command(
            "default",
            "backspace",
            "old key",
            "Give the marked command back the keys that it came with.",
            "Keys",
            not_now="This command has the keys that it came with.",
        ),
    )
    help_title = "Keys"
    help_text = (
        "A command keeps its arrows, enter, space and escape; your key takes the place of its letters and signs.",
        "A command that several screens have gets its key on all of them, so the key must be free on all of them.",
        "What you choose stands at once in the footer, in help and in the list of all commands.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.groups = grouped(tables())
        self.ids = [command.id for commands in self.groups.values() for command in commands]
        self.marked = self.ids[0]
        self.asking = False
        self.in_view = 0

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        page, self.in_view = keys_page(self.groups, self.cafe.keys, self.marked, self.asking, width)
        return page

    def draw(self) -> None:
        board = self.query_one(Board)
        board.repaint()
        board.show_line(self.in_view)
        self.refresh_bindings()

    @property
    def command(self) -> Command:
        return next(c for commands in self.groups.values() for c in commands if c.id == self.marked)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While it waits for a key, no key means anything else."""
        if self.asking:
            return None
        if action == "default":
            return self.marked in self.cafe.keys or None
        return True

    def why_not(self, command: Command) -> str:
        return "" if self.asking else super().why_not(command)

    def on_key(self, event: events.Key) -> None:
        if self.asking:
            event.stop()
            event.prevent_default()
            self.asking = False
            if event.key != "escape":
                self.give(event.key)
            self.draw()

    def give(self, key: str) -> None:
        """The key that was pressed goes to the marked command, or a sentence says why not."""
        command = self.command
        why = refusal(tables(), self.cafe.keys, command.id, key)
        self.app.clear_notifications()
        if why:
            self.cafe.say(why)
        else:
            self.put({**self.cafe.keys, command.id: with_key(command, key)})
            self.cafe.say(say("{key} now means “{command}”.", key=key_word(key), command=say(command.label)))

    def put(self, keys: dict[str, str]) -> None:
        settings = self.cafe.game.progress.settings
        self.cafe.choose(structs.replace(settings, keys=keys))

    def action_ask(self) -> None:
        self.asking = True
        self.app.clear_notifications()
        self.draw()

    def action_default(self) -> None:
        rest = {command: keys for command, keys in self.cafe.keys.items() if command != self.marked}
        for key in keys_of(self.command, {}):
            why = taken(tables(), rest, self.marked, key)
            if why:
                self.cafe.say(why)
                return
        self.put(rest)
        self.draw()

    def action_mark(self, command_id: str) -> None:
        self.marked = command_id
        self.draw()

    def move(self, by: int) -> None:
        at = max(0, min(self.ids.index(self.marked) + by, len(self.ids) - 1))
        self.action_mark(self.ids[at])

    def action_up(self) -> None:
        self.move(-1)

    def action_down(self) -> None:
        self.move(1)

    def action_page_up(self) -> None:
        self.move(-10)

    def action_page_down(self) -> None:
        self.move(10)

    async def on_board_picked(self, event: Board.Picked) -> None:
        self.asking = False
        again = event.target == f"mark({self.marked!r})"
        await self.run_action("ask" if again else event.target)
