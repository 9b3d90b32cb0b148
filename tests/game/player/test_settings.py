"""Settings: one table, every value of which is allowed, explained, and survives a save."""

from __future__ import annotations

from typing import get_args, get_type_hints

import msgspec
import pytest

from cafe_sim.catalogue import languages
from cafe_sim.game.player.progress import Progress, missing_for
from cafe_sim.game.player.settings import PREFERENCES, SPEEDS, SYSTEM, Settings


def test_every_setting_but_the_keys_has_its_row():
    fields = set(Settings.__struct_fields__) - {"keys"}
    assert {choice.field for choice in PREFERENCES} == fields


@pytest.mark.parametrize("choice", PREFERENCES, ids=lambda choice: choice.field)
def test_a_row_offers_all_that_the_field_can_be_and_says_what_it_is_like(choice):
    free = {"speed": SPEEDS, "language": (SYSTEM, *(language.code for language in languages()))}
    allowed = get_args(get_type_hints(Settings)[choice.field]) or free[choice.field]
    assert {option.value for option in choice.options} == set(allowed)
    assert len({option.word for option in choice.options}) == len(choice.options)
    for sentence in (choice.about, *(option.about for option in choice.options)):
        assert sentence.endswith(".")


@pytest.mark.parametrize("choice", PREFERENCES, ids=lambda choice: choice.field)
def test_turning_goes_round_and_what_is_chosen_survives_a_save(choice):
    settings = Settings()
    for _ in choice.options:
        settings = choice.put(settings, choice.place(settings) + 1)
        again = msgspec.json.decode(msgspec.json.encode(settings), type=Settings)
        assert choice.chosen(again) == choice.chosen(settings)
    assert settings == Settings()
    assert choice.put(settings, -1) != settings


def test_a_speed_that_there_is_no_more_is_read_as_the_first():
    speed = next(choice for choice in PREFERENCES if choice.field == "speed")
    assert speed.place(Settings(speed=3.0)) == 0


def test_with_all_doors_open_nothing_is_missing_anywhere():
    class Closed:
        id, opens = "C4", ("B4",)

    assert missing_for(Closed, Progress()) == ("B4",)
    assert missing_for(Closed, Progress(settings=Settings(doors="open"))) == ()
