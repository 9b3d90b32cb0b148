"""Programs in files of the player's own: read with the care that any file needs, written so that no crash can lose
them.

A text is edited with line feeds alone; its file keeps the encoding, the line ends and the permissions that it had.
Writing is that of saves (`storage`): beside the target, synced, renamed over it.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.catalogue import say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import BadContent

if TYPE_CHECKING:
    from cafe_sim.storage import Disk

BYTES_AT_MOST: Final = 1_000_000
"""More than anybody types, and what the engine takes."""
LISTED_AT_MOST: Final = 200
"""Files of a folder that are offered."""


class FileStamp(NamedTuple):
    """What changes when somebody else writes the file."""

    changed_ns: int
    bytes: int
    node: int


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What a file held when it was last read or written."""

    text: str
    stamp: FileStamp
    encoding: str = "utf-8"
    newline: str = "\n"


def stamp_of(path: Path) -> FileStamp | None:
    """None: there is no such file now, or none that can be read."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return FileStamp(found.st_mtime_ns, found.st_size, found.st_ino)


def path_of(typed: str) -> Path:
    """The script that somebody means who types this."""
    path = Path(typed)
    with suppress(RuntimeError):  # nobody is at home
        path = path.expanduser()
    return path if path.suffix or path.name in ("", "..") else path.with_suffix(".py")


def named(path: Path | str) -> str:
    """A path as a sentence may say it."""
    return SafeText(str(path))


async def read_script(disk: Disk, path: Path) -> OnDisk:
    """What is in the file. Raises BadContent, in a sentence."""
    with _readable(path):
        stamp = _ordinary(path)
        data = await disk.read(path, BYTES_AT_MOST + 1)
    return _script(path, stamp, data)


def read_script_now(path: Path) -> OnDisk:
    """The same, for those who draw nothing and may wait for a disk."""
    with _readable(path):
        stamp = _ordinary(path)
        with path.open("rb") as file:
            data = file.read(BYTES_AT_MOST + 1)
    return _script(path, stamp, data)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise BadContent(
            say("{file} cannot be read ({why}); check the name and the permissions.", file=named(path), why=_why(error))
        ) from None


def _script(path: Path, stamp: FileStamp, data: bytes | None) -> OnDisk:
    if data is None:
        raise BadContent(say("{file} is no longer there; check the name.", file=named(path)))
    if len(data) > BYTES_AT_MOST:
        raise BadContent(
            say(
                "{file} is larger than {limit} MB; is it really a Python script?",
                file=named(path),
                limit=BYTES_AT_MOST // 1_000_000,
            )
        )
    return decoded(data, stamp, named(path))


def _ordinary(path: Path) -> FileStamp:
    """Of an ordinary file. Raises BadContent, or OSError."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise BadContent(say("{file} is a folder; name a Python script in it.", file=named(path)))
    if not stat.S_ISREG(found.st_mode):
        raise BadContent(say("{file} is not an ordinary file; name a Python script.", file=named(path)))
    return FileStamp(found.st_mtime_ns, found.st_size, found.st_ino)


def decoded(data: bytes, stamp: FileStamp, name: str) -> OnDisk:
    """A file's bytes as Python reads them. Raises BadContent where they are no text."""
    try:
        if b"\0" in data:
            raise BadContent(say("{name} holds bytes that no text has; is it really a Python script?", name=name))
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise BadContent(
            say("{name} is no text that Python can read ({why}).", name=name, why=SafeText(str(error)))
        ) from None
    ends = {end: text.count(end) for end in ("\r\n", "\r", "\n")}
    windows = ends["\r\n"]
    newline = "\r\n" if windows > ends["\n"] - windows else "\n"
    return OnDisk(text.replace("\r\n", "\n").replace("\r", "\n"), stamp, encoding, newline)


async def write_script(disk: Disk, path: Path, text: str, like: OnDisk | None) -> OnDisk:
    """Make `text` what the file holds, written `like` what it held.

    Raises BadContent; what was there before is then still there.
    """
    encoding, newline = (like.encoding, like.newline) if like else ("utf-8", "\n")
    try:
        data = text.replace("\n", newline).encode(encoding)
    except UnicodeEncodeError as error:
        odd = ascii(error.object[error.start])
        raise BadContent(say("{file} is written in {encoding}, which has no {odd}; take it out, or name another encoding in its first line.", file=named(path), encoding=encoding, odd=odd)) from None  # fmt: skip
    try:
        target = _writable(path)
        beside = target.with_name(f".{target.name}.new")
        await disk.write_synced(beside, data)
        _like(target, beside)
        await disk.replace(beside, target)
        await disk.sync_folder(target.parent)
        stamp = stamp_of(target)
    except (OSError, ValueError) as error:
        raise BadContent(
            say("{file} cannot be written ({why}); choose another name or place.", file=named(path), why=_why(error))
        ) from None
    return OnDisk(text, stamp or FileStamp(0, len(data), 0), encoding, newline)


def _writable(path: Path) -> Path:
    """What is written to: through a link, what it points at. Raises BadContent where that is protected."""
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise BadContent(
            say("{file} is write-protected; choose another name, or allow writing to it.", file=named(path))
        )
    return target


def _like(target: Path, beside: Path) -> None:
    """The permissions of what is replaced."""
    with suppress(OSError):
        shutil.copymode(target, beside)


def scripts_in(folder: Path) -> list[Path]:
    """Python scripts in a folder, by name; none where it cannot be listed."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".pyw"))
    except OSError:
        return []
    return [path for path in found[:LISTED_AT_MOST] if not path.name.startswith(".")]


def _why(error: Exception) -> str:
    return SafeText((error.strerror if isinstance(error, OSError) else "") or str(error))
