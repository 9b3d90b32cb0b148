"""The cyclic garbage collector while an execution is driven: rarer, and known to be at work.

An execution makes hundreds of thousands of small objects that live to its end (its trace), and the collector would walk them
again and again: a fifth of all time. While one is driven it looks less often, though often enough to find new rows in the processor's
cache: it lets go of a plain tuple at its first look. Whatever it finds, it finds at
a moment that depends on everything else in the process, so nothing it sets off may reach a trace: `is_at_work` tells.
"""

from __future__ import annotations

import gc

THRESHOLDS = 10_000, 50, 100

_drives = 0
_before = gc.get_threshold()
_at_work = False


def begin() -> None:
    """An execution is driven from now on; these nest."""
    global _drives, _before
    _drives += 1
    if _drives == 1:
        _before = gc.get_threshold()
        if _before[0]:
            gc.set_threshold(*THRESHOLDS)
        gc.callbacks.append(_watch)


def end() -> None:
    """Undo one `begin`."""
    global _drives
    _drives -= 1
    if _drives == 0:
        gc.set_threshold(*_before)
        gc.callbacks.remove(_watch)


def is_at_work() -> bool:
    """Whether the collector is running now (known only between `begin` and `end`)."""
    return _at_work


def _watch(phase: str, info: dict[str, int]) -> None:  # noqa: ARG001 - the signature gc wants
    global _at_work
    _at_work = phase == "start"
