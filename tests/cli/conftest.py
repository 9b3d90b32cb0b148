"""Commands as a shell sees them. `shell` starts the real command in a process of its own; `cafe` calls the same `main`
in this one, for the many cases in which only arguments, status and text count."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from cafe_sim.cli import main

ROOT = Path(__file__).resolve().parents[2]


class Said(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path / "saves"))
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONUTF8", "1")


@pytest.fixture
def cafe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`cafe-sim ARGUMENTS…` in this process, programs and all."""
    monkeypatch.setattr("cafe_sim.cli.apart.WATCHED", False)

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["cafe-sim", *map(str, arguments)])
        capsys.readouterr()
        status = main()
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return call


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., Said]:
    """`cafe-sim ARGUMENTS…` in a process of its own, in a folder of its own, with nothing on stdin."""

    def call(*arguments: object, **environment: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "cafe_sim", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """A file with this text."""

    def write(text: str | bytes, name: str = "script.py") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode())
        return path

    return write
