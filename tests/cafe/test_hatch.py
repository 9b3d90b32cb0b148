"""Through the hatch: a step that would hold the barista's loop is done by a thread of the bakery's, and her loop goes
on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.export import export
from cafe_sim.cafe.inspecting import subject_of
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Step, Worker
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine.explore import Budget, inspect

CELLAR = Shop(
    items=(
        Item("latte", (Step("brew", "wait", 2), Step("froth", "work", 1)), patience=9),
        Item("cider", (Step("cellar", "block", 6), Step("pour", "work", 1)), patience=20),
    ),
    staff=(Worker("Ana", "barista"),),
    orders=(Order(0, "cider", to="Ana"), Order(1, "latte", to="Ana"), Order(2, "latte", to="Ana")),
)
SENT = Plan(hatch={"cider": ("cellar",)})


def day(plan: Plan):
    with Day(CELLAR, plan) as running:
        running.run()
        return running.outcome()


def test_it_is_one_line_of_the_program():
    here, sent = (write_program(CELLAR, plan).text.splitlines() for plan in (Plan(), SENT))
    (new,) = set(sent) - set(here)
    (old,) = set(here) - set(sent)
    assert new.strip().startswith("await asyncio.to_thread(time.sleep, 6)")
    assert old.strip().startswith("time.sleep(6)")


def test_while_somebody_else_is_in_the_cellar_lattes_go_out():
    stands, goes_on = day(Plan()), day(SENT)
    assert (stands.closes, goes_on.closes) == (11, 7)
    assert stands.mean_wait is not None
    assert goes_on.mean_wait is not None
    assert goes_on.mean_wait < stands.mean_wait
    assert goes_on.faults == ()


def test_hands_on_counts_the_baristas_own_work_and_nobody_elses():
    assert day(Plan()).utilisation["Ana"] == pytest.approx(9 / 11)
    assert day(SENT).utilisation["Ana"] == pytest.approx(3 / 7)


def test_computing_can_be_sent_too_and_a_wait_is_never():
    text = write_program(CELLAR, Plan(hatch={"latte": ("froth", "brew")})).text
    assert "await asyncio.to_thread(work, 1)" in text
    assert "await asyncio.sleep(2)" in text


def test_the_inspector_certifies_it():
    found = inspect(subject_of(CELLAR, SENT), Budget(seconds=10), exhaustive=True)
    assert (found.verdict, found.findings) == ("certified", ())


@pytest.mark.slow
def test_plain_python_runs_it(tmp_path: Path):
    script = tmp_path / "day.py"
    script.write_text(export(CELLAR, SENT, "The cellar"), "utf-8")
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
