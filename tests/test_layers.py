"""The house stands in its order: no layer imports one above it, and nothing below the screens brings a screen along."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEADLESS = ("errors", "engine", "cafe", "content", "storage", "catalogue", "game", "web")

PROBE = """
import importlib, pkgutil, sys
package = importlib.import_module("cafe_sim." + sys.argv[1])
for module in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
    importlib.import_module(module.name)
banned = set(sys.argv[2:])
print(sorted(name for name in sys.modules if name.partition(".")[0] in banned))
"""


def modules_brought(layer: str, *banned: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, layer, *banned],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("layer", HEADLESS)
def test_headless_packages_bring_no_screen(layer):
    assert modules_brought(layer, "textual", "rich") == "[]"


def test_the_command_line_brings_no_screens_before_it_opens_one():
    assert modules_brought("cli", "textual") == "[]"


def test_the_layers_are_in_order():
    command = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_picture_waits_for_neither_engine_nor_levels():
    probe = (
        "import sys, cafe_sim.tui; from cafe_sim.tui.screens.player.title import TitleScreen;"
        "print(sorted(m for m in sys.modules if m.startswith(('cafe_sim.engine', 'cafe_sim.content', 'aiofiles'))))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


# ---- maps --------------------------------------------------------------------------------------


def packages():
    return sorted(path.parent for path in (ROOT / "cafe_sim").rglob("__init__.py"))


SEEN_AT_A_GLANCE = 8
"""So many modules need no map."""


@pytest.mark.parametrize("package", packages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_map_of_a_package_names_all_that_is_in_it_and_nothing_else(package):
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    rows = re.findall(r"^ {4}(\w+(?:, \w+)*)(?: {2,}\S|$)", docstring, re.MULTILINE)
    named = [name for row in rows for name in row.split(", ")]
    there = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {
        "__init__"
    }
    assert sorted(named) == (sorted(there) if named or len(there) > SEEN_AT_A_GLANCE else [])
