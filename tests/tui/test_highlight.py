"""Python in colour, line by line: the same as a tokenizer says where there is one, and undisturbed where the text is
wrong.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.tui.highlight import COMMENT, DEFINED, NUMBER, STRING, WORD, colour_line, coloured, states
from cafe_sim.tui.pieces import text_of

LOOKS = {tokenize.STRING: STRING, tokenize.NUMBER: NUMBER, tokenize.COMMENT: COMMENT}
LOOKS |= {
    getattr(tokenize, name): STRING
    for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(tokenize, name)
}


def cells(text: str) -> list[list[str]]:
    """The look of each character; names that are defined count as plain."""
    rows = []
    for line, state in zip(text.split("\n"), states(text.split("\n")), strict=True):
        row = [""] * len(line)
        for start, end, look in colour_line(line, state)[0]:
            row[start:end] = [look if look != DEFINED else ""] * (end - start)
        rows.append(row)
    return rows


def tokenized(text: str) -> list[list[str]]:
    rows = [[""] * len(line) for line in text.split("\n")]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        look = WORD if keyword.iskeyword(token.string) else LOOKS.get(token.type, "")
        (first, start), (last, end) = token.start, token.end
        for number in range(first, last + 1) if look else ():
            row = rows[number - 1]
            begin = start if number == first else 0
            until = end if number == last else len(row)
            row[begin:until] = [look] * (until - begin)
    return rows


@pytest.mark.parametrize(
    "path", ["cafe_sim/tui/highlight.py", "cafe_sim/engine/explore/telling/story.py", "cafe_sim/cli/app.py"]
)
def test_real_programs_look_as_the_tokenizer_says(path):
    text = (Path(__file__).parents[2] / path).read_text(encoding="utf-8")
    for mine, theirs, line in zip(cells(text), tokenized(text), text.split("\n"), strict=True):
        if (
            'f"' not in line and "f'" not in line
        ):  # what is inside of braces is a matter of taste and of Python's version
            assert mine == theirs, line


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("x = '''", "'''"),
        ('x = """a \\""" b', '"""'),
        ("x = 'abc", ""),
        ("x = 'abc\\", "'"),
        ("x = 'abc\\\\", ""),
        ("# '''", ""),
        ("x = 'it' \"'''\"", ""),
        ("rb'''", "'''"),
        ("", ""),
    ],
)
def test_what_goes_on_in_the_next_line(line, after):
    assert colour_line(line, "")[1] == after


def test_a_wrong_line_spoils_no_other():
    right = "import asyncio\nx = 1\n"
    wrong = "import asyncio\n)))( def '\nx = 1\n"
    assert [row for number, row in enumerate(cells(wrong)) if number != 1] == cells(right)


def test_names_that_are_defined_stand_out():
    spans, _ = colour_line("async def make_latte(order):", "")
    assert [(span.start, span.end, span.look) for span in spans] == [(0, 5, WORD), (6, 9, WORD), (10, 20, DEFINED)]


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=40), max_size=6))
def test_whatever_is_typed_spans_are_in_order_and_nothing_is_lost(lines):
    for line, state in zip(lines, states(lines), strict=True):
        end = 0
        for span in colour_line(line, state)[0]:
            assert end <= span.start < span.end <= len(line)
            end = span.end


def test_a_whole_program_as_a_page_is_its_text():
    text = "def f():\n    '''two\n    lines'''\n    return 'x'  # y"
    assert text_of(coloured(text)) == text
