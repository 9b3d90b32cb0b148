"""Players that do not think: every serve level must beat them, and be beaten only rarely by chance.

A policy makes a plan for a shop. Those that decide beforehand (all to one, in turn, a sharing) write hand-overs at the
arrivals; those that look at who is free are either standing rules, which the café itself carries out, or are played
here move by move on a `Day` that is advanced until there is something to decide. (`Day` is imported only there: the
loader needs the policies' names, and loading levels should not cost an engine.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, islice, product
from random import Random
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cafe_sim.cafe.model import HandOver, Order, Plan, Rules, Shop
from cafe_sim.content.level import Level
from cafe_sim.errors import Bug

if TYPE_CHECKING:
    from cafe_sim.cafe.day import Day

Sharing = tuple[str, ...]
"""Who gets each order, by order number."""

Pick = Callable[[Sequence[int]], int]
"""Which of the orders on the rail (by number, oldest first) is next."""

ALL_OF: Final = 5_000
"""Up to so many sharings all of them are tried; above, a sample with a fixed seed."""
SAMPLE: Final = 2_000
NEIGHBOURS: Final = 3
"""Above `ALL_OF`, also the sharings that differ from the reference in at most so many orders, nearest first …"""
NEAR: Final = 2_500
"""… up to so many of them."""
TICK: Final = 0.5
"""How often, in café seconds, a move-by-move policy looks up; more seldom on a day of more than `TICKS`."""
TICKS: Final = 2_000


# ---- shares -----------------------------------------------------------------------------------


def makers(shop: Shop, order: Order) -> tuple[str, ...]:
    """Who can make the order."""
    return shop.item(order.item).makers or tuple(worker.name for worker in shop.staff)


def shared(shop: Shop, sharing: Sharing) -> Plan:
    """Every order handed over as it arrives, to whom the sharing says."""
    return Plan(
        hand_overs=tuple(
            HandOver(order.at, number, worker)
            for number, (order, worker) in enumerate(zip(shop.orders, sharing, strict=True), 1)
        )
    )


def all_to(shop: Shop, worker: str) -> Plan:
    """Everything to one, except for what they cannot make."""
    can = [makers(shop, order) for order in shop.orders]
    return shared(shop, tuple(worker if worker in names else names[0] for names in can))


def in_turn(shop: Shop) -> Plan:
    """One after the other, round and round."""
    can = [makers(shop, order) for order in shop.orders]
    return shared(shop, tuple(names[index % len(names)] for index, names in enumerate(can)))


def length(shop: Shop, order: Order) -> float:
    """Seconds of all steps of the order's item."""
    return sum(step.seconds for step in shop.item(order.item).steps)


