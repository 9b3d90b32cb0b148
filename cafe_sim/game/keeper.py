"""Keeps a player's progress: in memory for the game, on disk for good.

The game never waits for a disk and never fails because of one. `keep` changes what is in memory at once and writes in
the background, always the newest state, one write at a time; what cannot be written is said in `notice`, and the game goes on.
"""

from __future__ import annotations

from cafe_sim.game.progress import Progress


class Keeper:
    """One player's progress. `open` before use, `close` at the end."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.notice = ""

    async def open(self) -> None:
        """Load what was kept."""

    def keep(self, progress: Progress) -> None:
        self.progress = progress

    async def close(self) -> None:
        """Finish writing."""
