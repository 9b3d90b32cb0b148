"""The inspector against plain CPython where threads and loops meet: a thread and a task, or two tasks with a pool.

As in `test_plain_threads`; statements are data (`plain/border.toml`), and so is what they share (`plain/border.py`).
"""

from __future__ import annotations

import os
import random
import tomllib
from pathlib import Path

import pytest
from plain_loops import MODULES
from plain_threads import FILE, ends_of

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Script, inspect

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    # what a program has left that came to a standstill stumbles when it is let go of
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PLAIN = Path(__file__).parent / "plain"
WORLD = (PLAIN / "border.py").read_text(encoding="utf-8")
STATEMENTS = tomllib.loads((PLAIN / "border.toml").read_text(encoding="utf-8"))
RUNS = 60
"""Of one program, on plain CPython."""
PROGRAMS = 300
"""Of one seed."""
MOST = Budget(seconds=3600, schedules=400)
"""What has more orders than that is left out."""
ENDS: set[object] = set()


class Watched(Script):
    """A script that keeps what its executions came to."""

    def judge(self, execution):
        ENDS.add(execution.locals["namespace"]["END"] or "stuck")
        return super().judge(execution)


def text_of(threads, tasks):
    """The program, but for `main()`."""
    text = WORLD
    for number, body in enumerate([*threads, *tasks], 1):
        lines = "\n".join(each.strip("\n") for each in body).replace("\n", "\n        ")
        text += f"""

{"def" if number <= len(threads) else "async def"} work{number}():
    global x, y
    mine = seen{number}
    try:
        {lines}
    except (Exception, asyncio.CancelledError) as error: mine.append(type(error).__name__)
"""
    works = [f"work{number}" for number in range(1, len(threads) + len(tasks) + 1)]
    started = ", ".join(f"threading.Thread(target={work})" for work in works[: len(threads)])
    return f"{text}\nTHREADS = [{started}]\nTASKS = [{', '.join(works[len(threads) :])}]\n"


def missed(threads, tasks, rng):
    """What plain CPython came to, and the inspector did not though it has tried every order; None if it has not."""
    text = text_of(threads, tasks)
    ENDS.clear()
    script = Watched(Program.from_source(f"{text}main()\n", file=FILE), FILE)
    if not inspect(script, MOST, exhaustive=True).complete:
        return None
    return ends_of(compile(text, FILE, "exec"), ["main"], RUNS, rng, MODULES) - ENDS


def bodies(rng):
    """What a thread and a task do, or two tasks."""
    threads = [[rng.choice(STATEMENTS["threads"]) for _ in range(rng.choice((1, 2)))]] if rng.random() < 0.75 else []
    tasks = [[rng.choice(STATEMENTS["tasks"]) for _ in range(rng.choice((1, 2)))] for _ in range(2 - len(threads))]
    return threads, tasks


def check(seed, numbers):
    """Programs of one seed; how many were compared."""
    compared, told = 0, []
    for number in numbers:
        rng = random.Random(f"{seed}-{number}")
        program = bodies(rng)
        ends = missed(*program, rng)
        compared += ends is not None
        if ends:
            told.append(f"{seed}-{number}: {program}\n{min(ends, key=str)}")
    assert not told, "\n\n".join(["ends that the inspector did not come to:", *told])
    return compared


MISSED_ONCE = {
    "done before it is cancelled": (["h = loop.call_soon_threadsafe(told, 5); h.cancel()"], ["await asyncio.sleep(0)"]),
    "between what one step queues": (
        ["pass"],
        [
            "loop.call_soon(told, 1)\nf = loop.run_in_executor(pool, bump); await asyncio.sleep(0); mine.append(f.done())",
        ],
    ),
}


@pytest.mark.parametrize("program", MISSED_ONCE.values(), ids=MISSED_ONCE)
def test_what_was_missed_once(program):
    thread, task = program
    assert missed([thread], [task], random.Random(1)) == set()


def test_what_threads_and_loops_come_to_on_plain_python_the_inspector_has_seen():
    assert check("few", range(4)) >= 2


def seeds():
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
def test_and_in_hundreds_of_programs(seed):
    assert check(seed, range(PROGRAMS)) > PROGRAMS / 2
