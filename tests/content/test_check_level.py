"""Every way in which the parts of a level can fail to fit together has a sentence of its own, which names where."""

from __future__ import annotations

from typing import Any

import pytest
import shipped
from msgspec.structs import replace

from cafe_sim.cafe.model import Order, Plan, Worker
from cafe_sim.content import limits
from cafe_sim.content.check_level import check_level
from cafe_sim.content.level import (
    Chance,
    Contest,
    Expected,
    Ghost,
    Level,
    Light,
    Question,
    Round,
    Row,
    Swap,
    Toolbox,
    WhatIf,
)
from cafe_sim.content.safetext import SafeCode, SafeText
from cafe_sim.errors import BadContent

LINE = SafeText("a line")
LONG = SafeText("x" * (limits.LINE_OF_TEXT + 1))
TITLE = SafeText("x" * (limits.TITLE_CHARACTERS + 1))
SAYS = Expected(served=5)
QUESTION = Question(LINE, (LINE, LINE), 1, LINE)
GHOST = Ghost(Worker("Zed", "clerk"), LINE, 1, 1)
WHAT_IF = WhatIf(LINE, LINE, SAYS)

SERVE = replace(shipped.level("A1"), question=QUESTION, what_if=WHAT_IF, ghost=GHOST)
FIX = replace(shipped.level("B4"), question=None, what_if=None)
BREAK = shipped.level("B3")
CODE = shipped.level("A5")
KINDS = {level.kind: level for level in (SERVE, FIX, BREAK, CODE)}


def serve(part: str = "", **changes: Any) -> Level:
    return _spoilt(SERVE, part, changes)


def fix(part: str = "", **changes: Any) -> Level:
    return _spoilt(FIX, part, changes)


def breaking(part: str = "", **changes: Any) -> Level:
    return _spoilt(BREAK, part, changes)


def code(part: str = "", **changes: Any) -> Level:
    return _spoilt(CODE, part, changes)


def _spoilt(level: Level, part: str, changes: dict[str, Any]) -> Level:
    """A good level with other values in it, or in one of its parts."""
    return replace(level, **({part: replace(getattr(level, part), **changes)} if part else changes))


def with_row(row: Row, level: Level = SERVE) -> Level:
    return _spoilt(level, "proof", {"rows": (row,)})


def row(**changes: Any) -> Row:
    return replace(Row("par", "right", SAYS, policy="nothing"), **changes)


def with_what_if(level: Level = SERVE, **changes: Any) -> Level:
    return replace(level, what_if=replace(WHAT_IF, **changes))


def test_there_is_a_good_level_of_each_kind() -> None:
    assert set(KINDS) == {"serve", "fix", "break", "code"}
    for level in KINDS.values():
        check_level(level, "x.toml")


TEXTS = [
    (serve(title=TITLE), "title"),
    (serve(room=TITLE), "room"),
    (serve(story=LONG), "story"),
    (serve(concept=LONG), "concept"),
    (serve(term=LONG), "term"),
    (serve(python=LONG), "python"),
    (serve(hook=LONG), "hook"),
    (serve(briefing=(LINE, LINE, LONG)), "briefing[2]"),
    (serve(aloud=(LINE, LONG)), "aloud[1]"),
    (serve(lesson=(LINE, LONG)), "lesson[1]"),
    (serve(hints=(LONG, LINE, LINE)), "hints[0]"),
    (serve("question", text=LONG), "question.text"),
    (serve("question", because=LONG), "question.because"),
    (serve("question", answers=(LINE, TITLE)), "question.answers[1]"),
    (serve("what_if", text=LONG), "what_if.text"),
    (serve("what_if", because=LONG), "what_if.because"),
    (serve("ghost", text=LONG), "ghost.text"),
    (breaking("scene", goal=LONG), "scene.goal"),
]


@pytest.mark.parametrize(("level", "where"), TEXTS, ids=[where for _, where in TEXTS])
def test_a_text_is_a_line_and_no_longer(level: Level, where: str) -> None:
    with pytest.raises(BadContent) as caught:
        check_level(level, "x.toml")
    assert str(caught.value).startswith(f"x.toml: {where} ")
    assert "shorten it to" in str(caught.value)


def test_texts_of_the_very_length_are_let_in() -> None:
    check_level(serve(title=TITLE[1:], story=LONG[1:], hook=LONG[1:]), "x.toml")


