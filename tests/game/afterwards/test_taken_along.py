"""Files that are taken along: nothing is written over, and where it is is said whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim.errors import Misuse
from cafe_sim.game.afterwards.taken_along import file_name, folder_of, take_along
from cafe_sim.game.player.keeper import Keeper


def test_what_is_there_is_left_alone_and_the_same_is_written_once(tmp_path):
    first = take_along(tmp_path / "runs", "B4.json", "one")
    again = take_along(tmp_path / "runs", "B4.json", "one")
    other = take_along(tmp_path / "runs", "B4.json", "two")
    third = take_along(tmp_path / "runs", "B4.json", "two")
    assert (first, again) == (tmp_path / "runs" / "B4.json",) * 2
    assert other == third == tmp_path / "runs" / "B4-2.json"
    assert [path.read_text() for path in (first, other)] == ["one", "two"]


def test_a_folder_of_that_name_is_no_file_to_be_written(tmp_path):
    (tmp_path / "B4.json").mkdir()
    assert take_along(tmp_path, "B4.json", "one") == tmp_path / "B4-2.json"


def test_why_it_cannot_be_written_is_said_with_the_whole_path(tmp_path):
    (tmp_path / "runs").write_text("in the way")
    with pytest.raises(Misuse, match=f"{tmp_path}/runs/B4.json cannot be written"):
        take_along(tmp_path / "runs", "B4.json", "one")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("B4  Two hands in the till.svg", "B4-Two-hands-in-the-till.svg"),
        ("../../x.json", "x.json"),
        ("收银台", "picture.svg"),
    ],
)
def test_any_title_is_a_name_that_every_disk_takes(title, name):
    assert file_name(title) == name


def test_a_folder_is_named_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert folder_of(Keeper(Path("saves")), "runs") == tmp_path / "saves" / "runs"
    assert folder_of(Keeper(), "runs").is_absolute()
