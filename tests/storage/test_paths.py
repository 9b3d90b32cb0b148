"""Where saves go: asked for, then the environment, then beside the checkout, then the user's data."""

from __future__ import annotations

from pathlib import Path

from cafe_sim.storage import saves_folder


def checkout(folder: Path) -> Path:
    (folder / "levels").mkdir()
    (folder / "pyproject.toml").touch()
    return folder


def test_what_was_asked_for_comes_first(tmp_path):
    environment = {"CAFE_SIM_SAVES": "/from/environment"}
    assert saves_folder(tmp_path / "mine", environment, checkout(tmp_path)) == tmp_path / "mine"


def test_then_the_environment(tmp_path):
    assert saves_folder(None, {"CAFE_SIM_SAVES": "~/x"}, checkout(tmp_path)) == Path.home() / "x"


def test_from_a_checkout_beside_it(tmp_path):
    assert saves_folder(None, {}, checkout(tmp_path)) == tmp_path / "saves"


def test_installed_in_the_users_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = saves_folder(None, {}, tmp_path)
    assert "cafe-sim" in str(folder)
    assert tmp_path / "saves" != folder
