"""The command palette: what a screen can do now, and every setting."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.align import Align
from rich.text import Text
from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette
from textual.widgets.option_list import Option

from cafe_sim.catalogue import retell, say
from cafe_sim.game.player.settings import PREFERENCES
from cafe_sim.tui.commands import shown_keys
from cafe_sim.tui.screens.base import CafeScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from cafe_sim.tui.app import CafeApp


class CafePalette(CommandPalette):
    """Textual's falls over page keys that come before its list is laid out and over a list of no width, and knows only
    English for a search in vain.
    """

    CSS = """
    CafePalette CommandList { min-width: 8; }
    """

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).size:
            super()._action_command_list(action)

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """As Textual's, in the language in force."""
        self._stop_no_matches_countdown()
        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, partial(self._in_vain, search_value))

    def _in_vain(self, search_value: str) -> None:
        if search_value:
            words = Align.center(Text(say("nothing is called so"), style="not bold"))
            self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))
        self._list_visible = bool(search_value)


def palette(app: CafeApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Commands from the screen's table, and every value of every setting."""
    if isinstance(screen, CafeScreen):
        for command in screen.offered():
            if command.id != "palette" and screen.can(command):
                title = f"{command.label} ({shown_keys(command, app.keys)})"
                yield SystemCommand(title, command.help, partial(screen.run_action, command.does))
    yield SystemCommand(
        say("replay a schedule's code"), say("Paste a code and look at the run that it names."), app.open_code
    )
    settings = app.game.progress.settings
    for choice in PREFERENCES:
        for place, option in enumerate(choice.options):
            run = partial(app.choose, choice.put(settings, place))
            yield SystemCommand(
                say("{a}: {b}", a=say(choice.label).lower(), b=say(option.word)), retell(say(option.about)), run
            )
