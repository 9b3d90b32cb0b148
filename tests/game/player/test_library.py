"""The library: what was met, where the rest will be, and a few lines of each level's own program that give nothing
away.
"""

from __future__ import annotations

import ast
import asyncio

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.library import Idea, excerpt, ideas, summary
from cafe_sim.game.player.progress import Progress, Stars

LEVELS = {level.id: level for level in load_campaign()}


def library(progress: Progress = Progress()) -> dict[str, Idea]:
    game = Campaign(load=load_campaign)
    asyncio.run(game.open())
    game.keeper.progress = progress
    return {idea.id: idea for idea in ideas(game)}


def test_an_idea_is_met_when_its_level_was_played_to_an_end_won_or_not():
    found = library(Progress().after("A1", Stars(sound=True)).after("A2", Stars()).begun("A3"))
    assert [id_ for id_, idea in found.items() if idea.met] == ["A1", "A2"]
    assert [id_ for id_, idea in found.items() if idea.won] == ["A1"]
    assert found["A3"].missing == ("A2",)


def test_the_summary_counts():
    game = Campaign(load=load_campaign)
    assert summary(game) == ""
    asyncio.run(game.open())
    game.keeper.progress = Progress().after("A1", Stars())
    assert summary(game) == f"1 of {len(LEVELS)} ideas met"


def test_what_mends_a_level_is_shown_only_once_it_is_won():
    met = library(Progress().after("B4", Stars()))["B4"]
    won = library(Progress().after("B4", Stars(sound=True)))["B4"]
    assert "till_lock" not in met.excerpt + met.program
    assert "with till_lock:" in won.excerpt
    assert won.excerpt.startswith("till_lock = threading.Lock()")


@pytest.mark.parametrize("won", [False, True])
@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_every_level_has_a_little_program_made_of_its_own_lines(level, won):
    idea = Idea(level, True, won, ())
    lines = idea.program.splitlines()
    ast.parse(idea.excerpt)
    assert 1 < len(idea.excerpt.splitlines()) <= 45
    assert all(line in lines for line in idea.excerpt.splitlines())


def test_workers_alike_stand_for_each_other_and_set_up_is_left_out():
    program = library(Progress().after("B6", Stars(sound=True)))["B6"].excerpt
    assert program.count("for order in tickets(") == 1
    assert "def main" not in program
    assert "import" not in program


def test_a_program_without_functions_is_its_own_excerpt():
    assert excerpt("x = 1\nprint(x)\n") == "x = 1\nprint(x)\n"
