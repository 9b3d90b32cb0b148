"""Text from outside, made harmless once, at the border.

`SafeText` is a line of prose, `SafeCode` a program's text. Both are `str`, so whatever shows a string shows them; what
makes them safe is what is not in them:

- no control character (C0, DEL, C1: no escape sequence, bell or NUL reaches a terminal);
- no character that turns the direction of text, has no width, or is a line separator in disguise;
- no surrogate, no private-use character, nothing unassigned: nobody knows how wide those are;
- in `SafeText` also no line break and no square bracket: `[` and `]` become `(` and `)`, so that neither rich's nor
  Textual's markup finds a tag in it, even in a widget that forgot to turn markup off. `SafeCode` keeps its brackets, it
  would be no program without them: show it as `Text` or `Content`, never as markup.

A character that may not stay is replaced by � where it stood, so that its author sees that it was taken away.
Making safe text of safe text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Self

from cafe_sim.errors import CafeError

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ROUND: Final = str.maketrans("[]", "()")
_VARIATION_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_COMBINING_AT_MOST: Final = 4
_HANGUL_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by category, drawn as nothing."""


def harmless(text: str) -> str:
    """`text` without the characters that this module's docstring bans; brackets stay."""
    if text.isascii() and text.isprintable():
        return text
    return _VARIATION_SELECTORS.sub("", masked(unicodedata.normalize("NFC", text)))


def masked(text: str) -> str:
    """`text` with each banned character replaced where it stands: its length is kept, for text that is being edited."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in _UNSAFE_CATEGORIES or character in _HANGUL_FILLERS or marks > _COMBINING_AT_MOST:
            out.append(_REPLACEMENT)
        else:
            out.append(character)
    return "".join(out)


class SafeText(str):
    """One line of prose that any terminal and any widget can show. Constructing one makes it safe."""

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        return super().__new__(cls, harmless(" ".join(text.split("\n")).translate(_ROUND)))


class SafeCode(str):
    """A program's text: lines ending in a line feed, brackets kept, otherwise as harmless as `SafeText`."""

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        lines = text.replace("\r\n", "\n").expandtabs(4).split("\n")
        return super().__new__(cls, "\n".join(harmless(line) for line in lines))


def shown(value: object, at_most: int = 60) -> str:
    """`value` as an error sentence may quote it: safe, on one line, not too long."""
    text = SafeText(repr(value) if not isinstance(value, str) else f'"{value}"')
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def said_of(error: BaseException) -> str:
    """What an exception says, on one line and without a full stop: of ours its sentence, of others their kind, too.

    It may quote a line of somebody's program, so brackets stay: show it as text, never as markup.
    """
    said = str(error) if isinstance(error, CafeError) else f"{type(error).__name__}: {error}"
    return harmless(" ".join(said.split("\n"))).rstrip(".")
