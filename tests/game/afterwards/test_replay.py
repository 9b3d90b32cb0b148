"""Where one stands in a run that is looked at again: every command keeps to it, and what is seen there is what happened
up to there.
"""

from __future__ import annotations

from dataclasses import replace
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


# ---- rows, lines and what goes wrong -------------------------------------------------------------


def names(replay: Playback) -> list[str]:
    return [row.name for row in replay.charts.by_steps.rows]


def test_the_row_that_is_looked_at_is_the_one_that_was_chosen_the_first_too_or_whoever_moves():
    replay = wrong()
    cy_begins = next(index for index, deed in enumerate(replay.deeds) if names(replay)[deed.row] == "Cy")
    head = replay.to(Playhead(by_steps=True), cy_begins)
    assert [replay.row_here(head), replay.row_here(replay.look(head, 1))] == [1, 0]
    assert replay.row_here(replay.look(head, -1)) == 1, "above who moves is the last row"


def test_each_row_by_steps_is_found_by_time_and_back():
    replay = day("A3")
    by_time, by_steps = replay.charts.by_time, replay.charts.by_steps
    assert [row.name for row in by_time.rows] != names(replay), "the order of rows is not the same"
    for row, name in enumerate(names(replay)):
        assert by_time.rows[replay.row_in(by_time, row)].name == name
        assert replay.row_back(by_time, replay.row_in(by_time, row)) == row
        assert replay.row_in(by_steps, row) == replay.row_back(by_steps, row) == row
    assert [replay.row_in(by_time, row) for row in (-1, len(by_steps.rows))] == [-1, len(by_steps.rows)], "nobody's"


def test_an_order_that_is_no_thread_has_a_row_by_time_alone():
    replay = day("B4")
    by_time = replay.charts.by_time
    assert [replay.row_back(by_time, row) for row, each in enumerate(by_time.rows) if "#" in each.name] == [-1] * 6
    assert [
        names(replay)[replay.row_back(by_time, row)] for row, each in enumerate(by_time.rows) if not each.depth
    ] == [
        "Bo",
        "Cy",
    ]


def test_the_program_is_there_by_its_files_name_and_for_what_stands_in_no_file():
    replay = wrong()
    assert "till.total += count(order.price)" in replay.program("café.py").splitlines()[26]
    assert replay.program("") == replay.program("café.py") == replay.program("café.py")


def test_of_what_can_be_stepped_through_nothing_is_lost_where_nothing_matters_more():
    replay = wrong()
    assert len(replay.shown(Playhead())) == 6
    assert replay.shown(Playhead(row=1)) == replay.shown(Playhead()), "who is looked at is not followed yet"
    assert len(replay.shown(Playhead(everything=True))) == len(replay.deeds)
    idle = Playback(charts_of_program(Program.from_source("import time\ntime.sleep(1)\n", file="nap.py"), "nap"))
    nobody = Playhead(row=0, follows=True)
    assert list(idle.shown(nobody)) == [index for index, deed in enumerate(idle.deeds) if deed.row == 0]
    sweeping = Playback(
        replace(
            replay.charts,
            told=replace(replay.charts.told, deeds=tuple(replace(d, matters=False) for d in replay.deeds)),
        )
    )
    assert len(sweeping.shown(Playhead())) == len(replay.deeds)
    assert {sweeping.deeds[index].row for index in sweeping.shown(Playhead(row=1, follows=True))} == {1}


def test_where_several_stand_at_one_step_it_goes_wrong_where_the_circle_closes():
    replay = wrong("C4")
    stuck = [index for index, deed in enumerate(replay.deeds) if deed.is_wrong]
    assert len({replay.deeds[index].step for index in stuck}) == 1
    assert replay.fault == stuck[-1] > stuck[0]
    first = replay.deeds.index(next(deed for deed in replay.deeds if deed.mark))
    assert replay.marked[0] == first < replay.fault


def test_what_is_wrong_later_is_not_where_it_first_went_wrong():
    """The same deeds with another thing wrong at their end: the first counts."""
    replay = wrong()
    last = replace(replay.deeds[-1], mark="wrong")
    twice = Playback(replace(replay.charts, told=replace(replay.charts.told, deeds=(*replay.deeds[:-1], last))))
    assert len(twice.marked) == len(replay.marked) + 1
    assert twice.fault == replay.fault


