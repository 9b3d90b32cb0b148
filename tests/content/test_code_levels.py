"""Levels whose program is edited: what their files may hold, and that a text in them is looked at and never run by
those who only load it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.typed import plan_of_text
from cafe_sim.content import limits
from cafe_sim.content.check_plan import check_plan
from cafe_sim.content.level import Level
from cafe_sim.content.loading import campaign_folder, level_of, load_campaign, load_level
from cafe_sim.content.measuring import plan_of_row, prove_row
from cafe_sim.content.proofs import jobs_of, work_off
from cafe_sim.content.stars import is_light, needs_inspector
from cafe_sim.content.subjects import round_subject
from cafe_sim.errors import BadContent

CODE = [level for level in load_campaign() if level.kind == "code"]


def raw(id: str = "A5") -> dict[str, Any]:
    return tomllib.loads((campaign_folder() / f"{id}.toml").read_text("utf-8"))


def refused(table: dict[str, Any]) -> str:
    with pytest.raises(BadContent) as caught:
        level_of(table, "x.toml")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


# ---- what a file may hold ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("", "shop.program belongs to code levels, and every one of them has one"),
        ("x = 1\n" * (limits.PROGRAM_LINES + 1), "shop.program is too long; 200 lines are enough"),
        ("print('\x1b[2J')\n", "shop.program has a tab or a character that not every terminal can show"),
        ("if x:\n\ty = 1\n", "shop.program has a tab"),
        ("a = '\u202e'\n", "shop.program has a tab or a character"),
    ],
)
def test_a_program_that_cannot_be_shown_or_is_too_long_is_refused(program, said):
    table = raw()
    table["shop"]["program"] = program
    table["proof"]["rows"] = [row for row in table["proof"]["rows"] if "swap" not in row]
    assert said in refused(table)


def test_a_program_belongs_to_code_levels_alone():
    table = raw("A4")
    table["shop"]["program"] = "x = 1\n"
    assert "belongs to code levels" in refused(table) or "decides more than the text" in refused(table)


def test_every_order_of_a_code_level_is_given_to_somebody():
    table = raw()
    del table["shop"]["orders"][3]["to"]
    assert "shop.orders[3].to is missing; in a code level the orders are given already" in refused(table)


@pytest.mark.parametrize(
    ("old", "said"), [("nowhere", "not in shop.program exactly once"), ("\n", "not in shop.program exactly once")]
)
def test_lines_to_be_swapped_stand_in_the_program_once(old, said):
    table = raw()
    row = next(row for row in table["proof"]["rows"] if "swap" in row)
    row["swap"]["old"] = old
    assert said in refused(table)


def test_a_day_that_is_changed_in_one_thing_is_no_matter_of_code():
    table = raw()
    table["what_if"] = raw("A4")["what_if"]
    assert "what_if belongs to serve and fix levels" in refused(table)


@pytest.mark.parametrize(
    "text", ["(" * 1900, "x = " + "[" * 199, "import os\nos._exit(7)\n", "\n".join("lambda:" * 20 for _ in range(99))]
)
def test_a_text_that_would_hurt_whoever_compiles_or_runs_it_is_loaded_and_does_nothing(text, capfd):
    """Nothing in a file runs unseen, nor does it reach a compiler: that is for worker processes."""
    table = raw()
    table["shop"]["program"] = text
    table["proof"]["rows"] = [row for row in table["proof"]["rows"] if "swap" not in row]
    level = level_of(table, "x.toml")
    assert round_subject(level, Plan()).written.text == text
    assert capfd.readouterr() == ("", "")


# ---- a player's text -----------------------------------------------------------------------------


@pytest.fixture
def a5() -> Level:
    return load_level(campaign_folder() / "A5.toml")


def test_a_text_is_a_plan_where_there_is_a_program_and_nowhere_else(a5):
    check_plan(a5.shop, Plan(text="whatever, even \x1b or \ttabs"), "plan")
    others = [level for level in load_campaign() if level.kind in ("serve", "fix")]
    for level in others:
        with pytest.raises(BadContent, match="belongs to levels whose program is edited itself"):
            check_plan(level.shop, Plan(text="x = 1\n"), "plan")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(text="x\n" * (limits.TYPED_LINES + 1)), "is too long"),
        (Plan(text="x" * (limits.TYPED_CHARACTERS + 1)), "is too long"),
        (Plan(text="'\ud800'"), "half a character"),
        (Plan(joins=("Ana",)), "decides more than the text"),
        (Plan(text="x = 1\n", late={"Ana": 2}), "decides more than the text"),
    ],
)
def test_other_texts_and_plans_are_refused_in_a_sentence(a5, plan, said):
    with pytest.raises(BadContent, match=said):
        check_plan(a5.shop, plan, "plan")


# ---- stars and proof -----------------------------------------------------------------------------


@pytest.mark.parametrize("level", CODE, ids=lambda level: level.id)
def test_what_is_typed_wants_the_inspector_and_few_lines(level):
    assert needs_inspector(level)
    assert level.light.lines is not None
    guards: Any = type("", (), {"held": {}, "seconds": 0.0, "count": 0})
    assert is_light(level, level.reference, guards)
    longer = plan_of_text(level.shop.program, level.reference.text + "x = 1\n" * (level.light.lines + 1))
    assert not is_light(level, longer, guards)


@pytest.mark.parametrize("level", CODE, ids=lambda level: level.id)
def test_the_steps_of_every_recipe_stand_in_the_text(level):
    """So that lanes, timelines and utilisation know what a wait was for."""
    steps = {(item.name, step.id) for item in level.shop.items for step in item.steps}
    assert set(round_subject(level, Plan()).written.lines.values()) == steps
    assert set(round_subject(level, level.reference).written.lines.values()) == steps


@pytest.mark.parametrize("level", CODE, ids=lambda level: level.id)
def test_no_two_rows_are_the_same_text(level):
    texts = [plan_of_row(level, row).text for row in level.proof.rows]
    assert len(set(texts)) == len(texts)


def test_the_round_is_every_order_of_the_day_there_from_the_start(a5):
    orders = round_subject(a5, Plan()).shop.orders
    assert len(orders) == len(a5.shop.orders)
    assert {(order.at, order.patience) for order in orders} == {(0.0, 0.0)}


@pytest.mark.parametrize("index", [0, 3, 8])
def test_a_claim_that_is_not_so_does_not_hold(a5, index):
    """The naive text, the lost task, the cup that was never made: each said to be right."""
    row = msgspec.structs.replace(a5.proof.rows[index], verdict="right")
    rows = (*a5.proof.rows[:index], row, *a5.proof.rows[index + 1 :])
    told = msgspec.structs.replace(a5, proof=msgspec.structs.replace(a5.proof, rows=rows))
    claims = {claim.what.rpartition(", ")[2]: claim.holds for claim in prove_row(told, index)}
    assert claims["verdict"] is False


def test_the_proof_is_carried_out_in_pieces(a5, tmp_path):
    path = Path(campaign_folder() / "A5.toml")
    parts = {job.part for job in jobs_of(path)}
    assert parts == {"row", "par", "twice"}
    par = next(job for job in jobs_of(path) if job.part == "par")
    assert all(claim.holds for claim in work_off(par))
