"""Texts that somebody typed in the place of a program: how they differ, what they stand for, and that a cup has to be
made.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.export import export
from cafe_sim.cafe.inspecting import CafeSubject, at_once, patient
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Step, Worker
from cafe_sim.cafe.typed import lines_changed, plan_of_text, where
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine.explore import Inspection, inspect

WRITTEN = Shop(
    items=(Item("latte", (Step("steam", "wait", 6, "steam the milk"),), patience=10),),
    staff=(Worker("Ana", "barista"),),
    orders=tuple(Order(at, "latte", to="Ana") for at in (0.0, 2.0, 4.0)),
)
PROGRAM = write_program(WRITTEN, Plan()).text
SHOP = replace(WRITTEN, program=PROGRAM)
TASK = "orders.create_task(make_latte(order))"
SOLD_OUT = PROGRAM.replace("import open_doors, serve,", "import open_doors, serve, sold_out,").replace(
    TASK, "sold_out(order)"
)

lines = st.lists(st.sampled_from(["a = 1", "    b = 2", "", "# said", "c()"]), max_size=12).map("\n".join)


def kinds(text: str) -> list[str]:
    return [fault.message for fault in Day(SHOP, plan_of_text(PROGRAM, text)).run().faults if fault.kind == "invariant"]


# ---- how many lines are another's ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "count"),
    [
        ("a\nb\nc\n", 0),
        ("a\nB\nc\n", 1),
        ("a\nb\nb2\nc\n", 1),
        ("a\nc\n", 1),
        ("a\n    b\n    c\n", 2),
        ("a\nX\nY\nZ\nc\n", 3),
        ("a\n\n\n# of no weight\nb   \nc", 0),
        ("", 3),
    ],
)
def test_lines_that_make_the_difference_are_counted(after, count):
    assert lines_changed("a\nb\nc\n", after) == count


@given(lines, lines)
def test_no_more_lines_change_than_there_are_and_none_in_the_same_text(before, after):
    assert lines_changed(before, before) == 0
    assert lines_changed(before, after) <= len(before.splitlines()) + len(after.splitlines())


@given(lines, lines)
def test_a_line_is_found_again_by_what_it_says(before, after):
    for one, other in where(before, after).items():
        assert before.splitlines()[one - 1] == after.splitlines()[other - 1]
    assert where(after, after) == {number: number for number, _ in enumerate(after.splitlines(), 1)}


# ---- a text in the place of the plan's -----------------------------------------------------------


def test_a_shop_with_a_program_runs_that_and_a_plan_may_hold_another():
    assert write_program(SHOP, Plan()).text == PROGRAM
    assert write_program(SHOP, Plan(text="x = 1\n")).text == "x = 1\n"
    assert (
        write_program(WRITTEN, Plan(text="x = 1\n")).text == PROGRAM
    )  # where the plan makes the program, no text comes near it


def test_steps_are_known_wherever_their_lines_stand_now():
    written = write_program(SHOP, Plan(text=f"# mine\n\n{PROGRAM}"))
    line = next(n for n, text in enumerate(PROGRAM.splitlines(), 1) if "asyncio.sleep(6)" in text)
    assert written.lines == {line + 2: ("latte", "steam")}


def test_the_shops_own_text_is_no_decision_and_an_empty_one_is():
    assert plan_of_text(PROGRAM, PROGRAM) == Plan()
    assert write_program(SHOP, plan_of_text(PROGRAM, "")).text.strip() == ""


def test_a_day_and_its_round_run_the_same_text():
    outcome = Day(SHOP, Plan()).run()
    assert (outcome.worked, outcome.mean_wait, outcome.faults) == (True, 6.0, ())
    found = inspect(CafeSubject(at_once(SHOP), Plan(), "", "X"), exhaustive=True)
    assert (found.verdict, found.traces) == ("certified", 1)


# ---- a cup has to be made ------------------------------------------------------------------------


@pytest.mark.parametrize("never", [TASK, "await asyncio.sleep(6)"])
def test_what_was_handed_out_too_soon_was_not_made(never):
    text = PROGRAM.replace(never, "serve(order)" if never == TASK else "await asyncio.sleep(2)")
    said = kinds(text)
    assert len(said) == 3
    took = "0" if never == TASK else "2"
    assert said[0] == f"Order 1, latte, was handed out {took} s after it came in, and making one takes 6 s."


def test_nobody_is_told_that_there_is_none_where_there_is_plenty():
    assert kinds(SOLD_OUT)[0] == "Order 1, latte, was told that it is sold out; there is enough for everybody."


def test_a_fault_of_that_kind_points_at_the_line_that_handed_it_out():
    text = PROGRAM.replace(TASK, "serve(order)")
    fault = Day(SHOP, Plan(text=text)).run().faults[0]
    assert text.splitlines()[fault.sites[0].line - 1].strip() == "serve(order)"


def test_what_does_nothing_is_no_more_right_for_harming_nothing():
    text = PROGRAM.replace(TASK, "pass")
    found = inspect(CafeSubject(at_once(patient(SHOP)), Plan(text=text), "", "X"))
    assert found.verdict == "broken"
    assert found.findings[0].fault.message == "The program came to its end, and order 1, latte, was never handed out."


def test_what_a_plan_writes_is_asked_nothing_of_the_kind():
    assert Day(WRITTEN, Plan()).run().faults == ()


# ---- a wait may last -----------------------------------------------------------------------------

GROUP = PROGRAM[PROGRAM.index("    async with asyncio.TaskGroup") : PROGRAM.index(TASK)] + TASK


def closing(last: str) -> str:
    """A text whose barista makes a task of each order, and does that at closing time."""
    tasks = '    async for order in tickets("Ana"):\n        last = asyncio.create_task(make_latte(order))\n'
    return PROGRAM.replace(GROUP, f"{tasks}    {last}")


def visited(text: str, *, lasting: bool = True) -> Inspection:
    subject = CafeSubject(at_once(patient(SHOP)), Plan(text=text), "", "X", lasting=lasting)
    return inspect(subject, exhaustive=True)


@pytest.mark.parametrize("last", ["await asyncio.sleep(6)", "await asyncio.sleep(600)", "await last"])
def test_who_sleeps_instead_of_waiting_is_lucky_for_as_long_as_everything_takes_what_it_takes(last):
    if "sleep" in last:
        assert visited(closing(last), lasting=False).verdict == "certified"
    found = visited(closing(last))
    assert found.verdict == "broken"
    assert {finding.fault.kind for finding in found.findings} == {"lost-task"}
    assert found.findings[0].fault.message.startswith("make_latte #")


@pytest.mark.parametrize(
    "last",
    [
        "await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})",
        "while len(asyncio.all_tasks()) > 1: await asyncio.sleep(0.5)",
    ],
)
def test_who_waits_for_all_in_whatever_way_is_certified(last):
    assert visited(closing(last)).verdict == "certified"


def test_each_wait_lasts_in_one_order_of_events_and_one_at_a_time():
    found = visited(PROGRAM)
    assert (found.verdict, found.traces) == ("certified", 1 + len(SHOP.orders))


def test_on_the_day_itself_everything_takes_as_long_as_it_says():
    outcome = Day(SHOP, Plan(text=closing("await asyncio.sleep(6)"))).run()
    assert (outcome.worked, outcome.faults, outcome.mean_wait) == (True, (), 6.0)


# ---- names ---------------------------------------------------------------------------------------


def test_reports_call_tasks_by_whose_they_are_and_programs_do_not():
    text = PROGRAM.replace("serve(order)", "serve(order); print(asyncio.current_task().get_name())")
    with Day(SHOP, Plan(text=text)) as day:
        day.execution.run()
        names = day.outcome().trace.tasks
        assert names[1:] == ("Ana", *(f"make_latte #{n}" for n in range(1, len(SHOP.orders) + 1)))


# ---- on plain CPython ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_typed_text_runs_on_plain_python_as_it_stands(tmp_path: Path):
    shop = replace(SHOP, items=(Item("latte", (Step("steam", "wait", 0.2, "steam the milk"),), patience=10),),
                   orders=(Order(0, "latte", to="Ana"), Order(0.1, "latte", to="Ana")))  # fmt: skip
    text = f"from __future__ import annotations\n{PROGRAM}".replace("asyncio.sleep(6)", "asyncio.sleep(0.2)")
    script = tmp_path / "day.py"
    script.write_text(export(shop, Plan(text=text)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("2 of 2 answered\n", "", 0)


# ---- whose task is cancelled when a customer leaves ----------------------------------------------

HELPER = PROGRAM.replace(
    """    async with asyncio.TaskGroup() as orders:
        async for order in tickets("Ana"):
            orders.create_task(make_latte(order))
