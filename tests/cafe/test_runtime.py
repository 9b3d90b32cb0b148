"""What programs import as `cafe`: used outside a café, or wrongly, it says so in a sentence."""

from __future__ import annotations

import pytest
from cafe_shops import B2, B4, by_item

from cafe_sim.cafe import runtime
from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Station, Step, Worker
from cafe_sim.cafe.opening import KEY, Opening
from cafe_sim.engine import Execution, Program, run


def opened(text: str, shop: Shop) -> Execution:
    """A program of the player's own, run in a café."""
    execution = Program.from_source(text, modules={"cafe": runtime}).execution()
    execution.locals[KEY] = Opening(shop, execution)
    execution.run()
    execution.close()
    return execution


def complaint(text: str, shop: Shop) -> str:
    return str(opened(text, shop).errors[0][2])


def test_without_a_café_it_asks_for_one() -> None:  # noqa: PLC2401
    outcome = run(Program.from_source("from cafe import tickets\ntickets('Bo')", modules={"cafe": runtime}))
    assert "this program wants a café around it" in outcome.faults[0].message


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("from cafe import tickets\ntickets('Zoe')", "nobody called 'Zoe' works here; the staff are Bo, Cy"),
        ("from cafe import open_doors\nopen_doors()\nopen_doors()", "the doors are open already"),
        ("from cafe import open_doors\nopen_doors([(0, 9, 'Bo')])", "order 9 cannot be handed to 'Bo'"),
    ],
)
def test_a_wrong_use_is_a_sentence(text: str, sentence: str) -> None:
    assert sentence in complaint(text, B4)


def test_whoever_waits_for_the_oven_is_served_in_turn_thread_or_task() -> None:
    bake = (Step(id="bake", do="wait", seconds=4, station="oven"),)
    shop = Shop(
        items=(Item(name="bun", steps=bake),),
        staff=(Worker("Bo", "baker"), Worker("Ana", "barista")),
        stations=(Station("oven", 1),),
        orders=tuple(Order(at=at, item="bun", to=to) for at, to in ((0, "Bo"), (1, "Ana"), (2, "Bo"), (3, "Ana"))),
    )
    ledger = Day(shop, Plan()).run().ledger
    # Bo's second bun joins the line only when his first is out
    assert [entry.served for entry in ledger] == [4, 8, 16, 12]


def test_a_barista_s_wait_for_the_oven_is_on_record() -> None:
    with Day(B2, by_item(latte="Ana", filter="Ana", cider="Bo", brioche="Ana")) as day:
        day.execution.run()
        trace = day.execution.trace()
    waits = [
        e for e in trace.events if e.op == "task-wait" and isinstance(e.detail, tuple) and e.detail[0] == "station"
    ]
    assert waits
    assert {trace.objects[event.target].name for event in waits} == {"oven"}


def test_a_rail_is_no_shared_state_of_the_program() -> None:
    with Day(B4, Plan()) as day:
        day.execution.run()
        cells = [named.name for named in day.execution.object_names if named.kind == "cell"]
    assert cells == ["till.total"]
