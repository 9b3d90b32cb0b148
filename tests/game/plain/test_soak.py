"""Thousands of typed lines at every place of the game in lines: verbs with whatever may follow them, and nonsense.

Every line is answered in lines that can be read out, and what is refused has changed nothing. In the suite a few from
each level; all of them: `make soak`, with other seeds by SOAK_SEED (one number, or "1-5").
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign
from cafe_sim.game.coding.code_level import Coding
from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.plain.lab import AtLab
from cafe_sim.game.plain.place import Place
from cafe_sim.game.plain.typed import Refused, read
from cafe_sim.game.player.progress import Stars

LINES: Final = 20_000
"""Of one seed."""
A_SITTING: Final = 120
"""Lines typed at one sitting."""
LEVELS: Final = tuple(load_campaign())
PROGRAMS: Final = tuple(each.id for each in EXAMPLES)
BETWEEN: Final = (
    "to", "as", "up", "down", "and", "or", "off", "all", "next", "what", "if", "the", "with", ",", "0", "1", "2", "3", "4", "5", "8", "12", "-1", "999999", "#3", "1.5", "00", "²",
)  # fmt: skip
NONSENSE: Final = (
    "", " ", "?", "\t", ",", "#", '"', "give \0", "\x1b]0;title\x07", "\u202eolleh", "咖啡馆", "crêpe", "e\u0301" * 90, "🧋 👩‍🍳",
    "9" * 600, "a " * 400, "\ud800", "line 3 x = (", "insert 1 def f(:", "line 5 raise SystemExit", "insert 2 import nowhere",
    "save as \x1b[31mred", "save as " + "long " * 80, "save as /etc/passwd", "run /nowhere/at/all.py", "inspect ../..", "run .", "lab x",
    "settings theme latte", "settings speed 9999", "settings language 中文", "settings language english", "settings doors open", "settings ?",
    "help help", "help \n", "open", "open Z9", "what if", "guess 0", "guess two", "predict maybe", "rule", "rule to", "rules off",
    "rule latte to Ana, next nobody, never", "give 1 to nobody", "give , , ,", "wait -1", "wait 99999", "wait 0.5", "move 1 sideways",
    "tokens 0", "later 0", "join 1 1", "join 1 99", "code 5 1", "code 0", "delete 1 999", "delete 1 2", "indent 1 3", "load nothing",
)  # fmt: skip


def words_of_level(level: Level) -> tuple[str, ...]:
    """What things, people and steps are called there."""
    shop = level.shop
    steps = (step.id for item in shop.items for step in item.steps)
    return (level.id, str(level.title), *(one.name for one in (*shop.items, *shop.staff)), *steps)


def a_line(rng: random.Random, place: Place, words: tuple[str, ...]) -> str:
    """Mostly something that means something here."""
    if rng.random() < 0.15:
        return rng.choice(NONSENSE)
    verbs = place.all_verbs() if rng.random() < 0.2 else place.offered()
    verb = rng.choice(verbs)
    first = rng.choice((verb.name, *verb.also))
    if rng.random() < 0.1:
        first = first[: rng.randint(1, len(first))]
    if rng.random() < 0.05:
        first = rng.choice((first.upper(), f"  {first}", f"{first},", f",{first}", first * 2))
    rest = [rng.choice(words if rng.random() < 0.5 else BETWEEN) for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 5)))]
    if rng.random() < 0.1:
        rest.append(rng.choice(PROGRAMS))
    return " ".join((first, *rest))


def state(sitting: Any) -> tuple[Any, ...]:
    """All that typing can change."""
    place, game = sitting.session.place, sitting.game
    shift, bench, scheduler = (getattr(place, name, None) for name in ("shift", "bench", "scheduler"))
    coding: Coding | None = getattr(place, "coding", None)
    return (
        place,
        game.progress,
        dict(game.guesses),
        (shift.plan, shift.now, shift.started) if shift is not None else None,
        (bench.plan, tuple(bench._past), bench.day is None, bench.verdict) if bench is not None else None,
        scheduler.view().moves if scheduler is not None else None,
        coding.lab.text if coding is not None else None,
        getattr(place, "hints", None),
    )


def typed(sitting: Any, line: str) -> list[str]:
    """What is said to it, once it has come to an end. As `Session.answer`, that tells nobody what was refused."""
    session, before = sitting.session, state(sitting)
    try:
        said = session.place.answer(read(line))
    except Refused as refusal:
        said = [str(refusal)]
        assert state(sitting) == before, "what is refused has changed something"
    session.place.keep()
    assert said
    while session.asking:
        place = session.place
        (place.lab if isinstance(place, AtLab) else place.inspectable).wait()
        said += session.listen()
    assert all(one and one.isprintable() for one in said), said
    return said


def storm(sit: Callable[[str], Any], level: Level, seed: str, lines: int) -> None:
    """One sitting that begins at a level, until somebody types that they leave."""
    rng = random.Random(f"{seed} {level.id}")
    sitting = sit(level.id)
    for one in LEVELS:
        sitting.game.keeper.progress = sitting.game.progress.after(one.id, Stars(sound=True), one.reference)
    told: list[str] = []
    for _ in range(lines):
        place = sitting.session.place
        here = getattr(place, "level", rng.choice(LEVELS))
        told.append(a_line(rng, place, words_of_level(here)))
        try:
            typed(sitting, told[-1])
        except Exception as error:
            raise AssertionError(
                f"seed {seed}, {type(place).__name__}: {error}\n" + "\n".join(map(repr, told[-12:]))
            ) from error
        if sitting.session.ended:
            return


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab looks for scripts in it."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_a_few_lines_at_every_level(sit, every: Level) -> None:
    storm(sit, every, "0", 25)


def seeds() -> range:
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
def test_twenty_thousand_lines_in_all(sit, every: Level, seed: int) -> None:
    for number in range(LINES // len(LEVELS) // A_SITTING):
        storm(sit, every, f"{seed}.{number}", A_SITTING)
