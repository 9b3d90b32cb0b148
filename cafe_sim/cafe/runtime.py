"""The module that programs import as `cafe`: tickets to work through, stations to use, cups to hand out.

Programs see these names and nothing else of the café. Every function finds the opening it belongs to through
the running actor's execution.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Self

from cafe_sim.cafe.book import Load, Ticket
from cafe_sim.cafe.opening import KEY, Opening, wake
from cafe_sim.engine.facade.asyncio_waiting import Waiting
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution, Thing, me
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.errors import Misuse

__all__ = ["Limit", "Station", "open_doors", "serve", "sold_out", "tickets", "work"]


def _opening() -> Opening:
    opening = me().execution.locals.get(KEY)
    if not isinstance(opening, Opening):
        raise Misuse("this program wants a café around it; start it through its level, or export it")
    return opening


def open_doors(hand_overs: Iterable[Any] = (), rules: Iterable[Any] = ()) -> None:
    """From now on customers come in; the manager deals with them as written in these rows."""
    _opening().open(me(), hand_overs, rules)


def serve(order: Ticket, ready: int | None = None) -> None:
    """Hand the order out. `ready`: how many pieces go with it, where it wants several."""
    _opening().answer(me().clock, order, "served", ready)


def sold_out(order: Ticket) -> None:
    """Say kindly that there is none left. That is an answer, too."""
    _opening().answer(me().clock, order, "sold out", None)


class tickets:  # noqa: N801 - programs use it like a function
    """The orders given to one worker, one after the other, until the rail is closed. With `for` or `async for`."""

    def __init__(self, worker: str) -> None:
        self._opening = _opening()
        self._worker = worker
        rail = self._opening.rails.get(worker)
        if rail is None:
            raise Misuse(f"nobody called {worker!r} works here; the staff are {', '.join(self._opening.rails)}")
        self._rail = rail
        self._opening.name_guards()
        self._last: Ticket | None = None
        self._before = 0
        """Serial of the newest task when that ticket was given: what is newer was made of it."""
        self._open: list[Ticket] = []
        """What a barista has taken, and has not begun."""
        self._taker: Any = None
        """Her own task."""
        self._at_the_rail = False
        """She waits for the next ticket."""

    # ---- in a thread -----------------------------------------------------------------------

    def __iter__(self) -> Iterator[Ticket]:
        return self

    def __next__(self) -> Ticket:
        actor = me()
        opening, rail = self._opening, self._rail
        last, self._last = self._last, None
        if last is not None:
            opening.finish(actor.clock, last)
        if opening.timed:
            opening.catch_up(actor.clock)
            opening.execution.point(actor, "await-set", opening.things[rail.worker], rail.is_ready)
        if not rail.tickets:
            raise StopIteration
        self._last = rail.tickets.popleft()
        opening.begin(actor.clock, self._last)
        return self._last

    # ---- in an event loop ------------------------------------------------------------------

    def __aiter__(self) -> AsyncIterator[Ticket]:
        execution = self._opening.execution
        loop: Any = asyncio.get_running_loop()
        execution.rename(loop.thing.serial, f"{self._worker}'s loop")
        self._taker = asyncio.current_task()
        _call(execution, self._taker, self._worker)
        return self

    async def __anext__(self) -> Ticket:
        actor = me()
        loop: Any = asyncio.get_running_loop()
        opening, rail = self._opening, self._rail
        last, self._last = self._last, None
        if last is not None:
            newest = next(reversed(loop.pending.items()), (0, None))
            self._watch(opening, last, newest[1] if newest[0] > self._before else None)
        if opening.timed:
            opening.catch_up(actor.clock)
        while not rail.tickets:
            if rail.closed:
                if self._open:  # of these something may be made yet, all in one go
                    loop.call_soon(self._get_to_it, None)
                raise StopAsyncIteration
            rail.waiter = loop.create_future()
            self._at_the_rail = True
            with Waiting("rail", opening.things[rail.worker]):
                await rail.waiter
            self._at_the_rail = False
        ticket = self._last = rail.tickets.popleft()
        self._before = next(reversed(loop.pending), 0)
        self._open.append(ticket)
        # queued before the task that the caller is about to make of it: so this runs when her hands get to it
        loop.call_soon(self._get_to_it, ticket)
        return ticket

    def _get_to_it(self, ticket: Ticket | None) -> None:
        """Her hands get to what she has made a task of, or, since they are at something else than the rail, to all that
        she has made no task of. That is not begun while she waits for the next one, nor ever, once she has gone: a call
        that nobody awaits begins nothing.
        """
        idle = self._at_the_rail or self._taker.done()
        for each in tuple(self._open):
            own, no_task = each is ticket, each.task is None
            if (own and not no_task) or (no_task and not idle and (own or each is not self._last)):
                self._open.remove(each)
                if each.begun is None:
                    self._opening.begin(me().clock, each)

    def _watch(self, opening: Opening, ticket: Ticket, task: Any) -> None:
        """The newest task is the one the program made of the last ticket: it is cancelled if the customer leaves."""
        if task is None or task is asyncio.current_task():
            opening.finish(me().clock, ticket)
            return
        ticket.task = task
        _call(opening.execution, task, f"{task.get_coro().__name__} #{ticket.number}")
        task.add_done_callback(lambda _: opening.finish(me().clock, ticket))
        if ticket.state == "left":
            task.cancel()


def _call(execution: Execution, task: Any, name: str) -> None:
    """Have reports call a task so, unless the program has named it; it was made just now, and is on record under no
    other name.
    """
    serial = task.serial
    if not execution.task_names[serial].startswith("Task-"):
        return
    execution.task_names[serial] = name
    rows = execution.rows
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if row[3] == "task" and isinstance(row[6], tuple) and row[6][0] == serial:
            rows[index] = (*row[:6], (serial, name))
            return


class _Turn:
    """Somebody's place in the queue for a station."""

    __slots__ = ("future",)

    def __init__(self) -> None:
        self.future: asyncio.Future[None] | None = None


