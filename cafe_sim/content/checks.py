"""What the types of a level cannot say: names exist and are unique, numbers are in range, the parts fit together.

Every check speaks one sentence with the key's path. Names (of workers, items, steps, stations, things) become identifiers
and comments of the generated program, so they are held to a small alphabet here and need no escaping anywhere else.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cafe_sim.cafe.model import Item, Plan, Rules, Shop, Span, Step
from cafe_sim.content import limits
from cafe_sim.content.level import Expected, Level, Row
from cafe_sim.content.safetext import harmless, shown
from cafe_sim.errors import BadContent

_LETTERS: Final = "A-Za-zÀ-ÖØ-öø-ÿ"
_NAME: Final = re.compile(rf"[{_LETTERS}][{_LETTERS}0-9]*(?:[ -][{_LETTERS}0-9]+)*")
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORKER: Final = re.compile(rf"[{_LETTERS}]+")
_LABEL: Final = re.compile(rf"[{_LETTERS}0-9 ,.:;'’()/+×–-]*")
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")


class _Check:
    """Collects the way to a value, so that each check is one line."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, path: str, what: str) -> BadContent:
        return BadContent(f"{self.file}: {harmless(path)} {harmless(what)}.")

    def that(self, holds: bool, path: str, what: str) -> None:
        if not holds:
            raise self.fail(path, what)

    def number(self, path: str, value: float, low: float, high: float) -> None:
        self.that(
            math.isfinite(value) and low <= value <= high,
            path,
            f"is {shown(value)}; write a number from {low:g} to {high:g}",
        )

    def seconds(self, path: str, value: float) -> None:
        self.number(path, value, 0, limits.SECONDS)
        exact = math.isclose(value * 1000, round(value * 1000), abs_tol=1e-6)
        self.that(exact, path, f"is {shown(value)}; times are given to the millisecond")

    def count(self, path: str, values: Sequence[object] | Mapping[str, object], most: int, least: int = 0) -> None:
        self.that(least <= len(values) <= most, path, f"has {len(values)} entries; write {least} to {most}")

    def one_of(self, path: str, value: str, known: Iterable[str], what: str) -> None:
        names = list(known)
        there = ", ".join(names) or "none"
        self.that(value in names, path, f"names {shown(value)}, but there is no such {what}; there is: {there}")

    def name(self, path: str, value: str, pattern: re.Pattern[str] = _NAME) -> None:
        fits = len(value) <= limits.NAME_CHARACTERS and pattern.fullmatch(value) is not None
        self.that(
            fits and not keyword.iskeyword(value),
            path,
            f"is {shown(value)}; a name has at most {limits.NAME_CHARACTERS} letters and digits, and begins with a letter",
        )

    def label(self, path: str, value: str) -> None:
        fits = len(value) <= limits.LABEL_CHARACTERS and _LABEL.fullmatch(value) is not None
        self.that(
            fits, path, f"is {shown(value)}; use at most {limits.LABEL_CHARACTERS} letters, digits and plain punctuation"
        )

    def unique(self, path: str, values: Iterable[str], what: str) -> None:
        seen: set[str] = set()
        for value in values:
            self.that(value not in seen, path, f"has two {what} called {shown(value)}; rename one")
            seen.add(value)


def check_level(level: Level, file: str) -> None:
    """All that must hold of a decoded level, or BadContent."""
    check = _Check(file)
    check.that(_ID.fullmatch(level.id) is not None, "id", f"is {shown(level.id)}; write a short id such as A1")
    check.that(_ID.fullmatch(level.chapter) is not None, "chapter", f"is {shown(level.chapter)}; write a letter such as A")
    _check_texts(check, level)
    _check_shop(check, level.shop)
    _check_kind(check, level)
    _check_measure(check, level)
    for key, plan in (("naive", level.naive), ("reference", level.reference)):
        _check_plan(check, key, level.shop, plan)
    _check_extras(check, level)
    _check_proof(check, level)


def check_plan(shop: Shop, plan: Plan, file: str) -> None:
    """A plan from outside fits the shop that it is for, or BadContent."""
    _check_plan(_Check(file), "plan", shop, plan)


