"""A shop fits together: names exist and are unique, numbers are in range."""

from __future__ import annotations

from cafe_sim.cafe.model import Item, Shop, Step
from cafe_sim.content import limits
from cafe_sim.content.check_text import check_program
from cafe_sim.content.checking import FIELD, WORKER, Check
from cafe_sim.content.safetext import shown


def check_shop(check: Check, shop: Shop) -> None:
    """Raises BadContent, with the key, at the first thing that does not fit."""
    check.count("shop.staff", shop.staff, limits.STAFF, least=1)
    check.count("shop.items", shop.items, limits.ITEMS)
    check.count("shop.orders", shop.orders, limits.ORDERS)
    check.count("shop.stations", shop.stations, limits.STATIONS)
    check.count("shop.things", shop.things, limits.THINGS)
    check.number("shop.cores", shop.cores, 1, limits.CORES)
    check_program(check, "shop.program", shop.program)
    check.unique("shop.staff", (worker.name for worker in shop.staff), "workers")
    check.unique("shop.items", (item.name for item in shop.items), "items")
    check.unique(
        "shop",
        [thing.name for thing in shop.things] + [station.name for station in shop.stations],
        "stations or things",
    )
    for index, worker in enumerate(shop.staff):
        check.name(f"shop.staff[{index}].name", worker.name, WORKER)
    for index, station in enumerate(shop.stations):
        check.name(f"shop.stations[{index}].name", station.name)
        check.number(f"shop.stations[{index}].places", station.places, 1, limits.PLACES)
    for index, thing in enumerate(shop.things):
        check.name(f"shop.things[{index}].name", thing.name)
        check.number(f"shop.things[{index}].most", thing.most, 0, limits.PLACES)
        if thing.field:
            check.name(f"shop.things[{index}].field", thing.field, FIELD)
            check.that(
                not thing.most,
                f"shop.things[{index}].field",
                "is none of a thing that bears so many at once; leave out field or most",
            )
    for index, item in enumerate(shop.items):
        _check_item(check, f"shop.items[{index}]", shop, item)
    _check_orders(check, shop)


def _check_item(check: Check, path: str, shop: Shop, item: Item) -> None:
    check.name(f"{path}.name", item.name)
    check.seconds(f"{path}.patience", item.patience)
    check.number(f"{path}.price", item.price, 0, limits.PRICE)
    check.count(f"{path}.steps", item.steps, limits.STEPS, least=1)
    check.unique(f"{path}.steps", (step.id for step in item.steps), "steps")
    for index, maker in enumerate(item.makers):
        check.one_of(f"{path}.makers[{index}]", maker, (worker.name for worker in shop.staff), "worker")
    for index, step in enumerate(item.steps):
        _check_step(check, f"{path}.steps[{index}]", shop, item, step)


def _check_step(check: Check, path: str, shop: Shop, item: Item, step: Step) -> None:
    things = {thing.name: thing for thing in shop.things}
    check.name(f"{path}.id", step.id)
    check.label(f"{path}.label", step.label)
    check.seconds(f"{path}.seconds", step.seconds)
    if step.station:
        check.one_of(f"{path}.station", step.station, (station.name for station in shop.stations), "station")
    if step.do in {"ring", "look", "take", "need", "grab"}:
        check.that(bool(step.thing), f"{path}.thing", f"is missing; say what the {step.do} is of")
    if step.thing:
        check.one_of(f"{path}.thing", step.thing, things, "thing")
    if step.do in {"ring", "look", "need"} or (step.do == "take" and not things[step.thing].most):
        check.that(
            bool(things[step.thing].field),
            f"{path}.thing",
            f"names {shown(step.thing)}, which has no field to {step.do}; give it one, `total` for instance",
        )
    if step.do == "grab":
        check.that(
            things[step.thing].lock, f"{path}.thing", f"names {shown(step.thing)}, which has no lock; say lock = true"
        )
    for index, touched in enumerate(step.touches):
        check.one_of(f"{path}.touches[{index}]", touched, things, "thing")
    for index, need in enumerate(step.needs):
        others = [other.id for other in item.steps if other.id != step.id]
        check.one_of(f"{path}.needs[{index}]", need, others, "other step of this item")
    is_batch = item.name == shop.batch
    check.that(step.do != "join" or is_batch, f"{path}.do", "is a join outside of the batch item; say shop.batch")


def _check_orders(check: Check, shop: Shop) -> None:
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