def by_length(shop: Shop, worker: str, *, short: bool) -> Plan:
    """The short (or long) half of the menu to one, the rest to the others in turn."""
    by_name = sorted(
        {order.item: length(shop, order) for order in shop.orders}.items(), key=lambda pair: (pair[1], pair[0])
    )
    half = by_name[: len(by_name) // 2] if short else by_name[-(len(by_name) // 2) :]
    chosen = {name for name, _ in half}
    turn = 0
    sharing: list[str] = []
    for order in shop.orders:
        can = makers(shop, order)
        others = [name for name in can if name != worker]
        if (order.item in chosen and worker in can) or not others:
            sharing.append(worker)
        else:
            sharing.append(others[turn % len(others)])
            turn += 1
    return shared(shop, tuple(sharing))


def sharings(level: Level) -> tuple[list[Sharing], int]:
    """Sharings of the level's orders to try, and how many of them (the first ones) are all
    there are or a fair sample.
    """
    shop = level.shop
    can = [makers(shop, order) for order in shop.orders]
    count = 1
    for names in can:
        count *= len(names)
    if count <= ALL_OF:
        return list(product(*can)), count
    random = Random(f"sharings of {level.id}")
    fair = [tuple(random.choice(names) for names in can) for _ in range(SAMPLE)]
    return fair + list(islice(neighbours(reference_sharing(level), can), NEAR)), SAMPLE


def neighbours(sharing: Sharing, can: Sequence[Sequence[str]]) -> Iterator[Sharing]:
    """Every sharing that differs in one to `NEIGHBOURS` orders."""
    for distance in range(1, NEIGHBOURS + 1):
        for places in combinations(range(len(sharing)), distance):
            choices = [[name for name in can[place] if name != sharing[place]] for place in places]
            for names in product(*choices):
                changed = list(sharing)
                for place, name in zip(places, names, strict=True):
                    changed[place] = name
                yield tuple(changed)


def reference_sharing(level: Level) -> Sharing:
    """Who gets each order in the level's reference."""
    from cafe_sim.cafe.day import Day

    with Day(level.shop, level.reference) as day:
        day.execution.run()
        return tuple(entry.worker for entry in day.ledger)


def late_by(shop: Shop, plan: Plan, seconds: float) -> Plan:
    """What `plan` hands over in a day, each of it so many seconds later."""
    from cafe_sim.cafe.day import Day

    with Day(shop, plan) as day:
        day.execution.run()
        handed = [entry for entry in day.ledger if entry.handed is not None]
    # what was handed over at one moment keeps its order: begun tells it
    handed.sort(key=lambda entry: (entry.handed, entry.begun, entry.number))
    rows = tuple(HandOver((entry.handed or 0) + seconds, entry.number, entry.worker) for entry in handed)
    return replace(plan, rules=(), hand_overs=rows)


# ---- who is free ------------------------------------------------------------------------------


def ruled(shop: Shop, *, next: str = "arrival", when: str = "at once") -> Plan:
    """Standing rules under which anybody may make anything they can."""
    can = {order.item: makers(shop, order) for order in shop.orders}
    return Plan(rules=(Rules(makers=can, next=next, when=when),))  # type: ignore[arg-type]


def served_by(shop: Shop, pick: Pick, *, when_free: bool) -> Plan:
    """Played move by move: whenever somebody who can make something on the rail may be given it, `pick` says which.

    A clerk or baker is given the next order when free; a barista too if `when_free`, otherwise everything at once.
    """
    from cafe_sim.cafe.day import Day

    hand_overs: list[HandOver] = []
    now = 0.0
    last = max(order.at for order in shop.orders) + sum(length(shop, order) for order in shop.orders)
    tick = max(TICK, last / TICKS)
    while now <= last:
        with Day(shop, Plan(hand_overs=tuple(hand_overs))) as day:
            moves: list[HandOver] = []
            while now <= last and not moves:
                day.advance(now)
                moves = list(_moves(day, {move.order for move in hand_overs}, now, pick, when_free=when_free))
                now += tick
        hand_overs += moves
    return Plan(hand_overs=tuple(hand_overs))


def _moves(day: Day, given: set[int], now: float, pick: Pick, *, when_free: bool) -> Iterator[HandOver]:
    """What is handed over at this moment."""
    shop = day.shop
    rail = [entry.number for entry in day.ledger if entry.state == "rail" and entry.number not in given]
    at_once = {worker.name for worker in shop.staff if worker.role == "barista" and not when_free}
    free = [w.name for w in shop.staff if w.name in at_once or not day.opening.rails[w.name].in_hand]
    while possible := [number for number in rail if set(free) & set(makers(shop, shop.orders[number - 1]))]:
        number = pick(possible)
        can = makers(shop, shop.orders[number - 1])
        worker = next(name for name in free if name in can)
        rail.remove(number)
        if worker not in at_once:
            free.remove(worker)
        yield HandOver(now, number, worker)


def picks(shop: Shop) -> dict[str, Pick]:
    """Orders of service by name."""

    def leaves(number: int) -> float:
        order = shop.orders[number - 1]
        patience = shop.patience(order)
        return order.at + patience if patience else float("inf")

    def long(number: int) -> float:
        return length(shop, shop.orders[number - 1])

    return {
        "first in first out": lambda rail: rail[0],
        "last in first out": lambda rail: rail[-1],
        "shortest first": lambda rail: min(rail, key=long),
        "longest first": lambda rail: max(rail, key=long),
        "least patience first": lambda rail: min(rail, key=leaves),
    }


# ---- by name ----------------------------------------------------------------------------------


def simple_policies(shop: Shop) -> dict[str, Callable[[], Plan]]:
    """Policies that are written down beforehand, as hand-overs or as rules, by name."""
    found: dict[str, Callable[[], Plan]] = {}
    names = [worker.name for worker in shop.staff]
    if len(names) > 1:
        for name in names:
            found[f"all to {name}"] = partial(all_to, shop, name)
            found[f"shortest to {name}"] = partial(by_length, shop, name, short=True)
            found[f"longest to {name}"] = partial(by_length, shop, name, short=False)
        found["in turn"] = partial(in_turn, shop)
        found["least in hand"] = partial(ruled, shop)
        found["first idle"] = partial(ruled, shop, when="when free")
    return found


def dumb_policies(shop: Shop) -> Mapping[str, Callable[[], Plan]]:
    """Every policy that is too simple to win, by its name."""
    found: dict[str, Callable[[], Plan]] = {"nothing": Plan, **simple_policies(shop)}
    for name, pick in picks(shop).items():
        found[name] = partial(served_by, shop, pick, when_free=False)
    if any(worker.role == "barista" for worker in shop.staff):
        found["one at a time"] = partial(served_by, shop, lambda rail: rail[0], when_free=True)
    return found


def plan_of(shop: Shop, policy: str) -> Plan:
    """The plan of a policy by its name; `check_level` has seen to it that there is one."""
    policies = dumb_policies(shop)
    if policy not in policies:
        raise Bug(f"no policy is called {policy}; please report this")
    return policies[policy]()


def policy_names(shop: Shop) -> tuple[str, ...]:
    """What `policy` may say in a row of this shop's level."""
    return tuple(dumb_policies(shop))


# ---- chance -----------------------------------------------------------------------------------


def orders_of_service(shop: Shop) -> Iterator[tuple[Plan, float]]:
    """Every plan in which only the order of service is open, each with the chance that random picks make it.

    All sequences of picks are gone through depth first: `path` holds the picks to make, and how many there were to
    choose from.
    """
    path: list[tuple[int, int]] = []
    while True:
        depth = 0

        def pick(rail: Sequence[int]) -> int:
            nonlocal depth
            if depth == len(path):
                path.append((0, len(rail)))
            depth += 1
            return rail[path[depth - 1][0]]

        plan = served_by(shop, pick, when_free=False)
        chance = 1.0
        for _, of in path:
            chance /= of
        yield plan, chance
        while path and path[-1][0] + 1 == path[-1][1]:
            path.pop()
        if not path:
            return
        path[-1] = (path[-1][0] + 1, path[-1][1])
