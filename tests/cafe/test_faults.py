"""Faults by the café's own books say where in the program to look, and each is said once."""

from __future__ import annotations

import pytest
from cafe_shops import A4, B4, B6, locked
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Plan, Shop

EVERYTHING = Plan(together={"table": (("water", "beans", "coffee", "scones", "tray"),)})


@pytest.mark.parametrize(
    ("shop", "plan", "kind", "code"),
    [
        (B4, Plan(), "invariant", ["till.total += count(order.price)"]),
        (B6, Plan(), "oversold", ["if case.croissants < 1:", "case.croissants -= 1"]),
        (
            B6,
            locked("croissant", ("case", "take", "take")),
            "oversold",
            ["if case.croissants < 1:", "case.croissants -= 1"],
        ),
        (A4, EVERYTHING, "invariant", ['order.need("water", "beans")']),
    ],
)
def test_a_fault_points_at_its_line(shop: Shop, plan: Plan, kind: str, code: list[str]) -> None:
    with Day(shop, plan) as day:
        lines = day.written.text.splitlines()
        day.execution.run()
        fault = next(fault for fault in day.outcome().faults if fault.kind == kind)
    assert [lines[site.line - 1].split("  #")[0].strip() for site in fault.sites] == code


def test_the_same_rule_broken_at_every_table_is_one_fault() -> None:
    faults = Day(A4, EVERYTHING).run().faults
    assert [(fault.kind, fault.count) for fault in faults] == [("invariant", 3), ("invariant", 3)]
    assert faults[0].message == "Order 1 (table) goes on without water and beans."


def test_the_till_says_what_it_should_hold() -> None:
    messages = [fault.message for fault in Day(B4, Plan()).run().faults]
    assert messages[-1] == "The till holds 9.00; 6 sales come to 18.00."


def test_more_sold_than_there_was_is_found_though_the_case_says_otherwise() -> None:
    """A lost update can leave the case at nought with six sold of four."""
    fault = next(f for f in Day(B6, Plan()).run().faults if f.kind == "oversold")
    assert fault.message.startswith("6 were sold of the 4 in the case. ")


def test_who_looked_and_took_too_late_is_named_with_what_would_have_helped() -> None:
    with Day(B6, locked("croissant", ("case", "look", "look"), ("case", "take", "take"))) as day:
        day.execution.run()
        fault = next(fault for fault in day.outcome().faults if fault.kind == "oversold")
        look, take = (day.execution.events[index] for index in fault.events)
    assert (look.op, take.op) == ("read", "write")
    assert look.actor == take.actor
    assert look.detail > 0 > take.detail[0]
    assert f"{fault.sites[0].actor} looked in line" in fault.message
    assert fault.message.endswith("One lock, held from the look to the take, would have kept them apart.")


def test_a_case_that_went_below_nothing_without_a_look_points_at_the_takes() -> None:
    steps = tuple(step for step in B6.items[0].steps if step.do != "look")
    shop = replace(B6, items=(replace(B6.items[0], steps=steps),))
    with Day(shop, locked("croissant", ("case", steps[-2].id, steps[-2].id))) as day:
        day.execution.run()
        lines = day.written.text.splitlines()
        fault = next(fault for fault in day.outcome().faults if fault.kind == "oversold")
    assert fault.events == ()
    assert {lines[site.line - 1].split("  #")[0].strip() for site in fault.sites} == {"case.croissants -= 1"}
