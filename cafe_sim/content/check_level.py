"""What the types of a level cannot say: the parts fit together."""

from __future__ import annotations

from collections.abc import Iterator

from cafe_sim.content import limits
from cafe_sim.content.changes import changed_shop
from cafe_sim.content.check_plan import check_plan_of
from cafe_sim.content.check_shop import check_shop
from cafe_sim.content.check_text import check_program
from cafe_sim.content.checking import ID, WORKER, Check
from cafe_sim.content.level import Expected, Level, Row, WhatIf
from cafe_sim.content.policies import policy_names
from cafe_sim.content.safetext import shown


def check_level(level: Level, file: str) -> None:
    """All that must hold of a decoded level, or BadContent."""
    check = Check(file)
    check.that(ID.fullmatch(level.id) is not None, "id", f"is {shown(level.id)}; write a short id such as A1")
    check.that(
        ID.fullmatch(level.chapter) is not None, "chapter", f"is {shown(level.chapter)}; write a letter such as A"
    )
    _check_texts(check, level)
    check_shop(check, level.shop)
    _check_kind(check, level)
    _check_measure(check, level)
    for key, plan in (("naive", level.naive), ("reference", level.reference)):
        check_plan_of(check, key, level.shop, plan)
        check_program(check, f"{key}.text", plan.text)
    _check_extras(check, level)
    if level.what_if is not None:
        _check_what_if(check, level, level.what_if)
    _check_proof(check, level)


def _texts(level: Level) -> Iterator[tuple[str, str, int]]:
    """(path, text, at most so many characters) of every line of prose."""
    yield "title", level.title, limits.TITLE_CHARACTERS
    yield "room", level.room, limits.TITLE_CHARACTERS
    for key in ("story", "concept", "term", "python"):
        yield key, getattr(level, key), limits.LINE_OF_TEXT
    proses = {"briefing": level.briefing, "aloud": level.aloud, "lesson": level.lesson, "hints": level.hints}
    for key, lines in proses.items():
        for index, line in enumerate(lines):
            yield f"{key}[{index}]", line, limits.LINE_OF_TEXT
    if level.question is not None:
        yield "question.text", level.question.text, limits.LINE_OF_TEXT
        yield "question.because", level.question.because, limits.LINE_OF_TEXT
        for index, answer in enumerate(level.question.answers):
            yield f"question.answers[{index}]", answer, limits.TITLE_CHARACTERS
    if level.what_if is not None:
        yield "what_if.text", level.what_if.text, limits.LINE_OF_TEXT
        yield "what_if.because", level.what_if.because, limits.LINE_OF_TEXT
    if level.ghost is not None:
        yield "ghost.text", level.ghost.text, limits.LINE_OF_TEXT
    if level.scene is not None:
        yield "scene.goal", level.scene.goal, limits.LINE_OF_TEXT


def _check_texts(check: Check, level: Level) -> None:
    for path, text, most in _texts(level):
        check.that(bool(text.strip()), path, "is empty; write a line of text")
        check.that(len(text) <= most, path, f"has {len(text)} characters; shorten it to {most}")
    check.that(len(level.hook) <= limits.LINE_OF_TEXT, "hook", f"is too long; shorten it to {limits.LINE_OF_TEXT}")
    check.label("teaches", level.teaches)


def _check_kind(check: Check, level: Level) -> None:
    is_break = level.kind == "break"
    check.that((level.scene is not None) == is_break, "scene", "belongs to break levels, and every one of them has one")
    check.that(
        (level.measure is None) == is_break, "measure", "belongs to all levels but those to break, and each has one"
    )
    check.that(is_break or bool(level.shop.orders), "shop.orders", "is empty; a day without customers is no level")
    is_code = level.kind == "code"
    check.that(
        bool(level.shop.program) == is_code, "shop.program", "belongs to code levels, and every one of them has one"
    )
    if level.kind in ("fix", "code"):
        for index, order in enumerate(level.shop.orders):
            check.that(
                bool(order.to),
                f"shop.orders[{index}].to",
                f"is missing; in a {level.kind} level the orders are given already",
            )
    if level.scene is not None:
        lines = max(level.scene.program.count("\n"), level.scene.corrected.count("\n"))
        check.that(
            lines <= limits.PROGRAM_LINES, "scene.program", f"is too long; {limits.PROGRAM_LINES} lines are enough"
        )


def _check_measure(check: Check, level: Level) -> None:
    if level.measure is not None:
        check.seconds("measure.floor", level.measure.floor)
        check.seconds("measure.par", level.measure.par)
        check.that(
            level.measure.par >= level.measure.floor,
            "measure.par",
            "is below the floor; nobody could reach it, raise it",
        )
        wants_van = level.measure.kind == "van"
        check.that(not wants_van or bool(level.shop.batch), "measure.kind", "is van, but shop.batch names no van")


