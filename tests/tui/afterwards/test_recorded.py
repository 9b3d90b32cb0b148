"""A run taken along: kept from its result, and replayed where codes are pasted; and whose plan stands beside what went
wrong.
"""

from __future__ import annotations

import pytest
from shipped import level
from textual.widgets import Input

from cafe_sim.content.subjects import level_subject, round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.explore.telling.codes import encode
from cafe_sim.engine.explore.walks.schedule import Deviation, Schedule
from cafe_sim.engine.explore.walks.visible import learn_straight
from cafe_sim.game.afterwards.recorded import from_bytes
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Stars
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.afterwards.paste import PasteScreen
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen


@pytest.fixture
def app(tmp_path):
    return CafeApp(Campaign(Keeper(tmp_path)), utf8=True)


async def settle(app, pilot) -> None:
    for _ in range(2):
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()


def finish(app, result, plan=None) -> None:
    """As a play screen does it."""
    app.push_screen(CampaignScreen())
    app.finish(result, plan)


async def paste(app, pilot, typed: str) -> None:
    app.push_screen(PasteScreen())
    await pilot.pause()
    app.screen.query_one(Input).value = typed
    await pilot.press("enter")
    await settle(app, pilot)


def kept(tmp_path) -> str:
    (file,) = (tmp_path / "runs").iterdir()
    return file.name


@pytest.mark.asyncio
async def test_a_shift_is_kept_and_replayed_by_its_files_name(app, tmp_path, look):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(app, pilot)
        a1 = level("A1")
        finish(app, result_of(a1, a1.reference, play_day(a1.shop, a1.reference, a1.title)), a1.reference)
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        name = kept(tmp_path)
        assert "Saved:" in look(app)
        await paste(app, pilot, name)
        assert isinstance(app.screen, ReplayScreen)
        assert app.screen.title_text == "A1  One at a time"
        assert app.screen.difference == ""
        assert [other.title for other in app.screen.others] == [
            "Ana alone",
            "the reference plan",
            "the level's own plan",
        ]
        await pilot.press("end", "v")
        assert "Ana alone" in look(app)


@pytest.mark.asyncio
async def test_a_run_that_is_another_by_now_says_so_above_its_lanes(app, tmp_path, look):
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        a1 = level("A1")
        finish(app, result_of(a1, a1.reference, play_day(a1.shop, a1.reference, a1.title)), a1.reference)
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        file = tmp_path / "runs" / kept(tmp_path)
        run = from_bytes(file.read_bytes(), "x")
        file.write_text(
            file.read_text(encoding="utf-8").replace(run.trace, "0" * 32).replace(run.trail, "000"), "utf-8"
        )
        await paste(app, pilot, str(file))
        assert isinstance(app.screen, ReplayScreen)
        assert app.screen.difference.startswith("step 1 was another one, and is now “Carl ")
        assert "step 1 was another one" in look(app)


@pytest.mark.asyncio
async def test_moves_of_a_level_to_break_are_kept_as_well(app, tmp_path):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(app, pilot)
        scheduler = Scheduler(level("B3"))
        for key in (1, 2, 2, 1):
            assert scheduler.move(key) == ""
        assert scheduler.won
        finish(app, scheduler.result())
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        file = tmp_path / "runs" / kept(tmp_path)
        assert from_bytes(file.read_bytes(), "x").moves == (2, 3, 3, 2)
        await paste(app, pilot, kept(tmp_path))
        assert isinstance(app.screen, ReplayScreen)
        assert (app.screen.title_text, app.screen.difference) == ("B3  The wicked manager", "")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "is no counterexample"),
        (b'{"format": "cafe-sim run", "version": 1, "x": "\\u001b[31m"}', "no recorded run"),
    ],
)
async def test_a_damaged_file_is_a_sentence_on_the_screen(app, tmp_path, look, data, said):
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        (tmp_path / "bad.json").write_bytes(data)
        await paste(app, pilot, str(tmp_path / "bad.json"))
        assert isinstance(app.screen, PasteScreen)
        assert said in " ".join(look(app).split())


# ---- the mended run --------------------------------------------------------------------------------


def broken():
    b4 = level("B4")
    subject = round_subject(b4, b4.naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    assert view is not None
    return view


@pytest.mark.asyncio
async def test_beside_what_goes_wrong_stands_the_players_own_mended_plan_once_there_is_one(app, look):
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        b4, game = level("B4"), app.game
        screen = FailingScreen(broken(), "B4")
        app.push_screen(screen)
        await pilot.pause()
        assert screen.others[0].title == "mended", "before there is one, the reference plan's"
        assert screen.others[0].closed
        game.keeper.keep(game.progress.after("B4", Stars(), b4.naive))
        assert screen.others[0].title == "mended", "a plan that won nothing is not mended"
        game.keeper.keep(game.progress.after("B4", Stars(sound=True), b4.reference))
        assert [other.title for other in screen.others] == ["mended: plan 2", "as the clock would have it"]
        wider = next(
            row.plan for row in b4.proof.rows if row.plan is not None and row.plan not in (b4.naive, b4.reference)
        )
        game.keeper.keep(game.progress.after("B4", Stars(sound=True), wider))
        assert screen.others[0].title == "mended: plan 3", "the newest"
        assert not screen.others[0].closed, "it is the player's own"
        await pilot.press("v")
        await pilot.pause()
        assert "mended: plan 3" in look(app)


@pytest.mark.asyncio
async def test_a_code_of_another_version_names_the_first_step_that_cannot_be_made(app, look):
    subject = level_subject(level("B3"), level("B3").naive)
    learned = learn_straight(subject)
    code = encode(Schedule("B3", "f" * 16, learned, (Deviation(90, 1),), "f" * 32), learned, "")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        await paste(app, pilot, code)
        said = " ".join(look(app).split())
        assert "its program is not the same as here. Along it, step " in said
        assert isinstance(app.screen, PasteScreen)