class _Equipment(Thing):
    """A station as the kernel sees it: who holds a place, for the reason of a wait."""

    __slots__ = ("users",)

    def __init__(self, execution: Execution, name: str) -> None:
        super().__init__(execution, "station", name)
        self.users: list[Actor] = []

    def holders(self) -> list[Actor]:
        return self.users


class Station:
    """Equipment with places: `with oven:` in a thread, `async with oven:` in a coroutine. First come, first served.

    Where there are places for everybody, using it is no operation that others could notice.
    """

    def __init__(self, name: str, places: int = 1) -> None:
        opening = _opening()
        self.name = name
        self.free = places
        self._thing = _Equipment(opening.execution, name)
        self._queue: deque[_Turn] = deque()
        self._scarce = bool(opening.baristas) or places < len(opening.rails)

    def _take(self, turn: _Turn) -> None:
        """A place is free and it is this turn's: take it, before anybody else can look."""
        self._queue.remove(turn)
        self.free -= 1
        self._thing.users.append(me())
        me().execution.note("enter", self.name)
        self._wake()

    def _wake(self) -> None:
        """Let the first in the queue see whether a place is free."""
        self._thing.execution.disturb()
        if self.free and self._queue:
            future = self._queue[0].future
            if future is not None and not future.done():
                future.get_loop().call_soon_threadsafe(wake, future)

    def _line_up(self, turn: _Turn) -> None:
        """Who comes first is served first: so under other orders than the first, to come is an operation of its own."""
        actor = me()
        if self._scarce and actor.execution.policy is not None:
            actor.execution.point(actor, "line-up", self._thing)
        self._queue.append(turn)

    def _looks_in_vain(self) -> None:
        """A barista saw that it is not her turn."""
        actor = me()
        if actor.execution.policy is not None:
            actor.execution.record(actor, "locked", self._thing)

    def _give_up(self, turn: _Turn) -> None:
        actor = me()
        if self._scarce and actor.execution.policy is not None:
            actor.execution.record(actor, "line-up", self._thing)
        self._queue.remove(turn)
        self._wake()

    def __enter__(self) -> Self:
        turn = _Turn()
        self._line_up(turn)
        if self._scarce:
            actor = me()
            try:
                actor.execution.point(actor, "down", self._thing, lambda: self.free > 0 and self._queue[0] is turn)
            except BaseException:
                self._give_up(turn)
                raise
        self._take(turn)
        return self

    def __exit__(self, *_: object) -> None:
        actor = me()
        if self._scarce:
            actor.execution.point(actor, "up", self._thing)
        self.free += 1
        self._thing.users.remove(actor)
        self._thing.clock = max(self._thing.clock, actor.clock)
        actor.execution.note("exit", self.name)
        self._wake()

    async def __aenter__(self) -> Self:
        turn = _Turn()
        self._line_up(turn)
        try:
            while not (self.free > 0 and self._queue[0] is turn):
                self._looks_in_vain()
                turn.future = asyncio.get_running_loop().create_future()
                with Waiting("station", self._thing):
                    await turn.future
        except BaseException:
            self._give_up(turn)
            raise
        me().execution.record(me(), "down", self._thing)
        self._take(turn)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()


class Limit:
    """What bears only so many at once, and keeps nobody waiting: a fuse, a table top.

    Guarding it is the program's business.
    """

    def __init__(self, name: str, most: int) -> None:
        self._load = Load(name, most)
        self._thing = Thing(_opening().execution, "limit", name)

    def load(self, order: Ticket) -> None:
        """The order is on it from now on; one too many breaks the level's rule."""
        actor = me()
        actor.execution.point(actor, "on", self._thing)
        self._load.add(order)

    def unload(self, order: Ticket) -> None:
        """One is on it no longer, whoever's it was; none breaks the rule, too."""
        actor = me()
        actor.execution.point(actor, "off", self._thing)
        self._load.take_off(order)
