"""The inspector's round: one order for each worker, every interleaving walked, none left out, none counted twice.

It judges right and wrong, never fast and slow: customers are all there from the start and nobody leaves. What it says holds
for this round and for nothing more; the words for it are here, so that no screen promises more than was done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Order, Plan, Shop
from cafe_sim.engine import Execution, Fault, Policy
from cafe_sim.engine.explore import Round, walk
from cafe_sim.errors import Misuse


def timeless(shop: Shop) -> Shop:
    """The first order of each worker, all of them there from the start, nobody in a hurry."""
    unassigned = [order.item for order in shop.orders if not order.to]
    if unassigned:
        raise Misuse(
            f"nobody has been given the {unassigned[0]}; the inspector's round is for levels that give every order"
        )
    first: dict[str, Order] = {}
    for order in shop.orders:
        first.setdefault(order.to, replace(order, at=0.0, patience=0.0))
    return replace(shop, orders=tuple(first.values()))


def walk_round(shop: Shop, plan: Plan, title: str = "") -> Iterator[Round]:
    """Every interleaving of the shop's round under this plan; what is known after each. The last one is the result."""
    cut = timeless(shop)
    days: dict[int, Day] = {}

    def make(policy: Policy) -> Execution:
        days.clear()
        day = Day(cut, plan, title, policy=policy)
        days[0] = day
        return day.execution

    def judge(_: Execution) -> Sequence[Fault]:
        return days[0].judged()[0]

    return walk(make, judge)


def whole_round(shop: Shop, plan: Plan, title: str = "") -> Round:
    """The round to its end."""
    return deque(walk_round(shop, plan, title), maxlen=1).pop()


def is_clean(result: Round) -> bool:
    """Every order of the round was walked, and none shows a fault."""
    return result.complete and not result.found


def always_works(result: Round) -> bool | None:
    """Yes, no, or nobody knows: not every order was walked, and no fault was found in those that were."""
    if result.found:
        return False
    return True if result.complete else None


def in_words(result: Round) -> str:
    """What was found, and no more than that."""
    count = result.interleavings
    orders = "order" if count == 1 else "orders"
    if not result.complete:
        seen = f"{count} {orders} of this round seen, not all of them"
        seen += f" ({result.gave_up})" if result.gave_up else ""
        return f"{seen}: {_wrong(result.wrong)}" if result.wrong else f"{seen}: no fault so far"
    whole = "the one order of this round" if count == 1 else f"all {count} orders of this round"
    if result.wrong:
        return f"{whole}: {_wrong(result.wrong)}" if count > 1 else f"{whole} goes wrong"
    if result.found:
        come = "comes" if count == 1 else "come"
        kind = result.found[0].fault.kind.replace("-", " ")
        return f"{whole} {come} out right, and yet there is a {kind}"
    return f"{whole}: none goes wrong" if count > 1 else f"{whole} goes right"


def _wrong(count: int) -> str:
    return f"{count} {'goes' if count == 1 else 'go'} wrong"
