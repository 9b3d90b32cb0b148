"""What it costs to look at a run of 10,000 events again: charting it, and scrubbing through its timeline and its replay
to any point.

    python benchmarks/timeline.py [--events 10000] [--jumps 200]

A script of threads and tasks that makes about so many events is executed once and charted, by time and by steps. Then
the cursor jumps to places spread over the whole run, at every zoom, headless at 120×40: from the key to the page
painted anew, the median and the slowest, in seconds of the one core that it takes. In the replay likewise: alone and
beside another run, by time and by steps. The same for the exported files, as megabytes and seconds. Exits 1 where the
promise is broken: any point within 50 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from textwrap import dedent

PROMISED = 0.050
"""Seconds from a key to the picture, wherever it leads."""
SCRIPT = """
import threading, time
locks = [threading.Lock() for _ in range(3)]
total = [0]
def work(number):
    for turn in range({turns}):
        with locks[(number + turn) % 3]:
            total[0] += 1
            time.sleep(0.001 * (1 + (number * turn) % 5))
workers = [threading.Thread(target=work, args=(number,), name=f"W{{number}}") for number in range(8)]
for worker in workers: worker.start()
for worker in workers: worker.join()
"""


def charted(events: int):
    """The charts of a run of about so many events, and what charting took."""
    from cafe_sim.engine import Program
    from cafe_sim.game.pictures.retelling import charts_of_program

    program = Program.from_source(dedent(SCRIPT).format(turns=max(events // 40, 1)), file="busy.py")
    start = time.perf_counter()
    charts = charts_of_program(program, "busy")
    return charts, time.perf_counter() - start


async def scrub(charts, jumps: int) -> list[float]:
    """Seconds of the core from a jump to the picture (its real time on a machine that does nothing else), for jumps all
    over the run at every zoom.
    """
    from cafe_sim.tui.app import CafeApp
    from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen

    rng = random.Random(7)
    app, took = CafeApp(utf8=True), []
    async with app.run_test(size=(120, 40)) as pilot:
        screen = TimelineScreen(charts, "busy")
        app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        for by_steps in (False, True):
            screen.by_steps = by_steps
            for _ in range(jumps // 2):
                zoom = 2.0 ** rng.randrange(12)
                start = time.thread_time()
                sight = screen.scene.zoom(screen.sight, zoom)
                screen.look(screen.scene.to(sight, rng.randrange(screen.scene.end), rng.randrange(9)))
                screen._compositor.render_strips()
                took.append(time.thread_time() - start)
                screen.action_whole()
    return took


async def scrub_replay(charts, jumps: int) -> list[float]:
    """The same in the replay; every other jump with the run beside itself, and a step on each
    side of where it leads.
    """
    from cafe_sim.game.pictures.of_level import Other
    from cafe_sim.tui.app import CafeApp
    from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

    rng = random.Random(7)
    app, took = CafeApp(utf8=True), []
    async with app.run_test(size=(120, 40)) as pilot:
        screen = ReplayScreen(charts, "busy", (Other("the same", lambda: charts),))
        app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        for number in range(jumps // 3):
            if number % 2:
                screen.action_beside()
            if number % 3:
                screen.action_axis()
            end = screen.replay.chart(screen.head).end
            for move in (
                lambda end=end: screen.go(screen.replay.scrub(screen.head, rng.randrange(end))),
                lambda: screen.action_step(-1),
                lambda: screen.action_step(1),
            ):
                start = time.thread_time()
                move()
                screen._compositor.render_strips()
                took.append(time.thread_time() - start)
    return took


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--jumps", type=int, default=200)
    options = parser.parse_args()
    os.environ["CAFE_SIM_SAVES"] = tempfile.mkdtemp()
    from cafe_sim.game.pictures.page import chart_page
    from cafe_sim.game.pictures.perfetto import trace_json
    from cafe_sim.game.pictures.svg import chart_svg

    charts, seconds = charted(options.events)
    events = charts.by_steps.end
    print(f"charting  {events:,} events executed, charted twice and told in {seconds * 1e3:.0f} ms")
    good = True
    for name, run in (("timeline", scrub), ("replay", scrub_replay)):
        took = asyncio.run(run(charts, options.jumps))
        slowest, median = max(took), statistics.median(took)
        kept = slowest <= PROMISED
        good = good and kept
        print(
            f"{name:<9} {median * 1e3:.1f} ms at the median, {slowest * 1e3:.1f} ms at most   {'ok' if kept else 'BROKEN PROMISE'}"
        )
    for name, write in (("SVG", chart_svg), ("HTML", chart_page), ("Perfetto", trace_json)):
        start = time.perf_counter()
        size = len(write([charts.by_time]))
        print(f"{name:<9} {size / 1e6:.1f} MB in {(time.perf_counter() - start) * 1e3:.0f} ms")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
