"""The footer takes a second line before it leaves anything out, leaves out the least important first, and never in
silence.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.widgets.footer import LINES, MORE, ROOMY, CafeFooter, buttons, footer_lines

HELP = Command("help", "question_mark", "help", "Help.", rank=0)
TABLE = (
    HELP,
    Command("hand", "enter", "hand over", "Hand over.", rank=0),
    Command("undo", "u", "undo", "Undo."),
    Command("log", "l", "log", "Log.", rank=2),
    Command("secret", "s", "secret", "Never in the footer.", rank=3),
)


def text(width: int, at_most: int = 1) -> str:
    return text_of(footer_lines(TABLE, width, {}, at_most=at_most))


def test_with_room_all_is_there_in_the_tables_order():
    assert text(60) == " ? help   enter hand over   u undo   l log"


def test_then_it_is_set_tighter_then_the_least_important_go_and_that_is_said():
    assert text(40) == " ? help  enter hand over  u undo  l log"
    assert text(38) == " ? help  enter hand over  u undo  … ?"
    assert text(34) == " ? help   enter hand over   … ?"


def test_where_there_is_height_a_second_line_comes_first():
    assert text(60, LINES) == text(60)
    assert text(40, LINES) == text(40)
    assert text(38, LINES) == " ? help   enter hand over   u undo\n l log"
    assert text(18, LINES) == " ? help   … ?"


def test_of_equals_what_cannot_be_done_now_goes_first():
    table = (*TABLE[:3], Command("redo", "y", "redo", "Redo."))
    assert text_of(footer_lines(table, 38, {}, frozenset({"undo"}))) == " ? help  enter hand over  y redo  … ?"


@given(st.integers(13, 100))
def test_it_fits_and_help_is_first(width):
    assert width_of(footer_lines(TABLE, width, {})[0]) <= width
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
    assert footer_lines(TABLE, 34, {})[0][-1] == MORE
    assert MORE.target == "help"


class Counter(CafeScreen):
    """Has more commands than one line of 60 cells holds; one of them is not always there."""

    commands = (*TABLE[1:4], Command("brew", "b", "brew", "Brew."), Command("froth", "f", "froth the milk", "Froth."))
    common = (BACK,)
    milk = False
    brewed = 0

    def check_action(self, action, parameters):
        return self.milk if action == "froth" else True

    def action_brew(self):
        self.brewed += 1


@pytest.mark.asyncio
async def test_it_takes_the_line_that_it_needs_keeps_it_and_is_clicked_there(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, ROOMY)) as pilot:
        counter = Counter()
        app.push_screen(counter)
        await pilot.pause()
        footer = counter.query_one(CafeFooter)
        assert look(app).splitlines()[-1] == " ? help  enter hand over  u undo  l log  b brew  esc back"
        counter.milk = True
        counter.refresh_bindings()
        await pilot.pause()
        await pilot.pause()
        assert look(app).splitlines()[-2:] == [
            " ? help   enter hand over   u undo   l log   b brew",
            " f froth the milk   esc back",
        ]
        assert await pilot.click(footer, offset=(look(app).splitlines()[-2].index("brew"), 0))
        assert counter.brewed == 1
        counter.milk = False
        counter.refresh_bindings()
        await pilot.pause()
        assert footer.size.height == LINES
        counter.milk = True
        await pilot.resize_terminal(60, ROOMY - 1)
        await pilot.pause()
        assert footer.size.height == 1
        assert "… ?" in look(app).splitlines()[-1]
