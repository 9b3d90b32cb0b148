"""Settings by typed words."""

from __future__ import annotations

import pytest

from cafe_sim.catalogue import speak
from cafe_sim.game.plain import Session


def test_all_settings_are_heard_with_what_they_can_be(sit):
    said = sit().type("settings").splitlines()
    assert "The clock: stops. It can be stops, goes slowly or goes on." in said
    assert any(line.startswith("Language: as it comes. It can be as it comes, English or ") for line in said)


def test_no_sign_is_read_out(sit):
    assert "Speed: 1 times. It can be 0.5 times, 1 times," in sit().type("settings")
    assert sit().type("settings speed 0.5").startswith("Speed: 0.5 times.")


def test_one_of_them_says_what_each_choice_is_like(sit):
    said = sit().type("settings clock").splitlines()
    assert said[0].startswith("The clock: stops.")
    assert "Goes slowly: It goes at a quarter of its speed." in said


@pytest.mark.parametrize("typed", ["settings clock slow", "set the clock to goes slowly", "settings pace slow"])
def test_a_choice_is_made_and_kept_and_what_it_comes_to_in_lines_is_said(sit, typed):
    sitting = sit()
    said = sitting.type(typed).splitlines()
    assert said[0] == "The clock: goes slowly. It can be stops, goes slowly or goes on."
    assert said[1].startswith("In lines the clock stands at every decision")
    assert sitting.game.progress.settings.pace == "slow"


def test_doors_open_at_once(sit):
    sitting = sit()
    assert "is closed" in sitting.type("open B4")
    sitting.type("settings doors all open")
    assert sitting.type("open B4").startswith("B4, Two hands in the till")


def test_what_there_is_not_is_refused_and_changes_nothing(sit):
    sitting = sit()
    before = sitting.game.progress.settings
    assert sitting.type("settings volume loud").startswith("There is no such setting. There is Theme, Signs,")
    assert sitting.type("settings clock backwards").startswith('There is no "backwards" here. There is stops,')
    assert sitting.game.progress.settings == before


def test_from_the_choice_on_it_speaks_another_language_where_there_are_letters_for_it(sit):
    game = sit().game
    session = Session(game, speak=lambda settings: not speak(settings.language))
    session.begin()
    session.answer("settings language zh")
    assert not session.answer("levels")[0].isascii()
    mute = Session(game, speak=lambda _: False)
    mute.begin()
    speak("en")
    assert mute.answer("settings language English")[-1].startswith("This output has no letters for it")
