"""The exported script on plain CPython alone: no package of ours, real threads, a real clock that runs fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cafe_shops import A2, A4, B1, B2, B4, B6, C4, by_item, locked
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.export import export
from cafe_sim.cafe.model import HandOver, Plan, Shop

MITT_FIRST = Plan(order={"cakes": ("prepare", "mitt", "walk", "tray", "bake")})
TRAYS = tuple(HandOver(at=0, order=n, to="Bo" if n % 2 else "Cy") for n in range(1, 7))
COFFEES = (HandOver(1, 8, "Carl"), HandOver(6, 9, "Carl"), HandOver(11, 10, "Carl"))
VAN = Plan(hand_overs=(*TRAYS, *COFFEES, HandOver(11, 7, "Carl"), HandOver(17, 11, "Carl")), joins=("Bo", "Cy"))
TOGETHER = Plan(
    order={"table": ("water", "beans", "scones", "coffee", "tray")}, together={"table": (("water", "beans", "scones"),)}
)


def printed(script: str, folder: Path) -> list[str]:
    path = folder / "cafe_day.py"
    path.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shop", "plan", "things"),
    [
        (B4, locked("croissant", ("till", "ring", "ring")), {"till_total": "till"}),
        (B6, locked("croissant", ("case", "look", "take")), {"case_croissants": "case"}),
        (C4, MITT_FIRST, {"tray_batches": "tray"}),
    ],
    ids=["B4", "B6", "C4"],
)
def test_till_and_stock_end_as_they_do_in_the_café(  # noqa: PLC2401
    shop: Shop, plan: Plan, things: dict[str, str], tmp_path: Path
) -> None:
    with Day(shop, plan) as day:
        day.execution.run()
        expected = [f"{name} {day.value(thing):g}" for name, thing in things.items()]
        answered = sum(entry.answered for entry in day.ledger)
    assert printed(export(shop, plan), tmp_path) == [f"{answered} of {len(shop.orders)} answered", *expected]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shop", "plan"),
    [
        (A2, by_item(tea="Ana", bun="Ana", crêpe="Carl", omelette="Carl")),
        (A4, TOGETHER),
        (B1, VAN),
        (B2, by_item(latte="Ana", filter="Ana", cider="Bo", brioche="Cy")),
    ],
    ids=["A2", "A4", "B1", "B2"],
)
def test_a_whole_shift_runs_on_plain_python(shop: Shop, plan: Plan, tmp_path: Path) -> None:
    """Nobody leaves here: how long things take on a machine of somebody else's is nothing to rely on."""
    patient = replace(
        shop,
        items=tuple(replace(item, patience=0) for item in shop.items),
        orders=tuple(replace(order, patience=None) for order in shop.orders),
    )
    assert printed(export(patient, plan), tmp_path) == [f"{len(shop.orders)} of {len(shop.orders)} answered"]


@pytest.mark.slow
def test_who_is_given_to_nobody_leaves_there_too(tmp_path: Path) -> None:
    shop = replace(A2, orders=A2.orders[:2])
    assert printed(export(shop, Plan()), tmp_path) == ["0 of 2 answered"]


def test_the_script_needs_nothing_but_python() -> None:
    script = export(B4, replace(Plan(), late={"Cy": 1}), "Two hands in the till")
    assert script.startswith('"""Two hands in the till"""\n')
    assert "cafe_sim" not in script
    assert "from cafe" not in script
    assert "time.sleep(4 * PACE)" in script
