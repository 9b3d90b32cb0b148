"""The footer leaves out the least important first, and never in silence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.widgets.footer import buttons, footer_line

HELP = Command("help", "question_mark", "help", "Help.", rank=0)
TABLE = (
    HELP,
    Command("hand", "enter", "hand over", "Hand over.", rank=0),
    Command("undo", "u", "undo", "Undo."),
    Command("log", "l", "log", "Log.", rank=2),
    Command("secret", "s", "secret", "Never in the footer.", rank=3),
)


def text(width: int) -> str:
    return text_of((footer_line(TABLE, width, {}),))


def test_with_room_all_is_there_in_the_tables_order():
    assert text(60) == " ? help   enter hand over   u undo   l log"


def test_then_it_is_set_tighter_then_the_least_important_go_and_that_is_said():
    assert text(40) == " ? help  enter hand over  u undo  l log"
    assert text(38) == " ? help  enter hand over  u undo  …"
    assert text(30) == " ? help  enter hand over  …"


@given(st.integers(10, 100))
def test_it_fits_and_help_is_first(width):
    pieces = footer_line(TABLE, width, {})
    assert width_of(pieces) <= max(width, 11)
    assert text(width).startswith(" ? help")
    missing = any(command.label not in text(width) for command in TABLE[:4])
    assert ("…" in text(width)) == missing


def test_what_cannot_be_done_now_is_grey_and_says_why_when_it_is_clicked():
    (key, label) = buttons(TABLE[2], {}, enabled=False)
    assert (key.look, label.look) == ("dim", "dim")
    assert key.target == label.target == "explain('undo')"
    (key, label) = buttons(TABLE[2], {"undo": "backspace"}, enabled=True)
    assert (key.text, key.target, label.target) == ("backspace", "undo", "undo")


def test_the_ellipsis_opens_help():
    assert footer_line(TABLE, 30, {})[-1].target == "help"
