"""Café orders per second on one event loop, beside what else runs Python coroutines on a simulated clock.

The same work everywhere: an order arrives each café second (one wait), needs the grinder (a semaphore of 2) for 1.5 s
and the steamer (a semaphore of 3) for 2.5 s. Everything runs in this one process, pinned to one core; what counts is
the ratios.

    python benchmarks/loop.py            the table (needs the dev dependencies)
    python benchmarks/loop.py --orders N

`kernel` is real asyncio tasks and semaphores on our bare loop, with our sleep; `façade` is what a program gets, every
wait on record; `as run` is the same work as a script, as `cafe-sim run` does it: rewritten, on record, with all
detectors and the trace's digest.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from cafe_sim.engine import Program, run
from cafe_sim.engine.facade import asyncio as facade
from cafe_sim.engine.facade.asyncio_loop import EventLoop
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.tasks import sleep as kernel_sleep

ORDERS = 20_000
ROUNDS = 5


def cafe(module: Any, orders: int, sleep: Any = None) -> Any:
    """The work, for anything that looks like asyncio."""
    sleep = sleep or module.sleep

    async def main() -> int:
        grinder, steamer = module.Semaphore(2), module.Semaphore(3)
        served = 0

        async def order() -> None:
            nonlocal served
            async with grinder:
                await sleep(1.5)
            async with steamer:
                await sleep(2.5)
            served += 1

        for _ in range(orders):
            await sleep(1)
            module.create_task(order())
        while served < orders:
            await sleep(1)
        return served

    return main()


def kernel(orders: int) -> int:
    """Our bare loop under unmodified asyncio."""

    def body() -> None:
        loop = Loop()
        result.append(loop.run_until_complete(cafe(asyncio, orders, kernel_sleep)))
        loop.close()

    result: list[int] = []
    with Execution(body) as execution:
        execution.run()
    return result[0]


def as_programs_see_it(orders: int) -> int:
    """The façade, every wait and every semaphore on record."""

    def body() -> None:
        loop = EventLoop()
        result.append(loop.run_until_complete(cafe(facade, orders)))
        loop.close()

    result: list[int] = []
    with Execution(body, is_program_file=lambda file: file == __file__) as execution:
        execution.run()
    return result[0]


SCRIPT = """
import asyncio

async def main():
    grinder, steamer = asyncio.Semaphore(2), asyncio.Semaphore(3)
    served = 0

    async def order():
        nonlocal served
        async with grinder:
            await asyncio.sleep(1.5)
        async with steamer:
            await asyncio.sleep(2.5)
        served += 1

    for _ in range({orders}):
        await asyncio.sleep(1)
        asyncio.create_task(order())
    while served < {orders}:
        await asyncio.sleep(1)
    print(served)

asyncio.run(main())
"""


def as_run(orders: int) -> int:
    """The whole way of a script, from its text to the digest."""
    outcome = run(Program.from_source(SCRIPT.format(orders=orders)))
    assert outcome.worked, outcome.faults
    assert outcome.digest
    return int(outcome.printed)


def with_simpy(orders: int) -> int:
    """SimPy: generators, no asyncio."""
    import simpy

    env = simpy.Environment()
    grinder, steamer = simpy.Resource(env, 2), simpy.Resource(env, 3)
    served = 0

    def order() -> Any:
        nonlocal served
        with grinder.request() as turn:
            yield turn
            yield env.timeout(1.5)
        with steamer.request() as turn:
            yield turn
            yield env.timeout(2.5)
        served += 1

    def arrivals() -> Any:
        for _ in range(orders):
            yield env.timeout(1)
            env.process(order())
        while served < orders:
            yield env.timeout(1)

    env.run(env.process(arrivals()))
    return served


def with_base_event_loop(orders: int) -> int:
    """The usual home-made answer: asyncio's own loop with a clock that jumps."""

    class Selector:
        def __init__(self) -> None:
            self.now = 0.0

        def select(self, timeout: float | None) -> list[Any]:
            self.now += timeout or 0.0
            return []

    class FakeClockLoop(asyncio.BaseEventLoop):
        def __init__(self) -> None:
            super().__init__()
            self._selector = Selector()

        def time(self) -> float:
            return self._selector.now

        def _process_events(self, event_list: list[Any]) -> None:
            pass

    loop = FakeClockLoop()
    try:
        return int(loop.run_until_complete(cafe(asyncio, orders)))
    finally:
        loop.close()


