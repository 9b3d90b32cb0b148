"""`cafe-sim check`: what it says, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafe_sim.content.loading import campaign_folder

LEVELS = campaign_folder()


def copy(folder: Path, level: str, old: str = "", new: str = "") -> Path:
    text = (LEVELS / f"{level}.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / f"{level}.toml"
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_levels_that_hold_are_proved(shell, tmp_path) -> None:
    said = shell("check", copy(tmp_path, "B3"), copy(tmp_path, "B4"), "--plain")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("B3  The wicked manager")
    assert "B4  Two hands in the till" in said.out
    assert said.out.count("proved") == 2
    assert said.out.endswith("claims hold.\n")


@pytest.mark.slow
def test_a_claim_that_fails_is_named_with_both_figures(cafe, tmp_path) -> None:
    path = copy(tmp_path, "B6", "closes = 8, sold = 4, held = 4", "closes = 8, sold = 4, held = 3")
    said = cafe("check", path, "--plain")
    assert said.status == 1
    assert "row: joined, look to take: expected" in said.out
    assert "held 3" in said.out
    assert "held 4" in said.out


@pytest.mark.slow
def test_json_is_one_object(cafe, tmp_path) -> None:
    said = cafe("check", copy(tmp_path, "B3"), "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert told["proved"] is True
    assert [level["id"] for level in told["levels"]] == ["B3"]
    assert all(claim["holds"] for claim in told["levels"][0]["claims"])


def test_bad_input_is_a_sentence_for_each_file_and_no_proof(cafe, tmp_path) -> None:
    bad = copy(tmp_path, "A1", 'kind = "serve"', 'kind = "cook"')
    said = cafe("check", bad, tmp_path / "none.toml", LEVELS / "B3.toml")
    assert (said.status, said.out) == (2, "")
    spoilt, missing = said.err.splitlines()
    assert "A1.toml" in spoilt
    assert "kind" in spoilt
    assert "none.toml" in missing


def test_a_folder_of_levels_that_are_no_line_is_bad_input(cafe, tmp_path) -> None:
    copy(tmp_path, "A1")
    said = cafe("check", tmp_path)
    assert said.status == 2
    assert "A2" in said.err


def test_a_level_that_burns_is_given_up_in_time_and_the_others_are_proved(cafe, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("cafe_sim.cli.check.SECONDS", 3.0)
    burns = copy(tmp_path, "A5", "import asyncio\n", "sum(range(10**12))\nimport asyncio\n")
    text = burns.read_text("utf-8").replace('next = "A9"', 'next = ""').replace('opens = ["A4"]', "opens = []")
    burns.write_text(text, "utf-8")
    said = cafe("check", burns, "--json")
    assert said.status == 2
    assert said.err.startswith(
        f"cafe-sim: {burns}: not proved: a worker process was stopped after 3 s without an answer"
    )
    assert said.err.count("\n") == 1
    told = json.loads(said.out)
    assert (told["proved"], told["levels"][0]["tried"], told["levels"][0]["claims"]) == (False, False, [])


def test_ctrl_c_ends_a_proof_at_once_and_says_what_is_proved(cafe, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cafe_sim.cli.check.wait", interrupted)
    said = cafe("check", LEVELS / "B3.toml", "--plain")
    assert (said.status, said.err) == (3, "cafe-sim: stopped\n")
    assert said.out.endswith("not proved\n0 of 1 level, 0 of 0 claims hold.\n")