""",
    """    radio = asyncio.create_task(asyncio.sleep(60))
    async for order in tickets("Ana"):
        await make_latte(order)
    await radio
""",
)


def test_a_customer_who_leaves_cancels_nobody_elses_task():
    """The café knows a ticket's task by its being newer than the ticket."""
    busy = replace(SHOP, orders=tuple(Order(at, "latte", to="Ana") for at in (0.0, 1.0, 2.0, 3.0)))
    assert HELPER != PROGRAM
    outcome = Day(busy, Plan(text=HELPER)).run()
    assert (outcome.served, outcome.lost) == (1, 3)
    assert outcome.faults == ()
    assert outcome.trace.end == 60_000_000_000


@pytest.mark.slow
def test_nor_on_plain_python(tmp_path: Path):
    shop = replace(SHOP, items=(Item("latte", (Step("steam", "wait", 0.4, "steam the milk"),), patience=0.1),),
                   orders=(Order(0, "latte", to="Ana"), Order(0.1, "latte", to="Ana"), Order(0.2, "latte", to="Ana")))  # fmt: skip
    script = tmp_path / "day.py"
    text = HELPER.replace("sleep(60)", "sleep(1)").replace("sleep(6)", "sleep(0.7)")
    script.write_text(export(shop, Plan(text=text)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stderr, done.returncode) == ("", 0)


# ---- what is begun when --------------------------------------------------------------------------


def told_of(text: str) -> list[tuple[object, ...]]:
    """What the book noted of orders in hand, in order, and calls that nobody awaited."""
    notes = (event.detail for event in Day(SHOP, plan_of_text(PROGRAM, text)).run().trace.events if event.op == "note")
    return [note[:2] for note in notes if isinstance(note, tuple) and note[0] in ("begin", "serve", "never-awaited")]


def with_body(*body: str) -> str:
    """The program with that in the place of the task group."""
    before, rest = PROGRAM.split("    async with asyncio.TaskGroup()")
    return before + "".join(f"    {line}\n" for line in body) + rest[rest.index("\n\n") :]


def test_a_call_that_nobody_awaits_begins_nothing():
    text = with_body('async for order in tickets("Ana"):', "    make_latte(order)")
    assert told_of(text) == [("never-awaited", "make_latte")] * 3


def test_what_is_made_all_in_one_go_is_begun_when_her_hands_get_to_it():
    text = with_body(
        "calls = []",
        'async for order in tickets("Ana"):',
        "    calls.append(make_latte(order))",
        "await asyncio.gather(*calls)",
    )
    assert told_of(text) == [*[("begin", n) for n in (1, 2, 3)], *[("serve", n) for n in (1, 2, 3)]]


def test_of_many_tickets_each_is_begun_when_her_hands_get_to_it_and_no_sooner():
    shop = replace(
        WRITTEN,
        items=(Item("latte", (Step("pull", "work", 1, "pull the lever"), Step("steam", "wait", 6))),),
        orders=tuple(Order(0, "latte", to="Ana") for _ in range(3)),
    )
    assert [entry.begun for entry in Day(shop, Plan()).run().ledger] == [0, 1, 2]


def test_what_is_made_without_a_pause_is_begun_before_it_is_out():
    text = with_body('async for order in tickets("Ana"):', "    time.sleep(6)", "    serve(order)")
    assert told_of(text.replace("import asyncio", "import asyncio\nimport time"))[:2] == [("begin", 1), ("serve", 1)]
