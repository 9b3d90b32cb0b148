"""The inspector: executions a second beside what else tries the schedules of Python threads, and two processes against
one.

    python benchmarks/inspector.py            everything; exit status 1 if a promise is broken
    python benchmarks/inspector.py --rounds N

*Peers.* The same programs on `frontrun` and `interleave-test` (`pip install --group bench`; one that is not installed
is left out, and said so), systematic search beside systematic search, random beside random, ours with every detector
on; best of several measurements, since others may share the machine, and each program is put to one tool right after
the other, for a machine has quicker minutes and slower ones. Two tables, since they answer two questions. *As
shipped*: each tool as a user starts it, executions to a second by the clock on the wall; ours keeps each of its
worker processes to one core by itself, the others let the system move their threads about; ours is told for one
process and for as many as `cafe-sim inspect` starts here. What is promised is about this table, against each peer's
own default, program by program; frontrun is also shown without its watch over files and sockets, which is on unless a
user turns it off. *Pinned*: every tool in one process on one core, executions to a second of processor
time (a peer that sleeps looks better for it): what remains when all have the advantage. *Until found* is how many
schedules are executed up to the first that fails (the assertion, or the deadlock); for random peers the mean over
some seeds. Ours tells the data race behind it as well.

*Two processes.* The same search on one worker process and on two, by the clock on the wall: rounds of both in turn,
best of each.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import wait

from inspected.ours import order_of, our_rate, ours_as_shipped, ours_pinned, pinned
from inspected.peers import CLOCK, PEERS, ask
from inspected.programs import INC, LOCKINC, POINTS, PROGRAMS, WALKS, Figures

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.inspector.slices import explore
from cafe_sim.engine.explore.processes.cores import usable
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.subject import Script

# ---- tables ----------------------------------------------------------------------------------------


def beside_peers(rounds: int) -> Iterator[str]:
    """Print both comparisons; yields every promise that is missed."""
    print("As shipped: executions to a second by the clock on the wall, and schedules until found")
    print(HEAD)
    seconds: dict[str, list[tuple[float, float]]] = {}
    for name in PROGRAMS:
        mine = {"ours, 1 process": ours_as_shipped(name, rounds, 1)}
        if usable() > 1:
            mine[f"ours, {usable()} processes"] = ours_as_shipped(name, rounds, None)
        for peer, taken in compared(name, mine, {peer: ask(peer, name, rounds, shipped=True) for peer in PEERS}):
            seconds.setdefault(peer, []).append(taken)
            times, promised = taken[1] / taken[0], PEERS[peer][4]
            if times < promised:
                yield f"{name}: {times:.1f}× {peer}, promised {promised:.0f}×"
    in_all(seconds)
    print(f"\nPinned: one process on one core, executions to a second of processor time\n{HEAD}")
    for name in PROGRAMS:
        with pinned():
            mine = {"ours": ours_pinned(name, rounds)}
        for _ in compared(name, mine, {peer: ask(peer, name, rounds, shipped=False) for peer in PEERS}):
            pass  # nothing is promised of this


HEAD = f"{'':26}{'':20}{'reduction':>12}{'bounded':>10}{'random':>10}{'until found':>13}"


def compared(
    name: str, mine: dict[str, Figures], theirs: dict[str, Figures | str]
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Print one program's lines; yields by peer how many seconds an execution takes, the last of ours and its."""
    for number, (who, figures) in enumerate(mine.items()):
        print(row("" if number else name, who, figures))
    for peer, answer in theirs.items():
        if isinstance(answer, str):
            print(f"{'':26}{peer:20}{answer}")
            continue
        default = PEERS[peer][3]
        rates = [figures[default] for figures in mine.values()]
        said = " and ".join(f"{each / answer[default]:.1f}×" for each in rates)
        print(row("", peer, answer) + f"   ours is {said} as fast", flush=True)
        yield peer, (1 / rates[-1], 1 / answer[default])


def in_all(seconds: dict[str, list[tuple[float, float]]]) -> None:
    """Print how much quicker we are with as many executions of each program, all together."""
    for peer, taken in seconds.items():
        ours, its = map(sum, zip(*taken, strict=True))
        print(f"{'all of them':26}{peer:20}{'':45}   ours is {its / ours:.1f}× as fast")


