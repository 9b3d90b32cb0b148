"""A level that is left in the middle of it, or with the whole game, is found as it was: save, load and go on equals go
on.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.content.loading import load_campaign
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.toolbox import Mark
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Checkpoint, Left, NamedPlan, Stars
from cafe_sim.game.serving.shift import FIRST, LEFT, Shift

LEVELS = {level.id: level for level in load_campaign()}
A2, A4, B1, B3 = (LEVELS[name] for name in ("A2", "A4", "B1", "B3"))


def the_game(folder: Path | None = None) -> Campaign:
    return Campaign(Keeper(folder), load=lambda: tuple(LEVELS.values()))


def another_sitting(left: Left | None) -> Left | None:
    """As it comes back from a save."""
    game = the_game()
    asyncio.run(game.open())
    game.leave(A2, left)
    return game.left(A2)


def to_the_end(shift: Shift) -> None:
    for _ in range(100):
        if shift.over or shift.go_on():
            return
        shift.advance(60.0)


def test_a_shift_is_on_the_disk_after_each_decision_and_goes_on_where_it_stood(tmp_path):
    async def first_sitting() -> None:
        game = the_game(tmp_path)
        await game.open()
        shift = Shift(A2)
        shift.hand_over(1, "Carl")
        shift.advance(30.0)
        shift.hand_over(2, "Carl")
        game.leave(A2, shift.left())
        await game.keeper.close()

    async def second_sitting() -> Left | None:
        game = the_game(tmp_path)
        await game.open()
        left = game.left(A2)
        await game.keeper.close()
        return left

    asyncio.run(first_sitting())
    shift = Shift(A2, left=asyncio.run(second_sitting()))
    assert [(row.order, row.to) for row in shift.plan.hand_overs] == [(1, "Carl"), (2, "Carl")]
    assert shift.standing == LEFT
    assert shift.undo() == ""
    assert [row.order for row in shift.plan.hand_overs] == [1]
    assert shift.undo() == ""
    assert (shift.started, shift.standing) == (False, FIRST)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_day_that_was_left_at_any_moment_ends_as_one_that_never_was(data):
    stayed = Shift(A2)
    names = [worker.name for worker in A2.shop.staff]
    for _ in range(data.draw(st.integers(1, 6))):
        for number in range(1, 6):
            stayed.hand_over(number, data.draw(st.sampled_from(names)))
        stayed.advance(data.draw(st.floats(0.1, 8)))
        stayed.go_on()
    left = stayed.left()
    back = Shift(A2, left=another_sitting(left))
    assert (back.plan, back.now, back.left()) == (stayed.plan, stayed.now, left)
    to_the_end(stayed)
    to_the_end(back)
    assert back.played.outcome.digest == stayed.played.outcome.digest


def test_a_day_that_has_not_begun_leaves_nothing_but_its_rules_and_tags():
    shift = Shift(B1)
    assert shift.left() is None
    shift.toggle_tag("Bo")
    assert Shift(B1, left=shift.left()).plan.joins == ("Bo",)
    shift.undo()
    assert shift.left() is None


def test_a_bench_comes_back_with_all_that_undo_leads_back_to():
    bench = Bench(A4)
    assert bench.left() is None
    item, steps = A4.shop.items[0].name, A4.shop.items[0].steps
    bench.make("together", Mark(item=item, step=steps[1].id))
    middle = bench.plan
    bench.make("together", Mark(item=item, step=steps[2].id))
    again = Bench(A4, left=bench.left())
    assert again.plan == bench.plan
    assert again.undo() == ""
    assert again.plan == middle
    assert again.undo() == ""
    assert not again.can_undo
    assert again.undo() == "nothing has been changed yet"


def test_the_moves_of_a_scene_are_made_again():
    manager = Scheduler(B3)
    assert manager.left() is None
    manager.move(1)
    manager.move(2)
    again = Scheduler(B3, manager.left())
    assert again.view().moves == manager.view().moves
    assert again.view().actors == manager.view().actors
    assert again.left() == manager.left()
    manager.close()
    again.close()


def test_moves_that_are_no_longer_possible_end_where_they_are_not():
    scheduler = Scheduler(B3, Left(moves=(2, 99, 2)))
    assert len(scheduler.view().moves) == 1
    scheduler.close()


def test_a_result_ends_what_was_under_way():
    game = the_game()
    asyncio.run(game.open())
    bench = Bench(A4, A4.reference)
    game.leave(A4, bench.left())
    assert game.left(A4) is not None
    game.finish(bench.result(), bench.plan)
    assert game.left(A4) is None


def test_what_is_under_way_is_no_plan_of_a_name():
    game = the_game()
    asyncio.run(game.open())
    game.name_plan(A4, A4.reference, "mine")
    bench = Bench(A4, A4.reference)
    bench.put(A4.naive)
    bench.undo()
    game.leave(A4, bench.left())
    assert game.progress.mark("A4").plans == (NamedPlan("mine", replace(A4.reference, name="mine"), Stars()),)


def test_what_no_longer_fits_its_level_is_passed_over():
    """The level is another one in this version of the game."""
    game = the_game()
    asyncio.run(game.open())
    game.leave(A2, Left((Checkpoint(A4.reference),)))
    assert game.left(A2) is None


def test_what_was_taken_back_at_a_bench_can_be_done_again_in_another_sitting():
    bench = Bench(A4)
    for mark in ("brew", "warm"):
        assert bench.make("rise", Mark(item="table", step=mark)) == ""
    second = bench.plan
    bench.undo()
    bench.undo()
    assert bench.plan.essence() == A4.naive.essence()

    again = Bench(A4, left=bench.left())
    assert not again.can_undo
    again.redo()
    again.redo()
    assert again.plan == second
    assert not again.can_redo
    assert again.undo() == ""


def test_a_bench_as_the_level_has_it_is_not_under_way():
    bench = Bench(A4)
    bench.make("rise", Mark(item="table", step="brew"))
    bench.put(A4.naive)
    assert bench.left() is None
