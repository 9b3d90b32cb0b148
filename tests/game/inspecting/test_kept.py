"""What the inspector said is there again in another sitting: of the same program, and of no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.code_level import Coding
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.toolbox import Mark
from cafe_sim.game.inspecting.kept import kept_of, key_of
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.known import KNOWN_PER_LEVEL, Known, with_known
from cafe_sim.game.player.memory import Memory

LEVELS = {level.id: level for level in load_campaign()}
B4, B6, A5 = LEVELS["B4"], LEVELS["B6"], LEVELS["A5"]


def the_game(folder: Path | None = None) -> Campaign:
    return Campaign(Keeper(folder), load=lambda: tuple(LEVELS.values()))


def asked(bench: Bench) -> Bench:
    bench.start_asking(Inline)
    bench.wait()
    return bench


def test_a_broken_plan_is_known_as_broken_in_another_sitting_with_the_order_that_shows_it(tmp_path):
    async def first_sitting() -> Bench:
        game = the_game(tmp_path)
        await game.open()
        bench = asked(Bench(B6, memory=game.memory(B6)))
        bench.guess("yes")
        bench.open_doors()
        await game.keeper.close()
        return bench

    async def second_sitting() -> Bench:
        game = the_game(tmp_path)
        await game.open()
        bench = Bench(B6, memory=game.memory(B6))
        await game.keeper.close()
        return bench

    before, after = asyncio.run(first_sitting()), asyncio.run(second_sitting())
    assert after.verdict is not None
    assert after.view() == before.view()
    assert after.failing() == before.failing()
    assert after.visit() == before.visit()
    assert [called.right for called in after.called()] == [False]


def test_a_certificate_comes_back_with_its_plan_and_no_other_has_it():
    memory = Memory()
    bench = Bench(B4, memory=memory)
    bench.make("lock", Mark(thing="till"))
    assert asked(bench).view().always_ok

    again = Bench(B4, memory=memory)
    assert again.verdict is None
    again.make("lock", Mark(thing="till"))
    assert again.view().always == bench.view().always
    again.undo()
    assert again.verdict is None


def changed(level: Level) -> Level:
    """Things cost more now."""
    items = tuple(replace(item, price=item.price + 1) for item in level.shop.items)
    return replace(level, shop=replace(level.shop, items=items))


def test_of_a_level_that_has_changed_nothing_is_known():
    memory = Memory()
    bench = asked(Bench(B4, memory=memory))
    bench.open_doors()
    assert Bench(B4, memory=memory).verdict is not None

    other = Bench(changed(B4), memory=memory)
    assert other.verdict is None
    assert other.day is None


def test_a_schedule_that_no_longer_shows_its_fault_is_no_verdict():
    memory = Memory()
    bench = asked(Bench(B6, memory=memory))
    key = key_of(bench._subject)
    verdict = memory.of(key).verdict
    spoilt = [replace(fault, trace="0" * len(fault.trace)) for fault in verdict.faults]
    memory.keep(key, Known(verdict=replace(verdict, faults=tuple(spoilt))))

    again = Bench(B6, memory=memory)
    assert again.verdict is None
    assert again.visit() is None
    assert asked(again).verdict is not None  # and he can be asked anew


def test_what_more_time_might_change_is_not_kept():
    inspection = asked(Bench(B6)).verdict
    assert kept_of(inspection) is not None
    for other in ({"complete": False}, {"verdict": "bounded"}, {"verdict": "sampled"}):
        fields = {name: getattr(inspection, name) for name in inspection.__slots__}
        assert kept_of(type(inspection)(**(fields | other))) is None


@pytest.mark.parametrize("mended", [True, False])
def test_of_a_typed_text_nothing_is_executed_to_remember_a_verdict(mended, monkeypatch):
    text = A5.reference.text if mended else A5.shop.program.replace("make[order.item](order)", "order.x")
    memory = Memory()
    coding = Coding(A5, text, Inline)
    coding.memory = memory
    coding.start_asking(Inline)
    coding.wait()
    assert coding.verdict is not None

    monkeypatch.setattr("cafe_sim.game.inspecting.kept.replay", pytest.fail)
    again = Coding(A5, text, Inline)
    again.memory = memory
    assert (again.verdict is not None) == mended


def test_of_a_level_so_many_plans_are_known_and_those_longest_unused_are_forgotten():
    known: dict[str, Known] = {}
    for number in range(KNOWN_PER_LEVEL):
        known = with_known(known, f"plan {number}", Known(opened=True))
    known = with_known(known, "plan 0", Known(opened=True, guesses={"today": "no"}))
    known = with_known(known, "one more", Known())
    assert len(known) == KNOWN_PER_LEVEL
    assert "plan 0" in known
    assert "plan 1" not in known
