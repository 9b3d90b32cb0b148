"""Bad input: one sentence on stderr, status 2, nothing on stdout, never a traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def refused(said, *words: str) -> None:
    """It is one sentence that holds these words."""
    assert said.status == 2
    assert said.out == ""
    assert re.fullmatch(r"cafe-sim: [^\n]{10,}\n", said.err), said.err
    for word in words:
        assert word in said.err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("syntax.py", b"x = 1\ny = (\n", ["syntax.py, line 2", "never closed"]),
        ("indent.py", b"if 1:\nx = 2\n", ["indent.py, line 2"]),
        ("latin.py", b"print('caf\xe9')\n", ["latin.py"]),
        ("binary.py", bytes(range(256)), ["binary.py"]),
        ("nul.py", b"x = 1\0\n", ["nul.py", "null"]),
        (
            "sixteen.py",
            b"# coding: utf-16\nx = 10\n",
            ["sixteen.py", "16" if sys.version_info < (3, 14) else "encoding"],
        ),
        ("deep.py", b"(" * 900 + b")" * 900, ["deep.py"]),
    ],
)
def test_what_is_no_python_is_said_with_file_and_line(
    cafe, script, name: str, content: bytes, words: list[str]
) -> None:
    refused(cafe("run", script(content, name)), *words)


def test_of_a_long_line_that_is_no_python_the_beginning_is_shown(cafe, script) -> None:
    said = cafe("run", script("(" * 5_000))
    assert said.status == 2
    assert len(said.err) < 300


def test_files_that_are_none(cafe, tmp_path) -> None:
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "huge.py").write_bytes(b"#" * (5 << 20))
    refused(cafe("run", tmp_path / "missing.py"), "missing.py", "no such file")
    refused(cafe("run", tmp_path / "folder.py"), "folder.py", "is a folder")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__main__.py").write_text("")
    refused(cafe("run", tmp_path / "shop"), "is a folder", "did you mean", "__main__.py")
    refused(cafe("run", tmp_path / "pipe.py"), "pipe.py", "not an ordinary file")
    refused(cafe("run", tmp_path / "huge.py"), "huge.py", "larger than 4 MB")
    refused(cafe("run", ("x" * 5000) + ".py"), "cannot be read" if sys.version_info < (3, 14) else "no such file")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", ""], ["inspect", " "], ["replay", ""], ["timeline", ""], ["export", ""], ["play", ""], ["check", ""], ["lab", ""],
        ["run", "A4", "--plan", ""], ["levels", "--import", ""], ["levels", "--export", ""], ["export", "A1", "-o", ""],
        ["--saves", "", "levels"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_nothing_is_not_the_current_folder(cafe, arguments: list[str]) -> None:
    said = cafe(*arguments)
    assert (said.status, said.out) == (2, "")
    assert "nothing is named there" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "-"], ["timeline", "-"], ["check", "-"], ["run", "A4", "--plan", "-"], ["levels", "--export", "-"],
        ["run", "A1", "--replay-out", "-"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_dash_is_neither_read_nor_written(cafe, tmp_path, monkeypatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    said = cafe(*arguments)
    assert (said.status, said.out) == (2, "")
    assert "standard input" in said.err or "./-" in said.err
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("command", ["run", "inspect", "timeline", "replay", "export", "check"])
def test_what_is_there_and_is_no_file_is_not_said_to_be_missing(cafe, tmp_path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for name in (tmp_path / "pipe.json", "/dev/null"):
        said = cafe(command, name)
        assert said.status == 2
        assert "ordinary file" in said.err


def test_who_forgets_the_ending_is_helped(cafe, script, monkeypatch, tmp_path) -> None:
    script("print(1)\n", "bank.py")
    script("print(1)\n", "notes.txt")
    monkeypatch.chdir(tmp_path)
    refused(cafe("run", "bank"), "did you mean bank.py?")
    refused(cafe("run", "notes.txt"), "'notes.txt' is neither a level's id nor a file")
    refused(cafe("bank.py"), "`cafe-sim run bank.py`")


def test_who_mistypes_a_command_or_level_is_helped(cafe) -> None:
    refused(cafe("lvels"), "did you mean `cafe-sim levels`?")
    refused(cafe("help"), "cafe-sim -h")
    refused(cafe("brew"), "the commands are check, export, inspect, lab, levels, play, replay, run")
    refused(cafe("run", "A11"), "there is no level 'A11' (did you mean A1?)", "C4", ".toml", ".py")
    refused(cafe("export", "A11"), "there is no level 'A11'", ".toml")
    refused(cafe("run"), "TARGET", "run -h")
    refused(cafe("run", "A1", "--speed", "3"), "--speed")
    refused(cafe("run", "A1", "--seed", "many"), "--seed", "'many'")
    refused(cafe("run", "A1", "--cores", "0"), "--cores")
    refused(cafe("check"), "PATH")


def test_options_that_do_not_belong_are_not_swallowed(cafe, script) -> None:
    path = script("print(1)\n")
    refused(cafe("run", path, "--plan", "plan.toml"), "--plan belongs to a level")
    refused(cafe("run", "B3", "--plan", "plan.toml"), "B3 is a level to break")
    refused(cafe("run", "A1", "loud"), "takes no arguments")
    refused(cafe("export", path), "is a script already")


def test_the_game_without_a_terminal_is_a_sentence(shell) -> None:
    refused(shell(), "needs a terminal", "cafe-sim run LEVEL")
    refused(shell("play", "A1"), "needs a terminal")


def test_a_level_that_is_none_is_said_before_the_game_opens(cafe) -> None:
    refused(cafe("play", "NOPE"), "there is no level 'NOPE'", "A1, A2")
    refused(cafe("play", "levels/A1.toml"), "campaign", "cafe-sim run levels/A1.toml")


def test_escapes_in_arguments_do_not_reach_the_terminal(cafe) -> None:
    for arguments in (
        ["run", "\x1b[31mA1"],
        ["\x1b[2J"],
        ["run", "\x9b2J.py"],
        ["run", "A1", "--plan", "\u202ex.toml"],
    ):
        said = cafe(*arguments)
        refused(said)
        assert not set(said.err) & set("\x1b\x9b\u202e")


@pytest.mark.parametrize("command", ["play", "levels", "run", "export", "check"])
def test_h_is_help_everywhere(cafe, command: str) -> None:
    said = cafe(command, "-h")
    assert said.status == 0
    assert said.out.startswith(f"Usage: cafe-sim {command} ")
    assert said == cafe(command, "--help")


def test_help_and_version(cafe) -> None:
    from cafe_sim import __version__

    assert cafe("--version").out == f"cafe-sim, version {__version__}\n"
    assert "Exit status: 0 nothing wrong, 1 faults found, 2 bad input, 3 inconclusive." in cafe("-h").out
    assert "..." not in cafe("-h").out.split("Commands:")[1]


def test_a_result_that_cannot_be_written_is_a_sentence(cafe, tmp_path) -> None:
    refused(cafe("export", "A1", "-o", tmp_path / "none" / "a1.py"), "cannot be written", "-o")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_disk_is_a_sentence(tmp_path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cafe_sim", "export", "A1"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert re.fullmatch(r"cafe-sim: [^\n]*No space left on device[^\n]*\n", done.stderr)


def test_our_own_mistakes_end_in_a_sentence_too(cafe, monkeypatch) -> None:
    def broken(**_: object) -> int:
        raise ZeroDivisionError("no beans")

    monkeypatch.setattr("cafe_sim.cli.levels.list_levels", broken)
    refused(cafe("levels"), "no beans", "please report it", "test_errors.py:")


def test_ctrl_c_says_stopped(script, tmp_path) -> None:
    ready = tmp_path / "ready"
    path = script(f"open({str(ready)!r}, 'w').close()\nimport time\nwhile True:\n    time.sleep(1)\n")
    command = [sys.executable, "-m", "cafe_sim", "run", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not ready.exists():
            pass
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert re.fullmatch(r"cafe-sim: stopped( in line [34] of .*)?", err.strip())


def test_ctrl_c_ends_the_wait_for_a_pipe_into_which_nobody_writes(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "cafe_sim", "levels", "--import", str(tmp_path / "pipe")]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running,
        (tmp_path / "pipe").open("wb"),  # opens when they do
    ):
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.strip()) == (130, "", "cafe-sim: stopped")


WORDS = st.sampled_from(
    ["run", "levels", "export", "check", "play", "A1", "b3", "nope", "--json", "--plain", "--plan", "--seed", "-h", "--", "-o",
     "--cores", "--saves", "1", "-1", "", "-", ".", "/", "~", "..", "x.py", "x.toml", "--nope", "--version"]
)  # fmt: skip
JUNK = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS | JUNK, max_size=5))
def test_whatever_is_typed_there_is_a_status_and_no_traceback(
    cafe, monkeypatch, tmp_path, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if arguments[:1] == ["check"] and len(arguments) > 1:
        arguments = ["check", "nope.toml", *arguments[1:]]  # proving is tested elsewhere
    said = cafe(*arguments)
    assert said.status in {0, 1, 2, 3}
    assert "Traceback" not in said.out + said.err
    assert "please report it" not in said.err
    if said.status == 2:
        assert all(line.startswith("cafe-sim: ") for line in said.err.splitlines())
