"""Between levels: what a result wins, what it opens, and what is answered before anything is loaded."""

from __future__ import annotations

import asyncio
from typing import cast

import msgspec
import pytest

from cafe_sim.content import Level, load_campaign
from cafe_sim.errors import BadContent
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Stars
from cafe_sim.game.player.settings import Settings
from cafe_sim.game.views import ResultView

pytestmark = pytest.mark.asyncio


def result(level: str, *stars: str) -> ResultView:
    """A result of which only the stars matter."""
    blank = dict.fromkeys(ResultView.__dataclass_fields__, ())
    won = {name: name in stars for name in ("sound", "par", "light")}
    return ResultView(**cast("dict", {**blank, "level": level, "next_level": "", **won}))


async def opened() -> Campaign:
    game = Campaign(Keeper())
    await game.open()
    return game


async def test_before_it_is_open_it_answers_all_the_same():
    game = Campaign(Keeper())
    assert (game.levels, game.upcoming(), game.summary(), game.level("A1")) == ((), None, "", None)


async def test_opening_twice_loads_once():
    loads = []
    game = Campaign(Keeper(), lambda: loads.append(1) or load_campaign())
    await asyncio.gather(game.open(), game.open(), game.open())
    assert len(loads) == 1


async def test_new_stars_are_those_won_for_the_first_time():
    game = await opened()
    assert game.finish(result("A1", "sound"), None).new_stars == ("sound",)
    again = game.finish(result("A1", "sound", "light"), None)
    assert again.new_stars == ("light",)
    assert game.progress.stars("A1") == Stars(sound=True, light=True)
    assert game.finish(result("A1", "sound", "par"), None).kept == ("light",)
    assert game.finish(result("A1"), None).kept == ("sound", "par", "light")


async def test_a_win_says_which_doors_it_has_opened_beside_the_way_on_and_a_second_one_says_nothing():
    game = await opened()
    assert game.finish(result("A1", "sound"), None).news == (), "A2 is the way on"
    game.finish(result("A2", "sound"), None)
    third = game.finish(result("A3", "sound"), None)
    assert third.next_level == "A4"
    a9 = cast(Level, game.level("A9"))
    assert third.news == ("New: you may now go into the bakery.", f"New: you may now play A9 {a9.title}.")
    assert game.finish(result("A3", "sound", "par"), None).news == ()


async def test_the_room_where_one_has_just_been_is_no_news():
    game = await opened()
    c4 = game.finish(result("C4", "sound"), None)
    assert not any("key board" in said for said in c4.news), "played by its name, before its door was open"


async def test_a_speed_that_was_chosen_in_a_shift_stays_until_it_is_set_anew():
    game = await opened()
    game.speed, game.pace = 8.0, "slow"
    game.set(msgspec.structs.replace(game.progress.settings, motion="still"))
    assert (game.speed, game.pace) == (8.0, "slow")
    game.set(msgspec.structs.replace(game.progress.settings, speed=4.0))
    assert (game.speed, game.pace) == (None, "slow")


async def test_without_the_gate_nothing_is_won():
    game = await opened()
    lost = game.finish(result("A1", "par", "light"), None)
    assert (lost.new_stars, lost.next_level) == ((), "")
    assert game.progress.stars("A1") == Stars()


async def test_a_plan_can_be_remembered_that_has_won_nothing_and_takes_nothing_away():
    game = await opened()
    level = cast(Level, game.level("B4"))
    game.finish(result("B4", "sound"), level.reference)
    game.remember(level, level.naive)
    assert game.progress.stars("B4") == Stars(sound=True)
    assert len(game.progress.mark("B4").plans) == 2


async def test_the_whole_campaign_can_be_walked_by_winning_what_comes_next():
    """No door that never opens: from the first level on, the next one is always open, until all are won."""
    game = await opened()
    walked = []
    while (level := game.upcoming()) is not None and not game.progress.won(level.id):
        assert game.missing(level) == ()
        game.finish(result(level.id, "sound"), None)
        walked.append(level.id)
    assert sorted(walked) == sorted(game.ids)
    assert game.summary().startswith(f"{len(walked)} of {len(walked)} open")


async def test_a_level_by_its_id_in_any_case():
    game = await opened()
    assert game.level("a1") is game.level("A1")
    assert game.level("nothing") is None


async def test_settings_are_kept_with_the_stars():
    game = await opened()
    game.finish(result("A1", "sound"), None)
    game.set(Settings(theme="mono"))
    assert game.progress.settings.theme == "mono"
    assert game.progress.won("A1")


async def test_a_broken_campaign_is_said_each_time():
    def broken():
        raise BadContent("no levels")

    game = Campaign(Keeper(), broken)
    for _ in range(2):
        with pytest.raises(BadContent):
            await game.open()


async def test_a_plan_is_kept_under_a_name_and_called_differently_and_thrown_away():
    game = await opened()
    b4 = cast(Level, game.level("B4"))
    assert game.name_plan(b4, b4.reference, "  one   lock ") == ""
    assert game.name_plan(b4, b4.naive, "one lock") == "another plan is called “one lock” already"
    assert game.name_plan(b4, b4.reference, "the till") == ""
    assert [kept.name for kept in game.progress.mark("B4").plans] == ["the till"]
    assert game.name_plan(b4, b4.naive, " ") == "a plan needs a name"
    game.drop_plan(b4, "the till")
    assert game.progress.mark("B4").plans == ()


async def test_what_was_won_with_a_named_plan_is_written_beside_its_name():
    game = await opened()
    b4 = cast(Level, game.level("B4"))
    game.name_plan(b4, b4.reference, "mine")
    game.finish(result("B4", "sound", "par"), b4.reference)
    (kept,) = game.progress.mark("B4").plans
    assert (kept.name, kept.stars) == ("mine", Stars(sound=True, par=True))


async def test_a_name_is_short_and_harmless():
    game = await opened()
    b4 = cast(Level, game.level("B4"))
    game.name_plan(b4, b4.reference, "\x1b[31mred\u202e " + "x" * 99)
    (kept,) = game.progress.mark("B4").plans
    assert "\x1b" not in kept.name
    assert "\u202e" not in kept.name
    assert len(kept.name) <= 32
