"""The inspector's visit on a screen: watched, stopped, left, heard; and what he found stepped through."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fingers import Fingers
from msgspec.structs import replace as replace_plan
from shipped import level

from cafe_sim.engine.explore import Budget
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.inspecting.visit import Visit
from cafe_sim.game.views import FailingView, FaultView, StepView, VisitView
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.inspecting.failing import brief
from cafe_sim.tui.pages.inspecting.inspection import bar, inspection_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.fixing.bench import BenchScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.widgets.board import Board

# ---- the page ------------------------------------------------------------------------------------

BUSY = VisitView("B4  Two hands", "every distinct schedule", 4_100, 812, 2.0, 20.0, 0, "", "", "", None)
FAILING = FailingView(
    faults=(
        FaultView("invariant", "The till holds 3.00; 2 sales come to 6.00.", (7,)),
        FaultView("lost-update", "What Bo wrote is lost. One lock would have kept them apart.", (7,)),
        FaultView("data-race", "Nothing orders them.", (7,)),
    ),
    seen="one of 2 that go wrong",
    preemptions=1,
    steps=(
        StepView("Bo", "reads till.total: 0.0", 7),
        StepView("Cy", "reads till.total: 0.0", 7, "stale", "Cy goes on from this value"),
        StepView("Bo", "writes till.total: 3.0", 7, "lost", "Cy overwrites this unseen"),
        StepView("Cy", "writes till.total: 3.0", 7, "wrong", "derives from the 0.0 read before: what Bo wrote is lost"),
    ),
    alternation="Bo │ Cy (reads till.total: 0.0) │ Bo │ Cy",
    remedy="",
    program="\n" * 6 + "till.total += 3\n",
    code="B4:1NEV-0BB9-A2W0-6X",
)


def page(view: VisitView, onward: str = "", width: int = 80) -> str:
    return text_of(inspection_page(view, onward, width, 40))


@pytest.mark.parametrize("key", ["s", "x"])
def test_while_he_is_there_the_key_that_sends_him_away_is_named_as_it_is_on_that_screen(key):
    """In the lab, s saves."""
    line = next(
        line for line in text_of(inspection_page(BUSY, "", 80, 40, stop=key)).splitlines() if "stop him" in line
    )
    assert line.split()[:3] == ["next", key, "stop"]


def test_while_he_is_there_it_says_what_is_tried_how_fast_and_how_long():
    text = page(BUSY)
    assert "trying    every distinct schedule" in text
    assert "4,100 runs · 812 distinct orders · 2,050 a second" in text
    assert "a second" not in page(replace(BUSY, schedules=1, orders=1, seconds=5.8)), "while his processes start"
    assert "2.0 of 20 s" in text
    assert "nothing wrong so far" in text
    assert "s stop him" in text


def test_a_wide_window_shows_the_program_beside_the_finding_where_it_goes_wrong():
    found = replace(BUSY, stamp="broken", words="2 of all 4 distinct orders go wrong", failing=FAILING)
    for width in (149, 150, 200):
        lines = inspection_page(found, "", width, 50, alone=True)
        assert all(width_of(line) <= width for line in lines)
        beside = [text for text in text_of(lines).splitlines() if "▸" in text]
        assert bool(beside) == (width >= 150)
    assert "till.total += 3" in beside[0]
    assert beside[0].rstrip().endswith("◂ Cy, Bo"), "those whose steps are marked, in the order of their steps"


def test_before_there_is_any_news_nothing_is_divided_by_nothing():
    text = page(replace(BUSY, rung="", schedules=0, orders=0, seconds=0.0))
    assert "he is coming in" in text
    assert "a second" not in text


def test_the_bar_is_of_his_time():
    assert [text_of([bar(share, 4)]) for share in (0, 0.5, 1, 7)] == ["░░░░", "▓▓░░", "▓▓▓▓", "▓▓▓▓"]


@pytest.mark.parametrize(("stamp", "sign"), [("broken", "✗"), ("certified", "✔"), ("bounded", "~"), ("sampled", "?")])
def test_every_verdict_has_a_word_a_sign_and_a_look_of_its_own(stamp, sign):
    view = replace(BUSY, stamp=stamp, words="so it is", more="")
    assert f"{sign} {stamp.upper()}   so it is" in page(view)
    looks = {piece.look for line in inspection_page(view, "", 80, 24) for piece in line if stamp.upper() in piece.text}
    assert looks == {f"{ {'broken': 'bad', 'certified': 'good'}.get(stamp, 'accent') } reverse bold"}


def test_what_is_no_certificate_says_why():
    more = "No fault seen in 4,100 schedules tried; there are more."
    text = page(replace(BUSY, stamp="sampled", words="none of the 812 distinct orders seen goes wrong", more=more))
    assert more in text
    assert "does not hang on luck" not in text


def test_an_inspector_who_could_not_come_leaves_no_stamp():
    text = page(replace(BUSY, more="The inspector could not come: no more processes."))
    assert "The inspector could not come" in text
    assert "trying" not in text


def test_what_he_found_is_told_with_the_wrong_value_marked_and_the_code():
    text = page(replace(BUSY, stamp="broken", words="2 of 4", failing=FAILING), "step through it", width=120)
    assert "invariant: The till holds 3.00" in text
    assert "One lock would have kept them apart" in text
    assert "data race" not in text, "it says nothing more than the lost update does"
    assert "• writes till.total: 3.0" in text
    assert "✗ writes till.total: 3.0" in text
    assert "1 preemption will do" in text
    assert "in turn   Bo │ Cy (reads till.total: 0.0) │ Bo │ Cy" in text
    assert "code      B4:1NEV-0BB9-A2W0-6X" in text


def test_of_many_steps_those_that_matter_are_shown_first():
    long = replace(FAILING, steps=tuple(StepView("Bo", f"reads x: {n}", 7) for n in range(30)) + FAILING.steps)
    assert brief(long, 40) == list(range(34))
    assert brief(long, 5) == [30, 31, 32, 33]
    assert brief(long, 6) == [29, 30, 31, 32, 33]
    far = replace(FAILING, steps=(FAILING.steps[1], *long.steps[:30], FAILING.steps[3]))
    assert brief(far, 3) == [0, 31]
    text = text_of(inspection_page(replace(BUSY, stamp="broken", words="x", failing=far), "go", 80, 18))
    assert "• reads" in text
    assert "✗ writes" in text
    assert "… " in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_wider_than_the_screen(width):
    for view in (BUSY, replace(BUSY, stamp="broken", words="2 of 4 " * 12, failing=FAILING)):
        assert max(map(len, page(view, "step through it", width).splitlines())) <= width


# ---- the screen ----------------------------------------------------------------------------------


class Visitor(Fingers):
    def __init__(self, pilot, screen: BenchScreen) -> None:
        super().__init__(pilot)
        self.bench_screen = screen

    @property
    def bench(self) -> Bench:
        return self.bench_screen.bench

    @property
    def screen(self):
        return self.pilot.app.screen

    async def hear(self) -> None:
        self.bench.wait()
        self.screen.listen()
        self.screen.query_one(Board).repaint()
        await self.pilot.pause()


@pytest.fixture
def called(tmp_path, monkeypatch):
    """The bench of a level, and the inspector called: `hands` are where he works."""
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))

    @asynccontextmanager
    async def called(name: str, *before: str, size: tuple[int, int] = (80, 24), hands=Inline):
        ask = Bench.start_asking
        monkeypatch.setattr(Bench, "start_asking", lambda bench: ask(bench, hands))
        app = CafeApp(utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            screen = BenchScreen(level(name))
            app.push_screen(screen)
            await pilot.pause()
            await pilot.pause()
            visitor = Visitor(pilot, screen)
            await visitor.press(*before, "I")
            assert isinstance(visitor.screen, InspectionScreen)
            yield visitor

    return called


@pytest.mark.asyncio
async def test_broken_then_stepped_through_both_ways(called, look):
    async with called("B4", "o") as player:
        await player.hear()
        assert "✗ BROKEN   2 of all 4 distinct orders of this round go wrong" in look(player.pilot.app)
        await player.press("enter")
        assert isinstance(player.screen, FailingScreen)
        assert player.screen.replay.deed(player.screen.head).is_wrong
        await player.press("left", "left", "right")
        assert not player.screen.replay.deed(player.screen.head).is_wrong
        await player.press("escape")
        assert isinstance(player.screen, InspectionScreen)
        await player.press("escape")
        assert "✗ broken: 2 of all 4" in look(player.pilot.app)


@pytest.mark.asyncio
async def test_mended_then_certified_and_on_to_the_result(called, look):
    async with called("B4", "k", "o") as player:
        await player.hear()
        assert "✔ CERTIFIED   all 2 distinct orders of this round go right" in look(player.pilot.app)
        await player.press("enter")
        assert isinstance(player.screen, ResultScreen)
        assert player.screen.view.sound
        assert "✔ certified: all 2 distinct orders" in look(player.pilot.app)
        assert not any(isinstance(screen, (BenchScreen, InspectionScreen)) for screen in player.pilot.app.screen_stack)


@pytest.mark.asyncio
async def test_what_he_found_can_be_stepped_through_from_the_result_too(called):
    async with called("B4", "plus_sign", "o") as player:
        await player.hear()
        await player.press("f", "enter")
        assert isinstance(player.screen, ResultScreen)
        assert (player.screen.view.stamp, player.screen.view.sound) == ("broken", False)
        await player.press("w")
        assert isinstance(player.screen, FailingScreen)
        await player.press("escape")
        assert isinstance(player.screen, ResultScreen)


@pytest.mark.asyncio
async def test_asked_before_the_doors_were_open_he_leads_back_to_the_bench(called):
    async with called("B4", "k") as player:
        await player.hear()
        await player.press("enter")
        assert player.screen is player.bench_screen


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_it_looks(called, look, golden, size):
    async with called("B6", "k", "o", size=size) as player:
        await player.hear()
        # seconds are real ones, and codes are of one version of the engine
        head, *rest = look(player.pilot.app).lstrip("\n").splitlines()
        assert "13 runs" in head
        text = re.sub(r"B6:[0-9A-Z-]+", "B6:CODE", "\n".join(rest) + "\n")
        golden(f"inspection-b6-{size[0]}x{size[1]}", text)


@pytest.mark.asyncio
async def test_he_can_be_stopped_and_says_what_he_knows_by_then(called, look, monkeypatch):
    monkeypatch.setattr(
        "cafe_sim.game.inspecting.inspectable.Visit",
        lambda subject, hands, **more: Visit(subject, Budget(seconds=60, schedules=2), hands, **more),
    )
    async with called("B4", "k") as player:
        await player.press("s")
        await player.hear()
        shown = look(player.pilot.app)
        assert "CERTIFIED" not in shown
        assert "there may be more" in shown
        assert player.bench.visit() is not None
        assert {"again"} <= {command.id for command in player.screen.offered()}
        assert not player.bench.result().sound


@pytest.mark.asyncio
async def test_who_leaves_while_he_works_hears_nothing_of_it(called):
    async with called("B6") as player:
        player.bench.start_asking()
        await player.press("escape")
        assert player.screen is player.bench_screen
        assert not player.bench.asking


@pytest.mark.asyncio
async def test_what_he_said_is_there_when_he_is_called_again(called, look):
    async with called("C4") as player:
        await player.hear()
        verdict = player.bench.verdict
        await player.press("f", "I")
        assert player.bench.verdict is verdict
        assert "1 of all 3 distinct orders of this round goes wrong" in look(player.pilot.app)
        assert "in one and the same order" in look(player.pilot.app)


@pytest.mark.asyncio
async def test_the_code_is_given_to_the_clipboard(called):
    async with called("B4", "plus_sign") as player:
        await player.hear()
        await player.press("y")
        failing = player.bench.failing()
        assert failing is not None
        assert player.pilot.app.clipboard == failing.code
        kept = player.pilot.app.game.progress.mark("B4").plans
        assert player.bench.plan in [replace_plan(each.plan, name="") for each in kept], "so that replay finds it"


@pytest.mark.asyncio
async def test_in_processes_of_his_own_the_screen_breathes_and_the_news_comes_by_itself(called, look):
    async with called("B4", hands=None) as player:
        while player.bench.asking:
            await player.pilot.pause(0.05)
        await player.pilot.pause()
        assert "BROKEN" in look(player.pilot.app)
