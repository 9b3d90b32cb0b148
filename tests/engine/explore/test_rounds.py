"""Small rounds, as the levels have them: how many distinct orders there are, how many of them go wrong, and what is no
choice at all.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Inspection, Script, inspect

START = """
threads = [threading.Thread(target=work, name=name) for name, work in zip(("Bo", "Cy", "Di", "Ed", "Flo"), STAFF)]
for each in threads: each.start()
for each in threads: each.join()
"""


def inspected(text: str, staff: str) -> Inspection:
    """All that a program can do whose threads run the functions named in `staff`."""
    head = "import queue, threading, time\nclass Thing: pass\nx = Thing(); x.v = 0\n"
    program = Program.from_source(f"{head}{dedent(text)}\nSTAFF = [{staff}]\n{START}", file="café.py")
    return inspect(Script(program, "café.py"), Budget(seconds=60), exhaustive=True)


def traces(text: str, staff: str) -> int:
    inspection = inspected(text, staff)
    assert inspection.complete, inspection.words
    return inspection.traces


SALE = """
oven = threading.Semaphore(2)
def count(price):
    time.sleep(1)
    return price
def bake():
    with oven: time.sleep(4)
    x.v += count(3)
    time.sleep(1)
"""


def test_two_hands_in_the_till() -> None:
    inspection = inspected(SALE, "bake, bake")
    assert (inspection.complete, inspection.traces, inspection.wrong_traces) == (True, 4, 2)
    assert {finding.fault.kind for finding in inspection.findings} == {"lost-update", "data-race"}


def test_a_data_race_alone_is_no_order_that_goes_wrong() -> None:
    inspection = inspected("def write(): x.v = 1\ndef read(): return x.v", "write, read")
    assert inspection.verdict == "broken"
    assert (inspection.traces, inspection.wrong_traces) == (2, 0)


def test_two_hands_in_the_till_locked() -> None:
    text = SALE.replace("    x.v +=", "    with lock: x.v +=") + "lock = threading.Lock()"
    inspection = inspected(text, "bake, bake")
    assert (inspection.verdict, inspection.traces, inspection.wrong_traces) == ("certified", 2, 0)


def test_an_oven_that_can_be_full_is_a_choice_and_one_with_a_place_for_everybody_is_none() -> None:
    assert traces("oven = threading.Semaphore(2)\ndef bake():\n    with oven: pass", "bake, bake") == 1
    assert traces("oven = threading.Semaphore(1)\ndef bake():\n    with oven: pass", "bake, bake") == 2


MITT = """
mitt, tray = threading.Lock(), threading.Lock()
def bake(first, second):
    time.sleep(2)
    with first:
        time.sleep(1)
        with second: time.sleep(3)
"""


def test_mitt_before_tray() -> None:
    inspection = inspected(MITT, "lambda: bake(mitt, tray), lambda: bake(tray, mitt)")
    assert (inspection.traces, inspection.wrong_traces) == (3, 1)
    assert [finding.fault.kind for finding in inspection.findings] == ["deadlock"]
    assert traces(MITT, "lambda: bake(mitt, tray), lambda: bake(mitt, tray)") == 2


def test_mitt_before_tray_two_batches() -> None:
    twice = MITT + "def batches(a, b):\n    bake(a, b)\n    bake(a, b)\n"
    inspection = inspected(twice, "lambda: batches(mitt, tray), lambda: batches(tray, mitt)")
    assert (inspection.complete, inspection.traces, inspection.wrong_traces) == (True, 11, 5)
    assert traces(twice, "lambda: batches(mitt, tray), lambda: batches(mitt, tray)") == 6


def test_what_is_only_touched_under_one_lock_is_ordered_by_the_lock() -> None:
    touching = MITT.replace("        time.sleep(1)\n", "        time.sleep(1)\n        tray_uses(second)\n")
    touching += "def tray_uses(second):\n    if second is mitt: x.v += 1\n"
    inspection = inspected(touching, "lambda: bake(mitt, tray), lambda: bake(tray, mitt)")
    assert (inspection.traces, inspection.wrong_traces) == (3, 1)


def test_one_access_without_the_lock_and_it_orders_nothing() -> None:
    text = "lock = threading.Lock()\ndef add():\n    with lock: x.v += 1\ndef peek(): return x.v\n"
    assert traces(text, "add, peek") == 2


def test_what_one_touches_alone_and_what_was_settled_by_start_and_join_is_no_choice() -> None:
    text = """
    x.settings = {"price": 3}
    def sell():
        mine = Thing(); mine.total = 0
        for _ in range(3):
            mine.total += x.settings["price"]
            time.sleep(1)
    """
    assert traces(text, "sell, sell") == 1


def test_a_handover_by_queue_and_event() -> None:
    text = """
    rail = queue.Queue(); bell = threading.Event()
    def put(): rail.put(1); bell.set()
    def get(): bell.wait(); rail.get()
    """
    assert traces(text, "put, get") == 1


def test_a_wait_with_a_timeout_has_a_second_way_to_go() -> None:
    text = """
    bell = threading.Event()
    def ring(): bell.set()
    def listen(): bell.wait(5)
    """
    assert traces(text, "ring, listen") == 2


@pytest.mark.parametrize(
    "wait", ["while not x.v: pass", "while not bell.wait(0.1): pass", "while not x.v: time.sleep(0.1)"]
)
def test_going_round_in_vain_is_cut_and_said_to_be_cut(wait: str) -> None:
    text = f"""
    bell = threading.Event()
    def ring():
        x.v = 1
        bell.set()
    def listen():
        {wait}
    """
    inspection = inspected(text, "ring, listen")
    assert not inspection.complete
    assert not any(finding.fault.kind in ("livelock", "deadlock") for finding in inspection.findings)


def test_an_order_without_end_is_no_certificate() -> None:
    inspection = inspected("def count():\n    while True: time.sleep(1)", "count")
    assert inspection.verdict != "certified"
    assert not inspection.complete
