"""The pages around the game: they speak as the café does, and what they are told is text."""

from __future__ import annotations

import re

import pytest

from cafe_sim.catalogue import speak
from cafe_sim.web.house import House, HouseLimits
from cafe_sim.web.pages import game_page, said_page

LATIN = re.compile(r"[A-Za-z]{2,}")


def read(page: str) -> str:
    """What people read of a page."""
    return re.sub(r"<[^>]*>", " ", page[page.index("<body>") :])


@pytest.mark.parametrize("page", [game_page("ws://x/ws"), said_page("No.")])
def test_in_english_they_say_so(page):
    assert '<html lang="en">' in page


def test_in_chinese_nothing_but_names_is_english():
    speak("zh-Hans")
    house = House(HouseLimits(tables=0), lambda: 0.0)
    pages = game_page("ws://x/ws"), said_page(house.refusal("ana"))
    for page in pages:
        assert '<html lang="zh-Hans">' in page
        assert set(LATIN.findall(read(page))) <= {"Café", "Caf", "Sim", "JavaScript"}
    assert "桌子都坐满了" in pages[1]


def test_what_a_page_says_is_text():
    assert "&lt;script&gt;" in said_page("<script>")
