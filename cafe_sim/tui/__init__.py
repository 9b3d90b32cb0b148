"""The game on a terminal, with Textual."""

from cafe_sim.tui.app import CafeApp, play

__all__ = ["CafeApp", "play"]
