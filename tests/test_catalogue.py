"""The catalogue: the English sentence is the key, a language is a file, and a file from a stranger can ask for nothing
that it may not have.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim import catalogue
from cafe_sim.catalogue import (
    ENGLISH,
    languages,
    load,
    names_in,
    of_environment,
    retell,
    say,
    say_as,
    say_number,
    speak,
    spoken,
    to_say,
)
from cafe_sim.errors import BadContent

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"X-Name: Barisch\n"
"X-Locales: ba ba_CT\n"
"""


@pytest.fixture
def language(tmp_path, monkeypatch):
    """Write a language, and speak it."""

    def begin(entries: str, plural: str = "nplurals=2; plural=n != 1;") -> None:
        path = tmp_path / "ba.po"
        path.write_text(f'{HEAD}"Plural-Forms: {plural}\\n"\n\n{entries}', encoding="utf-8")
        monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
        languages.cache_clear()
        speak("ba")

    yield begin
    languages.cache_clear()


def entry(english: str, other: str, context: str = "") -> str:
    """As it stands in a file."""
    said = f'msgctxt "{context}"\n' if context else ""
    return f'{said}msgid "{english}"\nmsgstr "{other}"\n\n'


# ---- what we say ---------------------------------------------------------------------------------


def test_braces_are_letters_where_there_is_no_value_to_put_in():
    assert say("{x: 1}") == say_as("code", "{x: 1}") == "{x: 1}"


def test_what_was_retold_in_one_language_is_retold_anew_in_the_next(language):
    language(entry("tea", "Tee", "made"))
    assert retell("tea") == "Tee"
    speak(ENGLISH)
    language(entry("tea", "Chai", "made"))
    assert retell("tea") == "Chai"


def test_in_english_a_sentence_is_itself_with_its_values():
    assert spoken() == ENGLISH
    assert say("{count} of {total} open", count=4, total=11) == "4 of 11 open"
    assert say("{} stays as it is where there are no values") == "{} stays as it is where there are no values"
    assert to_say("serve") == "serve"
    assert [say_number("{n} order", "{n} orders", n) for n in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]
    assert retell("wants mitt, held by Cy") == "wants mitt, held by Cy"


def test_another_language_may_turn_the_values_round(language):
    language(entry("{count} of {total} open", "of {total}, {count} stand open"))
    assert say("{count} of {total} open", count=4, total=11) == "of 11, 4 stand open"


def test_what_has_no_entry_is_english(language):
    language(entry("tea", "Tee") + entry("coffee", ""))
    assert [say(word) for word in ("tea", "coffee", "cake")] == ["Tee", "coffee", "cake"]


def test_what_is_not_sure_is_english(language):
    language("#, fuzzy\n" + entry("tea", "perhaps Tee"))
    assert say("tea") == "tea"


def test_one_word_that_means_two_things_has_two_entries(language):
    language(entry("run", "laufen lassen") + entry("run", "werkt", "state") + entry("by {n}", "zu {n}", "speed"))
    assert (say("run"), say_as("state", "run")) == ("laufen lassen", "werkt")
    assert (say("by {n}", n=3), say_as("speed", "by {n}", n=3)) == ("by 3", "zu 3")


@pytest.mark.parametrize(
    ("plural", "forms", "said"),
    [
        ("nplurals=1; plural=0;", ["{n} x"], ["0 x", "1 x", "2 x", "5 x"]),
        ("nplurals=2; plural=n > 1;", ["{n} a", "{n} b"], ["0 a", "1 a", "2 b", "5 b"]),
        (
            "nplurals=3; plural=n==1 ? 0 : n>=2 && n<=4 ? 1 : 2;",
            ["{n} a", "{n} b", "{n} c"],
            ["0 c", "1 a", "2 b", "5 c"],
        ),
    ],
)
def test_languages_count_in_their_own_ways(language, plural, forms, said):
    lines = "".join(f'msgstr[{place}] "{form}"\n' for place, form in enumerate(forms))
    language(f'msgid "{{n}} order"\nmsgid_plural "{{n}} orders"\n{lines}', plural)
    assert [say_number("{n} order", "{n} orders", n) for n in (0, 1, 2, 5)] == said


def test_who_goes_back_to_english_hears_english(language):
    language(entry("tea", "Tee") + entry("tea", "Tee", "made"))
    assert retell("tea") == "Tee"
    speak(ENGLISH)
    assert (say("tea"), retell("tea"), spoken()) == ("tea", "tea", ENGLISH)


def test_a_language_that_nobody_knows_is_english():
    speak("xx")
    assert spoken() == ENGLISH


# ---- sentences finished elsewhere ------------------------------------------------------------------

MADE = (
    ("{text}.", "{text}!"),
    ("{a}, {b}", "{a} + {b}"),
    ("wants {thing}", "will {thing}"),
    ("held by {who}", "bei {who}"),
    ("What {who} wrote is lost.", "Weg ist, was {who} schrieb!"),
    ("{who} wrote {value} in {where}", "{where}: {who} schreibt {value}"),
    ("line {n}", "Zeile {n}"),
    ("tray", "Blech"),
    ("till", "Kasse"),
    ("reads {cell}", "liest {cell}"),
    ("places of {thing}", "Plätze bei {thing}"),
    ("The till fell out of the window.", "Die Kasse fiel."),
)


