"""The scheduler's page, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cafe_sim.game.views import ActorView, MoveView, SchedulerView, SharedView, WayView
from cafe_sim.tui.pages.breaking.scheduler import function_around, scheduler_page
from cafe_sim.tui.pieces import text_of, width_of

PROGRAM = "import threading\n\n\ndef ring(price):\n    one = 1\n    till.total += price\n\n\nring(3)\n"


def many_moves(count: int) -> SchedulerView:
    moves = tuple(MoveView(("Bo", "Cy")[n % 2], f"reads till.total: {n}.00") for n in range(count))
    actor = ActorView("Bo", "1", "read till.total", can_move=True, why="", line=6)
    return SchedulerView(
        "B3  Two", "Break it.", (actor,), moves, "till.total  0.00", PROGRAM, over=False, won=False, verdict=""
    )


def test_a_function_is_shown_around_its_line():
    program = "import threading\n\n\ndef ring(price):\n    one = 1\n    till.total += price\n\n\nring(3)\n"
    assert function_around(program, 6) == (4, 6)
    assert function_around(program, 9) == (8, 9), "outside of all: with the line above"
    assert function_around(program, 0) == (0, -1)
    assert function_around("def load():\n    pass\n\nwith pool:\n    go()\n", 5) == (4, 5), (
        "in a block, and in no function"
    )
    assert function_around("def load():\n    if x:\n        y()\n    z()\n", 3) == (1, 4)


@pytest.mark.parametrize("width", [58, 78, 118])
@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_no_line_is_wider_than_the_screen_however_many_moves_there_are(width, count):
    page = scheduler_page(many_moves(count), "", width, 22)
    assert all(width_of(line) <= width for line in page)


def test_the_last_of_many_moves_is_in_sight_on_the_line_and_below():
    shown = text_of(scheduler_page(many_moves(40), "", 78, 22))
    assert "… " in shown
    assert " 39 Bo   40 Cy" in shown
    assert " 40  Cy reads till.total: 39.00" in shown


def test_every_stop_on_the_line_of_moves_is_a_button():
    page = scheduler_page(replace(many_moves(2), ahead=("Cy",)), "", 78, 22)
    line = next(line for line in page if any(piece.text == " start " for piece in line))
    assert [piece.target for piece in line if piece.target] == ["go(0)", "go(1)", "go(2)", "go(3)"]


def test_who_has_finished_is_not_said_to_be_stuck_however_long_the_name():
    ended = [
        ActorView(f"Thread-{n} (withdraw)", f"{n}", "", can_move=False, why="has finished", line=0) for n in (1, 2)
    ]
    shown = text_of(scheduler_page(replace(many_moves(2), actors=tuple(ended), over=True), "", 78, 22))
    assert "1 Thread-1 (withdraw)  has fi" in shown
    assert "cannot" not in shown


def test_all_that_is_shared_is_listed_with_its_versions():
    values = (SharedView("till.total", "3.00", 1, "Cy"), SharedView("case.left", "4", 0, ""))
    shown = text_of(scheduler_page(replace(many_moves(1), values=values), "", 78, 22))
    assert "till.total  3.00  v1: 1 write, by Cy" in shown
    assert "case.left  4  v0: not written yet" in shown


def test_a_way_that_is_as_short_as_can_be_needs_no_other_beside_it():
    view = replace(many_moves(4), over=True, won=True, verdict="It broke.", preemptions=1)
    assert "and none is shorter" in text_of(scheduler_page(replace(view, shortest=WayView(view.moves, 1)), "", 78, 30))
    longer = text_of(scheduler_page(replace(view, shortest=WayView(view.moves[:2], 1)), "", 78, 30))
    assert "your way  4 moves, 1 preemption" in longer
    assert "the shortest  2 moves, 1 preemption" in longer
