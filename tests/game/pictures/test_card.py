"""A card: both verdicts, stars that were won and no others, whatever the words in it are."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of
from cafe_sim.game.pictures.card import result_card
from cafe_sim.game.views import FaultView, Lane

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = {level.id: level for level in load_campaign()}


def result(name, plan="reference"):
    level = LEVELS[name]
    chosen = getattr(level, plan)
    return result_of(level, chosen, play_day(level.shop, chosen, level.title))


def words_of(card):
    return [element.text or "" for element in ET.fromstring(card).iter(f"{SVG}text")]


def test_a_won_level_shows_its_stars_its_figures_and_its_lesson():
    words = words_of(result_card(result("A3")))
    assert words.count("★") == 3
    assert "✔ worked, 8 of 8 served" in words
    assert "9.25 s" in words
    assert "par 9.3   floor 6.75" in words
    assert LEVELS["A3"].lesson[0] in words
    assert {"run", "wait", "idle"} <= set(words)


def test_a_lost_one_says_what_is_wrong_and_calls_nothing_good():
    words = words_of(result_card(result("C4", "naive")))
    assert words.count("☆") == 3
    assert "✗ did not work, 0 of 4 served" in words
    assert "╳ wants tray_lock, held by Cy" in words
    assert any(line.startswith("deadlock: ") for line in words)
    assert "✔" not in words


def test_luck_is_no_certificate():
    view = replace(result("B4"), always="one of 2 orders goes wrong", always_ok=False, stamp="broken", sound=False)
    words = words_of(result_card(view))
    assert "✔ worked, 6 of 6 served" in words
    assert "✗ broken: one of 2 orders goes wrong" in words


@pytest.mark.parametrize("name", [name for name, level in LEVELS.items() if level.scene is None])
@pytest.mark.parametrize("theme", ["espresso", "latte"])
def test_every_level_fits_on_a_card(name, theme):
    root = ET.fromstring(result_card(result(name), theme))
    width, height = float(root.get("width")), float(root.get("height"))
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.get("x")) <= width
        assert 0 <= float(element.get("y")) <= height


def test_hostile_words_and_no_lanes():
    evil = '</text><script>alert("x")</script>\x00]]>'
    view = replace(
        result("A1"),
        title=evil,
        level=evil,
        always=evil,
        sound=False,
        lanes=(Lane(evil, (), evil),),
        faults=(FaultView("deadlock", evil, ()),),
    )
    root = ET.fromstring(result_card(view))
    assert not list(root.iter(f"{SVG}script"))
