"""An order of one's own of a text that is executed in a worker process: forward, back, and what the text may do to its
process.
"""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import closing

import pytest
from shipped import level

from cafe_sim.engine.explore import inspect
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.engine.explore.walks.subject import LIMITS
from cafe_sim.game.coding import draft
from cafe_sim.game.coding.afar import MEMORY, NO_PROGRAM, OrderAfar
from cafe_sim.game.coding.code_level import Coding
from cafe_sim.game.coding.draft import Draft
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.inspecting.own_order import OwnOrder, schedule_of

TICKETS = Draft("""\
import threading

left = 1
sold = []


def sell(name):
    global left
    if left:
        left -= 1
        sold.append(name)


people = [threading.Thread(target=sell, args=(name,), name=name) for name in ("Ana", "Bo")]
for person in people:
    person.start()
for person in people:
    person.join()
assert left == 0, left
""")


def afar(text: Draft, hands=Inline) -> OrderAfar:
    order = OrderAfar(text, "my script", hands=hands)
    assert order.wait() == ""
    return order


def test_it_is_what_it_would_be_here():
    with closing(OwnOrder(TICKETS, "my script")) as here, closing(afar(TICKETS)) as there:
        for key in (1, 2, 2, 2, 1, 1):
            assert there.view() == here.view()
            here.move(key)
            there.move(key)
            assert there.wait() == ""
        assert there.view() == here.view()
        assert [actor.next for actor in there.view().actors] == ["change sold", "change sold"]
        for command in ("back", "restart", "forward"):
            getattr(here, command)()
            getattr(there, command)()
            there.wait()
            assert there.view() == here.view(), command


def test_what_is_asked_for_in_one_go_is_done_one_after_the_other():
    with closing(afar(TICKETS)) as order:
        for key in (1, 2, 1, 1):
            assert order.move(key) == "", "the answer comes later"
        order.back()
        order.wait()
        assert [(move.actor, move.text) for move in order.view().moves] == [
            ("Ana", "reads left: 1"),
            ("Bo", "reads left: 1"),
            ("Ana", "reads left: 1"),
        ]
        assert order.view().ahead == ("Ana",)


def test_why_somebody_cannot_move_is_heard():
    locked = Draft(
        "import threading\nlock = threading.Lock()\n"
        "def work():\n    with lock:\n        pass\n    with lock:\n        pass\n"
        "for name in ('Ana', 'Bo'):\n    threading.Thread(target=work, name=name).start()\n"
    )
    with closing(afar(locked)) as order:
        order.move(1)
        order.move(2)
        order.move(1)
        assert order.wait() == "Bo cannot move: wants lock, held by Ana."
        assert len(order.view().moves) == 1, "what was asked for after it is not done"


def test_the_inspectors_way_lies_ahead_and_is_followed_to_its_end():
    lab = Lab(Origin("k", "my script", TICKETS.text), hands=Inline)
    lab.inspect()
    lab.wait()
    with closing(lab.by_hand()) as order:
        order.wait()
        assert order.view().goal == "Make it go wrong. The inspector's way lies ahead."
        order.go(len(order.view().ahead))
        order.wait()
        view = order.view()
        assert view.over
        assert not view.good
        assert view.verdict == "main found an assertion broken in line 19: AssertionError: -1."
        assert "Bo's 0 is lost" not in [move.wrong for move in view.moves], "he had seen it"
    lab.edit(TICKETS.text + "\n")
    with closing(lab.by_hand()) as order:
        order.wait()
        assert not order.view().ahead, "that was another text"


def test_what_is_typed_in_a_level_of_code_is_moved_there_too():
    coding = Coding(level("A5"), hands=Inline)
    coding.start_asking(Inline)
    coding.wait()
    failing = coding.failing()
    assert failing is not None
    with closing(coding.by_hand()) as order:
        order.wait()
        order.go(len(order.view().ahead))
        order.wait()
        assert order.view().over
        assert order.view().verdict == failing.faults[0].message
    coding.close()


