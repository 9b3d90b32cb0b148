"""The settings as a page: each with all that it can be, what it is for, and what the chosen one is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.player.settings import PREFERENCES, Preference
from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pages.help import state_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, beside, indent, padded, rule, width_of, wrap
from cafe_sim.tui.themes import NO, YES

if TYPE_CHECKING:
    from cafe_sim.game.player.settings import Settings

LABEL: Final = 12
WIDEST: Final = 84
SAMPLE_GAP: Final = 6
SAMPLE_AT_LEAST: Final = 60
"""Cells of the sample of how it looks, where there is room for one."""
ON: Final = "●"
OFF: Final = "○"


@dataclass(frozen=True, slots=True)
class SettingsAction:
    """A row that does something instead of being something."""

    id: str
    label: str
    about: str


def option_lines(choice: Preference, settings: Settings, width: int) -> list[Line]:
    """All options, the chosen one with a full dot, in as many lines as they need."""
    lines: list[Line] = []
    row: Line = EMPTY
    chosen = choice.place(settings)
    for place, option in enumerate(choice.options):
        target = f"put({choice.field!r}, {place})"
        on = place == chosen
        cell: Line = (
            Piece(f"{ON if on else OFF} ", "accent" if on else "dim", target),
            Piece(say(option.word), "accent bold" if on else "", target),
        )
        if row and width_of(row) + 2 + width_of(cell) > width:
            lines.append(row)
            row = EMPTY
        row = (*row, *((Piece("  "),) if row else EMPTY), *cell)
    return [*lines, row]


def _row(label: str, marked: bool, lines: Sequence[Line], target: str) -> list[Line]:
    """`lines` with the label before the first of them."""
    head = (
        Piece("› " if marked else "  ", "accent", target),
        Piece(padded(label, LABEL), "accent bold" if marked else "bold", target),
    )
    first, *rest = lines
    return [(*head, *first), *indent(rest, LABEL + 2)]


def settings_page(
    settings: Settings, deeds: Sequence[SettingsAction], marked: int, asked: str, width: int, height: int
) -> tuple[Page, int]:
    """The page, and the line of it that must be seen. `asked` is the deed that waits to be asked once more."""
    inner = min(width - 4, WIDEST)
    room = inner - LABEL - 2
    roomy = height >= 2 + 3 * (len(PREFERENCES) + len(deeds))
    rows: list[list[Line]] = []
    for place, choice in enumerate(PREFERENCES):
        lines = option_lines(choice, settings, room)
        about = retell(say(choice.chosen(settings).about))
        said = say("{first} {then}", first=say(choice.about), then=about) if place == marked else about
        rows.append(_row(say(choice.label), place == marked, [*lines, *wrap(said, room, "dim")], f"mark({place})"))
    for place, deed in enumerate(deeds, len(PREFERENCES)):
        look = "bad" if deed.id == asked else "dim"
        said = say(deed.about)
        if deed.id == asked:
            said = say("{about} Enter once more does it; any other key leaves it.", about=said)
        rows.append(_row(say(deed.label), place == marked, wrap(said, room, look), f"deed({place})"))
    wide = width - 4 >= inner + SAMPLE_GAP + SAMPLE_AT_LEAST
    whole = min(width - 4, inner + SAMPLE_GAP + WIDEST) if wide else inner
    lines = [rule((Piece(say("Settings"), "title"),), (Piece(say("kept as you choose"), "dim"),), whole), EMPTY]
    at, above = 0, len(lines)
    for place, row in enumerate(rows):
        at = len(lines) + len(row) - 1 if place == marked else at
        lines += [*row, *((EMPTY,) if roomy else ())]
    if wide:
        sample = _sample(whole - inner - SAMPLE_GAP)
        lines[above:] = beside(lines[above:], sample, inner + SAMPLE_GAP)
    return indent(lines, (width - whole) // 2), at


SAMPLE: Final = """\
def ring_up(order):
    with till_lock:
        till.total += 3.00    # read, think, write
    serve(order, "with sugar")
"""


def _sample(width: int) -> list[Line]:
    """What the theme and the signs are like: the states of lanes, what is good and what is not, and a program."""
    head = rule((Piece(say("how it looks"), "bold"),), EMPTY, width)
    stars: Line = (
        Piece("★★", "star"),
        Piece("☆   ", "dim"),
        Piece(f"{YES} {say('worked')}   ", "good"),
        Piece(f"{NO} {say('did not work')}", "bad"),
    )
    code = [indent([pieces], 2)[0] for pieces in coloured(SAMPLE)]
    return [head, *state_lines(width)[2:], EMPTY, (Piece("  "), *stars), EMPTY, *code]
