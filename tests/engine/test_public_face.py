"""The engine as a library: what its docstring shows works, and what cannot work is refused in a sentence."""

from __future__ import annotations

import inspect as reflection

import pytest

from cafe_sim import engine
from cafe_sim.engine import Program, inspect, replay, run
from cafe_sim.engine.explore import Script
from cafe_sim.errors import BadContent, Misuse

SALE = """\
import threading

sold = 0

def sell():
    global sold
    sold += 1

clerks = [threading.Thread(target=sell) for _ in range(2)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
print(sold)
assert sold == 2
"""


@pytest.fixture
def sale(tmp_path):
    path = tmp_path / "sale.py"
    path.write_text(SALE)
    return Program.from_file(path)


def test_one_execution_goes_well_another_loses_a_sale_and_a_replay_shows_it(sale):
    outcome = run(sale)
    assert (outcome.state, outcome.printed, outcome.exit) == ("ended", "2\n", 0)
    inspection = inspect(sale)
    assert inspection.verdict == "broken"
    shown = {finding.fault.kind: replay(sale, finding.schedule) for finding in inspection.findings}
    assert set(shown) == {"assertion", "data-race", "lost-update"}
    assert all(again.same for again in shown.values())
    assert "".join(text for _, _, text in shown["assertion"].output) == "1\n"


def test_a_bare_program_is_inspected_under_the_name_of_its_file(sale):
    bare, named = inspect(sale), inspect(Script(sale, sale.file))
    assert bare.target == sale.file
    assert [finding.schedule for finding in bare.findings] == [finding.schedule for finding in named.findings]


def test_a_schedule_of_another_text_says_that_it_is_not_the_same(sale):
    broken = inspect(sale).findings[0]
    mended = Program.from_source(SALE.replace("sold += 1", "pass"), file=sale.file)
    again = replay(mended, broken.schedule)
    assert not again.same
    assert again.divergence


def test_an_outcome_and_a_program_can_be_looked_at_in_a_shell(sale):
    assert repr(sale) == f"Program({sale.file!r})"
    assert len(repr(run(sale))) < 2_000


@pytest.mark.parametrize("cores", [0, -1])
def test_without_a_core_nothing_runs(sale, cores):
    with pytest.raises(Misuse, match="at least one"):
        run(sale, cores=cores)


def test_a_text_that_is_not_python_is_refused_with_its_line():
    with pytest.raises(BadContent, match=r"sale\.py, line 2"):
        Program.from_source("x = 1\ny = (\n", file="sale.py")


def test_every_public_name_is_there_and_explained():
    public = [getattr(engine, name) for name in engine.__all__]
    assert not [each for each in public if callable(each) and not reflection.getdoc(each)]
