"""After the first picture of a result: other plans beside one's own, and what would have been."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from dataclasses import replace

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.game.afterwards.comparing import Comparison, compared
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.views import Called, Figure
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.afterwards.figures import figure_lines, figure_page
from cafe_sim.tui.pages.afterwards.result import Aftermath, lane_lines, result_page
from cafe_sim.tui.pages.afterwards.what_if import Asked, what_if_lines
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen
from cafe_sim.tui.screens.player.title import TitleScreen

WAIT = Figure("mean wait", 10.0, "s", 9.4, 4.4, False)
OTHERS = Comparison(7, 3, tuple({"mean wait": value} for value in (8.0, 10.0, 12.0, 16.0)))


@asynccontextmanager
async def finished(name, size=(80, 24), plan=None):
    """The result of a shipped level's reference, or of another plan."""
    app = CafeApp(Campaign(Keeper(), load_campaign), utf8=True)
    async with app.run_test(size=size) as pilot:
        await app.open_game()
        level = app.game.level(name)
        plan = level.reference if plan is None else plan
        view = app.game.finish(result_of(level, plan, play_day(level.shop, plan, level.title)), plan)
        screen = ResultScreen(view, plan)
        app.push_screen(screen)
        (*_, known) = compared(level)
        while screen.comparison != known:
            await pilot.pause()
        await pilot.pause()
        yield pilot, screen


async def click(pilot, screen, words):
    board = screen.query_one("Board")
    rows = text_of(board.page).splitlines()
    row = next(y for y, line in enumerate(rows) if words in line)
    await pilot.click("Board", offset=(rows[row].index(words) + 1, row - board.scroll_offset.y))
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
@pytest.mark.asyncio
async def test_how_a_compared_result_looks(look, golden, size):
    async with finished("B2", size) as (pilot, _screen):
        golden(f"result_compared_{size[0]}x{size[1]}", look(pilot.app))
        await pilot.press("1")
        await pilot.pause()
        golden(f"result_what_if_{size[0]}x{size[1]}", look(pilot.app))


@pytest.mark.asyncio
async def test_who_goes_on_to_the_next_level_finds_the_map_behind_it():
    async with finished("A1") as (pilot, _screen):
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BriefingScreen)
        assert pilot.app.screen.level.id == "A2"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CampaignScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TitleScreen)


@pytest.mark.asyncio
async def test_how_it_looks_without_colours(look, golden):
    async with finished("A1", (80, 24)) as (pilot, _screen):
        pilot.app.theme = "mono"
        await pilot.press("i")
        await pilot.pause()
        golden("result_what_if_mono", look(pilot.app))


@pytest.mark.asyncio
async def test_a_right_guess_is_a_small_bonus_and_a_look_is_none():
    async with finished("A2") as (pilot, screen):
        await pilot.press("3")
        await pilot.pause()
        assert "You saw it coming. It would have been worse." in text_of(screen.query_one("Board").page)
        await pilot.press("i", "1")
        await pilot.pause()
        assert screen.asked.guess == "worse", "answered once, it stays"
    async with finished("A2") as (pilot, screen):
        await pilot.press("i")
        await pilot.pause()
        text = text_of(screen.query_one("Board").page)
        assert "11 → 6 of 11" in text
        assert "You" not in text


@pytest.mark.asyncio
async def test_a_guess_is_clicked():
    async with finished("B2") as (pilot, screen):
        await click(pilot, screen, "no different")
        assert screen.asked.guess == "same"
        assert "It would have made no difference." in text_of(screen.query_one("Board").page)


@pytest.mark.asyncio
async def test_what_was_answered_is_seen_on_the_smallest_window(look):
    async with finished("B2", (60, 18)) as (pilot, _screen):
        await pilot.press("i")
        await pilot.pause()
        assert "It would have made no difference." in " ".join(look(pilot.app).split())


