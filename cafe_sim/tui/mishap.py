"""When the game itself is wrong: a sentence for the player, the traceback in a file for whoever mends it."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

REPORT: Final = "mishap.txt"


def mishap(error: BaseException | None, folder: Path | None, *, ended: str = "game") -> str:
    """What to tell the player; the traceback is written to `folder`, if there is one that can be written."""
    what = "".join(traceback.format_exception_only(error)).strip() if error else "unknown"
    sentence = f"cafe-sim: a mistake of ours ended the {ended} ({what}). What you have won is kept. Please report it"
    if folder is not None and error is not None:
        try:
            (folder / REPORT).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError:
            return f"{sentence}."
        return f"{sentence}; the details are in {folder / REPORT}."
    return f"{sentence}."
