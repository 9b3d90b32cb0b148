"""A text tried out: complaints at their line, runs told in words, and nothing in them that could drive a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.content.safetext import harmless
from cafe_sim.engine.explore import Script, inspect
from cafe_sim.engine.program import Program
from cafe_sim.game.coding.draft import Draft
from cafe_sim.game.coding.rehearsal import complaint, rehearse, tell
from cafe_sim.game.coding.transcript import TOLD_AT_MOST, WIDE_AT_MOST

LOST = """import threading

x = 0


def inc():
    global x
    x += 1


threads = [threading.Thread(target=inc, name=name) for name in ("Bo", "Cy")]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert x == 2
"""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = (1\ny = 2\n", 1, "never closed"),
        ("def f(:\n    pass\n", 1, "invalid syntax"),
        ("if True:\nprint()\n", 2, "indentation: expected an indented block"),
        ("return 1\n", 1, "'return' outside function"),
        ("x = '\n", 1, "unterminated string"),
        ("(" * 5_000, 1, "too many nested parentheses"),
        ("x = 1\0\n", 0, "null bytes"),
        ("x = " + "-" * 100_000 + "1", 0, "Python"),
        ("x" * 1_000_001, 0, "too long"),
    ],
)
def test_what_is_no_program_is_said_at_its_line(text, line, words):
    found = complaint(Draft(text))
    assert found is not None
    assert found.line == line
    assert words in found.words
    assert "Error" not in found.words


def test_a_program_is_not_complained_about():
    assert complaint(Draft(LOST)) is None


def test_a_run_tells_what_was_printed_when_and_how_long_it_took():
    ran = rehearse(Draft("import time\nprint('one')\ntime.sleep(2.5)\nprint('two', end='')\n"))
    assert (ran.sign, ran.words) == ("worked", "Worked this time, 2.5 s of virtual time.")
    assert [(moment.seconds, moment.text) for moment in ran.printed.first] == [(0, "one"), (2.5, "two")]


def test_pieces_become_lines_and_each_thread_keeps_its_own():
    text = """import threading, sys, time
def say(word, after):
    sys.stdout.write(word)
    time.sleep(after)
    sys.stdout.write(word + "\\n")
for number in (1, 2):
    threading.Thread(target=say, args=(str(number), number)).start()
"""
    assert [moment.text for moment in rehearse(Draft(text)).printed.first] == ["11", "22"]


def test_what_goes_wrong_is_told_with_its_lines_and_marked_steps():
    text = LOST.replace("x += 1", "y = x\n    time.sleep(1)\n    x = y + 1").replace("import", "import time,", 1)
    ran = rehearse(Draft(text))
    assert (ran.sign, ran.words) == ("wrong", "It did not work this time, 1 s of virtual time.")
    assert {"lost-update", "assertion"} <= {fault.kind for fault in ran.faults}
    assert {8, 10} <= ran.lines
    assert any(moment.is_wrong for moment in ran.steps.first)


def test_a_race_that_came_out_right_is_not_called_a_failure_of_this_run():
    ran = rehearse(Draft(LOST))
    assert ran.sign == "wrong"
    assert ran.words.startswith("It came to its end this time, and is broken all the same")


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("while True:\n    pass\n", "stopped", "Is this loop endless?"),
        ("import sys\nsys.exit('no beans')\n", "wrong", "It gave up: no beans"),
        ("import sys\nsys.exit(3)\n", "wrong", "exit status 3"),
        ("input('?')\n", "wrong", "not modelled"),
        ("import os\nos._exit(1)\n", "wrong", "not modelled"),
        ("1 / 0\n", "wrong", "did not work"),
    ],
)
def test_every_end_has_a_sentence(text, sign, words):
    ran = rehearse(Draft(text))
    assert ran.sign == sign
    assert words in ran.words


def test_an_endless_loop_says_where_it_stood():
    ran = rehearse(Draft("x = 1\nwhile x:\n    x += 1\n"))
    assert ran.stands in (2, 3)
    assert ran.lines == {ran.stands}


def test_of_much_that_was_printed_the_beginning_and_the_end_are_told():
    ran = rehearse(Draft("for i in range(5_000):\n    print(i)\n"))
    told = ran.printed
    assert len(told.first) == len(told.last) == TOLD_AT_MOST
    assert told.left_out == 5_000 - 2 * TOLD_AT_MOST
    assert (told.first[0].text, told.last[-1].text) == ("0", "4999")


def test_a_line_as_long_as_a_book_is_cut():
    (line,) = rehearse(Draft("print('ha' * 1_000_000)\n")).printed.first
    assert len(line.text) == WIDE_AT_MOST
    assert line.text.endswith("…")


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_nothing_printed_drives_a_terminal(text):
    ran = rehearse(Draft(f"import sys\nsys.stdout.write({text!r})\n"))
    assert bool(ran.printed.first) == bool(text)
    for moment in ran.printed.first:
        assert harmless(moment.text) == moment.text
        assert "\t" not in moment.text


def test_names_and_messages_are_harmless_too():
    text = "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='\\x1b[31mBo\\u202e')\nt.start()\nt.join()\nraise ValueError('\\x07')\n"
    ran = rehearse(Draft(text))
    said = [ran.words, *ran.notes, *(fault.message for fault in ran.faults)]
    charts = ran.charts
    assert charts is not None
    said += [repr(charts.by_time).replace("\\x", "?"), *(row.name for row in charts.by_steps.rows)]
    said += [word for moment in ran.steps.first for word in (moment.who, moment.text, moment.aside)]
    assert not {"\x1b", "\u202e", "\x07"} & set("".join(said))


def test_what_the_inspector_finds_is_told_with_a_code_that_a_script_understands():
    draft = Draft(LOST, "lost.py")
    view = tell(draft, inspect(draft))
    assert view is not None
    assert view.program == LOST
    assert any(step.is_wrong for step in view.steps)
    assert view.code.startswith("lost.py:")
    assert draft.digest == Script(Program.from_source(LOST, "lost.py"), "lost.py").digest


def test_nothing_found_is_nothing_told():
    draft = Draft("print(1)\n")
    assert tell(draft, inspect(draft)) is None


def test_steps_in_other_files_say_so_and_point_at_no_line_here(tmp_path):
    (tmp_path / "store.py").write_text("x = 0\n\n\n\n\ndef inc():\n    global x\n    x += 1\n")
    text = "import threading, store\nts = [threading.Thread(target=store.inc) for _ in '12']\n[t.start() for t in ts]\n[t.join() for t in ts]\n"
    ran = rehearse(Draft(text, str(tmp_path / "main.py"), str(tmp_path)))
    assert ran.faults
    assert ran.lines == frozenset()
    assert any("(store.py:8)" in moment.text for moment in ran.steps.first)


def test_tracebacks_show_the_text_that_runs_not_the_file_that_lags_behind(tmp_path):
    file = tmp_path / "main.py"
    file.write_text("# nothing yet\n")
    text = "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()\n"
    ran = rehearse(Draft(text, str(file), str(tmp_path)))
    assert "    1 / 0" in [moment.text for moment in ran.printed.first]
