"""A terminal that has gone: the game ends.

Who closes a terminal's window ends what runs there, by SIGHUP. But it is told to the first program in the terminal
alone, and one that stands before the game may keep it to itself: `make` waits for what it has started. The game would
ask what is no longer there for keys, for ever, and use up a core.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

LOOKS_S = 2.0
"""Seconds between two looks."""


def watched(every: Callable[[float, Callable[[], None]], object]) -> None:
    """Look whether the terminal is there, every so often, if it is one now."""
    if hasattr(signal, "SIGHUP") and sys.__stdin__ is not None and sys.__stdin__.isatty():
        every(LOOKS_S, _look)


def _look() -> None:
    if not os.isatty(0):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGHUP)
