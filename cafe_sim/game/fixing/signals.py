"""Bells and rails at the bench: what giving and awaiting them makes of a plan, and how each kind is spoken of.

Moves are like those of `fixing.moves`: plan in, plan out. One move serves each end of a signal, whatever its kind; the
kind is data, and so are its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count
from typing import Final, Literal, NamedTuple

import msgspec

from cafe_sim.cafe.listing import identifier
from cafe_sim.cafe.model import Plan, Shop, Signal, SignalKind, StepRef
from cafe_sim.cafe.setting import signals_fit
from cafe_sim.catalogue import say
from cafe_sim.game.fixing.moves import MoveRefused
from cafe_sim.game.words import listed

ARROW: Final = "→"
"""Before a signal that is given, behind one that is awaited."""
End = Literal["after", "before"]
"""Where a signal is given, and where it is awaited."""


def toggle(shop: Shop, plan: Plan, here: StepRef, end: End, box: Mapping[SignalKind, int], *, room: int = 0) -> Plan:
    """Give a signal after a step, or await it before: the next of those that hang, then a new one out of the box, then
    none.

    `room` is a new rail's.
    """
    if not signals_fit(shop):
        raise MoveRefused(say("a bell rings for threads, or for the coroutines of one loop, and here work both"))
    hung: list[Signal] = [one for one in plan.signals if one.kind in box]
    new = [
        Signal(_unused(shop, plan, kind), kind, room=room if kind == "rail" else 0)
        for kind, most in box.items()
        if sum(s.kind == kind for s in hung) < most
    ]
    choices = [*hung, *new]
    at = next((index for index, one in enumerate(hung) if here in getattr(one, end)), -1)
    if (
        at < 0
        and any(here in getattr(one, "before" if end == "after" else "after") for one in hung)
        and len(choices) == 1
    ):
        raise MoveRefused(say("a step cannot wait for what it gives itself"))
    changed = []
    for index, one in enumerate(choices):
        places = {place for place in getattr(one, end) if place != here} | ({here} if index == at + 1 else set())
        changed.append(msgspec.structs.replace(one, **{end: tuple(sorted(places, key=partial(_place_of, shop)))}))
    kept = tuple(one for one in changed if one.after or one.before)
    others = tuple(one for one in plan.signals if one.kind not in box)
    return msgspec.structs.replace(plan, signals=tuple(sorted((*kept, *others), key=lambda one: one.name)))


def take_down(plan: Plan, name: str) -> Plan:
    """Without a signal, wherever it was given and awaited."""
    return msgspec.structs.replace(plan, signals=tuple(one for one in plan.signals if one.name != name))


def _unused(shop: Shop, plan: Plan, kind: SignalKind) -> str:
    """A name that is nobody's in the program."""
    kept = (signal.name for signal in plan.signals)
    shops = (*(thing.name for thing in shop.things), *(station.name for station in shop.stations))
    taken = {identifier(name) for name in (*kept, *shops, *(worker.name for worker in shop.staff))}
    names = (kind if n == 1 else f"{kind} {n}" for n in count(1))
    return next(name for name in names if identifier(name) not in taken)


def _place_of(shop: Shop, place: StepRef) -> tuple[int, int]:
    """Where it stands in the shop's own recipes."""
    names = [item.name for item in shop.items]
    ids = [step.id for step in shop.item(place.item).steps]
    return names.index(place.item), ids.index(place.step)


# ---- in words ----------------------------------------------------------------------------------


class SignalWords(NamedTuple):
    """How a kind of signal is spoken of."""

    about: str
    gives: str
    awaits: str
    given: str
    awaited: str
    never_given: str
    never_awaited: str
    give: str
    """As a hint has it."""
    await_: str


WORDS: Final[dict[SignalKind, SignalWords]] = {
    "bell": SignalWords(
        about="a step, after which it rings or before which it is awaited",
        gives="rings the {} after it",
        awaits="waits for the {} first",
        given="rung after {}",
        awaited="awaited before {}",
        never_given="nobody rings it",
        never_awaited="nobody waits for it",
        give="ring the bell after {}",
        await_="wait for the bell before {}",
    ),
    "rail": SignalWords(
        about="a step, after which a ticket is hung there or before which one is taken off",
        gives="hangs a ticket on the {} after it",
        awaits="takes a ticket off the {} first",
        given="a ticket is hung up after {}",
        awaited="taken off before {}",
        never_given="nobody hangs up a ticket",
        never_awaited="nobody takes one off",
        give="hang a ticket on the rail after {}",
        await_="take a ticket off the rail before {}",
    ),
}


def told(shop: Shop, signal: Signal) -> tuple[str, int, str]:
    """(in short, no group, in full): where a signal is given and where it is awaited."""
    words = WORDS[signal.kind]
    after, before = (listed(_labels(shop, places, "{0} ({1})")) for places in (signal.after, signal.before))
    given = words.given.format(after) if after else words.never_given
    awaited = words.awaited.format(before) if before else words.never_awaited
    short = "" if after and before else awaited if after else given
    ends = (", ".join(_labels(shop, places, "{1}")) for places in (signal.after, signal.before))
    return short or f" {ARROW} ".join(ends), 0, f"{given}, {awaited}"


def _labels(shop: Shop, places: tuple[StepRef, ...], alike: str) -> list[str]:
    """What steps are called; where several are called alike, `alike` of (label, item)."""
    labels = [_label(shop, place) for place in places]
    return [
        alike.format(label, place.item) if labels.count(label) > 1 else label
        for label, place in zip(labels, places, strict=True)
    ]


def _label(shop: Shop, place: StepRef) -> str:
    step = next(step for step in shop.item(place.item).steps if step.id == place.step)
    return step.label or step.id


def in_short(plan: Plan, here: StepRef) -> Iterator[str]:
    """ "bell→" where it is awaited, "→bell" where it rings."""
    yield from (f"{signal.name}{ARROW}" for signal in plan.signals if here in signal.before)
    yield from (f"{ARROW}{signal.name}" for signal in plan.signals if here in signal.after)


def at_step(plan: Plan, here: StepRef) -> Iterator[str]:
    """The same in words."""
    yield from (WORDS[signal.kind].awaits.format(signal.name) for signal in plan.signals if here in signal.before)
    yield from (WORDS[signal.kind].gives.format(signal.name) for signal in plan.signals if here in signal.after)
