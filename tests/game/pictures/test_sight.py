"""Looking around: the cursor stays on the chart and in the window, zooming keeps what is under
it, nothing gets lost.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.pictures.chart import Bar, Chart, Row
from cafe_sim.game.pictures.sight import Sight, Viewport

ROWS = (
    Row("Bo", (Bar(0, 40, "run"), Bar(40, 90, "wait"))),
    Row("Cy", (Bar(10, 30, "stuck", "wants till_lock, held by Bo"), Bar(30, 100, "run"))),
    Row("nobody", ()),
)
CHART = Chart("a", ROWS, 100)
OTHER = Chart("b", ROWS[:1], 60)
MOVES = ("row_up", "row_down", "left", "right", "far_left", "far_right", "next", "before", "in", "out", "pan", "back", "follow", "cause", "whole")  # fmt: skip


def moved(scene, sight, move):
    match move:
        case "row_up" | "row_down":
            return scene.to(sight, sight.at, sight.row + (1 if move == "row_down" else -1))
        case "left" | "right" | "far_left" | "far_right":
            return scene.along(sight, {"left": -1, "right": 1, "far_left": -9, "far_right": 9}[move])
        case "next":
            return scene.next_event(sight)
        case "before":
            return scene.event_before(sight)
        case "in" | "out":
            return scene.zoom(sight, 2.0 if move == "in" else 0.5)
        case "pan" | "back":
            return scene.pan(sight, 7 if move == "pan" else -7)
        case "follow":
            return replace(sight, follows=not sight.follows)
        case "cause":
            return scene.to_cause(sight)
        case _:
            return replace(sight, per_cell=0.0, start=0.0)


@given(
    st.sampled_from([(CHART,), (CHART, OTHER), (OTHER, CHART), (), (Chart("empty", (), 0),)]),
    st.integers(1, 80),
    st.lists(st.sampled_from(MOVES), max_size=40),
)
@example((CHART,), 2, ["in", "far_right", "cause"])
@example((CHART,), 1, ["in", "pan", "cause"])
def test_whatever_is_pressed_one_looks_at_something_that_is_there(charts, count, moves):
    scene = Viewport(charts, count)
    sight = Sight()
    for move in moves:
        stays = move == "cause" and scene.cause(sight) is None
        sight = moved(scene, sight, move)
        assert 0 <= sight.at <= scene.end
        assert 0 <= sight.row < max(scene.rows, 1)
        start, size = scene.start(sight), scene.per_cell(sight)
        assert 0 <= start <= scene.end
        assert 0 < size <= scene.whole
        if move in ("left", "right", "next", "before", "cause") and scene.end and not stays:
            assert 0 <= scene.cell_of(sight, sight.at) < count


@given(st.integers(2, 80), st.integers(0, 79))
def test_zooming_keeps_what_is_under_the_cursor(count, cell):
    scene = Viewport((CHART,), count)
    cell = min(cell, count - 1)
    close = scene.zoom(Sight(), 8.0, cell)
    middle = scene.start(Sight()) + (cell + 0.5) * scene.per_cell(Sight())
    near = scene.start(close) + (cell + 0.5) * scene.per_cell(close)
    room = scene.end - count * scene.per_cell(close)
    assert abs(near - middle) < 1e-6 or scene.start(close) in (0, room)


def test_a_whole_walk_to_the_right_meets_every_cell_and_ends_at_the_end():
    scene = Viewport((CHART,), 25)
    sight, seen, moments = Sight(), [0], [0]
    while sight.at < scene.end:
        sight = scene.along(sight, 1)
        seen.append(scene.cell_of(sight, sight.at))
        moments.append(sight.at)
    assert sorted(set(seen)) == list(range(25))
    assert seen == sorted(seen)
    assert moments == list(range(0, 101, 4)), "the first of each cell"


def test_from_close_up_a_step_is_one_unit_however_many_cells_that_is():
    scene = Viewport((CHART,), 50)
    sight, moments = scene.zoom(Sight(), 16.0), []
    for by in (1, 1, 1, -1):
        sight = scene.along(sight, by)
        moments.append(sight.at)
    assert moments == [1, 2, 3, 2]


def test_events_of_all_rows_or_of_the_one_that_is_followed():
    scene = Viewport((CHART,), 50)
    sight, all_of, own = Sight(row=1), [], []
    while sight.at < scene.end:
        sight = scene.next_event(sight)
        all_of.append(sight.at)
    sight = Sight(row=0, follows=True)
    while sight.at < scene.end:
        sight = scene.next_event(sight)
        own.append(sight.at)
    assert all_of == [10, 30, 40, 90, 100]
    assert own == [40, 90, 100]


def test_to_whoever_ended_the_wait(bakery):
    scene = Viewport((OTHER, bakery), 60)
    names = [row.name for row in bakery.rows]
    cy = 1 + names.index("Cy")
    sight = scene.to(Sight(), 2 * SECOND, cy)
    there = scene.to_cause(sight)
    assert (there.row, there.at) == (1 + names.index("Bo"), 3 * SECOND)
    works = scene.to(Sight(), SECOND, 1 + names.index("Bo"))
    assert scene.to_cause(works) == works


def test_a_jump_brings_the_window_along():
    scene = Viewport((CHART,), 10)
    sight = scene.zoom(Sight(), 4.0)
    assert scene.start(sight) == 0
    far = scene.to(sight, 90)
    assert 0 <= scene.cell_of(far, 90) < 10
    assert scene.start(far) > 0
    assert scene.start(scene.pan(far, -100)) == 0
    assert [scene.cell_of(scene.to(sight, 50), 50), scene.cell_of(scene.to(far, 40), 40)] == [1, 1], "most of it ahead"
    panned = scene.pan(scene.to(sight, 50), -15)
    assert scene.cell_of(scene.to(panned, 49), 49) == 9, "from beyond the right edge, just inside it"
