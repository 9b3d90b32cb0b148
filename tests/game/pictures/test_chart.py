"""A chart asked: what is where, what comes next, which cells, which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.pictures.chart import Bar, Chart, Row, cells, fitted, length, moment, tick, ticks, wide

STATES = ("run", "hold", "wait", "ready", "stuck", "idle")


@st.composite
def bars(draw):
    """Bars in order, with gaps."""
    made, at = [], 0
    for _ in range(draw(st.integers(0, 12))):
        start = at + draw(st.integers(0, 3))
        at = start + draw(st.integers(1, 9))
        made.append(Bar(start, at, draw(st.sampled_from(STATES))))
    return tuple(made)


@given(bars(), st.floats(0, 40), st.floats(0.1, 7), st.integers(1, 30))
def test_a_cell_shows_what_fills_most_of_it(row, start, per_cell, count):
    shown = cells(row, start, per_cell, count)
    assert len(shown) == count
    for number, state in enumerate(shown):
        left, right = start + number * per_cell, start + (number + 1) * per_cell
        shares = {
            each: sum(max(min(b.end, right) - max(b.start, left), 0) for b in row if b.state == each) for each in STATES
        }
        most = max(shares.values())
        if state is None:
            assert most < 1e-6
        else:
            assert shares[state] >= most - 1e-4 * per_cell


@given(bars(), st.integers(0, 120))
def test_what_covers_a_moment_is_found(row, at):
    end = row[-1].end if row else 0
    chart = Chart("", (Row("Bo", row),), end)
    found = [bar for bar in row if bar.start <= at < bar.end or at == bar.end == end]
    assert chart.bar_at(0, at) == (found[-1] if found else None)


@given(bars())
def test_going_from_event_to_event_meets_every_border_both_ways(row):
    end = row[-1].end if row else 0
    chart = Chart("", (Row("Bo", row),), end)
    borders = sorted({at for bar in row for at in (bar.start, bar.end)} | {0, end})
    there, at = [0], 0
    while at < end:
        at = chart.next_event(at)
        there.append(at)
    back = [at]
    while at > 0:
        at = chart.event_before(at, 0)
        back.append(at)
    assert there == borders == back[::-1]


def test_who_ended_a_wait(bakery):
    names = [row.name for row in bakery.rows]
    cy = names.index("Cy")
    stuck = next(bar for bar in bakery.rows[cy].bars if bar.state == "stuck")
    hop = bakery.released_by(cy, stuck)
    assert (names[hop.giver], hop.thing, hop.given_at) == ("Bo", "till_lock", 3 * SECOND)
    assert bakery.released_by(cy, bakery.rows[cy].bars[-1]) is None
    assert bakery.code(stuck) == "with till_lock:"
    assert bakery.is_critical(cy, 4 * SECOND)
    assert not bakery.is_critical(cy, 2 * SECOND)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (0, "0:00"),
        (SECOND, "0:01"),
        (61 * SECOND, "1:01"),
        (SECOND // 4, "0:00.250"),
        (SECOND + 1, "0:01.000000001"),
        (SECOND + 1_500_000, "0:01.0015"),
    ],
)
def test_moments_on_the_clock(at, words):
    assert moment(at, "ns") == words


def test_lengths_and_steps_in_words():
    assert [length(n, "ns") for n in (0, 5, 1_500, 250_000_000, 3 * SECOND)] == [
        "0 s",
        "5 ns",
        "1.5 µs",
        "250 ms",
        "3 s",
    ]
    assert (length(1, "steps"), length(4, "steps"), moment(0, "steps")) == (
        "1 operation",
        "4 operations",
        "operation 1",
    )


@given(st.floats(0.1, 1e14), st.sampled_from(["ns", "steps"]))
def test_ticks_are_round_and_not_too_close(least, unit):
    step = tick(least, unit)
    assert step >= min(least, 86_400 * SECOND) or step >= least
    assert str(step)[0] in "12345678"


def test_rulers_count_steps_from_one_and_seconds_from_nought():
    assert list(ticks(0, 12, 4, "steps")) == [(0, "1"), (4, "5"), (9, "10")]
    assert next(iter(ticks(3.5 * SECOND, 7 * SECOND, SECOND, "ns"))) == (4 * SECOND, "0:04")
    assert [words for _, words in ticks(0, 2 * SECOND, 0.9 * SECOND, "ns")] == ["0:00", "0:01", "0:02"]


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_name_fits(name, width):
    assert wide(fitted(name, width)) <= width
    if wide(name) <= width:
        assert fitted(name, width) == name


def test_long_names_keep_what_tells_them_apart():
    assert fitted("ThreadPoolExecutor-0_0", 14) == "ThreadP…or-0_0", "all of the room is used"