def test_values_of_a_script_are_told_as_python_writes_them():
    with closing(afar(Draft(TICKETS.text.replace("left = 1", "left = 2.125", 1)))) as order:
        order.move(1)
        order.wait()
        assert [(value.name, value.value) for value in order.view().values] == [("left", "2.125")]


def test_what_a_script_calls_its_threads_does_nothing_to_a_terminal():
    hostile = Draft(TICKETS.text.replace('"Ana"', r'"\x1b[2JAna"'))
    with closing(afar(hostile)) as order:
        order.move(1)
        order.wait()
        view = order.view()
        assert [actor.name for actor in view.actors] == ["�[2JAna", "Bo"]
        assert "\x1b" not in str(view)
        assert view.program == hostile.text


def test_what_is_no_program_is_not_moved():
    order = OrderAfar(Draft("def f(:\n"), "my script", hands=Inline)
    assert order.wait() == NO_PROGRAM
    assert order.view().goal == NO_PROGRAM
    assert not order.view().actors


def test_of_what_does_not_end_nothing_is_said(monkeypatch):
    monkeypatch.setattr(draft, "LIMITS", LIMITS._replace(events=80))
    endless = Draft(
        "import threading\nn = 0\nlock = threading.Lock()\n"
        "def count():\n    global n\n    for _ in range(10_000):\n        with lock:\n            n += 1\n"
        "for name in ('Ana', 'Bo'):\n    threading.Thread(target=count, name=name).start()\n"
    )
    with closing(afar(endless)) as order:
        while not order.view().over:
            order.move(1)
            assert order.wait() == ""
        view = order.view()
        assert not view.good
        assert view.verdict == (
            "It did not come to its end within the limits of one run, so nobody can say whether it goes right."
        )


class Lost(Executor):
    """Hands that lose what they are given every other time."""

    def __init__(self) -> None:
        self.hands, self.lose = Inline(), False

    def submit(self, fn, /, *args, **kwargs):
        self.lose = not self.lose
        return self.hands.submit(fail if not self.lose else fn, *args, **kwargs)


def fail(*_):
    raise OSError("no more processes")


def test_a_process_that_is_lost_costs_nobody_their_place():
    with closing(afar(TICKETS, Lost)) as order:
        before = order.view()
        order.move(1)
        order.move(2)
        assert order.wait() == "OSError: no more processes. Nobody has moved."
        assert order.view() == before
        order.move(2)
        assert order.wait() == ""
        assert [move.actor for move in order.view().moves] == ["Bo"]


@pytest.mark.slow
def test_whatever_it_does_to_its_process_one_goes_on_from_where_one_stood():
    deadly = Draft(
        "import ctypes, threading\nx = 0\n"
        "def count():\n    global x\n    for _ in range(12):\n        x += 1\n"
        "def look():\n    if x == 11:\n        ctypes.string_at(0)\n"
        "for name, work in (('Bo', look), ('Ana', count)):\n    threading.Thread(target=work, name=name).start()\n"
    )
    with closing(afar(deadly, lambda: Crew(1, seconds=600.0, memory=MEMORY))) as order:
        for _ in range(23):
            order.move(2)
        assert order.wait() == ""
        order.move(1)
        assert "SIGSEGV" in order.wait()
        assert [move.actor for move in order.view().moves] == ["Ana"] * 23
        order.back()
        order.back()
        order.move(1)
        assert order.wait() == ""
        assert [move.actor for move in order.view().moves] == ["Ana"] * 21 + ["Bo"]


def test_what_the_inspector_found_is_told_by_its_schedule_alone():
    """It crosses to the process that executes it."""
    inspection = inspect(TICKETS)
    schedule = schedule_of(inspection)
    assert schedule is not None
    assert schedule_of(None) is None
    with closing(OrderAfar(TICKETS, "t", schedule, lambda: Crew(1))) as order:
        assert order.wait() == ""
        assert len(order.view().ahead) > 4
