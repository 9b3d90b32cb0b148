"""`cafe-sim levels`: the campaign, and the stars won."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cafe_sim.cli.output import Lines, print_json, print_lines
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import Misuse
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.progress import STAR_NAMES

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


def list_levels(*, as_json: bool, plain: bool) -> int:
    """Print every level with its stars; the exit status."""
    game = asyncio.run(opened())
    if game.notice:
        click.echo(f"cafe-sim: {game.notice}", err=True)
    if as_json:
        print_json({"levels": [_as_json(game, level) for level in game.levels], "stars": game.progress.total(game.ids)})
    else:
        print_lines(_said(game) if plain else _drawn(game), plain=plain)
    return 0


def carry(out: Path | None, file: Path | None) -> None:
    """Take in the progress in `file`, then write all there is to `out`.

    Raises BadContent or Misuse, and then changes nothing.
    """
    if file is not None:
        asyncio.run(_take_in(_read(file), file))
    if out is not None:
        from cafe_sim.game.player.portable import written

        try:
            out.write_bytes(written(asyncio.run(opened()).progress))
        except OSError as error:
            raise Misuse(f"{out} cannot be written ({error.strerror or error}); name another file") from error


def _read(file: Path) -> bytes:
    """Not in a coroutine: it may be a pipe into which nobody writes, and a loop would keep Ctrl-C to itself."""
    from cafe_sim.game.player.portable import BYTES_AT_MOST

    try:
        with file.open("rb") as stream:
            return stream.read(BYTES_AT_MOST + 1)
    except OSError as error:
        raise Misuse(f"{file} cannot be read ({error.strerror or error}); name a file that was exported") from error


async def _take_in(data: bytes, file: Path) -> None:
    from cafe_sim.game.player.portable import taken_in

    game = Campaign.at_home()
    await game.open()
    try:
        progress = taken_in(data, game.levels, game.progress, str(file))
        game.keeper.keep(progress)
    finally:
        await game.keeper.close()
    if game.notice:
        raise Misuse(game.notice)


async def opened() -> Campaign:
    """The campaign with what the player has, only looked at."""
    game = Campaign.at_home(look_only=True)
    await game.open()
    await game.keeper.close()
    return game


def _won(game: Campaign, level: Level) -> list[str]:
    stars = game.progress.stars(level.id)
    return [name for name in STAR_NAMES if getattr(stars, name)]


def _as_json(game: Campaign, level: Level) -> dict[str, object]:
    return {
        "id": level.id,
        "title": level.title,
        "kind": level.kind,
        "concept": level.concept,
        "open": not game.missing(level),
        "opens_after": list(game.missing(level)),
        "stars": _won(game, level),
        "plans": [
            {"name": SafeText(plan.name), "stars": list(plan.stars.names)}
            for plan in game.progress.mark(level.id).plans
        ],
    }


def _drawn(game: Campaign) -> Lines:
    """A table, room by room."""
    room = ""
    for level in game.levels:
        if level.room != room:
            room = level.room
            yield f"{level.chapter} · {room}", "bold"
        missing, won = game.missing(level), _won(game, level)
        stars = "".join("★" if name in won else "☆" for name in STAR_NAMES)
        state = f"opens after {', '.join(missing)}" if missing else stars
        yield f"  {level.id:<4}{level.title:<34}{level.kind:<7}{state}", "dim" if missing else ""
    yield game.summary(), ""


def _said(game: Campaign) -> Iterator[tuple[str, str]]:
    """A sentence for each level, which needs no line above it."""
    for level in game.levels:
        missing, won = game.missing(level), _won(game, level)
        stars = f"stars: {', '.join(won)}" if won else "no stars yet"
        state = f"opens after {' and '.join(missing)}" if missing else f"open, {stars}"
        yield f"{level.id}, {level.title}, {level.kind}: {state}", ""
    opened = sum(not game.missing(level) for level in game.levels)
    yield f"{opened} of {len(game.levels)} levels open, stars won: {game.progress.total(game.ids)}", ""