def with_looptime(orders: int) -> int:
    """looptime: a selector loop whose clock jumps."""
    import looptime

    loop = looptime.new_event_loop(start=0)
    try:
        return int(loop.run_until_complete(cafe(asyncio, orders)))
    finally:
        loop.close()


def with_trio(orders: int) -> int:
    """Trio with its MockClock."""
    import trio
    import trio.testing

    async def main() -> int:
        grinder, steamer = trio.Semaphore(2), trio.Semaphore(3)
        served = 0

        async def order() -> None:
            nonlocal served
            async with grinder:
                await trio.sleep(1.5)
            async with steamer:
                await trio.sleep(2.5)
            served += 1

        async with trio.open_nursery() as nursery:
            for _ in range(orders):
                await trio.sleep(1)
                nursery.start_soon(order)
        return served

    return int(trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0)))


OURS: dict[str, Callable[[int], int]] = {"kernel": kernel, "façade": as_programs_see_it, "as run": as_run}

PEERS: dict[str, tuple[Callable[[int], int], int, dict[str, float]]] = {
    # name: (run, what share of the orders it is given, ours → promised at least this many times as fast)
    "SimPy": (with_simpy, 1, {"kernel": 1.0, "as run": 0.5}),
    "BaseEventLoop, fake clock": (with_base_event_loop, 1, {}),
    "trio MockClock": (with_trio, 4, {"kernel": 8.0}),
    "looptime": (with_looptime, 20, {"kernel": 40.0}),
}


def rate(run: Callable[[int], int], orders: int) -> float:
    """Orders a second of processor time (others may share the machine), best of `ROUNDS`."""
    best = 0.0
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        served = run(orders)
        best = max(best, orders / (time.process_time() - began))
        if served != orders:
            raise SystemExit(f"{served} of {orders} orders served")
    return best


def memory(run: Callable[[int], int], orders: int) -> float:
    """Bytes an order at the peak."""
    gc.collect()
    tracemalloc.start()
    run(orders)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / orders


def main() -> int:
    """Print the table; 1 if a promise is broken."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--orders", type=int, default=ORDERS)
    orders = arguments.parse_args().orders
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    broken = 0
    print(f"Python {sys.version.split()[0]}, {orders} orders, one core")
    print(f"{'':28}{'orders/s':>10}" + "".join(f"{name + ' is':>12}" for name in OURS))
    ours = {}
    for name, work in OURS.items():
        ours[name] = rate(work, orders)
        print(f"{name:28}{ours[name]:10.0f}")
    for name, (work, share, promises) in PEERS.items():
        found = rate(work, max(1, orders // share))
        missed = [f"{who} promised {least}×" for who, least in promises.items() if ours[who] < least * found]
        broken += len(missed)
        ratios = "".join(f"{of_ours / found:11.2f}×" for of_ours in ours.values())
        print(f"{name:28}{found:10.0f}{ratios}   {', '.join(missed)}")
    for name in ("kernel", "as run"):
        growth = 10 * rate(OURS[name], orders // 10) / ours[name]
        small, large = memory(OURS[name], orders // 10), memory(OURS[name], orders)
        broken += growth > 11
        print(f"{name}: ten times the orders, {growth:.1f} times the time (at most 11); memory an order at the peak:")
        print(f"  {small:.0f} bytes for {orders // 10}, {large:.0f} for {orders}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
