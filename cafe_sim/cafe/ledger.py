"""The ledger: what became of each order, in café seconds, and what can be added up from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cafe_sim.cafe.book import OrderState, Ticket
from cafe_sim.engine import metrics
from cafe_sim.engine.kernel.trace import SECOND


@dataclass(frozen=True, slots=True)
class Entry:
    """One order's day. Times are seconds; None: it never happened."""

    number: int
    item: str
    state: OrderState
    worker: str
    """Who was given it, "" if nobody."""
    arrived: float
    leaves: float | None
    """When patience runs out; None: never."""
    handed: float | None
    begun: float | None
    served: float | None
    """When it was answered: the cup handed out, or "sold out" said (then `state` says so)."""
    left: float | None

    @property
    def wait(self) -> float | None:
        """Sojourn time: from the arrival until the cup is handed out."""
        return None if self.served is None else self.served - self.arrived

    @property
    def answered(self) -> bool:
        return self.state in ("served", "sold out")


def entry_of(ticket: Ticket) -> Entry:
    """The ticket, frozen."""
    return Entry(
        number=ticket.number,
        item=ticket.item,
        state=ticket.state,
        worker=ticket.worker,
        arrived=ticket.arrives / SECOND,
        leaves=_seconds(ticket.leaves),
        handed=_seconds(ticket.handed),
        begun=_seconds(ticket.begun),
        served=_seconds(ticket.out),
        left=_seconds(ticket.left),
    )


def waits(ledger: Iterable[Entry]) -> list[float]:
    """Sojourn times of those who got their cup, by order number."""
    return [entry.wait for entry in ledger if entry.state == "served" and entry.wait is not None]


def mean(values: Sequence[float]) -> float | None:
    """None for nobody."""
    return metrics.mean(values) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The least of the values that at least `share` of all do not exceed; None for nobody."""
    return metrics.percentile(values, share) if values else None


def cafe_seconds(time: int) -> float:
    """Whole microseconds: the nanosecond by which a leave comes after the limit is no café time."""
    return round(time / SECOND, 6)


def _seconds(time: int | None) -> float | None:
    return None if time is None else cafe_seconds(time)
