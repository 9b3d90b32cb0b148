"""`cafe-sim play`: the one door from the command line to the screens."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING

from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from pathlib import Path

    from cafe_sim.game.player.settings import ThemeName


def play_game(level: str | None, theme: ThemeName | None = None, *, plain: bool = False) -> int:
    """Open the game, in `theme` or the player's own, at `level` if one is named; `plain`, in lines.

    Raises Misuse without a terminal, or if there is no such level.
    """
    if level is not None:
        from cafe_sim.cli.targets import campaign_level

        level = campaign_level(level).id
    if plain:
        from cafe_sim.cli.play_plain import play_plain

        return play_plain(level or "")
    _check_terminal()
    from cafe_sim.tui import play

    return play(level, theme)


def open_lab(file: Path | None, theme: ThemeName | None = None) -> int:
    """Open the game in its lab, with a script on the desk if one is named.

    Raises Misuse without a terminal, BadContent if there is no such script.
    """
    from cafe_sim.cli.targets import script_of

    named = str(script_of(str(file))) if file is not None else ""
    _check_terminal()
    from cafe_sim.tui import open_lab

    return open_lab(named, theme)


def play_at_table() -> int:
    """The game behind a page in a browser: on Textual's web driver, until the page or the server goes."""
    threading.Thread(target=_end_with_server, daemon=True, name="lifeline").start()
    from cafe_sim.tui import play

    return play()


def _end_with_server() -> None:
    """Whoever holds the other end of stdin is gone, perhaps killed: end as if asked to, with everything saved."""
    if hasattr(select, "poll"):
        lifeline = select.poll()
        lifeline.register(sys.stdin.fileno(), 0)  # told of hanging up only: reading is the driver's
        lifeline.poll()
        os.kill(os.getpid(), signal.SIGTERM)


def _check_terminal() -> None:
    """Textual draws on stderr, so that is the stream that must be a terminal. A closed stream is None."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise Misuse(
            "the game needs a terminal; without one, `cafe-sim play --plain` plays in lines of text, and "
            "`cafe-sim run LEVEL` gives a result"
        )
