"""A plan's program as a script for plain CPython alone: the program, letter by letter, and a small café to run it in.

The script is put together from sources that are themselves tested modules (`book`, `plain`), without their imports. The
only change to the program is that its sleeps run at `PACE`. A text that somebody typed is not changed at all: it sleeps
as long as it says, so its café runs in real time, and what it imports as `cafe` is the script itself.
"""

from __future__ import annotations

from importlib.resources import files

from cafe_sim.cafe.listing import identifier
from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.cafe.opening import orders_of, pieces
from cafe_sim.cafe.setting import is_timed
from cafe_sim.cafe.writing import write_program

IMPORTS = """from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from heapq import heapify, heappop
from typing import Any, Literal, NamedTuple
"""


def export(shop: Shop, plan: Plan, title: str = "") -> str:
    """A script that runs on Python ≥ 3.11 with nothing installed, and ends with the same till and stock."""
    if shop.program:
        return _typed(shop, plan)
    text = write_program(shop, plan, title, pace="PACE").text
    docstring, program = text.split("\n", 1)
    program = program[program.index("\n", program.index("from cafe import ")) + 1 :]
    program = program[: program.rindex('\n\nif __name__ == "__main__":')]
    things = ", ".join(
        f"{identifier(thing.name)}_{thing.field}={identifier(thing.name)}.{thing.field}"
        for thing in shop.things
        if thing.field and f"{identifier(thing.name)} = " in program
    )
    return "\n".join(
        [
            docstring,
            IMPORTS,
            "# ---- the café, small: an order book, a door, stations. The program itself is at the end. ----",
            _body("book"),
            _body("plain"),
            _set_up(shop),
            "",
            "# ---- the program ----",
            program.rstrip("\n"),
            "",
            "",
            'if __name__ == "__main__":',
            "    main()",
            f"    close_up({things})",
            "",
        ]
    )


def _typed(shop: Shop, plan: Plan) -> str:
    """The same for a text that somebody typed."""
    text = write_program(shop, plan).text
    lines = [line for line in text.splitlines() if not line.startswith("from __future__ import ")]
    return "\n".join(
        [
            IMPORTS,
            "import sys",
            "",
            "# ---- the café, small: an order book, a door, stations. The program itself is at the end. ----",
            _body("book"),
            _body("plain").replace("PACE = 0.05", "PACE = 1"),
            _set_up(shop),
            'sys.modules["cafe"] = sys.modules[__name__]',
            "",
            "# ---- the program ----",
            *lines,
            "",
            'if __name__ == "__main__":',
            "    close_up()",
            "",
        ]
    )


def _body(module: str) -> str:
    """A module's source below its imports."""
    source = (files("cafe_sim.cafe") / f"{module}.py").read_text("utf-8")
    lines = source.split("\n")
    last = max(i for i, line in enumerate(lines) if line.startswith(("from ", "import ")))
    return "\n".join(lines[last + 1 :])


def _set_up(shop: Shop) -> str:
    rows = "\n".join(f"        {tuple(order)!r}," for order in orders_of(shop))
    staff = [worker.name for worker in shop.staff]
    return (
        "set_up(\n    [  # second, item, price, patience (0: for ever), given to, seconds nobody has to watch\n"
        f"{rows}\n    ],\n    staff={staff!r},\n    timed={is_timed(shop)},\n"
        f"    batch={shop.batch!r},\n    expected={pieces(shop)},\n)"
    )
