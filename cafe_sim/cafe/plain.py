"""The café on plain CPython: what an exported script carries with it, below the order book (`book`).

The same names that programs import as `cafe`, on real threads, a real event loop and a real clock that `PACE` makes run
faster. One real lock guards the book; the door is a daemon thread that sleeps until the next thing on the agenda.
Real time is never exact, so customers are given `GRACE` before they leave.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from cafe_sim.cafe.book import Book, Load, Order, Rail, Ticket

PACE = 0.05
"""Real seconds for a café second."""
GRACE = 0.5
"""Café seconds for which a customer overlooks that the clock is not exact."""


class PlainBook(Book):
    """The book, with a clock and a lock."""

    def __init__(self, orders: list[Order], staff: list[str], timed: bool, batch: str, expected: int) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.started = time.monotonic()
        patient = [order._replace(patience=order.patience + GRACE) if order.patience else order for order in orders]
        super().__init__(patient, staff, timed, batch, expected)

    def now(self) -> int:
        """Café time in nanoseconds."""
        return int((time.monotonic() - self.started) / PACE * 1_000_000_000)

    def open(self, hand_overs: Any, rules: Any) -> None:
        """Let customers in."""
        with self.changed:
            self.started = time.monotonic()
            self.plan(hand_overs, rules)
        threading.Thread(target=self._watch_the_door, name="door", daemon=True).start()

    def _watch_the_door(self) -> None:
        with self.changed:
            while self.agenda and not self.is_over():
                delay = (self.agenda[0].at - self.now()) / 1_000_000_000 * PACE
                if delay > 0:
                    self.changed.wait(delay)
                self.catch_up(self.now())
            self.close_if_quiet()

    def ring(self, rail: Rail) -> None:
        self.changed.notify_all()
        waiter, rail.waiter = rail.waiter, None
        if waiter is not None:
            loop, bell = waiter
            loop.call_soon_threadsafe(bell.set)

    def cancel(self, ticket: Ticket) -> None:
        ticket.task.get_loop().call_soon_threadsafe(ticket.task.cancel)

    def answered(self) -> None:
        self.changed.notify_all()


book = PlainBook([], [], timed=False, batch="", expected=0)
"""The book of this script; `set_up` writes its first page."""


def set_up(
    orders: list[tuple[float, str, float, float, str, float]], staff: list[str], timed: bool, batch: str, expected: int
) -> None:
    """The customers of the day and who works."""
    global book  # noqa: PLW0603 - one script, one café
    book = PlainBook([Order(*order) for order in orders], staff, timed, batch, expected)


def open_doors(hand_overs: Any = (), rules: Any = ()) -> None:
    """From now on customers come in."""
    book.open(hand_overs, rules)


def work(seconds: float) -> None:
    """Hands on, for so long."""
    time.sleep(seconds * PACE)


def serve(order: Ticket, ready: int | None = None) -> None:
    """Hand the order out."""
    with book.changed:
        book.answer(book.now(), order, "served", ready)


def sold_out(order: Ticket) -> None:
    """Say kindly that there is none left."""
    with book.changed:
        book.answer(book.now(), order, "sold out")


class tickets:  # noqa: N801 - programs use it like a function
    """The orders given to one worker, one after the other."""

    def __init__(self, worker: str) -> None:
        self.rail = book.rails[worker]
        self.last: Ticket | None = None
        self.before: set[asyncio.Task[Any]] = set()
        """Tasks there were when that ticket was given: others were made of it."""

    def __iter__(self) -> Iterator[Ticket]:
        return self

    def __next__(self) -> Ticket:
        with book.changed:
            if self.last is not None:
                book.finish(book.now(), self.last)
                self.last = None
            book.changed.wait_for(self.rail.is_ready)
            if not self.rail.tickets:
                raise StopIteration
            self.last = self.rail.tickets.popleft()
            book.begin(book.now(), self.last)
            return self.last

    def __aiter__(self) -> AsyncIterator[Ticket]:
        return self

    async def __anext__(self) -> Ticket:
        if self.last is not None:
            self._watch(self.last)
        while True:
            with book.changed:
                if self.rail.tickets:
                    self.last = self.rail.tickets.popleft()
                    self.before = asyncio.all_tasks()
                    book.begin(book.now(), self.last)
                    return self.last
                if self.rail.closed:
                    raise StopAsyncIteration
                bell = asyncio.Event()
                self.rail.waiter = (asyncio.get_running_loop(), bell)
            await bell.wait()

    def _watch(self, ticket: Ticket) -> None:
        """The one new task is what the program made of the last ticket; without one it is done with it already."""
        new = [task for task in asyncio.all_tasks() if task not in self.before and task.get_name().startswith("Task-")]
        ticket.task = max(new, key=lambda task: int(task.get_name()[5:]), default=None)
        if ticket.task is not None:
            ticket.task.add_done_callback(lambda _: self._finish(ticket))
        else:
            self._finish(ticket)

    def _finish(self, ticket: Ticket) -> None:
        with book.changed:
            book.finish(book.now(), ticket)


class Station:
    """Equipment with places: `with oven:` in a thread, `async with oven:` in a coroutine."""

    def __init__(self, name: str, places: int = 1) -> None:
        self.name = name
        self.places = threading.Semaphore(places)

    def __enter__(self) -> None:
        self.places.acquire()

    def __exit__(self, *_: object) -> None:
        self.places.release()

    async def __aenter__(self) -> None:
        # threads hold places too, so no asyncio semaphore will do
        while not self.places.acquire(blocking=False):  # noqa: ASYNC110
            await asyncio.sleep(0.1 * PACE)

    async def __aexit__(self, *_: object) -> None:
        self.places.release()


class Limit:
    """What bears only so many at once, and keeps nobody waiting."""

    def __init__(self, name: str, most: int) -> None:
        self._load = Load(name, most)

    def load(self, order: Ticket) -> None:
        with book.changed:
            self._load.add(order)

    def unload(self, order: Ticket) -> None:
        with book.changed:
            self._load.take_off(order)


def close_up(**things: float) -> None:
    """Say what the day came to."""
    answered = sum(1 for ticket in book.tickets if ticket.state in ("served", "sold out"))
    print(f"{answered} of {len(book.tickets)} answered")
    for name, value in things.items():
        print(f"{name} {value:g}")
    for sentence in book.broken:
        print(f"broken: {sentence}")
