"""A code level in lines: its text by number, changed line by line, run, inspected, won."""

from __future__ import annotations

import pytest
import shipped

from cafe_sim.game.coding.code_level import code_key

A5 = shipped.level("A5")
CALL = "make[order.item](order)"


def numbered(sitting, words: str) -> int:
    """The number of the line that says so."""
    return next(n for n, line in enumerate(sitting.session.place.program.splitlines(), 1) if words in line)


def test_it_opens_with_what_is_new_and_reads_the_program_when_asked(sit):
    sitting = sit("A5")
    assert "Code: the program is wrong." in sitting.opening
    assert "The program has 35 lines: show reads them, show 1 10 only these." in sitting.opening
    assert sitting.opening.splitlines()[-1] == "Change a line, or type run."
    assert sitting.type("show 25 26") == sitting.type("code 25 26")
    assert sitting.type("show 26").startswith("Line 26")
    assert sitting.type("show 99").startswith("There is nothing there")


def test_it_is_won_by_typed_lines(sit):
    sitting = sit("A5")
    said = sitting.type("run")
    assert "Never awaited: The coroutine make_latte, made in line 26, was never awaited" in said
    assert "0 of 8 served." in said
    assert sitting.type(f"line 26 await {CALL}").startswith("Line 26, level 2: await make")
    assert "3 of 8 served" in sitting.type("run")
    assert sitting.type("undo").startswith("The last change is taken back.")
    loop = numbered(sitting, "async for")
    assert sitting.type(f"insert {loop} async with asyncio.TaskGroup() as orders:").startswith(f"Line {loop}, level 1:")
    assert sitting.type(f"line {loop + 2} orders.create_task({CALL})").startswith(f"Line {loop + 2}, level 2:")
    assert sitting.type(f"indent {loop + 1} {loop + 2}").splitlines()[1].startswith(f"Line {loop + 2}, level 3:")
    assert sitting.session.place.program == A5.reference.text
    said = sitting.type("run")
    assert "8 of 8 served" in said
    assert said.endswith("Would it always? Type inspect to call the inspector.")
    said = sitting.type("inspect")
    assert "all customers, there from the start" in said
    assert "Always: certified, all 9 distinct orders of this round go right." in said
    said = sitting.type("result")
    assert "3 of 3 stars: sound (everyone served, and nothing found wrong, new)" in said
    assert "Lines changed: 3; light 3, reached." in said
    assert sitting.stars("A5") == ("sound", "par", "light")
    assert code_key(A5) not in sitting.game.progress.drafts


def test_the_inspector_can_be_called_from_the_result_too(sit):
    sitting = sit("A5")
    sitting.type("solution", "run")
    assert "no star this time" in sitting.type("result")
    assert "3 of 3 stars" in sitting.type("inspect")


def test_a_line_keeps_its_depth_unless_blanks_are_given(sit):
    sitting = sit("A5")
    sitting.type(f"line 26 await {CALL}")
    assert sitting.session.place.program.splitlines()[25] == f"        await {CALL}"
    sitting.type(f"line 26     await {CALL}")
    assert sitting.session.place.program.splitlines()[25] == f"    await {CALL}"
    sitting.type("indent 26")
    assert sitting.session.place.program.splitlines()[25] == f"        await {CALL}"
    sitting.type("dedent 26", "dedent 26", "dedent 26")
    assert sitting.session.place.program.splitlines()[25] == f"await {CALL}"
    sitting.type("undo", "undo", "undo", "undo", "undo")
    assert sitting.type("undo") != ""
    assert sitting.session.place.program == A5.shop.program


def test_lines_are_taken_out_and_the_levels_text_comes_back(sit):
    sitting = sit("A5")
    assert sitting.type("delete 24 26").startswith("3 lines are gone.")
    assert "async def ana" not in sitting.session.place.program
    assert sitting.type("restore").startswith("The text is the level's own again.")
    assert sitting.type("restore") == "The text is that one already."
    sitting.type("undo")
    assert "async def ana" not in sitting.session.place.program


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("line", "Type the line's number, and then its text."),
        ("line 26", "Type the line's number, and then its text."),
        ("line 99 x = 1", "There is nothing there: the program has the lines 1 to 35."),
        ("insert 0 x = 1", "There is nothing there: the program has the lines 1 to 36."),
        ("delete", "Type the line's number, or the first and the last."),
        ("indent 30 99", "There is nothing there: the program has the lines 1 to 35."),
        ("undo", "Nothing has been changed yet."),
        ("watch", "No order that goes wrong is known of this text: inspect calls the inspector."),
        ("result", "This text has not been run: run runs it."),
        ("day", "This text has not been run: run runs it."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(sit, line, said):
    sitting = sit("A5")
    assert sitting.type(line) == said
    assert sitting.session.place.program == A5.shop.program


def test_what_is_no_python_is_told_with_its_line(sit):
    sitting = sit("A5")
    said = sitting.type("line 3 import asyncio as", "run")
    assert said.startswith("Line 3: not Python: invalid syntax")
    assert sitting.type("result") == "This text has not been run: run runs it."


def test_watch_day_and_hints(sit):
    sitting = sit("A5")
    assert "make_latte" in sitting.type("run", "inspect", "watch")
    assert "Ana" in sitting.type("day")
    assert sitting.type("hint").startswith("Hint 1: Calling a coroutine function")
    assert "TaskGroup" in sitting.type("hint", "hint")
    assert sitting.type("hint") == "There are no more hints."


def test_what_was_typed_is_there_again(sit):
    sitting = sit("A5")
    sitting.type("line 1 # mine", "levels")
    sitting.session.open(A5)
    assert sitting.session.place.program.startswith("# mine\n")
    sitting.type("restore", "levels")
    sitting.session.open(A5)
    assert sitting.session.place.program == A5.shop.program


def test_what_a_program_prints_is_said_and_drives_no_terminal(sit):
    sitting = sit("A5")
    said = sitting.type("line 1 print('hello', chr(27))", "run")
    assert "It printed: hello" in said
    assert "\x1b" not in said


def test_moving_an_empty_line_says_what_next_and_is_no_change(sit):
    sitting = sit("A5")
    empty = next(n for n, text in enumerate(sitting.session.place.program.splitlines(), 1) if not text)
    assert sitting.type(f"indent {empty}") == sitting.type("")
    assert sitting.type("undo") == "Nothing has been changed yet."