def _check_extras(check: Check, level: Level) -> None:
    staff = [worker.name for worker in level.shop.staff]
    for key, names in (
        ("toolbox.tags", level.toolbox.tags),
        ("toolbox.late", level.toolbox.late),
        ("round.staff", level.round.staff),
    ):
        for index, name in enumerate(names):
            check.one_of(f"{key}[{index}]", name, staff, "worker")
    for index, step in enumerate(level.toolbox.movable):
        known = [step.id for item in level.shop.items for step in item.steps]
        check.one_of(f"toolbox.movable[{index}]", step, known, "step")
    check.seconds("toolbox.late_at_most", level.toolbox.late_at_most)
    check.number("toolbox.locks", level.toolbox.locks, 0, limits.SPANS)
    check.number("toolbox.rails", level.toolbox.rails, 0, limits.SIGNALS)
    check.number("toolbox.room", level.toolbox.room, 0, limits.PLACES if level.toolbox.rails else 0)
    check.number("toolbox.bells", level.toolbox.bells, 0, limits.SIGNALS)
    check.number("toolbox.tokens", level.toolbox.tokens, 0, limits.TOKENS - 1)
    for thing in level.round.stock:
        check.one_of("round.stock", thing, (known.name for known in level.shop.things), "thing")
    if level.question is not None:
        check.count("question.answers", level.question.answers, 4, least=2)
        check.number("question.right", level.question.right, 0, len(level.question.answers) - 1)
    if level.ghost is not None:
        check.name("ghost.worker.name", level.ghost.worker.name, WORKER)
    for index, item in enumerate(level.light.by_rule):
        check.one_of(f"light.by_rule[{index}]", item, (known.name for known in level.shop.items), "item")
    if level.light.holding:
        check.one_of("light.holding", level.light.holding, (thing.name for thing in level.shop.things), "thing")


def _check_what_if(check: Check, level: Level, change: WhatIf) -> None:
    """The changed shop is one that could be, and any plan of the player's can be run in it."""
    is_serve = level.kind == "serve"
    others = bool(change.staff or change.orders)
    check.that(level.kind in ("serve", "fix"), "what_if", "belongs to serve and fix levels; take it out")
    for station in change.places:
        check.one_of("what_if.places", station, (known.name for known in level.shop.stations), "station")
    for index, step in enumerate(change.waits):
        known = [one.id for item in level.shop.items for one in item.steps]
        check.one_of(f"what_if.waits[{index}]", step, known, "step")
    check.that(
        bool(change.policy) or not (is_serve and others),
        "what_if.policy",
        "is missing: with other people or orders, the player's own hand-overs fit no more",
    )
    shop = changed_shop(level.shop, change)
    check_shop(check, shop)
    if change.policy:
        check.one_of("what_if.policy", change.policy, policy_names(shop) if is_serve else (), "policy")
    check.that(change.expected != Expected(), "what_if.expected", "is empty; say at least one figure")


def _check_proof(check: Check, level: Level) -> None:
    check.count("proof.rows", level.proof.rows, limits.ROWS)
    check.unique("proof.rows", (row.name for row in level.proof.rows), "rows")
    for index, row in enumerate(level.proof.rows):
        _check_row(check, f"proof.rows[{index}]", level, row)
    for index, contest in enumerate(level.proof.contests):
        path = f"proof.contests[{index}]"
        check.one_of(f"{path}.item", contest.item, (item.name for item in level.shop.items), "item")
        check.one_of(f"{path}.to", contest.to, (worker.name for worker in level.shop.staff), "worker")
    check.seconds("proof.late_stands", level.proof.late_stands)
    if level.proof.chance is not None:
        check.number("proof.chance.at_most", level.proof.chance.at_most, 0, 1)


def _check_row(check: Check, path: str, level: Level, row: Row) -> None:
    check.label(f"{path}.name", row.name)
    has_source = [row.plan is not None, bool(row.policy), row.swap is not None, row.name in {"naive", "reference"}]
    check.that(
        sum(has_source) == 1,
        path,
        "needs exactly one plan: `plan`, `policy`, `swap`, or the name of the level's naive or reference",
    )
    if row.plan is not None:
        check_plan_of(check, f"{path}.plan", level.shop, row.plan)
        check_program(check, f"{path}.plan.text", row.plan.text)
    if row.swap is not None:
        once = bool(row.swap.old) and level.shop.program.count(row.swap.old) == 1
        check.that(once, f"{path}.swap.old", "is not in shop.program exactly once; copy the lines from there")
    if row.policy:
        check.one_of(f"{path}.policy", row.policy, policy_names(level.shop), "policy")
    check.that(row.expected != Expected(), f"{path}.expected", "is empty; say at least one figure")
