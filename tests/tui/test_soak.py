"""Whatever is pressed, clicked, pasted and resized: the game goes on, and looking changes nothing. The rules are in
`soaking`.

In the suite: a few events from each screen. All of them: `make soak`, with other seeds by SOAK_SEED (one number, or
"1-5"), one start by SOAK_START.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from soaking import CHANGES, ENDS, STARTS, soak
from standing import at_a_standing_clock

from cafe_sim.tui.keys import every_screen

EVENTS = 20_000
STARTED = os.environ.get("SOAK_START", "")


def test_rounds_begin_on_every_screen_that_there_is() -> None:
    assert not {screen.__name__ for screen in every_screen()} - STARTS.keys()


def test_what_may_change_the_game_is_a_command_of_its_screen() -> None:
    commands = {screen.__name__: {command.id for command in screen.all_commands()} for screen in every_screen()}
    assert not {(name, one) for name, ids in CHANGES.items() for one in ids - commands[name]}
    assert not ENDS - set().union(*commands.values())


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab writes what is saved."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_a_little_of_everything_from_every_screen(start: str) -> None:
    with at_a_standing_clock() as run:
        run(lambda loop: soak(loop, "0", start, 40))


def seeds() -> range:
    first, _, last = os.environ.get("SOAK_SEED", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("start", [STARTED] if STARTED else STARTS)
def test_twenty_thousand_events_in_all(start: str, seed: int) -> None:
    """Each start has its share, in rounds that are as long as the player stays."""
    left, number = -(-EVENTS // len(STARTS)), 0
    with at_a_standing_clock() as run:
        while left > 0:
            left -= max(run(lambda loop: soak(loop, f"{seed}.{number}", start, left)), 1)
            number += 1
