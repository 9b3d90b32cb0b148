"""Every way in which a shop can fail to fit together has a sentence of its own, which names where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from cafe_sim.cafe.model import Item, Order, Shop, Station, Step, Thing, Value, Worker
from cafe_sim.content import limits
from cafe_sim.content.check_shop import check_shop
from cafe_sim.content.checking import Check
from cafe_sim.errors import BadContent

BREW = Step("brew", "work", 1)
TEA = Item("tea", (BREW,))
CARL = Worker("Carl", "clerk")
SHOP = Shop(
    items=(TEA,),
    staff=(CARL,),
    orders=(Order(0, "tea"),),
    stations=(Station("oven"),),
    things=(Thing("till", "total", lock=True), Thing("jar")),
)


def with_item(**changes: object) -> Shop:
    return replace(SHOP, items=(replace(TEA, **changes),))


def with_step(**changes: object) -> Shop:
    return with_item(steps=(replace(BREW, **changes),))


def with_order(**changes: object) -> Shop:
    return replace(SHOP, orders=(replace(SHOP.orders[0], **changes),))


def test_a_shop_that_fits_together_is_let_in() -> None:
    check_shop(Check("x.toml"), SHOP)


@pytest.mark.parametrize(
    ("shop", "most"),
    [
        (lambda name: replace(SHOP, stations=(Station(name),)), limits.NAME_CHARACTERS),
        (lambda label: with_step(label=label), limits.LABEL_CHARACTERS),
    ],
    ids=["name", "label"],
)
def test_names_and_labels_are_so_long_and_no_longer(shop: Callable[[str], Shop], most: int) -> None:
    check_shop(Check("x.toml"), shop("a" * most))
    with pytest.raises(BadContent, match=f"at most {most} letters"):
        check_shop(Check("x.toml"), shop("a" * (most + 1)))


@pytest.mark.parametrize(
    ("part", "one", "most"),
    [
        ("staff", CARL, limits.STAFF),
        ("items", TEA, limits.ITEMS),
        ("orders", Order(0, "tea"), limits.ORDERS),
        ("stations", Station("oven"), limits.STATIONS),
        ("things", Thing("till"), limits.THINGS),
    ],
)
def test_a_shop_has_so_many_of_each_and_not_one_more(part: str, one: Value, most: int) -> None:
    with pytest.raises(BadContent, match=f"shop.{part} has {most + 1} entries; write [01] to {most}"):
        check_shop(Check("x.toml"), replace(SHOP, **{part: (one,) * (most + 1)}))


@pytest.mark.parametrize(
    ("shop", "where", "says"),
    [
        (replace(SHOP, staff=()), "staff", "0 entries"),
        (replace(SHOP, cores=0), "cores", "from 1"),
        (replace(SHOP, staff=(CARL, CARL)), "staff", "two workers"),
        (replace(SHOP, items=(TEA, TEA)), "items", "two items"),
        (replace(SHOP, stations=(Station("jar"),)), "", "two stations or things"),
        (replace(SHOP, staff=(Worker("Carl 2", "clerk"),)), "staff[0].name", "letters"),
        (replace(SHOP, stations=(Station("[x]"),)), "stations[0].name", "letters"),
        (replace(SHOP, stations=(Station("oven", 0),)), "stations[0].places", "from 1"),
        (replace(SHOP, things=(Thing("[x]"),)), "things[0].name", "letters"),
        (replace(SHOP, things=(Thing("fuse", most=-1),)), "things[0].most", "from 0"),
        (replace(SHOP, things=(Thing("till", "a b"),)), "things[0].field", "letters"),
        (replace(SHOP, things=(Thing("fuse", "load", most=2),)), "things[0].field", "leave out field or most"),
        (with_item(name="[x]"), "items[0].name", "letters"),
        (with_item(patience=-1), "items[0].patience", "from 0"),
        (with_item(price=-1), "items[0].price", "from 0"),
        (with_item(steps=()), "items[0].steps", "0 entries"),
        (with_item(steps=(BREW, BREW)), "items[0].steps", "two steps"),
        (with_item(makers=("Zed",)), "items[0].makers[0]", "no such worker"),
        (with_step(id="[x]"), "items[0].steps[0].id", "letters"),
        (with_step(label="\x1b[2J"), "items[0].steps[0].label", "plain punctuation"),
        (with_step(seconds=-1), "items[0].steps[0].seconds", "from 0"),
        (with_step(station="sink"), "items[0].steps[0].station", "no such station"),
        (with_step(do="take"), "items[0].steps[0].thing", "say what the take is of"),
        (with_step(thing="cup"), "items[0].steps[0].thing", "no such thing"),
        (with_step(do="take", thing="jar"), "items[0].steps[0].thing", "has no field to take"),
        (with_step(do="grab", thing="jar"), "items[0].steps[0].thing", "has no lock"),
        (with_step(touches=("cup",)), "items[0].steps[0].touches[0]", "no such thing"),
        (with_step(needs=("brew",)), "items[0].steps[0].needs[0]", "no such other step"),
        (with_step(do="join", thing="jar"), "items[0].steps[0].do", "outside of the batch item"),
        (with_order(item="soup"), "orders[0].item", "no such item"),
        (with_order(at=-1), "orders[0].at", "from 0"),
        (with_order(patience=-1), "orders[0].patience", "from 0"),
        (with_order(to="Zed"), "orders[0].to", "no such worker"),
        (replace(SHOP, orders=(Order(1, "tea"), Order(0, "tea"))), "orders", "order of their arrival"),
        (replace(SHOP, batch="van"), "batch", "no such item"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(shop: Shop, where: str, says: str) -> None:
    with pytest.raises(BadContent) as caught:
        check_shop(Check("x.toml"), shop)
    place = f"shop.{where}" if where else "shop"
    assert str(caught.value).startswith(f"x.toml: {place} ")
    assert says in str(caught.value)
