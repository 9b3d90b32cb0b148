"""An order of one's own by typed words, of a plan that the inspector has visited and of a script."""

from __future__ import annotations

import pytest

TICKETS = """\
import threading

left = 1


def sell():
    global left
    if left:
        left -= 1


people = [threading.Thread(target=sell, name=name) for name in ("Ana", "Bo")]
for person in people:
    person.start()
for person in people:
    person.join()
assert left == 0, left
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tickets.py").write_text(TICKETS)
    return tmp_path


def test_a_script_is_gone_through_move_by_move(sit, folder):
    sitting = sit()
    sitting.type("run tickets.py")
    assert sitting.type("hand").splitlines() == [
        "You say who goes first: does it ever go wrong?",
        "1, Ana would read left.",
        "2, Bo would read left.",
    ]
    assert sitting.type("ana").splitlines() == [
        "Move 1: Ana reads left: 1.",
        "left is 1, version 0.",
        "1, Ana would read left.",
        "2, Bo would read left.",
    ]
    assert "Bo stands in line 8" in sitting.type("why")
    said = sitting.type("bo bo bo 1 1")
    assert "left is -1, version 2, written by Ana." in said
    assert "Main found an assertion broken in line 17: AssertionError: -1." in said
    assert said.endswith("Type back, or restart.")
    assert sitting.type("back").startswith("5 moves made.")
    assert sitting.type("code 9") == "Line 9, level 2: left -= 1"
    assert sitting.type("done") == "Type run for once more, inspect for every order, or levels to leave."
    assert sitting.type("run").startswith("tickets.py runs.")


def test_the_inspectors_way_lies_ahead(sit, folder):
    sitting = sit()
    sitting.type("inspect tickets.py")
    said = sitting.type("hand")
    assert "Make it go wrong. The inspector's way lies ahead." in said
    assert "His way has 6 moves; forward makes the next." in said
    assert sitting.type("forward").startswith("1 move made.")


def test_what_is_no_program_is_refused_and_one_stays_in_the_lab(sit, folder):
    (folder / "tickets.py").write_text("def sell(:\n")
    sitting = sit()
    sitting.type("run tickets.py")
    assert sitting.type("hand") == "This is not a program yet, so nobody can be moved."
    assert sitting.type("") == "Type run for once more, inspect for every order, or levels to leave."


def test_of_a_level_it_is_the_round_that_the_inspector_visited(sit):
    sitting = sit("B4")
    assert sitting.type("hand") == "Call the inspector first: inspect."
    sitting.type("inspect")
    said = sitting.type("hand")
    assert "Make it go wrong." in said
    for _ in range(4):
        said = sitting.type("forward")
    assert "The till holds 3.00; 2 sales come to 6.00." in said
    assert "Always: broken" in sitting.type("done")


def test_where_nobody_is_to_be_chosen_that_is_said(sit):
    sitting = sit("B9")
    bench = sitting.session.place.bench
    bench.put(bench.level.reference)
    sitting.type("inspect")
    assert sitting.type("hand") == "There is one order of events and no other: nobody is to be chosen."


def test_a_level_of_code_is_gone_through_too(sit):
    sitting = sit("A5")
    sitting.type("inspect")
    assert "Make it go wrong. The inspector's way lies ahead." in sitting.type("hand")
