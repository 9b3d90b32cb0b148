"""Shops of the first levels, as the numbers of their tables were worked out on: what the café's tests play with."""

from __future__ import annotations

from cafe_sim.cafe.model import HandOver, Item, Order, Plan, Rules, Shop, Span, Station, Step, Thing, Worker


def steps(text: str) -> tuple[Step, ...]:
    """ "work 2, wait 6" → steps."""
    made = []
    for part in text.split(", "):
        do, seconds, *station = part.split()
        made.append(Step(id=f"{do}{seconds}", do=do, seconds=float(seconds), station=station[0] if station else ""))
    return tuple(made)


def menu(**items: tuple[str, float]) -> tuple[Item, ...]:
    return tuple(
        Item(name=name.replace("_", "-"), steps=steps(text), patience=patience)
        for name, (text, patience) in items.items()
    )


def rail(text: str) -> tuple[Order, ...]:
    """ "0 tea · 3 bun" → orders."""
    made = []
    for part in text.split(" · "):
        at, item, *patience = part.split()
        made.append(Order(at=float(at), item=item, patience=float(patience[0]) if patience else None))
    return tuple(made)


def by_item(**makers: str) -> Plan:
    """The plan of standing rules: item → one worker, at once."""
    return Plan(rules=(Rules(makers={item.replace("_", "-"): (who,) for item, who in makers.items()}),))


def at_once(shop: Shop, *workers: str) -> Plan:
    """Every order handed over as it arrives, to these workers in turn."""
    return Plan(
        hand_overs=tuple(
            HandOver(at=order.at, order=n, to=workers[(n - 1) % len(workers)]) for n, order in enumerate(shop.orders, 1)
        )
    )


A1 = Shop(
    items=menu(pour_over=("work 2, wait 6", 40), tea=("work 1, wait 4", 9), espresso=("work 1, wait 2", 16)),
    staff=(Worker("Carl", "clerk"),),
    orders=rail("0 pour-over · 0 tea · 0 espresso · 3 espresso · 13 espresso 15"),
)
A2 = Shop(
    items=menu(tea=("wait 12", 18), bun=("wait 6", 10), crêpe=("work 6", 20), omelette=("work 8", 24)),
    staff=(Worker("Carl", "clerk"), Worker("Ana", "barista")),
    orders=rail(
        "0 crêpe · 0 omelette · 3 tea · 5 bun · 9 tea · 11 bun · 14 crêpe · 18 omelette · 21 tea · 23 bun · 25 tea"
    ),
)
A3 = Shop(
    items=menu(
        toast=("work 4", 14), espresso=("work 2", 11), latte=("work 2, wait 6", 14), pour_over=("work 1, wait 12", 18)
    ),
    staff=(Worker("Ana", "barista"),),
    orders=rail("0 toast · 0 espresso · 0 latte · 0 pour-over · 16 pour-over · 16 latte · 16 espresso · 16 toast"),
)
A9 = Shop(
    items=menu(latte=("wait 5", 8), filter=("wait 12", 15), cider=("block 6", 20)),
    staff=(Worker("Ana", "barista"), Worker("Carl", "clerk")),
    orders=rail(
        "0 cider · 0 cider · 2 latte · 5 filter · 7 latte · 10 filter"
        " · 13 cider · 15 latte · 17 latte · 20 latte · 22 cider · 24 filter"
    ),
)
B2 = Shop(
    items=menu(
        latte=("wait 5", 9), filter=("wait 12", 15), cider=("block 6", 18), brioche=("block 7, wait 3 oven", 26)
    ),
    staff=(Worker("Ana", "barista"), Worker("Bo", "baker"), Worker("Cy", "baker")),
    stations=(Station("oven", 1),),
    orders=rail(
        "0 latte · 0 filter · 3 brioche · 4 brioche · 5 cider · 6 filter"
        " · 9 filter · 12 latte · 14 cider · 17 latte · 20 cider · 21 latte"
    ),
)
B1 = Shop(
    items=(
        Item(
            name="bread",
            steps=(Step(id="bake", do="wait", seconds=6, station="oven", touches=("trays",)),),
            makers=("Bo", "Cy"),
        ),
        Item(
            name="sandwiches", steps=(Step(id="fill", do="block", seconds=3, touches=("trays",)),), makers=("Bo", "Cy")
        ),
        Item(name="coffee", steps=(Step(id="brew", do="wait", seconds=4),), patience=8, makers=("Carl",)),
        Item(
            name="van",
            steps=(Step(id="trays", do="join", thing="trays"), Step(id="load", do="block", seconds=3)),
            patience=20,
            makers=("Carl",),
        ),
    ),
    staff=(Worker("Carl", "clerk"), Worker("Bo", "baker"), Worker("Cy", "baker")),
    stations=(Station("oven", 4),),
    things=(Thing("trays"),),
    orders=rail(
        "0 bread · 0 bread · 0 bread · 0 sandwiches · 0 sandwiches · 0 sandwiches · 0 van"
        " · 1 coffee · 6 coffee · 11 coffee · 17 coffee"
    ),
    batch="van",
)
A4 = Shop(
    items=(
        Item(
            name="table",
            patience=13,
            steps=(
                Step(id="water", do="wait", seconds=5, label="boil water"),
                Step(id="beans", do="wait", seconds=3, label="grind beans"),
                Step(id="coffee", do="wait", seconds=4, label="brew", needs=("water", "beans")),
                Step(id="scones", do="wait", seconds=6, label="warm scones"),
                Step(
                    id="tray",
                    do="work",
                    seconds=1,
                    label="carry the tray",
                    needs=("water", "beans", "coffee", "scones"),
                ),
            ),
        ),
    ),
    staff=(Worker("Ana", "barista"),),
    orders=tuple(Order(at=at, item="table", to="Ana") for at in (0, 8, 16)),
)
B4 = Shop(
    items=(
        Item(
            name="croissant",
            steps=(
                Step(id="bake", do="wait", seconds=4, station="oven"),
                Step(id="ring", do="ring", seconds=1, thing="till", label="ring up"),
                Step(id="wrap", do="block", seconds=1),
            ),
        ),
    ),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker")),
    stations=(Station("oven", 2),),
    things=(Thing("till", "total"),),
    orders=tuple(Order(at=0, item="croissant", to=to) for to in ("Bo", "Cy") * 3),
)
B6 = Shop(
    items=(
        Item(
            name="croissant",
            steps=(
                Step(id="look", do="look", thing="case"),
                Step(id="bag", do="block", seconds=1, label="fetch a bag"),
                Step(id="take", do="take", thing="case"),
                Step(id="wrap", do="block", seconds=3),
            ),
        ),
    ),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker"), Worker("Di", "baker")),
    things=(Thing("case", "croissants", start=4),),
    orders=tuple(Order(at=0, item="croissant", to=to) for to in ("Bo", "Cy", "Di") * 2),
)


