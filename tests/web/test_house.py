"""Who may sit down, who has to wait, who has gone home; no network, and a clock that is turned by hand."""

from __future__ import annotations

import asyncio

import pytest

from cafe_sim.web.house import House, HouseLimits, is_visitor, new_visitor

ANA, BO, CY = "a" * 32, "b" * 32, "c" * 32


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_ids_are_ours_and_name_a_folder():
    assert is_visitor(new_visitor())
    assert new_visitor() != new_visitor()


@pytest.mark.parametrize(
    "text", ["", "a" * 31, "a" * 33, "A" * 32, "../" + "a" * 29, "a" * 31 + "/", "a" * 32 + "\n", "٣" * 32, "\0" * 32]
)
def test_nothing_else_names_a_folder(text):
    assert not is_visitor(text)


def test_the_house_fills_and_says_so():
    house = House(HouseLimits(tables=2), Clock())
    assert house.seat(ANA)
    assert house.seat(BO)
    assert house.refusal(CY).startswith("All tables are taken.")
    assert house.seat(CY) is None
    assert len(house) == 2


def test_one_visitor_does_not_take_every_table():
    house = House(HouseLimits(tables=8, tables_each=2), Clock())
    assert house.seat(ANA)
    assert house.seat(ANA)
    assert house.refusal(ANA).startswith("You have 2 tables already.")
    assert house.seat(ANA) is None
    assert house.refusal(BO) == ""


async def after_leaving() -> tuple[bool, bool]:
    house = House(HouseLimits(tables=1), Clock())
    seat = house.seat(ANA)
    assert seat is not None
    waiting = asyncio.create_task(house.clear_of(ANA))
    await asyncio.sleep(0)
    before = waiting.done()
    await house.leave(seat)
    await waiting
    await house.all_gone()
    return before, house.seat(BO) is not None


def test_a_page_loaded_anew_waits_for_its_old_table():
    assert asyncio.run(after_leaving()) == (False, True)


def test_who_does_not_stir_is_idle_and_who_stirs_is_not():
    clock = Clock()
    house = House(HouseLimits(idle_s=60), clock)
    still, lively = house.seat(ANA), house.seat(BO)
    assert lively is not None
    clock.now = 59
    house.stir(lively)
    assert house.idle() == []
    clock.now = 60
    assert house.idle() == [still]
    clock.now = 119
    assert house.idle() == [still, lively]


def test_nobody_sits_down_while_the_house_closes():
    house = House(HouseLimits(), Clock())
    house.closing = True
    assert house.seat(ANA) is None
    assert house.refusal(ANA) == "The café is closing."
