"""The whole sitting: the map, every level, and whatever else somebody types."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign
from cafe_sim.game.afterwards.recorded import again, from_bytes
from cafe_sim.game.fixing.toolbox import way
from cafe_sim.game.plain.place import Place, Playing
from cafe_sim.game.plain.typed import words_of
from cafe_sim.game.player.progress import Stars
from cafe_sim.game.views import Mark

SIGNS = frozenset("│┃█▀─¦╳★☆✔✗›•←×·#")
"""What is only drawn."""


def readable(text: str) -> bool:
    """Made of lines that read well aloud."""
    return bool(text) and not SIGNS & set(text) and all(line == line.strip() and line for line in text.splitlines())


# ---- the map ---------------------------------------------------------------------------------------


def test_the_map_is_told_and_leads_to_the_first_level(sit):
    sitting = sit()
    assert "A1, One at a time, serve: open, no stars yet." in sitting.opening
    assert "A2, Nobody has to watch the kettle, serve: opens after A1." in sitting.opening
    assert sitting.type("a2") == "A2 is closed: win A1 first."
    assert "Carl opens alone." in sitting.type("about A1")
    assert sitting.type("go").startswith("A1, One at a time.")
    assert sitting.type("levels").startswith(f"1 of {len(load_campaign())} levels are open.")


def test_tokens_and_bells_are_told_where_they_hang(sit):
    sitting = sit("D1")
    sitting.type("lock fuse", "tokens fuse 2")
    said = sitting.type("bench")
    assert "1, fuse: 2 tokens, bears 2 at once, used by bake; tokens hang on it." in said
    assert "3, bake: waits 4 s, uses the fuse; under the fuse tokens." in said
    assert sitting.type("tokens fuse 2") == "There hang 2 tokens already."
    assert "Lock()" in sitting.type("tokens fuse 1")
    sitting = sit("B9")
    sitting.type("ring 3")
    assert "bell: rung after bake, nobody waits for it." in sitting.type("bench")
    said = sitting.type("wait ice the cake")
    assert "bell.wait()" in said
    assert "ice the cake: waits for the bell first, a blocking call of 3 s, touches the cake." in sitting.type("bench")
    assert "bell.set()" in sitting.type("signal bell"), "taken down"


def test_the_inspector_says_whom_he_walks_through(sit):
    assert "one customer for each worker" in sit("D1").type("inspect")
    assert "all customers, there from the start" in sit("D5").type("inspect")


def test_what_is_won_opens_doors_and_next_leads_on(sit):
    sitting = sit("A1")
    sitting.type("guess 2", "3", "2", "4", "1", "5")
    said = sitting.type("result")
    assert "2 of 3 stars: sound (everyone served, and nothing found wrong, new)" in said
    assert "You said: the tea, and saw it coming." in said
    assert "Given by hand: 5. For a light touch, standing rules hand over everything." in said
    assert sitting.stars("A1") == ("sound", "par")
    assert sitting.type("next").startswith("A2, Nobody has to watch the kettle.")
    assert sitting.type("levels").startswith(f"2 of {len(load_campaign())} levels are open. Stars won: 2.")


def test_stars_that_were_won_before_are_not_still_to_win(sit):
    sitting = sit("A1")
    assert "Still to win: light." in sitting.type("3", "2", "4", "1", "5", "result")
    lost = sitting.type("again", "1", "2", "3", "4", "5", "result")
    assert "no star this time. Won before, and kept: sound, par." in lost


def test_after_a_win_figures_are_compared_and_a_what_if_is_answered(sit):
    sitting = sit("A1")
    assert " Type what if.\n" in sitting.type("3", "2", "4", "1", "5", "result")
    said = sitting.type("compare").splitlines()
    assert "plans ship with this level" in said[0]
    assert any(line.startswith("Mean wait: ") and line.endswith(" worse.") for line in said)
    said = sitting.type("what if")
    assert "It would have been worse." in said
    assert "Served: it was 5, and would be 4 of 5." in said
    assert "You saw it coming. It would have been worse." in sitting.type("what worse")
    assert "You saw it coming." not in sitting.type("what better")


def test_of_a_day_that_went_wrong_no_figure_is_compared(sit):
    said = sit("B4").type("doors", "result", "compare").splitlines()
    assert said == [
        "7 plans ship with this level; 4 of them are not right.",
        "Nor was yours: of such days no figures are compared.",
    ]


def test_a_day_that_worked_by_luck_is_told_where_it_would_stand_and_not_why(sit):
    sitting = sit("B1")
    sitting.type("tag bo")
    sitting.hand_over(next(row.plan for row in sitting.game.level("B1").proof.rows if row.verdict == "lucky"))
    assert " Type what if.\n" in sitting.type("result")
    said = sitting.type("compare").splitlines()
    assert said[1] == "Yours has no star yet. This is where it would stand:"
    assert said[2].startswith("Van out at: ")
    assert sitting.type("what if").endswith("Why, is told once your plan is sound.")


def test_who_breaks_is_compared_with_every_way(sit):
    said = sit("B3").type("1 2 1 2", "result", "compare")
    assert said.splitlines() == [
        "There are 6 ways to play this; 2 of them break nothing.",
        "Moves: 0 better than yours, 4 the same, 0 worse.",
        "Preemptions: 2 better than yours, 2 the same, 0 worse.",
    ]


def test_a_run_is_kept_as_a_file_that_replays_it(sit, tmp_path):
    sitting = sit("B3")
    sitting.game.keeper.folder = tmp_path
    said = sitting.type("1 2 2 1", "result", "keep")
    path = Path(said.removeprefix("Saved: "))
    assert path.parent == tmp_path / "runs"
    held = from_bytes(path.read_bytes(), path.name)
    assert again(held, sitting.game.level("B3"), path.name)[1] == ""
    assert sitting.type("keep") == said, "the same run is the same file"


def test_a_run_that_cannot_be_kept_says_why(sit, tmp_path):
    sitting = sit("B3")
    sitting.game.keeper.folder = tmp_path
    (tmp_path / "runs").write_text("in the way")
    assert "cannot be written" in sitting.type("1 2 2 1", "result", "keep")
    said = sit("A5").type("run", "result", "keep")
    assert said == "A run of A5 is kept in no file: it would run what somebody typed."


def test_the_library_tells_what_was_met(sit):
    sitting = sit("A1")
    assert sitting.type("levels", "library").startswith("You have met no idea yet")
    sitting.type("a1", "3", "2", "4", "1", "5", "result", "levels")
    assert sitting.type("library").startswith("A1, sequential code, the baseline. Its name: sequential execution")
    assert "Line 2, level 1: work(2)" in sitting.type("library one at")


def test_leaving_says_goodbye_and_is_the_end(sit):
    sitting = sit("A1")
    assert sitting.type("quit") == "Goodbye. What you have won is kept."
    assert sitting.session.ended


# ---- every level -----------------------------------------------------------------------------------


def test_every_level_opens_in_lines_that_read_well_and_speak_of_no_keys(sit, every: Level):
    sitting = sit(every.id)
    assert readable(sitting.opening)
    for word in (" press ", "Enter", "marked", "↑"):
        assert word not in sitting.opening
    assert len(sitting.opening.splitlines()) <= 30


def test_every_place_explains_itself_and_each_verb_can_be_cut_short(sit, every: Level):
    sitting = sit(every.id)
    place = sitting.session.place
    said = sitting.type("help")
    assert readable(said)
    assert len(said.splitlines()) <= 10
    for verb in place.offered():
        assert hasattr(place, f"do_{verb.name}")
        assert any(verb.name in words_of(line) for line in said.splitlines()), verb.name
        assert sitting.type(f"help {verb.name}").splitlines()[0] in sitting.type("help all").splitlines()
    assert sitting.type("help frob").startswith("You can type ")


def test_no_word_means_two_verbs(every: Level, sit):
    words: list[str] = []
    for verb in sit(every.id).session.place.all_verbs():
        words += {verb.name, *verb.also}
    assert sorted(words) == sorted(set(words))


def typed_reference(level: Level) -> list[str]:
    """The level's reference plan as somebody would type it."""
    plan = level.reference
    if level.scene is not None:
        return ["1 2 2 1"]
    if level.kind == "fix":
        return ["solution", "doors", "inspect"]
    if level.kind == "code":
        return ["solution", "run", "inspect"]
    lines = [f"tag {name}" for name in plan.joins]
    for rules in plan.rules:
        clauses = [f"{item} to {' or '.join(names)}" for item, names in rules.makers.items()]
        lines.append(f"rule {', '.join(clauses)}, next {rules.next}, {rules.when}")
    return lines


