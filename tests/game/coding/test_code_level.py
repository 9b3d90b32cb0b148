"""A code level under the player's hands: from the level's text to three stars, and whatever else may be typed."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future
from functools import cache
from typing import Any

import pytest
import shipped

from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.typed import plan_of_text
from cafe_sim.content.level import Level
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.errors import BadContent, Misuse
from cafe_sim.game.afterwards import recorded
from cafe_sim.game.afterwards.pasted import program_of, watched
from cafe_sim.game.coding.code_level import Coding, code_key
from cafe_sim.game.pictures.of_level import mended
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.progress import LevelRecord, Progress, Stars


@cache
def a5() -> Level:
    return shipped.level("A5")


def text_of(name: str) -> str:
    """Of a row of the level's table."""
    row = next(row for row in a5().proof.rows if row.name == name)
    return plan_of_row(a5(), row).text


@pytest.fixture
def coding():
    made = Coding(a5(), hands=Inline)
    yield made
    made.close()


def run(coding: Coding, text: str = "") -> Coding:
    if text:
        coding.edit(text)
    coding.lab.run()
    coding.lab.wait()
    return coding


def ask(coding: Coding) -> Coding:
    coding.start_asking(Inline)
    coding.wait()
    return coding


# ---- the way to three stars ----------------------------------------------------------------------


def test_the_levels_own_text_fails_with_the_fault_that_it_teaches(coding):
    assert coding.plan == Plan()
    view = run(coding).view()
    assert (view.was_run, view.worked, view.stamp) == (True, False, "")
    result = coding.result()
    assert [fault.kind for fault in result.faults] == ["never-awaited"]
    assert (result.served, result.orders, result.worked, result.sound) == (0, 8, False, False)
    assert a5().shop.program.splitlines()[result.faults[0].lines[0] - 1].strip() == "make[order.item](order)"
    after = ask(coding).result()
    assert (after.stamp, after.always) == ("broken", "the one order of this round goes wrong")
    assert [fault.kind for fault in after.faults] == ["never-awaited"], "seen twice, told once"


def test_a_good_run_is_no_star_before_the_inspector_has_been_there(coding):
    before = run(coding, a5().reference.text).result()
    assert (before.worked, before.sound, before.can_ask) == (True, False, True)
    after = ask(coding).result()
    assert (after.sound, after.par, after.light, after.stamp) == (True, True, True, "certified")
    assert [(f.name, f.value, f.par, f.good) for f in after.figures if f.against == "light"] == [
        ("lines changed", 3, 3, True)
    ]
    assert after.charts is not None
    assert after.program == a5().reference.text


@pytest.mark.parametrize(
    ("row", "kinds", "served"),
    [
        ("awaited, one after the other", [], 3),
        ("tasks kept, and nobody waits", ["lost-task"], 5),
        ("served, and never made", ["invariant"], 8),
    ],
)
def test_what_tempts_wins_nothing(coding, row, kinds, served):
    result = ask(run(coding, text_of(row))).result()
    assert (result.sound, result.served) == (False, served)
    assert sorted({fault.kind for fault in result.faults}) == kinds


def test_a_nap_instead_of_waiting_works_this_time_and_is_luck(coding):
    """As long as a latte takes six seconds, six seconds are enough; nobody waits for it, and a wait may last."""
    day = run(coding, text_of("a nap at closing time")).result()
    assert (day.worked, day.served, day.faults) == (True, 8, ())
    result = ask(coding).result()
    assert (result.sound, result.stamp) == (False, "broken")
    assert result.always == "8 of all 9 distinct orders of this round go wrong"
    failing = coding.failing()
    assert failing.seen == "one of 8 that go wrong", "and not in so many of so many runs"
    assert (failing.steps[0].actor, failing.steps[0].mark) == ("Ana", "wrong")
    assert failing.steps[0].aside == "its loop ended without waiting for it"
    assert (failing.steps[1].actor, failing.steps[1].text) == (
        "make_latte #1",
        "sleeps for 612 s this time, not for 6 s",
    )


def test_slow_and_long_is_sound_all_the_same(coding):
    result = ask(run(coding, text_of("two at a time"))).result()
    assert (result.sound, result.par, result.light) == (True, False, False)


def test_customers_who_leave_are_not_the_inspectors_business(coding):
    result = ask(run(coding, text_of("awaited, one after the other"))).result()
    assert result.always == "all 9 distinct orders of this round go right; he judges no lateness"
    assert not result.sound


# ---- verdicts belong to one text -----------------------------------------------------------------


def test_verdicts_go_with_their_text_and_come_back_with_it(coding):
    ask(run(coding, a5().reference.text))
    coding.edit(a5().reference.text + "# and more\n")
    assert (coding.was_run, coding.verdict) == (False, None)
    coding.edit(a5().reference.text)
    assert coding.was_run
    assert coding.verdict is not None
    assert coding.verdict.verdict == "certified"


def test_a_kept_text_is_put_and_the_same_one_refused(coding):
    assert coding.put(a5().reference) == ""
    assert coding.lab.text == a5().reference.text
    assert coding.put(a5().reference) == "the text is that one already"
    assert coding.put(Plan()) == ""
    assert coding.lab.text == a5().shop.program


