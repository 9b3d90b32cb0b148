"""asyncio programs made of statements drawn at random, against asyncio itself.

Statements are data (`plain/tasks.toml`), and so is what they share (`plain/shop.py`). A program is read, rewritten and
executed as any script is; what it says, and when, must be what it says on asyncio's own loop (`jumping`). And where
sleeps may be shorter or longer than written, whatever it says there must be among what the inspector has executed.

In the suite: a few dozen programs of one seed. More of them: `make soak`, with other seeds by SOAK_SEED (one number, or
"1-5").
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import tomllib
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
from jumping import PLAIN, JumpingLoop

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Script, inspect

DATA = Path(__file__).parent / "plain"
SHOP = (DATA / "shop.py").read_text(encoding="utf-8")
GRAMMAR = tomllib.loads((DATA / "tasks.toml").read_text(encoding="utf-8"))
TASKS = 3
DEPTH = 3
PROGRAMS = 2_000
"""Of one seed."""
VARIED = 300
"""The same, of those whose sleeps vary …"""
SLEEPS_MAX = 5
"""… so many at the most …"""
RANGE = 0.5
"""… by this share, in no more schedules than MOST."""
MOST = Budget(seconds=3600, schedules=3_000)
"""By schedules, not by the clock: what is looked at must not hang on how quick a machine is."""


def statement(rng, me, depth):
    """One statement, its holes filled; the deeper, the plainer."""
    simple = [each for each in GRAMMAR["statements"] if "{S}" not in each]
    text = rng.choice(GRAMMAR["statements"] if depth else simple).strip("\n")
    while "{S}" in text:
        indent = re.search(r"^( *)\{S\}", text, re.MULTILINE)[1]
        inner = statement(rng, me, depth - 1).replace("\n", "\n" + indent)
        text = text.replace("{S}", inner, 1)
    return filled(text, rng, me, depth)


def filled(text, rng, me, depth):
    plain = [each for each in GRAMMAR["awaitables"] if "{A}" not in each]
    while "{A}" in text:
        text = text.replace("{A}", rng.choice(GRAMMAR["awaitables"] if depth > 0 else plain), 1)
        depth -= 1
    for hole, fillings in (
        ("{D}", GRAMMAR["delays"]),
        ("{L}", GRAMMAR["limits"]),
        ("{T}", list(range(me)) or ["9"]),  # who waits for whom must be no circle: asyncio goes round in it
        ("{I}", list(range(TASKS))),
    ):
        while hole in text:
            text = text.replace(hole, str(rng.choice(fillings)), 1)
    return text


def program(rng):
    text = SHOP
    for me in range(TASKS):
        text += f"\n\nasync def work{me}(me):"
        for _ in range(rng.randint(1, 4)):
            done = statement(rng, me, rng.randint(0, DEPTH)).replace("\n", "\n        ")
            text += f"\n    try:\n        {done}\n    except Exception as error:\n        say(me, 'goes on after', told(error))"
    return text + f"\n\n\nworks = [{', '.join(f'work{me}' for me in range(TASKS))}]\n"


def logged(text, plain_asyncio):
    namespace = {"asyncio": plain_asyncio, "__name__": "__main__"}
    exec(compile(text, "oracle.py", "exec"), namespace)
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(namespace["main"]())
    return namespace["log"]


def there(text):
    return list(map(repr, logged(text, PLAIN)))


def scripted(text):
    return f"import asyncio\n{text}\nasyncio.run(main())\n"


def here(text):
    with Program.from_source(scripted(text), file="oracle.py").execution() as execution:
        state = execution.run()
        assert (state, execution.errors) == ("ended", [])
        return list(map(repr, execution.locals["namespace"]["log"]))


def check(seed, numbers):
    """Programs of one seed that do not say the same."""
    differ = []
    for number in numbers:
        text = program(random.Random(f"{seed}-{number}"))
        ours, theirs = here(text), there(text)
        if ours != theirs:
            at = next(
                (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
            )
            differ.append(
                f"{seed}-{number}:\n{text[len(SHOP) :]}\nhere:  {ours[at : at + 4]}\nthere: {theirs[at : at + 4]}"
            )
    return differ


# ---- sleeps of any length ----------------------------------------------------------------------


class Watched(Script):
    """A script that keeps what its executions said."""

    def judge(self, execution):
        assert execution.state == "ended"
        ENDS.add(said(execution.locals["namespace"]["log"]))
        return super().judge(execution)


ENDS = set()


def said(log):
    """Whatever the time was."""
    return tuple(repr(words[1:]) for words in log)


def said_there(text, rng):
    """What a program says on asyncio's own loop, its sleeps being as long as it happens."""

    def sleep(delay, result=None):
        return asyncio.sleep(delay * rng.choice((1 - RANGE, 1, 1 + RANGE)), result)

    return said(logged(text, SimpleNamespace(**{**vars(PLAIN), "sleep": sleep})))


def check_varied(seed, numbers):
    """Programs of one seed that say there what the inspector never heard; how many were looked at."""
    looked_at, unheard = 0, []
    for number in numbers:
        rng = random.Random(f"{seed}-{number}")
        text = program(rng)
        if len(re.findall("sleep|child", text[len(SHOP) :])) > SLEEPS_MAX:
            continue
        ENDS.clear()
        script = Watched(Program.from_source(scripted(text), file="oracle.py"), "oracle.py", range=RANGE)
        if inspect(script, MOST, exhaustive=True).schedules >= MOST.schedules:
            continue
        looked_at += 1
        there_alone = {said_there(text, rng) for _ in range(40)} - ENDS
        if there_alone:
            unheard.append(f"{seed}-{number}:\n{text[len(SHOP) :]}\nthere: {min(there_alone)}")
    assert unheard == []
    return looked_at


@pytest.fixture(autouse=True)
def coroutines_left():
    """Nobody awaits what is made and then cut off: that is no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_tasks_say_what_they_say_on_asyncios_own_loop():
    assert check("few", range(30)) == []


def test_and_whatever_they_say_if_sleeps_last_as_they_like_the_inspector_has_heard():
    assert check_varied("few", range(5)) > 2


def seeds():
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
def test_and_in_thousands_of_programs(seed):
    assert check(seed, range(PROGRAMS)) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
def test_and_in_hundreds_whose_sleeps_last_as_they_like(seed):
    assert check_varied(seed, range(VARIED)) > VARIED / 2
