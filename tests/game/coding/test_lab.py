"""The lab: texts, runs and visits; and whatever a program does to its process, a sentence comes of it."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest

from cafe_sim.engine.explore import Budget
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.afar import MEMORY
from cafe_sim.game.coding.examples import BLANK, EXAMPLES, example
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.player.progress import DRAFTED_AT_MOST, DRAFTS_AT_MOST, Progress

RACE = example("till")
assert RACE is not None


@pytest.fixture
def lab():
    made = Lab(Origin("example:till", RACE.title, RACE.text, "till.py"), hands=Inline)
    yield made
    made.close()


def test_a_text_is_unsaved_while_it_differs_from_what_it_came_from(lab):
    assert not lab.unsaved
    lab.edit("x = 1\n")
    assert lab.unsaved
    lab.restore()
    assert not lab.unsaved
    lab.edit("x = 2\n")
    lab.settle(Origin("file:/x.py", "x.py", "x = 2\n"))
    assert not lab.view().unsaved


def test_what_was_left_unsaved_is_there_again():
    lab = Lab(Origin("k", "t", "as it came"), "as it was left", Inline)
    assert lab.text == "as it was left"
    assert lab.unsaved


def test_a_pause_in_typing_asks_whether_it_is_python(lab):
    lab.edit("def f(:\n    pass\n")
    lab.check()
    lab.wait()
    view = lab.view()
    assert view.complaint is not None
    assert view.marked == {1}
    lab.edit("def f():\n    pass\n")
    assert lab.view().complaint is None, "typing on takes the complaint away at once"
    lab.check()
    lab.wait()
    assert lab.view().complaint is None


def test_what_is_no_program_is_not_run(lab):
    lab.edit("x = (\n")
    lab.run()
    lab.wait()
    view = lab.view()
    assert view.complaint is not None
    assert view.ran is not None
    assert view.ran.words == "This is not a program yet, so nothing ran."


def test_a_run_marks_its_lines_until_the_text_is_another(lab):
    lab.run()
    lab.wait()
    assert lab.view().marked == {15}
    lab.edit(lab.text + "\n")
    view = lab.view()
    assert view.ran_is_old
    assert view.marked == frozenset()


def test_worked_once_and_works_always_are_two_answers(lab):
    lab.run()
    lab.wait()
    lab.inspect()
    assert lab.doing == "visit"
    lab.wait()
    view = lab.view()
    assert view.ran is not None
    assert view.visit is not None
    assert (view.newest, view.visit.stamp) == ("visit", "broken")
    assert lab.failing is not None
    assert lab.failing.code.startswith("till.py:")
    assert not view.visit.words.startswith("Broken")


def test_one_thing_at_a_time(lab):
    lab.inspect()
    lab.run()
    lab.inspect()
    assert lab.doing == "visit"
    lab.wait()
    assert lab.view().ran is None


def test_an_inspector_who_is_stopped_promises_nothing(lab):
    lab.inspect(Budget(seconds=60, schedules=1))
    lab.stop()
    lab.wait()
    visit = lab.view().visit
    assert visit is not None
    assert visit.stamp != "certified"


@pytest.mark.parametrize("program", EXAMPLES, ids=lambda program: program.id)
def test_programs_that_come_with_the_game_do_what_is_said_of_them(program):
    lab = Lab(Origin(program.id, program.title, program.text, f"{program.id}.py"), hands=Inline)
    lab.run()
    lab.wait()
    lab.inspect()
    lab.wait()
    view = lab.view()
    assert view.ran is not None
    assert view.visit is not None
    kinds = {fault.kind for fault in view.ran.faults}
    expected = {
        "water": ("worked", set(), "certified"),
        "bread": ("worked", set(), "certified"),
        "hatch": ("worked", set(), "certified"),
        "till": ("wrong", {"data-race"}, "broken"),
        "lock": ("worked", set(), "certified"),
        "last": ("worked", set(), "broken"),
        "doors": ("wrong", {"deadlock"}, "broken"),
        "await": ("wrong", {"lost-update"}, "broken"),
    }
    assert (view.ran.sign, kinds, view.visit.stamp) == expected[program.id]
    assert program.title
    assert len(program.about) <= 32, "it would be cut at 80 columns"


def test_the_empty_page_is_a_program_too():
    lab = Lab(Origin("new", "new", BLANK.text), hands=Inline)
    lab.run()
    lab.wait()
    assert lab.view().ran.sign == "worked"


class Lost(Executor):
    """Hands that lose everything."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        future.set_exception(OSError("no more processes"))
        return future


