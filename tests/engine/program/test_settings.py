"""Settings of the whole process come back at the end of an execution: none sees anything of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim.engine import Program

CHANGES = {
    "the environment": ("import os", "os.environ.get('CUPS'), 'PATH' in os.environ", "os.environ['CUPS'] = '1'; os.environ.pop('PATH', None)"),
    "the environment in bytes": ("import os", "os.environ.get('CUPS')", "os.environb[b'CUPS'] = b'1'"),
    "the folder it is in": ("import os", "os.getcwd()", "os.chdir('/')"),
    "the mask of new files": ("import os", "(mask := os.umask(0), os.umask(mask))[0]", "os.umask(0o77)"),
    "how decimals are made": (
        "import decimal",
        "decimal.DefaultContext.prec, decimal.Context().prec, decimal.BasicContext.traps[decimal.Inexact]",
        "decimal.DefaultContext.prec = 5; decimal.BasicContext.traps[decimal.Inexact] = True",
    ),
    "how long texts of numbers may be": ("import sys", "sys.get_int_max_str_digits()", "sys.set_int_max_str_digits(5_000)"),
    "how deep calls may go": ("import sys", "sys.getrecursionlimit()", "sys.setrecursionlimit(2_000)"),
    "when garbage is looked for": ("import gc", "gc.isenabled(), gc.get_threshold()", "gc.disable(); gc.set_threshold(7)"),
    "how numbers look here": ("import locale", "locale.setlocale(locale.LC_NUMERIC)", "locale.setlocale(locale.LC_ALL, 'C.UTF-8')"),
    "which day weeks begin with": ("import calendar", "calendar.firstweekday()", "calendar.setfirstweekday(3)"),
    "how short short texts are": ("import reprlib", "reprlib.repr([1] * 5)", "reprlib.aRepr.maxlist = 2"),
    "what a class of Python's own has": ("import json", "json.JSONEncoder.item_separator", "json.JSONEncoder.item_separator = ';'"),
    "what it has not": ("import string", "hasattr(string.Template, 'cups')", "string.Template.cups = 3"),
    "what a module has": ("import string", "hasattr(string, 'cups'), string.digits", "string.cups = 3; string.digits = ''"),
}  # fmt: skip
"""What is imported, how it is asked for, and what changes it."""


def asked(text):
    with Program.from_source(text).execution() as execution:
        assert execution.run() == "ended"
        assert not execution.errors
        return execution.locals["namespace"]["IS"]


@pytest.mark.parametrize("what", CHANGES)
def test_what_one_execution_changes_the_next_does_not_see(what):
    brings, asks, changes = CHANGES[what]
    first = asked(f"{brings}\nIS = {asks}\n")
    changed = asked(f"{brings}\n{changes}\nIS = {asks}\n")
    assert changed != first
    assert asked(f"{brings}\nIS = {asks}\n") == first


def test_what_cannot_be_changed_is_left_as_it_is():
    text = "import re\nIS = []\ntry: int.cups = 1\nexcept TypeError: IS.append(1)\ntry: int.real = 1\nexcept TypeError: IS.append(2)\n"
    assert asked(text) == [1, 2]
    assert (5).real == 5


def test_who_stands_in_a_folder_that_is_gone_runs_all_the_same(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert asked("import os\nIS = os.sep") == "/"


def test_who_takes_the_folder_away_in_which_it_began_stays_where_it_went(tmp_path, monkeypatch):
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.chdir(left)
    text = f"import os\nIS = os.getcwd()\nos.chdir({str(tmp_path)!r})\nos.rmdir({str(left)!r})\n"
    assert asked(text) == str(left)
    assert Path.cwd() == tmp_path