def test_what_only_leads_to_it_stands_for_the_fault_where_nothing_is_wrong_by_itself():
    replay = wrong()
    deeds = tuple(replace(deed, mark="" if deed.is_wrong else deed.mark) for deed in replay.deeds)
    right = Playback(replace(replay.charts, told=replace(replay.charts.told, deeds=deeds)))
    assert right.deeds[right.fault].mark == "lost"
    assert right.fault == right.marked[-1]
    assert day().fault == -1
    assert day().to_fault(Playhead(deed=3)) == Playhead(deed=3)


def test_each_stands_on_the_line_on_which_they_did_something_last_and_at_first_on_anybodys():
    replay = wrong()
    bo, cy = names(replay).index("Bo"), names(replay).index("Cy")
    lines = [
        (replay.stood(Playhead(deed=index), bo)[1], replay.stood(Playhead(deed=index), cy)[1]) for index in range(8)
    ]
    assert lines == [(0, 0), (46, 0), (33, 0), (33, 0), (33, 38), (26, 38), (26, 26), (27, 26)]
    assert replay.stood(Playhead(deed=4), -1) == ("café.py", 38), "of nobody in particular: whoever was last"


def test_after_its_own_end_a_row_does_nothing_and_at_the_end_of_all_its_last_thing():
    replay = day("A1")
    by_time = replay.charts.by_time
    row = next(number for number, each in enumerate(by_time.rows) if each.name == "#2 tea")
    end = by_time.rows[row].bars[-1].end
    assert replay.bar(replay.scrub(Playhead(), end - 1), row) == by_time.rows[row].bars[-1]
    assert replay.bar(replay.scrub(Playhead(), end + 1), row) is None
    late = replace(replay.end(Playhead()), time=by_time.end + SECOND)
    assert replay.bar(late, 0) == replay.bar(replay.end(Playhead()), 0)


def test_the_end_is_the_last_deed_and_of_all_of_them_when_the_last_wait_is_over():
    replay = day("A3")
    assert replay.end(Playhead()).time == replay.charts.by_time.end
    door = names(replay).index("door")
    follows = replay.end(Playhead(row=door, follows=True))
    assert replay.deeds[follows.deed].row == door
    assert follows.time == replay.times[follows.deed]


def test_a_leap_goes_from_mark_to_mark_and_beyond_the_last_to_the_end():
    replay = wrong()
    head, seen = Playhead(by_steps=True), []
    for _ in range(4):
        head = replay.leap(head, 1)
        seen.append(replay.deeds[head.deed].mark)
    assert seen == ["stale", "lost", "wrong", ""]
    assert head.deed == replay.end(head).deed
    back = [(head := replay.leap(head, -1)).deed for _ in range(4)]
    assert [replay.deeds[index].mark for index in back] == ["wrong", "lost", "stale", ""]
    assert head.deed == replay.start(head).deed


def test_where_nothing_is_marked_a_leap_goes_over_a_twelfth_of_the_run():
    replay = day("A3")
    shown = replay.shown(Playhead())
    assert len(shown) >= 24
    start = replay.start(Playhead())
    assert shown.index(replay.leap(start, 1).deed) == len(shown) // 12
    assert replay.page(start, 1) == replay.leap(start, 1)
    assert replay.leap(replay.leap(start, 1), -1).deed == start.deed


def test_by_steps_two_are_played_in_a_second_and_a_part_of_one_is_kept():
    replay = wrong()
    start = replay.start(Playhead(by_steps=True))
    half = replay.play(start, 0.3)
    assert half.deed == start.deed
    assert replay.play(half, 0.3).deed == replay.step(start, 1).deed
    assert replay.play(start, 1.0).deed == replay.step(start, 2).deed
    assert replay.play(replace(start, speed=SPEEDS.index(0.5)), 1.0).deed == replay.step(start, 1).deed


def test_looking_at_nobody_in_particular_ends_the_following():
    replay = wrong()
    head = replay.follow(replay.look(Playhead(by_steps=True), 1))
    assert (head.follows, head.row) == (True, 0)
    assert (replay.look(head, 1).follows, replay.look(head, 1).row) == (True, 1)
    assert (replay.look(head, -1).follows, replay.look(head, -1).row) == (False, -1)
    assert replay.follow(head) == replace(head, follows=False, row=-1)
