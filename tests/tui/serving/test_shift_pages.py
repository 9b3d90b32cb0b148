"""What the shift's widgets draw, from hand-made views: text, widths, and what a click means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.cafe.model import Item, Step
from cafe_sim.game.views import Forecast, Lane, LogLine, OrderView, Segment, ShiftView, Strip, ThingView, WorkerView
from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pages.lanes import Axis, lane_pieces, strip_pieces
from cafe_sim.tui.pages.serving.log import log_page, most_back
from cafe_sim.tui.pages.serving.program import code_page, fold, top_for, who_stands_where
from cafe_sim.tui.pages.serving.rail import patience_pieces, rail_page
from cafe_sim.tui.pages.serving.rules import draft_of, rules_page
from cafe_sim.tui.pages.serving.shift import heading, message, prompts
from cafe_sim.tui.pages.serving.staff import axis_for, forecast_pieces, staff_page
from cafe_sim.tui.pages.serving.things import things_page
from cafe_sim.tui.pieces import Piece, text_of, width_of

LATTE = (Strip("run", 2, "grind"), Strip("wait", 6, "it drips"))
PROGRAM = 'async def ana():\n    """Serves\n    all."""\n    await sleep(3.5)  # dripping\n'


def an_order(number: int, **more) -> OrderView:
    first = OrderView(number, "latte", LATTE, 0.0, 20.0, "rail", "", "")
    return replace(first, **more)


def a_worker(name: str = "Ana", **more) -> WorkerView:
    first = WorkerView(name, "barista", "1", "wait", "hands free", 0, Lane(name, ()), (), 0)
    return replace(first, **more)


def a_view(**more) -> ShiftView:
    first = ShiftView(
        now=7.0, started=True, standing="", over=False, orders=(), workers=(a_worker(),), things=(), served=1, lost=0,
        log=(), program=PROGRAM, rules=False, can_undo=True, level="A9", title="Down to the cellar",
    )  # fmt: skip
    return replace(first, **more)


# ---- the rail ----------------------------------------------------------------------------------


def test_a_strip_has_a_cell_for_each_second_waits_light_and_hands_on_dark():
    pieces = strip_pieces(LATTE, 20)
    assert "".join(p.text for p in pieces) == "██──────"
    assert [p.look for p in pieces] == ["run", "wait"]


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 30), min_size=1, max_size=6), st.integers(6, 40))
def test_a_strip_never_overflows_and_no_step_vanishes(seconds, cells):
    pieces = strip_pieces(tuple(Strip("wait", s, "") for s in seconds), cells)
    assert width_of(pieces) <= cells
    assert len(pieces) == len(seconds)


def test_patience_shrinks_and_turns_bad_towards_the_end():
    early = patience_pieces(an_order(1), 0.0, 10)
    late = patience_pieces(an_order(1), 16.0, 10)
    assert early[0].text == "▄" * 10
    assert early[0].look == "dim"
    assert late[0].text == "▄" * 2
    assert late[0].look == "bad"
    assert late[-1].text == " leaves 0:20"


def test_the_rail_shows_who_waits_and_the_next_two_arrivals():
    coming = tuple(an_order(n, state="coming", arrives=10.0 + n) for n in (3, 4, 5))
    page = rail_page(a_view(orders=(an_order(1), an_order(2, state="given"), *coming)), 1, 29, 14)
    text = text_of(page)
    assert "›#1" in text
    assert "›#2" not in text
    assert "1 being made" in text
    assert "3 to come" in text
    assert "0:13" in text
    assert "0:14" in text
    assert "0:15" not in text


def test_a_click_anywhere_on_an_order_means_that_order():
    page = rail_page(a_view(orders=(an_order(1), an_order(2))), 2, 29, 14)
    targets = {piece.target for line in page for piece in line if piece.target}
    assert targets == {"order:1", "order:2"}


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(1, 12), st.integers(22, 50), st.integers(6, 40))
def test_the_rail_fits_and_the_marked_order_is_always_seen(count, marked, width, height):
    orders = tuple(an_order(n) for n in range(1, count + 1))
    page = rail_page(a_view(orders=orders), marked, width, height)
    assert len(page) <= height
    assert all(width_of(line) <= width for line in page)
    if marked <= count:
        assert f"›#{marked} " in text_of(page)


# ---- the staff ---------------------------------------------------------------------------------


def test_a_lane_shows_each_second_the_state_that_had_most_of_it_up_to_now():
    segments = (Segment(0, 2, "idle", "", 0), Segment(2, 4.4, "hold", "", 1), Segment(4.4, 9, "wait", "", 1))
    text = "".join(p.text for p in lane_pieces(Lane("Bo", segments), axis_for(7.0, 30), 7.0))
    assert text == "··▀▀───▏"


def test_equal_shares_go_to_the_state_that_matters_more():
    segments = (Segment(0, 0.5, "idle", "", 0), Segment(0.5, 1, "stuck", "", 1))
    assert lane_pieces(Lane("Bo", segments), axis_for(1.0, 30), 1.0)[0].text == "╳"


def test_turns_for_the_core_are_drawn_in_turn():
    turns = tuple(Segment(n / 2, n / 2 + 0.5, ("run", "ready")[n % 2], "", 1) for n in range(8))
    assert text_of([lane_pieces(Lane("Ana", turns), axis_for(4.0, 30), 4.0)]) == "█¦█¦▏"


def test_however_wide_a_second_is_drawn_a_lane_of_many_turns_shows_as_much_work_as_there_was():
    turns = tuple(Segment(n / 20, (n + 1) / 20, ("run", "ready")[n % 2], "", 1) for n in range(400))
    for scale in (0.7, 1.0, 1.6, 3.0, 6.0):
        drawn = text_of([lane_pieces(Lane("Ana", turns), Axis(0.0, scale, 200), 20.0)])
        assert abs(drawn.count("█") - 10 * scale) <= 1, drawn


def test_a_reason_too_long_for_its_place_begins_below_the_state():
    view = a_view(workers=(a_worker(why="#1 crêpe to 0:08, in turns with Carl: turn"),))
    assert "\n   #1 crêpe to 0:08, in turns with Carl: turn" in text_of(staff_page(view, {}, 50, 12))
    short = a_view(workers=(a_worker(why="#1 crêpe to 0:08"),))
    assert f"\n{' ' * 15}#1 crêpe to 0:08" in text_of(staff_page(short, {}, 50, 12))


def test_a_second_gets_more_cells_where_there_is_room_for_a_whole_morning():
    assert [axis_for(5.0, cells, 20).scale for cells in (30, 79, 80, 140, 400)] == [1, 1, 2, 4, 4]


def test_once_the_day_is_over_the_lanes_show_all_of_it():
    lane = Lane("Ana", (Segment(0, 60, "wait", "", 1), Segment(60, 100, "idle", "", 0)))
    view = a_view(workers=(a_worker(state="idle", lane=lane),), now=100.0)
    until_now = text_of(staff_page(view, {}, 60, 12))
    assert "0:00" not in until_now
    ruler, *_, drawn = text_of(staff_page(replace(view, over=True), {}, 60, 5)).splitlines()[:4]
    assert [figure in ruler for figure in ("0:00", "0:20", "1:20")] == [True, True, True]
    assert drawn.count("─") == pytest.approx(1.5 * drawn.count("·"), abs=3)


def test_where_every_worker_has_one_line_it_names_the_programs_line_if_all_else_fits():
    workers = tuple(a_worker(name, key=str(n), state="hold", line=4) for n, name in enumerate("ABCDEFGH", 1))
    wide, narrow = (staff_page(a_view(workers=workers), {}, width, 9, code=True) for width in (70, 34))
    assert text_of(wide).count("▸ await sleep(3.5)") == 8
    assert "await" not in text_of(narrow)


@settings(deadline=None)
@given(st.floats(0, 500), st.integers(10, 300))
def test_now_is_always_in_the_window_with_room_for_words(now, cells):
    axis = axis_for(now, cells)
    assert 0 <= axis.cell(now) <= cells - min(20, cells // 2)


@pytest.mark.parametrize(
    ("forecast", "words"),
    [
        (Forecast("Ana", 22.0, True, 25.0, ()), "out 0:22 ✔ "),
        (Forecast("Ana", 21.4, True, 25.0, ()), "out 0:22 ✔ "),
        (Forecast("Ana", None, False, 25.0, ()), "✗ leaves 0:25 "),
        (Forecast("Ana", None, False, None, ()), "✗ never out "),
        (Forecast("Ana", 22.0, True, 25.0, (4, 5)), "out 0:22 ✗ loses #4 #5 "),
        (None, ""),
    ],
)
def test_a_forecast_in_words(forecast, words):
    assert "".join(piece.text for piece in forecast_pieces(forecast)) == words


@pytest.mark.parametrize("staff", [1, 2, 3, 8])
@pytest.mark.parametrize("size", [(30, 7), (46, 12), (51, 18), (90, 34)])
def test_the_staff_fits_and_everybody_is_there_with_word_and_glyph(staff, size):
    width, height = size
    names = ["Ana", "Bo", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"][:staff]
    workers = tuple(a_worker(name, key=str(n), state="hold") for n, name in enumerate(names, 1))
    page = staff_page(a_view(workers=workers), {}, width, height)
    text = text_of(page)
    assert len(page) <= height
    assert all(width_of(line) <= width for line in page if "order:" not in str(line))
    for name in names[: height - 1]:
        assert name in text
    assert text.count("hold  ▀") == min(staff, height - 1)


def test_a_baristas_lane_opens_to_her_orders_and_says_what_they_do():
    given_order = an_order(4, state="given", worker="Ana", doing="it drips, to 0:12")
    ana = a_worker(in_hand=1, tasks=(Lane("#4", (Segment(5, 7, "wait", "", 4),)),))
    text = text_of(staff_page(a_view(orders=(given_order,), workers=(ana,)), {}, 60, 12))
    assert "#4 latte" in text
    assert "──▏ it drips, to 0:12" in text
    assert "1 in hand" in text


def test_words_that_have_no_room_beside_an_orders_lane_stand_below_it_or_are_a_part_that_is_whole():
    given_order = an_order(4, state="given", worker="Ana", doing="to 0:12: the milk steams")
    ana = a_worker(in_hand=1, tasks=(Lane("#4", (Segment(5, 7, "wait", "", 4),)),))
    view = a_view(orders=(given_order,), workers=(ana,))
    below = text_of(staff_page(view, {}, 46, 12)).splitlines()
    lane = next(y for y, line in enumerate(below) if "#4 latte" in line)
    assert below[lane].endswith("▏")
    assert below[lane + 1].strip() == "to 0:12: the milk steams"
    close = text_of(staff_page(view, {}, 40, 4))
    assert "▏ the milk steams\n" in f"{close}\n"
    assert "…" not in close


@pytest.mark.parametrize("size", [(60, 12), (90, 34)])
def test_at_the_tip_of_a_lane_stands_the_line_of_a_program_that_is_not_seen(size):
    busy = a_worker(line=4, lane=Lane("Ana", (Segment(3, 7, "wait", "", 1),)))
    assert "▏ ▸ await sleep(3.5)" in text_of(staff_page(a_view(workers=(busy,)), {}, *size, code=True))
    assert "await" not in text_of(staff_page(a_view(workers=(busy,)), {}, *size))
    assert "await" not in text_of(staff_page(a_view(workers=(replace(busy, state="idle"),)), {}, *size, code=True))


def test_a_baristas_orders_say_their_lines_where_there_is_room_for_all_of_it():
    given_order = an_order(4, state="given", worker="Ana", doing="it drips, to 0:12", line=4)
    ana = a_worker(in_hand=1, tasks=(Lane("#4", (Segment(5, 7, "wait", "", 4),)),))
    view = a_view(orders=(given_order,), workers=(ana,))
    assert "──▏ it drips, to 0:12  ▸ await sleep(3.5)" in text_of(staff_page(view, {}, 90, 12, code=True))
    narrow = text_of(staff_page(view, {}, 60, 12, code=True))
    assert "it drips, to 0:12" in narrow
    assert "await" not in narrow


@pytest.mark.parametrize("width", range(30, 100, 7))
def test_a_line_of_the_program_never_makes_a_lane_too_wide(width):
    busy = a_worker(line=4, role="clerk", lane=Lane("Ana", (Segment(3, 7, "wait", "", 1),)))
    for now in (0.0, 7.0, 19.5, 40.0):
        page = staff_page(a_view(workers=(busy,), now=now), {}, width, 12, code=True)
        assert all(width_of(line) <= width for line in page)


def test_a_click_on_a_worker_means_that_worker():
    page = staff_page(a_view(), {}, 50, 10)
    assert {piece.target for piece in page[1]} == {"worker:Ana"}


# ---- log, things, heading, message -------------------------------------------------------------


def test_the_log_shows_the_last_sentences():
    log = tuple(LogLine(float(n), f"sentence {n}") for n in range(9))
    text = text_of(log_page(a_view(log=log), 46, 4))
    assert "sentence 8" in text
    assert "sentence 6" in text
    assert "sentence 5" not in text


def test_a_sentence_too_long_for_the_log_goes_on_below_and_the_newest_is_seen_whole():
    log = (LogLine(0.0, "one"), LogLine(1.0, "two"), LogLine(2.0, "a pour-over, a tea and an espresso came in"))
    assert text_of(log_page(a_view(log=log), 30, 4)).splitlines() == [
        " LOG",
        " 0:01 two",
        " 0:02 a pour-over, a tea and",
        "      an espresso came in",
    ]
    assert most_back(a_view(log=log), 30, 4) == 1


def test_a_customer_who_left_stands_out_in_the_log():
    (_, line) = log_page(a_view(log=(LogLine(9.0, "#2 tea: the customer left", is_loss=True),)), 46, 4)
    assert line[-1] == Piece("✗ #2 tea: the customer left", "bad")


def test_a_full_station_looks_different():
    view = a_view(things=(ThingView("oven", "oven 1/1", True), ThingView("till", "till 3.00", False)))
    (line,) = things_page(view, 80)
    assert [piece.look for piece in line] == ["hold", "dim"]


def test_the_vans_tags_are_named_and_can_be_clicked():
    view = a_view(orders=(an_order(1, item="van"),), batch=1, taggable=("Bo", "Cy"))
    assert text_of(things_page(view, 80)).strip() == "van waits for nobody"
    (line,) = things_page(replace(view, tags=("Bo", "Cy")), 80)
    assert [piece.text for piece in line] == [" van waits for ", "Bo and Cy "]
    assert {piece.target for piece in line} == {"tag"}
    narrow = replace(view, things=(ThingView("oven", "oven 2/4", False, ("Bo", "Cy"), 4),))
    assert text_of(things_page(narrow, 30)).endswith("Bo Cy   tags: none")


def test_the_heading_says_whether_time_stands():
    assert "0:07 stands" in text_of(heading(a_view(standing="paused"), 1.0, 80))
    assert "0:07 ×2" in text_of(heading(a_view(), 2.0, 80))


@pytest.mark.parametrize("more", [{}, {"standing": "paused"}, {"over": True}])
def test_the_clock_in_the_heading_never_jumps(more):
    assert text_of(heading(a_view(**more), 8.0, 80)).index("0:07") == text_of(heading(a_view(), 0.5, 80)).index("0:07")


def test_where_rules_hand_over_nobody_is_asked_for_a_first_order():
    closed = a_view(started=False, rules=True, orders=(an_order(1, by_rule=True),))
    assert "enter lets time begin" in text_of(message(closed, "", 80, can_skip=False))
    partly = replace(closed, orders=(an_order(1, by_rule=True), an_order(2)))
    assert "Give somebody the first order" in text_of(message(partly, "", 80, can_skip=False))


@pytest.mark.parametrize("width", [30, 34, 50])
def test_the_first_prompts_are_never_cut(width):
    closed = a_view(started=False, rules=True, orders=(an_order(1, by_rule=True),))
    for view in (closed, a_view(started=False, orders=(an_order(1),))):
        assert max(map(width_of, prompts(view, width))) <= width
    assert " ".join(text_of(prompts(closed, width)).split()) == "enter opens the doors: the rules hand over"


def test_a_refusal_is_said_before_anything_else():
    assert text_of(message(a_view(standing="paused"), "No.", 80, can_skip=True)).strip() == "No."


# ---- the program -------------------------------------------------------------------------------


def test_every_line_of_the_program_is_kept_letter_by_letter():
    assert text_of(coloured(PROGRAM)) == PROGRAM.rstrip("\n")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n"), max_size=80))
def test_what_is_no_python_is_drawn_all_the_same(text):
    lines = coloured(text)
    assert ["".join(p.text for p in line) for line in lines] == text.splitlines()


def test_who_stands_on_a_line_is_named_beside_it():
    view = a_view(workers=(a_worker(line=4),), orders=(an_order(2, state="given", line=1),))
    page = text_of(code_page(PROGRAM, who_stands_where(view), 1, 60, 10)).splitlines()
    assert page[3].startswith("  Ana▸")
    assert page[0].startswith("   #2▸")


@pytest.mark.parametrize("name", ["Bo", "小明", "小小明明", "Bartholomew"])
def test_code_stands_in_the_same_cells_whoever_stands_on_it(name):
    here, nobody = (code_page(PROGRAM, standing, 1, 60, 1)[0] for standing in ({1: (name,)}, {}))
    assert here[0].width == nobody[0].width
    assert here[1].text == nobody[1].text


def test_a_comment_that_would_be_cut_is_left_out():
    wide, narrow = (text_of(code_page(PROGRAM, {}, 4, width, 1)) for width in (60, 30))
    assert wide.endswith("# dripping")
    assert narrow.strip() == "await sleep(3.5)"


def test_the_pane_stays_put_while_the_followed_line_is_in_sight():
    assert top_for(10, 15, 20, [1] * 100) == 10
    assert top_for(10, 60, 20, [1] * 100) == 54
    assert top_for(90, 0, 20, [1] * 100) == 81
    assert top_for(5, 3, 40, [1] * 20) == 1


@given(
    st.integers(1, 60), st.integers(1, 60), st.integers(8, 30), st.lists(st.integers(1, 3), min_size=60, max_size=60)
)
def test_the_followed_line_is_seen_whole_however_many_rows_the_lines_take(top, focus, height, rows):
    first = top_for(top, focus, height, rows)
    assert first <= focus
    assert sum(rows[first - 1 : focus]) <= height
    assert sum(rows[top_for(60, 0, height, rows) - 1 :]) <= height, "the last line can be reached"


def test_a_line_too_long_for_the_pane_goes_on_further_in_and_nothing_of_it_is_missing():
    program = (
        "async def ana():\n    async with group() as orders:\n        orders.create_task(make_async[order.item](order))"
    )
    page = code_page(program, {3: ("Ana",)}, 1, 40, 10)
    assert text_of(page).splitlines()[2:] == [
        "  Ana▸         orders.create_task(",
        "                     make_async[",
        "                     order.item](order))",
    ]
    assert all(piece.look.startswith("marked") for row in page[2:] for piece in row)


@given(st.text(max_size=90), st.integers(1, 40))
def test_however_a_line_is_folded_it_fits_and_says_the_same(text, width):
    rows = fold((Piece(text),), width)
    assert all(width_of(row) <= width for row in rows)
    if "…" not in text_of(rows):
        assert "".join(text_of(rows).split()) == "".join(text.split())


# ---- the reason always there -------------------------------------------------------------------


STUCK = {"state": "stuck", "why": "#4 brioche wants oven ← Bo · then #9", "reason": "wants oven ← Bo", "role": "baker"}


@pytest.mark.parametrize("height", [3, 5, 12, 30])
@pytest.mark.parametrize("width", [34, 40, 49, 56, 90])
def test_what_somebody_wants_and_who_has_it_is_never_cut(width, height):
    view = a_view(workers=tuple(a_worker(name, **STUCK) for name in ("Cy", "Di")))
    late = Forecast("Cy", None, False, 24.0, ())
    text = text_of(staff_page(view, {"Cy": late, "Di": late}, width, height))
    assert text.count("wants oven ← Bo") == 2
    assert text.count("✗") == 2


def test_where_there_is_room_the_order_is_named_and_what_comes_after_it():
    page = text_of(staff_page(a_view(workers=(a_worker("Cy", **STUCK),)), {}, 60, 6))
    assert "#4 brioche wants oven ← Bo · then #9" in page


@pytest.mark.parametrize(
    ("forecast", "long", "short"),
    [
        (Forecast("Cy", 22.0, True, 25.0, ()), "out 0:22 ✔ ", "0:22 ✔ "),
        (Forecast("Cy", None, False, 25.0, ()), "✗ leaves 0:25 ", "✗ 0:25 "),
        (Forecast("Cy", None, False, None, ()), "✗ never out ", "✗ never out "),
        (Forecast("Cy", None, False, 3.0, (), incomplete=True), "✗ incomplete 0:03 ", "✗ 0:03 "),
        (Forecast("Cy", 22.0, True, 25.0, (4,)), "out 0:22 ✗ loses #4 ", "✗ #4 "),
    ],
)
def test_a_forecast_has_a_short_form_with_the_same_sign(forecast, long, short):
    assert text_of([forecast_pieces(forecast)]) == long.rstrip()
    assert text_of([forecast_pieces(forecast, short=True)]) == short.rstrip()


@pytest.mark.parametrize("width", [58, 78, 30])
def test_rules_are_set_beside_the_steps_they_are_about_where_there_is_room(width):
    menu = (Item("tea", (Step("steep", "wait", 6),)), Item("crêpe", (Step("stir", "work", 4),)))
    draft = draft_of(tuple((item.name, ("Carl", "Ana")) for item in menu), None)
    page = rules_page(draft, width, 18, menu)
    assert max(map(width_of, page)) <= width
    assert [signs in text_of(page) for signs in ("──────  ", "████  ")] == [width > 30] * 2