def test_a_text_has_one_digest_wherever_its_plan_goes(coding):
    """So a schedule's code from the screen fits `inspect A5 --plan FILE`, and the other way round."""
    coding.edit(text_of("tasks kept, and nobody waits"))
    assert coding.lab.round.digest == round_subject(a5(), coding.plan).digest
    assert pickle.loads(pickle.dumps(coding.lab.round)).digest == coding.lab.round.digest
    coding.edit(a5().shop.program)
    assert coding.lab.round.digest == round_subject(a5(), Plan()).digest


# ---- whatever is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not everybody was served"),
        ("import os\nos._exit(3)\n", "not modelled"),
        ("import asyncio\nfrom cafe import tickets\nasyncio.run(tickets('Bo'))\n", "did not work"),
        ("import sys\nsys.exit('no beans')\n", "s of virtual time"),
        ("from cafe import open_doors\nopen_doors()\nopen_doors()\n", "did not work"),
        ("while True:\n    pass\n", "a limit was reached"),
        ("for n in range(3000):\n    print('x' * 3000)\n", "not everybody was served"),
    ],
)
def test_a_text_that_serves_nobody_is_told_in_a_sentence_and_has_no_stars(coding, text, words):
    coding.edit(text)
    run(coding)
    ran = coding.lab.view().ran
    assert ran is not None
    assert words in ran.words
    if coding.was_run:
        result = coding.result()
        assert (result.sound, result.worked, result.served) == (False, False, 0)


def test_what_is_no_python_never_runs(coding):
    view = run(coding, "async def ana(:\n").lab.view()
    assert view.complaint is not None
    assert view.complaint.line == 1
    assert not coding.was_run


def test_a_run_without_end_has_no_result_and_keeps_none_of_an_earlier_text(coding):
    run(coding)
    assert coding.was_run
    run(coding, "while True:\n    pass\n")
    assert not coding.was_run


def test_words_of_an_error_cannot_drive_a_terminal(coding):
    run(coding, "raise ValueError('\\x1b[2J\\x07')\n")
    result = coding.result()
    assert result.faults
    assert all("\x1b" not in fault.message and "\x07" not in fault.message for fault in result.faults)


def test_a_text_that_does_away_with_the_books_is_told_so(coding):
    run(coding, "import cafe\ncafe.tickets = None\n")
    assert coding.lab.view().ran is not None


class Nowhere(Executor):
    """A process that is lost with whatever it was given."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        lost: Future[Any] = Future()
        lost.set_exception(Misuse("the program ended its own process"))
        return lost


def test_a_text_that_costs_its_process_costs_nothing_else():
    coding = Coding(a5(), hands=Nowhere)
    run(coding)
    ran = coding.lab.view().ran
    assert ran is not None
    assert ran.words == "The program ended its own process."
    assert not coding.was_run
    coding.close()


@pytest.mark.slow
def test_in_a_process_of_its_own_it_comes_to_the_same_and_ending_that_process_is_no_way_out():
    coding = Coding(a5())
    try:
        run(coding, a5().reference.text)
        assert coding.was_run
        coding.start_asking()
        coding.wait()
        assert coding.result().sound
        run(coding, "import ctypes\nctypes.string_at(0)\n")
        assert not coding.view().worked
    finally:
        coding.close()


# ---- nobody else runs it -------------------------------------------------------------------------


def hostile() -> Plan:
    return plan_of_text(a5().shop.program, "raise SystemExit('run in the game')\n")


def test_no_replay_beside_runs_what_was_typed():
    mark = Progress().after("A5", Stars(sound=True), hostile()).mark("A5")
    other = mended(a5(), mark)
    assert other.title == "mended"
    assert other.make().by_steps.end > 0
    assert mended(a5(), LevelRecord()).closed


def test_a_run_is_kept_in_no_file_and_taken_from_none():
    with pytest.raises(Misuse, match="kept in no file"):
        recorded.record(a5(), hostile())
    level = shipped.level("A4")
    run = recorded.record(level, level.reference)
    with pytest.raises(BadContent, match="would run what somebody typed"):
        recorded.again(run, a5(), "x.json")


@pytest.mark.asyncio
async def test_a_pasted_code_is_known_for_the_text_that_was_left_and_for_kept_ones(coding, tmp_path):
    lost = text_of("tasks kept, and nobody waits")
    failing = ask(run(coding, lost)).failing()
    assert failing is not None
    from cafe_sim.engine.explore.telling.codes import decode

    code = decode(failing.code)
    game = Campaign(load=lambda: (a5(),))
    await game.open()
    scheduled = await program_of(code, game, None, tmp_path)
    assert watched(scheduled, code)[1] == "", "a text that ships with the level"
    own = lost.replace("made = []", "mine = []").replace("made.append", "mine.append")
    failing = ask(run(coding, own)).failing()
    assert failing is not None
    code = decode(failing.code)
    with pytest.raises(BadContent, match="another plan"):
        await program_of(code, game, None, tmp_path)
    game.keeper.progress = game.progress.drafted(code_key(a5()), own)
    assert watched(await program_of(code, game, None, tmp_path), code)[1] == ""


# ---- what is kept --------------------------------------------------------------------------------


def test_a_text_longer_than_a_level_keeps_runs_and_has_no_result(coding):
    run(coding, a5().reference.text + "# and on\n" * 1000)
    view = coding.view()
    assert (view.too_long, view.was_run) == (True, False)
    assert view.lab.ran is not None
    assert view.lab.ran.sign == "worked"
