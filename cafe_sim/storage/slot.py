"""A slot: one value on disk in two generations, of which one survives whatever happens.

    NAME.cafe        the last save
    NAME.before.cafe the one before it
    NAME.new         a save being written; of no account
    NAME.damaged-1   a file that came back changed, set aside for whoever wants to look

Saving: write NAME.new, fsync it, move NAME.cafe to NAME.before.cafe, move NAME.new to NAME.cafe, fsync the folder. At
every moment in between one of the two names holds a whole save, and each move is one step for the file system. Two
rules keep that true:

- Only a sound file is moved to NAME.before.cafe: a damaged one would push out the last good one. So each save looks
  first.
- Saves of a slot wait for each other, and one that has begun is finished even if whoever asked for it is cancelled.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Literal, TypeVar

from cafe_sim.errors import BadContent, Damaged
from cafe_sim.storage.codec import Codec
from cafe_sim.storage.disk import Disk
from cafe_sim.storage.envelope import HEADER_AT_MOST, PAYLOAD_AT_MOST, seal, unseal

T = TypeVar("T")
Generation = Literal["last", "before", "nothing"]
SET_ASIDE_AT_MOST: Final = 99
READ_AT_MOST: Final = HEADER_AT_MOST + PAYLOAD_AT_MOST + 1


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What loading gave."""

    value: T | None
    """None if there is no save."""
    source: Generation
    """Which generation it is."""
    said: tuple[str, ...] = ()
    """Sentences for the player: what was damaged and where it went."""


class Slot(Generic[T]):
    """One value under one name in one folder."""

    def __init__(self, folder: Path, name: str, codec: Codec[T], disk: Disk) -> None:
        self.folder = folder
        self.last = folder / f"{name}.cafe"
        self.before = folder / f"{name}.before.cafe"
        self._new = folder / f"{name}.new"
        self._name = name
        self._codec = codec
        self._disk = disk
        self._one_at_a_time = asyncio.Lock()

    async def load(self, *, ours: bool = True) -> Loaded[T]:
        """The last save, or the one before it. Raises BadContent for one of a newer game, OSError if it cannot be read.

        Where the slot is not ours to write to, nothing is moved.
        """
        async with self._one_at_a_time:
            said: list[str] = []
            generations: tuple[tuple[Generation, Path], ...] = (("last", self.last), ("before", self.before))
            for source, path in generations:
                value = await self._read(path, said, ours=ours)
                if value is not None:
                    if source == "before":
                        missing = () if said else (f"{self.last.name} is missing.",)
                        said += (*missing, "The game goes on from the save before it.")
                    return Loaded(value, source, tuple(said))
            return Loaded(None, "nothing", tuple(said))

    async def save(self, value: T) -> None:
        """Make `value` the last save. Raises OSError if that fails; what was saved before is then still there."""
        await asyncio.shield(asyncio.ensure_future(self._save(value)))

    async def _save(self, value: T) -> None:
        async with self._one_at_a_time:
            data = seal(self._codec.encode(value), self._codec.version)
            await self._disk.write_synced(self._new, data)
            if await self._disk.read(self._new, READ_AT_MOST) != data:
                raise OSError(f"{self._new} does not hold what was just written to it")
            if await self._read(self.last, [], ours=True) is not None:
                await self._disk.replace(self.last, self.before)
            await self._disk.replace(self._new, self.last)
            await self._disk.sync_folder(self.folder)

    async def _read(self, path: Path, said: list[str], *, ours: bool) -> T | None:
        """The value in a file; None if there is none, or if it is damaged, which is said (and, if ours, set aside)."""
        data = await self._disk.read(path, READ_AT_MOST)
        if data is None:
            return None
        try:
            version, payload = unseal(data)
            return self._codec.decode(payload, version)
        except Damaged as error:
            said.append(f"{path.name} is damaged: {error}. {await self._set_aside(path) if ours else ''}".rstrip())
            return None
        except BadContent as error:
            raise BadContent(f"{path}: {error}") from error

    async def _set_aside(self, path: Path) -> str:
        """Move a damaged file out of the way, over no other; how it went."""
        for number in range(1, SET_ASIDE_AT_MOST + 1):
            target = self.folder / f"{self._name}.damaged-{number}"
            if await self._disk.read(target, 0) is None:
                try:
                    await self._disk.replace(path, target)
                except OSError as error:
                    return f"It could not be moved away ({error.strerror or error})."
                return f"It was kept as {target.name}."
        return f"It stays: there are {SET_ASIDE_AT_MOST} damaged files already."
