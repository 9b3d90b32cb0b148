"""The game on a terminal, with Textual."""

from __future__ import annotations

from cafe_sim.game.campaign import Campaign
from cafe_sim.tui.app import CafeApp

__all__ = ["CafeApp", "play"]


def play(level: str | None = None) -> int:
    """Play the game until it is left. The exit status."""
    app = CafeApp(Campaign.at_home(), level or "")
    app.run()
    return app.return_code or 0
