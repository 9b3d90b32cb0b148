"""Which modules are the user's own: those beside the program, and those that no installation brought."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from cafe_sim.engine import Program, inspect, run
from cafe_sim.engine.program.executing import owned

TILL = """
    total = 0

    def add(price):
        global total
        seen = total
        total = seen + price
"""
USES = """
    import threading
    import till_of_the_shop as till

    both = [threading.Thread(target=till.add, args=(3,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert till.total == 6, till.total
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """In a folder of its own; what it imports lies in another."""
    for name, text in (("src/till_of_the_shop.py", TILL), ("scripts/uses.py", USES)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    return Program.from_file(tmp_path / "scripts" / "uses.py")


def test_what_pythonpath_names_is_seen_and_begins_anew_with_each_execution(program, tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    kinds = {finding.fault.kind for finding in inspect(program).findings}
    assert {"assertion", "data-race", "lost-update"} <= kinds
    assert [run(program).printed for _ in range(2)] == ["", ""]
    assert {fault.kind for fault in run(program).faults} == {"data-race"}
    assert "till_of_the_shop" not in sys.modules


def test_what_an_installation_brought_is_taken_as_it_is(program, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(owned.site, "getsitepackages", lambda: [str(tmp_path / "src")])
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    owned._own.cache_clear()
    assert run(program).worked
    assert sys.modules.pop("till_of_the_shop").total == 6
    owned._own.cache_clear()


def test_pythons_own_and_ours_are_never_taken_for_the_users() -> None:
    assert owned.own_folders("queue") == ()
    assert owned.HERE not in owned.own_folders("anything")
    assert not any((folder / "textual").is_dir() for folder in owned.own_folders("textual"))