def _texts(level: Level) -> Iterator[tuple[str, str, int]]:
    """(path, text, at most so many characters) of every line of prose."""
    yield "title", level.title, limits.TITLE_CHARACTERS
    yield "room", level.room, limits.TITLE_CHARACTERS
    for key in ("story", "concept", "term", "python"):
        yield key, getattr(level, key), limits.LINE_OF_TEXT
    for key, lines in (("briefing", level.briefing), ("lesson", level.lesson), ("hints", level.hints)):
        for index, line in enumerate(lines):
            yield f"{key}[{index}]", line, limits.LINE_OF_TEXT
    if level.question is not None:
        yield "question.text", level.question.text, limits.LINE_OF_TEXT
        yield "question.because", level.question.because, limits.LINE_OF_TEXT
        for index, answer in enumerate(level.question.answers):
            yield f"question.answers[{index}]", answer, limits.TITLE_CHARACTERS
    if level.ghost is not None:
        yield "ghost.text", level.ghost.text, limits.LINE_OF_TEXT
    if level.scene is not None:
        yield "scene.goal", level.scene.goal, limits.LINE_OF_TEXT


def _check_texts(check: _Check, level: Level) -> None:
    for path, text, most in _texts(level):
        check.that(bool(text.strip()), path, "is empty; write a line of text")
        check.that(len(text) <= most, path, f"has {len(text)} characters; shorten it to {most}")
    check.that(len(level.hook) <= limits.LINE_OF_TEXT, "hook", f"is too long; shorten it to {limits.LINE_OF_TEXT}")
    check.label("teaches", level.teaches)


def _check_shop(check: _Check, shop: Shop) -> None:
    check.count("shop.staff", shop.staff, limits.STAFF, least=1)
    check.count("shop.items", shop.items, limits.ITEMS)
    check.count("shop.orders", shop.orders, limits.ORDERS)
    check.count("shop.stations", shop.stations, limits.STATIONS)
    check.count("shop.things", shop.things, limits.THINGS)
    check.number("shop.cores", shop.cores, 1, limits.CORES)
    check.unique("shop.staff", (worker.name for worker in shop.staff), "workers")
    check.unique("shop.items", (item.name for item in shop.items), "items")
    check.unique(
        "shop", [thing.name for thing in shop.things] + [station.name for station in shop.stations], "stations or things"
    )
    for index, worker in enumerate(shop.staff):
        check.name(f"shop.staff[{index}].name", worker.name, _WORKER)
    for index, station in enumerate(shop.stations):
        check.name(f"shop.stations[{index}].name", station.name)
        check.number(f"shop.stations[{index}].places", station.places, 1, limits.PLACES)
    for index, thing in enumerate(shop.things):
        check.name(f"shop.things[{index}].name", thing.name)
        if thing.field:
            check.name(f"shop.things[{index}].field", thing.field, _FIELD)
    for index, item in enumerate(shop.items):
        _check_item(check, f"shop.items[{index}]", shop, item)
    _check_orders(check, shop)


def _check_item(check: _Check, path: str, shop: Shop, item: Item) -> None:
    check.name(f"{path}.name", item.name)
    check.seconds(f"{path}.patience", item.patience)
    check.number(f"{path}.price", item.price, 0, limits.PRICE)
    check.count(f"{path}.steps", item.steps, limits.STEPS, least=1)
    check.unique(f"{path}.steps", (step.id for step in item.steps), "steps")
    for index, maker in enumerate(item.makers):
        check.one_of(f"{path}.makers[{index}]", maker, (worker.name for worker in shop.staff), "worker")
    for index, step in enumerate(item.steps):
        _check_step(check, f"{path}.steps[{index}]", shop, item, step)


def _check_step(check: _Check, path: str, shop: Shop, item: Item, step: Step) -> None:
    things = {thing.name: thing for thing in shop.things}
    check.name(f"{path}.id", step.id)
    check.label(f"{path}.label", step.label)
    check.seconds(f"{path}.seconds", step.seconds)
    if step.station:
        check.one_of(f"{path}.station", step.station, (station.name for station in shop.stations), "station")
    if step.do in {"ring", "look", "take", "grab"}:
        check.that(bool(step.thing), f"{path}.thing", f"is missing; say what the {step.do} is of")
    if step.thing:
        check.one_of(f"{path}.thing", step.thing, things, "thing")
    if step.do == "grab":
        check.that(things[step.thing].lock, f"{path}.thing", f"names {shown(step.thing)}, which has no lock; say lock = true")
    for index, touched in enumerate(step.touches):
        check.one_of(f"{path}.touches[{index}]", touched, things, "thing")
    for index, need in enumerate(step.needs):
        others = [other.id for other in item.steps if other.id != step.id]
        check.one_of(f"{path}.needs[{index}]", need, others, "other step of this item")
    is_batch = item.name == shop.batch
    check.that(step.do != "join" or is_batch, f"{path}.do", "is a join outside of the batch item; say shop.batch")


