"""Who plays in tests of screens: somebody at the keys, who looks up when the screen has come to rest."""

from __future__ import annotations

from typing import Any


class Fingers:
    def __init__(self, pilot: Any) -> None:
        self.pilot = pilot

    @property
    def app(self) -> Any:
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()
