"""What is written in signs, said in words; and what has become of a program, told line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.catalogue import speak
from cafe_sim.game.plain.aloud import aloud, changes, code_lines, sentence, steps_in_words
from cafe_sim.game.views import Strip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("#5 cider to 0:23: down to the cellar", "order 5 cider to 0:23: down to the cellar"),
        ("#1 tea to 0:09 · then #4 #5", "order 1 tea to 0:09, then order 4 order 5"),
        ("wants mitt ← Cy", "wants mitt, held by Cy"),
        ("Bo ×4 (writes) │ Cy", "Bo 4 times (writes), then Cy"),
        ("read 0.00 (v0)", "read 0.00 (version 0)"),
        ("#3 tea was given to Ana already; u takes the last decision back.", "order 3 tea was given to Ana already; undo takes the last decision back."),
        ("✔ certified", "certified"),
        ("and so on…, by create_task(…)", "and so on, by create_task(…)"),
        ("C# and a ’v’ stay", "C# and a ’v’ stay"),
    ],
)  # fmt: skip
def test_signs_are_said_in_words(written: str, said: str):
    assert aloud(written) == said


@given(st.text())
def test_what_was_said_aloud_is_not_said_otherwise_again(text: str):
    assert aloud(aloud(text)) == aloud(text)


def test_a_sentence_begins_and_ends_like_one():
    assert sentence("the clock stands") == "The clock stands."
    assert sentence("Who is next?") == "Who is next?"
    assert sentence("with till_lock:") == "With till_lock:"
    assert sentence("  ") == ""


def test_steps_say_what_they_take():
    strips = (Strip("run", 2, "pull"), Strip("wait", 6.5, ""), Strip("hold", 1, "fetch"))
    assert steps_in_words(strips) == "hands on for 2 s, then waits 6.5 s, then holds whoever makes it for 1 s"
    assert steps_in_words(strips[:2], labels=True) == "hands on for 2 s (pull), then waits 6.5 s"


PROGRAM = """import time


def ring(till):
    seen = till.total         # read
    till.total = seen + 3     # write
"""


def test_code_is_told_with_numbers_and_depths():
    assert code_lines(PROGRAM)[:3] == [
        "Line 1: import time",
        "Line 4: def ring(till):",
        "Line 5, level 1: seen = till.total  # read",
    ]
    assert code_lines(PROGRAM, 6, 6) == ["Line 6, level 1: till.total = seen + 3  # write"]


def test_lines_that_only_stand_deeper_have_not_changed():
    locked = """import time


def ring(till):
    with lock:
        seen = till.total     # read
        till.total = seen + 3 # write
"""
    assert changes(PROGRAM, locked) == [
        "Added line 5, level 1: with lock:",
        "Now deeper, line 6, level 2: seen = till.total  # read",
        "Now deeper, line 7, level 2: till.total = seen + 3 # write",
    ]
    assert changes(locked, PROGRAM)[0] == "Removed line 5, level 1: with lock:"
    assert "Now less deep, line 5, level 1: seen = till.total  # read" in changes(locked, PROGRAM)


def test_lines_that_changed_places_have_moved():
    assert changes("a\nb\nc\n", "b\nc\na\n") == ["Moved to line 3: a"]
    assert changes("a\n", "a\n") == []


@given(st.lists(st.sampled_from(["a", "b", "    c", "with d:"])), st.lists(st.sampled_from(["a", "b", "    c", "c"])))
def test_nothing_is_told_of_a_program_that_is_the_same_and_something_of_one_that_is_not(old: list[str], new: list[str]):
    assert bool(changes("\n".join(old), "\n".join(new))) == (old != new)


def test_in_another_language_commands_and_names_stay_what_they_are(sit):
    speak("zh-Hans")
    sitting = sit("B4")
    assert "收银机" in sitting.opening
    plan = sitting.session.place.bench.plan
    sitting.type("lock till")
    assert sitting.session.place.bench.plan != plan
    sitting.type("unlock 收银机")
    assert sitting.session.place.bench.plan == plan
    assert sitting.type("doors").splitlines()[-1].endswith("。")
