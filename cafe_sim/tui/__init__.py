"""The game on a terminal, with Textual.

Screens wire, widgets draw, pages think; what is true of the game is known below, in `game`.

    app                         the app, and the way from screen to screen
    robust, dressed             what the app makes of our mistakes; how it looks and speaks
    screens                     commands, and what they do; a folder for each part of `game`
    pages                       pure functions from what a screen knows to what stands there
    widgets                     what draws them
    kinds                       which screen plays which kind of level
    commands, keys, palette     what can be done, with which key, and found by name
    pieces, themes, highlight   text with looks; every colour and sign; Python in colour
    desk, desk_commands         a text that is being edited, and what came of it
    sharing, staying            files taken along; values that stay
    mishap, hangup              when the game itself is wrong; when its terminal has gone
"""

from __future__ import annotations

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.settings import ThemeName
from cafe_sim.tui.app import LAB, CafeApp

__all__ = ["CafeApp", "open_lab", "play"]


def play(level: str | None = None, theme: ThemeName | None = None) -> int:
    """Play the game until it is left, perhaps in another theme than the player's own. The exit status."""
    app = CafeApp(Campaign.at_home(), level or "", theme=theme, live=True)
    app.run()
    return app.return_code or 0


def open_lab(file: str = "", theme: ThemeName | None = None) -> int:
    """The same, beginning in the lab, with a script on the desk if one is named."""
    return play(f"{LAB}:{file}", theme)