def row(name: str, who: str, figures: Figures) -> str:
    """One line of the comparison."""
    shown = "".join(
        f"{figures[kind]:{width}.0f}" if kind in figures else " " * width
        for kind, width in (("reduction", 12), ("bounded", 10), ("random", 10))
    )
    return f"{name:26}{who:20}{shown}{figures['until found']:13.1f}"


def by_points(rounds: int) -> None:
    """Our own rate, all detectors on, the longer an execution is."""
    print("\nAt random, all detectors on, by scheduling points of an execution (3 threads)")
    for times in (1, 2, 4, 8, 16):
        rate = our_rate(POINTS.format(times=times), "random", rounds)
        print(f"{6 * times:6} points {rate:8.0f} executions/s {6 * times * rate:9.0f} points/s")


# ---- two processes ---------------------------------------------------------------------------------


def bounded(crew: Crew, workers: int) -> None:
    """All schedules of inc(5) with at most 2 preemptions."""
    found = inspect(script(INC, 5), ALL, bound=2, exhaustive=True, crew=crew, workers=workers)
    assert found.preemption_bound == 2, found.words


def at_random(crew: Crew, _workers: int) -> None:
    """Slices of random walks: a crew carries on as many at a time as it has processes."""
    order = order_of(INC.format(n=5), RandomWalk(0, 0, 0))
    slices = [order._replace(strategy=RandomWalk(0, first, WALKS)) for first in range(0, 20 * WALKS, WALKS)]
    wait([crew.submit(explore, each) for each in slices])


def reduced(crew: Crew, workers: int) -> None:
    """All traces of lockinc(7), with the master owning the tree."""
    found = inspect(script(LOCKINC, 7), ALL, exhaustive=True, crew=crew, workers=workers)
    assert (found.verdict, found.traces) == ("certified", 5040), found.words


ALL = Budget(seconds=600.0)


def script(text: str, n: int) -> Script:
    """A program to be gone through to the end."""
    return Script(Program.from_source(text.format(n=n)), "program.py")


SEARCHES: dict[str, tuple[Callable[[Crew, int], None], float]] = {
    "bounded, inc(5), at most 2 preemptions": (bounded, 1.6),
    "at random, inc(5)": (at_random, 1.6),
    "reduction, lockinc(7)": (reduced, 1.3),
}


def on_two_processes(rounds: int) -> Iterator[str]:
    """Print how much faster two are; yields every promise that is missed."""
    print("\nTwo worker processes against one, seconds by the clock")
    with Crew(1) as one, Crew(2) as two:
        for crew in (one, two):
            wait([crew.submit(explore, order_of(INC.format(n=2), Reduction())) for _ in range(4)])  # begun, and warm
        for name, (search, promised) in SEARCHES.items():
            alone, together = zip(
                *((clocked(search, one, 1), clocked(search, two, 2)) for _ in range(rounds)), strict=True
            )
            times = min(alone) / min(together)
            print(f"{name:42}{min(alone):7.2f}{min(together):7.2f}{times:8.2f}×   promised {promised}×")
            if times < promised:
                yield f"{name}: two processes are {times:.2f}× as fast as one, promised {promised}×"


def clocked(search: Callable[[Crew, int], None], crew: Crew, workers: int) -> float:
    """Seconds by the clock on the wall."""
    began = time.perf_counter()
    search(crew, workers)
    return time.perf_counter() - began


# ---- the whole -------------------------------------------------------------------------------------


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the tables; 1 if a promise is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--program", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--shipped", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.peer:
        CLOCK[0] = time.perf_counter if given.shipped else time.process_time
        with contextlib.nullcontext() if given.shipped else pinned():
            print(json.dumps(PEERS[given.peer][1](given.program, given.rounds)))
        return 0
    print(f"Python {sys.version.split()[0]}, {usable()} cores")
    missed = list(beside_peers(given.rounds))
    with pinned():
        by_points(given.rounds)
    missed += on_two_processes(min(given.rounds, 2))
    for promise in missed:
        print(f"missed: {promise}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
