"""Scripts in files: what was in a file stays in it but for what was typed, and no crash leaves half of it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from cafe_sim.errors import BadContent
from cafe_sim.game.coding.scripts import BYTES_AT_MOST, path_of, read_script, scripts_in, stamp_of, write_script
from cafe_sim.storage import RealDisk


def done(does):
    """What a coroutine function makes of a disk."""
    disk = RealDisk()
    try:
        return asyncio.run(does(disk))
    finally:
        disk.close()


def read(path: Path):
    return done(lambda disk: read_script(disk, path))


def write(path: Path, text: str, like=None):
    return done(lambda disk: write_script(disk, path, text, like))


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\n",
        b"x = 1\r\ny = 2\r\n",
        b"no end",
        b"",
        "# é\n".encode(),
        "\ufeffx = 'é'\n".encode(),
        "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
        b"\tx = 1\n\n\n",
    ],
)
def test_what_is_written_back_unchanged_is_the_same_bytes(tmp_path, data):
    path = tmp_path / "a.py"
    path.write_bytes(data)
    held = read(path)
    assert "\r" not in held.text
    write(path, held.text, held)
    assert path.read_bytes() == data
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]


def test_what_was_written_is_what_is_read_and_has_the_stamp_that_was_said(tmp_path):
    path = tmp_path / "a.py"
    held = write(path, "x = 'ü'\n")
    assert (held.text, held.stamp) == (read(path).text, stamp_of(path))


def test_somebody_elses_change_changes_the_stamp(tmp_path):
    path = tmp_path / "a.py"
    held = write(path, "x = 1\n")
    path.write_text("x = 22\n")
    assert stamp_of(path) != held.stamp


def test_permissions_stay_and_links_stay_links(tmp_path):
    target, link = tmp_path / "target.py", tmp_path / "link.py"
    target.write_text("x = 1\n")
    target.chmod(0o750)
    link.symlink_to(target)
    write(link, "x = 2\n", read(link))
    assert link.is_symlink()
    assert target.read_text() == "x = 2\n"
    assert target.stat().st_mode & 0o777 == 0o750


def test_what_cannot_be_read_is_a_sentence(tmp_path):
    (tmp_path / "binary.py").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "latin.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "odd.py").write_bytes(b"# coding: klingon\n")
    (tmp_path / "big.py").write_bytes(b"#" * (BYTES_AT_MOST + 1))
    os.mkfifo(tmp_path / "pipe.py")
    words = {
        "binary.py": "really a Python script",
        "latin.py": "no text that Python can read",
        "odd.py": "no text that Python can read",
        "big.py": "larger than 1 MB",
        "pipe.py": "not an ordinary file",
        ".": "is a folder",
        "gone.py": "cannot be read",
        "a\0b.py": "cannot be read",
        "x" * 5_000: "cannot be read",
    }
    for name, said in words.items():
        with pytest.raises(BadContent, match=said) as caught:
            read(tmp_path / name)
        assert str(caught.value).isprintable()


def test_what_cannot_be_written_is_a_sentence_and_leaves_the_file_alone(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    held = read(path)
    before = path.read_bytes()
    with pytest.raises(BadContent, match="written in iso-8859-1, which has no"):
        write(path, held.text + "# ☕\n", held)
    assert path.read_bytes() == before
    with pytest.raises(BadContent, match="cannot be written"):
        write(tmp_path / "no" / "such" / "folder.py", "x = 1\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_protected_file_is_not_replaced(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    path.chmod(0o400)
    with pytest.raises(BadContent, match="write-protected"):
        write(path, "x = 2\n", read(path))


class Unplugged(RealDisk):
    """A disk that is pulled out before the rename."""

    async def replace(self, source: Path, target: Path) -> None:
        raise OSError(5, "Input/output error")


def test_what_was_there_is_there_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("old\n")
    disk = Unplugged()
    with pytest.raises(BadContent, match="Input/output error"):
        asyncio.run(write_script(disk, path, "new\n", None))
    disk.close()
    assert path.read_text() == "old\n"


def test_a_folders_scripts_are_listed_by_name(tmp_path):
    for name in ("b.py", "a.py", "notes.txt", ".hidden.py", "w.pyw"):
        (tmp_path / name).touch()
    assert [path.name for path in scripts_in(tmp_path)] == ["a.py", "b.py", "w.pyw"]
    assert scripts_in(tmp_path / "gone") == []


def test_a_name_without_an_ending_means_a_script(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_of("race") == Path("race.py")
    assert path_of("race.pyw") == Path("race.pyw")
    assert path_of("~/x.py") == tmp_path / "x.py"
    assert path_of("..") == Path("..")