def _batch(first: str, second: str) -> tuple[Step, ...]:
    return (
        Step(id="prepare", do="block", seconds=2),
        Step(id=first, do="grab", thing=first, label=f"take the {first}"),
        Step(id="walk", do="block", seconds=1),
        Step(id=second, do="grab", thing=second, label=f"take the {second}"),
        Step(id="bake", do="block", seconds=3, touches=("tray",)),
    )


C4 = Shop(
    items=(Item(name="rolls", steps=_batch("mitt", "tray")), Item(name="cakes", steps=_batch("tray", "mitt"))),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker")),
    things=(Thing("mitt", lock=True), Thing("tray", "batches", lock=True)),
    orders=(Order(at=0, item="rolls", to="Bo"), Order(at=0, item="cakes", to="Cy")) * 2,
)

D1 = Shop(
    items=(
        Item(
            name="waffle",
            steps=(
                Step(id="stir", do="block", seconds=2),
                Step(id="bake", do="wait", seconds=4, thing="fuse"),
                Step(id="sugar", do="block", seconds=3),
            ),
        ),
    ),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker"), Worker("Di", "baker")),
    things=(Thing("fuse", most=2),),
    orders=tuple(Order(at=0, item="waffle", to=to) for to in ("Bo", "Cy", "Di") * 2),
)

B9 = Shop(
    items=(
        Item(
            name="cake",
            steps=(
                Step(id="stir", do="block", seconds=2),
                Step(id="bake", do="wait", seconds=4, touches=("cake",)),
                Step(id="wash", do="block", seconds=2),
            ),
        ),
        Item(
            name="icing",
            steps=(Step(id="whip", do="block", seconds=3), Step(id="ice", do="need", seconds=3, thing="cake")),
        ),
    ),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker")),
    things=(Thing("cake", "out"),),
    orders=(Order(at=0, item="cake", to="Bo"), Order(at=0, item="icing", to="Cy")),
)

D5 = Shop(
    items=(
        Item(
            name="dough",
            steps=(
                Step(id="weigh", do="block", seconds=1),
                Step(id="knead", do="block", seconds=2, touches=("shelf",)),
            ),
        ),
        Item(
            name="loaf",
            steps=(Step(id="fetch", do="take", thing="shelf"), Step(id="bake", do="wait", seconds=4)),
        ),
    ),
    staff=(Worker("Bo", "baker"), Worker("Cy", "baker")),
    things=(Thing("shelf", most=3),),
    orders=tuple(Order(at=0, item=item, to=to) for item, to in (("dough", "Bo"), ("loaf", "Cy")) * 3),
)


def locked(item: str, *spans: tuple[str, str, str]) -> Plan:
    return Plan(spans=tuple(Span(thing=thing, item=item, first=first, last=last) for thing, first, last in spans))
