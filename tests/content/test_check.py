"""`cafe-sim check`: what it says, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafe_sim.cli.check import check
from cafe_sim.content.loading import campaign_folder

LEVELS = campaign_folder()


def copy(folder: Path, level: str, old: str = "", new: str = "") -> Path:
    text = (LEVELS / f"{level}.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / f"{level}.toml"
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_level_that_holds_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check([copy(tmp_path, "B3"), copy(tmp_path, "B4")], plain=True, processes=1) == 0
    out, err = capsys.readouterr()
    assert "B4  Two hands in the till" in out
    assert out.count("proved") == 2
    assert err == ""


@pytest.mark.slow
def test_a_claim_that_fails_is_named_with_both_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy(tmp_path, "B6", "closes = 8, sold = 4, held = 4", "closes = 8, sold = 4, held = 3")
    assert check([path], plain=True, processes=1) == 1
    out = capsys.readouterr().out
    assert "row: joined, look to take: expected" in out
    assert "held 3" in out
    assert "held 4" in out


@pytest.mark.slow
def test_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check([copy(tmp_path, "B3")], as_json=True, processes=1) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["proved"] is True
    assert [level["id"] for level in told["levels"]] == ["B3"]
    assert all(claim["holds"] for claim in told["levels"][0]["claims"])


def test_bad_input_is_a_sentence_for_each_file_and_no_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = copy(tmp_path, "A1", 'kind = "serve"', 'kind = "cook"')
    assert check([bad, tmp_path / "none.toml", LEVELS / "B3.toml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 2
    assert '"cook"' not in err.splitlines()[1]


def test_a_folder_of_levels_that_are_no_line_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy(tmp_path, "A1")
    assert check([tmp_path]) == 2
    assert "A2" in capsys.readouterr().err
