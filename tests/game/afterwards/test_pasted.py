"""Codes that somebody pasted: of levels under any plan that is known here, of scripts in the lab and in the folder; and
what is said of others.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from shipped import level

from cafe_sim.content.subjects import level_subject, round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.explore.telling.codes import decode, encode
from cafe_sim.engine.explore.telling.counterexample import counterexamples
from cafe_sim.engine.explore.telling.record import to_bytes
from cafe_sim.engine.explore.walks.schedule import Deviation, Schedule
from cafe_sim.engine.explore.walks.visible import learn_straight
from cafe_sim.errors import BadContent
from cafe_sim.game.afterwards.pasted import held_by, is_code, program_of, watched
from cafe_sim.game.coding.draft import Draft
from cafe_sim.game.coding.rehearsal import tell
from cafe_sim.game.fixing import moves
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.storage import RealDisk

RACE = """
import threading
x = 0
def add():
    global x
    x += 1
both = [threading.Thread(target=add, name=name) for name in ("Bo", "Cy")]
for each in both: each.start()
for each in both: each.join()
assert x == 2
"""


def code_of(name: str, plan=None) -> str:
    subject = round_subject(level(name), plan or level(name).naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    assert view is not None
    return view.code


def opened() -> Campaign:
    game = Campaign(Keeper())
    asyncio.run(game.open())
    return game


def resolve(typed: str, game: Campaign, folder: Path = Path("nowhere"), *, scripts: bool = True):
    async def look():
        disk = RealDisk() if scripts else None
        try:
            held = await held_by(typed, disk)
            return await program_of(held, game, disk, folder), held
        finally:
            if disk is not None:
                disk.close()

    return asyncio.run(look())


def refusal(typed: str, game: Campaign, folder: Path = Path("nowhere"), *, scripts: bool = True) -> str:
    with pytest.raises(BadContent) as caught:
        resolve(typed, game, folder, scripts=scripts)
    return str(caught.value)


def script_code(text: str, file: str, folder: str = "") -> str:
    draft = Draft(text, file, folder)
    view = tell(draft, inspect(draft))
    assert view is not None
    return view.code


def test_a_code_of_a_levels_own_plan_gives_the_run_that_was_found():
    scheduled, held = resolve(code_of("B4"), opened())
    charts, difference = watched(scheduled, held)
    assert (scheduled.title, difference) == ("B4  Two hands in the till", "")
    assert not charts.by_steps.worked
    assert any(deed.is_wrong for deed in charts.told.deeds)


def test_it_may_be_pasted_as_a_chat_breaks_and_shouts_it():
    code = code_of("B4")
    name, _, digits = code.partition(":")
    broken = f"  {name}:\n{digits.casefold()[:7]} \n {digits[7:]}\n"
    scheduled, held = resolve(broken, opened())
    assert watched(scheduled, held)[1] == ""
    assert is_code(code)
    assert not is_code(code[:-2])
    assert not is_code("note: buy milk")


def test_a_plan_of_ones_own_is_known_once_it_is_kept_and_asked_for_before():
    later = moves.come_in(level("B4").naive, "Cy", 0.5, 3)
    code = code_of("B4", later)
    game = opened()
    said = refusal(code, game)
    assert "B4 with another plan" in said
    assert "you have kept none" in said
    game.remember(level("B4"), later)
    scheduled, held = resolve(code, game)
    assert watched(scheduled, held)[1] == ""


def test_a_level_to_break_has_one_program():
    subject = level_subject(level("B3"), level("B3").naive)
    found = inspect(subject)
    code = encode(found.findings[0].schedule, found.learned, "")
    scheduled, held = resolve(code, opened())
    charts, difference = watched(scheduled, held)
    assert difference == ""
    assert any(charts.by_steps.sources.values()), "its program can be read beside it"


def test_a_script_is_looked_for_in_the_folder_and_its_text_must_be_the_same(tmp_path):
    path = tmp_path / "race.py"
    path.write_text(RACE)
    code = script_code(RACE, str(path), str(tmp_path))
    assert code.startswith("race.py:")
    scheduled, held = resolve(code, opened(), tmp_path)
    charts, difference = watched(scheduled, held)
    assert difference == ""
    assert any("x += 1" in line for lines in charts.by_steps.sources.values() for line in lines)
    path.write_text(RACE + "# another\n")
    assert "its text has changed" in refusal(code, opened(), tmp_path)
    path.unlink()
    assert "There is no" in refusal(code, opened(), tmp_path)


def test_what_lies_unsaved_in_the_lab_counts_as_well(tmp_path):
    path = tmp_path / "race.py"
    path.write_text("# saved\n")
    game = opened()
    game.keeper.keep(game.progress.drafted(f"file:{path}", RACE))
    scheduled, held = resolve(script_code(RACE, str(path), str(tmp_path)), game, tmp_path)
    assert watched(scheduled, held)[1] == ""


def test_a_counterexamples_file_will_do_as_well(tmp_path):
    path = tmp_path / "race.py"
    path.write_text(RACE)
    draft = Draft(RACE, str(path), str(tmp_path))
    found = inspect(draft)
    record = counterexamples(draft, found.findings, found.learned, str(tmp_path), "")[0].record
    (tmp_path / "race.json").write_bytes(to_bytes(record))
    scheduled, held = resolve(str(tmp_path / "race.json"), opened(), tmp_path)
    assert watched(scheduled, held)[1] == ""
    assert "no file" in refusal(str(tmp_path / "none.json"), opened())


def test_a_run_that_goes_otherwise_is_not_passed_off_as_the_one_that_was_found():
    code = code_of("B4")
    scheduled, _ = resolve(code, opened())
    held = decode(code)
    other = replace(held, trace="00000")
    charts, difference = watched(scheduled, other)
    assert "the trace is another" in difference
    assert charts.told.deeds, "what came instead can be looked at"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hello", "is no schedule code"),
        ("B4:", "mistyped or cut short"),
        ("B4:12AN-KVTP-V2G4-6329-6", "mistyped or cut short"),
        ("B4:12AU", "is no character of a schedule code"),
    ],
)
def test_what_is_no_code_is_told_apart(typed, said):
    assert said in refusal(typed, opened())


def test_a_code_of_another_version_says_which_reads_it():
    digits = "2000000000000"
    value = 0
    for digit in digits:
        value = value * 32 + int(digit)
    check = -value * 1024 % 1021
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    said = refusal(f"B4:{digits}{alphabet[check >> 5]}{alphabet[check & 31]}", opened())
    assert "is of version 2 of schedule codes" in said


def test_a_name_that_nothing_has_and_a_script_in_a_browser_are_told_apart():
    code = code_of("B4")
    assert "is no level of this game" in refusal(code.replace("B4:", "Z9:"), opened())
    assert "not replayed in a browser" in refusal(code.replace("B4:", "race.py:"), opened(), scripts=False)


# ---- schedules that do not fit ---------------------------------------------------------------------


def of_another_version(name: str, *deviations: tuple[int, int]) -> str:
    """The code of a schedule of that level, as if its program had been another one."""
    subject = level_subject(level(name), level(name).naive)
    learned = learn_straight(subject)
    schedule = Schedule(name, "f" * 16, learned, tuple(Deviation(*each) for each in deviations), "f" * 32)
    return encode(schedule, learned, "")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("B3", "in another version: its program is not the same as here. Along it, step "),
        ("B1", "has another version of the level. Along the level's own plan, step "),
    ],
)
def test_the_first_step_that_cannot_be_made_is_named_where_there_is_one(name, first):
    with pytest.raises(BadContent) as raised:
        resolve(of_another_version(name, (90, 1)), opened())
    assert first in str(raised.value)
    assert str(raised.value).endswith("cannot go there: has ended.") or "there is nobody else." in str(raised.value)


def test_where_every_step_can_be_made_none_is_named():
    with pytest.raises(BadContent) as raised:
        resolve(of_another_version("B3"), opened())
    assert str(raised.value).endswith("its program is not the same as here.")
