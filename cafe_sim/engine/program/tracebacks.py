"""Tracebacks that speak of the program alone: frames of this engine are taken out."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

_OURS = str(Path(__file__).parent) + "/"


def strip(error: BaseException | None) -> None:
    """Take the frames of rewritten accesses out of an error's traceback, and of those behind it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        _strip(error)
        error = error.__cause__ or error.__context__


def _strip(error: BaseException) -> None:
    entries: list[TracebackType] = []
    entry = error.__traceback__
    changed = False
    while entry is not None:
        if entry.tb_frame.f_code.co_filename.startswith(_OURS):
            changed = True
        else:
            entries.append(entry)
        entry = entry.tb_next
    if not changed:
        return
    following: TracebackType | None = None
    for entry in reversed(entries):
        following = TracebackType(following, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    error.__traceback__ = following
