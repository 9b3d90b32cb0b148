"""The wheel: what is in it, and that it works where no checkout is."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LEVELS = sorted(path.name for path in (ROOT / "levels").glob("*.toml"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with what is installed here, without a network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for `sys.path` that holds the wheel's content, far from the checkout."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def cafe(installed: Path, where: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`cafe-sim` as its script starts it, in the folder `where`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CAFE_SIM", "PYTHONPATH", "XDG"))}
    command = [sys.executable, "-c", "import sys; from cafe_sim.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(
        command,
        cwd=where,
        env=kept | {"PYTHONPATH": str(installed), "HOME": str(where), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_wheel_holds_code_levels_styles_and_nothing_else(wheel: Path) -> None:
    from cafe_sim import __version__

    assert wheel.name == f"cafe_sim-{__version__}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert sorted(name.removeprefix("cafe_sim/_levels/") for name in names if name.endswith(".toml")) == LEVELS
    assert "cafe_sim/tui/cafe.tcss" in names
    assert "cafe_sim/languages/zh-Hans.po" in names
    assert "cafe_sim/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"cafe_sim", f"cafe_sim-{__version__}.dist-info"}
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cafe_sim").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == code
    endings = {Path(name).suffix for name in names if name.startswith("cafe_sim/")}
    assert endings <= {".py", ".toml", ".tcss", ".typed", ".md", ".po"}


def test_the_wheel_says_what_it_needs_and_what_it_starts(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    read = {name.split("/")[-1]: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name}
    assert "cafe-sim = cafe_sim.cli:main" in read["entry_points.txt"]
    assert "Requires-Python: >=3.11" in read["METADATA"]
    lines = read["METADATA"].split("\n\n")[0].splitlines()
    required = [line.split(":", 1)[1].strip() for line in lines if line.startswith("Requires-Dist")]
    needed = {re.split(r"[<>=;\s]", line)[0] for line in required if "extra ==" not in line}
    assert needed == {"textual", "rich", "aiofiles", "msgspec", "platformdirs", "click", "polib"}


def test_installed_it_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    listed = cafe(installed, tmp_path, "levels", "--json")
    assert listed.returncode == 0, listed.stderr
    assert sorted(f"{level['id']}.toml" for level in json.loads(listed.stdout)["levels"]) == LEVELS
    ran = cafe(installed, tmp_path, "run", "A1", "--json")
    assert ran.returncode == 0, ran.stderr
    here = subprocess.run(
        [sys.executable, "-m", "cafe_sim", "run", "A1", "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout)["digest"] == json.loads(here.stdout)["digest"]


SAVE = """
import asyncio
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.progress import Stars

async def win():
    game = Campaign.at_home()
    await game.open()
    game.keeper.keep(game.progress.after("A1", Stars(sound=True), None))
    await game.keeper.close()
    print(game.keeper.folder)

asyncio.run(win())
"""


def test_installed_it_saves_in_the_users_data_folder_and_nowhere_else(installed: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CAFE_SIM", "XDG"))}
    environment |= {"PYTHONPATH": str(installed), "HOME": str(tmp_path), "PYTHONUTF8": "1"}
    before = sorted(installed.rglob("*.toml"))
    done = subprocess.run(
        [sys.executable, "-c", SAVE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    folder = Path(done.stdout.strip())
    assert folder.is_relative_to(tmp_path)
    assert "cafe-sim" in folder.parts
    assert any(folder.iterdir())
    assert sorted(installed.rglob("*.toml")) == before
    assert json.loads(cafe(installed, tmp_path, "levels", "--json").stdout)["stars"] == 1


def test_from_a_checkout_it_saves_beside_the_code() -> None:
    from cafe_sim.storage.paths import saves_folder

    assert saves_folder(environment={}) == ROOT / "saves"
