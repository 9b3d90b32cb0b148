"""A run looked at again: by keys, by mouse, played on a clock that the test turns, alone and beside another; nothing
but the view changes.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from textwrap import dedent

import pytest
from fingers import Fingers
from shipped import level

from cafe_sim.content.subjects import round_subject
from cafe_sim.engine import Program
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.afterwards.replay import Playback, Playhead
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.pictures.of_level import CLOSED, charts_of_level, mended, others_of_day
from cafe_sim.game.pictures.retelling import charts_of_program
from cafe_sim.game.player.progress import LevelRecord, Stars
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.afterwards.replay import Frame, picture
from cafe_sim.tui.pages.afterwards.replay_lanes import Shown, Sizes, cells_a_step
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.widgets.reel import Reel

SIZES = [(60, 18), (80, 24), (120, 40)]


@cache
def found(name: str):
    subject = round_subject(level(name), level(name).naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    assert view is not None
    return view


@cache
def day(name: str):
    return charts_of_level(level(name), level(name).reference)


class Watcher(Fingers):
    """Somebody at the screen, who can also turn the clock."""

    def __init__(self, pilot, screen: ReplayScreen) -> None:
        super().__init__(pilot)
        self.screen = screen
        self.time = 0.0
        screen._clock = lambda: self.time

    async def pass_time(self, seconds: float) -> None:
        """So many seconds in front of the screen, a tenth at a time."""
        for _ in range(round(seconds * 10)):
            self.time += 0.1
            if self.screen.playing:
                self.screen.tick()
        await self.pilot.pause()

    async def hold(self, words: str, along: int) -> None:
        """Click `along` cells into the line in which `words` stand."""
        lines = ["".join(piece.text for piece in line) for line in self.screen.reel.page]
        y = next(index for index, text in enumerate(lines) if words in text)
        await self.pilot.click(Reel, offset=(along, y))
        await self.pilot.pause()


@pytest.fixture
def watching(game):
    @asynccontextmanager
    async def watch(make, size=(80, 24), *, utf8=True, theme=""):
        app = CafeApp(game, utf8=utf8)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if theme:
                app.theme = theme
            screen = make()
            app.push_screen(screen)
            await pilot.pause()
            await pilot.pause()
            yield Watcher(pilot, screen)

    return watch


def failing_screen(name: str = "B4") -> FailingScreen:
    return FailingScreen(found(name), f"{name} {level(name).title}")


def day_screen(name: str = "A3") -> ReplayScreen:
    return ReplayScreen(day(name), level(name).title, others_of_day(level(name), sound=True))


def text(watcher: Watcher) -> str:
    return text_of(watcher.screen.reel.page)


# ---- how it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["B4", "C4"])
@pytest.mark.asyncio
async def test_an_order_that_goes_wrong_opens_where_it_does(watching, look, golden, size, name):
    async with watching(lambda: failing_screen(name), size) as watcher:
        golden(f"failing-{name.lower()}-{size[0]}x{size[1]}", look(watcher.pilot.app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_a_day_in_the_middle(watching, look, golden, size):
    async with watching(day_screen, size) as watcher:
        watcher.screen.go(watcher.screen.replay.scrub(watcher.screen.head, 9 * SECOND))
        await watcher.pilot.pause()
        golden(f"replay-day-{size[0]}x{size[1]}", look(watcher.pilot.app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_two_runs(watching, look, golden, size):
    async with watching(
        lambda: ReplayScreen(found("B4").charts, "B4", (mended(level("B4"), LevelRecord()),)), size
    ) as watcher:
        await watcher.press("v", "left", "left")
        golden(f"replay-two-{size[0]}x{size[1]}", look(watcher.pilot.app))


@pytest.mark.asyncio
async def test_with_two_colours_and_ascii_alone(watching, look, golden):
    async with watching(failing_screen, utf8=False, theme="mono") as watcher:
        shown = look(watcher.pilot.app)
        golden("failing-b4-ascii", shown)


@pytest.mark.parametrize("width", [8, 30, 41, 60, 79, 80, 99, 100, 133])
@pytest.mark.parametrize("height", [3, 8, 17, 23, 50])
def test_no_line_is_wider_than_the_screen_and_there_are_as_many_as_it_has(width, height):
    for charts in (found("B4").charts, day("A3")):
        replay = Playback(charts)
        for head in (Playhead(), replay.to_fault(Playhead(by_steps=True)), replay.end(Playhead())):
            own = Shown(replay, head, "yours")
            for runs in ([own], [own, replace(own, title="another", closed=CLOSED)]):
                shown = picture(
                    runs, Frame("REPLAY", "a long title " * 9, difference="step 3 was “x” " * 9), width, height
                )
                assert len(shown.page) == len(shown.windows) == height
                assert all(width_of(line) <= width for line in shown.page)


# ---- steps -------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_values_reasons_and_code_move_together_both_ways(watching):
    async with watching(failing_screen) as watcher:
        assert "till.total  3.00  v2: 2 writes, by Cy  ✗ wrong" in text(watcher)
        assert "✗ Cy writes till.total: 3.00; derives from the 0.00 read before" in text(watcher)
        assert "27 ▸     till.total += count(order" in text(watcher)
        await watcher.press("left", "left")
        assert "till.total  3.00  v1: 1 write, by Bo" in text(watcher)
        assert "✗ wrong" not in text(watcher)
        assert "holds 0.00 of till.total, old by now" in text(watcher)
        await watcher.press("left")
        assert "till.total  0.00  v0: " in text(watcher)
        assert "old by now" not in text(watcher)
        await watcher.press("right", "right", "right")
        assert "till.total  3.00  v2: 2 writes, by Cy  ✗ wrong" in text(watcher)


@pytest.mark.asyncio
async def test_start_end_leaps_and_the_fault(watching):
    async with watching(failing_screen) as watcher:
        replay = watcher.screen.replay
        fault = watcher.screen.head.deed
        assert replay.deeds[fault].is_wrong
        await watcher.press("home")
        assert watcher.screen.head.deed == replay.shown(watcher.screen.head)[0]
        visited = []
        for _ in range(3):
            await watcher.press("right_square_bracket")
            visited.append(replay.deeds[watcher.screen.head.deed].mark)
        assert visited == ["stale", "lost", "wrong"]
        await watcher.press("end")
        assert watcher.screen.head.deed > fault
        await watcher.press("enter")
        assert watcher.screen.head.deed == fault
        await watcher.press("left_square_bracket")
        assert replay.deeds[watcher.screen.head.deed].mark == "lost"


@pytest.mark.asyncio
async def test_one_is_followed_their_steps_alone_their_code_in_view(watching):
    async with watching(failing_screen) as watcher:
        await watcher.press("home", "down", "f")
        rows = watcher.screen.replay.charts.by_steps.rows
        bo = watcher.screen.head.row
        assert rows[bo].name == "Bo"
        while not watcher.screen.replay.is_over(watcher.screen.head):
            await watcher.press("right")
            deed = watcher.screen.replay.deed(watcher.screen.head)
            assert deed.row == bo
            assert "follows Bo" in text(watcher)
        await watcher.press("f", "home", "right")
        assert not watcher.screen.head.follows
        assert "follows" not in text(watcher)


@pytest.mark.asyncio
async def test_every_operation_or_only_what_matters(watching):
    async with watching(failing_screen) as watcher:
        few = len(watcher.screen.replay.shown(watcher.screen.head))
        await watcher.press("a")
        assert len(watcher.screen.replay.shown(watcher.screen.head)) > few
        assert "every operation" in text(watcher)


@pytest.mark.asyncio
async def test_a_run_that_went_well_has_no_fault_to_go_to_and_leaps_by_parts(watching):
    async with watching(lambda: ReplayScreen(day("B4"), "B4")) as watcher:
        assert watcher.screen.check_action("wrong", ()) is None
        before = watcher.screen.head.deed
        await watcher.press("right_square_bracket")
        leapt = watcher.screen.head.deed
        assert leapt > before + 1
        await watcher.press("pagedown", "pageup")
        assert watcher.screen.head.deed == leapt


@pytest.mark.asyncio
async def test_a_day_on_which_somebody_left_opens_there_and_at_that_hour(watching):
    naive = charts_of_level(level("A1"), level("A1").naive)
    async with watching(lambda: ReplayScreen(naive, "A1")) as watcher:
        screen = watcher.screen
        assert not screen.head.by_steps
        deed = screen.replay.deed(screen.head)
        assert "sees the customer of #2 leave" in deed.text
        assert screen.head.time // SECOND == 9
        await watcher.press("home", "right_square_bracket")
        assert screen.replay.deed(screen.head) is deed


# ---- playing -----------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_playing_lets_time_pass_at_the_chosen_speed_and_ends_at_the_end(watching):
    async with watching(day_screen) as watcher:
        assert not watcher.screen.head.by_steps
        await watcher.press("space")
        await watcher.pass_time(2)
        assert watcher.screen.head.time == pytest.approx(2 * SECOND, abs=SECOND / 5)
        await watcher.press("plus", "plus")
        await watcher.pass_time(1)
        assert watcher.screen.head.time == pytest.approx(6 * SECOND, abs=SECOND)
        await watcher.press("space")
        stands = watcher.screen.head
        await watcher.pass_time(5)
        assert watcher.screen.head == stands
        await watcher.press("space", *["plus"] * 4)
        await watcher.pass_time(5)
        assert not watcher.screen.playing
        assert watcher.screen.head.time == watcher.screen.replay.charts.by_time.end
        await watcher.press("space")
        assert watcher.screen.playing
        assert watcher.screen.head.time < SECOND, "from the beginning again"


@pytest.mark.asyncio
async def test_by_steps_it_plays_steps(watching):
    async with watching(failing_screen) as watcher:
        await watcher.press("home", "space")
        await watcher.pass_time(1.2)
        shown = watcher.screen.replay.shown(watcher.screen.head)
        assert shown.index(watcher.screen.head.deed) == 2


@pytest.mark.asyncio
async def test_it_stands_still_while_something_lies_on_top_of_it(watching):
    async with watching(day_screen) as watcher:
        await watcher.press("space", "question_mark")
        assert not watcher.screen.playing


# ---- two runs ----------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_both_runs_are_at_the_same_place_by_time_and_by_steps(watching):
    async with watching(lambda: ReplayScreen(day("B4"), "B4", others_of_day(level("B4"), sound=True))) as watcher:
        screen = watcher.screen
        await watcher.press("v", *["right"] * 9)
        own, other = screen.runs()
        assert own.head.time == other.head.time > 0
        await watcher.press("x")
        own, other = screen.runs()
        assert other.replay.at(other.head) <= own.replay.at(own.head)
        assert own.head.by_steps
        assert other.head.by_steps
        await watcher.press("v")
        assert screen.beside is not None, "the level's own plan comes next"
        await watcher.press("v")
        assert screen.beside is None


@pytest.mark.asyncio
async def test_only_the_names_of_ones_own_run_can_be_clicked(watching):
    async with watching(lambda: ReplayScreen(day("A1"), "A1", others_of_day(level("A1"), sound=True))) as watcher:
        await watcher.press("v")
        chosen = [
            piece.text.strip() for line in watcher.screen.reel.page for piece in line if "choose(" in piece.target
        ]
        assert chosen[0] == "Carl"
        assert "Ana" in text(watcher)
        assert "Ana" not in chosen


@pytest.mark.asyncio
async def test_the_ghost_of_the_first_level_stands_beside_the_clerk(watching):
    async with watching(lambda: day_screen("A1")) as watcher:
        await watcher.press("v")
        assert "Ana alone" in text(watcher)
        await watcher.press("end")
        assert "over" in text(watcher), "the barista closes before the clerk"


@pytest.mark.asyncio
async def test_the_mended_program_stays_closed_until_the_level_is_won(watching):
    async with watching(
        lambda: ReplayScreen(found("B4").charts, "B4", (mended(level("B4"), LevelRecord()),))
    ) as watcher:
        await watcher.press("v")
        assert "stays closed" in text(watcher)
        assert "with till_lock" not in text(watcher)
    async with watching(
        lambda: ReplayScreen(found("B4").charts, "B4", (mended(level("B4"), LevelRecord(Stars(sound=True))),))
    ) as watcher:
        await watcher.press("v")
        assert "with till_lock" in text(watcher)


@pytest.mark.asyncio
async def test_an_order_that_goes_wrong_brings_the_same_program_by_the_clock(watching):
    async with watching(failing_screen) as watcher:
        assert [other.title for other in watcher.screen.others] == ["mended", "as the clock would have it"]


# ---- mouse and ways out ------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_bar_and_the_lanes_are_scrubbed_with_the_mouse(watching):
    async with watching(day_screen) as watcher:
        lines = [text_of((line,)) for line in watcher.screen.reel.page]
        bar = next(index for index, line in enumerate(lines) if "───" in line and index > 0)
        await watcher.pilot.click(Reel, offset=(78, bar))
        await watcher.pilot.pause()
        assert watcher.screen.head.time == watcher.screen.replay.charts.by_time.end
        await watcher.pilot.click(Reel, offset=(1, bar))
        await watcher.pilot.pause()
        assert watcher.screen.head.time == 0
        await watcher.pilot.mouse_down(Reel, offset=(10, bar))
        await watcher.pilot.hover(Reel, offset=(40, bar + 3))
        await watcher.pilot.mouse_up(Reel, offset=(40, bar + 3))
        await watcher.pilot.pause()
        assert watcher.screen.head.time == pytest.approx(watcher.screen.replay.charts.by_time.end / 2, rel=0.05)


@pytest.mark.asyncio
async def test_a_name_and_a_line_of_the_story_can_be_clicked(watching):
    async with watching(failing_screen) as watcher:
        await watcher.hold("Bo      ·", 3)
        assert watcher.screen.head.row == 0
        await watcher.hold("Bo      ·", 3)
        assert watcher.screen.head.row == -1
        await watcher.hold("│   Bo reads till.total: 0.00", 50)
        assert watcher.screen.replay.deed(watcher.screen.head).text == "reads till.total: 0.00"


@pytest.mark.asyncio
async def test_the_wheel_steps(watching):
    async with watching(failing_screen) as watcher:
        before = watcher.screen.head.deed
        watcher.screen.reel.post_message(Reel.Wheeled(-1))
        await watcher.pilot.pause()
        assert watcher.screen.head.deed < before


@pytest.mark.asyncio
async def test_to_the_timeline_at_the_same_place_and_back(watching):
    async with watching(failing_screen) as watcher:
        await watcher.press("t")
        assert isinstance(watcher.pilot.app.screen, TimelineScreen)
        timeline = watcher.pilot.app.screen
        assert timeline.by_steps
        assert timeline.sight.at == watcher.screen.replay.at(watcher.screen.head)
        assert timeline.scene.find(timeline.sight.row)[0].rows[timeline.sight.row].name == "Cy"
        await watcher.press("home", "p")
        assert watcher.pilot.app.screen is watcher.screen
        assert watcher.screen.head.deed == 0, "where the cursor stood"
        await watcher.press("w")
        assert watcher.pilot.app.screen is not watcher.screen


@pytest.mark.asyncio
async def test_the_code_is_copied(watching):
    async with watching(failing_screen) as watcher:
        await watcher.press("y")
        assert watcher.pilot.app.clipboard == found("B4").code


@pytest.mark.asyncio
async def test_where_it_is_not_the_run_that_was_found_that_is_said_first(watching, look):
    difference = "step 3 was “Bo reads x: 0” and is now “Cy reads x: 0”"
    async with watching(lambda: ReplayScreen(found("B4").charts, "B4", difference=difference)) as watcher:
        assert "not the run that was found: step 3 was “Bo reads x: 0” and is now" in look(watcher.pilot.app)


@pytest.mark.asyncio
async def test_a_run_in_which_nothing_happened_can_be_looked_at_too(watching, look):
    def empty() -> ReplayScreen:
        return ReplayScreen(charts_of_program(Program.from_source("", file="empty.py"), "nothing"), "nothing")

    async with watching(empty) as watcher:
        await watcher.press("left", "right", "home", "end", "space", "f", "down", "x", "left_square_bracket", "a")
        assert "nothing" in look(watcher.pilot.app)


@pytest.mark.asyncio
async def test_hostile_names_are_harmless(watching, look):
    program = Program.from_source(
        dedent(
            """
            import threading
            def f(): box["[red]x"] = "\\x1b]0;owned\\x07[/nope]"
            box = {}
            threads = [threading.Thread(target=f, name="[@click=app.bell]B\\x1bo") for _ in range(2)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            """
        ),
        file="hostile.py",
    )
    async with watching(lambda: ReplayScreen(charts_of_program(program, "[/x]"), "[/x]")) as watcher:
        await watcher.press("end")
        assert "\x1b" not in look(watcher.pilot.app)
        assert "[@click=app" in look(watcher.pilot.app).replace("…", "")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("steps", [1, 7, 12, 26, 400])
def test_a_lane_is_no_wider_than_its_steps_and_each_has_as_many_cells(width, steps):
    most, lane = Sizes.of(width).lane, Sizes.of(width, steps).lane
    assert lane <= most
    if steps <= most:
        assert lane == steps * cells_a_step(steps, lane)
        assert cells_a_step(steps, lane) == cells_a_step(steps, most), (
            "it is drawn as wide as there would have been room for"
        )
    else:
        assert (lane, cells_a_step(steps, lane)) == (most, 1)


# ---- what a learner reads ------------------------------------------------------------------------


def shown(name, size):
    replay = Playback(found(name).charts)
    head = replay.to_fault(Playhead(by_steps=True))
    return text_of(picture([Shown(replay, head, "yours")], Frame("GOES WRONG", name), *size).page)


@pytest.mark.parametrize("size", SIZES)
def test_a_long_reason_is_not_cut_but_has_a_line_of_its_own(size):
    lanes = shown("D5", size).partition("Cy in line")[0]
    assert "for ever: waits for something to come into the queue rail" in lanes
    assert "for ever: waits for Cy to end" in lanes


def test_one_counter_and_it_counts_as_the_inspector_does():
    text = shown("B4", (80, 24))
    assert text.count(" of 6") == 1
    assert "step 5 of 6" in text
    assert len(found("B4").steps) == 6
    assert "that matter" not in text


def test_what_leads_to_it_has_another_sign_in_the_lanes_than_what_is_wrong():
    bo, cy = (line for line in shown("B4", (80, 24)).splitlines() if "idle" in line or "run" in line)
    assert ("•" in bo, "✗" in bo) == (True, False)
    assert ("•" in cy, "✗" in cy) == (True, True)


def test_a_day_on_which_nothing_could_move_any_more_opens_there_and_says_why():
    replay = Playback(charts_of_level(level("D5"), level("D5").naive))
    assert replay.fault >= 0
    assert "waits for something" in replay.deeds[replay.fault].text
    assert "5 of 6 served: Nothing can move any more" in replay.charts.by_steps.verdict
