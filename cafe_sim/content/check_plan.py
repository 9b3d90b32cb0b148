"""A plan fits the shop that it is for, whoever wrote it: a level, a player, a save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cafe_sim.cafe.model import Item, Plan, Rules, Shop, Signal, Span
from cafe_sim.cafe.writing import write_program
from cafe_sim.content import limits
from cafe_sim.content.check_text import check_typed
from cafe_sim.content.checking import Check
from cafe_sim.content.safetext import shown
from cafe_sim.errors import Misuse


def check_plan(shop: Shop, plan: Plan, file: str) -> None:
    """A plan from outside fits the shop that it is for, or BadContent."""
    check_plan_of(Check(file), "plan", shop, plan)


def check_plan_of(check: Check, path: str, shop: Shop, plan: Plan) -> None:
    """The same, for a plan that stands at `path` in the file of `check`."""
    check.label(f"{path}.name", plan.name)
    check_typed(check, path, shop, plan)
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
    for name, ids in plan.hatch.items():
        check.one_of(f"{path}.hatch", name, items, "item")
        for index, step in enumerate(ids):
            check.one_of(f"{path}.hatch.{name}[{index}]", step, (s.id for s in items[name].steps), "step")
    check.count(f"{path}.spans", plan.spans, limits.SPANS)
    for index, span in enumerate(plan.spans):
        _check_span(check, f"{path}.spans[{index}]", span, items, plan)
    hung = {
        *(span.thing for span in plan.spans),
        *(step.thing for i in shop.items for step in i.steps if step.do == "grab"),
    }
    for name, tokens in plan.tokens.items():
        check.one_of(f"{path}.tokens", name, sorted(hung), "lock")
        check.number(f"{path}.tokens.{name}", tokens, 2, limits.TOKENS)
    check.count(f"{path}.signals", plan.signals, limits.SIGNALS)
    check.unique(f"{path}.signals", (signal.name for signal in plan.signals), "bells or rails")
    for index, signal in enumerate(plan.signals):
        _check_signal(check, f"{path}.signals[{index}]", signal, items, plan)
    for name, seconds in plan.late.items():
        check.one_of(f"{path}.late", name, staff, "worker")
        check.seconds(f"{path}.late.{name}", seconds)
    _check_program(check, path, shop, plan)


def _check_program(check: Check, path: str, shop: Shop, plan: Plan) -> None:
    """A program can be written of it: what the writer would refuse (two names that are one …) is refused here."""
    try:
        write_program(shop, plan)
    except Misuse as refusal:
        raise check.fail(path, f"gives no program: {refusal}") from None


def _check_hand_overs(check: Check, path: str, shop: Shop, plan: Plan) -> None:
    check.count(path, plan.hand_overs, limits.HAND_OVERS)
    items = {item.name: item for item in shop.items}
    given: set[int] = set()
    for index, hand_over in enumerate(plan.hand_overs):
        here = f"{path}[{index}]"
        check.seconds(f"{here}.at", hand_over.at)
        check.number(f"{here}.order", hand_over.order, 1, len(shop.orders))
        check.one_of(f"{here}.to", hand_over.to, (worker.name for worker in shop.staff), "worker")
        check.that(
            hand_over.order not in given, f"{here}.order", f"gives order {hand_over.order} a second time; remove one"
        )
        given.add(hand_over.order)
        _check_maker(check, f"{here}.to", items[shop.orders[hand_over.order - 1].item], hand_over.to)
        arrives = shop.orders[hand_over.order - 1].at
        check.that(hand_over.at >= arrives, f"{here}.at", f"is before order {hand_over.order} arrives at {arrives:g}")


def _check_maker(check: Check, path: str, item: Item, worker: str) -> None:
    can = worker in item.makers or not item.makers
    check.that(can, path, f"names {worker}, who cannot make {item.name}; that is for {', '.join(item.makers)}")


def _check_rules(check: Check, path: str, rules: Rules, items: Mapping[str, Item], staff: Iterable[str]) -> None:
    check.seconds(f"{path}.at", rules.at)
    for item, makers in rules.makers.items():
        check.one_of(f"{path}.makers", item, items, "item")
        check.count(f"{path}.makers.{item}", makers, limits.STAFF, least=1)
        for index, maker in enumerate(makers):
            check.one_of(f"{path}.makers.{item}[{index}]", maker, staff, "worker")
            _check_maker(check, f"{path}.makers.{item}[{index}]", items[item], maker)


def _check_order(check: Check, path: str, item: Item, ids: Sequence[str]) -> None:
    check.unique(path, ids, "steps")
    known = [step.id for step in item.steps]
    for index, name in enumerate(ids):
        check.one_of(f"{path}[{index}]", name, known, "step")
    for step in item.steps:
        check.that(
            step.id in ids or step.do == "grab", path, f"leaves out the step {shown(step.id)}; only a grab may go"
        )


def _check_groups(check: Check, path: str, ids: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
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


def _check_span(check: Check, path: str, span: Span, items: Mapping[str, Item], plan: Plan) -> None:
    check.name(f"{path}.thing", span.thing)
    check.one_of(f"{path}.item", span.item, items, "item")
    ids = steps_in_order(items[span.item], plan)
    check.one_of(f"{path}.first", span.first, ids, "step")
    check.one_of(f"{path}.last", span.last, ids, "step")
    check.that(
        ids.index(span.first) <= ids.index(span.last), f"{path}.last", "comes before the first step; turn them round"
    )


def _check_signal(check: Check, path: str, signal: Signal, items: Mapping[str, Item], plan: Plan) -> None:
    check.name(f"{path}.name", signal.name)
    check.number(f"{path}.room", signal.room, 0, limits.PLACES if signal.kind == "rail" else 0)
    check.that(bool(signal.after or signal.before), path, "is given nowhere and awaited nowhere; say after and before")
    for key, places in (("after", signal.after), ("before", signal.before)):
        check.unique(f"{path}.{key}", (f"{place.item}, {place.step}" for place in places), "steps")
        for index, place in enumerate(places):
            check.one_of(f"{path}.{key}[{index}].item", place.item, items, "item")
            check.one_of(f"{path}.{key}[{index}].step", place.step, steps_in_order(items[place.item], plan), "step")


def steps_in_order(item: Item, plan: Plan) -> tuple[str, ...]:
    """Ids of the item's steps as the plan has them."""
    return plan.order.get(item.name, tuple(step.id for step in item.steps))
