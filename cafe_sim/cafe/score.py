"""Floors: what nobody can beat, whatever the plan, the luck or the level.

Four lower bounds, each from the shop alone:

- the critical path: an order cannot be out before its own longest chain of steps that need each other is over;
- work over capacity: hands that are needed are needed from somebody (m workers, n jobs: Coffman, Garey & Johnson's
  pigeonhole bound for identical machines, which also holds where orders are given out from the start);
- places: a station with p places, or a thing that bears p at once, passes at most p orders at a time;
- heads and tails: before such a place and after it there is work that its user cannot do meanwhile. Of those uses that
  none comes to before second h, and after each of which t more seconds follow, the last ends at h + what the places
  need for them + t at the earliest (Carlier 1987 for identical machines). Only where the steps stay in their order.

Customers who are told that there is none left need no time, and where a stock is short, only as many orders as there is
stock count, the shortest ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cafe_sim.cafe.model import Item, Measured, Shop, Worker
from cafe_sim.engine import metrics


def critical_path(item: Item) -> float:
    """Seconds from begin to cup if nothing is waited for that need not be.

    Where steps say what they need, those are the only reasons to wait; elsewhere each step follows the one before.
    """
    durations = {step.id: step.seconds for step in item.steps}
    if any(step.needs for step in item.steps):
        return metrics.critical_path(durations, {step.id: step.needs for step in item.steps})
    return sum(durations.values())


def floor(shop: Shop, kind: Measured, *, in_order: bool = False) -> float:
    """The least that the measure can be. `in_order`: no plan moves steps or gathers them."""
    items = {item.name: item for item in shop.items}
    if kind == "mean wait":
        paths = [critical_path(items[order.item]) for order in shop.orders]
        return sum(paths) / len(paths)
    if kind == "van":
        return _van(shop, items)
    return max(_closing(shop, items), _through_places(shop, items) if in_order else 0.0)


def _van(shop: Shop, items: dict[str, Item]) -> float:
    """Everybody else's pieces, then the batch order itself."""
    counts = {thing.name for thing in shop.things if not thing.field}
    pieces = [o.item for o in shop.orders if any(counts & set(step.touches) for step in items[o.item].steps)]
    makers = {w.name for name in pieces for w in shop.makers(items[name])}
    jobs = [critical_path(items[name]) for name in pieces]
    return pigeonhole(jobs, max(len(makers), 1)) + critical_path(items[shop.batch])


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


class _Use(NamedTuple):
    """Of a place, by somebody who has but one pair of hands. Seconds."""

    place: str
    head: float
    """Not sooner: what comes before it."""
    takes: float
    tail: float
    """What that worker still has to do after it."""


def _through_places(shop: Shop, items: dict[str, Item]) -> float:
    places = {s.name: s.places for s in shop.stations} | {t.name: t.most for t in shop.things if t.most}
    uses = [use for worker in shop.staff for use in _uses(shop, items, worker) if use.place in places]
    best = 0.0
    for place, count in places.items():
        here = [use for use in uses if use.place == place]
        for head in {use.head for use in here}:
            for tail in {use.tail for use in here}:
                takes = [use.takes for use in here if use.head >= head and use.tail >= tail]
                best = max(best, head + pigeonhole(takes, count) + tail if takes else 0.0)
    return best


def _uses(shop: Shop, items: dict[str, Item], worker: Worker) -> Iterator[_Use]:
    """Of a clerk or baker who is given their orders; none where customers may be sent away before it comes to that."""
    orders = sorted((order for order in shop.orders if order.to == worker.name), key=lambda order: order.at)
    recipes = [items[order.item].steps for order in orders]
    if worker.role == "barista" or any(step.do == "look" for steps in recipes for step in steps):
        return
    left = sum(step.seconds for steps in recipes for step in steps)
    now = 0.0
    for order, steps in zip(orders, recipes, strict=True):
        now = max(now, order.at)
        for step in steps:
            left -= step.seconds
            if step.do in ("wait", "block", "work"):
                for place in filter(None, (step.station, step.thing)):
                    yield _Use(place, now, step.seconds, left)
            now += step.seconds


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
    barista = any(worker.role == "barista" for worker in shop.makers(item))
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