SPOILT = [
    (serve(id="A/1"), "id", "short id"),
    (serve(chapter="1"), "chapter", "a letter such as A"),
    (serve(story=SafeText(" ")), "story", "empty"),
    (serve(teaches="[x]"), "teaches", "plain punctuation"),
    (fix("shop", cores=0), "shop.cores", "from 1"),
    # kinds
    (serve(scene=BREAK.scene), "scene", "belongs to break levels"),
    (breaking(scene=None), "scene", "every one of them has one"),
    (breaking(measure=SERVE.measure), "measure", "all levels but those to break"),
    (serve(measure=None), "measure", "each has one"),
    (serve("shop", orders=()), "shop.orders", "no level"),
    (serve("shop", program=SafeCode("pass")), "shop.program", "belongs to code levels"),
    (code("shop", program=SafeCode("")), "shop.program", "every one of them has one"),
    (fix("shop", orders=(replace(FIX.shop.orders[0], to=""),)), "shop.orders[0].to", "in a fix level"),
    (code("shop", orders=(replace(CODE.shop.orders[0], to=""),)), "shop.orders[0].to", "in a code level"),
    (breaking("scene", program=SafeCode("\n" * (limits.PROGRAM_LINES + 1))), "scene.program", "too long"),
    (breaking("scene", corrected=SafeCode("\n" * (limits.PROGRAM_LINES + 1))), "scene.program", "too long"),
    # what is measured
    (serve("measure", floor=-1), "measure.floor", "from 0"),
    (serve("measure", par=-1), "measure.par", "from 0"),
    (serve("measure", floor=2, par=1), "measure.par", "below the floor"),
    (serve("measure", kind="van"), "measure.kind", "names no van"),
    # plans
    (serve(naive=Plan(joins=("Zed",))), "naive.joins[0]", "no such worker"),
    (serve(reference=Plan(joins=("Zed",))), "reference.joins[0]", "no such worker"),
    (code("naive", text="\t"), "naive.text", "has a tab"),
    (code("reference", text="\t"), "reference.text", "has a tab"),
    # the rest
    (serve(toolbox=Toolbox(tags=("Zed",))), "toolbox.tags[0]", "no such worker"),
    (serve(toolbox=Toolbox(late=("Zed",))), "toolbox.late[0]", "no such worker"),
    (serve(toolbox=Toolbox(movable=("sing",))), "toolbox.movable[0]", "no such step"),
    (serve(toolbox=Toolbox(late_at_most=-1)), "toolbox.late_at_most", "from 0"),
    (serve(toolbox=Toolbox(locks=limits.SPANS + 1)), "toolbox.locks", f"to {limits.SPANS}"),
    (serve(toolbox=Toolbox(rails=limits.SIGNALS + 1)), "toolbox.rails", f"to {limits.SIGNALS}"),
    (serve(toolbox=Toolbox(room=1)), "toolbox.room", "from 0 to 0"),
    (serve(toolbox=Toolbox(rails=1, room=limits.PLACES + 1)), "toolbox.room", f"to {limits.PLACES}"),
    (serve(toolbox=Toolbox(bells=limits.SIGNALS + 1)), "toolbox.bells", f"to {limits.SIGNALS}"),
    (serve(toolbox=Toolbox(tokens=limits.TOKENS)), "toolbox.tokens", f"to {limits.TOKENS - 1}"),
    (serve(round=Round(staff=("Zed",))), "round.staff[0]", "no such worker"),
    (serve(round=Round(stock={"jam": 1})), "round.stock", "no such thing"),
    (serve("question", answers=(LINE,), right=0), "question.answers", "write 2 to 4"),
    (serve("question", answers=(LINE,) * 5), "question.answers", "write 2 to 4"),
    (serve("question", right=-1), "question.right", "from 0"),
    (serve("question", right=2), "question.right", "to 1"),
    (serve("ghost", worker=Worker("Zed 2", "clerk")), "ghost.worker.name", "letters"),
    (serve(light=Light(by_rule=("soup",))), "light.by_rule[0]", "no such item"),
    (serve(light=Light(holding="jam")), "light.holding", "no such thing"),
    # what if
    (code(what_if=WHAT_IF), "what_if", "serve and fix"),
    (breaking(what_if=WHAT_IF), "what_if", "serve and fix"),
    (with_what_if(places={"sink": 2}), "what_if.places", "no such station"),
    (with_what_if(waits=("sing",)), "what_if.waits[0]", "no such step"),
    (with_what_if(staff=SERVE.shop.staff), "what_if.policy", "is missing"),
    (with_what_if(orders=SERVE.shop.orders), "what_if.policy", "is missing"),
    (with_what_if(policy="nothing", orders=(Order(0, "soup"),)), "shop.orders[0].item", "no such item"),
    (with_what_if(policy="by magic"), "what_if.policy", "no such policy"),
    (with_what_if(FIX, policy="nothing"), "what_if.policy", "there is: none"),
    (with_what_if(expected=Expected()), "what_if.expected", "at least one figure"),
    # proof
    (serve("proof", rows=(row(),) * (limits.ROWS + 1)), "proof.rows", "entries"),
    (serve("proof", rows=(row(), row())), "proof.rows", "two rows"),
    (with_row(row(name="[x]")), "proof.rows[0].name", "plain punctuation"),
    (with_row(row(policy="")), "proof.rows[0]", "exactly one plan"),
    (with_row(row(plan=Plan())), "proof.rows[0]", "exactly one plan"),
    (with_row(row(name="naive")), "proof.rows[0]", "exactly one plan"),
    (with_row(row(name="reference")), "proof.rows[0]", "exactly one plan"),
    (with_row(row(swap=Swap(SafeCode("a"), SafeCode("b")))), "proof.rows[0]", "exactly one plan"),
    (with_row(row(policy="", plan=Plan(joins=("Zed",)))), "proof.rows[0].plan.joins[0]", "no such worker"),
    (with_row(row(policy="", plan=Plan(text="\t")), CODE), "proof.rows[0].plan.text", "has a tab"),
    (with_row(row(policy="", swap=Swap(SafeCode(""), SafeCode("b"))), CODE), "proof.rows[0].swap.old", "exactly once"),
    (with_row(row(policy="", swap=Swap(SafeCode("§"), SafeCode("b"))), CODE), "proof.rows[0].swap.old", "exactly once"),
    (
        with_row(row(policy="", swap=Swap(SafeCode("\n"), SafeCode("b"))), CODE),
        "proof.rows[0].swap.old",
        "exactly once",
    ),
    (with_row(row(policy="by magic")), "proof.rows[0].policy", "no such policy"),
    (with_row(row(expected=Expected())), "proof.rows[0].expected", "at least one figure"),
    (serve("proof", contests=(Contest("soup", "Carl"),)), "proof.contests[0].item", "no such item"),
    (serve("proof", contests=(Contest("tea", "Zed"),)), "proof.contests[0].to", "no such worker"),
    (serve("proof", late_stands=-1), "proof.late_stands", "from 0"),
    (serve("proof", chance=Chance(1.5)), "proof.chance.at_most", "from 0 to 1"),
    (serve("proof", chance=Chance(-0.5)), "proof.chance.at_most", "from 0 to 1"),
]


@pytest.mark.parametrize(("level", "where", "says"), SPOILT, ids=[f"{where}: {says}" for _, where, says in SPOILT])
def test_what_does_not_fit_is_named_with_its_place(level: Level, where: str, says: str) -> None:
    with pytest.raises(BadContent) as caught:
        check_level(level, "x.toml")
    assert str(caught.value).startswith(f"x.toml: {where} ")
    assert says in str(caught.value)


ALLOWED = [
    serve(toolbox=Toolbox(tokens=limits.TOKENS - 1, rails=1, room=limits.PLACES)),
    serve("measure", floor=9.4, par=9.4),
    serve("question", answers=(LINE,) * 4, right=3),
    with_what_if(policy="nothing", staff=SERVE.shop.staff),
    with_what_if(FIX, orders=FIX.shop.orders),
    with_row(row(name="naive", policy="")),
    with_row(row(policy="", plan=Plan())),
    serve("proof", chance=Chance(1.0)),
    breaking("scene", program=SafeCode("\n" * limits.PROGRAM_LINES)),
]


@pytest.mark.parametrize("level", ALLOWED)
def test_what_just_fits_is_let_in(level: Level) -> None:
    check_level(level, "x.toml")
