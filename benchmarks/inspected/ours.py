"""Our own rates: walks of one strategy, with every detector, in this process or on worker processes as the inspector
starts them.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from inspected.programs import PROGRAMS, WALKS, Figures

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.inspector.slices import SliceTask, explore
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.strategies.strategy import Strategy
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import learn_straight
from cafe_sim.engine.kernel import collecting

FOR_EVER = 10**9

OURS: dict[str, Callable[[int], Strategy]] = {
    "reduction": lambda _: Reduction(),
    "bounded": lambda _: Bounding(9),
    "random": lambda seed: RandomWalk(seed, 0, FOR_EVER),
}


def order_of(text: str, strategy: Strategy, walks: int = WALKS) -> SliceTask:
    """A slice as a worker process gets it."""
    script = Script(Program.from_source(text), "program.py")
    return SliceTask(script.target, pickle.dumps(script), learn_straight(script), strategy, True, walks, FOR_EVER)


def walked(order: SliceTask, kind: str, seed: int) -> int:
    """Carry on `WALKS` walks, all in one go; how many it were. A small tree is gone through again and again."""
    collecting.begin()  # once for all trees, as a slice does for all of its walks
    try:
        walks = 0
        while walks < WALKS:
            part = order._replace(strategy=OURS[kind](seed), walks=WALKS - walks)
            walks += explore(part).tally.schedules
        return walks
    finally:
        collecting.end()


def our_rate(text: str, kind: str, rounds: int) -> float:
    """Executions to a second of processor time, with all detectors."""
    order, best = order_of(text, OURS[kind](0)), 0.0
    for seed in range(rounds):
        began = time.process_time()
        walks = walked(order, kind, seed)
        best = max(best, walks / (time.process_time() - began))
    return best


def our_rate_as_shipped(text: str, kind: str, rounds: int, crew: Crew) -> float:
    """Executions to a second by the clock on the wall, on worker processes as the inspector starts them."""
    order, best = order_of(text, OURS[kind](0)), 0.0
    for seed in range(rounds + 1):  # the first is for warming up
        began = time.perf_counter()
        parts = [crew.submit(walked, order, kind, seed) for _ in range(crew.processes)]
        rate = sum(part.result() for part in parts) / (time.perf_counter() - began)
        best = max(best, rate) if seed else 0.0
    return best


def until_found(text: str) -> int:
    """How many schedules the inspector executes until he has something to say."""
    inspection = inspect(Script(Program.from_source(text), "program.py"))
    assert inspection.verdict == "broken", inspection.words
    return inspection.schedules


def ours_pinned(name: str, rounds: int) -> Figures:
    """Of a program: rates on one core, and schedules until found."""
    text = PROGRAMS[name][0]
    return {kind: our_rate(text, kind, rounds) for kind in OURS} | {"until found": until_found(text)}


def ours_as_shipped(name: str, rounds: int, processes: int | None) -> Figures:
    """The same with so many worker processes."""
    text = PROGRAMS[name][0]
    with Crew(processes) as crew:
        rates = {kind: our_rate_as_shipped(text, kind, rounds, crew) for kind in OURS}
    return rates | {"until found": until_found(text)}


@contextlib.contextmanager
def pinned() -> Iterator[None]:
    """On one core: passing the baton between cores is several times slower."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    _keep_to({max(cores)})
    try:
        yield
    finally:
        _keep_to(cores)


def _keep_to(cores: set[int]) -> None:
    """Every thread that there is: those that wait in the pool would else stay where they are."""
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
            os.sched_setaffinity(int(thread.name), cores)
