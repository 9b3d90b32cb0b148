"""Bells and rails: what one step gives and another waits for. A lock is no order, and a bell no count."""

from __future__ import annotations

import difflib
import subprocess
import sys
from pathlib import Path

import pytest
from cafe_shops import B9, D1, D5
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.export import export
from cafe_sim.cafe.inspecting import CafeSubject, at_once, subject_of
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Signal, SignalKind, Span, Step, StepRef, Thing, Worker
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine.explore import inspect
from cafe_sim.errors import Misuse

LOCKS = (Span("cake", "cake", "bake", "bake"), Span("cake", "icing", "ice", "ice"))


def bell(after: str = "bake", before: str = "ice") -> Plan:
    return Plan(signals=(Signal("bell", after=(StepRef("cake", after),), before=(StepRef("icing", before),)),))


def text(shop: Shop, plan: Plan) -> str:
    written = write_program(shop, plan, "A day").text
    compile(written, "café.py", "exec")
    return written


def code(shop: Shop, plan: Plan) -> list[str]:
    """Lines without comments."""
    return [line.split("  #")[0].rstrip() for line in text(shop, plan).splitlines()]


def block(lines: list[str], first: str) -> list[str]:
    """A function, up to the empty line after it."""
    start = lines.index(first)
    return lines[start : lines.index("", start)]


# ---- the text ----------------------------------------------------------------------------------


def test_hanging_a_bell_is_three_lines() -> None:
    told = difflib.ndiff(code(B9, Plan()), code(B9, bell()))
    assert [line for line in told if line[0] in "+-" and line[2:].strip()] == [
        "+ bell = threading.Event()",
        "+     bell.set()",
        "+     bell.wait()",
    ]


def test_it_rings_after_the_step_and_is_awaited_before_the_other() -> None:
    assert """    time.sleep(4)                 # bake: Bo stands and waits
    cake.out += 1                 # shared: read, then write
    bell.set()                    # ring: it stays rung
    time.sleep(2)                 # wash: Bo is busy
""" in text(B9, bell())
    assert """    bell.wait()                   # not before it has rung
    order.expect("the cake", cake.out)  # it has to be there by now
    time.sleep(3)                 # ice: Cy is busy
    serve(order)
""" in text(B9, bell())


def test_nobody_waits_or_rings_with_a_lock_in_hand_that_is_not_about_that() -> None:
    plan = replace(
        bell("bake", "whip"), spans=(Span("cake", "cake", "stir", "bake"), Span("cake", "icing", "whip", "ice"))
    )
    lines = code(B9, plan)
    assert block(lines, "def make_cake(order):")[1:6] == [
        "    with cake_lock:",
        "        time.sleep(2)",
        "        time.sleep(4)",
        "        cake.out += 1",
        "    bell.set()",
    ]
    assert block(lines, "def make_icing(order):")[1:3] == ["    bell.wait()", "    with cake_lock:"]


def test_in_the_middle_of_a_lock_it_stands_inside() -> None:
    plan = replace(
        bell("stir", "ice"), spans=(Span("cake", "cake", "stir", "bake"), Span("cake", "icing", "whip", "ice"))
    )
    lines = code(B9, plan)
    assert block(lines, "def make_cake(order):")[1:4] == [
        "    with cake_lock:",
        "        time.sleep(2)",
        "        bell.set()",
    ]
    assert "        bell.wait()" in block(lines, "def make_icing(order):")


def test_with_locks_in_locks_it_stands_outside_of_all_that_begin_or_end_there() -> None:
    spans = (Span("table", "cake", "stir", "bake"), Span("cake", "cake", "bake", "bake"))
    assert block(code(B9, replace(bell(), spans=spans)), "def make_cake(order):")[1:7] == [
        "    with table_lock:",
        "        time.sleep(2)",
        "        with cake_lock:",
        "            time.sleep(4)",
        "            cake.out += 1",
        "    bell.set()",
    ]


