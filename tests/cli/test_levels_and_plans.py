"""Levels on the command line: run, listed, exported; plans from files, good, bad and hostile."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.content.loading import campaign_folder
from cafe_sim.game.player.progress import Progress, Stars

LEVELS = load_campaign()
IDS = [level.id for level in LEVELS]
ORDERS = {
    "number": int, "item": str, "state": str, "worker": str, "arrived": float,
    "leaves": (float, type(None)), "handed": (float, type(None)), "begun": (float, type(None)),
    "served": (float, type(None)), "left": (float, type(None)),
}  # fmt: skip


# ---- run ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", [level.id for level in LEVELS if level.scene is None])
def test_every_level_runs_with_its_reference_and_json_keeps_its_shape(cafe, id: str) -> None:
    said = cafe("run", id.lower(), "--json")
    told = json.loads(said.out)
    assert said.status == 0
    assert (told["target"], told["worked"], told["faults"]) == (id, True, [])
    assert isinstance(told["virtual_seconds"], float)
    assert told["virtual_seconds"] >= told["score"]["closes"] > 0
    assert told["score"]["served"] == len(told["orders"])
    assert told["score"]["lost"] == 0
    assert told["score"]["measure"] in {"mean wait", "closing", "van"}
    measured = {"mean wait": "mean_wait", "closing": "closes", "van": "van"}[told["score"]["measure"]]
    assert told["score"]["floor"] - 0.005 <= told["score"][measured]
    for order in told["orders"]:
        assert set(order) == set(ORDERS)
        assert all(isinstance(order[key], kind) for key, kind in ORDERS.items())


def test_a_level_file_runs_like_its_id(cafe) -> None:
    assert cafe("run", campaign_folder() / "A2.toml").out == cafe("run", "A2").out


def test_a_level_to_break_runs_its_own_program(cafe) -> None:
    said = cafe("run", "b3")
    assert said.status == 1
    assert said.out.startswith("B3  The wicked manager, as the clock would have it\nThe till says 6.00.\n")
    told = json.loads(cafe("run", "b3", "--json").out)
    assert (told["target"], told["score"]) == ("B3", None)


def test_a_day_is_told_in_lines_that_stand_alone(cafe) -> None:
    lines = cafe("run", "A1", "--plain").out.splitlines()
    assert lines[0] == "A1, One at a time, with its reference plan"
    assert lines[1:4] == [
        "0:00.000  order 1, tea, comes in",
        "0:00.000  order 1, tea, goes to Carl",
        "0:00.000  order 1, tea, is begun by Carl",
    ] or lines[1].endswith("comes in")
    times = [line[:8] for line in lines if line[:2] == "0:"]
    assert times == sorted(times)
    assert sum("is served by Carl" in line for line in lines) == 5
    assert "worked this time: 5 of 5 served" in lines
    assert "" not in lines


# ---- plans -------------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path):
    def write(text: str, name: str = "plan.toml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_plan_of_nothing_loses_everyone_and_says_so(cafe, plan) -> None:
    for file in (plan(""), plan("{}", "plan.json")):
        said = cafe("run", "A1", "--plan", file)
        assert said.status == 1
        assert said.out.startswith(f"A1  One at a time, with {file}\n")
        assert "✗ did not work this time: 0 of 5 served" in said.out
        assert "left" in said.out
        told = json.loads(cafe("run", "A1", "--plan", file, "--json").out)
        assert (told["worked"], told["score"]["served"], told["score"]["lost"]) == (False, 0, 5)
        assert told["score"]["mean_wait"] is None
        assert isinstance(told["virtual_seconds"], float)
        assert "is lost: the customer leaves" in cafe("run", "A1", "--plan", file, "--plain").out


def test_the_naive_plan_of_b4_is_told_as_json_tells_it(cafe, plan) -> None:
    said = cafe("run", "B4", "--plan", plan(""))
    assert said.status == 1
    assert "lost-update" in said.out
    assert "till  9.00" in said.out


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("hands = [", "plan.toml", ["plan.toml", "not TOML"]),
        ("{", "plan.json", ["plan.json", "not JSON"]),
        ("[]", "plan.json", ["plan.json", "no object"]),
        ("[" * 100_000, "plan.json", ["plan.json"]),
        ("x = " + "[" * 5_000, "plan.toml", ["plan.toml"]),
        ("nonsense = 1", "plan.toml", ["plan.toml", "nonsense"]),
        ('{"nonsense": "\\u001b[2J\\u202e"}', "plan.json", ["plan.json", "nonsense"]),
        ("hands = [{ at = 1e400 }]", "plan.toml", ["plan.toml", "hands"]),
        ("x" * 3_000_000, "plan.toml", ["plan.toml", "larger than"]),
    ],
)
def test_a_plan_that_is_none_is_a_sentence(cafe, plan, text: str, name: str, words: list[str]) -> None:
    said = cafe("run", "A1", "--plan", plan(text, name))
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert not set(said.err) & set("\x1b\u202e")
    for word in words:
        assert word in said.err


def test_a_missing_plan_or_level_is_a_sentence(cafe, tmp_path) -> None:
    for arguments in (["run", "A1", "--plan", "none.toml"], ["run", "none.toml"], ["export", tmp_path / "x.toml"]):
        said = cafe(*arguments)
        assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
        assert "cannot be read (No such file or directory)" in said.err


# ---- levels ------------------------------------------------------------------------------------


def test_the_campaign_is_listed_without_touching_saves(cafe, tmp_path) -> None:
    said = cafe("levels")
    assert said.status == 0
    assert all(f"  {level}  " in said.out for level in IDS)
    assert said.out.endswith(f"1 of {len(IDS)} open · 0 ★\n")
    assert not (tmp_path / "saves").exists()


def test_json_of_the_campaign_is_one_object(cafe) -> None:
    told = json.loads(cafe("levels", "--json").out)
    assert [level["id"] for level in told["levels"]] == IDS
    assert told["stars"] == 0
    assert [level["open"] for level in told["levels"]] == [True] + [False] * (len(IDS) - 1)


async def save(folder: Path, progress: Progress) -> None:
    from cafe_sim.game.player.keeper import Keeper

    keeper = Keeper(folder)
    await keeper.open()
    keeper.keep(progress)
    await keeper.close()


@pytest.mark.asyncio
async def test_stars_won_are_shown_from_whatever_folder_is_named(shell, tmp_path) -> None:
    await save(tmp_path / "mine", Progress().after("A1", Stars(sound=True, par=True), None))
    for arguments in (["--saves", "mine", "levels"], ["levels", "--saves", "mine"]):
        said = shell(*arguments)
        assert f"  A1  {'One at a time':<34}serve  ★★☆" in said.out.splitlines()
    assert shell("levels", "--plain", "--saves", "mine").out.startswith(
        "A1, One at a time, serve: open, stars: sound, par\nA2, Nobody has to watch the kettle, serve: open, no stars yet\n"
    )
    told = json.loads(shell("levels", "--json", CAFE_SIM_SAVES=str(tmp_path / "mine")).out)
    assert (told["stars"], told["levels"][0]["stars"], told["levels"][1]["open"]) == (2, ["sound", "par"], True)


def test_damaged_saves_are_told_and_the_campaign_is_listed_all_the_same(cafe, tmp_path) -> None:
    folder = tmp_path / "saves"
    folder.mkdir()
    for name in ("progress", "progress.save", "progress.json", "progress.cafe"):
        (folder / name).write_bytes(b"\x1b[2Jnot a save")
    before = sorted(folder.iterdir())
    said = cafe("levels")
    assert said.status == 0
    assert "  A1  " in said.out
    assert "\x1b" not in said.err
    assert sorted(folder.iterdir()) == before


# ---- export ------------------------------------------------------------------------------------


def test_an_exported_fix_level_runs_on_python_alone(cafe, tmp_path) -> None:
    said = cafe("export", "b3", "-o", tmp_path / "b3.py")
    assert (said.status, said.out, said.err) == (0, "", "")
    done = subprocess.run(
        [sys.executable, "-I", "b3.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout in {"The till says 6.00.\n", "The till says 3.00.\n"}


@pytest.mark.slow
def test_an_exported_day_ends_with_the_same_till(cafe, tmp_path) -> None:
    cafe("export", "B4", "-o", tmp_path / "b4.py")
    done = subprocess.run(
        [sys.executable, "-I", "b4.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "6 of 6 answered\ntill_total 18\n"


def test_export_to_stdout_is_the_file(cafe, tmp_path) -> None:
    for level in IDS:
        cafe("export", level, "-o", tmp_path / "x.py")
        text = (tmp_path / "x.py").read_text(encoding="utf-8")
        assert cafe("export", level).out == cafe("export", level, "-o", "-").out == text
        compile(text, level, "exec")
        assert "cafe_sim" not in text


# ---- progress as a file ------------------------------------------------------------------------


def test_progress_goes_to_a_teacher_and_to_another_computer(cafe, tmp_path) -> None:
    (tmp_path / "theirs.json").write_text(
        json.dumps(
            {
                "cafe_sim": "progress",
                "format": 1,
                "levels": {"A1": {"stars": ["sound"], "plans": [{"name": "mine", "stars": ["sound"], "plan": {}}]}},
            }
        ),
        encoding="utf-8",
    )
    saves = ("--saves", tmp_path / "saves")
    told = json.loads(cafe("levels", "--import", tmp_path / "theirs.json", "--json", *saves).out)
    assert told["levels"][0]["stars"] == ["sound"]
    assert told["levels"][0]["plans"] == [{"name": "mine", "stars": ["sound"]}]
    assert told["levels"][1]["open"]
    assert told["levels"][2]["opens_after"] == ["A2"]
    assert cafe("levels", "--export", tmp_path / "mine.json", *saves).status == 0
    theirs, mine = (json.loads((tmp_path / name).read_text()) for name in ("theirs.json", "mine.json"))
    assert {**mine["levels"]["A1"], "plans": []} == {**theirs["levels"]["A1"], "plans": []}
    assert mine["levels"]["A1"]["plans"][0]["name"] == "mine"


@pytest.mark.parametrize("text", ["", "{", '{"levels": {"A1": {"stars": ["gold"]}}}'])
def test_progress_that_is_none_changes_nothing(cafe, tmp_path, text) -> None:
    (tmp_path / "theirs.json").write_text(text, encoding="utf-8")
    said = cafe("levels", "--import", tmp_path / "theirs.json", "--saves", tmp_path / "saves")
    assert (said.status, said.out) == (2, "")
    assert "theirs.json" in said.err
    assert not list((tmp_path / "saves").glob("*.cafe"))


def test_progress_files_that_cannot_be_read_or_written_are_a_sentence(cafe, tmp_path) -> None:
    saves = ("--saves", tmp_path / "saves")
    assert "cannot be read" in cafe("levels", "--import", tmp_path / "none.json", *saves).err
    assert "cannot be written" in cafe("levels", "--export", tmp_path / "no" / "folder.json", *saves).err


@pytest.mark.parametrize(
    ("level", "hung"),
    [("C4", "locks  2, held 30 s in all"), ("D1", "locks  1 (2 tokens on the fuse), held 24 s in all"), ("B9", "bells  1"), ("D5", "rails  1")],
)  # fmt: skip
def test_what_a_plan_has_hung_up_is_counted(cafe, tmp_path, level: str, hung: str) -> None:
    assert cafe("run", level, "--replay-out", tmp_path / "run.json").out.splitlines()[-1] == hung
    assert cafe("replay", tmp_path / "run.json").out.splitlines()[-1] == hung
    score = json.loads(cafe("run", level, "--json").out)["score"]
    assert (score["locks"], score["bells"], score["rails"]) == {
        "C4": (2, 0, 0), "D1": (1, 0, 0), "B9": (0, 1, 0), "D5": (0, 0, 1),
    }[level]  # fmt: skip
