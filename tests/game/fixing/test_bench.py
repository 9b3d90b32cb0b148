"""The bench on the real levels and the real engine: what the toolbox offers, what a day and the inspector say, what the
stars are.
"""

from dataclasses import replace

import msgspec
import pytest
from shipped import level

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.days.prediction import NO_SOMETIMES, before_day, before_visit
from cafe_sim.game.days.result import result_of
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.toolbox import offers
from cafe_sim.game.views import Mark


def ask(bench: Bench) -> None:
    """The inspector's visit, to its end; in this process, which is quicker to begin."""
    bench.start_asking(Inline)
    bench.wait()


def croissant(step: str) -> Mark:
    return Mark(item="croissant", step=step)


def test_the_toolbox_is_the_levels_own():
    asked = ("lock", "join", "rise", "together", "late", "hatch")
    assert [offers(level("B4"), move) for move in asked] == [True, True, False, False, True, False]
    assert [offers(level("A4"), move) for move in asked] == [False, False, True, True, False, False]
    assert "not in this level's toolbox" in Bench(level("B4")).make("together", croissant("ring"))


def test_the_naive_till_is_short_and_the_bench_says_so_twice():
    bench = Bench(level("B4"))
    assert bench.view().this_time == bench.view().always == ""
    bench.open_doors()
    ask(bench)
    view = bench.view()
    assert "till 9.00" in view.this_time
    assert view.this_time_ok is False
    assert view.always == "2 of all 4 distinct orders of this round go wrong"
    assert view.stamp == "broken"
    assert view.always_ok is False
    assert {fault.kind for fault in view.faults} == {"data-race", "lost-update", "invariant"}


def test_of_customers_who_leave_the_inspector_says_that_they_are_not_his_business():
    bench = Bench(level("E1"))
    bench.open_doors()
    ask(bench)
    said, visit = bench.view().always, bench.visit()
    assert said == bench.result().always == "the one order of this round goes right; he judges no lateness"
    assert visit is not None
    assert visit.more.startswith("He judges no lateness")
    till = Bench(level("B4"), level("B4").reference)
    ask(till)
    quiet = till.visit()
    assert quiet is not None
    assert quiet.more == "", "nobody leaves the bakery"


def test_a_lucky_morning_works_and_is_not_sound():
    bench = Bench(level("B4"))
    assert bench.make("late", Mark(worker="Cy")) == ""
    bench.open_doors()
    ask(bench)
    result = bench.result()
    assert result.worked
    assert result.par
    assert not result.sound
    assert result.always_ok is False


def test_one_press_on_the_till_wins_all_three_stars():
    bench = Bench(level("B4"))
    assert bench.make("lock", Mark(thing="till")) == ""
    bench.open_doors()
    before = bench.result()
    assert not before.sound, "nobody has asked the inspector"
    ask(bench)
    after = bench.result()
    assert (after.sound, after.par, after.light) == (True, True, True)


def test_verdicts_belong_to_the_plan_and_come_back_with_it():
    bench = Bench(level("B4"))
    bench.open_doors()
    bench.make("lock", Mark(thing="till"))
    assert bench.view().this_time == ""
    bench.undo()
    assert "till 9.00" in bench.view().this_time


def test_changing_the_plan_sends_the_inspector_home():
    bench = Bench(level("B4"))
    bench.start_asking(Inline)
    bench.make("lock", Mark(thing="till"))
    assert not bench.asking
    bench.hear()
    assert bench.verdict is None, "what he has to say is of another plan"


def test_a_visit_is_seen_while_it_goes_on_and_when_it_is_over():
    bench = Bench(level("B4"))
    assert bench.visit() is None
    bench.start_asking(Inline)
    under_way = bench.visit()
    assert under_way is not None
    assert (under_way.stamp, under_way.budget) == ("", 60.0)
    bench.wait()
    over = bench.visit()
    assert over is not None
    assert (over.stamp, over.orders, over.more) == ("broken", 4, "")
    assert over.words == "2 of all 4 distinct orders of this round go wrong"
    assert over.failing == bench.failing()


def test_who_calls_him_again_and_sends_him_home_keeps_what_he_said_before():
    bench = Bench(level("B4"))
    ask(bench)
    said = bench.verdict
    bench.start_asking(Inline)
    bench.send_home()
    assert bench.verdict is said


def test_only_a_certificate_makes_a_plan_sound():
    bench = Bench(level("B4"), level("B4").reference)
    bench.open_doors()
    ask(bench)
    assert bench.verdict is not None
    assert bench.verdict.verdict == "certified"
    certified = bench.verdict
    for verdict in ("bounded", "sampled", "broken"):
        doubtful = replace(certified, verdict=verdict, complete=False)
        assert not result_of(bench.level, bench.plan, bench.open_doors(), doubtful).sound


def test_the_diff_shows_exactly_the_line_that_guards():
    bench = Bench(level("B4"))
    assert all(line.sign == " " for line in bench.view().diff)
    bench.make("lock", Mark(thing="till"))
    new = [line.text.strip() for line in bench.view().diff if line.sign == "+" and line.text.strip()]
    assert "till_lock = threading.Lock()" in new
    assert "with till_lock:" in new
    numbered = [line.number for line in bench.view().diff if line.number]
    assert numbered == list(range(1, len(numbered) + 1))


