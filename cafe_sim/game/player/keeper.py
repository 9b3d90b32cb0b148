"""Keeps a player's progress: in memory for the game, on disk for good.

The game never waits for a disk and never fails because of one. `keep` changes what is in memory at once and writes in
the background, always the newest state, one write at a time; what cannot be written is said, and the game goes on. A
second game on the same folder plays without saving, and is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say
from cafe_sim.errors import BadContent, Misuse
from cafe_sim.game.player.progress import Progress
from cafe_sim.game.player.settings import laid_over

if TYPE_CHECKING:
    from cafe_sim.storage import Migration, RealDisk, Slot, SlotLock

VERSION: Final = 1
MIGRATIONS: Final[dict[int, Migration]] = {}
"""Version of a save → what makes it the next one's. Add a row, never change one."""

FILES_AT_MOST: Final = 99
"""Files for people beside the saves."""


class Keeper:
    """One player's progress.

    `open` before use, `close` at the end. Without a folder, or to look only, nothing is written.
    """

    def __init__(self, folder: Path | None = None, *, look_only: bool = False) -> None:
        self.folder = folder
        self.look_only = look_only
        self.progress = Progress()
        self.notice = ""
        """Why nothing is saved, or what came back damaged; "" if all is well."""
        self.tell: Callable[[str], None] = lambda _: None
        """Called with each new notice."""
        self._slot: Slot[Progress] | None = None
        """None: nothing is written."""
        self._lock: SlotLock | None = None
        self._disk: RealDisk | None = None
        self._writing: asyncio.Task[None] | None = None
        self._written = self.progress

    async def open(self) -> None:
        """Load what was kept, and see whether it can be kept on."""
        if self.folder is None:
            return
        from cafe_sim.storage import Codec, RealDisk, Slot, SlotLock

        self._disk = RealDisk()
        slot = Slot(self.folder, "progress", Codec(Progress, VERSION, MIGRATIONS), self._disk)
        if not self.look_only:
            await self._claim(slot, SlotLock(self.folder / "progress.lock"), self._disk)
        await self._load(slot)

    async def _claim(self, slot: Slot[Progress], lock: SlotLock, disk: RealDisk) -> None:
        """Make the slot ours to write to, or say why it is not."""
        try:
            await disk.make_folder(slot.folder)
            if lock.take():
                self._lock, self._slot = lock, slot
            else:
                self._say(
                    say(
                        "Another Café Sim (process {owner}) is using these saves. "
                        "You can play here, but nothing will be saved.",
                        owner=lock.owner(),
                    )
                )
        except OSError as error:
            self._say(self._cannot_write(error))

    async def _load(self, slot: Slot[Progress]) -> None:
        try:
            loaded = await slot.load(ours=self._slot is not None)
        except BadContent as error:
            self._slot = None
            self._say(say("{error}. Nothing will be saved.", error=error))
            return
        except OSError as error:
            self._slot = None
            self._say(
                say(
                    "The saves in {folder} cannot be read ({why}). Nothing will be saved.",
                    folder=self.folder,
                    why=error.strerror or error,
                )
            )
            return
        self._written = loaded.value or self._written
        self.keep(self._written.set(laid_over(self._written.settings, self.progress.settings)))
        if loaded.said:
            self._say(" ".join((self.notice, *loaded.said)).strip())

    def keep(self, progress: Progress) -> None:
        """Go on from `progress`; it is written as soon as the disk is free."""
        self.progress = progress
        if self._slot is not None and (self._writing is None or self._writing.done()) and progress != self._written:
            self._writing = asyncio.ensure_future(self._write(self._slot))

    async def _write(self, slot: Slot[Progress]) -> None:
        """Until what is written is what is in memory."""
        while self.progress != self._written:
            newest = self.progress
            try:
                await slot.save(newest)
            except (OSError, BadContent) as error:
                self._say(self._cannot_write(error))
                return
            self._written = newest
            self.notice = ""

    async def write_out(self, data: bytes) -> str:
        """Write a file for people beside the saves, over no other; a sentence that says where.

        Raises Misuse with one that says why not.
        """
        if self._disk is None or self.folder is None or self._slot is None:
            raise Misuse(say("Nothing was written: nothing is saved in this game."))
        try:
            for number in range(1, FILES_AT_MOST + 1):
                path = self.folder / f"progress-{number}.json"
                if await self._disk.read(path, 0) is None:
                    await self._disk.write_synced(path, data)
                    return say("Your stars and plans are in {path}.", path=path)
        except OSError as error:
            why = error.strerror or str(error)
            raise Misuse(
                say("Nothing was written: {folder} cannot be written ({why}).", folder=self.folder, why=why)
            ) from error
        raise Misuse(
            say(
                "Nothing was written: there are {count} such files in {folder}; move some away.",
                count=FILES_AT_MOST,
                folder=self.folder,
            )
        )

    def _cannot_write(self, error: Exception) -> str:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        return say(
            "{folder} cannot be written ({why}). You can play on, but nothing new is saved.",
            folder=self.folder,
            why=why,
        )

    def _say(self, sentence: str) -> None:
        """Damaged files are quoted in what is said, so it is made safe first."""
        from cafe_sim.content.safetext import SafeText

        sentence = SafeText(sentence)
        if sentence != self.notice:
            self.notice = sentence
            self.tell(sentence)

    async def settle(self) -> None:
        """Until all that is to be kept is written, or was said to be impossible."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def close(self) -> None:
        """Finish writing, and let others in."""
        await self.settle()
        if self._lock is not None:
            self._lock.free()
        if self._disk is not None:
            self._disk.close()
            self._disk = None
            self._slot = None
