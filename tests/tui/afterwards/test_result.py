"""What came of it: two verdicts that are never one, figures beside what they are held against,
lanes, and the way on.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from cafe_sim.content.level import Question
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.views import FaultView, Figure
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.afterwards.figures import figure_line
from cafe_sim.tui.pages.afterwards.result import (
    Aftermath,
    cells_per_second,
    fault_lines,
    lane_lines,
    named_lane,
    note_lines,
    result_page,
    star_pieces,
    verdict_lines,
    way_on,
)
from cafe_sim.tui.pages.lanes import Axis
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.code import CodeScreen


async def shown(app, pilot, view):
    await app.open_game()
    app.push_screen(ResultScreen(app.game.finish(view, None)))
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.asyncio
async def test_how_it_looks(game, result, look, golden, size, sound):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await shown(app, pilot, result(sound=sound))
        golden(f"result_{'won' if sound else 'lost'}_{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_hints_one_by_one_and_only_for_those_who_lost(game, result, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 40)) as pilot:
        await shown(app, pilot, result(sound=False))
        assert "Look at the tea." not in look(app)
        await pilot.press("h")
        await pilot.pause()
        assert "hint 1" in look(app)
        assert "Look again." not in look(app)
        await pilot.press("h", "h", "h")
        await pilot.pause()
        assert "Tea first." in look(app)
        assert "hint 4" not in look(app)
        await shown(app, pilot, result())
        await pilot.press("h")
        await pilot.pause()
        assert "hint" not in look(app)
        assert "Tomorrow: Ana." in look(app)


@pytest.mark.asyncio
async def test_the_program_that_ran_with_the_guilty_line_marked(game, result, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        await shown(app, pilot, result(sound=False))
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, CodeScreen)
        text = look(app)
        assert "2       serve(1)" in text
        assert "7 ▸ main()" in text
        await pilot.press("down", "pagedown", "up", "pageup", "c")
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)


def test_worked_this_time_and_always_are_two_lines_in_two_looks(result):
    view = result(sound=False)
    this, always = verdict_lines(view, 96)
    assert text_of((this,)).startswith("this time         ✔ worked   5 of 5 served")
    assert text_of((always,)) == "always            ✗ broken: 2 of all 6 distinct orders of this round go wrong"
    looks = [{piece.look for piece in pieces if piece.text.strip()} for pieces in (this, always)]
    assert "worked" in looks[0]
    assert "bad" in looks[1]
    assert not (looks[0] & looks[1] - {"dim"})


def test_notes_stand_under_one_label(result):
    assert text_of(note_lines(replace(result(), notes=("Left: #2.", "Busy: Ana.")), 60)).splitlines() == [
        "notes             Left: #2.",
        "                  Busy: Ana.",
    ]
    assert text_of(note_lines(replace(result(), notes=("Left: #2.",)), 60)) == "note              Left: #2."
    assert note_lines(replace(result(), notes=()), 60) == []


@pytest.mark.parametrize(
    ("stamp", "good", "start", "look"),
    [
        ("certified", True, "✔ certified: ", "good"),
        ("bounded", None, "~ bounded: ", "accent"),
        ("sampled", None, "? sampled: ", "accent"),
        ("broken", False, "✗ broken: ", "bad"),
        ("", None, "so it is", "dim"),
        ("", False, "✗ so it is", "bad"),
    ],
)
def test_every_verdict_of_the_inspector_has_its_own_word_sign_and_look(result, stamp, good, start, look):
    view = replace(result(), always="so it is", always_ok=good, stamp=stamp)
    (_, always) = verdict_lines(view, 76)
    assert text_of((always[1:],)).startswith(start)
    assert always[1].look == look


def test_nobody_asked_is_said_and_no_verdict(result):
    view = replace(result(), always="", always_ok=None, stamp="")
    (_, always) = verdict_lines(view, 76)
    assert text_of((always,)).endswith("not asked yet")
    assert not {"good", "bad"} & {piece.look for piece in always}


def test_no_star_without_the_gate(result):
    view = replace(result(), sound=False, par=True, light=True)
    assert "★" not in text_of((star_pieces(view),))


def test_a_star_that_another_run_has_won_is_not_lost(result):
    view = replace(result(), par=False, light=False, kept=("par",))
    assert text_of((star_pieces(view),)) == "★ sound  (★) par  ☆ light"


def test_new_stars_are_marked(result):
    view = replace(result(), new_stars=("par",))
    marked = [piece.text for piece in star_pieces(view) if "underline" in piece.look]
    assert marked == ["par"]


def test_a_figure_stands_beside_par_and_floor():
    text = text_of((figure_line(Figure("mean wait", 9.8, "s", 9.4, 4.4, False)),))
    assert text.split() == ["mean", "wait", "9.8", "s", "par", "9.4", "floor", "4.4", "✗"]
    assert text_of((figure_line(Figure("closes", 22.0, "s", None, None, None)),)).split() == ["closes", "22", "s"]


def test_of_an_unsound_plan_no_figure_is_called_good_or_bad(result):
    """Faster than par and wrong is neither a tick nor a cross."""
    rows = text_of(result_page(result(sound=False), Aftermath(), 80, 40)).splitlines()
    (row,) = [row for row in rows if "mean wait" in row]
    assert not {"✔", "✗"} & set(row)


def test_a_fault_that_names_its_line_is_not_told_it_twice(result):
    fault = FaultView("data-race", "Cy read till.total in line 27", (27,))
    text = text_of(result_page(replace(result(sound=False), faults=(fault,)), Aftermath(), 80, 40))
    assert "in line 27" in text
    assert "(line 27)" not in text


@pytest.mark.parametrize(
    ("seconds", "cells", "scale"), [(22, 65, 2), (22, 43, 43 / 22), (3, 65, 6), (3000, 65, 65 / 3000)]
)
def test_equal_times_look_equal_where_there_is_room(seconds, cells, scale):
    assert cells_per_second(seconds, cells) == pytest.approx(scale)


def test_what_enter_does_is_said(result):
    after = Aftermath(next_title="The kettle", hints_left=2)
    assert "next: A2  The kettle" in text_of((way_on(replace(result(), next_level="A2"), after),))
    assert "back to the map" in text_of((way_on(result(), after),))
    assert "try again" in text_of((way_on(result(sound=False), after),))
    assert "hint" in text_of((way_on(result(sound=False), after),))
    assert "hint" not in text_of((way_on(result(sound=False), Aftermath()),))


def test_a_guess_is_answered_and_never_held_against_anyone(result):
    question = Question(SafeText("Who?"), (SafeText("nobody"), SafeText("the tea")), 1, SafeText("It leaves at 9."))
    right = text_of(result_page(result(), Aftermath(question=question, guess=1), 80, 40))
    wrong = text_of(result_page(result(), Aftermath(question=question, guess=0), 80, 40))
    assert "Who? You said “the tea”, and saw it coming. It leaves at 9." in right
    assert "Who? You said “nobody”; it is “the tea”. It leaves at 9." in wrong
    assert "You" not in text_of(result_page(result(), Aftermath(question=question), 80, 40))


@pytest.mark.parametrize("width", range(60, 130, 7))
def test_no_line_is_too_wide_whatever_is_said(result, width):
    long = FaultView("data-race", "a very long sentence with " + "x" * 150 + " in it", (3, 4))
    view = replace(result(sound=False), faults=(long,) * 3, notes=("y" * 200,), end=3000.0, always="z" * 200)
    for height in (17, 23, 60):
        page = result_page(view, Aftermath(hints=("h" * 100,)), width, height)
        assert max(map(width_of, page)) <= width


def test_a_run_in_which_nothing_happened(result):
    view = replace(result(), lanes=(), ghost=None, figures=(), end=0.0, served=0, orders=0)
    assert "this time" in text_of(result_page(view, Aftermath(), 60, 17))


def lines_of(page):
    return ["".join(piece.text for piece in line) for line in page]


def test_where_there_is_no_height_the_lesson_comes_before_lanes_and_notes(result):
    after = Aftermath(hook="Tomorrow: Ana.")
    roomy, tight = (lines_of(result_page(result(), after, 80, height)) for height in (40, 12))
    lane = next(index for index, line in enumerate(roomy) if line.lstrip().startswith("Carl"))
    lesson = next(index for index, line in enumerate(roomy) if "Who goes first" in line)
    assert lane < lesson
    lane = next(index for index, line in enumerate(tight) if line.lstrip().startswith("Carl"))
    onward = next(index for index, line in enumerate(tight) if "back to the map" in line)
    assert onward < lane
    assert {line.strip() for line in roomy if line.strip()} == {line.strip() for line in tight if line.strip()}


def test_of_several_faults_of_a_kind_the_first_says_what_to_do(result):
    message = "Bo read it and Cy wrote it. Neither held a lock. One lock would order them."
    faults = (FaultView("data-race", message, (1,)), FaultView("data-race", message, (2,)))
    text = text_of(fault_lines(replace(result(sound=False), faults=faults), 100))
    assert text.count("Bo read it and Cy wrote it.") == 2
    assert text.count("One lock would order them.") == 1
    brief = text_of(fault_lines(replace(result(sound=False), faults=faults[:1]), 100, brief=True))
    assert "Neither held a lock." in brief
    assert "One lock" not in brief


def test_who_stands_for_ever_says_for_what(result):
    view = result(sound=False)
    stuck = replace(view, lanes=(replace(view.lanes[0], stuck="wants tray_lock, held by Cy"),), ghost=None)
    for width in (56, 76):
        lines = lines_of(lane_lines(stuck, width))
        assert lines[1].endswith("╳ stuck: wants tray_lock, held by Cy")
        assert width_of(lane_lines(stuck, width)[1]) <= width


@pytest.mark.parametrize("name", ["小明", "小小小小明明明明", "Bartholomew the first"])
def test_lanes_begin_in_the_same_cell_whoever_they_are_of(result, name):
    lane = result().lanes[0]
    named = named_lane(replace(lane, name=name), Axis(0.0, 1.0, 20), 20.0)
    assert named[0].width == named_lane(lane, Axis(0.0, 1.0, 20), 20.0)[0].width


def test_a_level_won_by_breaking_says_what_was_broken(result):
    view = replace(result(), worked=False, this_time="you broke it: till.total is 3.00")
    assert "✗ you broke it: till.total is 3.00" in text_of(verdict_lines(view, 76))


def test_figures_of_a_light_touch_stand_in_the_columns_of_par_and_floor():
    par, light = (
        text_of((figure_line(figure),))
        for figure in (Figure("closes at", 19, "s", 19, 18, True), Figure("locks", 1, "", 1, None, True, "light"))
    )
    assert par.index("par") == light.index("light")
    assert par.index("✔") == light.index("✔")


def test_no_word_is_written_in_the_colour_of_frames(result):
    page = result_page(result(sound=False), Aftermath(hints=("Look.",)), 80, 24)
    assert not [p for line in page for p in line if "frame" in p.look.split() and any(map(str.isalnum, p.text))]
