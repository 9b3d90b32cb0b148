"""The café as data: what is sold, how it is made, who works, who comes, and what the player decided.

Everything here is a frozen value, decoded from level files and saves by msgspec, and knows nothing of
threads or files. Times are seconds (they may have fractions, to the millisecond); money is in the café's coin.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cafe_sim.errors import Misuse

StepKind = Literal["wait", "block", "work", "ring", "look", "take", "need", "grab", "join"]
"""What a step does with the worker (see `Step`)."""

SignalKind = Literal["bell", "rail"]
"""What one step gives to another (see `Signal`)."""

Role = Literal["clerk", "barista", "baker"]
Next = Literal["arrival", "patience", "longest"]
When = Literal["at once", "when free"]
Measured = Literal["mean wait", "closing", "van"]
"""mean wait: arrival to cup, over those served; closing: the last hand-out; van: when the batch order is out."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all café data: frozen, equal by value, strict about unknown keys."""


class Step(Value, frozen=True):
    """One step of a recipe.

    wait   nobody has to watch: `await asyncio.sleep` in a coroutine, `time.sleep` in a thread
    block  holds the worker, not a core: `time.sleep` wherever it is
    work   holds the worker and a core: `work(seconds)`
    ring   `till.total += count(order.price)`; counting blocks for `seconds`
    look   "is there any left?": reads the thing, and sends the customer away kindly if not
    take   takes one of the thing
    need   relies on there being one of the thing by now, and waits for nothing: else the level's invariant is broken;
           then blocks for `seconds`
    grab   takes the lock of the thing until the end of the recipe (hang and walk on: "take the mitt")
    join   waits for the bakers whose tags hang on the order (`Plan.joins`), then reads the thing: each baker's count
    """

    id: str
    do: StepKind
    seconds: float = 0
    label: str = ""
    """A few words for the comment and the function's name; the id if empty."""
    station: str = ""
    """Needs one place of this station while it lasts."""
    thing: str = ""
    """The shared thing of a ring, look, take, need or grab; of a wait, block or work, a thing that bears only so many
    at once (`Thing.most`).
    """
    touches: tuple[str, ...] = ()
    """Further shared things it writes to: `tray.batches += 1`."""
    needs: tuple[str, ...] = ()
    """Ids of steps that must be over before this one starts, else the level's invariant is broken."""


class Item(Value, frozen=True):
    """Something on the menu."""

    name: str
    steps: tuple[Step, ...]
    patience: float = 0
    """Seconds from arrival until the customer leaves; 0: stays for ever."""
    price: float = 3.0
    makers: tuple[str, ...] = ()
    """Names of the staff who can make it; empty: anyone."""


class Station(Value, frozen=True):
    """Equipment with places."""

    name: str
    places: int = 1


class Worker(Value, frozen=True):
    """Somebody on the staff."""

    name: str
    role: Role


class Thing(Value, frozen=True):
    """Shared state: `name.field`, from `start` on; without a field, a table, `name["Bo"]`, with each baker's count."""

    name: str
    field: str = ""
    start: float = 0
    lock: bool = False
    """A lock of its own hangs on it from the start (it is used by `grab` steps)."""
    most: int = 0
    """It bears so many at once (a fuse, a shelf), and keeps nobody waiting, unlike a station: one too many breaks the
    level's rule, and so does taking one where there is none. Steps use it while they last (`thing`), put one there
    (`touches`) or take one off (take). 0: it is no such thing."""


class Order(Value, frozen=True):
    """A customer at the door. Orders are numbered from 1 in the order of the file."""

    at: float
    item: str
    patience: float | None = None
    """Overrides the item's."""
    to: str = ""
    """Handed to this worker on arrival, by the level itself (fix levels)."""


