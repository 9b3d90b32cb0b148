"""A program being written: lines, comments beside them, and which step of which recipe a line stands for."""

from __future__ import annotations

import json
import keyword
import unicodedata
from dataclasses import dataclass

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
        "queue",
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


class Listing:
    """Lines so far."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.steps: dict[int, StepKey] = {}

    def line(self, depth: int, code: str, comment: str = "", step: StepKey | None = None) -> None:
        """One line, indented `depth` times; part of `step`, if it is."""
        text = "    " * depth + code
        comment = one_line(comment)
        if comment:
            text = f"{text:<{COMMENT_COLUMN}}  # {comment}" if len(text) <= COMMENT_COLUMN else f"{text}  # {comment}"
        self.out.append(text)
        if step is not None:
            self.steps[len(self.out)] = step

    def gap(self, lines: int = 2) -> None:
        """So many empty lines."""
        self.out.extend([""] * lines)


@dataclass(frozen=True, slots=True)
class Written:
    """A program and what its lines stand for."""

    text: str
    """The whole, as it is shown and exported."""
    fixed: str
    """The same, with the player's rows imported from a module `plan` …"""
    rows: str
    """… which is this. So plans that differ in rows alone share all that has to be compiled."""
    lines: dict[int, StepKey]
    """Program line → (item, step id)."""
    guards: dict[str, str]
    """What the program calls a lock, or a hook with tokens → what it hangs on."""
    signals: tuple[str, ...]
    """What the program calls its bells and rails."""
    count_line: int
    """The line on which money is counted, 0 for none …"""
    count_seconds: float
    """… and how long that takes."""


def identifier(name: str) -> str:
    """A Python name for a café word: "pour-over" → "pour_over"."""
    plain = unicodedata.normalize("NFKC", name.strip().lower())  # as Python itself reads names
    cleaned = "".join(letter if f"x{letter}".isidentifier() else "_" for letter in plain)
    cleaned = cleaned if cleaned.isidentifier() else f"x{cleaned}"
    return f"{cleaned}_" if keyword.iskeyword(cleaned) or cleaned in RESERVED else cleaned


def quoted(text: str) -> str:
    """As a Python string, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def one_line(text: str) -> str:
    """Without whatever could end a comment or a docstring: a word from a level is never code."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.replace("\\", "/").replace('"', "'").split())


def class_name(variable: str) -> str:
    """The class of a thing: "till" → "Till"."""
    return variable.title().replace("_", "")


def seconds(value: float) -> str:
    """As a person would write it: 4, 0.5."""
    return f"{value:g}"
