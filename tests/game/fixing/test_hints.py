"""Hints: where to look, what kind of remedy, the move; the later ones from what went wrong with
the player's own plan.
"""

from __future__ import annotations

import pytest
from shipped import level

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.hints import TITLES
from cafe_sim.game.views import Mark


def inspected(name: str, *made: tuple[str, Mark]) -> Bench:
    bench = Bench(level(name))
    for move, mark in made:
        assert bench.make(move, mark) == ""
    bench.start_asking(Inline)
    bench.wait()
    return bench


@pytest.mark.parametrize("name", ["A4", "B4", "B6", "B9", "C4", "D1"])
def test_before_anything_has_gone_wrong_the_levels_own_words_stand_and_the_move_is_exact(name):
    where, kind, move = Bench(level(name)).hints()
    assert [hint.title for hint in (where, kind, move)] == list(TITLES)
    assert (where.text, kind.text) == tuple(level(name).hints[:2])
    assert not kind.own
    assert move.own


def test_a_lost_update_is_told_with_its_accesses_and_the_guard_that_would_have_helped():
    _, kind, move = inspected("B4").hints()
    assert kind.own
    assert "Cy reads till.total as 0.00 (line 27), then Bo writes till.total as 3.00 (line 27)" in kind.text
    assert kind.text.endswith(
        "A lock on the till, held by both from the read to the write, would have kept them apart."
    )
    assert move.text == "Hang a lock on the till."
    assert move.moves == ("lock",)


def test_locking_each_touch_alone_is_told_as_not_enough():
    _, kind, move = inspected("B6", ("lock", Mark(thing="case"))).hints()
    assert "looking and taking have to stand under one lock on the case" in kind.text
    assert move.text.startswith("Move “fetch a bag” up, then join at “look”")
    assert move.moves == ("rise", "join")


def test_a_circle_is_told_from_both_sides():
    _, kind, move = inspected("C4").hints()
    assert "Bo takes mitt_lock (line 30), then wants tray_lock (line 32)" in kind.text
    assert "Cy takes tray_lock (line 41), then wants mitt_lock (line 44)" in kind.text
    assert move.text == "Move “take the mitt” of the tarts up 2 times."


def test_gathering_what_needs_each_other_is_told_as_that():
    steps = ("grind", "brew", "warm", "tray")
    _, kind, _ = inspected("A4", *(("together", Mark(item="table", step=step)) for step in steps)).hints()
    assert "Ana goes on without boil and grind" in kind.text
    assert "cannot be gathered" in kind.text


def test_what_the_day_showed_is_used_while_the_inspector_has_not_been_asked():
    bench = Bench(level("C4"))
    bench.open_doors()
    _, kind, _ = bench.hints()
    assert "Bo holds mitt_lock, wants tray_lock" in kind.text
    assert kind.own


def test_where_no_way_leads_on_one_begins_again():
    bench = Bench(level("C4"))
    bench.make("lock", Mark(thing="tray"))
    assert bench.hints()[2].text.startswith("Start again from the level's own plan. Then: Move “take the mitt”")


def test_a_plan_that_wins_needs_no_move():
    assert "this plan is one that wins" in Bench(level("B4"), level("B4").reference).hints()[2].text


def test_no_hint_speaks_of_a_key_that_a_player_may_have_changed():
    for name in ("A4", "B4", "B6", "C4"):
        for hint in Bench(level(name)).hints():
            assert "press" not in hint.text
            assert " <" not in hint.text


def test_one_too_many_at_once_is_told_with_how_many_tokens_would_have_helped():
    _, kind, move = inspected("D1", ("lock", Mark(thing="fuse")), *[("token", Mark(thing="fuse"))] * 2).hints()
    assert "goes on with 3 at once on the fuse, which bears 2 (line " in kind.text
    assert "As many tokens as the fuse bears" in kind.text
    assert move.text == "Leave one token fewer at the fuse: 2."


def test_an_order_that_was_not_kept_asks_for_a_bell_even_with_a_lock():
    for made in ((), (("lock", Mark(thing="cake")),)):
        _, kind, move = inspected("B9", *made).hints()
        assert kind.text.startswith("Cy goes on without the cake (line ")
        assert kind.text.endswith("is an order; a lock is none.")
        assert "ring the bell after “bake” of the cake" in move.text.replace("Ring", "ring")
        assert "wait for the bell before “ice the cake” of the icing" in move.text


def test_a_bell_that_nobody_rings_is_no_circle_of_locks():
    _, kind, move = inspected("B9", ("await", Mark(item="icing", step="ice"))).hints()
    assert kind.text.startswith("Cy waits for bell to be set (line ")
    assert "ring" in kind.text
    assert "locks" not in kind.text
    assert move.text == "Ring the bell after “bake” of the cake."


def test_a_ticket_that_nobody_hangs_up_is_no_circle_of_locks():
    _, kind, move = inspected("D5").hints()
    assert kind.text.startswith("Cy waits for something to come into the queue rail (line ")
    assert kind.text.endswith("as many have to be hung up as are taken off.")
    assert move.text == "Hang a ticket on the rail after “knead” of the rye."


def test_what_hangs_wrongly_is_taken_off_in_words():
    _, _, move = inspected("D5", ("give", Mark(item="rye", step="weigh"))).hints()
    assert "no longer hang a ticket on the rail after “weigh” of the rye" in move.text.replace("No longer", "no longer")


def test_who_took_what_was_not_there_is_told_of_tickets():
    _, kind, move = inspected("D5", ("give", Mark(thing="rail"))).hints()
    assert "goes on with nothing on the shelf (line " in kind.text
    assert "is an order and a count" in kind.text
    assert "take a ticket off the rail before “fetch a dough” of the loaf" in move.text.replace("Take", "take")
