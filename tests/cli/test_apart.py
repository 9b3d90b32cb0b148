"""Whatever a program does to its process, who runs it gets a sentence and a status, at once where they ask for it, and
nothing is left running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from textwrap import dedent

import pytest

BURNS = "sum(range(10**12))\n"
"""Inside one call of C: no signal handler of Python's is called before it is over."""


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("command", ["run", "timeline"])
def test_ctrl_c_ends_a_program_that_burns_inside_c(script, tmp_path, command: str) -> None:
    ready = tmp_path / "ready"
    path = script(f"import os\nwith open({str(ready)!r}, 'w') as file:\n    file.write(f'{{os.getpid()}}.')\n{BURNS}")
    arguments = [sys.executable, "-m", "cafe_sim", command, str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not (ready.exists() and ready.read_text().endswith(".")):
            pass
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.strip()) == (130, "", f"cafe-sim: stopped in line 4 of {path}")
    assert not is_there(int(ready.read_text()[:-1]))


@pytest.mark.slow
def test_ctrl_c_ends_an_inspection_that_never_came_to_an_answer_and_says_where(script, tmp_path) -> None:
    ready = tmp_path / "ready"
    path = script(f"import os\nwith open({str(ready)!r}, 'w') as file:\n    file.write(f'{{os.getpid()}}.')\n{BURNS}")
    arguments = [sys.executable, "-m", "cafe_sim", "inspect", str(path), "--seconds", "600"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not (ready.exists() and ready.read_text().endswith(".")):
            pass
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (3, "")
    assert f"It was stopped in line 4 of {path} before its time." in out
    assert not is_there(int(ready.read_text()[:-1]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells a process that its parent is gone")
def test_who_watches_may_be_killed_and_nothing_is_left(script, tmp_path) -> None:
    ready = tmp_path / "ready"
    path = script(f"import os\nwith open({str(ready)!r}, 'w') as file:\n    file.write(f'{{os.getpid()}}.')\n{BURNS}")
    arguments = [sys.executable, "-m", "cafe_sim", "run", str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as running:
        while running.poll() is None and not (ready.exists() and ready.read_text().endswith(".")):
            pass
        running.kill()
        assert running.stdout is not None
        running.stdout.read()  # to the end: the program has it open, too, and it cannot end by itself


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import ctypes\nctypes.string_at(0)\n", "script.py was ended by SIGSEGV before it was done"),
        ("import ctypes\nctypes.CDLL(None)._exit(0)\n", "script.py ended with exit status 0 before it was done"),
        (f"import os\nos.closerange(3, 1000)\n{BURNS}", "script.py closed files that it had not opened before"),
    ],
)
def test_what_costs_the_process_is_no_result(shell, script, text: str, told: str) -> None:
    said = shell("run", script(text).name)
    assert said.status == 3
    assert said.out == ""
    assert said.err.startswith(f"cafe-sim: {told}")
    assert said.err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells what a process keeps")
def test_a_run_may_not_keep_more_than_its_limit() -> None:
    program = """
        import sys, time
        from cafe_sim.cli.answering import answered
        from cafe_sim.cli.apart import apart

        def wants_more():
            kept = b"x" * (300 << 20)
            return sum(range(10**12))

        sys.exit(answered(lambda: apart("big.py", wants_more, memory=200 << 20)))
        """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert done.stderr == (
        "cafe-sim: big.py was stopped because it kept more than 200 MiB of memory; let it keep less\n"
    )
