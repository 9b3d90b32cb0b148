"""A command that executes somebody's program does so in a process of its own, and this one watches over it.

Ctrl-C reaches us, not the program; and whatever that does (it may burn in C, want all memory, end its process), it is
ended, and answered with a sentence.

The other process is a copy of this one, so it starts at once, and it writes to the same terminal, file or pipe: what is
printed, and in which order, is what it would be without. It is the head of a session of its own, so one signal ends it
and what it has started. Its last word, the exit status, comes through a pipe: who ends without it was cut short. Before
that nothing is done here and no thread is started, for a copy has none.

Where a system cannot copy processes nobody watches, and the program is executed here.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Final, NoReturn, Self

from cafe_sim.cli.answering import answered
from cafe_sim.errors import WorkerLost

WATCHED: Final = hasattr(os, "fork")
MEMORY: Final = 4 << 30
"""Bytes that one run may keep."""
LOOK_SECONDS: Final = 0.1
"""Between two looks at it."""
DYING_LOOKS: Final = 20
"""For so long it may be about to end."""


def apart(what: str, command: Callable[[], int], memory: int = MEMORY) -> int:
    """Carry the command out in a process of its own; its exit status.

    Raises WorkerLost, which names `what`, if it does not get to its end; where it is stopped, KeyboardInterrupt, with
    the line of the script `what` on which it stood, if any.
    """
    if not WATCHED:
        return command()
    sys.stdout.flush()
    sys.stderr.flush()
    this = os.getpid()
    ours, theirs = os.pipe()
    asked, told = os.pipe()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the copy never hears it
    pid = os.fork()
    if not pid:
        os.close(ours)
        os.close(asked)
        _carry_out(command, this, theirs, told)
    os.close(theirs)
    os.close(told)
    with _Copy(pid, ours, asked) as copy:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            word = copy.last_word(what, memory)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(*copy.where(what)) from None
        if not word:
            raise WorkerLost(f"{what} {copy.ending()} before it was done; take out what does that to the whole process")
    return word[0]


def _carry_out(command: Callable[[], int], parent: int, channel: int, told: int) -> NoReturn:
    """In the copy."""
    os.setsid()
    from cafe_sim.engine.explore.processes.inside import die_with
    from cafe_sim.engine.explore.processes.where import answer_when_asked

    die_with(parent)
    answer_when_asked(told)
    status = answered(command)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    with suppress(OSError):  # the program has closed it
        os.write(channel, bytes([status]))
    os._exit(status)  # threads that a program left behind are not waited for


class _Copy:
    """The other process, seen from here."""

    def __init__(self, pid: int, channel: int, told: int) -> None:
        """`channel`: its last word comes through it; `told`: where it stands, if it is asked."""
        self._pid = pid
        self._channel = channel
        self._told = told
        self._ended: int | None = None
        """Its exit status, or the signal that ended it, negative."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it with all that it has started."""
        os.close(self._channel)
        os.close(self._told)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)  # whoever is left of its session
        if not self._has_ended():
            os.kill(self._pid, signal.SIGKILL)  # it may have had no session yet
            os.waitpid(self._pid, 0)

    def last_word(self, what: str, memory: int) -> bytes:
        """Its exit status, as one byte; none if it ended without, or closed the channel. Raises WorkerLost."""
        while not select.select([self._channel], [], [], LOOK_SECONDS)[0]:
            if self._has_ended():
                return b""
            if _kept(self._pid) > memory:
                raise WorkerLost(
                    f"{what} was stopped because it kept more than {memory >> 20} MiB of memory; let it keep less"
                )
        return os.read(self._channel, 1)

    def where(self, script: str) -> list[str]:
        """The line of the script on which it stands; none if it is not there."""
        from cafe_sim.engine.explore.processes.where import (  # not before: the copy needs it, we hardly ever
            ask,
            standing,
        )

        place = standing([ask(self._pid, self._told)], script)
        return [place.strip()] if place else []

    def ending(self) -> str:
        """How it ended without a word."""
        for _ in range(DYING_LOOKS):
            if self._has_ended():
                break
            sleep(LOOK_SECONDS)
        if self._ended is None:
            return "closed files that it had not opened"
        if self._ended >= 0:
            return f"ended with exit status {self._ended}"
        known = -self._ended in signal.Signals.__members__.values()
        return f"was ended by {signal.Signals(-self._ended).name if known else f'signal {-self._ended}'}"

    def _has_ended(self) -> bool:
        if self._ended is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._ended = os.waitstatus_to_exitcode(status) if pid else None
        return self._ended is not None


def _kept(pid: int) -> int:
    """Bytes of memory that a process keeps, where the system tells; else 0."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
