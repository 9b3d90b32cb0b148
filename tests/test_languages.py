"""Every language that comes with the game says all that the game says, and nothing else."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import polib
import pytest

from cafe_sim.catalogue import FOLDER, LEVEL, MADE, load, names_in, retell, say, say_number, speak
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.coding.draft import Draft
from cafe_sim.game.coding.rehearsal import rehearse

ROOT = Path(__file__).parents[1]
LANGUAGES = sorted(FOLDER.glob("*.po"))
SIGNS = " .,:;?()“”#"
EAST_ASIAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def _tool():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "docs" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = _tool()
WANTED = messages.wanted()
FRAGMENTS = messages.fragments()


@pytest.fixture(params=LANGUAGES, ids=lambda path: path.stem)
def entries(request):
    return polib.pofile(str(request.param))


def test_simplified_chinese_is_among_them():
    assert "zh-Hans" in {path.stem for path in LANGUAGES}


def test_the_tool_sees_what_is_said():
    for key in (
        ("", "Continue"),
        ("", "Mark the line above."),
        ("", "You run a coffee shop. Orders come in, and you decide who makes them."),
        ("", "No colour at all: bold, dim and underlined."),
        ("", "hand out the orders: who makes what, and when"),
        ("state", "stuck"),
        ("stamp", "certified"),
        (LEVEL, "Nobody has to watch the kettle"),
    ):
        assert key in WANTED


def test_every_sentence_has_its_entry(entries):
    have = {messages.key_of(entry) for entry in entries if entry.translated()}
    assert sorted(set(WANTED) - have) == [], "python docs/messages.py CODE adds them, empty"


def test_no_entry_is_without_its_sentence(entries):
    used = {messages.key_of(entry) for entry in entries} - set(WANTED)
    assert sorted(key for key in used if key[0] != MADE) == [], "python docs/messages.py CODE takes them out"


def test_numbers_have_the_forms_that_the_code_says(entries):
    for entry in entries:
        if entry.msgctxt != MADE:
            assert entry.msgid_plural == WANTED[messages.key_of(entry)]


def test_entries_name_all_values_of_their_sentence(entries):
    """A value that is left out says less than the English, and nobody would notice; but a lone
    one need not be counted.
    """
    for entry in entries.translated_entries():
        for form in entry.msgstr_plural.values() or (entry.msgstr,):
            whole = names_in(entry.msgid) | names_in(entry.msgid_plural)
            assert names_in(form) == whole or names_in(form) | {"{n}", "{n:,}"} == whole | {"{n}", "{n:,}"}, entry.msgid


def test_entries_are_safe_text_and_keep_the_blanks_at_their_ends(entries):
    for entry in entries.translated_entries():
        for form in entry.msgstr_plural.values() or (entry.msgstr,):
            assert form == SafeText(form)
            if any(map(str.isalpha, entry.msgid)):
                assert len(form) - len(form.lstrip()) == len(entry.msgid) - len(entry.msgid.lstrip()), entry.msgid
                assert len(form) - len(form.rstrip()) == len(entry.msgid) - len(entry.msgid.rstrip()), entry.msgid


def test_sentences_made_elsewhere_are_made_of_words_that_stand_there(entries):
    """Their English is put together in engine, café and content: its parts must be found there, or the entry waits in
    vain.
    """
    for entry in entries:
        if entry.msgctxt == MADE:
            for part in re.split(r"\{\w+\}", entry.msgid):
                words = part.strip(SIGNS)
                assert words in FRAGMENTS or all(word.strip(SIGNS) in FRAGMENTS for word in words.split()), entry.msgid


# ---- Simplified Chinese ----------------------------------------------------------------------------


def test_a_level_and_a_sentence_of_ours():
    speak("zh-Hans")
    assert say("Continue") == "继续"
    assert say_number("{n:,} distinct order", "{n:,} distinct orders", 1234) == "1,234 种不同次序"
    assert retell("Two hands in the till") == "两只手伸进收银机"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "Bo holds mitt, wants tray, held by Cy, who wants mitt.",
            "Bo 占着 mitt，想要 tray，被 Cy 占着，而对方想要 mitt。",
        ),
        ("2 of all 6 distinct orders of this round go wrong", "这一轮全部 6 种不同次序中有 2 种出错"),
        (
            "socket is not modelled: it has a scheduler of its own; use asyncio.",
            "socket 这里没有模拟：它自带调度器；请用 asyncio。",
        ),
        (
            "progress.cafe is damaged: its first line is not that of a save. It was kept as progress.damaged-1.",
            "progress.cafe 损坏了：第一行不是存档的第一行。它已另存为 progress.damaged-1。",
        ),
        (
            "wants oven, held by Thread-1 (bake), who has ended",
            "想要 oven，被已经结束的 Thread-1 (bake) 占着",
        ),
        (
            "Bo read it (1) in line 7 and Cy wrote till.total (2) in line 9, and nothing says which comes first. What Cy wrote is lost.",
            "Bo 在第 7 行读了它（1），Cy 在第 9 行写了 till.total（2），而且没有什么规定谁先谁后。Cy 写的就丢了。",
        ),
        (
            "bo read it (1) in line 7 and cy wrote it (2) in line 9, and nothing says which comes first. Neither held a lock.",
            "bo 在第 7 行读了它（1），cy 在第 9 行写了它（2），而且没有什么规定谁先谁后。两者都没有拿锁。",
        ),
        (
            "bo read it (1) in line 7 and cy wrote it (2) in line 9, and nothing says which comes first. bo held x, cy held no lock.",
            "bo 在第 7 行读了它（1），cy 在第 9 行写了它（2），而且没有什么规定谁先谁后。bo 拿着 x，cy 没有拿锁。",
        ),
    ],
)
def test_what_engine_and_the_cafe_say_is_retold(english, chinese):
    speak("zh-Hans")
    assert retell(english) == chinese


PYTHON = re.compile(r"\w+\.\w+")
SAME = {"Unicode", "main"}
"""Called the same everywhere."""


def test_it_is_chinese():
    """An entry that has English words has Chinese letters, or at least marks, in their place."""
    for (_, english), forms in load(FOLDER / "zh-Hans.po").entries.items():
        if (
            re.search(r"[a-z]{3}", re.sub(r"\{[^}]*\}", "", english))
            and english not in SAME
            and not PYTHON.fullmatch(english)
        ):
            assert all(EAST_ASIAN.search(form) for form in forms), english


PYTHONS = re.compile(
    r"\b(main|asyncio|await|call_soon_threadsafe|join|Lock|loop|Future|TaskGroup|threading|wrap_future|[A-Z]\w*(Error|Exception|Group))\b|\b(Task|Thread|asyncio|future)[-_]\d+( \(\w+\))?"
)
CLASSICS = sorted((ROOT / "tests/engine/explore/classics").glob("*.py"))


@pytest.mark.parametrize("script", CLASSICS, ids=lambda path: path.stem)
def test_what_is_said_of_a_script_is_all_retold(script):
    """Every sixth of the classic bugs, run once: the faults, and what is known of the run."""
    speak("zh-Hans")
    text = script.read_text(encoding="utf-8")
    ran = rehearse(Draft(text, script.name))
    for sentence in (ran.words, *ran.notes, *(fault.message for fault in ran.faults if fault.kind not in RAISED)):
        rest = PYTHONS.sub("", retell(sentence))
        assert {word for word in re.findall(r"[A-Za-z_]{2,}", rest) if word not in text} == set(), retell(sentence)


RAISED = {"assertion", "exception"}
"""They quote what Python or the script says."""
