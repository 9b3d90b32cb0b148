"""Where one stands in a run that is looked at again: every command keeps to it, and what is seen there is what happened
up to there.
"""

from __future__ import annotations

from functools import cache
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import level

from cafe_sim.content.subjects import round_subject
from cafe_sim.engine import Program
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.afterwards.replay import SPEEDS, Playback, Playhead
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.pictures.of_level import charts_of_level
from cafe_sim.game.pictures.retelling import charts_of_program


@cache
def wrong(name: str = "B4") -> Playback:
    subject = round_subject(level(name), level(name).naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    assert view is not None
    assert view.charts is not None
    return Playback(view.charts)


@cache
def day(name: str = "A3") -> Playback:
    return Playback(charts_of_level(level(name), level(name).reference))


RUNS = {"an order that goes wrong": wrong, "a day": day}
COMMANDS = (
    "step 1", "step -1", "leap 1", "leap -1", "start", "end", "to_fault", "turn", "look 1", "look -1", "follow", "faster 1", "faster -1",
)  # fmt: skip


def done(replay: Playback, head: Playhead, command: str) -> Playhead:
    name, _, by = command.partition(" ")
    return getattr(replay, name)(head, *([int(by)] if by else []))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(RUNS)),
    st.lists(st.one_of(st.sampled_from(COMMANDS), st.floats(-10, 10**11), st.floats(0, 3).map(str)), max_size=25),
)
def test_whatever_is_done_one_stands_on_a_deed_and_at_a_moment_that_belongs_to_it(run, commands):
    replay = RUNS[run]()
    head = Playhead()
    for command in commands:
        if isinstance(command, float):
            head = replay.scrub(head, command)
        elif command[0].isdigit():
            head = replay.play(head, float(command))
        else:
            head = done(replay, head, command)
        assert 0 <= head.deed < len(replay.deeds)
        assert replay.times[head.deed] <= head.time or head.by_steps or head.deed == 0
        following = replay.times[head.deed + 1 :]
        assert not following or head.time <= following[0] or head.by_steps or head.follows
        assert 0 <= replay.at(head) <= replay.chart(head).end
        assert -1 <= head.row < len(replay.charts.by_steps.rows)
        assert 0 <= head.speed < len(SPEEDS)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("everything", [False, True])
def test_steps_on_and_back_are_each_others_opposite(run, everything):
    replay = RUNS[run]()
    head = replay.start(Playhead(by_steps=True, everything=everything))
    on = [head]
    while not replay.is_over(on[-1]):
        on.append(replay.step(on[-1], 1))
    back = [on[-1]]
    while back[-1].deed > on[0].deed:
        back.append(replay.step(back[-1], -1))
    assert [head.deed for head in on] == [head.deed for head in reversed(back)]
    assert [head.deed for head in on] == list(replay.shown(head))


def test_where_clocks_do_not_go_along_with_the_order_a_deed_stands_where_all_up_to_it_is_done():
    replay = wrong()
    own = [deed.time for deed in replay.deeds]
    assert own != sorted(own), "Bo has slept until 0:06 before Cy writes at 0:05"
    assert list(replay.times) == sorted(replay.times)
    late = next(index for index, deed in enumerate(replay.deeds) if deed.mark == "wrong")
    head = replay.to(Playhead(), late)
    assert head.time == replay.times[late] > replay.deeds[late].time
    assert replay.scrub(head, head.time).deed >= late


def test_values_are_those_that_were_written_up_to_there():
    replay = wrong()
    head = replay.start(Playhead(by_steps=True, everything=True))
    seen = []
    while True:
        ((cell, value),) = replay.values(head)
        seen.append((cell.name, value and (value.text, value.version, value.wrong)))
        if replay.is_over(head):
            break
        head = replay.step(head, 1)
    assert list(dict.fromkeys(seen)) == [
        ("till.total", None),
        ("till.total", ("0.00", 0, False)),
        ("till.total", ("3.00", 1, False)),
        ("till.total", ("3.00", 2, True)),
    ]


