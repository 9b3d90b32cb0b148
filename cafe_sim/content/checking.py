"""How a check on content speaks: one line each, one sentence with the key's path when it fails.

Names (of workers, items, steps, stations, things) become identifiers and comments of the generated program, so they are
held to a small alphabet here and need no escaping anywhere else.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cafe_sim.content import limits
from cafe_sim.content.safetext import harmless, shown
from cafe_sim.errors import BadContent

_LETTERS: Final = "A-Za-zÀ-ÖØ-öø-ÿ"
NAME: Final = re.compile(rf"[{_LETTERS}][{_LETTERS}0-9]*(?:[ -][{_LETTERS}0-9]+)*")
FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
WORKER: Final = re.compile(rf"[{_LETTERS}]+")
ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")
_LABEL: Final = re.compile(rf"[{_LETTERS}0-9 ,.:;'’()/+×–-]*")


class Check:
    """The checks, knowing the file that they speak of."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, path: str, what: str) -> BadContent:
        return BadContent(f"{self.file}: {harmless(path)} {harmless(what)}.")

    def that(self, holds: bool, path: str, what: str) -> None:
        if not holds:
            raise self.fail(path, what)

    def number(self, path: str, value: float, low: float, high: float) -> None:
        self.that(
            math.isfinite(value) and low <= value <= high,
            path,
            f"is {shown(value)}; write a number from {low:g} to {high:g}",
        )

    def seconds(self, path: str, value: float) -> None:
        self.number(path, value, 0, limits.SECONDS)
        exact = math.isclose(value * 1000, round(value * 1000), abs_tol=1e-6)
        self.that(exact, path, f"is {shown(value)}; times are given to the millisecond")

    def count(self, path: str, values: Sequence[object] | Mapping[str, object], most: int, least: int = 0) -> None:
        self.that(least <= len(values) <= most, path, f"has {len(values)} entries; write {least} to {most}")

    def one_of(self, path: str, value: str, known: Iterable[str], what: str) -> None:
        names = list(known)
        there = ", ".join(names) or "none"
        self.that(value in names, path, f"names {shown(value)}, but there is no such {what}; there is: {there}")

    def name(self, path: str, value: str, pattern: re.Pattern[str] = NAME) -> None:
        fits = len(value) <= limits.NAME_CHARACTERS and pattern.fullmatch(value) is not None
        self.that(
            fits and not keyword.iskeyword(value),
            path,
            f"is {shown(value)}; a name has at most {limits.NAME_CHARACTERS} letters and digits, and begins with a letter",
        )

    def label(self, path: str, value: str) -> None:
        fits = len(value) <= limits.LABEL_CHARACTERS and _LABEL.fullmatch(value) is not None
        self.that(
            fits,
            path,
            f"is {shown(value)}; use at most {limits.LABEL_CHARACTERS} letters, digits and plain punctuation",
        )

    def unique(self, path: str, values: Iterable[str], what: str) -> None:
        seen: set[str] = set()
        for value in values:
            self.that(value not in seen, path, f"has two {what} called {shown(value)}; rename one")
            seen.add(value)
