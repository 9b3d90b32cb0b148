"""What is said of a day: figures that do not contradict each other, who left, and what was made in vain."""

from __future__ import annotations

import pytest
from shipped import level

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of
from cafe_sim.game.views import Figure, ResultView


def result(name: str, plan: Plan) -> ResultView:
    return result_of(level(name), plan, play_day(level(name).shop, plan, ""))


def row(name: str, called: str) -> Plan:
    return next(plan_of_row(level(name), row) for row in level(name).proof.rows if row.name == called)


def figure(view: ResultView, *names: str) -> Figure:
    return next(figure for figure in view.figures if figure.name in names)


def test_a_cup_made_in_vain_says_why_lanes_go_on_after_the_last_one_out():
    view = result("B2", row("B2", "right rooms, but only Bo"))
    assert figure(view, "closes at", "last one out at").name == "last one out at"
    assert (figure(view, "last one out at").value, view.end) == (26.0, 41.0)
    assert view.notes[:2] == (
        "Left: #5 cider at 0:23, #9 cider at 0:32 and #11 cider at 0:38.",
        "Made in vain: #5 cider by Bo until 0:29, #9 cider by Bo until 0:35 and #11 cider by Bo until 0:41.",
    )


def test_whose_task_is_cancelled_makes_nothing_in_vain():
    view = result("A2", row("A2", "all to Ana"))
    assert any(note.startswith("Left:") for note in view.notes)
    assert not any(note.startswith("Made in vain") for note in view.notes)


def test_who_blocks_a_loop_where_that_is_taught_is_not_sound_though_nobody_left():
    """#5 waits for the moment at which nothing of Ana's is hurt enough to be lost: quicker than the reference, and the
    fault all the same.
    """
    given = [(0, 1), (0, 2), (6, 6), (6, 5), (9, 7), (12, 8), (17, 10), (21, 12)]
    baked = [(3, 3, "Bo"), (4, 4, "Cy"), (14, 9, "Bo"), (20, 11, "Cy")]
    rows = sorted((*((at, number, "Ana") for at, number in given), *baked), key=lambda row: row[0])
    view = result("B2", Plan(hand_overs=tuple(HandOver(at, number, to) for at, number, to in rows)))
    assert (view.worked, view.served, view.par, view.sound) == (True, 12, True, False)
    assert round(figure(view, "mean wait").value, 2) == 8.33
    (fault,) = view.faults
    assert fault.message == (
        "#5 cider held Ana's whole loop for 6 s, and nothing else of hers could move. "
        "What blocks is for hands that may stand."
    )
    assert not any("loop stood still" in note for note in view.notes), "said once"


@pytest.mark.parametrize(("name", "closes"), [("D1", 18.0), ("B9", 8.0)])
def test_who_breaks_the_rule_may_be_quicker_than_anybody_can_be_who_keeps_it(name, closes):
    """Then nothing is said of what nobody can beat."""
    broken, sound = (figure(result(name, plan), "closes at") for plan in (level(name).naive, level(name).reference))
    assert (broken.value, broken.floor, broken.good) == (closes, None, False)
    assert sound.floor == level(name).measure.floor


def test_the_till_says_of_how_many_sales_it_speaks():
    """The inspector's round has fewer than the day, and both may be told in one place."""
    assert result("B4", level("B4").naive).faults[0].message == "The till holds 9.00; 6 sales come to 18.00."


@pytest.mark.parametrize(
    ("name", "worker", "at", "said"),
    [
        ("B4", "Bo", 4.5, ("hold", "#1 croissant to 0:05: ring up · then #3 #5")),
        ("B4", "Cy", 4.5, ("stuck", "#2 croissant wants till_lock ← Bo · then #4 #6")),
        ("B9", "Cy", 5.0, ("stuck", "#2 icing waits for bell")),
    ],
)
def test_what_somebody_does_is_called_by_its_step_and_what_he_wants_by_who_has_it(name, worker, at, said):
    played = play_day(level(name).shop, level(name).reference, "")
    assert played.worker_state(worker, at) == said


def test_of_a_day_that_was_too_slow_it_is_not_said_that_nothing_makes_it_wrong():
    slow, good = (result("A2", plan).always for plan in (level("A2").naive, level("A2").reference))
    assert slow == "no value is shared: nothing but time went wrong"
    assert good == "no value is shared: no order of events makes it wrong"


def test_the_van_that_goes_out_incomplete_has_not_lost_its_patience():
    view = result("B1", level("B1").naive)
    assert not any("van" in note for note in view.notes)
    assert view.faults[0].message == "The van left with 0 of 6: nobody waited for the rest."