@pytest.fixture
def made(language):
    language("".join(entry(*pair, "made") for pair in MADE) + entry("An old café", "Ein altes Café", "level"))


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("The till fell out of the window.", "Die Kasse fiel."),
        ("wants mitt", "will mitt"),
        ("wants tray", "will Blech"),
        ("wants tray, held by Cy", "will Blech + bei Cy"),
        ("wants tray, held by Cy.", "will Blech + bei Cy!"),
        ("Bo wrote 3.0 in line 7", "Zeile 7: Bo schreibt 3.0"),
        ("What Bo wrote is lost. The till fell out of the window.", "Weg ist, was Bo schrieb! Die Kasse fiel."),
        ("An old café", "Ein altes Café"),
        ("The till fell out of the window", "Die Kasse fiel"),
        ("Wants tray", "will Blech"),
        ("Wishes tray", "Wishes tray"),
        ("wants tray, held by C…", "wants tray, held by C…"),
        ("wants till", "will Kasse"),
        ("reads till", "liest till"),
        ("reads places of till", "liest Plätze bei Kasse"),
        ("Bo wrote a; b: c in line 7", "Zeile 7: Bo schreibt a; b: c"),
        ("Bo; Cy wrote a in line 7", "Bo; Cy wrote a in line 7"),
        ("Thread-1 (sell) wrote 3.0 in line 7", "Zeile 7: Thread-1 (sell) schreibt 3.0"),
        ("Thread-1 (till)", "Thread-1 (till)"),
        ("x, y", "x, y"),
        ("print('wants tray')", "print('wants tray')"),
        ("Nobody knows this.", "Nobody knows this."),
        ("", ""),
    ],
)
def test_a_sentence_finished_elsewhere_is_known_by_its_words(english, other):
    assert retell(english) == other


def test_who_says_nothing_of_how_they_count_counts_as_english_does(tmp_path):
    path = tmp_path / "ba.po"
    path.write_text(f'{HEAD}\nmsgid "{{n}} cup"\nmsgid_plural "{{n}} cups"\nmsgstr[0] "a"\nmsgstr[1] "b"\n', "utf-8")
    assert [load(path).find_number("{n} cup", "{n} cups", n) for n in (0, 1, 2)] == ["b", "a", "b"]


@pytest.mark.usefixtures("made")
def test_a_sentence_without_end_comes_to_an_end():
    deep = "wants tray, " * 60 + "held by Cy"
    assert retell(deep).startswith("will Blech + will Blech")


# ---- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "other", "said"),
    [
        ("{n} cups", "{m} Tassen", "{m}"),
        ("{n} cups", "{n.__class__} Tassen", "{n.__class__}"),
        ("{n} cups", "{n[0]} Tassen", "{n[0]}"),
        ("{n} cups", "{n:999999999} Tassen", "{n:999999999}"),
        ("{n} cups", "{n!r} Tassen", "{n!r}"),
        ("{n} cups", "{} Tassen", "{}"),
        ("{n} cups", "{n Tassen", "expected '}' before end of string"),
        ("cups", "{n} Tassen", "{n}"),
        ("cups", "Tasse" * 1_000, "at most 4,000 characters"),
    ],
)
def test_an_entry_asks_for_nothing_that_its_sentence_has_not(tmp_path, english, other, said):
    path = tmp_path / "ba.po"
    path.write_text(f"{HEAD}\n{entry(english, other)}", encoding="utf-8")
    with pytest.raises(BadContent) as refused:
        load(path)
    assert str(refused.value).startswith("ba.po: line ")
    assert said in str(refused.value)


def test_text_is_made_safe(language):
    language(entry("tea", "Te\\te [@click=app.quit] \u202ee\u2066"))
    assert say("tea") == "Te\ufffde (@click=app.quit) \ufffde\ufffd"


@pytest.mark.parametrize("text", ["nonsense", 'msgid "a"\nmsgstr "b"\nmsgstr_plural "c"\n'])
def test_what_is_no_such_file_is_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / "ba.po"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadContent, match=r"ba\.po: cannot be read as a \.po file"):
        load(path)


def test_a_file_has_a_size(tmp_path, monkeypatch):
    path = tmp_path / "ba.po"
    path.write_text(f"{HEAD}\n{entry('a', 'b')}{entry('c', 'd')}", encoding="utf-8")
    monkeypatch.setattr(catalogue, "ENTRIES_AT_MOST", 1)
    with pytest.raises(BadContent, match="at most 1 entries; this has 2"):
        load(path)
    monkeypatch.setattr(catalogue, "BYTES_AT_MOST", 10)
    with pytest.raises(BadContent, match="at most 10 bytes"):
        load(path)


def test_names_are_read_with_how_they_are_written():
    assert names_in("{n:,} of {item}, {{so}}") == {"{n:,}", "{item}"}


# ---- whose language --------------------------------------------------------------------------------


def test_a_file_in_the_folder_is_a_language(language):
    language(entry("tea", "Tee"))
    assert [(one.code, one.name) for one in languages()] == [(ENGLISH, "English"), ("ba", "Barisch")]


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "xx_YY.UTF-8@euro"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "", "LC_ALL": "zh_CN"}, "zh-Hans"),
    ],
)
def test_the_environment_says_which_as_it_says_to_others(environment, code):
    assert of_environment(environment) == code


def test_all_languages_that_come_with_the_game_can_be_read():
    for path in Path(catalogue.FOLDER).glob("*.po"):
        assert load(path).entries
