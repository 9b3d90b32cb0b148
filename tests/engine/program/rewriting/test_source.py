"""What becomes of a program's text before anything of it is run."""

from __future__ import annotations

import ast
import gc

import pytest

from cafe_sim.engine.program.rewriting.source import QUOTED_AT_MOST, TEXT_MAX, Source
from cafe_sim.errors import BadContent


class ParsesWhenFreed:
    """In a cycle, so that only the collector frees it; from deeper calls, as where a task's error is told."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        self.parse(20)

    def parse(self, deeper):
        ast.parse("x = 1") if not deeper else self.parse(deeper - 1)


def test_what_the_collector_frees_meanwhile_may_parse_too():
    text = "\n".join(f"x{n} = {n}" for n in range(3000))
    ParsesWhenFreed()
    assert len(Source(text, "long.py").text.splitlines()) == 3000
    gc.collect()


def test_a_text_that_is_no_python_is_told_by_its_line_and_briefly():
    with pytest.raises(BadContent) as told:
        Source("x = 1\nwhile True print(" + "y" * 1000 + ")\n", "wrong.py")
    assert "wrong.py" in str(told.value)
    assert "line 2" in str(told.value)
    assert len(str(told.value)) < 3 * QUOTED_AT_MOST


@pytest.mark.parametrize(
    ("text", "why"),
    {
        "too long": ("#" * (TEXT_MAX + 1), "too long; 1,000,000 are the most"),
        "a null byte": ("x = '\0'", "null bytes"),
        "brackets in brackets": ("(" * 500 + ")" * 500, "too many nested parentheses"),
        "minus minus": ("x = " + "-" * 100_000 + "1", "deep|too complex"),
    }.values(),
)
def test_a_text_that_python_cannot_take_is_a_sentence(text, why):
    with pytest.raises(BadContent, match=why):
        Source(text, "odd.py")
