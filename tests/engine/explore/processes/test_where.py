"""Stacks of threads as `faulthandler` writes them, and the line on which the program stands."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from cafe_sim.engine.explore.processes import where
from cafe_sim.engine.explore.processes.where import PATIENCE_SECONDS, PAUSE_SECONDS, ask, line_of, standing

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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, list[float]]]:
    """What a process is understood to answer that says this piece by piece, and how long each piece was waited for."""

    def answering(*pieces: bytes) -> tuple[str, list[float]]:
        left, waits = list(pieces), []

        def select(channels: list[int], _: object, __: object, seconds: float) -> tuple[list[int], object, object]:
            waits.append(seconds)
            return channels if left else [], _, __

        monkeypatch.setattr(where, "select", SimpleNamespace(select=select))
        monkeypatch.setattr(where, "os", SimpleNamespace(kill=lambda *_: None, read=lambda *_: left.pop(0)))
        return ask(1, 2), waits

    return answering


@pytest.mark.parametrize(
    "end",
    [
        '  File "<string>", line 1 in <module>\n',
        '  File "<frozen runpy>", line 198 in _run_module_as_main\n',
        "  ...\n",
    ],
)
def test_who_is_slow_to_answer_is_heard_to_the_end(asked: Callable[..., tuple[str, list[float]]], end: str) -> None:
    pieces = [line.encode() for line in f"{PARKED}\n{OURS}{end}".splitlines(keepends=True)]
    told, waits = asked(*pieces)
    assert told.encode() == b"".join(pieces)
    assert waits == [PATIENCE_SECONDS] * len(pieces) + [PAUSE_SECONDS]


def test_who_does_not_answer_is_not_waited_for_twice(asked: Callable[..., tuple[str, list[float]]]) -> None:
    assert asked() == ("", [PATIENCE_SECONDS])
    assert asked(b"Thread 0x1") == ("Thread 0x1", [PATIENCE_SECONDS] * 2)
    assert asked(b"") == ("", [PATIENCE_SECONDS]), "its end of the channel is closed"