def test_one_bell_may_be_awaited_by_several() -> None:
    plan = Plan(
        signals=(
            Signal("bell", after=(StepRef("cake", "bake"),), before=(StepRef("cake", "wash"), StepRef("icing", "ice"))),
        )
    )
    assert text(B9, plan).count("bell.wait()") == 2


COFFEE = Shop(
    items=(
        Item("coffee", (Step("boil", "wait", 5), Step("brew", "wait", 4))),
        Item("scones", (Step("warm", "wait", 2), Step("carry", "work", 1))),
    ),
    staff=(Worker("Ana", "barista"),),
    orders=(Order(0, "coffee", to="Ana"), Order(0, "scones", to="Ana")),
)


def test_where_there_is_one_loop_the_bell_is_the_loops_own() -> None:
    plan = Plan(signals=(Signal("bell", after=(StepRef("coffee", "brew"),), before=(StepRef("scones", "carry"),)),))
    lines = code(COFFEE, plan)
    assert "bell = asyncio.Event()" in lines
    assert "    await bell.wait()" in lines
    assert "    bell.set()" in lines
    assert Day(COFFEE, plan).run().closes == 10


def test_gathered_steps_ring_and_wait_in_functions_of_their_own() -> None:
    steps = (Step("boil", "wait", 5), Step("warm", "wait", 2), Step("carry", "work", 1, needs=("boil", "warm")))
    shop = replace(COFFEE, items=(Item("table", steps),), orders=(Order(0, "table", to="Ana"),))
    plan = Plan(
        signals=(Signal("bell", after=(StepRef("table", "boil"),), before=(StepRef("table", "warm"),)),),
        together={"table": (("boil", "warm"),)},
    )
    assert block(code(shop, plan), "async def warm(order):") == [
        "async def warm(order):",
        "    await bell.wait()",
        "    await asyncio.sleep(2)",
        '    order.done("warm")',
    ]
    assert Day(shop, plan).run().closes == 5 + 2 + 1


def test_between_threads_and_a_loop_no_bell_is_hung() -> None:
    shop = replace(B9, staff=(*B9.staff, Worker("Ana", "barista")))
    with pytest.raises(Misuse, match="threads and coroutines at once, or for two loops; take it off"):
        write_program(shop, bell())


def test_a_bell_may_not_be_called_as_something_else_is() -> None:
    plan = Plan(signals=(Signal("cake", after=(StepRef("cake", "bake"),)),))
    with pytest.raises(Misuse, match="would both be called cake"):
        write_program(B9, plan)


# ---- the day, and every other one ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "closes", "kinds", "verdict"),
    [
        (Plan(), 8, {"data-race", "invariant"}, "broken"),
        (Plan(spans=LOCKS), 9, set(), "broken"),
        (Plan(late={"Cy": 3}), 9, {"data-race"}, "broken"),
        (bell(), 9, set(), "certified"),
        (replace(bell(), late={"Cy": 3}), 9, set(), "certified"),
        (bell("stir"), 8, {"data-race", "invariant"}, "broken"),
        (bell("wash"), 11, set(), "certified"),
        (bell(before="whip"), 12, set(), "certified"),
    ],
    ids=["naive", "lock", "late", "bell", "bell, late", "too soon", "too late", "too early awaited"],
)
def test_a_lock_is_no_order_and_a_bell_is_one(plan: Plan, closes: float, kinds: set[str], verdict: str) -> None:
    outcome = Day(B9, plan).run()
    assert (outcome.closes, {fault.kind for fault in outcome.faults}) == (closes, kinds)
    assert outcome.worked is ("invariant" not in kinds)
    assert inspect(subject_of(B9, plan)).verdict == verdict


def test_who_relied_on_what_was_not_there_is_told_by_his_line() -> None:
    with Day(B9, Plan()) as day:
        lines = day.written.text.splitlines()
        day.execution.run()
        fault = next(fault for fault in day.outcome().faults if fault.kind == "invariant")
    (site,) = fault.sites
    assert lines[site.line - 1].strip().startswith('order.expect("the cake"')
    assert fault.message == "Order 2 (icing) goes on without the cake."


