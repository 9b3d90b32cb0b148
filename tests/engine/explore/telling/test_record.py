"""Counterexamples as files: complete, of no machine in particular, and harmless whatever is in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.telling.record import FILE_BYTES, from_bytes, record_of, to_bytes
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.telling.story import film, first_difference
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.errors import BadContent

RACY = """
import threading
total = 0
def add():
    global total
    seen = total
    total = seen + 1
both = [threading.Thread(target=add, name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
for each in both: each.join()
assert total == 2
"""


def script(text=RACY, file="/home/eva/counter.py"):
    return Script(Program.from_source(text, file=file), file)


@pytest.fixture(scope="module")
def record():
    subject = script()
    finding = inspect(subject, Budget(30)).findings[0]
    trace = replay(subject, finding.schedule).trace
    return record_of(
        finding.schedule, finding.fault, finding.preemptions, trace, folder="/home/eva", cafe_sim="0.1"
    ), finding


def test_it_says_everything_and_nothing_of_the_machine(record):
    kept, finding = record
    text = to_bytes(kept).decode()
    assert "/home" not in text
    assert json.loads(text) | {"trace": "", "digest": "", "python": "", "message": ""} == {
        "format": "cafe-sim counterexample",
        "version": 1,
        "cafe_sim": "0.1",
        "python": "",
        "target": "counter.py",
        "digest": "",
        "fault": "assertion",
        "message": "",
        "preemptions": 1,
        "visible": [["counter.py", place.line] for place in finding.schedule.visible],
        "deviations": [list(each) for each in finding.schedule.deviations],
        "trace": "",
        "steps": [
            "Bo reads total: 0 in line 6",
            "Cy reads total: 0 in line 6",
            "Cy writes total: 1 in line 7",
            "Bo writes total: 1 in line 7",
            "main reads total: 1 in line 11",
        ],
    }


def test_it_is_replayed_in_another_folder_and_gives_the_same_trace(record):
    kept = from_bytes(to_bytes(record[0]), "x.json")
    assert kept == record[0]
    elsewhere = script(file="tmp/counter.py")
    again = replay(elsewhere, kept.schedule(elsewhere, "tmp"))
    assert again.same
    assert "assertion" in {fault.kind for fault in again.faults}
    assert first_difference(kept.steps, film(again.trace, 100)) == ""


def test_it_fits_no_other_program(record):
    with pytest.raises(BadContent, match="is not what it was"):
        record[0].schedule(script(RACY.replace("== 2", "== 3")), "/home/eva")
    with pytest.raises(BadContent, match=r"is one of 'counter.py'"):
        record[0].schedule(script(file="/home/eva/till.py"), "/home/eva")


def test_the_first_step_that_differs_is_named():
    assert first_difference(["a", "b", "c"], ["a", "x", "c"]) == "step 2 was “b” and is now “x”"
    assert first_difference(["a", "b"], ["a"]) == "step 2 was “b”, and now there is none"
    assert first_difference(["a"], ["a", "b"]) == ""


SPOILT = {
    "format": "a cake",
    "version": 2,
    "target": "../evil.py",
    "fault": "nonsense",
    "digest": "xyz",
    "trace": 5,
    "deviations": [[-1, 1]],
    "visible": [["a", 1, 2]],
    "steps": "none",
    "preemptions": 2**70,
    "message": None,
    "unknown": 1,
}


@pytest.mark.parametrize(("key", "value"), SPOILT.items())
def test_one_wrong_value_is_a_sentence(record, key, value):
    spoilt = json.dumps(json.loads(to_bytes(record[0])) | {key: value}).encode()
    with pytest.raises(BadContent, match=r"^x\.json: is (no counterexample of Café Sim|of version 2 and)"):
        from_bytes(spoilt, "x.json")


def test_a_zeroth_deviation_is_none(record):
    spoilt = json.dumps(json.loads(to_bytes(record[0])) | {"deviations": [[3, 0]]}).encode()
    with pytest.raises(BadContent, match="deviations"):
        from_bytes(spoilt, "x.json")


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"\xff\xfe", b'{"format": ' + b"[" * 100_000, b" " * (FILE_BYTES + 1), b'{"a":1e999}']
)
def test_whatever_the_bytes_are(data):
    with pytest.raises(BadContent, match=r"^x\.json: is "):
        from_bytes(data, "x.json")


@given(st.data())
def test_a_changed_byte_is_another_record_or_a_sentence(record, data):
    whole = bytearray(to_bytes(record[0]))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        from_bytes(bytes(whole), "x.json")
    except BadContent as error:
        assert str(error).isprintable()  # noqa: PT017
