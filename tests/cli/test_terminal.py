"""Colours on a terminal, none in a pipe, none where NO_COLOR says so; and readers who stop reading."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys

import pytest


def on_a_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit status and all that a command writes on a terminal of its own."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cafe_sim", *arguments]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm-256color"} | environment
    ) as running:
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the last of them has closed it
                break
            if not piece:
                break
            written += piece
        status = running.wait(timeout=60)
    os.close(ours)
    return status, written.decode("utf-8").replace("\r\n", "\n")


def test_colours_only_where_they_are_seen(shell) -> None:
    status, seen = on_a_terminal("run", "B3")
    assert status == 1
    assert "\x1b[31m✗ broken" in seen
    piped = shell("run", "B3")
    assert piped.status == 1
    assert "\x1b" not in piped.out


def test_no_color_and_plain_are_heeded() -> None:
    _, without = on_a_terminal("run", "B3", NO_COLOR="1")
    assert "\x1b[3" not in without
    _, plain = on_a_terminal("run", "B3", "--plain")
    assert "\x1b" not in plain


def test_plain_on_a_terminal_is_plain_in_a_pipe(shell) -> None:
    for arguments in (["levels", "--plain"], ["run", "C4", "--plain"]):
        assert on_a_terminal(*arguments)[1] == shell(*arguments).out


def test_json_is_the_same_on_a_terminal(shell) -> None:
    assert json.loads(on_a_terminal("run", "A1", "--json")[1]) == json.loads(shell("run", "A1", "--json").out)


@pytest.mark.parametrize(
    "said", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}], ids=["C", "ascii"]
)
def test_where_there_are_no_signs_ascii_stands_for_them(shell, said: dict[str, str]) -> None:
    assert "serve  ---\n" in shell("levels", **said).out
    assert "\n+ worked this time" in shell("run", "A4", **said).out
    for arguments in (["levels"], ["run", "A4"], ["timeline", "A4"], ["inspect", "C4", "--plan", "naive.toml"]):
        told = shell(*arguments, **said)
        assert (told.out + told.err).isascii()
        assert "?" not in told.out
    assert shell("run", "A4", "--plain", **said).out == shell("run", "A4", "--plain").out


def test_letters_without_a_place_in_the_encoding_are_told_by_their_like_and_in_json_exactly(shell, script) -> None:
    path = script(
        "print('café ✔ 咖')\nimport threading\nthreading.Thread(target=print, name='Zoë').start()\n", "menu.py"
    )
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert shell("run", path, **ascii_only).out.startswith("cafe + ??\n")
    assert json.loads(shell("run", "E1", "--json", **ascii_only).out) == json.loads(shell("run", "E1", "--json").out)
    assert shell("run", path, PYTHONUTF8="1", LC_ALL="C").out.startswith("café ✔ 咖\n")


@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_who_stops_changes_no_verdict(script, lines: int) -> None:
    path = script("for n in range(50_000):\n    print(n, 'y' * 20)\nraise SystemExit(5)\n")
    command = [sys.executable, "-m", "cafe_sim", "run", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        for n in range(lines):
            assert running.stdout.readline() == f"{n} {'y' * 20}\n".encode()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 1


def test_huge_output_comes_through_whole(shell, script) -> None:
    said = shell("run", script("for n in range(100_000):\n    print(n)\n"))
    assert said.status == 0
    assert said.out.splitlines()[:100_000] == [str(n) for n in range(100_000)]


def test_an_old_terminal_gets_what_it_can_show(shell) -> None:
    said = shell("levels", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.status == 0
    assert said.out.isascii()
    assert "One at a time" in said.out


def test_a_closed_stdout_costs_nothing_but_the_text(script) -> None:
    for arguments in (["levels"], ["run", str(script("raise SystemExit(5)")), "--json"], ["run", "B3"]):
        line = 'exec "$@" >&-'
        done = subprocess.run(
            ["sh", "-c", line, "sh", sys.executable, "-m", "cafe_sim", *arguments], stderr=subprocess.PIPE, check=False
        )
        assert done.stderr == b""
        assert done.returncode == (0 if arguments == ["levels"] else 1)


def test_long_lines_are_broken_between_words_and_set_in() -> None:
    wide, narrow = (
        re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal("run", "B3", COLUMNS=columns)[1]) for columns in ("400", "40")
    )
    assert max(map(len, wide.splitlines())) > 80
    assert max(map(len, narrow.splitlines())) <= 40
    assert set(narrow.split()) == set(wide.split())
