"""Text from outside is harmless once it is a SafeText or SafeCode, and stays readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.content.safetext import SafeCode, SafeText, shown


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]0;owned\x07",
        "\x1b[31mred",
        "nul\x00",
        "bell\x07",
        "c1 csi \x9b31m",
        "delete\x7f",
        "carriage\rreturn",
        "\u202egnp.eciovni",
        "\u2066isolate\u2069",
        "zero\u200bwidth\u200d",
        "bom\ufeff",
        "line\u2028separator",
        "soft\u00adhyphen",
        "tag\U000e0041",
        "private\ue000",
        "hangul\u3164filler",
    ],
)
def test_nothing_in_safe_text_can_steer_a_terminal_or_turn_the_reader_round(hostile: str) -> None:
    safe = SafeText(hostile)
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in safe)
    assert "\N{REPLACEMENT CHARACTER}" in safe


def test_markup_has_no_brackets_left_to_begin_with() -> None:
    assert SafeText("[@click=app.boom]press[/]") == "(@click=app.boom)press(/)"
    assert SafeText("[/nope] \\[bold]") == "(/nope) \\(bold)"


def test_ordinary_text_stays_as_it_was() -> None:
    for text in ("Crêpes and omelettes are stirred — “always”.", "↑↓ marks an order", "`till.total += x`", "コーヒー"):
        assert SafeText(text) == text


def test_code_keeps_its_lines_and_brackets() -> None:
    code = "def f(x):\r\n\treturn x[0]\n"
    assert SafeCode(code) == "def f(x):\n    return x[0]\n"
    assert "\x1b" not in SafeCode('print("\x1b[2J")')


def test_a_stack_of_combining_marks_is_cut_short() -> None:
    assert len(SafeText("e" + "\u0301\u0320" * 200).replace("\N{REPLACEMENT CHARACTER}", "")) < 10


def test_what_an_error_quotes_is_short_and_safe() -> None:
    assert shown("x" * 500).endswith("…")
    assert "\x1b" not in shown(["\x1b[31m"])


@given(st.text(max_size=40))
def test_making_safe_text_safe_again_changes_nothing(text: str) -> None:
    once = SafeText(text)
    assert SafeText(once) == once
    assert "\n" not in once
    assert not set("[]") & set(once)
    code = SafeCode(text)
    assert SafeCode(code) == code
