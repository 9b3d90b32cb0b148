"""What everybody shares, at any second of a day: who has a place at a station, what till and stock stand at, and what
they should.

What a till should stand at is what it started with and all that was ever added to it: each write adds the difference to
the value it derives from, whoever has overwritten it since. Of a stock, fewer than none is never right.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.cafe.listing import identifier
from cafe_sim.catalogue import retell
from cafe_sim.engine.kernel.trace import SECOND, notes_of
from cafe_sim.game.views import ThingView

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Shop, Station, Thing
    from cafe_sim.engine.kernel.trace import Event, Trace

SAME: Final = 1e-6
"""Money is compared up to this."""


class Balance(NamedTuple):
    """What a thing stands at from a moment on."""

    at: float
    stands: float
    should: float


class Counter:
    """One day's."""

    def __init__(self, shop: Shop, trace: Trace) -> None:
        self._shop = shop
        self._trace = trace

    def at(self, second: float) -> tuple[ThingView, ...]:
        """Stations first, then till and stock."""
        stations = (self._station(station, second) for station in self._shop.stations)
        return (*stations, *(self._thing(thing, second) for thing in self._shop.things))

    # ---- stations --------------------------------------------------------------------------

    def users(self, station: str, second: float) -> list[str]:
        """Who has a place there, by name."""
        users: list[str] = []
        for moment, kind, name, who in self._visits:
            if moment > second or name != station:
                continue
            if kind == "enter":
                users.append(who)
            elif who in users:
                users.remove(who)
        return users

    def _station(self, station: Station, second: float) -> ThingView:
        users = tuple(self.users(station.name, second))
        text = f"{retell(station.name)} {len(users)}/{station.places}"
        return ThingView(station.name, text, len(users) >= station.places, users, station.places)

    @cached_property
    def _visits(self) -> tuple[tuple[float, str, str, str], ...]:
        return tuple(
            (event.time / SECOND, kind, str(station), self._trace.actors[event.actor].name)
            for event, kind, (station, *_) in notes_of(self._trace.events, "enter", "exit")
        )

    @cached_property
    def _loads(self) -> tuple[tuple[float, str, int], ...]:
        """(second, thing, one more or one fewer) of what bears only so many at once."""
        return tuple(
            (event.time / SECOND, self._trace.objects[event.target].name, 1 if event.op == "on" else -1)
            for event in self._trace.events
            if event.op in ("on", "off")
        )

    # ---- till and stock --------------------------------------------------------------------

    def _thing(self, thing: Thing, second: float) -> ThingView:
        if thing.most:
            on = sum(by for at, name, by in self._loads if at <= second and name == thing.name)
            return ThingView(thing.name, f"{retell(thing.name)} {on}/{thing.most}", full=on >= thing.most)
        values = self._values[thing.name]
        place = bisect_right(values, second, key=lambda value: value.at)
        value = values[place - 1] if place else Balance(0.0, thing.start, thing.start)
        should = "" if abs(value.should - value.stands) <= SAME else _figure(thing, value.should)
        if not should and value.stands < 0:
            should = "0"
        return ThingView(thing.name, f"{retell(thing.name)} {_figure(thing, value.stands)}", full=False, should=should)

    @cached_property
    def _values(self) -> dict[str, list[Balance]]:
        return {thing.name: self._written(thing) for thing in self._shop.things}

    def _written(self, thing: Thing) -> list[Balance]:
        """After each write to one of its cells."""
        name = identifier(thing.name)
        own = (f"{name}.{thing.field}",) if thing.field else (f"{name}.", f"{name}[")
        cells: dict[int, float] = {}
        should = thing.start
        values = []
        for event in self._trace.events:
            if event.op == "write" and self._trace.objects[event.target].name.startswith(own):
                value, read = event.detail if isinstance(event.detail, tuple) else (event.detail, None)
                if isinstance(value, int | float):
                    before = self._read(read, cells.get(event.target, thing.start if thing.field else 0.0))
                    cells[event.target] = value
                    should += value - before
                    values.append(Balance(event.time / SECOND, float(sum(cells.values())), should))
        return values

    def _read(self, index: object, otherwise: float) -> float:
        """The value that a write derives from."""
        event: Event | None = self._trace.events[index] if isinstance(index, int) else None
        value = None if event is None else event.detail
        return float(value) if isinstance(value, int | float) else otherwise


def _figure(thing: Thing, value: float) -> str:
    return f"{value:.2f}" if thing.field == "total" else f"{value:g}"
