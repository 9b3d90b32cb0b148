"""`cafe-sim play --plain` as a shell sees it: typed lines in, the conversation out, stars on the disk."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., list[str]]:
    """What is said to these lines, the lines themselves among it; the exit status must be 0."""

    def play(*arguments: str, lines: str = "", **environment: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "cafe_sim", "play", "--plain", *arguments],
            cwd=tmp_path,
            env=os.environ | {"LANG": "C.UTF-8"} | environment,
            input=lines,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    return play


@pytest.fixture
def stars(cafe) -> Callable[[str], list[str]]:
    """What was won in a level, as another command reads it from the disk."""

    def won(level: str) -> list[str]:
        told = json.loads(cafe("levels", "--json").out)
        return next(row["stars"] for row in told["levels"] if row["id"] == level)

    return won


def test_a_serve_level_is_won_by_typed_lines(typed, stars) -> None:
    said = typed("A1", lines="give 3 to Carl\ntea\n4\npour-over\n5\nresult\nquit\n")
    assert "> give 3 to Carl" in said
    assert any(line.startswith("A1, One at a time: 2 of 3 stars: sound") for line in said)
    assert said[-1] == "Goodbye. What you have won is kept."
    assert stars("A1") == ["sound", "par"]


@pytest.mark.slow
def test_a_fix_level_is_broken_by_the_inspector_mended_and_certified(typed, stars) -> None:
    said = typed("b4", lines="doors\ninspect\nwatch\nlock till\ndoors\ninspect\nresult\nlevels\n")
    text = "\n".join(said)
    broken, mended = text.partition("> lock till")[::2]
    assert "Always: broken, 2 of all 4 distinct orders of this round go wrong." in broken
    assert "Here it goes wrong: " in broken
    assert "Always: certified, all 2 distinct orders of this round go right." in mended
    assert "B4, Two hands in the till, fix: stars: sound, par, light." in said
    assert stars("B4") == ["sound", "par", "light"]


def test_a_break_level_is_won_by_typed_lines(typed, stars) -> None:
    said = typed("B3", lines="bo\ncy\ncy\nbo\nresult\n")
    assert "B3, The wicked manager: 3 of 3 stars" in "\n".join(said)
    assert stars("B3") == ["sound", "par", "light"]


def test_no_line_draws_or_drives_anything(typed) -> None:
    said = typed("A2", lines="give \x1b[2J\x07 to Ana\nhelp\ncode\nstaff\n1 carl\nwhy\nforecast\n")
    assert all(line.isprintable() for line in said)
    assert not set("│─█★✔✗·") & set("".join(said))


def test_the_end_of_the_input_in_the_middle_of_a_day_is_a_clean_end(typed, stars) -> None:
    assert typed("A1", lines="give 3")[-1] == "Goodbye. What you have won is kept."
    assert stars("A1") == []
    assert typed("A1")[-1] == "Goodbye. What you have won is kept."


def test_without_a_level_it_begins_on_the_map_and_goes_on_where_one_was(typed) -> None:
    assert any(line.startswith("Next is A1") for line in typed())
    typed(lines="go\n3\n2\n4\n1\n5\nresult\n")
    assert any(line.startswith("Next is A2, Nobody has to watch the kettle.") for line in typed())


def test_without_a_command_it_is_the_game_in_lines_too(cafe, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("quit\n"))
    assert "Next is A1, One at a time." in cafe("--plain").out
    assert "say `cafe-sim levels --plain`" in cafe("--plain", "levels").err
    assert (
        "--theme belongs after the command: say `cafe-sim play --theme latte`" in cafe("--theme", "latte", "play").err
    )


def test_bytes_that_are_no_text_are_answered(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cafe_sim", "play", "--plain", "A1"],
        input=b"\xff\xfe give\n\x00\nquit\n",
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert b"I do not know" in done.stdout


def test_a_level_that_is_none_is_refused_as_everywhere(cafe) -> None:
    said = cafe("play", "--plain", "Z9")
    assert said.status == 2
    assert "there is no level 'Z9'" in said.err


def test_without_a_terminal_the_game_says_how_it_can_be_played_all_the_same(cafe, monkeypatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    said = cafe("play", "A1")
    assert said.status == 2
    assert "`cafe-sim play --plain`" in said.err


def test_a_closed_input_is_no_terminal_either(cafe, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    said = cafe("play")
    assert said.status == 2
    assert "`cafe-sim play --plain`" in said.err


def test_saves_in_use_by_another_game_are_told_and_the_game_goes_on(typed, tmp_path: Path) -> None:
    import asyncio

    async def hold() -> Campaign:
        game = Campaign(Keeper(tmp_path / "saves"))
        await game.open()
        return game

    with asyncio.Runner() as loop:
        game = loop.run(hold())
        said = typed("A1", lines="3\n")
        loop.run(game.keeper.close())
    assert any("nothing will be saved" in line for line in said)
    assert any(line.startswith("0:00: order 3, espresso, went to Carl") for line in said)


def test_what_cannot_be_kept_is_said_before_the_next_line_is_typed(cafe, monkeypatch) -> None:
    async def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cafe_sim.storage.slot.Slot.save", full)
    monkeypatch.setattr(sys, "stdin", io.StringIO("settings speed 4\nsettings signs ascii\n"))
    said = cafe("play", "--plain").out.splitlines()
    at = next(n for n, line in enumerate(said) if "No space left on device" in line)
    assert at < next(n for n, line in enumerate(said) if "settings signs" in line)
    assert "No space left on device" in said[-1], "and once more when one leaves"


# ---- ctrl-c ----------------------------------------------------------------------------------------


class Typist(io.StringIO):
    """Types these lines, and then presses Ctrl-C."""

    def readline(self, size: int = -1, /) -> str:
        text = super().readline(size)
        if not text:
            signal.raise_signal(signal.SIGINT)
        return text


def test_ctrl_c_at_the_prompt_leaves_the_game_in_order(cafe, stars, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", Typist("3\n2\n4\n1\n5\nresult\n"))
    said = cafe("play", "--plain", "A1")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith("Goodbye. What you have won is kept.\n")
    assert stars("A1") == ["sound", "par"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.slow
def test_ctrl_c_ends_an_inspection_with_the_verdict_so_far_and_not_the_game(cafe, monkeypatch) -> None:
    presses = iter([signal.SIGINT])
    wait = time.sleep

    def sleep(seconds: float) -> None:
        """While the inspector is at work, once."""
        for press in presses:
            signal.raise_signal(press)
        wait(seconds)

    monkeypatch.setattr("cafe_sim.cli.play_plain.sleep", sleep)
    monkeypatch.setattr(sys, "stdin", io.StringIO("inspect\nbench\n"))
    said = cafe("play", "--plain", "B4")
    asked, _, after = said.out.partition("He is asked to stop; what he knows by now is the verdict.\n")
    assert "The inspector is here." in asked
    assert "> bench\n" in after
    assert "4, ring up: 1 s, touches the till." in after
    assert (said.status, said.err) == (0, "")


@pytest.mark.slow
def test_a_second_ctrl_c_leaves_at_once(cafe, monkeypatch) -> None:
    def sleep(_seconds: float) -> None:
        """Before the inspector, asked to stop, may have come to an end."""
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("cafe_sim.cli.play_plain.sleep", sleep)
    monkeypatch.setattr(sys, "stdin", io.StringIO("inspect\nbench\n"))
    said = cafe("play", "--plain", "B4")
    assert (said.status, said.err) == (130, "\ncafe-sim: stopped\n")
    assert "> bench" not in said.out
