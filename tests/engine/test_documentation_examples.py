"""No false alarm: the correct half of the standard library's documentation, re-expressed, runs clean.

Each script in `examples_clean` does with its own words and figures what an example of the documentation of asyncio,
threading, queue or concurrent.futures does. Each also ends well on plain CPython, which is what makes it a judge.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim.engine import Program, run

EXAMPLES = sorted((Path(__file__).parent / "examples_clean").glob("*.py"))


def test_there_are_enough_of_them():
    assert len(EXAMPLES) >= 25
    for module in ("asyncio", "threading", "queue", "futures"):
        assert sum(example.name.startswith(module) for example in EXAMPLES) >= 2


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_runs_clean(example):
    outcome = run(Program.from_file(str(example)))
    assert outcome.faults == ()
    assert (outcome.state, outcome.exit) == ("ended", 0)
    assert outcome.worked