def test_the_reference_of_every_fix_level_can_be_reached_by_moves_alone():
    table = Bench(level("A4"))
    for move, step in (("rise", "warm"), ("together", "grind"), ("together", "warm")):
        assert table.make(move, Mark(item="table", step=step)) == ""
    assert table.plan == level("A4").reference
    case = Bench(level("B6"))
    case.make("rise", croissant("fetch"))
    case.make("lock", Mark(thing="case"))
    case.make("join", croissant("look"))
    assert case.plan == level("B6").reference
    tray = Bench(level("C4"))
    for move, step in (("rise", "mitt"), ("rise", "mitt")):
        assert tray.make(move, Mark(item="tarts", step=step)) == ""
    tray.open_doors()
    ask(tray)
    assert tray.result().sound


def test_look_and_take_each_locked_has_no_data_race_and_oversells_all_the_same():
    bench = Bench(level("B6"))
    bench.make("lock", Mark(thing="case"))
    day = bench.open_doors()
    assert {fault.kind for fault in day.outcome.faults} == {"oversold"}
    ask(bench)
    assert bench.verdict is not None
    assert (bench.verdict.traces, bench.verdict.wrong_traces) == (6, 4)


def test_two_polite_bakers_stand_still_and_the_circle_is_named():
    bench = Bench(level("C4"))
    bench.open_doors()
    view = bench.view()
    assert "stuck from 3 s on" in view.this_time
    assert "Bo holds mitt_lock, wants tray_lock, held by Cy, who wants mitt_lock" in view.faults[0].message


@pytest.mark.parametrize("name", ["A4", "B4", "B6", "C4", "E1"])
def test_the_shipped_solution_wins_every_star(name):
    bench = Bench(level(name), level(name).reference)
    bench.open_doors()
    ask(bench)
    result = bench.result()
    assert (result.sound, result.par, result.light) == (True, True, True)


def test_refusals_are_answers_in_words():
    bench = Bench(level("B4"))
    assert "mark a thing or a step" in bench.make("lock", Mark(worker="Cy"))
    assert "mark one under STEPS" in bench.make("join", Mark(thing="till"))
    assert "nothing has been changed" in bench.undo()
    assert "no change has been taken back" in bench.redo()
    assert "0 to 3 seconds" in bench.make("prompt", Mark(worker="Cy"))


def test_where_one_alone_can_come_in_later_nobody_need_be_marked():
    bench = Bench(level("B4"))
    assert bench.make("late", Mark(thing="till")) == ""
    assert bench.plan.late == {"Cy": 1}
    assert bench.view(Mark(thing="till")).refusals.get("prompt", "") == ""


def test_of_two_who_could_come_in_later_one_is_marked():
    both = msgspec.structs.replace(level("B4").toolbox, late=("Bo", "Cy"))
    bench = Bench(msgspec.structs.replace(level("B4"), toolbox=both))
    assert "mark who is to come in later: Bo or Cy" in bench.make("late", Mark(thing="till"))
    assert bench.make("late", Mark(worker="Bo")) == ""
    assert bench.plan.late == {"Bo": 1}


def test_a_refusal_is_known_before_the_move_is_made():
    view = Bench(level("B4")).view(Mark(thing="till"))
    assert "lock" not in view.refusals
    assert "mark one under STEPS" in view.refusals["join"]
    assert "rise" not in view.refusals, "what is not in the toolbox is no matter of refusing"


# ---- what a move changed ------------------------------------------------------------------------


def changed(bench: Bench) -> list[str]:
    return [line.sign + line.text.strip() for line in bench.view().diff if line.sign != " " and line.text.strip()]


def test_each_move_shows_its_own_difference_and_all_of_them_can_be_seen_at_once():
    bench = Bench(level("B6"))
    bench.make("lock", Mark(thing="case"))
    assert "+case_lock = threading.Lock()" in changed(bench)
    bench.make("join", croissant("look"))
    assert "+case_lock = threading.Lock()" not in changed(bench), "that was the move before"
    assert "-with case_lock:" in changed(bench)
    bench.since = "all"
    assert "+case_lock = threading.Lock()" in changed(bench)


def test_taking_back_is_a_change_that_shows_too_and_can_be_made_again():
    bench = Bench(level("B4"))
    bench.make("lock", Mark(thing="till"))
    locked = bench.plan
    assert bench.undo() == ""
    assert "-with till_lock:" in changed(bench)
    assert bench.redo() == ""
    assert bench.plan == locked
    assert "+with till_lock:" in changed(bench)
    bench.undo()
    bench.make("late", Mark(worker="Cy"))
    assert not bench.can_redo, "another move has been made in its place"


# ---- stale verdicts and predictions --------------------------------------------------------------


