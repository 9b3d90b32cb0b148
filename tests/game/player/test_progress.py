"""Stars, plans and doors: what is kept of a player."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.content import Level
from cafe_sim.game.player.progress import (
    PLANS_PER_LEVEL,
    LevelRecord,
    Progress,
    Stars,
    free_name,
    kept_as,
    missing_for,
    next_level,
    renamed,
    with_plan,
)
from cafe_sim.game.player.settings import Settings


def level(id: str, *opens: str, next: str = "") -> Level:
    return cast("Level", SimpleNamespace(id=id, opens=opens, next=next))


CAMPAIGN = (level("A1", next="A2"), level("A2", "A1", next="A3"), level("A3", "A2"), level("B1", "A2"))
STARS = st.builds(Stars, st.booleans(), st.booleans(), st.booleans())


def plan(seconds: float, name: str = "") -> Plan:
    return Plan(name=name, hand_overs=(HandOver(seconds, 1, "Carl"),))


def test_each_star_is_kept_across_plans():
    progress = Progress().after("A1", Stars(sound=True), plan(1)).after("A1", Stars(sound=True, light=True), plan(2))
    progress = progress.after("A1", Stars(), plan(3))
    assert progress.stars("A1") == Stars(sound=True, light=True)
    assert [kept.stars.count for kept in progress.mark("A1").plans] == [1, 2, 0]


@given(st.lists(STARS, max_size=8))
def test_stars_only_ever_grow(runs):
    progress = Progress()
    for stars in runs:
        before = progress.total(["A1"])
        progress = progress.after("A1", stars)
        assert progress.total(["A1"]) >= before
    assert progress.stars("A1").count == sum(any(getattr(s, n) for s in runs) for n in ("sound", "par", "light"))


def test_the_same_decisions_are_the_same_plan():
    plans = with_plan(with_plan((), plan(1), Stars(sound=True)), plan(1), Stars(par=True))
    assert [(kept.name, kept.stars) for kept in plans] == [("plan 1", Stars(sound=True, par=True))]


def test_a_plan_saved_again_under_its_name_is_replaced_with_the_stars_it_has_now():
    plans = with_plan(with_plan((), plan(1, "mine"), Stars(sound=True)), plan(2, "mine"), Stars())
    assert [(kept.name, kept.plan.hand_overs[0].at, kept.stars) for kept in plans] == [("mine", 2, Stars())]


def test_among_too_many_plans_the_oldest_of_the_weakest_goes():
    plans = ()
    for number in range(PLANS_PER_LEVEL + 1):
        plans = with_plan(plans, plan(number), Stars(sound=number != 3))
    assert len(plans) == PLANS_PER_LEVEL
    assert 3 not in [kept.plan.hand_overs[0].at for kept in plans]
    newest = with_plan(plans, plan(99), Stars())[-1]
    assert newest.plan.hand_overs[0].at == 99, "what was just played is never the one to go"


def test_names_that_are_free():
    assert free_name([]) == "plan 1"
    assert free_name(["plan 1", "plan 3"]) == "plan 2"


def test_doors_say_what_opens_them_and_stay_open():
    a1, a2, *_ = CAMPAIGN
    assert missing_for(a2, Progress()) == ("A1",)
    assert missing_for(a1, Progress()) == ()
    assert missing_for(a2, Progress().after("A1", Stars(sound=True))) == ()
    assert missing_for(a2, Progress().after("A2", Stars(sound=True))) == (), "what was won once stays open"


def test_where_the_game_goes_on():
    fresh = Progress()
    assert fresh.fresh
    assert next_level(CAMPAIGN, fresh).id == "A1"
    assert next_level(CAMPAIGN, fresh.begun("A1")).id == "A1"
    won = fresh.after("A1", Stars(sound=True))
    assert next_level(CAMPAIGN, won).id == "A2"
    assert not won.fresh
    two = won.after("A2", Stars(sound=True))
    assert next_level(CAMPAIGN, two).id == "A3"
    assert next_level(CAMPAIGN, two.begun("B1")).id == "B1"
    everything = two.after("A3", Stars(sound=True)).after("B1", Stars(sound=True))
    assert next_level(CAMPAIGN, everything).id == "B1"
    assert next_level((), everything) is None


def test_a_whole_progress_survives_json():
    progress = Progress(
        marks={"A1": LevelRecord(Stars(True), with_plan((), plan(1.5), Stars(True)))},
        settings=Settings(theme="latte", signs="ascii", keys={"undo": "z"}),
        last="A1",
    )
    assert msgspec.json.decode(msgspec.json.encode(progress), type=Progress) == progress


def test_levels_nobody_knows_any_more_are_kept():
    progress = Progress().after("Z9", Stars(sound=True)).after("A1", Stars())
    assert progress.stars("Z9").sound
    assert progress.total(["A1"]) == 0


def test_a_plan_is_found_by_what_it_decides_and_called_what_one_likes():
    lock, late = Plan(late={"Cy": 1}), Plan(late={"Cy": 2})
    plans = with_plan(with_plan((), lock, Stars(sound=True)), late, Stars())
    assert kept_as(plans, msgspec.structs.replace(lock, name="whatever")) is plans[0]
    assert kept_as(plans, Plan()) is None
    (one, other) = renamed(plans, "plan 1", "mine")
    assert (one.name, one.plan.name, one.stars.sound) == ("mine", "mine", True)
    assert other == plans[1]


def test_throwing_plans_away_leaves_the_stars():
    won = Progress().after("B4", Stars(sound=True), Plan())
    without = won.with_plans("B4", ())
    assert without.mark("B4").plans == ()
    assert without.stars("B4") == Stars(sound=True)
