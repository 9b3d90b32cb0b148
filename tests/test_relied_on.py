"""What we use of others that they never promised is written down in DESIGN.md, all of it, and is still there."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTION = (
    (ROOT / "DESIGN.md").read_text(encoding="utf-8").partition("## What others never promised")[2].partition("\n## ")[0]
)
RELIED_ON = sorted(set(re.findall(r"`(\w+(?:\.\w+)*\._\w+(?:\.\w+)*)`", SECTION)))
DOCUMENTED = {"_exit", "_getframe", "_current_frames", "_thread", "_replace"}
"""Names that begin with an underscore and are promised nevertheless."""

NEEDED = {
    "asyncio.events._AbstractEventLoopPolicy": sys.version_info >= (3, 14),
    "asyncio.tasks._cancel_and_wait": sys.version_info < (3, 12),
    "asyncio.tasks._current_tasks": sys.version_info < (3, 12),
}
"""What only some Pythons are asked for."""


def is_private(name):
    return name.startswith("_") and not name.endswith("_")


@pytest.mark.parametrize("name", RELIED_ON)
def test_what_is_relied_on_is_there(name):
    owner, _, last = name.rpartition(".")
    if not NEEDED.get(name, True) or last.startswith("__"):
        pytest.skip("the code does without it")
    found = pkgutil.resolve_name(owner)
    assert hasattr(found, last) or f"self.{last}" in inspect.getsource(found)


def test_a_cluster_can_be_asked_for_so_long_and_no_longer():
    client = pytest.importorskip("distributed", reason="needs the extra `cluster`").Client
    assert "callback_timeout" in inspect.signature(client.sync).parameters
    assert "`callback_timeout` of `distributed.Client.sync`" in SECTION


def test_all_that_is_relied_on_is_written_down():
    used, ours = set(), set()
    for path in (ROOT / "cafe_sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module=str(module)) if not module.startswith("cafe_sim"):
                    used |= {part for alias in node.names for part in [*module.split("."), alias.name]}
                case ast.Attribute(attr=name, ctx=ast.Load()):
                    used.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    ours.add(name)
                case ast.Attribute(attr=name) | ast.Name(id=name, ctx=ast.Store()):
                    ours.add(name)
    written = {part for name in RELIED_ON for part in name.split(".")}
    assert {name for name in used - ours if is_private(name)} - DOCUMENTED <= written
