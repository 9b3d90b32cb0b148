"""What can be done at every desk: rows for the tables of the screens that are made of it (`tui.desk`)."""

from __future__ import annotations

from typing import Final

from cafe_sim.tui.commands import Command

BUSY: Final = "One thing at a time: x stops what is going on."

RUN: Final = Command("run", "r,ctrl+r", "run", "Run it once, on virtual time.", "Program", rank=0, not_now=BUSY)
STOP: Final = Command("stop", "x", "stop", "Stop what is going on.", "Program", rank=0)
TYPE: Final = Command("type", "e", "edit", "Type: every key goes into the text, until esc.", "Program", rank=0)
TIMELINE: Final = Command("timeline", "t", "timeline", "Who did what when, in what is reported.", "Program", rank=2)
READING: Final = (
    Command("read", "tab", "report", "The report alone, or text and report.", "Program", rank=1),
    Command("up", "up,k", "scroll", "Scroll the report up.", "Program", rank=3),
    Command("down", "down,j", "scroll", "Scroll the report down.", "Program", rank=3),
    Command("page_up", "pageup", "page", "A page up.", "Program", rank=3),
    Command("page_down", "pagedown,space", "page", "A page down.", "Program", rank=3),
    Command("wrong", "n", "next error", "Put the cursor on the next line that something wrong points at.", "Program", rank=3),
)  # fmt: skip
