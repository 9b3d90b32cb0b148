"""Standing rules as a small board: item → worker(s), which order next, and when to hand over.

Pure: a `RulesDraft` is changed by keys and clicks, drawn as a page, and only becomes rules when the player says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cafe_sim.cafe.model import Item, Next, Rules, When
from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.serving.view import strip_of
from cafe_sim.game.words import NEXT_MEANS, WHEN_MEANS
from cafe_sim.tui.pages.lanes import strip_pieces
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, fit, frame, line, pad, width_of
from cafe_sim.tui.themes import CURSOR

NEXTS: Final[tuple[tuple[Next, str], ...]] = (
    ("arrival", to_say("arrival")),
    ("patience", to_say("patience")),
    ("longest", to_say("longest wait")),
)
WHENS: Final[tuple[tuple[When, str], ...]] = (
    ("at once", to_say("at once")),
    ("when free", to_say("when free")),
)
NAME_CELLS: Final = 10
BOX_CELLS: Final = 68
STRIP_CELLS: Final = 12
MAKERS: Final = to_say("Who makes it. Of several, who has the least in hand.")


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """Rules being set."""

    able: tuple[tuple[str, tuple[str, ...]], ...]
    """(item, who can make it), in the order of the menu."""
    makers: tuple[tuple[str, str], ...] = ()
    """(item, worker) pairs that are switched on."""
    next: Next = "arrival"
    when: When = "at once"
    at: int = 0
    """The marked line."""

    @property
    def lines(self) -> int:
        return len(self.able) + 2

    def options(self, index: int) -> tuple[tuple[str, bool], ...]:
        """(words, switched on) of a line."""
        if index < len(self.able):
            item, able = self.able[index]
            return tuple((name, (item, name) in self.makers) for name in able)
        if index == len(self.able):
            return tuple((words, value == self.next) for value, words in NEXTS)
        return tuple((words, value == self.when) for value, words in WHENS)

    @property
    def meaning(self) -> str:
        """What the marked line says as it stands."""
        if self.at < len(self.able):
            return MAKERS
        return NEXT_MEANS[self.next] if self.at == len(self.able) else WHEN_MEANS[self.when]

    def moved(self, by: int) -> RulesDraft:
        return replace(self, at=(self.at + by) % self.lines)

    def picked(self, index: int, option: int) -> RulesDraft:
        """Option number `option` of line `index` switched: a maker on or off, else it alone is on."""
        if not 0 <= option < len(self.options(index)):
            return self
        if index < len(self.able):
            item, able = self.able[index]
            pair = (item, able[option])
            without = tuple(known for known in self.makers if known != pair)
            return replace(self, at=index, makers=without if pair in self.makers else (*self.makers, pair))
        if index == len(self.able):
            return replace(self, at=index, next=NEXTS[option][0])
        return replace(self, at=index, when=WHENS[option][0])

    def turned(self) -> RulesDraft:
        """The next choice of the marked line alone, after the last one the first."""
        options = self.options(self.at)
        on = next((option for option, (_, is_on) in enumerate(options) if is_on), -1)
        item = self.able[self.at][0] if self.at < len(self.able) else ""
        others = tuple(pair for pair in self.makers if pair[0] != item)
        return replace(self, makers=others).picked(self.at, (on + 1) % len(options))

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Item → makers, in the order of the menu and the staff."""
        rows = ((item, tuple(name for name in able if (item, name) in self.makers)) for item, able in self.able)
        return {item: names for item, names in rows if names}


def draft_of(able: tuple[tuple[str, tuple[str, ...]], ...], rules: Rules | None) -> RulesDraft:
    """What is in force, to start from."""
    if rules is None:
        return RulesDraft(able)
    pairs = tuple((item, name) for item, names in rules.makers.items() for name in names)
    return RulesDraft(able, pairs, rules.next, rules.when)


def rules_page(draft: RulesDraft, width: int, height: int, menu: Sequence[Item] = ()) -> Page:
    """The board in the middle of the screen; on the right the steps of what is on the menu, as far as there is room."""
    inner = min(width - 2, BOX_CELLS) - 4
    drawn = [strip_pieces(strip_of(item), STRIP_CELLS) for item in menu]
    lines = [_line(draft, index) for index in range(len(draft.able))]
    if drawn and max(map(width_of, lines)) + STRIP_CELLS < inner:
        lines = [(*pad(text, inner - STRIP_CELLS), *strip) for text, strip in zip(lines, drawn, strict=True)]
    rows: list[Line] = [
        line(Piece(say("What a rule covers, the program hands over by itself."), "dim")),
        EMPTY,
        *lines,
        EMPTY,
        _line(draft, len(draft.able)),
        _line(draft, len(draft.able) + 1),
        EMPTY,
        line(Piece(say(draft.meaning), "dim")),
    ]
    box = frame(line(Piece(say("Standing rules"), "title")), rows, min(width - 2, BOX_CELLS))
    return centre(box, width, height)


def _line(draft: RulesDraft, index: int) -> Line:
    marked = index == draft.at
    last = (say("next"), say("hand over"))
    name = retell(draft.able[index][0]) if index < len(draft.able) else last[index - len(draft.able)]
    pieces: list[Piece] = [Piece(f"{CURSOR if marked else ' '} ", "accent")]
    pieces.append(Piece(fit(name, NAME_CELLS), "bold" if marked else "", f"line:{index}"))
    for number, (words, on) in enumerate(draft.options(index), 1):
        target = f"pick:{index}:{number - 1}"
        pieces += [
            Piece(f" {number} " if marked else "   ", "key", target),
            Piece(f"[{say(words)}]" if on else f" {say(words)} ", "accent bold" if on else "dim", target),
        ]
    return tuple(pieces)
