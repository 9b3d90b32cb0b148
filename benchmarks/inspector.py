"""The inspector: executions a second beside what else tries the schedules of Python threads, and two processes against one.

    python benchmarks/inspector.py            everything; exit status 1 if a promise is broken
    python benchmarks/inspector.py --rounds N

*Peers.* The same programs on `frontrun` and `interleave-test` (`pip install --group bench`; one that is not installed is left out,
and said so), systematic search beside systematic search, random beside random, ours with every detector on; best of several
measurements, since others may share the machine. Two tables, since they answer two questions. *As shipped*: each tool as a user starts it,
executions to a second by the clock on the wall; ours keeps each of its worker processes to one core by itself, the others let the
system move their threads about; ours is told for one process and for as many as `cafe-sim inspect` starts here. What is promised is about
this table, against each peer's own default. *Pinned*: every tool in one process on one core, executions to a second of processor time (a peer that
sleeps looks better for it): what remains when all have the advantage. *Until found* is how many schedules are executed up to the
first that fails (the assertion, or the deadlock); for random peers the mean over some seeds. Ours tells the data race behind it as well.

*Two processes.* The same search on one worker process and on two, by the clock on the wall: rounds of both in turn, best of each.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import wait
from typing import Any

from cafe_sim.engine import Program
from cafe_sim.engine.explore.bounding import Bounding
from cafe_sim.engine.explore.cores import usable
from cafe_sim.engine.explore.crew import Crew
from cafe_sim.engine.explore.inspecting import Budget, inspect
from cafe_sim.engine.explore.random_walk import RandomWalk
from cafe_sim.engine.explore.reduction import Reduction
from cafe_sim.engine.explore.slices import Order, explore
from cafe_sim.engine.explore.strategy import Strategy
from cafe_sim.engine.explore.subject import Script
from cafe_sim.engine.explore.visible import learn_straight
from cafe_sim.engine.kernel import collecting

Figures = dict[str, float]
"""Of one tool on one program, by kind of search: its rate; and schedules until found."""
WALKS = 300
"""Executions to a measurement."""
SEEDS = 20
FOR_EVER = 10**9

# ---- the programs, as each of us takes them --------------------------------------------------------

LOST_UPDATE = """
import threading

class Till:
    def __init__(self):
        self.total = 0
    def sell(self):
        self.total += 3

