"""Stations, till and stock at a second of the day, and what they should stand at once they are wrong."""

from __future__ import annotations

from shipped import level

from cafe_sim.cafe.model import Plan
from cafe_sim.game.days.played import play_day


def stands(name: str, thing: str, at: float, plan: Plan | None = None) -> tuple[str, str]:
    """(as it is, as it should be) at a second of the naive plan's day, or of another's."""
    one = level(name)
    (view,) = [view for view in _day(name, plan or one.naive).things(at) if view.name == thing]
    return view.text, view.should


def _day(name: str, plan: Plan):
    one = level(name)
    return play_day(one.shop, plan, one.title)


def test_a_till_says_what_it_should_hold_from_the_second_on_in_which_it_goes_wrong():
    assert [stands("B4", "till", at) for at in (4.9, 5.0, 11.0, 17.0)] == [
        ("till 0.00", ""),
        ("till 3.00", "6.00"),
        ("till 6.00", "12.00"),
        ("till 9.00", "18.00"),
    ]


def test_a_till_with_a_lock_has_nothing_to_say():
    reference = level("B4").reference
    assert {stands("B4", "till", at, reference)[1] for at in range(20)} == {""}
    assert stands("B4", "till", 19, reference) == ("till 18.00", "")


def test_of_a_stock_there_are_never_fewer_than_none():
    text, should = stands("B6", "case", 8.0)
    assert text == "case -2"
    assert should == "0"
    assert stands("B6", "case", 8.0, level("B6").reference) == ("case 0", "")


def test_a_station_names_who_is_at_it_and_fills():
    day = _day("B4", level("B4").reference)
    (oven, _) = day.things(2.0)
    assert (oven.text, oven.full, oven.users, oven.places) == ("oven 2/2", True, ("Bo", "Cy"), 2)
    (oven, _) = day.things(4.5)
    assert (oven.text, oven.full, oven.users) == ("oven 0/2", False, ())


def test_counts_of_several_are_added_up():
    assert stands("B1", "trays", 12.0) == ("trays 5", "")


def test_what_bears_only_so_many_says_how_many_there_are():
    assert [stands("D1", "fuse", at)[0] for at in (1.0, 3.0, 6.5)] == ["fuse 0/2", "fuse 3/2", "fuse 0/2"]
    assert stands("D1", "fuse", 3.0, level("D1").reference)[0] == "fuse 2/2"
