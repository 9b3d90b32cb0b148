"""Turns of loops and calls of functions are counted, wherever they stand; nothing goes on when they are used up."""

from __future__ import annotations

from types import ModuleType

import pytest

from cafe_sim.engine.kernel.execution import Execution, Limits, me
from cafe_sim.engine.program import Program

TURNS = 1_000

WAYS = {
    "for": "for n in range(1000): pass",
    "while": "n = 0\nwhile n < 1000: n += 1",
    "call": "def step(): pass\n[0 for n in range(0)]\ni = iter(range(1000))\nfor n in i: step()",
    "lambda": "list(map(lambda n: n, range(1000)))",
    "comprehension": "[n for n in range(1000)]",
    "generator": "sum(n for n in range(1000))",
}


def execution_of(text: str, turns: int = 1_000_000) -> Execution:
    return Program.from_source(text).execution(limits=Limits(turns=turns))


def used(text: str) -> int:
    with execution_of(text) as execution:
        assert execution.run() == "ended"
        return 1_000_000 - execution.turns_left + execution.signs_of_life()


@pytest.mark.parametrize("way", WAYS)
def test_each_turn_counts(way):
    assert used(WAYS[way]) - used("") >= TURNS


def test_a_turn_shows_at_once_to_whoever_watches():
    seen = []
    watcher = ModuleType("watcher")
    watcher.look = lambda: seen.append((me().execution.turns_left, me().execution.signs_of_life()))
    program = Program.from_source("import watcher\nfor n in range(10): watcher.look()", modules={"watcher": watcher})
    with program.execution() as execution:
        execution.run()
    assert len(set(seen)) == len(seen) == 10


def test_a_program_that_is_spent_stays_where_it_is():
    text = """
try:
    while True: pass
finally:
    while True: pass
"""
    with execution_of(text, turns=500) as execution:
        assert execution.run() == "spent"
    assert execution.left_behind == []