@pytest.mark.asyncio
async def test_who_lost_customers_is_asked_nothing_and_no_figure_is_compared():
    app = CafeApp(Campaign(Keeper(), load_campaign), utf8=True)
    async with app.run_test() as pilot:
        await app.open_game()
        level = app.game.level("A1")
        view = result_of(level, level.naive, play_day(level.shop, level.naive, level.title))
        screen = ResultScreen(view, level.naive)
        app.push_screen(screen)
        (*_, known) = compared(level)
        while screen.comparison != known:
            await pilot.pause()
        await pilot.pause()
        text = text_of(screen.query_one("Board").page)
        assert "what if?" not in text
        assert f"{known.wrong} of {known.plans} go wrong, too" in text
        await pilot.press("i", "1")
        assert screen.asked is None


@pytest.mark.asyncio
async def test_a_lucky_day_is_asked_about_and_why_is_told_once_it_is_sound():
    app = CafeApp(Campaign(Keeper(), load_campaign), utf8=True)
    async with app.run_test(size=(100, 40)) as pilot:
        await app.open_game()
        level = app.game.level("B4")
        lucky = next(row.plan for row in level.proof.rows if row.verdict == "lucky")
        screen = ResultScreen(result_of(level, lucky, play_day(level.shop, lucky, level.title)), lucky)
        assert screen.view.worked
        assert not screen.view.sound
        app.push_screen(screen)
        await pilot.pause()
        await pilot.press("i")
        await pilot.pause()
        text = " ".join(text_of(screen.query_one("Board").page).split())
        assert "What if Di sold too?" in text
        assert "Why, is told once your plan is sound." in text
        assert "sets the pace" not in text


def test_the_arrow_stands_below_ones_own_bar():
    first, second = figure_lines(WAIT, OTHERS, 76, judged=True)
    bars, arrow = text_of((first,)), text_of((second,))
    assert bars.endswith("█·█·█··█")
    assert arrow.index("▲") == bars.index("█·█·█··█") + 2
    assert arrow.strip().startswith("1 of 4 sample plans better, 3 more wrong")
    assert arrow.endswith("▲ you")


@pytest.mark.parametrize("width", range(40, 130, 3))
def test_where_it_is_narrow_the_bars_stand_below_and_the_arrow_below_them(width):
    lines = figure_lines(WAIT, OTHERS, width, judged=True)
    assert max(map(width_of, lines)) <= max(width, width_of(lines[0]))
    texts = [text_of((line,)) for line in lines]
    row = next(y for y, text in enumerate(texts) if "█·█" in text)
    assert texts[row + 1].index("▲") == texts[row].index("█·█") + 2


@pytest.mark.parametrize("width", [56, 76, 116])
def test_where_all_are_alike_that_is_said_and_nothing_drawn(width):
    alike = Comparison(2, 0, ({"mean wait": 10.0}, {"mean wait": 10.0}))
    text = text_of(figure_lines(WAIT, alike, width, judged=True))
    assert "all 2 right sample plans have the same" in text
    assert "▲" not in text
    assert "the 1 way needs as many" in text_of(
        figure_lines(WAIT, Comparison(2, 1, alike.rows[:1], are_ways=True), width, judged=True)
    )


def test_nothing_moves_down_once_the_other_plans_are_known():
    """What is clicked meanwhile stays where it is."""
    known = Comparison(3, 1, ({"mean wait": 9.0}, {"mean wait": 12.0}))
    for width in (56, 76, 116):
        waiting, done = (figure_lines(WAIT, so_far, width, judged=True) for so_far in (Comparison(), known))
        assert len(waiting) == len(done)
        assert text_of(done) != text_of(waiting)
    assert len(figure_lines(WAIT, None, 76, judged=True)) == 1


def test_a_plan_that_is_not_sound_stands_where_it_would_and_has_no_star():
    first, second = map(text_of, ((line,) for line in figure_lines(WAIT, OTHERS, 76, judged=False)))
    assert first.endswith("█·█·█··█")
    assert "1 of 4 sample plans better, no star yet" in second
    assert second.endswith("▲ you ☆")
    third = text_of(figure_lines(WAIT, OTHERS, 56, judged=False)[2:])
    assert third.strip() == "▲ you ☆, no star yet"


