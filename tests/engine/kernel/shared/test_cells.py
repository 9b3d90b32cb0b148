"""Cells and their shadows: whose they are, how long they live, what an access leaves in the trace."""

from __future__ import annotations

import asyncio
import gc
import weakref

from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.shared.cells import Cell, Cells, describe
from cafe_sim.engine.kernel.tasks import sleep


class Thing:
    pass


def inside(body):
    """Run `body(execution, cells)` in an execution's main actor; the execution."""
    with Execution(lambda: body(me().execution, Cells(me().execution))) as execution:
        execution.run()
    assert execution.errors == []
    return execution


def test_an_object_has_one_shadow_and_a_cell_for_each_attribute():
    def body(_, cells):
        till, other = Thing(), Thing()
        shadow = cells.shadow(till, lambda: "till")
        assert cells.shadow(till, lambda: "never asked") is shadow
        assert cells.shadow(other, lambda: "other") is not shadow
        total = cells.attribute(shadow, "total")
        assert cells.attribute(shadow, "total") is total
        assert cells.attribute(shadow, "coins") is not total

    execution = inside(body)
    assert [named.name for named in execution.object_names if named.kind == "cell"] == ["till.total", "till.coins"]


def test_a_name_taken_gets_a_number():
    def body(_, cells):
        lists = [[], [], []]
        assert [cells.shadow(each, lambda: "results").name for each in lists] == ["results", "results-2", "results-3"]
        assert [cells.numbered("Cup") for _ in range(2)] == ["Cup-1", "Cup-2"]

    inside(body)


def test_a_shadow_does_not_keep_its_object_alive():
    def body(_, cells):
        cup = Thing()
        cells.shadow(cup, lambda: "cup")
        alive = weakref.ref(cup)
        del cup
        gc.collect()
        assert alive() is None
        assert cells.known(Thing()) is None

    inside(body)


def test_objects_without_weak_references_are_let_go_by_the_sweep():
    def body(_, cells):
        kept = [0]
        shadow = cells.shadow(kept, lambda: "kept")
        for number in range(30_000):
            cells.shadow([number], lambda: "fleeting")
        assert len(cells.shadows) < 25_000
        assert cells.known(kept) is shadow

    inside(body)


def test_what_an_access_leaves():
    def body(execution, cells):
        actor, cell, atomic = me(), Cell(execution, "n"), Cell(execution, "flag", atomic=True)
        index = cells.read(actor, cell, 0, 5, keep=7)
        cells.write(actor, cell, 0, 6, (7, 8))
        cells.write(actor, cell, 0, [1, 2], (8,))
        cells.update(actor, cell, 0, "append")
        cells.read(actor, atomic, 0, True)
        cells.write(actor, atomic, 0, False)
        assert execution.events[index].detail == 5

    events = [(e.op, e.detail) for e in inside(body).events][1:-1]
    assert events == [
        ("read", 5),
        ("write", (6, 1)),
        ("write", ("list of 2", -1)),
        ("update", ("append",)),
        ("load", True),
        ("store", (False, -1)),
    ]


def test_a_write_derives_from_reads_of_its_own_task_and_what_a_task_read_goes_with_it():
    def body(execution, cells):
        async def add(pause):
            index = cells.read(me(), cell, 0, 5, keep=7)
            await sleep(pause)
            cells.write(me(), cell, 0, 6, (7,))
            return execution.rows[-1][6] == (6, index)

        async def main():
            tasks = [asyncio.ensure_future(add(pause)) for pause in (2, 1)]
            made.extend(map(weakref.ref, tasks))
            return [await task for task in tasks]

        cell = Cell(execution, "n")
        loop, outside = Loop(), cells.read(me(), cell, 0, 5, keep=7)
        assert loop.run_until_complete(main()) == [True, True]
        cells.write(me(), cell, 0, 6, (7,))
        assert execution.rows[-1][6] == (6, outside)
        loop.close()

    made: list = []
    inside(body)
    assert [task() for task in made] == [None, None]


def test_without_a_policy_an_access_is_no_point():
    def body(execution, cells):
        cells.pause(me(), "read", Cell(execution, "n"), 0)

    assert [e.op for e in inside(body).events] == ["begin", "exit"]


def test_with_a_policy_it_is_one_before_the_access():
    class First:
        def choose(self, enabled, current):
            wanted.append([(execution.actors[c.actor - 1].op, c.actor) for c in enabled])
            return enabled[0]

    wanted: list = []
    with Execution(
        lambda: Cells(me().execution).pause(me(), "write", Cell(me().execution, "flag", atomic=True), 0), policy=First()
    ) as execution:
        execution.run()
    assert wanted == [[("begin", 1)], [("store", 1)], [("exit", 1)]]


def test_values_are_told_the_same_in_every_process():
    assert [describe(v) for v in (1, 2.5, True, None, "latte")] == [1, 2.5, True, None, "latte"]
    assert describe("x" * 100) == "x" * 39 + "…"
    assert [describe(v) for v in ([1], {}, (1, 2), b"ab", Thing(), Thing)] == [
        "list of 1", "dict of 0", "tuple of 2", "bytes of 2", "Thing", "Thing",
    ]  # fmt: skip


def test_an_access_at_a_place_that_is_not_visible_is_no_point():
    class First:
        def choose(self, enabled, current):
            wanted.append(execution.actors[0].op)
            return enabled[0]

    def body():
        cells = Cells(me().execution)
        cells.pause(me(), "read", Cell(me().execution, "n"), 7)
        cells.pause(me(), "write", Cell(me().execution, "n"), 8)

    wanted: list = []
    with Execution(body, policy=First()) as execution:
        execution.sees = {8}.__contains__
        execution.run()
    assert wanted == ["begin", "write", "exit"]
