"""Scripts in the styles in which people write them: printed as plain Python prints them, nothing blamed that is right.

Each lies in `scripts` with what it prints beside it. A script that is wrong says in its first line what is to be found,
and where: `# faults: kind@line,line`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_sim.engine import Program, run

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = sorted(path.with_suffix(".py") for path in FOLDER.glob("*.out"))
WRONG = [script for script in SCRIPTS if script.read_text().startswith("# faults:")]
RIGHT = [script for script in SCRIPTS if script not in WRONG]


def anywhere(text: str) -> str:
    """Output without the folder that tracebacks name."""
    return text.replace(f"{FOLDER}{os.sep}", "")


def test_there_are_scripts_of_both_sorts():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 20


@pytest.mark.parametrize("script", RIGHT, ids=lambda script: script.stem)
def test_right_ones_print_what_they_should_and_nothing_is_blamed(script):
    outcome = run(Program.from_file(script))
    assert anywhere(outcome.printed) == script.with_suffix(".out").read_text()
    assert outcome.faults == ()
    assert outcome.state == "ended"


@pytest.mark.parametrize("script", WRONG, ids=lambda script: script.stem)
def test_of_wrong_ones_the_fault_and_its_lines_are_named(script):
    outcome = run(Program.from_file(script))
    said = [f"{fault.kind}@{','.join(str(site.line) for site in fault.sites)}" for fault in outcome.faults]
    assert said == script.read_text().splitlines()[0].removeprefix("# faults: ").split()
    assert outcome.printed == script.with_suffix(".out").read_text()


@pytest.mark.soak
@pytest.mark.parametrize("script", RIGHT, ids=lambda script: script.stem)
def test_plain_python_prints_the_same(script):
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )
    assert anywhere(done.stdout) == script.with_suffix(".out").read_text()


def test_digests_are_the_same_whatever_the_hash_seed():
    text = (
        "import sys\nfrom cafe_sim.engine import Program, run\n"
        "for path in sys.argv[1:]:\n    print(path, run(Program.from_file(path)).digest)\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", text, *map(str, SCRIPTS)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0].splitlines() == said[1].splitlines()
