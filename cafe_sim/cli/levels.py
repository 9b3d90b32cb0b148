"""`cafe-sim levels`: the campaign, and the stars won."""

from __future__ import annotations

import asyncio

from cafe_sim.cli.output import console, print_json, styled
from cafe_sim.game.campaign import Campaign
from cafe_sim.game.progress import STAR_NAMES


def list_levels(*, as_json: bool, plain: bool) -> int:
    """Print every level with its stars; the exit status."""
    game = asyncio.run(_opened())
    if as_json:
        print_json(
            [
                {
                    "id": level.id,
                    "title": level.title,
                    "kind": level.kind,
                    "concept": level.concept,
                    "open": not game.missing(level),
                    "stars": [name for name in STAR_NAMES if getattr(game.progress.stars(level.id), name)],
                }
                for level in game.levels
            ]
        )
        return 0
    out = console()
    room = ""
    for level in game.levels:
        if level.room != room:
            room = level.room
            out.print(styled(f"{level.chapter} · {room}", "" if plain else "bold"))
        stars = game.progress.stars(level.id)
        drawn = "".join("★" if getattr(stars, name) else "☆" for name in STAR_NAMES)
        missing = game.missing(level)
        said = ", ".join(name for name in STAR_NAMES if getattr(stars, name)) or "no stars yet"
        state = f"opens after {', '.join(missing)}" if missing else (said if plain else drawn)
        out.print(
            styled(f"  {level.id:<4}{level.title:<34}{level.kind:<7}{state}", "dim" if missing and not plain else "")
        )
    out.print(styled(game.summary()))
    return 0


async def _opened() -> Campaign:
    game = Campaign.at_home(look_only=True)
    await game.open()
    await game.keeper.close()
    return game