def test_who_holds_an_old_value_is_told_until_it_is_written():
    replay = wrong()
    rows = [row.name for row in replay.charts.by_steps.rows]
    told = []
    head = replay.start(Playhead(by_steps=True))
    for _ in replay.shown(head):
        held = replay.holding(head, rows.index("Cy"))
        told.append((replay.deeds[head.deed].mark, held and held[1]))
        head = replay.step(head, 1)
    assert [each for each in told if each[0] or each[1] is not None] == [
        ("stale", False),
        ("lost", True),
        ("", True),
        ("wrong", None),
    ]


def test_following_one_visits_their_deeds_alone():
    replay = wrong()
    cy = next(number for number, row in enumerate(replay.charts.by_steps.rows) if row.name == "Cy")
    head = replay.follow(Playhead(by_steps=True, row=cy))
    assert {replay.deeds[index].row for index in replay.shown(head)} == {cy}
    assert replay.follow(head).follows is False


def test_time_passes_between_deeds_and_steps_back_from_there_lead_to_the_deed_that_was_last():
    replay = day()
    head = replay.scrub(Playhead(), 2 * SECOND)
    assert replay.at(head) == 2 * SECOND
    last = replay.deeds[head.deed]
    assert last.time <= 2 * SECOND
    back = replay.step(head, -1)
    assert replay.deeds[back.deed].time < 2 * SECOND
    assert back.deed in replay.shown(head)


def test_a_second_of_watching_is_a_second_of_its_time_and_eight_at_speed_eight():
    replay = day()
    assert replay.play(Playhead(), 1.0).time == SECOND
    assert replay.play(Playhead(speed=SPEEDS.index(8.0)), 1.0).time == 8 * SECOND
    assert replay.play(replay.end(Playhead()), 5.0).time == replay.charts.by_time.end


@pytest.mark.parametrize("seconds", [0.002, 7_200])
def test_a_run_of_milliseconds_or_of_hours_can_be_watched_too(seconds):
    program = Program.from_source(f"import time\ntime.sleep({seconds / 2})\ntime.sleep({seconds / 2})\n", file="nap.py")
    replay = Playback(charts_of_program(program, "nap"))
    half = replay.play(Playhead(), 15.0)
    assert half.time == pytest.approx(seconds * SECOND / 2, rel=0.01)


def test_of_two_runs_the_other_one_stands_at_the_same_place_and_at_its_end_once_it_is_over():
    own, other = day("B4"), Playback(charts_of_level(level("A1"), level("A1").reference))
    for at in (0, 3 * SECOND, 10 * SECOND):
        beside = other.beside(own.scrub(Playhead(), at), own)
        assert beside.time == at
    end = other.beside(own.end(Playhead(time=0)), own)
    assert end.time == min(other.charts.by_time.end, own.charts.by_time.end)
    steps = other.beside(own.scrub(Playhead(by_steps=True), 7), own)
    assert other.at(steps) <= 7


def test_a_task_without_a_row_of_its_own_by_time_is_looked_at_in_its_thread():
    replay = day("A4")
    by_time = replay.charts.by_time
    names = [row.name for row in replay.charts.by_steps.rows]
    assert by_time.rows[replay.row_in(by_time, names.index("#3 table"))].name == "#3 table"
    assert by_time.rows[replay.row_in(by_time, names.index("boil_water"))].name == "Ana"


def test_a_run_in_which_nothing_happened_can_be_asked_everything():
    replay = Playback(charts_of_program(Program.from_source("", file="empty.py"), "nothing"))
    head = Playhead()
    for command in COMMANDS:
        head = done(replay, head, command)
    assert replay.values(head) == []
    assert replay.scrub(head, 5).deed == head.deed
    assert replay.play(head, 1.0).speed == head.speed


def test_an_exception_stands_after_all_that_its_thread_did_and_is_where_it_goes_wrong():
    text = """
    import threading
    stock = [1]
    def sell():
        if stock:
            stock.pop()
            raise ValueError("no")
    seller = threading.Thread(target=sell, name="Ana")
    seller.start(); seller.join()
    """
    replay = Playback(charts_of_program(Program.from_source(dedent(text), file="sell.py"), "sell"))
    raised = replay.deeds[replay.fault]
    assert (raised.mark, raised.line) == ("raised", 7)
    mine = [index for index, deed in enumerate(replay.deeds) if deed.row == raised.row]
    assert mine.index(replay.fault) >= len(mine) - 2
