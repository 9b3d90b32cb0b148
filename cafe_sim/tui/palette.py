"""The command palette: what a screen can do now, and how the café looks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs
from textual.app import SystemCommand

from cafe_sim.tui.commands import shown_keys
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.themes import THEMES

if TYPE_CHECKING:
    from textual.screen import Screen

    from cafe_sim.game.settings import Signs
    from cafe_sim.tui.app import CafeApp

SIGNS: Final[tuple[Signs, ...]] = ("auto", "unicode", "ascii")


def palette(app: CafeApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Commands from the screen's table; themes, except under NO_COLOR; sets of signs."""
    if isinstance(screen, CafeScreen):
        for command in screen.offered():
            if command.id != "palette" and screen.can(command):
                title = f"{command.label} ({shown_keys(command, app.keys)})"
                yield SystemCommand(title, command.help, partial(screen.run_action, command.does))
    settings = app.game.progress.settings
    for name in () if app.no_color else THEMES:
        run = partial(app.choose, structs.replace(settings, theme=name))
        yield SystemCommand(f"theme {name}", "How the café looks.", run)
    for signs in SIGNS:
        run = partial(app.choose, structs.replace(settings, signs=signs))
        yield SystemCommand(f"signs {signs}", "Which characters are drawn.", run)
