"""The bench's page, without a screen: what is said of a plan, and that the two verdicts are
never taken for each other.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import shipped

from cafe_sim.game.fixing.hints import Hint
from cafe_sim.game.views import BenchRow, BenchView, Called, DiffLine, FaultView, Mark, Prediction, Strip, Tool
from cafe_sim.tui.pages.fixing.bench import Aside, heading_page
from cafe_sim.tui.pages.fixing.bench_rows import rows_page, task_lines
from cafe_sim.tui.pages.fixing.program import code_head, code_page, focus_line
from cafe_sim.tui.pages.fixing.verdicts import verdict_page
from cafe_sim.tui.pieces import text_of, width_of

LOCK = Tool(("lock",), "lock ×2", "a thing, or a step alone")
MOVE = Tool(("rise", "sink"), "move", "a step")
TILL = BenchRow(Mark(thing="till"), "things", "till", None, ("till",), "touched by ring up", 0)
RING = BenchRow(
    Mark(item="bun", step="ring"), "steps of bun", "1 ring up", None, ("till",), "till", 0, "touches the till"
)
KEYS = Aside(keys={"lock": "k", "rise": "<", "sink": ">", "open": "o", "ask": "I", "done": "enter"})


def a_bench(**more: object) -> BenchView:
    plain = BenchView(
        title="B4  Two hands",
        toolbox=(LOCK, MOVE),
        rows=(TILL, RING),
        diff=(
            DiffLine(" ", "def make_bun(order):", 1, "", ""),
            DiffLine("-", "    till.total += 3", 0, "", ""),
            DiffLine("+", "    with till_lock:", 2, "bun", "ring"),
            DiffLine("+", "        till.total += 3", 3, "bun", "ring"),
        ),
        can_undo=False,
        this_time="",
        this_time_ok=None,
        faults=(),
        lanes=(),
        end=0.0,
        always="",
        always_ok=None,
    )
    return replace(plain, **more)


def looks_of(page, words: str) -> set[str]:
    return {piece.look for line in page for piece in line if words in piece.text}


def test_the_two_verdicts_have_each_their_own_looks_whatever_came_of_them():
    for ok in (True, False):
        view = a_bench(
            this_time="today",
            this_time_ok=ok,
            always="in every order",
            always_ok=ok,
            stamp="certified" if ok else "broken",
        )
        page = verdict_page(view, KEYS, 80, 10)
        assert looks_of(page, "today") == {"worked"}
        assert looks_of(page, "in every order") == {"good" if ok else "bad"}


def test_a_stale_verdict_is_dim_and_says_so_and_never_has_a_sign():
    page = verdict_page(a_bench(this_time_stale="worked", always_stale="all 2 go right"), KEYS, 80, 10)
    for words in ("worked", "all 2 go right"):
        assert looks_of(page, words) == {"dim"}
    assert text_of(page).count("stale, before your move:") == 2
    assert "✔" not in text_of(page)


@pytest.mark.parametrize("width", [60, 80])
def test_what_can_be_guessed_stands_with_its_keys_where_its_answer_will_be(width):
    asked = Prediction("always", "Will the till always be right?")
    page = verdict_page(a_bench(this_time="worked", this_time_ok=True, asked=asked), KEYS, width, 10)
    shown = text_of(page)
    assert "y always  n never  s sometimes" in shown
    targets = {piece.target for line in page for piece in line}
    assert {"predict('yes')", "predict('no')", "predict('sometimes')"} <= targets
    assert all(width_of(line) <= width for line in page)


def test_who_called_it_reads_so_and_who_did_not_reads_nothing():
    view = a_bench(this_time="it worked", this_time_ok=True)
    right, wrong = Called(True, "yes", "it went right today"), Called(False, "no", "it went right today")
    assert "★ you called it" in text_of(verdict_page(replace(view, called=(right,)), KEYS, 80, 10))
    assert "★" not in text_of(verdict_page(replace(view, called=(wrong,)), KEYS, 80, 10))


def test_the_bonus_gets_a_line_of_its_own_rather_than_none():
    view = a_bench(this_time="it worked " + "x" * 55, this_time_ok=True, called=(Called(True, "yes", "…"),))
    page = verdict_page(view, KEYS, 80, 10)
    assert "★ you called it" in text_of(page)
    assert all(width_of(line) <= 80 for line in page)


def test_the_hint_that_names_moves_says_their_keys_and_offers_no_further_one():
    keys = replace(KEYS, keys={**KEYS.keys, "give": "g"}, labels={"give": "signal", "lock": "lock"})
    told = Hint("the move", "Ring the bell after “bake”, then hang a lock.", own=True, moves=("give", "lock"))
    view = a_bench(this_time="stuck", this_time_ok=False)
    last = text_of(verdict_page(view, replace(keys, hint=told, place=3), 80, 10))
    assert " keys      g signal   k lock" in last
    assert "h a hint" not in last
    assert "h a hint" in text_of(verdict_page(view, replace(keys, hint=told, place=2), 80, 10))


def test_a_hint_goes_before_faults_and_what_to_do_next_stays():
    fault = FaultView("data-race", "somebody and somebody else", (3,))
    hint = replace(KEYS, hint=Hint("where to look", "Look at the till. " * 12), place=1)
    page = verdict_page(a_bench(faults=(fault,)), hint, 60, 9)
    shown = text_of(page)
    assert "hint 1 of 3, where to look:" in shown
    assert "data race" not in shown
    assert shown.splitlines()[-1] == " next      o open the doors"
    assert len(page) <= 9


def test_what_is_in_hand_is_said_in_place_of_what_is_marked():
    held = replace(KEYS, marked=TILL, in_hand=LOCK)
    assert "in hand   lock ×2: click a thing, or a step alone" in text_of(verdict_page(a_bench(), held, 80, 10))
    (heading,) = heading_page(a_bench(), held, 80)
    assert [piece.look for piece in heading if piece.text.strip() == "lock ×2"] == ["reverse"]


def test_where_there_is_room_each_letter_says_which_way_it_goes():
    bell = Tool(("give", "await"), "bell ×1", "a step")
    keys = Aside(keys={"give": "g", "await": "a"}, labels={"give": "signal", "await": "await"})
    (wide,), (narrow,) = (heading_page(a_bench(toolbox=(bell,)), keys, width) for width in (80, 40))
    assert "bell ×1: g signal  a await" in text_of([wide])
    assert "g/a bell ×1" in text_of([narrow]), "and never “g a bell”"


@pytest.mark.parametrize("width", [58, 80, 120])
def test_every_way_of_a_tool_is_a_button_however_narrow_it_is(width):
    (heading,) = heading_page(a_bench(), KEYS, width)
    assert {"pick('lock')", "pick('rise')", "pick('sink')"} <= {piece.target for piece in heading}
    assert width_of(heading) <= width


def test_lines_that_came_and_went_have_sign_and_colour_and_a_click_marks_the_step():
    page = code_page(a_bench(), Mark(thing="till"), 46)
    gone, came = page[1], page[2]
    assert (gone[0].text, gone[0].look) == ("-", "bad bold")
    assert (came[0].text, came[0].look) == ("+", "good bold")
    assert {piece.look for piece in came if piece.text.strip() in ("with", "till_lock")} <= {"good"}
    assert {piece.target for piece in came} == {"mark(1)"}
    assert {piece.target for piece in page[0]} == {""}


def test_the_head_counts_what_changed_and_names_the_plan():
    (head,) = code_head(a_bench(), "mine ★☆☆", KEYS, 46)
    assert "mine ★☆☆" in text_of([head])
    assert "last move +2 -1   d all" in text_of([head])
    (all_of_it,) = code_head(a_bench(since="all"), "", KEYS, 46)
    assert "all changes +2 -1   d last" in text_of([all_of_it])
    (quiet,) = code_head(a_bench(diff=(), can_undo=True), "", KEYS, 46)
    assert "no change   d all" in text_of([quiet])
    (untouched,) = code_head(a_bench(diff=()), "", KEYS, 46)
    assert text_of([untouched]).endswith("no change"), "there is nothing to compare"


def test_after_a_change_the_eye_goes_to_what_changed():
    assert focus_line(a_bench(), Mark(item="bun", step="ring"), changed=True) == 2
    assert focus_line(a_bench(), Mark(thing="till")) == 2, "else to where the marked thing is used"


def a_step(label: str, **more: object) -> BenchRow:
    step = BenchRow(Mark(item="cake", step=label), "steps of cake", label, Strip("wait", 4, label), (), "", 0)
    return replace(step, **more)


def test_of_two_groups_side_by_side_one_sees_where_each_ends():
    rows = tuple(a_step(f"{n} stir", group=group) for n, group in enumerate((1, 1, 1, 2, 2, 0), 1))
    page = rows_page(a_bench(rows=rows), rows[0].mark, 40)
    assert "".join(line[1].text for line in page[1:]) == "┏┃┗┏┗ "


def test_what_a_signal_is_for_is_shown_however_little_room_a_lock_leaves():
    bell = a_step("3 ice the whole cake", locks=("cake",), text="bell→", whole="waits for the bell first, waits 4 s")
    page = rows_page(a_bench(rows=(bell,)), bell.mark, 33)
    assert "① bell→" in text_of(page)


def test_a_step_says_in_words_what_its_strip_cannot():
    needs = a_step("3 brew", text="after boil, grind", whole="waits 4 s, needs boil and grind first")
    (_, wide), (_, less), (_, little) = (rows_page(a_bench(rows=(needs,)), needs.mark, w) for w in (60, 45, 33))
    assert "waits 4 s, needs boil and grind first" in text_of([wide])
    assert "waits 4 s, after boil, grind" in text_of([less])
    assert text_of([little]).endswith("after boil, grind")


def test_the_task_stands_below_where_there_is_room_the_stars_before_all_else():
    level = shipped.level("A4")
    said = text_of(task_lines(level, 57, 24))
    assert "THE TASK" in said
    assert "They stay 13 seconds" in " ".join(said.split())
    assert "★ par    mean wait 11 s or less" in said
    tight = task_lines(level, 57, 12)
    assert "★ par" in text_of(tight)
    assert "13 seconds" not in text_of(tight)
    assert len(tight) <= 12
    assert task_lines(level, 57, 6) == ()


def test_names_that_take_two_cells_a_character_keep_the_columns():
    wide = replace(RING, label="1 收款", text="钱柜")
    page = rows_page(a_bench(rows=(TILL, wide)), TILL.mark, 33)
    assert all(width_of(line) <= 33 for line in page)
    assert {width_of(line) for line in page if line and line[0].target} == {33}