def test_without_processes_there_is_a_sentence():
    lab = Lab(Origin("new", "new", "x = 1\n"), hands=Lost)
    lab.check()
    lab.run()
    lab.wait()
    view = lab.view()
    assert view.ran is not None
    assert view.ran.words == "OSError: no more processes."


# ---- in processes of its own ---------------------------------------------------------------------

HOSTILE = {
    "ends its process in C": ("import ctypes\nctypes.string_at(0)\n", "stopped", "SIGSEGV"),
    "eats memory": ("hoard = []\nwhile True:\n    hoard.append('x' * 10**7)\n", "stopped", "512 MiB"),
    "asks for more than there is": ("x = 'x' * (1 << 50)\n", "wrong", "did not work"),
    "prints a flood": ("print('x' * 10**8)\n", "worked", "Worked this time"),
    "asks the player": ("input()\n", "wrong", "not modelled"),
    "starts others": ("import subprocess\nsubprocess.run(['sleep', '99'])\n", "wrong", "not modelled"),
    "forks behind Python's back": ("import ctypes\nctypes.CDLL(None).fork()\n", "stopped", "process"),
    "closes what it finds open": ("import os\nos.closerange(0, 4096)\n", "wrong", "not modelled"),
    "recurses without end": ("def f():\n    f()\nf()\n", "wrong", "did not work"),
    "hides an endless loop": ("while True:\n    try:\n        while True: pass\n    except BaseException: pass\n", "stopped", "limit"),
}  # fmt: skip


@pytest.mark.slow
def test_whatever_a_program_does_a_sentence_comes_of_it_and_the_next_one_runs():
    # the limits of the program itself are to be met, not the process's of real time, however busy the machine is
    lab = Lab(Origin("new", "new", ""), hands=lambda: Crew(1, seconds=600.0, memory=MEMORY))
    try:
        for what, (text, sign, words) in HOSTILE.items():
            lab.edit(text)
            lab.run()
            lab.wait()
            ran = lab.view().ran
            assert ran is not None, what
            if what not in ("forks behind Python's back", "closes what it finds open"):
                assert ran.sign == sign, (what, ran.words)
                assert words in ran.words, (what, ran.words)
            assert ran.words.endswith((".", "?")), what
        lab.edit("print('still here')\n")
        lab.run()
        lab.wait()
        assert [moment.text for moment in lab.view().ran.printed.first] == ["still here"]
    finally:
        lab.close()


def test_a_run_can_be_stopped_and_the_next_one_begins():
    lab = Lab(Origin("new", "new", "x = 9 ** 9 ** 9\n"))
    try:
        lab.run()
        assert lab.doing == "run"
        lab.stop()
        lab.wait()
        assert lab.view().ran.words == "You stopped it."
        lab.edit("print(1)\n")
        lab.run()
        lab.wait()
        assert lab.view().ran.sign == "worked"
    finally:
        lab.close()


def test_leaving_in_the_middle_of_a_run_waits_for_nobody():
    lab = Lab(Origin("new", "new", "x = 9 ** 9 ** 9\n"))
    lab.run()
    lab.close()
    lab.wait()
    assert lab.view().ran.words == "You stopped it."


# ---- what is kept -------------------------------------------------------------------------------


def test_drafts_are_kept_by_what_they_were_opened_from():
    progress = Progress().drafted("a", "1").drafted("b", "2").drafted("a", "3")
    assert progress.drafts == {"b": "2", "a": "3"}
    assert progress.drafted("a", None).drafts == {"b": "2"}
    assert progress.drafted("c", None) is progress


def test_drafts_are_bounded_and_the_oldest_go_first():
    progress = Progress()
    for number in range(DRAFTS_AT_MOST + 5):
        progress = progress.drafted(str(number), "x")
    assert list(progress.drafts) == [str(number) for number in range(5, DRAFTS_AT_MOST + 5)]
    progress = progress.drafted("big", "x" * (DRAFTED_AT_MOST - 3))
    assert list(progress.drafts)[-1] == "big"
    assert sum(map(len, progress.drafts.values())) <= DRAFTED_AT_MOST
