"""The inspector against plain CPython: what two threads can come to there must be among what it has executed.

Statements are data (`plain/*.toml`), and so is what they share (`plain/*.py`). CPython runs each program some dozens of
times, and at each opcode the other thread may go on (`plain_threads`). An end that shows up there, and in none of the
orders the inspector executed, is an order it takes for impossible, or a way to shared state that it does not see. (The
reverse proves nothing: dozens of runs are not all. `test_oracle` looks that way.)

In the suite: a few programs of one seed. More of them: `make soak`, with other seeds by SOAK_SEED (one number, or
"1-5").
"""

from __future__ import annotations

import os
import random
import re
import tomllib
from pathlib import Path

import pytest
from plain_threads import FILE, ends_of

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Script, inspect

PLAIN = Path(__file__).parent / "plain"
RUNS = 60
"""Of one program, on plain CPython."""
PROGRAMS = 400
"""Of one seed."""


class Grammar:
    """Random programs of two threads that share one world."""

    def __init__(self, world, statements):
        self.world = (PLAIN / world).read_text(encoding="utf-8")
        data = tomllib.loads((PLAIN / statements).read_text(encoding="utf-8"))
        self.statements = [each for family in data["families"].values() for each in family]
        self.meeting = [[each for each in self.statements if re.search(rf"\b{name}\b", each)] for name in data["meet"]]
        self.bound = ", ".join(data["bound"])

    def program(self, rng):
        """What the two do: a few statements each, some under a lock, most of the time about one thing."""
        bodies = [[rng.choice(self.statements) for _ in range(rng.choice((1, 1, 2)))] for _ in "ab"]
        if rng.random() < 0.9:
            about = rng.choice(self.meeting)
            for body in bodies:
                body[0] = rng.choice(about)
        return [
            [("with lock:\n    " + each.replace("\n", "\n    ")) if rng.random() < 0.25 else each for each in body]
            for body in bodies
        ]

    def text(self, bodies):
        """The program, but for who does the work."""
        return self.world + "".join(self._work(number, body) for number, body in enumerate(bodies, 1))

    def _work(self, number, body):
        lines = "\n".join(body).replace("\n", "\n        ")
        return f"""
def work{number}():
    global {self.bound}
    mine = seen{number}
    try:
        {lines}
    except Exception as error: mine.append(type(error).__name__)
"""


STATEMENTS = Grammar("world.py", "statements.toml")
SIGNALS = Grammar("signals.py", "signals.toml")
IN_THREADS = """
thread1, thread2 = threading.Thread(target=work1), threading.Thread(target=work2)
thread1.start(); thread2.start(); thread1.join(); thread2.join()
END = end()
"""


class Watched(Script):
    """A script that keeps what its executions came to."""

    def judge(self, execution):
        ended = execution.state == "ended"
        ENDS.add(execution.locals["namespace"].get("END") if ended else execution.state)
        return super().judge(execution)


ENDS = set()
MOST = Budget(seconds=3600, schedules=20_000)
"""By schedules, not by the clock: what is compared must not hang on how quick a machine is."""


def compare(grammar, bodies, rng, runs=RUNS):
    """What plain CPython came to, and the inspector did not though it has tried every order; None if it has not."""
    text = grammar.text(bodies)
    ENDS.clear()
    if not inspect(Watched(Program.from_source(text + IN_THREADS, file=FILE), FILE), MOST, exhaustive=True).complete:
        return None
    there = ends_of(compile(text, FILE, "exec"), ["work1", "work2"], runs, rng)
    return {end: nearest(end, ENDS) for end in there - ENDS}


def nearest(end, ends):
    """How an end differs from that of ours which is most like it."""
    if isinstance(end, str):
        return end
    ours = [each for each in ends if not isinstance(each, str)]
    differences = [[(a, b) for a, b in zip(end, each, strict=True) if a != b] for each in ours]
    return min(differences, key=len, default=end)


def story(bodies):
    return "\n\n".join("\n".join(body) for body in bodies)


def check(grammar, seed, numbers):
    """Programs of one seed; how many were compared."""
    compared, told = 0, []
    for number in numbers:
        rng = random.Random(f"{seed}-{number}")
        bodies = grammar.program(rng)
        missed = compare(grammar, bodies, rng)
        compared += missed is not None
        if missed:
            told.append(f"{seed}-{number}:\n{story(bodies)}\n{next(iter(missed.values()))}")
    assert not told, "\n\n".join(["ends that the inspector did not come to:", *told])
    return compared


MISSED_ONCE = {
    "a class's dictionary, looked into before others had their turn": ["mine.append(vars(O)['klass'])", "del O.klass"],
    "an attribute that a class has no more": ["del O.klass", "sub.klass += 1"],
    "a method that the class above has no more": ["mine.append(sub.inc())", "O.inc = lambda self: 6"],
    "a list that is being sorted": ["mine.append(L.count(1))", "L.sort(key=lambda x: -x)"],
    "and what is brought to it": ["L.append(4)", "L.sort(key=lambda x: -x)"],
    "what a namespace has": ["mine.append(ns == SimpleNamespace(a=0))", "ns.b = 2"],
    "and in which order": ["ns.l = L", "ns.b = 2"],
    "what the program's own code puts in, one by one": ["CN |= Counter('b')", "CN.update(str(x) for x in L)"],
    "the same by an operator": ["L.append(7)", "L += (x for x in Q)"],
    "the program's own code asked in between": ["mine.append(min(L, key=lambda x: -x))", "L.remove(0)"],
    "and by what Python brings": [
        "mine.append(heapq.nlargest(2, H, key=lambda x: -x))",
        "mine.append(heapq.heappop(H))",
    ],
}


@pytest.mark.parametrize("asks", ["helper.join()", "mine.append(helper.is_alive())"])
def test_a_thread_that_another_starts_may_not_have_been_started_yet(asks):
    missed = compare(SIGNALS, [[f"{asks}; mine.append('asked')"], ["helper.start()"]], random.Random(1))
    assert missed == {}
    assert len({dict(end)["seen1"] for end in ENDS}) > 1, "before it is started, and after"


def test_who_joins_before_it_wants_a_lock_may_still_have_it_first():
    """What keeps it from the lock is then no sign that nobody else did: the acquires race."""
    first = "with lock:\n    helper = threading.Thread(target=bump); helper.start(); helper.join()"
    job = "with ThreadPoolExecutor(1) as pool: later = pool.submit(int); later.cancel(); mine.append(later.cancelled())"
    second = f"{job}\nwith lock:\n    x = 1"
    assert compare(SIGNALS, [[first], [second]], random.Random(1)) == {}
    assert any({("x", "2"), ("seen2", "[False]")} <= set(end) for end in ENDS)


@pytest.mark.parametrize("steps", MISSED_ONCE.values(), ids=MISSED_ONCE)
def test_what_was_missed_once(steps):
    assert compare(STATEMENTS, [[step] for step in steps], random.Random(1)) == {}


@pytest.mark.parametrize("grammar", [STATEMENTS, SIGNALS], ids=["statements", "signals"])
def test_what_threads_come_to_on_plain_python_the_inspector_has_seen(grammar):
    assert check(grammar, "few", range(4)) >= 3


def seeds():
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("grammar", [STATEMENTS, SIGNALS], ids=["statements", "signals"])
def test_and_in_hundreds_of_programs(grammar, seed):
    assert check(grammar, seed, range(PROGRAMS)) > PROGRAMS / 2
