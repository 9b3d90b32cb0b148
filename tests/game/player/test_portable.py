"""Progress as a file: whole, readable, added to what is there, and never believed before it was looked at."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from cafe_sim.cafe.model import HandOver, Plan, Span
from cafe_sim.content import load_campaign
from cafe_sim.errors import BadContent
from cafe_sim.game.player.portable import taken_in, written
from cafe_sim.game.player.progress import Progress, Stars

LEVELS = load_campaign()
PLAN = Plan(name="mine", hand_overs=(HandOver(at=0.0, order=1, to="Carl"),))


def test_there_and_back():
    progress = Progress().after("A1", Stars(sound=True, par=True), PLAN).after("B3", Stars(sound=True))
    assert taken_in(written(progress), LEVELS, Progress(), "f").marks == progress.marks


def test_every_guard_travels():
    progress = Progress()
    for level in LEVELS:
        progress = progress.after(level.id, Stars(sound=True), replace(level.reference, name="mine"))
    assert taken_in(written(progress), LEVELS, Progress(), "f").marks == progress.marks


def test_plans_from_before_there_were_tokens_and_bells_are_as_they_were():
    old = {"spans": [{"thing": "till", "item": "croissant", "first": "ring", "last": "ring"}], "late": {"Cy": 1}}
    data = spoilt(levels={"B4": {"stars": [], "plans": [{"name": "old", "stars": [], "plan": old}]}})
    (kept,) = taken_in(data, LEVELS, Progress(), "f").mark("B4").plans
    assert kept.plan == Plan(name="old", spans=(Span("till", "croissant", "ring", "ring"),), late={"Cy": 1})
    assert json.loads(written(Progress().after("B4", Stars(), kept.plan)))["levels"]["B4"]["plans"][0]["plan"] == {
        **old,
        "name": "old",
    }


def test_a_teacher_can_read_it():
    told = json.loads(written(Progress().after("A1", Stars(sound=True), PLAN)))
    assert told["levels"]["A1"]["stars"] == ["sound"]
    assert told["levels"]["A1"]["plans"][0]["plan"]["hand_overs"] == [{"at": 0.0, "order": 1, "to": "Carl"}]
    assert told["format"] == 1


def test_taking_in_adds_and_takes_nothing_away():
    here = Progress().after("A1", Stars(par=True)).after("A2", Stars(sound=True))
    both = taken_in(written(Progress().after("A1", Stars(sound=True), PLAN)), LEVELS, here, "f")
    assert both.stars("A1") == Stars(sound=True, par=True)
    assert both.stars("A2") == Stars(sound=True)
    assert [plan.name for plan in both.mark("A1").plans] == ["mine"]


def spoilt(**change: object) -> bytes:
    return json.dumps({"cafe_sim": "progress", "format": 1, "levels": {}, **change}).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no progress of Café Sim"),
        (b"[" * 100_000, "no progress of Café Sim"),
        (b"\xff\xfe{}", "no progress of Café Sim"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than"),
        (spoilt(format=2), "newer Café Sim"),
        (spoilt(surprise=1), "no progress of Café Sim"),
        (spoilt(levels={"Z9\x1b[2J": {"stars": []}}), "no level"),
        (spoilt(levels={"A1": {"stars": ["gold"]}}), "no star 'gold'"),
        (
            spoilt(levels={"A1": {"stars": [], "plans": [{"name": "x", "stars": [], "plan": {"late": {"Eve": 1}}}]}}),
            "Eve",
        ),
        (
            spoilt(levels={"A1": {"stars": [], "plans": [{"name": "\x1b[31m", "stars": [], "plan": {}}]}}),
            "name",
        ),
    ],
)
def test_a_file_from_a_stranger_is_refused_in_a_sentence(data, says):
    with pytest.raises(BadContent) as refusal:
        taken_in(data, LEVELS, Progress(), "theirs.json")
    assert says in str(refusal.value)
    assert "\x1b" not in str(refusal.value)
    assert str(refusal.value).startswith("theirs.json")


def test_a_text_travels_and_is_taken_for_levels_of_code_alone():
    text = 'print("mine")\n'
    progress = Progress().after("A5", Stars(sound=True), Plan(name="mine", text=text))
    assert taken_in(written(progress), LEVELS, Progress(), "f").marks == progress.marks
    for level, plan in (
        ("B4", {"text": text}),
        ("A5", {"text": text, "late": {"Ana": 1}}),
        ("A5", {"text": text * 9999}),
    ):
        data = spoilt(levels={level: {"stars": [], "plans": [{"name": "x", "stars": [], "plan": plan}]}})
        with pytest.raises(BadContent, match=f"f, {level}"):
            taken_in(data, LEVELS, Progress(), "f")
