"""What the screen of a shift is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cafe_sim.cafe.book import OrderState

if TYPE_CHECKING:
    from cafe_sim.game.views.common import Lane, LaneState, Strip


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order, from before its customer comes in until after it is out."""

    number: int
    item: str
    strip: tuple[Strip, ...]
    arrives: float
    leaves: float | None
    """When patience runs out; None: never."""
    state: OrderState
    worker: str
    """Who was given it, "" if nobody."""
    doing: str
    """What is going on with it now, in words: "to 0:14: it drips"; "" if nothing."""
    line: int = 0
    """Line of the program its task or its worker stands on for it, 0 for none."""
    by_rule: bool = False
    """A standing rule will hand it over; the player need not."""
    gone: float | None = None
    """When it was handed out, or its customer left without it; None while neither has come about."""


@dataclass(frozen=True, slots=True)
class WorkerView:
    """Somebody on the staff, with what they have in hand."""

    name: str
    role: str
    key: str
    """The digit that hands over to them."""
    state: LaneState
    why: str
    """A sentence: why they cannot go on, or what they do: "#5 cider to 0:23: down to the cellar", "#4 brioche wants
    oven ← Bo".
    """
    in_hand: int
    lane: Lane
    tasks: tuple[Lane, ...]
    """A barista's orders, one lane each; empty for others."""
    line: int
    """Line of the program they stand on, 0 for none."""
    reason: str = ""
    """`why` without the order's name, for where there is little room: "wants oven ← Bo"; "" with nothing in hand."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What giving the marked order to `worker` now would lead to, as far as decided until now."""

    worker: str
    out: float | None
    """When the order would be handed out; None: never."""
    in_time: bool
    leaves: float | None
    also_lost: tuple[int, ...]
    """Orders already given that would be lost because of it."""
    incomplete: bool = False
    """It would go out at `leaves`, and something that belongs to it would be missing."""


@dataclass(frozen=True, slots=True)
class ThingView:
    """A station, the till or a stock: "oven 1/2", "till 9.00"."""

    name: str
    text: str
    full: bool
    users: tuple[str, ...] = ()
    """Who has a place of a station."""
    places: int = 0
    """Of a station; 0 for what is none."""
    should: str = ""
    """What it should stand at, where it does not."""


class LogLine(NamedTuple):
    """A sentence of the log."""

    at: float
    text: str
    is_loss: bool = False
    """A customer has left."""


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift at one moment."""

    now: float
    started: bool
    standing: str
    """Why the clock stands ("arrival", "paused", "give the first order"), "" while it runs."""
    over: bool
    orders: tuple[OrderView, ...]
    """All orders of the day by number; screens show those on the rail and the next two to come."""
    workers: tuple[WorkerView, ...]
    things: tuple[ThingView, ...]
    served: int
    lost: int
    log: tuple[LogLine, ...]
    """Oldest first."""
    program: str
    rules: bool
    """Standing rules are set."""
    can_undo: bool
    level: str = ""
    title: str = ""
    waiting_for_you: bool = False
    """The clock stands for a decision: handing over or `go_on` lets it run."""
    batch: int = 0
    """Number of the order that waits for other workers' tags (B1's van), 0 for none."""
    tags: tuple[str, ...] = ()
    """Whose tags hang on it."""
    taggable: tuple[str, ...] = ()
    """Whose tags may hang on it."""
    asked: str = ""
    """What may be guessed now, "" if nothing."""

    @property
    def on_rail(self) -> list[OrderView]:
        """Orders that nobody has been given yet, by number."""
        return [order for order in self.orders if order.state == "rail"]
