"""The order book: who has come, who has what in hand, who is still at the rail. Pure bookkeeping, without a clock.

The same book is kept by the engine's café (`opening`) and, in an exported script, by a café on plain CPython
(`plain`), so this file imports nothing of the package. Whoever keeps it tells it the time, in nanoseconds of café
time, and overrides the hooks at the end of `Book` to let the effects be felt.

Rules
-----
- The *agenda* is what is known beforehand: arrivals, the player's hand-overs, the moments at which standing rules
  begin, and when patience runs out. At one moment: first arrivals, then hand-overs, then the standing rules deal with
  what is left at the rail. A customer leaves one nanosecond after the limit, so a cup handed out exactly at the limit
  is in time.
- What is given is given. A hand-over of an order that has not come, is given already, or has left, does nothing.
- Standing rules give an order to whoever of its makers has least in hand: at once, or only when that is nothing.
- A rail closes when nobody is left to be given, or never will be; everybody else's also when the batch order is taken.
- A customer who leaves cancels a barista's task; an order that a clerk or baker has not begun is dropped from his rail;
  one that he has begun he finishes in vain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop
from typing import Any, Literal, NamedTuple

OrderState = Literal["coming", "rail", "given", "served", "sold out", "left"]

ARRIVE, HAND, RULE, LEAVE = range(4)


def nanoseconds(seconds: float) -> int:
    """Café seconds as virtual time."""
    return round(seconds * 1_000_000_000)


class Order(NamedTuple):
    """A customer, as the book needs them.

    Times are seconds; `patience` 0: stays for ever; `to` "": the player decides.
    """

    at: float
    item: str
    price: float
    patience: float
    to: str
    wait: float
    """Seconds of its recipe in which nobody has to watch."""


class Ticket:
    """One order, as programs see it: `item`, `price`, `number`, `worker`; and what has become of it."""

    def __init__(self, number: int, order: Order, book: Book) -> None:
        self.number = number
        self.item = order.item
        self.price = order.price
        self.worker = ""
        self.state: OrderState = "coming"
        self.order = order
        self.arrives = nanoseconds(order.at)
        self.leaves = self.arrives + nanoseconds(order.patience) if order.patience else None
        self.handed: int | None = None
        self.begun: int | None = None
        self.out: int | None = None
        """When it was served, or the customer was told that there is no more."""
        self.left: int | None = None
        self.task: Any = None
        """A barista's task."""
        self._steps_done: set[str] = set()
        self._book = book

    def __repr__(self) -> str:
        return f"order {self.number}, {self.item}"

    def done(self, step: str) -> None:
        """The step is over."""
        self._steps_done.add(step)

    def need(self, *steps: str) -> None:
        """These steps must be over by now; if not, the level's own rule is broken."""
        missing = [step for step in steps if step not in self._steps_done]
        if missing:
            *before, last = missing
            self.break_rule(f"without {', '.join(before)}{' and ' if before else ''}{last}")

    def expect(self, what: str, count: float) -> None:
        """There has to be one of it by now; if not, the level's own rule is broken."""
        if count < 1:
            self.break_rule(f"without {what}")

    def break_rule(self, how: str) -> None:
        """It goes on in a way that the level's own rule forbids."""
        self._book.break_rule(f"order {self.number} ({self.item}) goes on {how}")


class Load:
    """How many are on something at once that bears only so many, and keeps nobody waiting."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.most = most
        self.on = 0

    def add(self, order: Ticket) -> None:
        """One more, however many there are."""
        self.on += 1
        if self.on > self.most:
            order.break_rule(f"with {self.on} at once on the {self.name}, which bears {self.most}")

    def take_off(self, order: Ticket) -> None:
        """One fewer, if there is one."""
        if not self.on:
            order.break_rule(f"with nothing on the {self.name}")
        self.on = max(self.on - 1, 0)


class Rail:
    """What one worker has been given and not begun."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.tickets: deque[Ticket] = deque()
        self.in_hand = 0
        """Given and not finished."""
        self.closed = False
        self.waiter: Any = None
        """What a barista's loop waits for."""

    def is_ready(self) -> bool:
        """There is a ticket to take, or none will come any more."""
        return bool(self.tickets) or self.closed


