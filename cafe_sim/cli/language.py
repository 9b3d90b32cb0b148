"""In which language the command line speaks to people: the player's own, or the one that the environment asks for.

What is drawn or written for eyes follows it: the game, also in lines, and pictures of runs. Reports, errors, help and
JSON are English everywhere: logs, scripts and those who answer questions read them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cafe_sim.catalogue import of_environment, speak
from cafe_sim.game.player.settings import SYSTEM

if TYPE_CHECKING:
    from cafe_sim.game.player.settings import Settings


def speak_as(settings: Settings) -> None:
    """As the player has chosen."""
    speak(of_environment() if settings.language == SYSTEM else settings.language)


def speak_to_player() -> None:
    """The same for a command that does not need the player's progress for anything else."""
    speak_as(asyncio.run(_settings()))


async def _settings() -> Settings:
    from cafe_sim.game.player.campaign import Campaign

    keeper = Campaign.at_home(look_only=True).keeper
    await keeper.open()
    await keeper.close()
    return keeper.progress.settings
