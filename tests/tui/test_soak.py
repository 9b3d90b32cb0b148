"""Whatever is pressed, clicked, pasted and resized: the game goes on, and looking changes nothing. The rules are in `soaking`.

In the suite: a few rounds. All of them: `make soak`, with other seeds by SOAK_SEED (one number, or "1-5"), one start by SOAK_START.
"""

from __future__ import annotations

import os
from itertools import count, cycle

import pytest
from soaking import CHANGES, ENDS, STARTS, every_screen, soak
from standing import at_a_standing_clock

EVENTS = 20_000
STARTED = os.environ.get("SOAK_START", "")


def test_rounds_begin_on_every_screen_that_there_is() -> None:
    assert not {screen.__name__ for screen in every_screen()} - STARTS.keys()


def test_what_may_change_the_game_is_a_command_of_its_screen() -> None:
    commands = {screen.__name__: {command.id for command in screen.all_commands()} for screen in every_screen()}
    assert not {(name, one) for name, ids in CHANGES.items() for one in ids - commands[name]}
    assert not ENDS - set().union(*commands.values())


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_a_little_of_everything_from_every_screen(start: str) -> None:
    with at_a_standing_clock() as run:
        run(lambda loop: soak(loop, 0, start, 40))


def seeds() -> range:
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
def test_twenty_thousand_events(seed: int) -> None:
    """Rounds of all starts in turn, until so many events have been survived; or the one that is named."""
    with at_a_standing_clock() as run:
        if STARTED:
            run(lambda loop: soak(loop, seed, STARTED))
            return
        left = EVENTS
        for number, start in zip(count(), cycle(STARTS)):
            if left <= 0:
                break
            left -= run(lambda loop: soak(loop, seed * 1_000 + number // len(STARTS), start, min(left, 250)))
