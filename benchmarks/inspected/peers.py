"""The inspector's peers, each asked in a process of its own: `inspector.py --peer NAME` prints what it reaches.

Systematic search and random search as their makers ship them, on the programs of `programs`.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from inspected.programs import PROGRAMS, SEEDS, WALKS, Figures


def with_frontrun(name: str, rounds: int, *, detect_io: bool) -> Figures:
    """Its DPOR (the default, here without a preemption bound) and its random strategy; its watch over files and
    sockets (on by default) costs it about a fifth.
    """
    import frontrun

    _, state, workers, holds = PROGRAMS[name]
    common: dict[str, Any] = {"setup": state, "workers": workers, "reproduce_on_failure": 0, "detect_io": detect_io}

    def dpor() -> int:
        found = frontrun.explore(
            **common, invariant=lambda _: True, max_executions=WALKS, preemption_bound=None, stop_on_first=False
        )  # fmt: skip
        return int(found.num_explored)

    def at_random() -> int:
        found = frontrun.explore(**common, invariant=lambda _: True, strategy="random", max_attempts=WALKS, seed=1)
        return int(found.num_explored)

    first = frontrun.explore(**common, invariant=holds)
    assert first.property_holds is False
    return {
        "reduction": peer_rate(dpor, rounds),
        "random": peer_rate(at_random, rounds),
        "until found": first.num_explored,
    }


def with_interleave(name: str, rounds: int) -> Figures:
    """Its random walk (the default) and its bounded search, both opcode by opcode: line by line no `+=` ever breaks."""
    import interleave_test

    _, state, workers, holds = PROGRAMS[name]

    def model() -> None:
        shared = state()
        tasks = [interleave_test.spawn(worker, shared) for worker in workers]
        for task in tasks:
            task.join()

    def checked() -> None:
        shared = state()
        tasks = [interleave_test.spawn(worker, shared) for worker in workers]
        for task in tasks:
            task.join()
        assert holds(shared)

    def search(strategy: str) -> int:
        done = 0
        for seed in range(WALKS):  # it stops at a deadlock: begin anew then
            if done >= WALKS:
                break
            found = interleave_test.explore(
                model, iterations=WALKS - done, seed=seed, strategy=strategy, raise_on_failure=False
            )
            done += found.schedules_run
        return done

    until = [
        interleave_test.explore(checked, iterations=2_000, seed=seed, raise_on_failure=False).schedules_run
        for seed in range(SEEDS)
    ]
    return {
        "random": peer_rate(lambda: search("random"), rounds),
        "bounded": peer_rate(lambda: search("dfs"), rounds),
        "until found": sum(until) / len(until),
    }


CLOCK: list[Callable[[], float]] = [time.process_time]
"""What peers are timed by."""


def peer_rate(search: Callable[[], int], rounds: int) -> float:
    """Executions a second."""
    best, now = 0.0, CLOCK[0]
    for _ in range(rounds):
        began, done = now(), 0
        while done < WALKS // 4:  # a small tree is gone through again and again
            done += search()
        best = max(best, done / (now() - began))
    return best


_BY_ITS_CLI = ["-m", "frontrun.cli", sys.executable]
PEERS: dict[str, tuple[str, Callable[[str, int], Figures], list[str], str, float]] = {
    # name: (module, measured by, how Python is started for it, its default, promised to be at least so many times as
    # fast; 0: only shown)
    "frontrun": ("frontrun", partial(with_frontrun, detect_io=True), _BY_ITS_CLI, "reduction", 20.0),
    "frontrun, no I/O": ("frontrun", partial(with_frontrun, detect_io=False), _BY_ITS_CLI, "reduction", 0.0),
    "interleave-test": ("interleave_test", with_interleave, [], "random", 3.0),
}


def ask(peer: str, program: str, rounds: int, *, shipped: bool) -> Figures | str:
    """What a peer reaches on a program; a sentence if it cannot be asked."""
    module, _, starter, _, _ = PEERS[peer]
    if importlib.util.find_spec(module) is None:
        return "not installed (pip install --group bench; it may need a newer Python)"
    command = [
        sys.executable,
        *starter,
        str(Path(__file__).parents[1] / "inspector.py"),
        "--peer",
        peer,
        "--program",
        program,
        "--rounds",
        str(rounds),
    ]
    command += ["--shipped"] if shipped else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    found: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return found
