"""A level's program in the lab: the player's text in the level's café."""

from __future__ import annotations

import pickle

import pytest
from shipped import level

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.draft import LevelDraft
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import level_origin

RACE = "        till.total += count("


@pytest.fixture
def lab():
    return Lab(level_origin(level("B4"), level("B4").naive), hands=Inline)


def both(lab: Lab):
    """What a run and the inspector say."""
    lab.run()
    lab.wait()
    lab.inspect()
    lab.wait()
    view = lab.view()
    assert view.ran is not None
    assert view.visit is not None
    return view.ran, view.visit


def test_unedited_it_is_the_level(lab):
    ran, visit = both(lab)
    assert {"lost-update", "invariant"} <= {fault.kind for fault in ran.faults}
    assert ran.notes[0] == "6 of 6 served, 9.00 in the till, closed at 18 s."
    assert visit.stamp == "broken"


def test_a_lock_that_was_typed_is_as_good_as_one_that_was_hung(lab):
    text = lab.text.replace("till = Till()", "till = Till()\nmine = threading.Lock()", 1)
    lines = [f"    with mine:\n    {line}" if "till.total +=" in line else line for line in text.split("\n")]
    lab.edit("\n".join(lines))
    ran, visit = both(lab)
    assert ran.sign == "worked"
    assert visit.stamp == "certified"


def test_lines_are_known_wherever_they_stand_now():
    origin = level_origin(level("B4"), level("B4").naive)
    moved = "# one\n# two\n" + origin.text
    draft = LevelDraft(origin.day.shop, origin.day.plan, "", "B4", moved)
    before = {line + 2: step for line, step in origin.day.written.lines.items()}
    assert draft.written.lines == before
    assert draft.written.count_line == origin.day.written.count_line + 2


def test_the_texts_are_told_apart_and_survive_the_way_to_a_process():
    origin = level_origin(level("B4"), level("B4").naive)
    one, other = (LevelDraft(origin.day.shop, origin.day.plan, "", "B4", text) for text in (origin.text, "x = 1\n"))
    assert one.digest != other.digest
    again = pickle.loads(pickle.dumps(other))
    assert (again, again.digest) == (other, other.digest)


def test_not_everybody_served_is_not_called_working():
    lab = Lab(level_origin(level("A1"), level("A1").naive), hands=Inline)
    lab.run()
    lab.wait()
    ran = lab.view().ran
    assert (ran.sign, ran.notes[0]) == ("wrong", "4 of 5 served, closed at 22 s.")


def test_a_text_that_does_away_with_the_books_is_a_sentence(lab):
    lab.edit(lab.text.replace("total", "tot"))
    ran, visit = both(lab)
    assert "The café cannot read its books in this text" in ran.words
    assert visit.stamp == "sampled"
    assert "the café cannot read its books" in visit.words


def test_a_level_to_break_brings_its_own_program():
    origin = level_origin(level("B3"), level("B3").naive)
    assert origin.text == level("B3").scene.program
    assert origin.day is None
    lab = Lab(origin, hands=Inline)
    _, visit = both(lab)
    assert visit.stamp == "broken"


def test_another_plans_program_is_kept_apart():
    one = level_origin(level("B4"), level("B4").naive)
    other = level_origin(level("B4"), level("B4").reference)
    assert one.key != other.key
