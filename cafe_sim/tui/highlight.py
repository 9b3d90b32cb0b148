"""Python in colour, line by line: for a text that is being typed and therefore mostly wrong.

A parser, and the standard library's tokenizer, give up at the first open bracket or quote. Here a line is coloured from
nothing but itself and the *state* in which the line before it ended: inside which quotes, if any. So a wrong line
spoils no other, and a change costs the lines that it changes. The looks are those of every program on the screen.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from cafe_sim.tui.pieces import Line, Page, Piece, width_of

WORD, STRING, NUMBER, COMMENT, DEFINED = "accent", "good", "wait", "dim", "bold"
LONGEST: Final = 2_000
"""Characters of a line that are coloured."""

_TOKEN: Final = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<open>(?:\b(?i:[rbfut]|br|rb|fr|rf|tr|rt))?(?P<quotes>'''|\"\"\"|'|\"))"
    r"|(?P<number>(?<![\w.])(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?|\.\d[\d_]*)[jJ]?)"
    r"|(?P<word>[^\W\d]\w*)"
)
_TO_THE_END: Final = {quotes: re.compile(rf"(?:[^\\]|\\.)*?{quotes}") for quotes in ("'''", '"""', "'", '"')}
_ODD_BACKSLASHES: Final = re.compile(r"(?<!\\)(?:\\\\)*\\$")
"""At its end they take a string on to the next line."""


class Highlight(NamedTuple):
    """A part of a line in one look; columns from 0, the end not included."""

    start: int
    end: int
    look: str


@lru_cache(maxsize=16_384)
def colour_line(text: str, state: str) -> tuple[tuple[Highlight, ...], str]:
    """The coloured spans of a line, in order, and the state after it: the quotes it is inside of, "" for none."""
    spans: list[Highlight] = []
    text = text[:LONGEST]
    at = 0
    if state:
        at, state = _string_end(text, 0, state)
        spans.append(Highlight(0, at, STRING))
    after_def = False
    while at < len(text) and (found := _TOKEN.search(text, at)) is not None:
        at = found.end()
        if found.lastgroup == "comment":
            spans.append(Highlight(found.start(), at, COMMENT))
        elif found.lastgroup == "number":
            spans.append(Highlight(found.start(), at, NUMBER))
        elif found.lastgroup == "word":
            word = found.group()
            if keyword.iskeyword(word):
                spans.append(Highlight(found.start(), at, WORD))
            elif after_def:
                spans.append(Highlight(found.start(), at, DEFINED))
            after_def = word in ("def", "class")
        else:
            at, state = _string_end(text, at, found.group("quotes"))
            spans.append(Highlight(found.start(), at, STRING))
    return tuple(span for span in spans if span.end > span.start), state


def _string_end(text: str, at: int, quotes: str) -> tuple[int, str]:
    """Where the string ends that is open at `at`, and the state from there on."""
    closed = _TO_THE_END[quotes].match(text, at)
    if closed is not None:
        return closed.end(), ""
    goes_on = len(quotes) == 3 or _ODD_BACKSLASHES.search(text, at) is not None
    return len(text), quotes if goes_on else ""


def states(lines: Iterable[str]) -> Iterator[str]:
    """The state before each line."""
    state = ""
    for line in lines:
        yield state
        _, state = colour_line(line, state)


def line_pieces(text: str, spans: Iterable[Highlight]) -> Line:
    """A line as pieces."""
    pieces: list[Piece] = []
    done = 0
    for start, end, look in spans:
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], look))
        done = end
    if text[done:]:
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


@lru_cache(maxsize=64)
def coloured(program: str) -> Page:
    """A program's lines in colour. Equal programs are coloured once."""
    lines = program.splitlines()
    return tuple(
        line_pieces(line, colour_line(line, state)[0]) for line, state in zip(lines, states(lines), strict=True)
    )


def without_comment(pieces: Line, width: int) -> Line:
    """A comment that would be cut is left out: half a sentence helps nobody."""
    if width_of(pieces) <= width or len(pieces) < 2 or not pieces[-1].text.startswith("#"):
        return pieces
    *kept, last = pieces[:-1]
    return (*kept, Piece(last.text.rstrip(), last.look))