class StandingRules(NamedTuple):
    """Standing rules from a moment on."""

    at: int
    next: str
    when: str
    makers: dict[str, Sequence[str]]


class Due(NamedTuple):
    """Something on the agenda. Ordered by (at, kind, serial)."""

    at: int
    kind: int
    serial: int
    number: int
    worker: str


class Book:
    """The order book of one opening."""

    def __init__(self, orders: Iterable[Order], staff: Iterable[str], timed: bool, batch: str, expected: int) -> None:
        self.tickets = [Ticket(number, order, self) for number, order in enumerate(orders, 1)]
        self.rails = {worker: Rail(worker) for worker in staff}
        self.timed = timed
        """Somebody comes later, may leave, or has yet to be given to somebody."""
        self.batch = batch
        self.expected = expected
        """How many pieces the batch order wants."""
        self.broken: list[str] = []
        """Sentences: the level's own rules that were broken, in order."""
        self.agenda: list[Due] = []
        self._rows: list[StandingRules] = []
        self._rail: list[Ticket] = []
        """Come, and not given to anybody."""
        self._to_give = len(self.tickets)
        self._given = 0
        """Given, and neither answered nor left."""
        if not timed:
            self._give_all()

    def _give_all(self) -> None:
        for ticket in self.tickets:
            rail = self.rails[ticket.order.to]
            ticket.state, ticket.worker, ticket.handed = "given", rail.worker, 0
            rail.tickets.append(ticket)
            rail.in_hand += 1
        self._to_give, self._given = 0, len(self.tickets)
        for rail in self.rails.values():
            rail.closed = True

    def plan(self, hand_overs: Iterable[tuple[float, int, str]], rules: Iterable[tuple[float, str, str, Any]]) -> None:
        """Set up the agenda."""
        agenda = [Due(t.arrives, ARRIVE, t.number, t.number, "") for t in self.tickets]
        agenda += [Due(t.leaves + 1, LEAVE, t.number, t.number, "") for t in self.tickets if t.leaves is not None]
        agenda += [Due(t.arrives, HAND, t.number, t.number, t.order.to) for t in self.tickets if t.order.to]
        for serial, (at, number, worker) in enumerate(hand_overs, len(self.tickets) + 1):
            if worker not in self.rails or not 0 < number <= len(self.tickets):
                raise ValueError(
                    f"order {number} cannot be handed to {worker!r}; the staff are {', '.join(self.rails)}"
                )
            agenda.append(Due(nanoseconds(at), HAND, serial, number, worker))
        for serial, (at, which, when, makers) in enumerate(rules, 1):
            self._rows.append(StandingRules(nanoseconds(at), which, when, makers))
            agenda.append(Due(nanoseconds(at), RULE, serial, 0, ""))
        heapify(agenda)
        self.agenda = agenda

    def is_over(self) -> bool:
        """Every order is answered, or its customer gone."""
        return not self._to_give and not self._given

    # ---- the agenda ------------------------------------------------------------------------

    def catch_up(self, now: int) -> None:
        """Let everything happen that is due by now, moment by moment."""
        agenda = self.agenda
        while agenda and agenda[0].at <= now:
            at = agenda[0].at
            while agenda and agenda[0].at == at:
                due = heappop(agenda)
                ticket = self.tickets[due.number - 1]
                if due.kind == ARRIVE:
                    ticket.state = "rail"
                    self._rail.append(ticket)
                    self.note("arrive", ticket.number)
                elif due.kind == HAND:
                    self._hand(now, ticket, due.worker)
                elif due.kind == LEAVE:
                    self._leave(ticket)
            self._deal(now)

    def _deal(self, now: int) -> None:
        """Standing rules: give what lies on the rail to whoever may make it and may have it now."""
        rows = [row for row in self._rows if row.at <= now]
        if not rows:
            return
        row = max(reversed(rows), key=lambda row: row.at)  # of two that begin at one moment, the later one
        for ticket in sorted(self._rail, key=lambda t: _rank(row.next, t)):
            rails = [self.rails[worker] for worker in row.makers.get(ticket.item, ()) if worker in self.rails]
            rails = [rail for rail in rails if not rail.closed and (row.when == "at once" or not rail.in_hand)]
            if rails:
                self._hand(now, ticket, min(rails, key=lambda rail: rail.in_hand).worker)

    def _hand(self, now: int, ticket: Ticket, worker: str) -> None:
        rail = self.rails[worker]
        if ticket.state != "rail" or rail.closed:
            return
        ticket.state, ticket.worker, ticket.handed = "given", worker, now
        self._rail.remove(ticket)
        self._given += 1
        rail.in_hand += 1
        rail.tickets.append(ticket)
        self.note("hand", ticket.number, worker)
        self.ring(rail)
        self._one_less_to_give()

    def _one_less_to_give(self) -> None:
        self._to_give -= 1
        if not self._to_give:
            self.close()

    def close_if_quiet(self) -> None:
        """Nothing is due and nobody has anything in hand: whoever is still at the rail will
        never be given to anybody.
        """
        if not self.agenda and not any(rail.in_hand for rail in self.rails.values()):
            self.close()

    def close(self) -> None:
        """No more tickets for anybody."""
        for rail in self.rails.values():
            self._close_rail(rail)

    def _close_rail(self, rail: Rail) -> None:
        if not rail.closed:
            rail.closed = True
            self.ring(rail)

    def _leave(self, ticket: Ticket) -> None:
        if ticket.state not in ("rail", "given"):
            return
        was_given = ticket.state == "given"
        ticket.state, ticket.left = "left", ticket.leaves
        self.note("leave", ticket.number)
        if not was_given:
            self._rail.remove(ticket)
            self._one_less_to_give()
            return
        self._given -= 1
        rail = self.rails[ticket.worker]
        if ticket in rail.tickets:
            rail.tickets.remove(ticket)
            rail.in_hand -= 1
        elif ticket.task is not None:
            self.cancel(ticket)
        self.answered()

    # ---- what workers do -------------------------------------------------------------------

    def begin(self, now: int, ticket: Ticket) -> None:
        """The ticket is in somebody's hands now."""
        ticket.begun = now
        self.note("begin", ticket.number, ticket.worker)
        if ticket.item == self.batch:
            for worker, rail in self.rails.items():
                if worker != ticket.worker:
                    self._close_rail(rail)

    def answer(self, now: int, ticket: Ticket, state: Literal["served", "sold out"], ready: int | None = None) -> None:
        """Hand out a cup, or say kindly that there is none left. `ready`: pieces that go with it."""
        if ticket.begun is None:  # made in one go, before her hands were seen to get to it
            self.begin(now, ticket)
        if ticket.state == "left":
            self.note("in vain", ticket.number, ticket.worker)
            return
        if ticket.state != "given":
            self.break_rule(f"order {ticket.number} ({ticket.item}) was answered twice")
            return
        self._given -= 1
        if ready is not None and ready < self.expected:
            self.break_rule(f"the {ticket.item} left with {ready} of {self.expected}: nobody waited for the rest")
            ticket.state, ticket.left = "left", now
            self.note("incomplete", ticket.number, ticket.worker)
        else:
            ticket.state, ticket.out = state, now
            self.note("serve" if state == "served" else state, ticket.number, ticket.worker)
        self.answered()

    def finish(self, now: int, ticket: Ticket) -> None:
        """The worker has nothing more to do with it, however it ended."""
        self.rails[ticket.worker].in_hand -= 1
        if self.timed:
            self.catch_up(now)
            self._deal(now)
            self.close_if_quiet()

    def break_rule(self, sentence: str) -> None:
        """The level's own rule is broken: a fault, and no exception."""
        self.broken.append(sentence)
        self.note("invariant", sentence)

    # ---- hooks -----------------------------------------------------------------------------

    def note(self, kind: str, *what: int | str) -> None:
        """Something that a café talks about has happened."""

    def ring(self, rail: Rail) -> None:
        """The rail has changed: wake whoever waits there."""

    def cancel(self, ticket: Ticket) -> None:
        """Nobody wants it any more: cancel the barista's task."""

    def answered(self) -> None:
        """One more order is answered, or its customer gone."""


def _rank(rule: str, ticket: Ticket) -> tuple[float, int]:
    """Smallest first; ties by number."""
    if rule == "patience":
        return (float("inf") if ticket.leaves is None else ticket.leaves, ticket.number)
    if rule == "longest":
        return (-ticket.order.wait, ticket.number)
    return (ticket.arrives, ticket.number)
