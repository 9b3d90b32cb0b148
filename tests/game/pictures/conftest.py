"""Runs to draw: of a script in a few lines, and charts made by hand."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.game.pictures.chart import Bar, Chart, Hop, Leg, Marker, Row
from cafe_sim.game.pictures.charting import Charts
from cafe_sim.game.pictures.retelling import charts_of_program

HOSTILE = (
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[red]markup[/]",
    "[@click=app.bell]x[/]",
    "\x1b]0;owned\x07",
    "a\x00b\u202ec",
    "]]>&amp;<!--",
    "x" * 5_000,
    "",
)

BAKERY = """
import threading, time
till_lock = threading.Lock()
def ring(before, during):
    time.sleep(before)
    with till_lock:
        time.sleep(during)
bo = threading.Thread(target=ring, args=(0, 3), name="Bo")
cy = threading.Thread(target=ring, args=(1, 2), name="Cy")
bo.start(); cy.start()
bo.join(); cy.join()
"""


@pytest.fixture
def charts_of_text() -> Callable[..., Charts]:
    def make(text: str, title: str = "a script") -> Charts:
        return charts_of_program(Program.from_source(dedent(text), file="script.py"), title)

    return make


@pytest.fixture
def bakery(charts_of_text) -> Chart:
    return charts_of_text(BAKERY).by_time


@pytest.fixture
def hostile() -> Chart:
    """Every name, line and reason is an attack."""
    rows = tuple(
        Row(name, (Bar(0, 5, "run", name, "x.py", 1), Bar(5, 9, "stuck", name), Bar(9, 10, "idle")), 0, name)
        for name in HOSTILE
    )
    last = len(rows) - 1
    return Chart(
        HOSTILE[0],
        rows,
        10,
        "ns",
        (Leg(0, 0, 5), Leg(last, 5, 10)),
        (Hop(0, 5, last, 5, HOSTILE[1]),),
        (Marker(5, 0, HOSTILE[0], bad=True),),
        HOSTILE[0],
        False,
        {"x.py": (HOSTILE[1],)},
    )


@pytest.fixture
def nothing() -> Chart:
    return Chart("nothing", (), 0)


@pytest.fixture
def crowd() -> Chart:
    """A thousand rows, one of them with twenty thousand bars."""
    many = tuple(Bar(at, at + 1, "run" if at % 2 else "wait") for at in range(20_000))
    return Chart("crowd", (Row("busy", many), *(Row(f"w{n}", (Bar(n, n + 5, "hold"),)) for n in range(999))), 20_000)