def test_a_bell_that_nobody_rings_is_waited_for_for_ever_and_by_its_name() -> None:
    outcome = Day(B9, Plan(signals=(Signal("bell", before=(StepRef("icing", "ice"),)),))).run()
    assert outcome.stuck == 8
    assert outcome.standing == {"Bo": "waits for Cy to end", "Cy": "waits for bell to be set"}


def test_a_bell_is_no_lock_and_is_not_held() -> None:
    guards = Day(B9, bell()).run().guards
    assert (guards.count, guards.seconds) == (0, 0)


def test_plans_that_ring_otherwise_are_other_plans() -> None:
    digests = {subject_of(B9, plan).digest for plan in (Plan(), bell(), bell("wash"), bell(before="whip"))}
    assert len(digests) == 4
    assert (
        subject_of(D1, Plan()).digest
        != subject_of(D1, Plan(tokens={"fuse": 2}, spans=(Span("fuse", "waffle", "bake", "bake"),))).digest
    )


# ---- rails -------------------------------------------------------------------------------------


def rail(after: str = "knead", before: str = "fetch", room: int = 0) -> Plan:
    places = {"after": (StepRef("dough", after),), "before": (StepRef("loaf", before),)}
    return Plan(signals=(Signal("rail", "rail", room=room, **places),))


def everything(shop: Shop, plan: Plan) -> CafeSubject:
    """Every order of the day, all there from the start."""
    return CafeSubject(at_once(shop), plan, "", "")


def test_a_rail_is_a_queue_put_after_and_got_before() -> None:
    lines = code(D5, rail(room=2))
    assert "import queue" in lines
    assert "rail = queue.Queue(2)" in lines
    assert block(lines, "def make_dough(order):")[-3:] == [
        "    shelf.load(order)",
        "    rail.put(order)",
        "    serve(order)",
    ]
    assert block(lines, "def make_loaf(order):")[1:3] == ["    rail.get()", "    shelf.unload(order)"]
    assert "rail = queue.Queue()" in code(D5, rail())


def test_in_one_loop_it_is_the_loops_own_and_awaited() -> None:
    plan = Plan(signals=(Signal("rail", "rail", (StepRef("coffee", "brew"),), (StepRef("scones", "carry"),), 1),))
    lines = code(COFFEE, plan)
    assert "rail = asyncio.Queue(1)" in lines
    assert "    await rail.put(order)" in lines
    assert "    await rail.get()" in lines
    assert "import queue" not in lines
    assert Day(COFFEE, plan).run().closes == 10


@pytest.mark.parametrize(
    ("plan", "closes", "worked", "verdict"),
    [
        (Plan(), 12, False, "broken"),
        (Plan(late={"Cy": 4}), 16, True, "broken"),
        (Plan(signals=(replace(rail().signals[0], name="bell", kind="bell"),)), 15, True, "broken"),
        (rail(), 15, True, "certified"),
        (rail(room=1), 15, True, "certified"),
        (rail("weigh"), 13, False, "broken"),
        (rail(before="bake"), 15, False, "broken"),
    ],
    ids=["nothing", "late", "bell", "rail", "with little room", "hung up too soon", "taken off too late"],
)
def test_a_rail_counts_where_a_bell_only_says_that_it_happened(
    plan: Plan, closes: float, worked: bool, verdict: str
) -> None:
    outcome = Day(D5, plan).run()
    assert (outcome.closes, outcome.worked) == (closes, worked)
    assert inspect(everything(D5, plan)).verdict == verdict


SLOW = replace(D5, items=(D5.items[0], replace(D5.items[1], steps=(D5.items[1].steps[0], Step("bake", "wait", 20)))))
"""A loaf takes longer than all doughs."""


