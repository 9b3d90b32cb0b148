"""Tokens on a hook: a lock that lets several in, and the thing that bears only so many."""

from __future__ import annotations

import difflib
import subprocess
import sys
from pathlib import Path

import pytest
from cafe_shops import B4, C4, D1, locked
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.export import export
from cafe_sim.cafe.inspecting import subject_of
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Step, Thing, Worker
from cafe_sim.cafe.score import floor
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine.explore import Budget, inspect

AT_THE_FUSE = locked("waffle", ("fuse", "bake", "bake"))


def tokens(count: int) -> Plan:
    return replace(AT_THE_FUSE, tokens={"fuse": count}) if count > 1 else AT_THE_FUSE


def changed(before: Plan, after: Plan) -> list[str]:
    """Lines that came or went, without comments."""
    texts = [write_program(D1, plan).text.splitlines() for plan in (before, after)]
    return [line.split("  #")[0].rstrip() for line in difflib.ndiff(*texts) if line[0] in "+-"]


# ---- the text ----------------------------------------------------------------------------------


def test_one_more_token_is_another_number() -> None:
    assert changed(tokens(2), tokens(3)) == [
        "- fuse_tokens = threading.Semaphore(2)",
        "+ fuse_tokens = threading.Semaphore(3)",
    ]


def test_a_hook_with_tokens_stands_where_the_lock_stood() -> None:
    assert changed(tokens(1), tokens(2)) == [
        "- fuse_lock = threading.Lock()",
        "+ fuse_tokens = threading.Semaphore(2)",
        "-     with fuse_lock:",
        "+     with fuse_tokens:",
    ]


def test_what_bears_so_many_is_loaded_and_unloaded_around_its_use() -> None:
    assert (
        """    with fuse_tokens:             # take a token, or wait for one
        fuse.load(order)          # one more, however many there are
        time.sleep(4)             # bake: the baker stands and waits
        fuse.unload(order)
    time.sleep(3)                 # sugar: the baker is busy
"""
        in write_program(D1, tokens(2)).text
    )


def test_a_lock_that_came_with_the_shop_can_have_tokens_too() -> None:
    text = write_program(C4, Plan(tokens={"mitt": 2})).text
    assert "mitt_tokens = threading.Semaphore(2)" in text
    assert "with mitt_tokens:" in text
    assert "tray_lock = threading.Lock()" in text


def test_where_there_are_only_baristas_the_hook_is_the_loops_own() -> None:
    steps = (Step("steam", "wait", 4, thing="boiler"), Step("pour", "work", 1))
    shop = Shop(
        items=(Item("latte", steps),),
        staff=(Worker("Ana", "barista"),),
        things=(Thing("boiler", most=2),),
        orders=tuple(Order(0, "latte", to="Ana") for _ in range(4)),
    )
    plan = replace(locked("latte", ("boiler", "steam", "steam")), tokens={"boiler": 2})
    text = write_program(shop, plan).text
    assert "boiler_tokens = asyncio.Semaphore(2)" in text
    assert "async with boiler_tokens:" in text
    assert Day(shop, plan).run().faults == ()
    (fault,) = Day(shop, Plan()).run().faults
    assert fault.message == "Order 3 (latte) goes on with 3 at once on the boiler, which bears 2."
    assert fault.count == 2


# ---- the day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "closes", "held", "broken"), [(1, 29, 24, False), (2, 22, 24, False), (3, 18, 24, True)]
)
def test_as_many_tokens_as_the_fuse_bears(count: int, closes: float, held: float, broken: bool) -> None:
    outcome = Day(D1, tokens(count)).run()
    assert (outcome.closes, outcome.guards.count, outcome.guards.seconds) == (closes, 1, held)
    assert [fault.kind for fault in outcome.faults] == ["invariant"] * broken
    assert outcome.worked is not broken


def test_one_too_many_is_told_by_the_line_and_by_how_many_there_were() -> None:
    with Day(D1, Plan()) as day:
        lines = day.written.text.splitlines()
        day.execution.run()
        (fault,) = day.outcome().faults
    (site,) = fault.sites
    assert lines[site.line - 1].strip().startswith("fuse.load(order)")
    assert fault.message == "Order 3 (waffle) goes on with 3 at once on the fuse, which bears 2."


def test_what_is_still_held_when_the_day_stands_is_held_to_its_end() -> None:
    outcome = Day(C4, Plan()).run()
    assert outcome.stuck == 3
    assert outcome.guards.held == {"mitt": 1, "tray": 1}


def test_the_floor_knows_what_the_fuse_bears() -> None:
    alone = replace(D1, orders=D1.orders * 3, staff=(*D1.staff, *(Worker(f"B{n}", "baker") for n in range(5))))
    assert floor(alone, "closing") == 18 * 4 / 2


@given(st.integers(1, 4), st.integers(1, 4), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_never_are_more_inside_than_there_are_tokens(count: int, most: int, seconds: list[int]) -> None:
    """So the fuse holds if there are no more tokens than it bears; with more it may hold by luck."""
    steps = tuple(replace(step, seconds=s) for step, s in zip(D1.items[0].steps, seconds, strict=True))
    shop = replace(D1, items=(replace(D1.items[0], steps=steps),), things=(Thing("fuse", most=most),))
    outcome = Day(shop, tokens(count)).run()
    inside = peak = 0
    for event in outcome.trace.events:
        inside += {"on": 1, "off": -1}.get(event.op, 0)
        peak = max(peak, inside)
    assert peak <= count
    assert bool(outcome.faults) == (peak > most)


# ---- every day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "verdict"), [(1, "certified"), (2, "certified"), (3, "broken")])
def test_the_inspector_counts_them_in_every_order(count: int, verdict: str) -> None:
    late = replace(tokens(count), late={"Di": 4})
    assert Day(D1, late).run().worked, "this time"
    assert inspect(subject_of(D1, late), Budget(seconds=30)).verdict == verdict


def test_using_the_fuse_orders_nothing_else() -> None:
    """It is no guard: who touches something else beside it races."""
    steps = (Step("bake", "wait", 4, thing="fuse", touches=("tray",)),)
    shop = replace(D1, items=(Item("waffle", steps),), things=(*D1.things, Thing("tray", "count")))
    assert "data-race" in {fault.kind for fault in Day(shop, Plan()).run().faults}


# ---- on plain CPython --------------------------------------------------------------------------


def printed(shop: Shop, plan: Plan, folder: Path) -> list[str]:
    path = folder / "cafe_day.py"
    path.write_text(export(shop, plan), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_hook_holds_on_plain_python(tmp_path: Path) -> None:
    assert printed(D1, tokens(2), tmp_path) == ["6 of 6 answered"]


def test_names_of_hooks_and_things_do_not_clash() -> None:
    shop = replace(B4, things=(*B4.things, Thing("till tokens", "count")))
    plan = replace(locked("croissant", ("till", "ring", "ring")), tokens={"till": 2})
    with pytest.raises(Exception, match="would both be called till_tokens"):
        write_program(shop, plan)
