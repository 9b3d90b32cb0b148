"""Every plan there is, where there are few enough: how many are right, how many serve everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product
from typing import Final

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.inspecting import patient
from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.content.claims import Claim, Sample
from cafe_sim.content.level import Level
from cafe_sim.content.policies import makers
from cafe_sim.content.trials import outcome_of

CHUNK: Final = 100
"""Plans in one job."""
PLANS: Final = 10_000


def plans_of(level: Level) -> Iterator[Plan]:
    """Every plan that the census counts; no more than `PLANS`, so that a census that is too large ends, and fails."""
    return islice(batch_plans(level) if level.shop.batch else grouping_plans(level), PLANS)


def grouping_plans(level: Level) -> Iterator[Plan]:
    """Every way to put the steps of the first item into groups one after the other (ordered set partitions)."""
    item = level.shop.items[0]
    for groups in ordered_partitions([step.id for step in item.steps]):
        order = {item.name: tuple(step for group in groups for step in group)}
        together = tuple(tuple(group) for group in groups if len(group) > 1)
        yield Plan(order=order, together={item.name: together} if together else {})


def ordered_partitions(things: Sequence[str]) -> Iterator[list[list[str]]]:
    """Every way to put `things` into groups one after the other: 1, 3, 13, 75, 541 ways (Fubini numbers)."""
    if not things:
        yield []
        return
    for size in range(1, len(things) + 1):
        for first in combinations(things, size):
            for rest in ordered_partitions([thing for thing in things if thing not in first]):
                yield [list(first), *rest]


def batch_plans(level: Level) -> Iterator[Plan]:
    """Every sharing of what others make, every place for the batch order in its maker's line, any of the tags."""
    shop = level.shop
    batch = next(number for number, order in enumerate(shop.orders, 1) if order.item == shop.batch)
    maker = makers(shop, shop.orders[batch - 1])[0]
    own = [n for n, order in enumerate(shop.orders, 1) if n != batch and makers(shop, order) == (maker,)]
    others = [n for n in range(1, len(shop.orders) + 1) if n != batch and n not in own]
    tags = level.toolbox.tags
    for sharing in product(*(makers(shop, shop.orders[n - 1]) for n in others)):
        given = [HandOver(shop.orders[n - 1].at, n, worker) for n, worker in zip(others, sharing, strict=True)]
        for place in range(len(own) + 1):
            line = [*own[:place], batch, *own[place:]]
            for count in range(len(tags) + 1):
                for joins in combinations(tags, count):
                    yield Plan(hand_overs=(*given, *_line(level, line, maker)), joins=joins)


def _line(level: Level, line: Sequence[int], maker: str) -> Iterator[HandOver]:
    """`line` handed to its maker in this order, each as soon as it and all before it have come."""
    at = 0.0
    for number in line:
        at = max(at, level.shop.orders[number - 1].at)
        yield HandOver(at, number, maker)


def census_chunks(level: Level) -> int:
    """How many jobs the census takes."""
    return -(-sum(1 for _ in plans_of(level)) // CHUNK)


def count_plans(level: Level, chunk: int) -> list[Sample]:
    """A day for each plan of one chunk."""
    pieces: list[Sample] = []
    staying = patient(level.shop)
    for index, plan in enumerate(plans_of(level)):
        if chunk * CHUNK <= index < (chunk + 1) * CHUNK:
            lost, wait = outcome_of(level.shop, plan)
            faults = Day(staying, plan).run().faults
            pieces.append(Sample(index, lost, right=not faults, mean_wait=wait))
    return pieces


def judge_census(level: Level, pieces: list[Sample]) -> list[Claim]:
    """The counts, against what the level says."""
    census = level.proof.census
    assert census is not None
    counted = {
        "plans": (census.plans, len(pieces)),
        "right": (census.right, sum(piece.right for piece in pieces)),
        "serving all": (census.served, sum(piece.lost == 0 for piece in pieces)),
        "both": (census.both, sum(piece.right and piece.lost == 0 for piece in pieces)),
    }
    stated = {what: pair for what, pair in counted.items() if pair[0] is not None}
    return [
        Claim(
            level.id,
            "census: every plan there is",
            all(wanted == found for wanted, found in stated.values()),
            ", ".join(f"{wanted} {what}" for what, (wanted, _) in stated.items()),
            ", ".join(f"{found} {what}" for what, (_, found) in counted.items()),
        )
    ]
