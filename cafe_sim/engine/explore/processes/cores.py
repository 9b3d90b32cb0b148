"""Which core a worker process keeps to: one that no other worker process of anybody on this machine keeps to.

Two crews, or two workers of a cluster on one machine, know nothing of each other, and pinned to the same core they
would take turns for it. So a core is claimed by the name of a socket: the system gives it to one process only, and
takes it back when that process ends, however it ends. Where no core is free, or nothing of this exists, a process is
not pinned.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from typing import Final

_NAME: Final = "\0cafe-sim.core."


@dataclass(frozen=True, slots=True)
class Core:
    """A claim to a core; `None` is any core."""

    number: int | None = None
    claim: socket.socket | None = None

    def release(self) -> None:
        """Let others have it."""
        if self.claim is not None:
            self.claim.close()


def usable() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def claim_core() -> Core:
    """The first free core of those that this process may use."""
    if sys.platform == "linux":
        for number in sorted(os.sched_getaffinity(0)):
            claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                claim.bind(f"{_NAME}{number}")
            except OSError:
                claim.close()
            else:
                return Core(number, claim)
    return Core()
