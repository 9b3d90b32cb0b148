"""Published numbers of traces, exactly, through the command that users have.

inc, lockinc, philosophers: arithmetic. readers, lastzero, indexer: Abdulla, Aronis, Jonsson, Sagonas, *Optimal dynamic
partial order reduction* (POPL 2014), table 1, and Flanagan, Godefroid, *Dynamic partial-order reduction for model
checking software* (POPL 2005).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Script, inspect
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk

FOLDER = Path(__file__).parent / "yardsticks"
PUBLISHED = {
    "inc": {2: 4, 3: 36, 4: 576},
    "lockinc": {2: 2, 3: 6, 4: 24, 5: 120},
    "readers": {1: 2, 2: 4, 3: 8, 5: 32},
    "lastzero": {2: 5, 3: 12, 4: 28},
    "indexer": {2: 1, 11: 1, 12: 8, 13: 64},
    "indexer_setdefault": {11: 1, 12: 8, 13: 64},
    "philosophers": {2: 3, 3: 7},
}
CERTIFIED = ("lockinc", "indexer", "indexer_setdefault")
ROWS = [(name, n, traces) for name, counts in PUBLISHED.items() for n, traces in counts.items()]


@pytest.mark.parametrize(("name", "n", "traces"), ROWS)
def test_as_many_traces_as_published(name, n, traces):
    program = Program.from_file(FOLDER / f"{name}.py", arguments=[str(n)])
    found = inspect(Script(program, f"{name}.py"), Budget(seconds=600.0), exhaustive=True)
    assert found.traces == traces
    if name in CERTIFIED:
        assert found.verdict == "certified"
    elif name == "philosophers":
        assert [finding.fault.kind for finding in found.findings] == ["deadlock"]
    else:
        assert found.findings[0].fault.kind == "data-race"


@pytest.mark.parametrize(("n", "traces"), PUBLISHED["philosophers"].items())
def test_exactly_one_of_the_philosophers_traces_is_a_deadlock(n, traces):
    states = []
    program = Program.from_file(FOLDER / "philosophers.py", arguments=[str(n)])
    subject = Script(program, "philosophers.py")
    strategy = Reduction()
    while (chooser := strategy.begin()) is not None:
        with Walk(subject, Visible(), chooser) as walk:
            walk.run()
            states.append(walk.execution.state)
            strategy.end(walk)
    assert (len(states), states.count("stuck")) == (traces, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_and_so_says_the_command(name):
    n, traces = max(PUBLISHED[name].items())
    command = [
        sys.executable,
        "-m",
        "cafe_sim",
        "inspect",
        str(FOLDER / f"{name}.py"),
        str(n),
        "--exhaustive",
        "--seconds",
        "100",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert not done.stderr
    assert json.loads(done.stdout)["traces"] == traces
