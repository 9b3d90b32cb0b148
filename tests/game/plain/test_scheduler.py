"""A break level by typed words."""

from __future__ import annotations


def test_one_bad_moment_wins_it(sit):
    sitting = sit("B3")
    assert "Goal: Make the till 3.00 short: 3.00 in place of 6.00." in sitting.opening
    assert sitting.type("bo").splitlines() == [
        "Move 1: Bo reads till.total: 0.00.",
        "Shared now: till.total 0.00.",
        "1, Bo would write till.total.",
        "2, Cy would read till.total.",
    ]
    said = sitting.type("2", "move CY", "1")
    assert "Move 4: Bo writes till.total: 3.00. Here it goes wrong: Cy's 3.00 is lost." in said
    assert said.endswith("Type result to hear what it teaches.")
    assert sitting.type("shortest").startswith("The shortest way has 4 moves.\nBo reads till.total: 0.00.")
    said = sitting.type("result")
    assert "B3, The wicked manager: 3 of 3 stars: sound (the goal reached, new)" in said
    assert "The lesson: `+=` is read, think, write." in said
    assert sitting.stars("B3") == ("sound", "par", "light")


def test_several_moves_in_a_line_stop_at_the_first_that_cannot_be_made(sit):
    sitting = sit("B3")
    said = sitting.type("1 1 1 2")
    assert "Move 2: Bo writes till.total: 3.00." in said
    assert "Bo cannot move: has finished." in said
    assert "Move 3" not in said


def test_back_forward_and_from_the_beginning(sit):
    sitting = sit("B3")
    assert sitting.type("back") == "Nobody has moved yet."
    sitting.type("1 2")
    assert sitting.type("back").startswith("1 move made.")
    assert sitting.type("forward").startswith("2 moves made.")
    assert sitting.type("restart").startswith("No moves made.")
    assert sitting.type("result").startswith("The goal is not reached yet")


def test_what_is_in_their_heads_is_told(sit):
    sitting = sit("B3")
    sitting.type("1 2 1")
    assert "has in mind is old: 3.00 by now (version 1)" in sitting.type("why")
    assert sitting.type("values").splitlines() == [
        "till.total is 3.00, version 1, written by Bo.",
        "Bo has nothing in mind.",
        "Cy has 0.00 in mind, read at version 0; that is old: 3.00 by now (version 1).",
    ]
    assert "Cy stands in line 13, level 1: till.total += price" in sitting.type("why")


def test_nobody_of_that_name(sit):
    assert sit("B3").type("move 7") == 'There is no "7" here. There is 1 Bo or 2 Cy.'


def test_the_last_hint_goes_along_with_the_player(sit):
    sitting = sit("B3")
    assert sitting.type("hint").startswith("Hint 1: If one finishes before the other begins")
    sitting.type("bo")
    assert sitting.type("hint") == "Hint 2: From here 3 more moves are enough. The next is made by Cy."
    assert sitting.type("hint") == "Hint 3: The next move on a shortest way: Cy reads till.total: 0.00."
    sitting.type("bo")
    said = "Hint 3: From here it can no longer be done: step back 1 move. The next move from there: Cy reads till.total: 0.00."
    assert sitting.type("hint") == said
