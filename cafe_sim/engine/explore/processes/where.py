"""On which line another process of ours stands, asked from outside: it may be in C, where no Python of its own runs.

It is asked by a signal, whose handler (`faulthandler`'s) is C as well and writes the stacks of all threads down a pipe.
Threads that are parked stand in the kernel; the one that moves stands in the program, or in what the program called.
"""

from __future__ import annotations

import faulthandler
import os
import re
import select
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePath
from typing import Final

ASK: Final = signal.SIGUSR1
PATIENCE_SECONDS: Final = 1.0
"""Until it must have begun to answer, or gone on with it …"""
PAUSE_SECONDS: Final = 0.05
"""… and after what looks like the end of its answer."""
_ENDS: Final = (b" in <module>\n", b" in _run_module_as_main\n", b"...\n")
"""The main thread is told last, and its outermost frame at the very end, unless there are too many of them."""
ANSWER_BYTES: Final = 1 << 18

_FRAME: Final = re.compile(r'^  File "(.+)", line (\d+) in ', re.MULTILINE)


def answer_when_asked(channel: int) -> None:
    """From now on this process tells where it stands, down the channel."""
    faulthandler.register(ASK, file=channel, all_threads=True)


def ask(pid: int, channel: int) -> str:
    """The stacks of its threads; "" where it does not answer."""
    with suppress(ProcessLookupError):
        os.kill(pid, ASK)
    told, patience = b"", PATIENCE_SECONDS
    while len(told) < ANSWER_BYTES and select.select([channel], [], [], patience)[0]:
        piece = os.read(channel, 1 << 16)
        if not piece:
            break
        told += piece
        patience = PAUSE_SECONDS if told.endswith(_ENDS) else PATIENCE_SECONDS
    return told.decode("ascii", "replace")


def standing(processes: Iterable[str], file: str) -> str:
    """ " in line 7 of shop.py", by the stacks of the first process that stands there; "" if none does."""
    line = next(filter(None, (line_of(stacks, file) for stacks in processes)), 0)
    return f" in line {line} of {file}" if line else ""


def line_of(stacks: str, file: str) -> int:
    """The line of the program in `file` on which the one stands that moves, or the only one; 0 where nobody does."""
    name = PurePath(file).as_posix().encode("ascii", "backslashreplace").decode("ascii")
    parked: list[int] = []
    for stack in stacks.split("\n\n"):
        frames = _FRAME.findall(stack)
        at = next((place for place, (where, _) in enumerate(frames) if where == name), None)
        if at is None:
            continue
        line = int(frames[at][1])
        if not any("/engine/kernel/" in where for where, _ in frames[:at]):
            return line
        parked.append(line)
    return parked[0] if len(parked) == 1 else 0
