"""The inspector's visit from a shell: a level with a plan, and its schedules found again."""

from __future__ import annotations

import asyncio
import json
import re

import msgspec
import pytest
import shipped

from cafe_sim.cafe.inspecting import subject_of
from cafe_sim.cafe.model import Plan
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.explore.telling.codes import encode
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.progress import Stars

LATE = Plan(late={"Cy": 2.5})
"""No plan that comes with the level."""


def code_of(plan: Plan) -> str:
    subject = round_subject(shipped.level("B4"), plan)
    inspection = inspect(subject)
    return encode(inspection.findings[0].schedule, inspection.learned, "")


def test_a_plan_that_worked_this_time_is_broken_all_the_same(cafe, tmp_path) -> None:
    plan = tmp_path / "late.toml"
    plan.write_text("late = { Cy = 1 }\n")
    ran = json.loads(cafe("run", "B4", "--plan", plan, "--json").out)
    assert ran["worked"]
    said = cafe("inspect", "B4", "--plan", plan, "--json")
    seen = json.loads(said.out)
    assert (said.status, seen["verdict"], seen["target"]) == (1, "broken", "B4")
    assert {"invariant", "lost-update"} <= {fault["kind"] for fault in seen["faults"]}


def test_values_are_told_as_the_till_writes_them(cafe, tmp_path) -> None:
    plan = tmp_path / "naive.toml"
    plan.write_text("")
    commands = (("run", "B4"), ("inspect", "B4"), ("replay", code_of(shipped.level("B4").naive)))
    for said in (cafe(*command, "--plan", plan).out for command in commands):
        assert "wrote 3.00" in said
        assert not re.search(r"3\.0\b", said)


@pytest.mark.parametrize(("level", "traces"), [("A4", 1), ("B4", 2), ("B6", 2), ("C4", 2)])
def test_the_reference_of_a_fix_level_is_certified(cafe, level, traces) -> None:
    said = cafe("inspect", level, "--exhaustive", "--json")
    seen = json.loads(said.out)
    assert (said.status, seen["verdict"], seen["traces"]) == (0, "certified", traces)


def test_a_code_of_a_plan_that_comes_with_the_level_finds_it_by_itself(cafe) -> None:
    said = cafe("replay", code_of(shipped.level("B4").naive), "--json")
    again = json.loads(said.out)
    assert said.status == 1
    assert again["same"]
    assert "lost-update" in {fault["kind"] for fault in again["faults"]}


def test_a_code_of_a_plan_that_the_player_has_kept_finds_it_too(cafe) -> None:
    code = code_of(LATE)
    before = cafe("replay", code)
    assert before.status == 2
    assert "is not what it was" in before.err

    async def keep() -> None:
        game = Campaign.at_home()
        await game.open()
        game.keeper.keep(game.progress.after("B4", Stars(), LATE))
        await game.keeper.close()

    asyncio.run(keep())
    assert json.loads(cafe("replay", code, "--json").out)["same"]


def test_a_schedule_kept_in_a_file_is_replayed_with_its_plan(cafe, tmp_path) -> None:
    plan, file = tmp_path / "late.toml", tmp_path / "b4.json"
    plan.write_text("late = { Cy = 2.5 }\n")
    assert cafe("inspect", "B4", "--plan", plan, "--replay-out", file).status == 1
    said = cafe("replay", file, "--plan", plan, "--json")
    assert (said.status, json.loads(said.out)["same"]) == (1, True)


def test_a_serve_level_is_seen_by_its_whole_day(cafe) -> None:
    seen = json.loads(cafe("inspect", "B1", "--json").out)
    assert seen["verdict"] in ("certified", "bounded")
    assert seen["faults"] == []


def test_the_game_and_the_shell_speak_of_the_same_round() -> None:
    level = shipped.level("C4")
    assert round_subject(level, level.naive).digest == subject_of(level.shop, level.naive, "other title").digest


def test_an_order_of_events_of_a_level_is_told_in_the_words_of_the_cafe(cafe, tmp_path) -> None:
    """As the screens tell it, by `inspect`, by `replay`, and in the chart: what customers hear is told, too."""
    level = shipped.level("D5")
    plan, file = tmp_path / "naive.json", tmp_path / "d5.json"
    plan.write_bytes(msgspec.json.encode(level.naive))
    seen = cafe("inspect", "D5", "--plan", plan, "--plain", "--replay-out", file).out
    again = cafe("replay", file, "--plan", plan, "--plain").out
    for told in (seen, again):
        assert "Cy unloads the shelf for #2, café.py line 31: shelf.unload(order)" in told
        assert "Bo hangs #4 on the rail, café.py line 18: rail.put(order)" in told
        assert "Bo hands out #1, café.py line 19: serve(order)" in told
        assert "puts something into" not in told
    steps = json.loads(cafe("replay", file, "--plan", plan, "--json").out)["steps"]
    view = failing(round_subject(level, level.naive), inspect(round_subject(level, level.naive)))
    assert view is not None
    assert [step["words"] for step in steps] == [step.text for step in view.steps]
    assert "hangs #1 on the rail" in cafe("timeline", file, "--plan", plan, "--plain").out


def test_a_rule_that_is_broken_is_a_marked_step(cafe, tmp_path) -> None:
    plan = tmp_path / "naive.json"
    plan.write_bytes(msgspec.json.encode(shipped.level("D1").naive))
    shown = cafe("inspect", "D1", "--plan", plan).out
    assert "› Di  goes on with 3 at once on the fuse, which bears 2  13  fuse.load(order)" in shown


def test_where_there_is_little_room_comments_go_before_anything_that_was_done(cafe, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("cafe_sim.cli.telling.room", lambda: 84)
    plan = tmp_path / "naive.json"
    plan.write_bytes(msgspec.json.encode(shipped.level("D1").naive))
    shown = cafe("inspect", "D1", "--plan", plan).out.splitlines()
    assert "  › Di  goes on with 3 at once on the fuse, which bears 2  13  fuse.load(order)" in shown
