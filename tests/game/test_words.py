"""Sentences that several places say: figures, and what the third star wants."""

from __future__ import annotations

import pytest

from cafe_sim.content.level import Light
from cafe_sim.game.words import as_till, light_wishes, plain_number


@pytest.mark.parametrize(
    ("value", "text"), [(9.0, "9"), (9.27, "9.27"), (13.636363, "13.64"), (0.0, "0"), (100.0, "100")]
)
def test_numbers_say_no_more_than_they_know(value, text):
    assert plain_number(value) == text


def test_the_lab_s_clock_has_a_decimal_more():
    assert [plain_number(value, 3) for value in (3.25, 0.0625, 2.0)] == ["3.25", "0.062", "2"]


def test_one_is_not_many():
    assert list(light_wishes(Light(rules=1, tags=2))) == ["1 standing rule runs the shift alone", "2 tags at most"]


def test_what_is_held_is_named_where_one_lock_alone_counts():
    assert list(light_wishes(Light(held=6))) == ["held 6 s at most"]
    assert list(light_wishes(Light(held=1.5, holding="till"))) == ["the till held 1.5 s at most"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("writes till.total: 3.0; derives from the 0.0 read before", "writes till.total: 3.00; derives from the 0.00 read before"),
        ("Cy read till.total (0.0) in line 27; then Bo wrote -1.5", "Cy read till.total (0.00) in line 27; then Bo wrote -1.50"),
        ("The till holds 3.00; stuck for 1.5 s, step 2.5.1, 3 loaves, f2.0", "The till holds 3.00; stuck for 1.5 s, step 2.5.1, 3 loaves, f2.0"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_a_till_writes_it_and_nothing_else_is_touched(said: str, told: str) -> None:
    assert as_till(said) == told
