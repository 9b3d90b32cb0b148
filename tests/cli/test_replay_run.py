"""`cafe-sim run --replay-out` and `cafe-sim replay` of such a file: the same run in another process, or what is not as
it was.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(cafe, tmp_path, monkeypatch):
    """A day of A1, kept in a1.json."""
    monkeypatch.chdir(tmp_path)
    cafe("run", "A1", "--replay-out", "a1.json")
    return tmp_path / "a1.json"


def spoil(file: Path, **changes: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_shift_kept_in_one_process_is_narrated_in_another(shell, tmp_path):
    ran = shell("run", "A1", "--plain", "--replay-out", "a1.json")
    again = shell("replay", "a1.json", "--plain", PYTHONHASHSEED="1")
    assert (again.status, again.err) == (0, "")
    first, title, *lines = again.out.splitlines()
    assert first == "A1: the same run again"
    assert title == "A1, One at a time, as it was recorded"
    assert lines == ran.out.splitlines()[1:]
    assert "order 2, tea, is served by Carl" in again.out


def test_without_plain_it_is_told_as_run_tells_it(cafe, kept):
    said = cafe("replay", "a1.json")
    assert said.out.startswith("✔ A1: the same run again\nA1  One at a time, as it was recorded\norder 1 ")
    told = json.loads(cafe("replay", "a1.json", "--json").out)
    assert (told["target"], told["same"], told["difference"]) == ("A1", True, "")


def test_the_players_plan_goes_along(cafe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("plan.json").write_text('{"hand_overs": [{"at": 0, "order": 2, "to": "Carl"}]}', encoding="utf-8")
    ran = cafe("run", "A1", "--plan", "plan.json", "--replay-out", "run.json")
    Path("plan.json").unlink()
    again = cafe("replay", "run.json")
    assert ran.status == again.status == 1, "four customers are still waiting"
    assert again.out.splitlines()[2:] == ran.out.splitlines()[1:]


@pytest.mark.parametrize("more", [(), ("--seed", 3, "--cores", 2)])
def test_a_level_to_break_is_run_as_the_clock_has_it(cafe, tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    ran = cafe("run", "B3", "--replay-out", "b3.json", *more)
    again = cafe("replay", "b3.json")
    assert again.out.startswith("✔ B3: the same run again\n")
    assert (again.status, again.out.splitlines()[2:]) == (ran.status, ran.out.splitlines()[1:])


def test_moves_are_told_one_by_one(cafe, tmp_path, monkeypatch):
    from cafe_sim.content import load_campaign
    from cafe_sim.game.afterwards.recorded import record, to_bytes

    monkeypatch.chdir(tmp_path)
    level = next(each for each in load_campaign() if each.id == "B3")
    Path("b3.json").write_bytes(to_bytes(record(level, None, (2, 3, 3, 2))))
    said = cafe("replay", "b3.json", "--plain")
    assert said.out.startswith("B3: the same run again\n")
    assert "reads till.total: 0.0" in said.out
    assert "writes till.total: 3.0" in said.out
    spoil(tmp_path / "b3.json", moves=[2, 2, 2])
    said = cafe("replay", "b3.json")
    assert said.status == 3
    assert "? B3: this is not the run that was recorded: step 3: " in said.out
    assert "cannot move: has finished" in said.out


def test_another_run_is_said_to_be_another_with_status_3(cafe, kept):
    trail = json.loads(kept.read_text(encoding="utf-8"))["trail"]
    spoil(kept, trace="0" * 32, trail=trail[:6] + "000" + trail[9:])
    said = cafe("replay", "a1.json")
    assert said.status == 3
    assert "? A1: this is not the run that was recorded: step 3 was another one, and is now “Carl " in said.out
    assert json.loads(cafe("replay", "a1.json", "--json").out)["same"] is False
    said = cafe("timeline", "a1.json", "--plain")
    assert said.status == 3
    assert "step 3 was another one" in said.err


def test_a_changed_level_is_named(cafe, kept):
    text = (ROOT / "levels" / "A1.toml").read_text(encoding="utf-8")
    Path("own.toml").write_text(text, encoding="utf-8")
    assert cafe("replay", "a1.json", "own.toml").status == 0
    Path("own.toml").write_text(text.replace("seconds = 4", "seconds = 5"), encoding="utf-8")
    said = cafe("replay", "a1.json", "own.toml")
    assert said.status == 3
    assert "A1 is not what it was when this was recorded; step " in said.out


@pytest.mark.parametrize(
    ("changes", "more", "said"),
    [
        ({"level": "Z9"}, (), "is a run of Z9, and there is no such level in the campaign"),
        ({}, ("B4",), "is a run of A1, and B4 is B4"),
        ({}, ("--seed", 3), "says all of its run itself"),
        ({"plan": None}, (), "A1 is run with a plan, and there is none in it"),
        ({"plan": {"nonsense": 1}}, (), "nonsense"),
        ({"trail": "\x1b"}, (), "is no recorded run of Café Sim, or a damaged one"),
        ({"version": 7}, (), "was recorded by a newer Café Sim (format 7)"),
    ],
)
def test_what_does_not_fit_is_one_sentence(cafe, kept, changes, more, said):
    spoil(kept, **changes)
    came = cafe("replay", "a1.json", *more)
    assert (came.status, came.out) == (2, "")
    assert said in came.err
    assert came.err.count("\n") == 1
    assert "\x1b" not in came.err


def test_a_script_and_a_place_that_cannot_be_written(cafe, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    script("print(1)")
    assert "--replay-out keeps a level's run" in cafe("run", "script.py", "--replay-out", "x.json").err
    said = cafe("run", "A1", "--replay-out", "nowhere/x.json")
    assert (said.status, said.out) == (2, "")
    assert "cannot be written" in said.err
