"""The game on a terminal, with Textual."""

from __future__ import annotations

from cafe_sim.game.campaign import Campaign
from cafe_sim.game.settings import ThemeName
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