def test_after_a_move_what_was_said_before_is_stale_and_says_so():
    bench = Bench(level("B4"))
    bench.open_doors()
    ask(bench)
    bench.make("lock", Mark(thing="till"))
    view = bench.view()
    assert (view.this_time, view.always) == ("", "")
    assert "till 9.00" in view.this_time_stale
    assert view.always_stale == "2 of all 4 distinct orders of this round go wrong"
    bench.open_doors()
    assert bench.view().this_time_stale == "", "this plan has a day of its own now"
    bench.undo()
    view = bench.view()
    assert (view.this_time_stale, view.always_stale) == ("", ""), "of this plan both are known"


def test_the_day_is_asked_about_first_and_then_the_visit():
    bench = Bench(level("B4"))
    assert bench.asked == before_day(level("B4"))
    assert bench.guess("sometimes") == NO_SOMETIMES
    assert bench.guess("no") == ""
    bench.open_doors()
    assert bench.asked == before_visit(level("B4"))
    assert bench.guess("sometimes") == ""
    ask(bench)
    assert bench.asked is None
    assert bench.guess("yes") != ""
    assert [called.right for called in bench.result().called] == [True, True]


def test_who_does_not_guess_is_told_nothing_and_a_guess_belongs_to_its_plan():
    bench = Bench(level("B4"))
    bench.guess("no")
    bench.make("lock", Mark(thing="till"))
    bench.open_doors()
    assert bench.result().called == ()
    bench.undo()
    bench.open_doors()
    assert [called.words for called in bench.called()] == ["You called it: it went wrong today."]


def test_a_plan_on_the_bench_has_no_name():
    named = msgspec.structs.replace(level("B4").reference, name="mine")
    bench = Bench(level("B4"), named)
    assert bench.plan.name == ""
    assert bench.put(named) == "the bench looks like that already"


def test_a_result_that_is_not_sound_brings_the_hints_of_its_own_plan_along():
    bench = Bench(level("C4"))
    bench.open_doors()
    assert "Bo holds mitt_lock, wants tray_lock" in bench.result().hints[1]
    winner = Bench(level("C4"), level("C4").reference)
    winner.open_doors()
    ask(winner)
    assert winner.result().hints == ()


# ---- the other guards --------------------------------------------------------------------------


def rows(bench: Bench) -> dict[Mark, tuple[str, str]]:
    """(in short, in full) of every line that can be marked."""
    return {row.mark: (row.text, row.whole) for row in bench.view().rows}


def tools(bench: Bench) -> list[str]:
    return [tool.text for tool in bench.view().toolbox]


def test_tokens_are_counted_in_the_box_and_told_at_their_lock():
    bench = Bench(level("D1"))
    fuse = Mark(thing="fuse")
    assert tools(bench) == ["lock ×1", "token ×3", "join", "Di later"]
    assert rows(bench)[fuse] == ("bears 2", "bears 2 at once, used by bake")
    assert "hang one first" in bench.refusal("token", fuse)
    bench.make("lock", fuse)
    bench.make("token", fuse)
    assert tools(bench)[:2] == ["lock ×0", "token ×2"]
    assert rows(bench)[fuse] == ("2 tokens, bears 2", "2 tokens, bears 2 at once, used by bake")
    assert {row.mark.step: row.hooks for row in bench.view().rows if row.mark.step} == {
        "stir": (),
        "bake": ("fuse",),
        "sugar": (),
    }


def test_a_bell_is_a_line_of_its_own_and_a_word_at_both_of_its_steps():
    bench = Bench(level("B9"))
    assert tools(bench) == ["lock ×1", "bell ×1", "Cy later"]
    bench.make("await", Mark(item="icing", step="ice"))
    assert rows(bench)[Mark(thing="bell")] == ("nobody rings it", "nobody rings it, awaited before ice the cake")
    bench.make("give", Mark(item="cake", step="bake"))
    told = rows(bench)
    assert told[Mark(thing="bell")] == ("bake → ice the cake", "rung after bake, awaited before ice the cake")
    assert told[Mark(item="cake", step="bake")] == ("→bell", "rings the bell after it, waits 4 s, touches the cake")
    assert told[Mark(item="icing", step="ice")][0] == "bell→"
    assert tools(bench)[1] == "bell ×0"


def test_steps_that_are_called_alike_are_told_apart_by_what_they_make():
    bench = Bench(level("D5"), level("D5").reference)
    assert rows(bench)[Mark(thing="rail")] == (
        "wheat, rye → fetch a dough",
        "a ticket is hung up after knead (wheat) and knead (rye), taken off before fetch a dough",
    )


def test_bells_and_rails_count_for_a_light_touch():
    bench = Bench(level("B9"), level("B9").reference)
    figures = {figure.name: (figure.value, figure.par, figure.good) for figure in bench.result().figures}
    assert figures["signals"] == (1, 1, True)
    assert figures["locks"] == (0, 0, True)
    bench.make("lock", Mark(thing="cake"))
    assert not bench.result().light


def test_the_whole_day_is_walked_where_the_first_orders_would_show_nothing():
    bench = Bench(level("D5"))
    ask(bench)
    assert bench.view().always == "all 15 distinct orders of this round go wrong"
