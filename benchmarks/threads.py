"""Executions per second of CPU time of small threaded programs, on one pinned core.

    python benchmarks/threads.py [SECONDS]

`unlocked` is three threads that each do three unlocked `+=`, six shared accesses: what the inspector runs most.
`handoff` is two threads passing a token, so every operation is a switch. These three are the bare kernel; `script` is
the work of `unlocked` as a script, its accesses seen by rewriting, looked through by all detectors (it has a data race,
so words are found for it, too), `digest` with its trace's digest. `CPython` is the same script on real threads, with
nothing seen. Rates are of this machine; the ratios to CPython's row are what to watch.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from time import process_time

from cafe_sim.engine import Program, run
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.shared.threads import Thread

THREADS = 3
UPDATES = 3

SCRIPT = f"""
import threading
counter = 0
def add():
    global counter
    for _ in range({UPDATES}):
        counter += 1
threads = [threading.Thread(target=add) for _ in range({THREADS})]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
CODE = compile(SCRIPT, "script.py", "exec")
PROGRAM = Program.from_source(SCRIPT, "script.py")


def _three(body: Callable[[], None]) -> None:
    threads = [Thread(target=body, name=f"t{n}") for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def unlocked() -> None:
    """Three threads, three `+=` each: a read and a write, recorded as rewritten code would."""
    total = [0]

    def add() -> None:
        actor = me()
        record = actor.execution.record
        for _ in range(UPDATES):
            value = total[0]
            record(actor, "read", None, value)
            total[0] = value + 1
            record(actor, "write", None, (value + 1, -1))

    _three(add)


def locked() -> None:
    """The same with a lock around each update."""
    total = [0]
    lock = Lock()

    def add() -> None:
        actor = me()
        record = actor.execution.record
        for _ in range(UPDATES):
            with lock:
                value = total[0]
                record(actor, "read", None, value)
                total[0] = value + 1
                record(actor, "write", None, (value + 1, -1))

    _three(add)


def handoff() -> None:
    """Two threads and two semaphores: twenty switches."""
    ping, pong = Semaphore(0), Semaphore(0)

    def answer() -> None:
        for _ in range(10):
            ping.acquire()
            pong.release()

    thread = Thread(target=answer)
    thread.start()
    for _ in range(10):
        ping.release()
        pong.acquire()
    thread.join()


def on_the_kernel(body: Callable[[], None]) -> Callable[[], int]:
    """One execution of `body`; how many events."""

    def once() -> int:
        with Execution(body) as execution:
            execution.run()
            assert execution.state == "ended", execution.state
            return len(execution.rows)

    return once


def script() -> int:
    """One execution of the script, with all that is found."""
    outcome = run(PROGRAM)
    assert outcome.faults[0].kind == "data-race"
    return len(outcome.trace.rows)


def digest() -> int:
    """The same, and its digest."""
    outcome = run(PROGRAM)
    assert outcome.digest
    return len(outcome.trace.rows)


def cpython() -> int:
    """Real threads, nobody looking."""
    exec(CODE, {})  # noqa: S102 - our own program
    return 0


ROWS: dict[str, Callable[[], int]] = {
    "CPython": cpython,
    "unlocked": on_the_kernel(unlocked),
    "locked": on_the_kernel(locked),
    "handoff": on_the_kernel(handoff),
    "script": script,
    "digest": digest,
}


def rate(once: Callable[[], int], seconds: float) -> tuple[float, int]:
    """(executions per second, events in one), the best of four."""
    best = 0.0
    for _ in range(4):
        count = 0
        start = process_time()
        while (spent := process_time() - start) < seconds / 4:
            events = once()
            count += 1
        best = max(best, count / spent)
    return best, events


def main() -> None:
    """Print one row a program."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    if hasattr(os, "sched_setaffinity"):
        # unpinned, passing the baton is two to five times slower
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    gc.freeze()
    base = 0.0
    print(f"{'':<10} {'events':>6} {'runs/s':>9} {'events/s':>10} {'ratio':>6}")
    for name, once in ROWS.items():
        runs, events = rate(once, seconds)
        base = base or runs
        print(f"{name:<10} {events:>6} {runs:>9,.0f} {runs * events:>10,.0f} {runs / base:>6.2f}")


if __name__ == "__main__":
    main()
