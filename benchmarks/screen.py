"""The screen's cost: first paint beside an empty Textual app, and the share of a core that a live shift and the title
take.

    python benchmarks/screen.py [--seconds 4]

Figures are of one run on one machine: the first paint as a ratio to the empty app (both in fresh processes, best of
several), CPU as process time over real time, headless at 120×40 with eight workers, time running and standing. Exits 1
where a promise of the design is broken: ratio ≤ 1.6, live ≤ 10 % of a core, standing and title < 1 %.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time

EMPTY = """
from textual.app import App
class Empty(App): pass
app = Empty()
"""
GAME = """
from cafe_sim.tui.app import CafeApp
app = CafeApp()
"""
FIRST_PAINT = """
import asyncio, time
start = time.perf_counter()
{app}
painted = []
display = app._display
def shown(*what, **how):
    display(*what, **how)
    painted.append(time.perf_counter() - start)
app._display = shown
async def paint():
    async with app.run_test(size=(80, 24)):
        print(painted[0])
asyncio.run(paint())
"""
ROLES = ("clerk", "barista", "baker", "baker", "barista", "baker", "baker", "baker")
NAMES = ("Carl", "Ana", "Bo", "Cy", "Di", "Eve", "Flo", "Gus")


def first_paint(rounds: int) -> tuple[float, float]:
    """Seconds from a fresh interpreter's first line to the first picture, of the empty app and of ours: the best of
    `rounds`, taken in turn, so that whatever else the machine does hits both.
    """
    pairs = [(paint(EMPTY), paint(GAME)) for _ in range(rounds)]
    return min(empty for empty, _ in pairs), min(game for _, game in pairs)


def paint(app: str) -> float:
    """Seconds to the first picture of one fresh process."""
    script = FIRST_PAINT.format(app=app)
    return float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)


def busy_level():
    """A shift with eight workers and something going on at every moment of a minute."""
    import msgspec

    from cafe_sim.cafe.model import Order, Worker
    from cafe_sim.content import load_campaign

    level = next(level for level in load_campaign() if level.id == "B2")
    staff = tuple(Worker(name, role) for name, role in zip(NAMES, ROLES, strict=True))
    items = [item.name for item in level.shop.items]
    orders = tuple(Order(at=n / 2, item=items[n % len(items)], patience=200) for n in range(120))
    items_for_all = tuple(msgspec.structs.replace(item, makers=()) for item in level.shop.items)
    shop = msgspec.structs.replace(level.shop, staff=staff, orders=orders, items=items_for_all)
    return msgspec.structs.replace(level, shop=shop)


async def cpu_share(seconds: float, *, live: bool) -> float:
    """CPU seconds a second: of a live shift, or of one that stands."""
    from cafe_sim.cafe.model import HandOver, Plan
    from cafe_sim.game.serving.shift import Shift
    from cafe_sim.tui.app import CafeApp
    from cafe_sim.tui.screens.serving.shift import ShiftScreen

    level = busy_level()
    rows = tuple(
        HandOver(at=order.at, order=n, to=NAMES[n % 8]) for n, order in enumerate(level.shop.orders, 1) if n % 9
    )
    # every ninth order stays on the rail, where it is marked and has forecasts made
    app = CafeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = ShiftScreen(level)
        screen.shift = Shift(level, Plan(hand_overs=rows))  # the screen itself keeps no more of a plan than its rules
        app.push_screen(screen)
        await pilot.pause()
        screen.shift.pace = "real"
        screen.action_go()
        await asyncio.sleep(1)
        if not live:
            screen.action_go()
            await asyncio.sleep(0.5)
        began, before = screen.shift.now, time.process_time()
        await asyncio.sleep(seconds)
        share = (time.process_time() - before) / seconds
        passed, busy = screen.shift.now - began, sum(worker.in_hand > 0 for worker in screen.shift.view().workers)
        if (passed < seconds / 2 or busy < len(NAMES) - 1) if live else passed:
            raise SystemExit(
                f"This measures nothing: {passed:.1f} s of the café passed, and {busy} workers had something in hand."
            )
        return share


async def title_share(seconds: float) -> float:
    """CPU seconds a second of the title, its small café moving."""
    from cafe_sim.tui.app import CafeApp

    app = CafeApp(live=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await asyncio.sleep(1)
        gc.collect()  # what the shifts before it left is not the title's, and takes longer than it
        before = time.process_time()
        await asyncio.sleep(seconds)
        return (time.process_time() - before) / seconds


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ["CAFE_SIM_SAVES"] = tempfile.mkdtemp()
    empty, game = first_paint(options.rounds)
    live = asyncio.run(cpu_share(options.seconds, live=True))
    standing = asyncio.run(cpu_share(options.seconds, live=False))
    title = asyncio.run(title_share(options.seconds))
    rows = [
        (
            "first paint",
            f"{game * 1e3:.0f} ms, an empty app {empty * 1e3:.0f} ms: {game / empty:.2f} times",
            game / empty <= 1.6,
        ),
        ("live shift", f"{live:.1%} of a core, eight workers, 120×40", live <= 0.10),
        ("standing", f"{standing:.2%} of a core", standing < 0.01),
        ("title", f"{title:.2%} of a core, the small café moving", title < 0.01),
    ]
    for name, figure, good in rows:
        print(f"{name:<12} {figure}   {'ok' if good else 'BROKEN PROMISE'}")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
