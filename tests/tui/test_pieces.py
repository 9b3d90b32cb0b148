"""Pieces of text in cells: whatever the data, a line is never wider than it may be, and nothing is lost that fits."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cafe_sim.tui.pieces import (
    EMPTY,
    Piece,
    centre,
    clip,
    fit,
    frame,
    indent,
    line,
    pad,
    padded,
    rule,
    spread,
    text_of,
    width_of,
    wrap,
)
from cafe_sim.tui.themes import look_of
from cafe_sim.tui.widgets.board import strip_of, target_at

TEXT = st.text(st.sampled_from("abc é›█茶┌ [/b]"), max_size=30)
LINES = st.lists(TEXT.map(Piece), max_size=4).map(tuple)
WIDTHS = st.integers(1, 60)


@given(LINES, WIDTHS)
def test_clipped_fits_and_what_fits_is_left_alone(pieces, width):
    clipped = clip(pieces, width)
    assert width_of(clipped) <= width
    if width_of(pieces) <= width:
        assert clipped == pieces
    else:
        assert text_of((clipped,)).endswith("…")


@given(LINES, LINES, st.integers(30, 140))
def test_spread_fills_the_width_and_keeps_the_right_end(left, right, width):
    pieces = spread(left, right, width)
    assert width_of(pieces) == max(width, width_of(right))
    assert pieces[len(pieces) - len(right) :] == right


@given(TEXT, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    page = wrap(text, width)
    assert all(0 < width_of(pieces) <= width for pieces in page)
    assert "".join(text_of(page).split()) == "".join(text.split())


def test_chinese_is_wrapped_between_letters_and_marks_stay_where_they_belong():
    said = "先读“收银机”，再写：Bo 写了 till.total（3.0）。"
    assert text_of(wrap(said, 12)).splitlines() == ["先读“收银", "机”，再写：", "Bo 写了", "till.total", "（3.0）。"]
    assert text_of(wrap(said, 80)) == said


@given(st.lists(st.sampled_from(["先", "读，", "“写”", "3 ", "（till）。", " ok "])), st.integers(12, 30))
@example(["“写”"] * 4, 13)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(units, width):
    text = "".join(units)
    lines = text_of(wrap(text, width)).splitlines()
    assert not any(one[0] in "，。）”" or one[-1] in "“（" for one in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_columns_are_padded_by_cells():
    assert [padded(word, 6) + "|" for word in ("ab", "锁", "收银机")] == ["ab    |", "锁    |", "收银机|"]


@given(st.lists(LINES, max_size=5), st.integers(8, 60))
def test_a_frame_is_a_rectangle(body, width):
    assert {width_of(pieces) for pieces in frame(line("Title"), body, width)} <= {width}
    assert {width_of(pieces) for pieces in frame(EMPTY, body, width)} == {width}


@given(LINES, st.integers(60, 100))
def test_a_strip_has_exactly_its_width_and_shows_markup_as_text(pieces, width):
    strip = strip_of(pieces, width, look_of("espresso"), look_of("espresso")(""))
    assert strip.cell_length == width
    shown = text_of((clip(pieces, width),))
    assert strip.text.rstrip() == shown if width_of(pieces) <= width else True


@given(LINES)
def test_every_cell_belongs_to_the_piece_that_is_drawn_there(pieces):
    named = tuple(piece._replace(target=str(number)) for number, piece in enumerate(pieces))
    x = 0
    for number, piece in enumerate(named):
        for _ in range(piece.width):
            assert target_at(named, x) == str(number)
            x += 1
    assert target_at(named, x) == ""
    assert target_at(named, -1) == ""


def test_small_helpers():
    assert text_of(indent((line("a"), EMPTY), 2)) == "  a\n"
    assert width_of(pad(line("ab"), 5)) == 5
    assert text_of((rule(line("A"), line("B"), 10),)) == "A ────── B"
    assert text_of((rule(line("A"), EMPTY, 6),)) == "A ────"
    assert text_of(centre((line("ab"),), 6, 5)) == "\n  ab"


@pytest.mark.parametrize("width", [-3, 0, 1])
def test_where_there_is_no_room_at_all_wrapping_ends(width):
    assert text_of(wrap("ab 漢", width)).split() == ["a", "b", "漢"]


@given(st.text(st.sampled_from("abc é█茶小"), max_size=20), WIDTHS)
def test_what_is_fitted_takes_exactly_its_cells(text, width):
    assert width_of((Piece(fit(text, width)),)) == width
