"""One game at a time on a slot. The second is told.

The lock is the operating system's, on an open file (`flock`; on Windows a locked byte): when its owner ends, however it
ends, the lock is gone, so a stale one cannot be. The file itself stays, and holds the owner's process number for the
sentence.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

_TAKEN: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK})


class SlotLock:
    """`take` it before writing to a slot, `free` it at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self._descriptor is not None

    def take(self) -> bool:
        """Whether the slot is ours now. Raises OSError if the file cannot be made.

        A file system without locks lets everybody in: better than no saves at all.
        """
        if self.held:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _TAKEN:
                os.close(descriptor)
                return False
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        return True

    def owner(self) -> str:
        """The process number of whoever has it, as far as the file tells."""
        try:
            text = self.path.read_bytes()[:20].decode("ascii", "ignore")
        except OSError:
            return "unknown"
        return text if text.isdigit() else "unknown"

    def free(self) -> None:
        """Let others in. Closing the file frees the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """A byte far behind the text, so that others can read who it is."""
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
