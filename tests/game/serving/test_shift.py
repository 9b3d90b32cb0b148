"""A serve level being played, without a screen: handing over, standing, taking back, looking ahead."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shipped import level

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.game.days.played import play_day
from cafe_sim.game.serving.shift import ASKED, FIRST, PAUSED, TICK, Shift, standing_part

SERVE = ("A1", "A2", "A3", "A9", "B1", "B2")


def a_shift(name: str, plan: Plan | None = None) -> Shift:
    return Shift(level(name), plan)


def let_pass(shift: Shift, seconds: float = 60.0) -> None:
    """Real time goes by, a frame at a time."""
    for _ in range(round(seconds * 12)):
        shift.advance(1 / 12)


def to_the_end(shift: Shift) -> None:
    """Whatever stands is let go on, nothing is decided."""
    for _ in range(100):
        if shift.over or shift.go_on():
            return
        let_pass(shift, 20)


# ---- the clock ---------------------------------------------------------------------------------


def test_the_clock_stands_until_the_first_order_is_given():
    shift = a_shift("A1")
    let_pass(shift)
    assert (shift.now, shift.standing) == (0.0, FIRST)
    assert shift.hand_over(3, "Carl") == ""
    let_pass(shift, 1)
    assert shift.now == pytest.approx(1.0, abs=0.02)


def test_it_stands_exactly_at_each_arrival_and_says_who_came():
    shift = a_shift("A2")
    shift.hand_over(1, "Carl")
    shift.hand_over(2, "Carl")
    shift.advance(100.0)
    assert (shift.now, shift.standing) == (3.0, "a tea came in")
    shift.advance(100.0)
    assert shift.now == 3.0


def test_it_goes_on_when_nobody_on_the_rail_could_be_started_now():
    shift = a_shift("A1")
    shift.hand_over(3, "Carl")
    assert shift.standing == ""


def test_it_stands_on_while_a_barista_could_still_take_one():
    shift = a_shift("A3")
    for order in (4, 3, 2):
        shift.hand_over(order, "Ana")
        assert shift.standing
    shift.hand_over(1, "Ana")
    assert shift.standing == ""


def test_it_stands_when_a_clerk_is_free_and_somebody_waits():
    shift = a_shift("A1")
    shift.hand_over(2, "Carl")
    let_pass(shift, 4)
    assert shift.standing == "an espresso came in"
    shift.go_on()
    let_pass(shift, 4)
    assert (shift.now, shift.standing) == (5.0, "Carl is free")


def test_time_can_be_stopped_stepped_and_let_go():
    shift = a_shift("A1")
    shift.hand_over(2, "Carl")
    shift.advance(0.5)
    shift.go_on()
    assert shift.standing == PAUSED
    let_pass(shift)
    assert shift.now == 0.5
    shift.step()
    assert (shift.now, shift.standing) == (1.5, PAUSED)
    shift.go_on()
    shift.advance(0.25)
    assert shift.now == 1.75


def test_a_step_never_jumps_over_an_arrival():
    shift = a_shift("A1")
    shift.hand_over(2, "Carl")
    shift.advance(2.5)
    shift.step()
    assert (shift.now, shift.standing) == (3.0, "an espresso came in")


def test_in_real_time_it_never_stands_and_slowly_it_takes_four_times_as_long():
    real = Shift(level("A1"), pace="real")
    real.hand_over(2, "Carl")
    real.advance(7.0)
    assert (real.now, real.standing) == (7.0, "")
    slow = Shift(level("A3"), pace="slow")
    slow.hand_over(1, "Ana")
    slow.go_on() if slow.standing else None
    slow.advance(4.0)
    assert slow.now == 1.0


@settings(deadline=None)
@given(st.lists(st.floats(0.001, 0.4), min_size=1, max_size=60))
def test_no_time_is_lost_between_frames(frames):
    shift = Shift(level("A1"), pace="real")
    shift.hand_over(1, "Carl")
    for seconds in frames:
        shift.advance(seconds)
    assert shift.now == pytest.approx(min(sum(frames), shift.played.end), abs=0.011)


def test_nothing_moves_while_the_patient_are_left_on_the_rail():
    shift = a_shift("B1")
    to_the_end(shift)
    assert not shift.over
    assert shift.go_on() == "Nothing moves until you hand over what is on the rail."
    tray = shift.undecided[0]
    assert shift.hand_over(tray.number, "Bo") == ""


def test_when_nothing_is_left_to_decide_the_rest_can_be_skipped():
    shift = a_shift("A1")
    assert shift.skip() == "There is still something to decide."
    shift = Shift(level("A2"), level("A2").reference)
    shift.go_on()
    assert shift.nothing_left_to_decide
    assert shift.skip() == ""
    assert shift.over
    assert shift.now == 37.0


# ---- handing over ------------------------------------------------------------------------------


def test_refusals_say_why():
    shift = a_shift("B1")
    coffee = next(stay.number for stay in shift.played.stays if stay.item == "coffee")
    tray = shift.undecided[0].number
    assert "has not come in yet" in shift.hand_over(coffee, "Carl")
    assert "Nobody called Di works here" in shift.hand_over(tray, "Di")
    assert "Carl does not make" in shift.hand_over(tray, "Carl")
    assert shift.hand_over(99, "Carl") == "No order is marked."
    assert shift.hand_over(tray, "Bo") == ""
    assert "was given to Bo already" in shift.hand_over(tray, "Cy")
    assert shift.plan.hand_overs[-1].to == "Bo"


def test_who_has_left_cannot_be_handed_over():
    shift = Shift(level("A1"), pace="real")
    shift.hand_over(1, "Carl")
    shift.advance(10.0)
    assert shift.hand_over(2, "Carl") == "The customer of #2 tea has left."


def test_undo_goes_back_to_just_before_the_decision_as_often_as_one_likes():
    shift = a_shift("A1")
    before = shift.view()
    shift.hand_over(3, "Carl")
    let_pass(shift)
    at_three = shift.view()
    shift.hand_over(2, "Carl")
    let_pass(shift)
    assert shift.undo() == ""
    assert shift.now == 3.0
    after = shift.view()
    assert (after.orders, after.workers, after.log) == (at_three.orders, at_three.workers, at_three.log)
    assert shift.undo() == ""
    assert shift.view() == before
    assert shift.undo() == "Nothing has been decided yet."


def test_a1_is_won_by_giving_the_least_patient_first():
    shift = a_shift("A1")
    while not shift.over:
        if shift.undecided and not shift.played.in_hand("Carl", shift.now):
            impatient = min(shift.undecided, key=lambda stay: (stay.leaves, stay.number))
            shift.hand_over(impatient.number, "Carl")
        elif shift.standing:
            shift.go_on()
        let_pass(shift, 1)
    result = shift.result()
    assert result.sound
    assert result.served == 5
    assert result.figures[0].value == pytest.approx(9.8)
    assert not result.par


def test_a1s_par_can_be_reached_by_hand():
    shift = a_shift("A1")
    for order in (3, 2, 4, 1, 5):
        assert shift.hand_over(order, "Carl") == ""
        for _ in range(9):
            if shift.over or (shift.played.in_hand("Carl", shift.now) == [] and shift.undecided):
                break
            if shift.standing:
                shift.go_on()
            let_pass(shift, 12)
    result = shift.result()
    assert result.figures[0].value == pytest.approx(9.4)
    assert result.par


# ---- rules and tags ----------------------------------------------------------------------------


def test_rules_hand_over_by_themselves_and_nobody_is_asked():
    shift = a_shift("A9")
    rules = level("A9").reference.rules[0]
    assert shift.set_rules(dict(rules.makers), rules.next, rules.when) == ""
    shift.go_on()
    let_pass(shift, 60)
    assert shift.over
    result = shift.result()
    assert (result.sound, result.par, result.light) == (True, True, True)


def test_rules_from_now_on_leave_the_past_alone():
    shift = a_shift("A2")
    shift.hand_over(1, "Carl")
    shift.hand_over(2, "Carl")
    let_pass(shift)
    past = shift.view().workers
    shift.set_rules({"tea": ("Ana",)}, "arrival", "at once")
    assert [w.lane for w in shift.view().workers] == [w.lane for w in past]
    assert shift.played.stay(3).worker == "Ana"
    assert shift.standing == ""
    shift.undo()
    assert shift.rules is None


def test_a_rule_for_who_cannot_is_refused():
    shift = a_shift("B1")
    tray = shift.undecided[0].item
    assert "does not make" in shift.set_rules({tray: ("Carl",)}, "arrival", "at once")


def test_tags_are_hung_taken_off_and_fast_once_the_van_is_taken():
    shift = a_shift("B1")
    assert shift.toggle_tag("Carl") == "There is no tag for Carl here."
    shift.toggle_tag("Bo")
    shift.toggle_tag("Cy")
    assert shift.view().tags == ("Bo", "Cy")
    assert "bo_thread.join()" in shift.view().program
    shift.toggle_tag("Bo")
    assert shift.view().tags == ("Cy",)
    van = shift.batch
    assert van is not None
    shift.hand_over(van.number, "Carl")
    assert "cannot be changed" in shift.toggle_tag("Bo")


def test_the_trays_are_counted_as_they_come_out_of_the_bakers_hands():
    shift = Shift(level("B1"), level("B1").reference)
    said = [shift.played.things(at)[-1].text for at in (0.0, 6.0, 18.0)]
    assert said == ["trays 0", "trays 2", "trays 6"]


def test_when_the_van_is_taken_the_bakers_rails_close_and_the_day_can_end():
    shift = a_shift("B1")
    shift.hand_over(1, "Bo")
    shift.hand_over(7, "Carl")
    shift.go_on()
    let_pass(shift, 2)
    assert shift.hand_over(2, "Cy") == "Cy's rail is closed since Carl took the van; u takes that back."
    assert shift.forecast(2, "Cy").out is None
    to_the_end(shift)
    assert shift.over
    assert shift.view().served == 1


# ---- promises of the whole ---------------------------------------------------------------------


def _play(shift: Shift, moves: list[int]) -> None:
    """Decide and let time pass as the numbers say."""
    for move in moves:
        if shift.over:
            return
        if shift.undecided and move % 3:
            stay = shift.undecided[move % len(shift.undecided)]
            makers = shift.makers(stay.item)
            shift.hand_over(stay.number, makers[move % len(makers)].name)
        elif shift.standing:
            shift.go_on()
        shift.advance(move % 5)


moves = st.lists(st.integers(0, 59), max_size=25)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SERVE), moves)
@example("B1", [33, 39, 2, 0, 19, 2, 2, 2, 32])
def test_a_decision_never_changes_the_past(name, played):
    shift = a_shift(name)
    _play(shift, played)
    if not shift.undecided:
        return
    before = shift.view()
    moment_ago = shift.now - TICK  # at this very moment somebody may already step up to the oven
    things = shift.played.things(moment_ago)
    stay = shift.undecided[-1]
    shift.hand_over(stay.number, shift.makers(stay.item)[-1].name)
    after = shift.view()
    assert [w.lane for w in after.workers] == [w.lane for w in before.workers]
    assert [(o.number, o.state) for o in after.orders if o.number != stay.number] == [
        (o.number, o.state) for o in before.orders if o.number != stay.number
    ]
    assert after.log[: len(before.log)] == before.log or after.now == before.now
    assert shift.played.things(moment_ago) == things
    assert (after.served, after.lost) == (before.served, before.lost)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SERVE), moves, st.integers(0, 9))
def test_a_forecast_is_what_then_happens(name, played, pick):
    shift = a_shift(name)
    _play(shift, played)
    if not shift.undecided:
        return
    stay = shift.undecided[pick % len(shift.undecided)]
    worker = shift.makers(stay.item)[pick % len(shift.makers(stay.item))].name
    said = shift.forecast(stay.number, worker)
    lost_before = {s.number for s in shift.played.stays if s.served is None}
    shift.hand_over(stay.number, worker)
    to_the_end(shift)
    view = shift.view()
    order = view.orders[stay.number - 1]
    assert (order.state == "served") == said.in_time
    assert shift.played.stay(stay.number).served == said.out
    lost = {o.number for o in view.orders if o.state != "served"} - lost_before
    assert lost - {stay.number} == set(said.also_lost)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SERVE), moves)
def test_undoing_everything_is_a_fresh_day(name, played):
    shift = a_shift(name)
    fresh = shift.view()
    _play(shift, played)
    while shift.can_undo:
        shift.undo()
    assert shift.plan == Plan()
    if not shift.started:
        assert shift.view() == fresh


@pytest.mark.parametrize("name", SERVE)
@pytest.mark.parametrize("which", ["naive", "reference"])
def test_the_lanes_of_a_day_have_no_gap_and_no_overlap(name, which):
    day = Shift(level(name), getattr(level(name), which)).played
    for worker in level(name).shop.staff:
        lane = day.lane(worker.name)
        assert lane[0].start == 0.0
        assert lane[-1].end == pytest.approx(day.end)
        assert all(a.end == b.start for a, b in itertools.pairwise(lane))
    for stay in day.stays:
        lane = day.order_lane(stay.number)
        assert all(a.end == b.start for a, b in itertools.pairwise(lane))
        if stay.handed is not None and stay.served is not None and stay.served > stay.handed:
            assert (lane[0].start, lane[-1].end) == (stay.handed, stay.served)


def test_carls_hands_were_busy_for_six_of_twenty_two_seconds():
    day = Shift(level("A1"), level("A1").reference).played
    busy = sum(s.end - s.start for s in day.lane("Carl") if s.state == "run")
    beside = sum(s.end - s.start for s in day.lane("Carl") if s.state == "wait")
    assert (busy, beside, day.end) == (6.0, 16.0, 22.0)


def a_day(name: str, *rows: tuple[float, int, str], joins: tuple[str, ...] = ()) -> Shift:
    """A shift on which these hand-overs happen, and nothing stands."""
    plan = Plan(hand_overs=tuple(HandOver(*row) for row in rows), joins=joins)
    shift = Shift(level(name), plan, pace="real")
    shift.go_on()
    return shift


def test_who_is_stuck_says_what_they_want_and_who_has_it():
    shift = a_day("B2", (3, 3, "Bo"), (4, 4, "Cy"))
    shift.advance(12.0)
    cy = shift.view().workers[2]
    assert (cy.state, cy.why) == ("stuck", "#4 brioche wants oven ← Bo")
    assert shift.view().things[0].text == "oven 1/1"
    assert shift.view().things[0].full


def test_a_join_says_whom_it_waits_for():
    shift = a_day("B1", (0, 1, "Bo"), (0, 7, "Carl"), joins=("Bo",))
    shift.advance(3.0)
    carl = shift.view().workers[0]
    assert (carl.state, carl.why) == ("stuck", "#7 van waits for Bo to finish")


def test_a_van_that_leaves_empty_leaves_when_it_leaves():
    shift = a_shift("B1")
    van = shift.batch
    assert van is not None
    assert shift.forecast(van.number, "Carl").leaves == 3.0


def test_who_has_several_says_what_comes_after_in_the_order_given():
    shift = a_day("A1", (0, 3, "Carl"), (0, 1, "Carl"), (0, 2, "Carl"))
    shift.advance(1.5)
    assert shift.view().workers[0].why == "#3 espresso to 0:03: the machine pulls it · then #1 #2"


def test_two_lattes_that_are_done_stand_ready_while_ana_is_in_the_cellar():
    shift = Shift(level("A9"), level("A9").naive, pace="real")
    shift.go_on()
    seen = set()
    while not shift.over:
        shift.advance(1.0)
        seen |= {o.doing for o in shift.view().orders if o.doing.startswith("ready")}
    assert any(words.startswith("ready: Ana at #") for words in seen)


def test_a_cup_that_its_customer_will_not_wait_for_says_when_they_leave():
    shift = a_shift("A3")
    for order in (1, 2, 3, 4):
        shift.hand_over(order, "Ana")
    shift.advance(10)
    assert shift.view().orders[3].doing == "leaves 0:18: it drips"


def test_two_who_stir_take_turns_at_the_one_worktop_and_say_so():
    shift = a_shift("A2")
    shift.hand_over(1, "Carl")
    shift.hand_over(2, "Ana")
    for _ in range(20):
        shift.advance(0.13)
        carl, ana = shift.view().workers
        assert (carl.state, carl.why) == ("run", "#1 crêpe to 0:12, in turns with Ana: spread and turn")
        assert (ana.state, ana.why) == ("run", "#2 omelette to 0:14, in turns with Carl: stir")
        assert shift.view().orders[1].doing == "to 0:14, in turns with Carl: stir"


def test_of_one_moment_the_log_tells_first_what_ended():
    shift = a_shift("A1")
    shift.hand_over(3, "Carl")
    let_pass(shift, 4)
    shift.hand_over(2, "Carl")
    told = [told.text for told in shift.view().log if told.at == 3.0]
    assert told == ["#3 espresso is out, after 3 s", "an espresso came in", "#2 tea to Carl"]


def test_who_left_is_a_loss_in_the_log():
    shift = a_shift("A1")
    shift.hand_over(1, "Carl")
    to_the_end(shift)
    assert next(told.text for told in shift.view().log if told.is_loss) == "#2 tea: the customer left"


def test_the_ghost_of_a1_is_a_real_run():
    ghost = a_shift("A1").result().ghost
    assert ghost is not None
    assert ghost.name == "Ana"
    assert max(segment.end for segment in ghost.segments) == level("A1").ghost.closes


def test_played_again_rules_and_tags_stay_and_hand_overs_go():
    shift = a_shift("B1")
    tray = shift.undecided[0]
    shift.toggle_tag("Bo")
    shift.hand_over(tray.number, "Bo")
    shift.go_on()
    shift.advance(0.5)
    shift.set_rules({tray.item: ("Cy",)}, "arrival", "at once")
    kept = standing_part(shift.plan)
    assert kept.hand_overs == ()
    assert kept.joins == ("Bo",)
    assert [(rules.at, rules.makers) for rules in kept.rules] == [(0.0, {tray.item: ("Cy",)})]


# ---- a guess at the rest -----------------------------------------------------------------------


def test_once_nothing_is_left_to_decide_one_may_guess_and_the_result_says_how_it_turned_out():
    shift = Shift(level("A1"), pace="real")
    assert shift.asked is None
    for order in (3, 2, 1):
        shift.hand_over(order, "Carl")
    shift.advance(14)
    for order in (4, 5):
        assert shift.asked is None
        shift.hand_over(order, "Carl")
    assert shift.asked is not None
    assert shift.asked.question == "Will everybody be served today?"
    assert shift.view().asked == shift.asked.question
    assert shift.guess("yes") == ""
    assert shift.asked is None, "once is enough"
    assert shift.skip() == ""
    (called,) = shift.result().called
    assert called.right
    assert shift.result().called == (called,)


def test_rules_may_be_guessed_at_before_the_doors_open():
    shift = Shift(level("A1"), Plan(rules=level("A1").naive.rules))
    assert shift.can_begin
    assert shift.guess("no") == ""
    shift.go_on()
    shift.skip()
    (called,) = shift.result().called
    assert (called.right, called.guess) == (True, "no")


def test_while_the_question_is_open_no_time_passes_and_letting_it_pass_leaves_it_unanswered():
    shift = Shift(level("A1"), pace="real")
    for order in (3, 2, 1):
        shift.hand_over(order, "Carl")
    shift.advance(14)
    for order in (4, 5):
        shift.hand_over(order, "Carl")
    assert shift.asked is not None
    assert shift.standing == ASKED
    at = shift.now
    shift.advance(5)
    assert shift.now == at
    assert shift.step() == ""
    assert shift.now == at + 1
    assert shift.asked is None
    assert shift.guess("yes") == "There is nothing to be guessed at the moment."
    shift.undo()
    assert shift.asked is None, "there is an order on the rail again"


def test_where_nobody_could_answer_nothing_is_asked_and_the_clock_runs():
    shift = Shift(level("A1"), Plan(rules=level("A1").naive.rules), asks=False)
    shift.go_on()
    assert (shift.asked, shift.standing) == (None, "")


def test_a_day_begun_again_is_a_decision_and_is_taken_back_like_one():
    shift = Shift(level("A1"))
    assert shift.restart() == "The day has not begun yet."
    shift.hand_over(2, "Carl")
    shift.advance(2)
    there = (shift.plan, shift.now, shift.started)
    assert shift.restart() == ""
    assert (shift.plan, shift.now, shift.started) == (Plan(), 0.0, False)
    left = shift.left()
    assert left is not None, "it can be brought back at another sitting, too"
    for one in (shift, Shift(level("A1"), left=left)):
        assert one.undo() == ""
        assert (one.plan, one.now, one.started) == there


def test_a_day_that_is_decided_otherwise_after_the_guess_is_another_day():
    shift = Shift(level("A1"), Plan(rules=level("A1").naive.rules))
    shift.guess("no")
    shift.hand_over(3, "Carl")
    shift.skip()
    assert shift.result().called == ()


def test_who_has_seen_somebody_leave_is_asked_nothing_and_sometimes_is_no_answer():
    shift = Shift(level("A1"), Plan(rules=level("A1").naive.rules))
    assert "nothing to be guessed" in shift.guess("sometimes")
    shift.go_on()
    shift.advance(12)
    assert shift.view().lost == 1
    assert shift.asked is None


def test_what_somebody_was_stuck_for_longest_is_remembered():
    day = play_day(level("C4").shop, level("C4").reference, "")
    assert day.wanted("Cy") == "wants mitt_lock, held by Bo"
    assert play_day(level("B2").shop, level("B2").reference, "").wanted("Cy") == ""


def test_where_customers_left_the_last_cup_is_no_closing_time():
    """Whoever works for one who has left works on after the last cup that was wanted."""
    lost = Shift(level("A1"), Plan(rules=level("A1").naive.rules))
    lost.go_on()
    lost.skip()
    names = {figure.name: figure.value for figure in lost.result().figures}
    assert "closes at" not in names
    assert names["last one out at"] <= lost.now
    won = Shift(level("A1"), level("A1").reference)
    assert "closes at" in {figure.name for figure in won.result().figures}


def test_the_van_without_its_tags_would_go_out_incomplete_and_is_not_said_to_lose_patience():
    shift = a_shift("B1")
    for number, worker in ((1, "Bo"), (2, "Cy")):
        shift.hand_over(number, worker)
    van = next(stay for stay in shift.played.stays if stay.item == "van")
    foreseen = shift.forecast(van.number, "Carl")
    assert (foreseen.in_time, foreseen.incomplete, foreseen.leaves, van.leaves) == (False, True, 3.0, 20.0)
    shift.hand_over(van.number, "Carl")
    told = [told.text for told in shift.played.log if "#7" in told.text]
    assert told[-1] == "#7 van left incomplete: nobody waited for the rest"


def test_who_has_lost_patience_is_not_incomplete():
    shift = a_shift("B1")
    to_the_end(shift)
    lost = [stay for stay in shift.played.stays if stay.left is not None]
    assert lost
    assert not any(stay.is_incomplete for stay in lost)