class Shop(Value, frozen=True):
    """One café day: all a program is generated from, besides the plan."""

    items: tuple[Item, ...]
    staff: tuple[Worker, ...]
    orders: tuple[Order, ...]
    stations: tuple[Station, ...] = ()
    things: tuple[Thing, ...] = ()
    cores: int = 1
    batch: str = ""
    """An item that wants every other worker's orders done first (B1's van), "" for none."""
    blocked_loop_is_fault: bool = False
    """Who holds a whole loop is at fault here, whatever comes of it; elsewhere that is only worth saying."""
    program: str = ""
    """The day's program, where the player edits the text itself; "": it is written from the shop and the plan."""

    def item(self, name: str) -> Item:
        """What is on the menu under that name; KeyError if nothing is, which checks have ruled out."""
        for item in self.items:
            if item.name == name:
                return item
        raise KeyError(name)

    def makers(self, item: Item) -> tuple[Worker, ...]:
        """Who on the staff can make it."""
        return tuple(worker for worker in self.staff if not item.makers or worker.name in item.makers)

    def patience(self, order: Order) -> float:
        """Seconds for which its customer stays; 0: for ever."""
        return self.item(order.item).patience if order.patience is None else order.patience


class HandOver(Value, frozen=True):
    """The player gave order number `order` to `to` at second `at`."""

    at: float
    order: int
    to: str


class Rules(Value, frozen=True):
    """Standing rules, from second `at` on: who may make what, which order next, and when to hand over."""

    makers: dict[str, tuple[str, ...]]
    next: Next = "arrival"
    when: When = "at once"
    at: float = 0


class Span(Value, frozen=True):
    """The lock of `thing` around the steps `first` to `last` of `item`'s recipe; a hook with several tokens, if
    `Plan.tokens` says so.

    `thing` is a `Thing`'s name, a station's, a step's id where the lock hangs on nothing shared, or the name of a new
    lock.
    """

    thing: str
    item: str
    first: str
    last: str


class StepRef(Value, frozen=True):
    """A step of a recipe."""

    item: str
    step: str


class Signal(Value, frozen=True):
    """What some steps give and others wait for.

    bell   rung after each of the steps `after`, awaited before each of the steps `before`; stays rung: an event
    rail   a ticket is hung on it after each of the steps `after`, one is taken off before each of `before`: a queue
    """

    name: str
    kind: SignalKind = "bell"
    after: tuple[StepRef, ...] = ()
    before: tuple[StepRef, ...] = ()
    room: int = 0
    """A rail's: whoever hangs up a ticket waits while so many hang there; 0: there is always room."""


class Plan(Value, frozen=True):
    """Everything the player decided. Two equal plans give the same program, letter by letter."""

    name: str = ""
    hand_overs: tuple[HandOver, ...] = ()
    rules: tuple[Rules, ...] = ()
    joins: tuple[str, ...] = ()
    """Whose thread the batch order waits for, in this order."""
    order: dict[str, tuple[str, ...]] = {}
    """item → ids of its steps in the player's order; a `grab` left out is a lock taken off."""
    together: dict[str, tuple[tuple[str, ...], ...]] = {}
    """item → groups of neighbouring steps that are gathered."""
    spans: tuple[Span, ...] = ()
    tokens: dict[str, int] = {}
    """What a lock hangs on → how many tokens hang there instead of the lock: so many may be inside at once. A hook with
    one token is a lock, and not in here.
    """
    signals: tuple[Signal, ...] = ()
    hatch: dict[str, tuple[str, ...]] = {}
    """item → ids of its steps that a barista sends through the hatch: a thread does them, and her loop goes on."""
    late: dict[str, float] = {}
    """worker → seconds after opening at which they come in."""
    text: str = ""
    """The program itself, in a shop that has one; "": the shop's."""

    def steps_of(self, item: Item) -> tuple[Step, ...]:
        """The item's steps in the player's order. Raises Misuse where that names one the item does not have."""
        if item.name not in self.order:
            return item.steps
        by_id = {step.id: step for step in item.steps}
        ids = self.order[item.name]
        for id_ in ids:
            if id_ not in by_id:
                raise Misuse(
                    f"the plan orders a step {id_!r} that {item.name!r} does not have; choose one of {sorted(by_id)}"
                )
        return tuple(by_id[id_] for id_ in ids)

    def essence(self) -> bytes:
        """What the plan decides: its name is none of it, nor in which order locks were hung."""
        spans = tuple(sorted(self.spans, key=lambda span: (span.item, span.first, span.last, span.thing)))
        return msgspec.json.encode(msgspec.structs.replace(self, name="", spans=spans), order="deterministic")
