"""Floors: what nobody can beat, whatever the plan, the luck or the level.

Three lower bounds, each from the shop alone:

- the critical path: an order cannot be out before its own longest chain of steps that need each other is over;
- work over capacity: hands that are needed are needed from somebody (m workers, n jobs: Coffman, Garey & Johnson's
  pigeonhole bound for identical machines, which also holds where orders are given out from the start);
- places: a station with p places, or a thing that bears p at once, passes at most p orders at a time.

Customers who are told that there is none left need no time, and where a stock is short, only as many orders as there is
stock count, the shortest ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from cafe_sim.cafe.model import Item, Shop, Worker
from cafe_sim.engine import metrics

Measured = Literal["mean wait", "closing", "van"]


def critical_path(item: Item) -> float:
    """Seconds from begin to cup if nothing is waited for that need not be.

    Where steps say what they need, those are the only reasons to wait; elsewhere each step follows the one before.
    """
    durations = {step.id: step.seconds for step in item.steps}
    if any(step.needs for step in item.steps):
        return metrics.critical_path(durations, {step.id: step.needs for step in item.steps})
    return sum(durations.values())


def floor(shop: Shop, kind: Measured) -> float:
    """The least that the measure can be."""
    items = {item.name: item for item in shop.items}
    if kind == "mean wait":
        paths = [critical_path(items[order.item]) for order in shop.orders]
        return sum(paths) / len(paths)
    if kind == "van":
        return _van(shop, items)
    return max(_closing(shop, items), 0.0)


def _van(shop: Shop, items: dict[str, Item]) -> float:
    """Everybody else's pieces, then the batch order itself."""
    counts = {thing.name for thing in shop.things if not thing.field}
    pieces = [o.item for o in shop.orders if any(counts & set(step.touches) for step in items[o.item].steps)]
    makers = {w.name for name in pieces for w in _makers(shop, items[name])}
    jobs = [critical_path(items[name]) for name in pieces]
    return pigeonhole(jobs, max(len(makers), 1)) + critical_path(items[shop.batch])


def _makers(shop: Shop, item: Item) -> list[Worker]:
    return [worker for worker in shop.staff if not item.makers or worker.name in item.makers]


def _closing(shop: Shop, items: dict[str, Item]) -> float:
    orders = _sold(shop, items)
    paths = [order_at + critical_path(items[name]) for order_at, name in orders]
    hands = [hands_needed(shop, items[name]) for _, name in orders]
    bounds = [max(paths, default=0.0), pigeonhole(hands, len(shop.staff))]
    places: dict[str, list[float]] = defaultdict(list)
    for _, name in orders:
        for step in items[name].steps:
            for name in filter(None, (step.station, step.thing)):
                places[name].append(step.seconds)
    bounds += [pigeonhole(places[station.name], station.places) for station in shop.stations]
    bounds += [pigeonhole(places[thing.name], thing.most) for thing in shop.things if thing.most]
    return max(bounds)


def _sold(shop: Shop, items: dict[str, Item]) -> list[tuple[float, str]]:
    """The orders that must be made: where a stock is short, the shortest that it lasts for."""
    orders = [(order.at, order.item) for order in shop.orders]
    for thing in shop.things:
        takers = [o for o in orders if any(s.do == "take" and s.thing == thing.name for s in items[o[1]].steps)]
        if not thing.most and len(takers) > thing.start:
            takers.sort(key=lambda order: order[0] + critical_path(items[order[1]]))
            for order in takers[int(thing.start) :]:
                orders.remove(order)
    return orders


def hands_needed(shop: Shop, item: Item) -> float:
    """Seconds for which somebody's hands are needed, at best: a barista need not watch what waits."""
    barista = any(worker.role == "barista" for worker in _makers(shop, item))
    return sum(step.seconds for step in item.steps if not (barista and step.do == "wait"))


def pigeonhole(jobs: Sequence[float], workers: int) -> float:
    """A lower bound for the time in which so many workers do these jobs, each job by one of them."""
    ordered = sorted(jobs, reverse=True)
    best = metrics.work_over_capacity(sum(ordered), workers)
    for k in range(len(ordered)):
        if k * workers >= len(ordered):
            break
        best = max(best, sum(ordered[k * workers - k : k * workers + 1]))
    return best
