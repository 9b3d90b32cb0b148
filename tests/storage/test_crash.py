"""The power goes: after every step of a save, with every subset of what was not synced, the game still has a save.

The real save code runs on a toy file system, a model of what a crash can leave behind:

A file's bytes and a folder's names are synced apart, as POSIX has it:

- writing a file: its name is one effect, each piece of its bytes another (in a file that was emptied first, the old
  bytes may be there, or none); fsync of the file makes the bytes stay, not the name;
- a rename is one effect of the folder;
- fsync of the folder makes all names stay.

`crashes` yields every state that the disk can be in after a crash following the operations so far.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from cafe_sim.storage import Codec, Slot

FOLDER = Path("saves")


class PowerCut(BaseException):
    """The power went. Nobody in the program sees it coming or can catch it."""


Names = dict[str, int]
Effect = Callable[[Names, dict[int, bytes]], None]


class Toy:
    """Names → inodes → bytes, on the disk and in memory."""

    def __init__(self, files: dict[str, bytes] | None = None, *, steps: int | None = None) -> None:
        self.left = steps
        """Steps until the power goes; None: never."""
        self.steps = 0
        self.serial = 0
        self.disk_names: Names = {}
        self.disk_bytes: dict[int, bytes] = {}
        for name, data in (files or {}).items():
            self.disk_names[name] = self.serial = self.serial + 1
            self.disk_bytes[self.serial] = data
        self.names: Names = dict(self.disk_names)
        self.bytes: dict[int, bytes] = dict(self.disk_bytes)
        self.pending: list[tuple[str, int, Effect]] = []
        """("name" or "bytes", inode, what it does), oldest first, not on the disk yet."""

    # ---- the operations of a disk --------------------------------------------------------------

    async def read(self, path: Path, at_most: int) -> bytes | None:
        inode = self.names.get(path.name)
        return None if inode is None else self.bytes[inode][:at_most]

    async def write_synced(self, path: Path, data: bytes) -> None:
        inode = self.names.get(path.name)
        if inode is None:
            self.serial += 1
            inode = self.serial
            self._do("name", inode, lambda names, files, i=inode: names.__setitem__(path.name, i))
        self._do("bytes", inode, lambda names, files: files.__setitem__(inode, b""))
        half = len(data) // 2
        self._do("bytes", inode, lambda names, files: files.__setitem__(inode, data[:half]))
        self._do("bytes", inode, lambda names, files: files.__setitem__(inode, data))
        self._sync(lambda kind, of: kind == "bytes" and of == inode)

    async def replace(self, source: Path, target: Path) -> None:
        inode = self.names.get(source.name)
        if inode is None:
            raise FileNotFoundError(2, "No such file or directory", str(source))

        def rename(names: Names, _files: dict[int, bytes]) -> None:
            names[target.name] = inode
            if names.get(source.name) == inode:
                del names[source.name]

        self._do("name", inode, rename)

    async def sync_folder(self, folder: Path) -> None:
        self._sync(lambda kind, of: kind == "name")

    async def make_folder(self, folder: Path) -> None:
        """There is only one."""

    # ---- how it forgets ------------------------------------------------------------------------

    def _step(self) -> None:
        if self.left is not None and self.steps >= self.left:
            raise PowerCut
        self.steps += 1

    def _do(self, kind: str, inode: int, effect: Effect) -> None:
        self._step()
        effect(self.names, self.bytes)
        self.pending.append((kind, inode, effect))

    def _sync(self, which: Callable[[str, int], bool]) -> None:
        self._step()
        for kind, inode, effect in self.pending:
            if which(kind, inode):
                effect(self.disk_names, self.disk_bytes)
        self.pending = [entry for entry in self.pending if not which(entry[0], entry[1])]

    def crashes(self) -> Iterator[Toy]:
        """The disk after the power went: once with each subset of what was not synced."""
        for kept in product((False, True), repeat=len(self.pending)):
            names, files = dict(self.disk_names), dict(self.disk_bytes)
            for (_, inode, effect), stays in zip(self.pending, kept, strict=True):
                files.setdefault(inode, b"")
                if stays:
                    effect(names, files)
            yield Toy({name: files.get(inode, b"") for name, inode in names.items()})


def slot(disk):
    return Slot(FOLDER, "progress", Codec(dict[str, int]), disk)


async def write(disk, *numbers):
    """Save a few values one after the other; how many were completed before the power went."""
    here = slot(disk)
    done = 0
    try:
        for number in numbers:
            await here._save({"n": number})
            done += 1
    except PowerCut:
        pass
    return done


async def read(disk):
    loaded = await slot(disk).load()
    return (loaded.value or {}).get("n"), loaded


async def steps_of(*numbers):
    disk = Toy()
    await write(disk, *numbers)
    return disk.steps


def test_after_any_crash_the_last_completed_save_or_its_neighbour_is_there():
    async def story():
        states = 0
        for left in range(await steps_of(1, 2, 3) + 1):
            disk = Toy(steps=left)
            done = await write(disk, 1, 2, 3)
            for after in disk.crashes():
                states += 1
                number, loaded = await read(after)
                in_flight = done + 1
                # The last completed one, the one before it, or the one being written, if all of it had reached the
                # disk.
                assert number in {done, in_flight, max(done - 1, 1)} or (done == 0 and number is None)
                assert "damaged" not in " ".join(loaded.said), "a crash damages nothing: nothing is set aside"
                assert bool(loaded.said) == (loaded.source == "before"), "and it says which one it is"
        return states

    assert asyncio.run(story()) > 40


def test_a_completed_save_is_never_lost_to_a_crash_that_comes_later():
    """Once `save` has returned, no crash gives anything older than it, until the next save begins."""

    async def story():
        for count in (1, 2, 3):
            disk = Toy()
            await write(disk, *range(1, count + 1))
            for after in disk.crashes():
                number, loaded = await read(after)
                assert (number, loaded.source) == (count, "last")

    asyncio.run(story())


def test_a_second_crash_while_saving_after_the_first():
    """Crashes on crashes: every state after one crash, played on, cut again at every step."""

    async def story():
        first = await steps_of(1, 2)
        seen = set()
        for left in range(first + 1):
            disk = Toy(steps=left)
            await write(disk, 1, 2)
            for after in disk.crashes():
                state = tuple(sorted((name, after.bytes[inode]) for name, inode in after.names.items()))
                if state in seen:
                    continue
                seen.add(state)
                had, _ = await read(Toy(dict(state)))
                for more in range(12):
                    again = Toy(dict(state), steps=more)
                    done = await write(again, 7)
                    for last in again.crashes():
                        number, _ = await read(last)
                        assert number == 7 or (not done and (number == had or (had in {1, 2} and number in {1, 2})))
        assert len(seen) > 5

    asyncio.run(story())


def test_a_damaged_last_save_does_not_push_out_the_good_one_before_it():
    """Saving over a damaged file, cut at every step: the good generation is there all the time."""

    async def story():
        disk = Toy()
        await write(disk, 1, 2)
        files = {name: disk.bytes[inode] for name, inode in disk.names.items()}
        files["progress.cafe"] = files["progress.cafe"][:-3] + b"?}\n"
        for left in range(20):
            cut = Toy(files, steps=left)
            await write(cut, 3)
            for after in cut.crashes():
                number, _ = await read(after)
                assert number in {1, 3}

    asyncio.run(story())


def test_the_model_can_fail():
    """Truncate and write, as state files are often saved, does lose everything in this model."""

    async def story():
        lost = 0
        disk = Toy()
        await write(disk, 1)
        data = disk.bytes[disk.names["progress.cafe"]]
        for left in range(5):
            naive = Toy({"progress.cafe": data}, steps=left)
            try:
                await naive.write_synced(FOLDER / "progress.cafe", data)
            except PowerCut:
                pass
            for after in naive.crashes():
                number, _ = await read(after)
                lost += number is None
        assert lost

    asyncio.run(story())
