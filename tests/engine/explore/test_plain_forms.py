"""Shared state in every form that Python has: two threads, and what they can come to on plain CPython.

Programs are data (`plain/forms.toml`). Whatever CPython comes to (`plain_threads`) the inspector must have come to when
it certifies that it tried every order; where it says less, it names what it does not see. The same program with one
lock round both is right, and is not blamed; and one thread after the other gives what Python gives without us.
"""

from __future__ import annotations

import contextlib
import io
import random
import sysconfig
import textwrap
import tomllib
from pathlib import Path

import pytest
from plain_threads import FILE, ends_of

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Script, inspect

FORMS = {
    family: {name: form for name, form in forms.items() if form.get("since", "") <= sysconfig.get_python_version()}
    for family, forms in tomllib.loads((Path(__file__).parent / "plain" / "forms.toml").read_text("utf-8")).items()
}
RUNS = 30
"""Of one program, on plain CPython."""
MOST = Budget(seconds=3600, schedules=4_000)
HEAD = """
import re, threading
lock = threading.Lock(); seen1 = []; seen2 = []
def told(value):
    return re.sub(" at 0x[0-9a-f]+", "", str(sorted(map(repr, value))) if isinstance(value, (set, frozenset)) else repr(value))
"""
IN_THREADS = """
thread1, thread2 = threading.Thread(target=work1), threading.Thread(target=work2)
thread1.start(); thread2.start(); thread1.join(); thread2.join()
END = end()
"""
IN_TURN = "\nwork1(); work2(); END = end()\n"
ENDS = set()


class Watched(Script):
    """A script that keeps what its executions came to."""

    def judge(self, execution):
        ended = execution.state == "ended"
        ENDS.add(execution.locals["namespace"].get("END") if ended else execution.state)
        return super().judge(execution)


def text_of(form, guarded=False):
    """The program, but for who does the work."""
    works = "".join(work(number, form[name], guarded) for number, name in enumerate(("one", "other"), 1))
    shown = f"[seen1, seen2, {form.get('told', '')}]"
    return f"{HEAD}{form.get('shared', '')}\n{works}\ndef end(): return tuple(told(each) for each in {shown})\n"


def work(number, body, guarded):
    lines = body.splitlines()
    globals_ = [line for line in lines if line.startswith("global ")]
    does = "\n".join(line for line in lines if line not in globals_)
    if guarded:
        does = "with lock:\n" + textwrap.indent(does, "    ")
    first = "".join(f"    {line}\n" for line in globals_)
    body = textwrap.indent(does, "        ")
    return f"""
def work{number}():
{first}    mine = seen{number}
    try:
{body}
    except Exception as error: mine.append(type(error).__name__)
"""


def inspected(text):
    ENDS.clear()
    return inspect(Watched(Program.from_source(text + IN_THREADS, file=FILE), FILE), MOST, exhaustive=True)


def nothing_is_missed(form):
    text = text_of(form)
    found = inspected(text)
    # asyncio takes locks of the system's, which the oracle knows nothing of: in it two may wait for good
    if "asyncio" in text:
        assert found.verdict != "sampled"
    elif found.complete:
        assert (
            ends_of(compile(text, FILE, "exec", dont_inherit=True), ["work1", "work2"], RUNS, random.Random(1)) <= ENDS
        )
    else:
        assert found.verdict in ("broken", "bounded")


def nobody_is_blamed(text):
    found = inspected(text)
    assert found.findings == ()
    assert found.verdict in ("certified", "bounded")


def it_does_what_python_does(form):
    text = text_of(form) + IN_TURN
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(text, FILE, "exec", dont_inherit=True), namespace)
    with Program.from_source(text, file=FILE).execution() as execution:
        assert execution.run() == "ended"
        assert execution.locals["namespace"]["END"] == namespace["END"]


@pytest.mark.parametrize("name", FORMS["missed"])
def test_what_was_missed_once(name):
    form = FORMS["missed"][name]
    nothing_is_missed(form)
    nobody_is_blamed(text_of(form, guarded=True))
    it_does_what_python_does(form)


@pytest.mark.parametrize("name", FORMS["quiet"])
def test_what_is_right_without_a_lock_is_certified(name):
    form = FORMS["quiet"][name]
    nothing_is_missed(form)
    assert inspected(text_of(form)).verdict == "certified"
    it_does_what_python_does(form)


@pytest.mark.soak
@pytest.mark.parametrize("name", FORMS["others"])
def test_and_in_every_other_form(name):
    form = FORMS["others"][name]
    nothing_is_missed(form)
    nobody_is_blamed(text_of(form, guarded=True))
    it_does_what_python_does(form)
