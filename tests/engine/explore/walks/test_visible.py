"""What is visible is learned, and what is alone, or ordered by starts and joins, never is."""

from __future__ import annotations

from cafe_sim.engine import Program, inspect
from cafe_sim.engine.explore import Place, Script
from cafe_sim.engine.explore.walks.visible import learn_straight


def lines(text):
    """Lines that one straight execution teaches to be visible."""
    subject = Script(Program.from_source(text, file="café.py"), "café.py")
    found = learn_straight(subject)
    assert all(isinstance(place, Place) and place.file == "café.py" for place in found)
    return [place.line for place in found]


HEAD = "import threading\ndef go(*staff):\n    threads = [threading.Thread(target=each) for each in staff]\n"
HEAD += "    for each in threads: each.start()\n    for each in threads: each.join()\n"


def test_an_unlocked_counter_is_wherever_it_is_touched():
    text = HEAD + "till = 0\ndef ana():\n    global till\n    till += 1\ngo(ana, ana)\nprint(till)\n"
    assert lines(text) == [9, 11]


def test_one_who_only_reads_makes_the_writer_visible():
    text = HEAD + "till = 0\ndef ana():\n    global till\n    till = 1\ndef bo():\n    return till\ngo(ana, bo)\n"
    assert lines(text) == [9, 11]


def test_two_readers_make_nothing_visible():
    assert lines(HEAD + "till = 0\ndef ana():\n    return till\ngo(ana, ana)\n") == []


def test_each_his_own_element_is_nobody_elses():
    text = HEAD + "tills = [0, 0]\ndef ana(): tills[0] += 1\ndef bo(): tills[1] += 1\ngo(ana, bo)\n"
    assert lines(text) == []


def test_what_is_handed_from_thread_to_thread_by_joins_is_in_order():
    text = HEAD + "till = 0\ndef ana():\n    global till\n    till += 1\ngo(ana)\ngo(ana)\n"
    assert lines(text) == []


def test_a_lock_orders_nothing_that_another_schedule_could_not_order_otherwise():
    text = (
        HEAD + "lock, till = threading.Lock(), 0\ndef ana():\n    global till\n    with lock: till += 1\ngo(ana, ana)\n"
    )
    assert lines(text) == [9]


def test_a_semaphore_is_once_it_could_be_too_small():
    text = HEAD + "oven = threading.Semaphore({})\ndef bake():\n    with oven: pass\ngo(bake, bake)\n"
    assert lines(text.format(2)) == []
    assert lines(text.format(1)) == [6]


def test_a_semaphore_that_one_gives_and_another_takes_is():
    text = (
        HEAD + "bell = threading.Semaphore(1)\ndef ring(): bell.release()\ndef hear(): bell.acquire()\ngo(ring, hear)\n"
    )
    assert lines(text) == [6]


def test_a_semaphore_that_somebody_gives_more_than_they_took_is():
    text = (
        HEAD + "bell = threading.BoundedSemaphore(3)\ndef hear(): bell.acquire()\n"
        "def ring():\n    bell.acquire()\n    bell.release(2)\ngo(hear, ring)\n"
    )
    assert lines(text) == [6]
    found = inspect(Program.from_source(text, file="café.py"))
    assert [finding.fault.kind for finding in found.findings] == ["exception"], (
        "it rings once too often if nobody heard"
    )
