"""What was typed: words out of a line, and what they may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.game.plain.typed import Candidate, Refused, meant, named, pick, read, words_of

MENU = [Candidate(name, name, (name,)) for name in ("crêpe", "pour-over", "latte", "lemon tea", "tea")]


def test_case_accents_and_marks_do_not_matter():
    assert words_of("  Give #8, the CRÊPE, to Ana!  ") == ("give", "8", "the", "crepe", "to", "ana")
    assert words_of("< 4") == ("<", "4")
    assert words_of("#") == ()


def test_the_rest_of_a_line_keeps_what_was_typed():
    line = read("save as Mornings, first try")
    assert line.first == "save"
    assert line.rest.rest.text == "Mornings, first try"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("CREPE", "crêpe"), ("pour", "pour-over"), ("tea", "tea"), ("lemon", "lemon tea"), ("le te", "lemon tea"), ("la", "latte")],
)  # fmt: skip
def test_a_name_is_meant_by_the_whole_its_beginning_or_the_beginnings_of_its_words(typed: str, found: str):
    assert pick(MENU, words_of(typed)) == found


def test_what_could_be_two_is_asked_back_and_what_is_nothing_says_what_there_is():
    with pytest.raises(Refused, match=r'"l" could be latte or lemon tea: say more'):
        pick(MENU, ["l"])
    with pytest.raises(
        Refused, match=r'There is no "cider" here\. There is crêpe, pour-over, latte, lemon tea or tea\.'
    ):
        pick(MENU, ["cider"])
    with pytest.raises(Refused, match="Say which: crêpe"):
        pick(MENU, [])
    with pytest.raises(Refused, match="There is nothing here"):
        pick([], ["tea"])


def test_of_many_names_the_first_are_named():
    assert named(map(str, range(20))) == "0, 1, 2, 3, 4, 5, 6, 7 and more"


@given(st.text())
def test_any_text_has_words_and_they_are_their_own(text: str):
    words = read(text).words
    assert words_of(" ".join(words)) == words
    assert all(word and not word.isspace() for word in words)


@given(st.sampled_from(MENU), st.data())
def test_whatever_is_found_was_asked_for(option: Candidate[str], data: st.DataObject):
    """A beginning of a name always finds it, perhaps with others of that beginning."""
    cut = data.draw(st.integers(1, len(option.label)))
    typed = words_of(option.label[:cut])
    found = [one.value for one in meant(MENU, typed)]
    assert option.value in found or any(" ".join(words_of(name)) == " ".join(typed) for name in found)
