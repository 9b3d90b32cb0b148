"""The picture of the counter: who works, who stands there, who has just gone, and that it fits whatever there is to
show.
"""

from __future__ import annotations

import pytest
from shifting import seated
from shipped import level

from cafe_sim.game.serving.shift import Shift
from cafe_sim.game.views import ShiftView
from cafe_sim.tui.pages.serving.counter import COUNTER_HEIGHT, counter_page
from cafe_sim.tui.pieces import text_of, width_of


def at(name: str, seconds: float, *given: tuple[int, str]) -> ShiftView:
    """A shift's picture after so many seconds, these orders given at its beginning."""
    shift = Shift(level(name), pace="real")
    for order, worker in given:
        assert not shift.hand_over(order, worker)
    shift.advance(seconds)
    return shift.view()


def drawn(view: ShiftView, width: int = 45, *, still: bool = False) -> list[str]:
    return text_of(counter_page(view, 1, width, still=still)).splitlines()


def test_workers_have_a_cup_for_each_order_and_guests_who_wait_for_somebody_an_arm_up():
    names, _, arms, counter, faces, bodies, _, numbers = drawn(at("A3", 1, (4, "Ana"), (1, "Ana")))
    assert names.split() == ["Ana", "█"]
    assert arms.split() == ["/|\\", "uu", "[▒▒]"]
    assert set(counter.strip()) == {"═"}
    assert faces.split() == [":)"] * 4
    assert bodies.split() == ["/|\\", "/|/", "/|/", "/|\\"]
    assert numbers.split() == ["#1", "#2", "#3", "#4"]


def test_who_was_served_walks_off_with_a_cup_and_who_lost_patience_without():
    served = drawn(at("A1", 6, (2, "Carl")))
    assert "/|\\u" in served[5]
    assert served[7].split()[-1] == "#2"
    assert drawn(at("A1", 6.5, (2, "Carl")))[5].index("u") > served[5].index("u")
    left = drawn(at("A1", 10, (1, "Carl")))
    assert left[4].split()[-1] == ":("
    assert "u" not in left[5]


def test_nobody_walks_where_nothing_is_to_move():
    once, later = (drawn(at("A1", seconds, (2, "Carl")), still=True)[5:] for seconds in (5.1, 6.5))
    assert once == later


def test_the_machine_steams_while_something_is_made_and_has_its_place():
    assert "~" not in drawn(Shift(level("A1")).view())[1]
    moving, still = (
        {drawn(at("A1", seconds, (1, "Carl")), still=is_still)[1] for seconds in (1, 2)} for is_still in (False, True)
    )
    assert (len(moving), len(still)) == (2, 1)
    assert all("~" in head for head in moving | still)
    assert "[▒▒]" not in "".join(drawn(at("B2", 1))), "three at work need the room"


def test_what_nobody_waits_for_is_a_ticket():
    text = drawn(at("B1", 0.5, (1, "Bo")), 80)
    assert text[5].count("┌─┐") == 6
    assert text[5].count("/|/") == 1, "the van"


@pytest.mark.parametrize("width", [4, 20, 45, 60, 120])
@pytest.mark.parametrize("name", ["A1", "A2", "A9", "B1", "B2"])
def test_it_fits_whatever_comes(name, width):
    for seconds in range(0, 40, 3):
        view = at(name, seconds, (1, level(name).shop.staff[-1].name))
        page = counter_page(view, 1, width, still=False)
        assert len(page) == COUNTER_HEIGHT
        assert {width_of(line) for line in page} == {width}


@pytest.mark.asyncio
async def test_it_is_there_where_there_is_room_and_is_clicked_like_rail_and_staff():
    async with seated("A2", (120, 40)) as table:
        await table.click("counter", "#2")
        assert table.screen._marked == 2
        await table.click("counter", "Ana")
        assert table.shift.played.stay(2).worker == "Ana"
    async with seated("A2", (120, 30)) as table:
        assert not table.screen.query_one("#counter").display


def test_whoever_still_waits_for_somebody_is_seen_before_those_who_are_served():
    shift = Shift(level("B1"))
    for order in range(1, 7):
        shift.hand_over(order, "Bo")
    numbers = drawn(shift.view())[7].split()
    assert numbers[-1] == "#7"
    assert "+2" in " ".join(drawn(shift.view()))
