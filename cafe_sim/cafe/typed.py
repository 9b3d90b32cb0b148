"""Programs that somebody typed, in place of one that is written from a plan: which of their lines still are the plan's,
and how many are not.

A line is known by what it says, wherever it stands now. Nothing of such a text is compiled or executed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Plan


def retyped(written: Written, text: str) -> Written:
    """`text` in the place of a written program: what its lines stand for is what the same lines stood for there."""
    now = where(written.text, text)
    lines = {now[line]: step for line, step in written.lines.items() if line in now}
    return replace(written, text=text, fixed=text, rows="", lines=lines, count_line=now.get(written.count_line, 0))


def plan_of_text(program: str, text: str) -> Plan:
    """The plan that a text makes in a shop with that program; the shop's own text is no decision."""
    return Plan() if text == program else Plan(text=text or "\n")


def where(before: str, after: str) -> dict[int, int]:
    """Line of `before` → the same line in `after`, the first being 1."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return {
        block.a + offset + 1: block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


def lines_changed(before: str, after: str) -> int:
    """How many lines of code make the difference: of lines that others replaced, the more of the two. Indenting a line
    changes it.

    Blank lines and lines that only are a comment are no code, nor are blanks at the end of a line.
    """
    matcher = SequenceMatcher(None, list(_code(before)), list(_code(after)), autojunk=False)
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")


def _code(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
