"""What if: a level's day with one thing changed, so that the player's own plan, or a simple one, can be run on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cafe_sim.content.policies import plan_of

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Item, Plan, Shop
    from cafe_sim.content.level import WhatIf


def changed_shop(shop: Shop, change: WhatIf) -> Shop:
    """The shop as it would be."""
    return replace(
        shop,
        staff=change.staff or shop.staff,
        orders=change.orders or shop.orders,
        stations=tuple(replace(one, places=change.places.get(one.name, one.places)) for one in shop.stations),
        items=tuple(_changed_item(item, change.waits) for item in shop.items),
    )


def changed_plan(shop: Shop, plan: Plan, change: WhatIf) -> Plan:
    """Who gets what in the changed `shop`: as the player had it, or as the policy says."""
    return plan_of(shop, change.policy) if change.policy else plan


def _changed_item(item: Item, waits: tuple[str, ...]) -> Item:
    return replace(item, steps=tuple(replace(step, do="wait") if step.id in waits else step for step in item.steps))
