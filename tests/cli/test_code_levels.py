"""Levels of code on the command line: run, inspected, exported, with a Python text as their plan."""

from __future__ import annotations

import json

import pytest
import shipped

from cafe_sim.content.loading import campaign_folder

A5 = shipped.level("A5")
LOST = A5.shop.program.replace("make[order.item](order)", "asyncio.create_task(make[order.item](order))")


@pytest.fixture
def text(tmp_path):
    """A file with a text in it."""

    def written(text: str) -> str:
        path = tmp_path / "mine.py"
        path.write_text(text, "utf-8")
        return str(path)

    return written


def test_the_reference_runs_and_is_certified(cafe):
    said = cafe("run", "A5")
    assert (said.status, said.err) == (0, "")
    assert "mean wait  4.5 s   par 4.5   floor 4.5" in said.out
    said = cafe("inspect", "A5", "--json")
    told = json.loads(said.out)
    assert (said.status, told["verdict"], told["traces"]) == (0, "certified", 9)


def test_a_python_text_is_a_plan(cafe, text):
    said = cafe("run", "A5", "--plan", text(LOST), "--json")
    told = json.loads(said.out)
    assert (said.status, told["worked"], told["score"]["served"]) == (1, False, 5)
    assert {fault["kind"] for fault in told["faults"]} == {"lost-task"}
    said = cafe("inspect", "A5", "--plan", text(LOST), "--json")
    found = json.loads(said.out)["faults"][0]
    again = cafe("replay", found["schedule"], "--plan", text(LOST))
    assert again.status == 1
    assert "its loop ended without waiting for it" in again.out


def test_an_endless_text_is_no_verdict(cafe, text):
    said = cafe("run", "A5", "--plan", text("while True:\n    pass\n"))
    assert said.status == 3
    assert "stopped: a limit was reached" in said.out


@pytest.mark.parametrize(
    ("level", "program", "said"),
    [
        ("A5", "def (\n", "invalid syntax"),
        ("A5", "x\n" * 2000, "is too long"),
        ("A4", LOST, "A4 is no level of code"),
        ("B3", LOST, "is a level to break"),
    ],
)
def test_what_is_no_plan_is_one_sentence(cafe, text, level, program, said):
    for command in ("run", "inspect"):
        came = cafe(command, level, "--plan", text(program))
        assert (came.status, came.out, len(came.err.splitlines())) == (2, "", 1)
        assert said in came.err


def test_a_missing_file_and_one_that_is_no_text_are_one_sentence(cafe, tmp_path):
    (tmp_path / "half.py").write_bytes(b"\xff\xfe")
    for name, said in (("none.py", "there is no such file"), ("half.py", "cannot be read as UTF-8")):
        came = cafe("run", "A5", "--plan", str(tmp_path / name))
        assert (came.status, came.out) == (2, "")
        assert said in came.err


def test_the_export_is_the_text_and_a_small_counter(cafe):
    said = cafe("export", "A5")
    assert said.status == 0
    assert A5.reference.text.strip() in said.out
    assert "PACE = 1" in said.out


def test_no_run_file_is_written_of_what_was_typed(cafe, tmp_path):
    said = cafe("run", "A5", "--replay-out", str(tmp_path / "run.json"))
    assert said.status == 2
    assert "kept in no file" in said.err
    assert not (tmp_path / "run.json").exists()


def test_it_is_listed(cafe):
    assert "A5  Pin it up                         code   opens after A4" in cafe("levels").out


def test_a_level_whose_program_ends_its_process_is_not_proved_and_says_so(cafe, tmp_path):
    path = tmp_path / "bad.toml"
    raw = (campaign_folder() / "A5.toml").read_text("utf-8")
    raw = raw.replace("import asyncio\n", "import ctypes; ctypes.string_at(0)\nimport asyncio\n", 1)
    path.write_text(raw.replace('next = "A9"', 'next = ""').replace('opens = ["A4"]', "opens = []"), "utf-8")
    said = cafe("check", str(path))
    assert (said.status, len(said.err.splitlines())) == (2, 1)
    assert said.err.startswith(f"cafe-sim: {path}: not proved: a worker process was ended by SIGSEGV")
    assert said.out.endswith("not proved\n0 of 1 level, 0 of 0 claims hold.\n")
