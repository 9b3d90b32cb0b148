"""When the game itself is wrong: a sentence for the player, the traceback in a file for whoever mends it."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from cafe_sim.catalogue import say

REPORT: Final = "mishap.txt"


def mishap(error: BaseException | None, folder: Path | None, *, ended: str = "game") -> str:
    """What to tell the player; the traceback is written to `folder`, if there is one that can be written."""
    what = "".join(traceback.format_exception_only(error)).strip() if error else say("unknown")
    sentence = say(
        "cafe-sim: a mistake of ours ended {ended} ({what}). What you have won is kept. Please report it",
        ended=say("the screen") if ended == "screen" else say("the game"),
        what=what,
    )
    if folder is not None and error is not None:
        try:
            (folder / REPORT).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError:
            return say("{sentence}.", sentence=sentence)
        return say("{sentence}; the details are in {file}.", sentence=sentence, file=folder / REPORT)
    return say("{sentence}.", sentence=sentence)