def _check_orders(check: _Check, shop: Shop) -> None:
    items = [item.name for item in shop.items]
    staff = [worker.name for worker in shop.staff]
    for index, order in enumerate(shop.orders):
        path = f"shop.orders[{index}]"
        check.one_of(f"{path}.item", order.item, items, "item")
        check.seconds(f"{path}.at", order.at)
        if order.patience is not None:
            check.seconds(f"{path}.patience", order.patience)
        if order.to:
            check.one_of(f"{path}.to", order.to, staff, "worker")
    times = [order.at for order in shop.orders]
    check.that(times == sorted(times), "shop.orders", "are not in the order of their arrival; sort them by `at`")
    if shop.batch:
        check.one_of("shop.batch", shop.batch, items, "item")


def _check_kind(check: _Check, level: Level) -> None:
    is_break = level.kind == "break"
    check.that((level.scene is not None) == is_break, "scene", "belongs to break levels, and every one of them has one")
    check.that((level.measure is None) == is_break, "measure", "belongs to serve and fix levels, and each of them has one")
    check.that(is_break or bool(level.shop.orders), "shop.orders", "is empty; a day without customers is no level")
    if level.kind == "fix":
        for index, order in enumerate(level.shop.orders):
            check.that(bool(order.to), f"shop.orders[{index}].to", "is missing; in a fix level the orders are given already")
    if level.scene is not None:
        lines = max(level.scene.program.count("\n"), level.scene.corrected.count("\n"))
        check.that(lines <= limits.PROGRAM_LINES, "scene.program", f"is too long; {limits.PROGRAM_LINES} lines are enough")


def _check_measure(check: _Check, level: Level) -> None:
    if level.measure is not None:
        check.seconds("measure.floor", level.measure.floor)
        check.seconds("measure.par", level.measure.par)
        check.that(
            level.measure.par >= level.measure.floor, "measure.par", "is below the floor; nobody could reach it, raise it"
        )
        wants_van = level.measure.kind == "van"
        check.that(not wants_van or bool(level.shop.batch), "measure.kind", "is van, but shop.batch names no van")


def _check_extras(check: _Check, level: Level) -> None:
    staff = [worker.name for worker in level.shop.staff]
    for key, names in (
        ("toolbox.tags", level.toolbox.tags),
        ("toolbox.late", level.toolbox.late),
        ("round.staff", level.round.staff),
    ):
        for index, name in enumerate(names):
            check.one_of(f"{key}[{index}]", name, staff, "worker")
    check.seconds("toolbox.late_at_most", level.toolbox.late_at_most)
    check.number("toolbox.locks", level.toolbox.locks, 0, limits.SPANS)
    for thing in level.round.stock:
        check.one_of("round.stock", thing, (known.name for known in level.shop.things), "thing")
    if level.question is not None:
        check.count("question.answers", level.question.answers, 4, least=2)
        check.number("question.right", level.question.right, 0, len(level.question.answers) - 1)
    if level.ghost is not None:
        check.name("ghost.worker.name", level.ghost.worker.name, _WORKER)
    if level.light.holding:
        check.one_of("light.holding", level.light.holding, (thing.name for thing in level.shop.things), "thing")


def _check_proof(check: _Check, level: Level) -> None:
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


def _check_row(check: _Check, path: str, level: Level, row: Row) -> None:
    check.label(f"{path}.name", row.name)
    has_source = [row.plan is not None, bool(row.policy), row.name in {"naive", "reference"}]
    check.that(
        sum(has_source) == 1, path, "needs exactly one plan: `plan`, `policy`, or the name of the level's naive or reference"
    )
    if row.plan is not None:
        _check_plan(check, f"{path}.plan", level.shop, row.plan)
    check.that(row.expected != Expected(), f"{path}.expected", "is empty; say at least one figure")