def test_a_full_rail_makes_whoever_hangs_up_wait() -> None:
    served = {e.number: e.served for e in Day(SLOW, rail(room=1)).run().ledger if e.item == "dough"}
    assert served == {1: 3, 3: 6, 5: 23}, "the third hangs once the first loaf is baked"


def test_nothing_on_the_shelf_is_told_by_whom_and_where() -> None:
    with Day(D5, Plan()) as day:
        lines = day.written.text.splitlines()
        day.execution.run()
        (fault,) = day.outcome().faults
    assert fault.message == "Order 2 (loaf) goes on with nothing on the shelf."
    assert lines[fault.sites[0].line - 1].strip().startswith("shelf.unload(order)")


def test_who_waits_for_a_ticket_that_nobody_hangs_up_stands_for_ever() -> None:
    plan = Plan(signals=(Signal("rail", "rail", before=(StepRef("loaf", "fetch"),)),))
    outcome = Day(D5, plan).run()
    assert outcome.standing["Cy"] == "waits for something to come into the queue rail"
    assert {fault.kind for fault in outcome.faults} == {"deadlock"}


def test_one_that_is_overfull_breaks_the_rule_too() -> None:
    outcome = Day(replace(SLOW, things=(Thing("shelf", most=1),)), rail()).run()
    assert [fault.message for fault in outcome.faults] == [
        "Order 5 (dough) goes on with 2 at once on the shelf, which bears 1."
    ]


@pytest.mark.slow
def test_a_rail_hands_over_on_plain_python(tmp_path: Path) -> None:
    path = tmp_path / "cafe_day.py"
    path.write_text(export(D5, rail(room=2)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "6 of 6 answered\n")


@pytest.mark.slow
def test_it_rings_on_plain_python(tmp_path: Path) -> None:
    path = tmp_path / "cafe_day.py"
    for plan, said in (
        (bell(), ["2 of 2 answered", "cake_out 1"]),
        (Plan(), ["2 of 2 answered", "cake_out 1", "broken: order 2 (icing) goes on without the cake"]),
    ):
        path.write_text(export(B9, plan), "utf-8")
        done = subprocess.run(
            [sys.executable, "-I", "-W", "error", str(path)], capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == said


# ---- whatever hangs where ----------------------------------------------------------------------

STEPS = [(item.name, step.id) for item in B9.items for step in item.steps]


@given(
    st.sets(st.sampled_from(STEPS), max_size=3),
    st.sets(st.sampled_from(STEPS), max_size=3),
    st.sampled_from(["bell", "rail"]),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
    st.integers(1, 3),
)
def test_each_end_is_one_line_and_stands_outside_of_what_begins_or_ends_there(
    given_after: set[tuple[str, str]],
    before: set[tuple[str, str]],
    kind: SignalKind,
    ends: tuple[int, int],
    count: int,
) -> None:
    first, last = sorted(ends)
    steps = [step.id for step in B9.items[0].steps]
    span = Span("cake", "cake", steps[first], steps[last])
    places = {
        "after": tuple(StepRef(*one) for one in sorted(given_after)),
        "before": tuple(StepRef(*one) for one in sorted(before)),
    }
    signal = Signal("word", kind, **places)
    tokens = {"cake": count} if count > 1 else {}
    plan = Plan(spans=(span,), tokens=tokens, signals=(signal,) if given_after or before else ())
    lines = code(B9, plan)
    give, wait = {"bell": ("word.set()", "word.wait()"), "rail": ("word.put(order)", "word.get()")}[kind]
    assert sum(line.strip() == give for line in lines) == len(given_after)
    assert sum(line.strip() == wait for line in lines) == len(before)
    body = block(lines, "def make_cake(order):")
    opens = next(index for index, line in enumerate(body) if line.strip().startswith("with "))
    if ("cake", steps[first]) in before:
        assert body[opens - 1] == f"    {wait}", "not with the lock in hand"
    if ("cake", steps[last]) in given_after:
        closes = next(index for index, line in enumerate(body) if index > opens and not line.startswith("        "))
        assert body[closes] == f"    {give}", "once the lock is given back"