@pytest.mark.parametrize(
    "level", [level for level in load_campaign() if level.kind == "fix"], ids=lambda level: level.id
)
def test_every_fix_level_is_mended_by_typed_moves(sit, level: Level):
    sitting = sit(level.id)
    place = sitting.session.place
    verbs = {
        "lock": "lock",
        "token": "tokens",
        "give": "signal",
        "join": "join",
        "rise": "up",
        "sink": "down",
        "hatch": "hatch",
        "late": "later",
        "prompt": "sooner",
    }
    path = way(level, place.bench.plan, [level.reference])
    assert path
    for move, mark in path:
        number = place.rows.number(mark) if mark != Mark() else ""
        said = sitting.type(f"{verbs.get(move, move)} {number}")
        if "already" in said:
            said = sitting.type(f"{ {'lock': 'unlock', 'together': 'part', 'hatch': 'counter'}[move] } {number}")
        assert said.startswith(("Added", "Removed", "Moved", "Now ")), said
    assert place.bench.plan == level.reference
    assert "Always: certified" in sitting.type("doors", "inspect")
    assert "of 3 stars: sound" in sitting.type("result")


def test_every_reference_is_played_by_typed_words_and_wins(sit, every: Level):
    sitting = sit(every.id)
    sitting.type(*typed_reference(every))
    if every.kind == "serve":
        sitting.hand_over(every.reference)
    said = sitting.type("result")
    if "inspector has not been asked" in said:
        said = sitting.type("inspect")
    assert "of 3 stars: sound (" in said, said
    assert readable(said)
    assert "sound" in sitting.stars(every.id)


