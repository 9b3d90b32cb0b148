"""A page of Python being written: lines, comments beside them, and which step of which recipe a line stands for."""

from __future__ import annotations

import keyword

COMMENT_COLUMN = 32
"""Comments start after this column wherever the code leaves room, so that re-indenting a line moves no other."""

RESERVED = frozenset(
    [
        "asyncio",
        "cafe",
        "count",
        "hand_overs",
        "main",
        "make",
        "make_async",
        "open_doors",
        "order",
        "orders",
        "plan",
        "ready",
        "rules",
        "serve",
        "sold_out",
        "station",
        "threading",
        "tickets",
        "time",
        "work",
    ]
)
"""What the program's own words are."""

StepKey = tuple[str, str]
"""(item, step id)"""


class Page:
    """Lines so far."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.steps: dict[int, StepKey] = {}

    def line(self, depth: int, code: str, comment: str = "", step: StepKey | None = None) -> None:
        """One line, indented `depth` times; part of `step`, if it is."""
        text = "    " * depth + code
        if comment:
            text = f"{text:<{COMMENT_COLUMN}}  # {comment}" if len(text) <= COMMENT_COLUMN else f"{text}  # {comment}"
        self.out.append(text)
        if step is not None:
            self.steps[len(self.out)] = step

    def gap(self, lines: int = 2) -> None:
        """So many empty lines."""
        self.out.extend([""] * lines)


def identifier(name: str) -> str:
    """A Python name for a café word: "pour-over" → "pour_over"."""
    cleaned = "".join(letter if letter.isalnum() else "_" for letter in name.strip().lower())
    cleaned = cleaned if cleaned.isidentifier() else f"x{cleaned}"
    return f"{cleaned}_" if keyword.iskeyword(cleaned) or cleaned in RESERVED else cleaned


def seconds(value: float) -> str:
    """As a person would write it: 4, 0.5."""
    return f"{value:g}"
