"""What is new is said once, when it is new, and read from the levels themselves."""

from __future__ import annotations

import asyncio

from cafe_sim.content import load_campaign
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.news import new_tools, opened
from cafe_sim.game.player.progress import Progress, Stars

LEVELS = load_campaign()
BY_ID = {level.id: level for level in LEVELS}


def test_a_tool_is_new_in_the_first_level_that_hands_it_out():
    assert new_tools(BY_ID["B3"], LEVELS) == "New: you may now choose who moves."
    assert "hang locks on things" in new_tools(BY_ID["B4"], LEVELS)
    assert "lock" not in new_tools(BY_ID["B6"], LEVELS)


def test_in_the_first_level_all_is_new_and_nothing_is_said():
    assert new_tools(LEVELS[0], LEVELS) == ""
    assert new_tools(BY_ID["A2"], LEVELS) == ""


def test_doors_are_named_and_rooms_come_before_them():
    said = opened(LEVELS, ["A1", "A2", "A3"], ["A1", "A2", "A3", "A4", "A9", "B1"])
    assert said == (
        "New: you may now go into the bakery.",
        f"New: you may now play A4 {BY_ID['A4'].title} and A9 {BY_ID['A9'].title}.",
    )
    assert opened(LEVELS, ["A1"], ["A1"]) == ()


def test_who_has_won_a_level_is_not_told_of_its_tools_again():
    game = Campaign(load=load_campaign)
    asyncio.run(game.open())
    assert game.new_tools(BY_ID["B3"])
    game.keeper.progress = Progress().after("B3", Stars(sound=True))
    assert game.new_tools(BY_ID["B3"]) == ""
