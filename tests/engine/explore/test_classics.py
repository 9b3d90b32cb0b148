"""The classic bugs, buggy and mended, as scripts that people would write: found with the right kind, and no alarm where
nothing is wrong.

They lie in `classics`; `expected.toml` there says what must be found in which. A script that it does not name is right.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore import Script, inspect

FOLDER = Path(__file__).parent / "classics"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.py"))
RIGHT = [name for name in SCRIPTS if name not in EXPECTED]


def program(name):
    return Program.from_file(FOLDER / f"{name}.py")


def test_each_bug_has_its_script_and_each_script_its_mended_twin():
    assert len(EXPECTED) >= 60
    assert not set(EXPECTED) - set(SCRIPTS)
    assert {f"{name}_mended" for name in EXPECTED} <= set(RIGHT)
    for name in RIGHT:
        assert name.endswith("_mended") or name.startswith(("quiet_", "note_")), name


@pytest.mark.parametrize("name", RIGHT)
def test_right_ones_run_without_a_fault(name):
    outcome = run(program(name))
    assert outcome.faults == ()
    assert outcome.state == "ended"


@pytest.mark.parametrize("name", EXPECTED)
def test_what_one_run_of_a_wrong_one_shows_is_no_other_fault(name):
    """One run is luck; but what it shows is of the kinds that are there to be found, or follows from them."""
    outcome = run(program(name))
    assert {fault.kind for fault in outcome.faults} <= {*EXPECTED[name]["finds"], *EXPECTED[name].get("besides", ())}


def inspected(name):
    return inspect(Script(program(name), f"{name}.py"))


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_the_inspector_finds_what_is_wrong(name):
    found = inspected(name)
    kinds = {finding.fault.kind for finding in found.findings}
    assert found.verdict == "broken"
    assert kinds >= set(EXPECTED[name]["finds"])
    assert not kinds & set(EXPECTED[name].get("never", ()))


@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_the_inspector_blames_nothing_that_is_right(name):
    found = inspected(name)
    assert found.findings == ()
    assert found.verdict in ("certified", "bounded")


def test_joining_a_thread_in_a_coroutine_is_worth_a_note():
    assert [note.kind for note in run(program("note_join_in_coroutine")).notes] == ["blocked-loop"]