# ---- whatever somebody types -----------------------------------------------------------------------


@cache
def verbs() -> list[str]:
    """Words that mean something somewhere."""
    levels = load_campaign()
    known = {word for place in (*Playing.__subclasses__(), *Place.__subclasses__()) for v in place.verbs for word in (v.name, *v.also)}  # fmt: skip
    known |= {name for level in levels for name in (level.id, *(w.name for w in level.shop.staff))}
    known |= {name for level in levels for i in level.shop.items for name in (i.name, *(s.id for s in i.steps))}
    slow = {"inspect", "inspector", "ask", "quit", "exit", "bye"}
    return sorted(known - slow)


def lines() -> st.SearchStrategy[str]:
    word = st.sampled_from(verbs()) | st.integers(-1, 13).map(str) | st.sampled_from(["to", "off", "as", "up", "down", "all", "next"])  # fmt: skip
    return st.lists(word, max_size=5).map(" ".join) | st.text(max_size=40)


def state(place: Place) -> bytes:
    """All that typing can change."""
    shift, bench = getattr(place, "shift", None), getattr(place, "bench", None)
    if shift is not None:
        return msgspec.json.encode((shift.plan, shift.now, shift.started))
    if bench is not None:
        return msgspec.json.encode(bench.plan)
    scheduler = getattr(place, "scheduler", None)
    return repr(scheduler.view().moves).encode() if scheduler is not None else b""


@pytest.mark.slow
@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_line_is_answered_in_sentences_and_what_is_refused_changes_nothing(sit, every: Level, data: st.DataObject):
    sitting = sit(every.id)
    for level in load_campaign():
        sitting.game.keeper.progress = sitting.game.progress.after(level.id, Stars(sound=True))
    for _ in range(8):
        place, before = sitting.session.place, state(sitting.session.place)
        typed = data.draw(lines())
        said = sitting.session.answer(typed)
        assert said, typed
        assert all(line and "\n" not in line for line in said)
        if sitting.session.ended:  # a letter can be short for quit
            return
        if sitting.session.asking:
            sitting.session.place.bench.wait()
            sitting.session.listen()
        if len(said) == 1 and said[0].startswith(("I do not know", "There is no", "Say ", "That is not in")):
            assert sitting.session.place is place
            assert state(place) == before
    sitting.session.end()


@given(st.text())
@example("#")
@example("give \x00")
@example("give \u202e")
@example("save as \x1b]0;hi\x07")
@example("9" * 5000)
def test_no_text_gets_an_exception_or_drives_a_terminal(text: str):
    said = _map().answer(text)
    assert said
    assert all(line.isprintable() for line in said)


@cache
def _map():
    import asyncio

    from cafe_sim.game.plain import Session
    from cafe_sim.game.player.campaign import Campaign

    game = Campaign(load=load_campaign)
    asyncio.run(game.open())
    return Session(game)


# ---- what is left in the middle of it --------------------------------------------------------------


def test_whatever_one_leaves_is_there_again(sit):
    sitting = sit("A1")
    sitting.type("give tea to Carl", "levels")
    said = sitting.type("open A1")
    assert "The clock stands: as you left it." in said
    assert "guess" not in said
    assert sitting.type("undo").startswith("Taken back.")


def test_a_bench_and_a_scene_are_there_again_too(sit):
    sitting = sit("A4")
    sitting.type("settings doors open", "together 2", "levels")
    assert "The bench is as you left it." in sitting.type("open A4")
    sitting.type("undo", "levels")
    assert "as you left it" not in sitting.type("open A4")
    sitting = sit("B3")
    sitting.type("settings doors open", "1", "2", "levels")
    said = sitting.type("open B3")
    assert "The moves that you had made are made again." in said
    assert "Move 2:" in sitting.type("moves")


def test_a_levels_number_alone_leads_there_from_wherever_one_is(sit):
    sitting = sit("A1")
    sitting.type("settings doors open")
    assert sitting.type("b4").startswith("B4, Two hands in the till.")
    sitting.type("lock till", "doors", "inspect", "result")
    assert sitting.type("C4").startswith("C4, Mitt before tray.")
    assert "extra (one lock round everything)" in sitting.type("bench")


def test_the_settings_say_how_one_of_them_is_chosen(sit):
    assert "settings doors open" in sit().type("settings")
