"""Stacks of threads as `faulthandler` writes them, and the line on which the program stands."""

from __future__ import annotations

import pytest

from cafe_sim.engine.explore.where import line_of, standing

BURNING = """\
Thread 0x00007f (most recent call first):
  File "/usr/lib/python3.12/re/__init__.py", line 167 in match
  File "shop/bank.py", line 12 in check
  File "shop/bank.py", line 30 in <module>
  File "/x/cafe_sim/engine/kernel/actor.py", line 174 in _serve
"""
PARKED = """\
Thread 0x00007e (most recent call first):
  File "/x/cafe_sim/engine/kernel/actor.py", line 90 in park
  File "shop/bank.py", line 7 in deposit
  File "/x/cafe_sim/engine/kernel/actor.py", line 174 in _serve
"""
OURS = """\
Current thread 0x00007d (most recent call first):
  File "/x/cafe_sim/engine/kernel/execution.py", line 195 in _watch
  File "/x/cafe_sim/cli/run.py", line 40 in run_target
"""


@pytest.mark.parametrize("file", ["shop/bank.py", "./shop/bank.py", "shop//bank.py"])
def test_the_one_that_moves_is_the_one_that_is_not_parked(file: str) -> None:
    assert line_of(f"{PARKED}\n{BURNING}\n{OURS}", file) == 12


def test_who_is_alone_in_the_program_moves_also_in_the_kernel() -> None:
    assert line_of(f"{PARKED}\n{OURS}", "shop/bank.py") == 7


@pytest.mark.parametrize(
    "stacks", ["", f"{PARKED}\n{PARKED}", OURS, "\x00garbage \ufffd", BURNING.replace("bank", "till")]
)
def test_whoever_stands_elsewhere_has_no_line(stacks: str) -> None:
    assert line_of(stacks, "shop/bank.py") == 0


def test_letters_beyond_ascii_are_written_as_escapes() -> None:
    assert line_of(BURNING.replace("shop/bank", r"caf\xe9/\u5496"), "café/咖.py") == 12


def test_of_several_processes_one_may_stand_in_the_program() -> None:
    assert standing(["", OURS, BURNING], "shop/bank.py") == " in line 12 of shop/bank.py"
    assert standing([OURS], "shop/bank.py") == ""