till = Till()
threads = [threading.Thread(target=till.sell) for _ in range({threads})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert till.total == 3 * {threads}
"""
AB_BA = """
import threading

class Shop:
    def __init__(self):
        self.mitt, self.tray = threading.Lock(), threading.Lock()
    def bread(self):
        with self.mitt, self.tray:
            pass
    def cake(self):
        with self.tray, self.mitt:
            pass

shop = Shop()
threads = [threading.Thread(target=shop.bread), threading.Thread(target=shop.cake)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
BANK = """
import threading

class Account:
    def __init__(self):
        self.balance = 100
    def withdraw(self):
        if self.balance >= 80:
            self.balance -= 80

account = Account()
threads = [threading.Thread(target=account.withdraw) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert account.balance >= 0
"""


class Till:
    def __init__(self):
        self.total = 0

    def sell(self):
        self.total += 3


class Shop:
    def __init__(self):
        self.mitt, self.tray = threading.Lock(), threading.Lock()

    def bread(self):
        with self.mitt, self.tray:
            pass

    def cake(self):
        with self.tray, self.mitt:
            pass


class Account:
    def __init__(self):
        self.balance = 100

    def withdraw(self):
        if self.balance >= 80:
            self.balance -= 80


PROGRAMS: dict[str, tuple[str, type, list[Callable[[Any], None]], Callable[[Any], bool]]] = {
    # name: (our script; for peers: the shared object, its threads, what must hold at the end)
    "lost update, 2 threads": (LOST_UPDATE.format(threads=2), Till, [Till.sell] * 2, lambda till: till.total == 6),
    "lost update, 3 threads": (LOST_UPDATE.format(threads=3), Till, [Till.sell] * 3, lambda till: till.total == 9),
    "two locks, AB-BA": (AB_BA, Shop, [Shop.bread, Shop.cake], lambda _: True),
    "bank account": (BANK, Account, [Account.withdraw] * 2, lambda account: account.balance >= 0),
}

# ---- ours ------------------------------------------------------------------------------------------

OURS: dict[str, Callable[[int], Strategy]] = {
    "reduction": lambda _: Reduction(),
    "bounded": lambda _: Bounding(9),
    "random": lambda seed: RandomWalk(seed, 0, FOR_EVER),
}


def order_of(text: str, strategy: Strategy, walks: int = WALKS) -> Order:
    """A slice as a worker process gets it."""
    script = Script(Program.from_source(text), "program.py")
    return Order(script.target, pickle.dumps(script), learn_straight(script), strategy, True, walks, FOR_EVER)


def walked(order: Order, kind: str, seed: int) -> int:
    """Carry on `WALKS` walks, all in one go; how many it were. A small tree is gone through again and again."""
    collecting.begin()  # once for all trees, as a slice does for all of its walks
    try:
        walks = 0
        while walks < WALKS:
            part = order._replace(strategy=OURS[kind](seed), walks=WALKS - walks)
            walks += explore(part).findings.schedules
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
    import inspector  # this module, by the name by which a worker process finds it

    order, best = order_of(text, OURS[kind](0)), 0.0
    for seed in range(rounds + 1):  # the first is for warming up
        began = time.perf_counter()
        parts = [crew.submit(inspector.walked, order, kind, seed) for _ in range(crew.processes)]
        rate = sum(part.result() for part in parts) / (time.perf_counter() - began)
        best = max(best, rate) if seed else 0.0
    return best


def until_found(text: str) -> int:
    """How many schedules the inspector executes until he has something to say."""
    inspection = inspect(Script(Program.from_source(text), "program.py"))
    assert inspection.verdict == "broken", inspection.words
    return inspection.schedules


def ours_pinned(rounds: int) -> dict[str, Figures]:
    """By program: rates on one core, and schedules until found."""
    return {
        name: {kind: our_rate(text, kind, rounds) for kind in OURS} | {"until found": until_found(text)}
        for name, (text, *_) in PROGRAMS.items()
    }


def ours_as_shipped(rounds: int, processes: int | None) -> dict[str, Figures]:
    """The same with so many worker processes."""
    with Crew(processes) as crew:
        return {
            name: {kind: our_rate_as_shipped(text, kind, rounds, crew) for kind in OURS}
            | {"until found": until_found(text)}
            for name, (text, *_) in PROGRAMS.items()
        }


# ---- peers, each in a process of its own -----------------------------------------------------------


def with_frontrun(name: str, rounds: int) -> Figures:
    """Its DPOR (the default, here without a preemption bound) and its random strategy."""
    import frontrun

    _, state, workers, holds = PROGRAMS[name]
    common: dict[str, Any] = {"setup": state, "workers": workers, "reproduce_on_failure": 0}

    def dpor() -> int:
        found = frontrun.explore(
            **common, invariant=lambda _: True, max_executions=WALKS, preemption_bound=None, stop_on_first=False, detect_io=False
        )  # fmt: skip
        return int(found.num_explored)

    def at_random() -> int:
        found = frontrun.explore(**common, invariant=lambda _: True, strategy="random", max_attempts=WALKS, seed=1)
        return int(found.num_explored)

    first = frontrun.explore(**common, invariant=holds, detect_io=False)
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


PEERS: dict[str, tuple[str, Callable[[str, int], Figures], list[str], str, float]] = {
    # name: (module, measured by, how Python is started for it, its default, promised to be at least so many times as fast)
    "frontrun": ("frontrun", with_frontrun, ["-m", "frontrun.cli", sys.executable], "reduction", 20.0),
    "interleave-test": ("interleave_test", with_interleave, [], "random", 3.0),
}


def ask(peer: str, rounds: int, *, shipped: bool) -> dict[str, Figures] | str:
    """What a peer reaches; a sentence if it cannot be asked."""
    module, _, starter, _, _ = PEERS[peer]
    if importlib.util.find_spec(module) is None:
        return "not installed (pip install --group bench; it may need a newer Python)"
    command = [sys.executable, *starter, __file__, "--peer", peer, "--rounds", str(rounds)]
    command += ["--shipped"] if shipped else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    found: dict[str, Figures] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


# ---- tables ----------------------------------------------------------------------------------------


def beside_peers(rounds: int) -> Iterator[str]:
    """Print both comparisons; yields every promise that is missed."""
    print("As shipped: executions to a second by the clock on the wall, and schedules until found")
    mine = {"ours, 1 process": ours_as_shipped(rounds, 1)}
    if usable() > 1:
        mine[f"ours, {usable()} processes"] = ours_as_shipped(rounds, None)
    theirs = {peer: ask(peer, rounds, shipped=True) for peer in PEERS}
    yield from table(mine, theirs)
    print("\nPinned: one process on one core, executions to a second of processor time")
    with pinned():
        mine = {"ours": ours_pinned(rounds)}
    theirs = {peer: ask(peer, rounds, shipped=False) for peer in PEERS}
    for _ in table(mine, theirs):
        pass  # nothing is promised of this
    for peer, answer in theirs.items():
        if isinstance(answer, str):
            print(f"{peer}: {answer}")


def table(mine: dict[str, dict[str, Figures]], theirs: dict[str, dict[str, Figures] | str]) -> Iterator[str]:
    """Print one comparison; yields what is missed: by the last of ours, which is what a user gets."""
    print(f"{'':26}{'':20}{'reduction':>12}{'bounded':>10}{'random':>10}{'until found':>13}")
    for name in PROGRAMS:
        for number, (who, figures) in enumerate(mine.items()):
            print(row("" if number else name, who, figures[name]))
        for peer, answer in theirs.items():
            if isinstance(answer, str):
                continue
            default, promised = PEERS[peer][3:]
            times = [figures[name][default] / answer[name][default] for figures in mine.values()]
            said = " and ".join(f"{each:.1f}×" for each in times)
            print(row("", peer, answer[name]) + f"   ours is {said} as fast")
            if times[-1] < promised:
                yield f"{name}: {times[-1]:.1f}× {peer}, promised {promised:.0f}×"


def row(name: str, who: str, figures: Figures) -> str:
    """One line of the comparison."""
    shown = "".join(
        f"{figures[kind]:{width}.0f}" if kind in figures else " " * width
        for kind, width in (("reduction", 12), ("bounded", 10), ("random", 10))
    )
    return f"{name:26}{who:20}{shown}{figures['until found']:13.1f}"


POINTS = """
import threading

class Till:
    def __init__(self):
        self.total = 0
    def sell(self):
        for _ in range({times}):
            self.total += 3

till = Till()
threads = [threading.Thread(target=till.sell) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def by_points(rounds: int) -> None:
    """Our own rate, all detectors on, the longer an execution is."""
    print("\nAt random, all detectors on, by scheduling points of an execution (3 threads)")
    for times in (1, 2, 4, 8, 16):
        rate = our_rate(POINTS.format(times=times), "random", rounds)
        print(f"{6 * times:6} points {rate:8.0f} executions/s {6 * times * rate:9.0f} points/s")


# ---- two processes ---------------------------------------------------------------------------------

INC = """
import threading
x = 0
def inc():
    global x
    x += 1
threads = [threading.Thread(target=inc) for _ in range({n})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
LOCKINC = """
import threading
x = 0
lock = threading.Lock()
def inc():
    global x
    with lock:
        x += 1
threads = [threading.Thread(target=inc) for _ in range({n})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


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


@contextlib.contextmanager
def pinned() -> Iterator[None]:
    """On one core: passing the baton between cores is several times slower."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the tables; 1 if a promise is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--shipped", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.peer:
        CLOCK[0] = time.perf_counter if given.shipped else time.process_time
        with contextlib.nullcontext() if given.shipped else pinned():
            print(json.dumps({name: PEERS[given.peer][1](name, given.rounds) for name in PROGRAMS}))
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
