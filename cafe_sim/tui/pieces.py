"""Pages made of pieces: what a view model hands to a widget, text with the name of a look and of a target.

Nothing here knows Textual, so pages are built by pure functions and tested as text. A `Piece` names its look in words
("accent bold"; see `themes`) and, where a click on it means something, the target that is reported back.
Widths are terminal cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple
from unicodedata import category

from rich.cells import cell_len, set_cell_size


class Piece(NamedTuple):
    """Text, with the name of its look and of what a click on it means, if anything."""

    text: str
    look: str = ""
    target: str = ""

    @property
    def width(self) -> int:
        return cell_len(self.text)


Line = tuple[Piece, ...]
Page = tuple[Line, ...]

EMPTY: Line = ()


def line(*parts: Piece | str) -> Line:
    """A line of pieces; a bare string has the plain look."""
    return tuple(part if isinstance(part, Piece) else Piece(part) for part in parts)


def width_of(pieces: Iterable[Piece]) -> int:
    """In terminal cells."""
    return sum(piece.width for piece in pieces)


def pad(pieces: Line, width: int) -> Line:
    """`pieces` filled up with blanks to `width`; never cut."""
    missing = width - width_of(pieces)
    return (*pieces, Piece(" " * missing)) if missing > 0 else pieces


def padded(text: str, width: int) -> str:
    """`text` filled up with blanks to `width` cells; never cut.

    For columns: `str.format` counts letters, and some take two cells.
    """
    return text + " " * (width - cell_len(text))


def clip(pieces: Line, width: int) -> Line:
    """`pieces` cut to `width`, the last cell an ellipsis where something is missing."""
    if width_of(pieces) <= width:
        return pieces
    kept: list[Piece] = []
    room = max(width - 1, 0)
    for piece in pieces:
        if piece.width > room:
            kept.append(piece._replace(text=set_cell_size(piece.text, room)))
            break
        kept.append(piece)
        room -= piece.width
    return (*kept, Piece("…"[:width], kept[-1].look if kept else "")) if width > 0 else EMPTY


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    return padded("".join(piece.text for piece in clip((Piece(text),), width)), width)


def under(pieces: Line, look: str, target: str) -> Line:
    """The whole line with one more look and one target."""
    return tuple(Piece(piece.text, f"{look} {piece.look}".strip(), target) for piece in pieces)


def spread(left: Line, right: Line, width: int, fill: Piece | None = None) -> Line:
    """`left` and `right` at the two ends of a line; `fill` is one cell that is repeated between them.

    Where both do not fit, the left part is cut.
    """
    gap = width - width_of(right)
    left = clip(left, max(gap - 1, 0)) if width_of(left) >= gap else left
    between = width - width_of(left) - width_of(right)
    one = fill or Piece(" ")
    return (*left, Piece(one.text * max(between, 0), one.look), *right)


def rule(left: Line, right: Line, width: int) -> Line:
    """A heading line: words, a thin rule, words."""
    return spread((*left, Piece(" ")), (Piece(" "), *right) if right else EMPTY, width, Piece("─", "frame"))


def indent(page: Iterable[Line], by: int) -> Page:
    """Every line moved right by `by` cells."""
    return tuple((Piece(" " * by), *pieces) if pieces and by > 0 else pieces for pieces in page)


def beside(left: Sequence[Line], right: Sequence[Line], width: int) -> Page:
    """Two blocks side by side, the right one from cell `width` on; the left one is cut where it is wider."""
    return tuple(
        (*pad(clip(first, width), width), *second) if second else first
        for first, second in zip_longest(left, right, fillvalue=EMPTY)
    )


def centre(page: Sequence[Line], width: int, height: int) -> Page:
    """The page as a block in the middle of `width` × `height`, a little above the middle."""
    block = max((width_of(pieces) for pieces in page), default=0)
    above = max(height - len(page), 0) * 2 // 5
    return (EMPTY,) * above + indent(page, max(width - block, 0) // 2)


def wrap(text: str, width: int, look: str = "") -> Page:
    """`text` in lines of at most `width` cells, broken at blanks and between Chinese letters; a word longer than a line
    is cut into lines.
    """
    width = max(width, 1)  # of a window too small for anything, where a longer word could never be cut short enough
    lines: list[Line] = []
    current = ""
    for gap, word in _words(text):
        while cell_len(word) > width:
            if current:
                lines.append((Piece(current, look),))
                current = ""
            head = set_cell_size(word, width).rstrip() or word[:1]
            lines.append((Piece(head, look),))
            word = word[len(head) :]
        joined = f"{current}{gap}{word}" if current else word
        if cell_len(joined) > width:
            lines.append((Piece(current, look),))
            joined = word
        current = joined
    if current:
        lines.append((Piece(current, look),))
    return tuple(lines)


def _clings(before: str, after: str) -> bool:
    """No line is broken between them: a closing mark stays with what it closes, an opening one with what it opens."""
    opens, closes = category(before) in {"Ps", "Pi"} or before == "#", category(after) in {"Po", "Pe", "Pf", "Pd"}
    return opens or (closes and after != "#")


def _words(text: str) -> Iterator[tuple[str, str]]:
    """(the blank before it, what stays on one line): a word, or a Chinese letter with the marks that belong to it."""
    for word in text.split():
        start = 0
        if not word.isascii():
            for place in range(1, len(word)):
                before, after = word[place - 1], word[place]
                is_wide = cell_len(before) > 1 or cell_len(after) > 1
                is_seam = category(before) == "Pf" and category(after) == "Pi"  # ”“ are narrow, whatever they quote
                if (is_wide or is_seam) and not _clings(before, after):
                    yield "" if start else " ", word[start:place]
                    start = place
        yield "" if start else " ", word[start:]


def frame(title: Line, body: Sequence[Line], width: int, look: str = "frame") -> Page:
    """`body` in a light box of `width`, `title` set into its upper edge. Lines too long are cut."""
    inner = width - 4
    top = clip(title, inner - 2)
    head = (
        (Piece("┌ ", look), *top, Piece(" " + "─" * (inner - width_of(top)) + "┐", look))
        if title
        else (Piece("┌" + "─" * (width - 2) + "┐", look),)
    )
    rows = tuple((Piece("│ ", look), *pad(clip(pieces, inner), inner), Piece(" │", look)) for pieces in body)
    return (head, *rows, (Piece("└" + "─" * (width - 2) + "┘", look),))


def text_of(page: Iterable[Line]) -> str:
    """The page as plain text, for tests and logs."""
    return "\n".join("".join(piece.text for piece in pieces).rstrip() for pieces in page)