def test_of_a_day_that_went_wrong_only_how_many_others_go_wrong_is_told(result):
    lost = replace(result(sound=False), worked=False)
    for known, told in ((Comparison(), False), (OTHERS, True)):
        text = text_of(result_page(lost, Aftermath(comparison=known), 100, 40))
        assert ("3 of 7 go wrong, too; wrong days are not compared" in text) is told
        assert "better" not in text
        assert len(text.splitlines()) == len(
            text_of(result_page(lost, Aftermath(comparison=OTHERS), 100, 40)).splitlines()
        )


@pytest.mark.asyncio
async def test_who_breaks_is_compared_with_every_way_to_break_it():
    app = CafeApp(Campaign(Keeper(), load_campaign), utf8=True)
    async with app.run_test() as pilot:
        await app.open_game()
        with closing(Scheduler(app.game.level("B3"))) as manager:
            for key in (1, 2, 1, 2):
                manager.move(key)
            screen = ResultScreen(app.game.finish(manager.result(), None))
        app.push_screen(screen)
        while screen.comparison is None or not screen.comparison.plans:
            await pilot.pause()
        await pilot.pause()
        text = text_of(screen.query_one("Board").page)
        assert "2 of 4 ways need fewer, 2 break nothing" in text
        assert "▲ you" in text
        assert screen.asked is None


def test_figures_that_are_held_against_nothing_share_a_line():
    plain = (Figure("closes at", 22.0, "s", None, None, None), Figure("throughput", 13.6, "a minute", None, None, None))
    (line,) = figure_page(plain, None, 76, judged=True)
    assert text_of((line,)).split() == ["closes", "at", "22", "s", "throughput", "13.6", "a", "minute"]
    assert len(figure_page(plain, None, 40, judged=True)) == 2


@pytest.mark.parametrize("width", range(40, 110, 7))
def test_no_line_of_a_question_is_too_wide(width):
    level = next(level for level in load_campaign() if level.id == "C4")
    lines = what_if_lines(Asked(level.what_if), width)
    assert max(map(width_of, lines)) <= width
    assert "just look" in text_of(lines)


def test_a_prediction_that_came_true_is_a_star_and_one_that_did_not_is_only_told(result):
    view = result()
    right, wrong = Called(True, "yes", "it went right today"), Called(False, "no", "it went right today")
    text = text_of(result_page(replace(view, called=(right,)), Aftermath(), 80, 40))
    assert "★ You called it: it went right today." in text
    text = text_of(result_page(replace(view, called=(wrong,)), Aftermath(), 80, 40))
    assert "You said “no”: it went right today." in text
    assert "★ You" not in text


def test_who_was_stuck_says_for_how_long_and_where_there_is_room_for_what_and_who_had_it(result):
    view = result()
    lane = replace(view.lanes[0], wanted="wants till_lock, held by Bo")
    wide, narrow = (text_of(lane_lines(replace(view, lanes=(lane,), ghost=None), width)) for width in (76, 56))
    assert "stuck 1 s: wants till_lock, held by Bo" in wide
    assert narrow.splitlines()[1].endswith("stuck 1 s")


@pytest.mark.asyncio
async def test_who_won_without_par_is_shown_the_way_there():
    level = next(level for level in load_campaign() if level.id == "B2")
    row = next(row for row in level.proof.rows if row.name == "right rooms, bakers in turn")
    async with finished("B2", plan=row.plan) as (pilot, screen):
        assert screen.view.sound
        assert not screen.view.par
        assert "h towards ★ par" in text_of(screen.query_one("Board").page)
        for said in ("waited longest to be begun", "look at #3 brioche", "Give #3 brioche to Bo"):
            await pilot.press("h")
            await pilot.pause()
            assert said in " ".join(text_of(screen.query_one("Board").page).split())
        assert screen.check_action("hint", ()) is None


@pytest.mark.asyncio
async def test_who_won_with_par_is_not_bothered():
    async with finished("B2") as (_, screen):
        assert screen.check_action("hint", ()) is False
        assert "par  " in text_of(screen.query_one("Board").page)
        assert "towards" not in text_of(screen.query_one("Board").page)
