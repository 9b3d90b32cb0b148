"""The shop that the inspector's round walks through: one order per worker, and stock to match."""

from __future__ import annotations

import msgspec

from cafe_sim.cafe.model import Shop
from cafe_sim.content.level import Level


def round_shop(level: Level) -> Shop:
    """`level.shop` cut down as `level.round` says: its staff, the first order of each of them, its stock."""
    shop, cut = level.shop, level.round
    staff = tuple(worker for worker in shop.staff if not cut.staff or worker.name in cut.staff)
    first = {worker.name: next((order for order in shop.orders if order.to == worker.name), None) for worker in staff}
    things = tuple(
        msgspec.structs.replace(thing, start=cut.stock[thing.name]) if thing.name in cut.stock else thing
        for thing in shop.things
    )
    orders = tuple(order for order in shop.orders if order is first.get(order.to))
    return msgspec.structs.replace(shop, staff=staff, orders=orders, things=things)