def _check_plan(check: _Check, path: str, shop: Shop, plan: Plan) -> None:
    check.label(f"{path}.name", plan.name)
    staff = [worker.name for worker in shop.staff]
    items = {item.name: item for item in shop.items}
    _check_hand_overs(check, f"{path}.hand_overs", shop, plan)
    check.count(f"{path}.rules", plan.rules, limits.RULES)
    for index, rules in enumerate(plan.rules):
        _check_rules(check, f"{path}.rules[{index}]", rules, items, staff)
    check.unique(f"{path}.joins", plan.joins, "tags")
    for index, worker in enumerate(plan.joins):
        check.one_of(f"{path}.joins[{index}]", worker, staff, "worker")
    for name, ids in plan.order.items():
        check.one_of(f"{path}.order", name, items, "item")
        _check_order(check, f"{path}.order.{name}", items[name], ids)
    for name, groups in plan.together.items():
        check.one_of(f"{path}.together", name, items, "item")
        _check_groups(check, f"{path}.together.{name}", steps_in_order(items[name], plan), groups)
    check.count(f"{path}.spans", plan.spans, limits.SPANS)
    for index, span in enumerate(plan.spans):
        _check_span(check, f"{path}.spans[{index}]", span, items, plan)
    for name, seconds in plan.late.items():
        check.one_of(f"{path}.late", name, staff, "worker")
        check.seconds(f"{path}.late.{name}", seconds)


def _check_hand_overs(check: _Check, path: str, shop: Shop, plan: Plan) -> None:
    check.count(path, plan.hand_overs, limits.HAND_OVERS)
    items = {item.name: item for item in shop.items}
    given: set[int] = set()
    for index, hand_over in enumerate(plan.hand_overs):
        here = f"{path}[{index}]"
        check.seconds(f"{here}.at", hand_over.at)
        check.number(f"{here}.order", hand_over.order, 1, len(shop.orders))
        check.one_of(f"{here}.to", hand_over.to, (worker.name for worker in shop.staff), "worker")
        check.that(hand_over.order not in given, f"{here}.order", f"gives order {hand_over.order} a second time; remove one")
        given.add(hand_over.order)
        _check_maker(check, f"{here}.to", items[shop.orders[hand_over.order - 1].item], hand_over.to)
        arrives = shop.orders[hand_over.order - 1].at
        check.that(hand_over.at >= arrives, f"{here}.at", f"is before order {hand_over.order} arrives at {arrives:g}")


def _check_maker(check: _Check, path: str, item: Item, worker: str) -> None:
    can = worker in item.makers or not item.makers
    check.that(can, path, f"names {worker}, who cannot make {item.name}; that is for {', '.join(item.makers)}")


def _check_rules(check: _Check, path: str, rules: Rules, items: Mapping[str, Item], staff: Iterable[str]) -> None:
    check.seconds(f"{path}.at", rules.at)
    for item, makers in rules.makers.items():
        check.one_of(f"{path}.makers", item, items, "item")
        check.count(f"{path}.makers.{item}", makers, limits.STAFF, least=1)
        for index, maker in enumerate(makers):
            check.one_of(f"{path}.makers.{item}[{index}]", maker, staff, "worker")
            _check_maker(check, f"{path}.makers.{item}[{index}]", items[item], maker)


def _check_order(check: _Check, path: str, item: Item, ids: Sequence[str]) -> None:
    check.unique(path, ids, "steps")
    known = [step.id for step in item.steps]
    for index, name in enumerate(ids):
        check.one_of(f"{path}[{index}]", name, known, "step")
    for step in item.steps:
        check.that(step.id in ids or step.do == "grab", path, f"leaves out the step {shown(step.id)}; only a grab may go")


def _check_groups(check: _Check, path: str, ids: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
    check.unique(path, (step for group in groups for step in group), "marks for the step")
    for index, group in enumerate(groups):
        check.that(len(group) > 1, f"{path}[{index}]", "is a group of one; gather two steps or more")
        for step in group:
            check.one_of(f"{path}[{index}]", step, ids, "step")
        first = ids.index(group[0])
        check.that(
            list(ids[first : first + len(group)]) == list(group),
            f"{path}[{index}]",
            "are not neighbours in the order of the steps; only neighbours can be gathered",
        )


def _check_span(check: _Check, path: str, span: Span, items: Mapping[str, Item], plan: Plan) -> None:
    check.name(f"{path}.thing", span.thing)
    check.one_of(f"{path}.item", span.item, items, "item")
    ids = steps_in_order(items[span.item], plan)
    check.one_of(f"{path}.first", span.first, ids, "step")
    check.one_of(f"{path}.last", span.last, ids, "step")
    check.that(
        ids.index(span.first) <= ids.index(span.last), f"{path}.last", "comes before the first step; turn them round"
    )


def steps_in_order(item: Item, plan: Plan) -> tuple[str, ...]:
    """Ids of the item's steps as the plan has them."""
    return plan.order.get(item.name, tuple(step.id for step in item.steps))
