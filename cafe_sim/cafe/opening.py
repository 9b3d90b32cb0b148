"""One opening of the café in the engine: the order book, kept by the actors of an execution.

It is native to the kernel: nothing in here is a scheduling point except the door's waiting, and nothing is a shared
cell, so that a program's own operations are all that an inspector sees. Where every order is given from the start and
nobody can leave, there is no door, and taking a ticket is no operation at all. What happens is written into the trace
as notes: `arrive n`, `hand n worker`, `begin n worker`, `serve n worker`, `leave n`, `sold out n worker`,
`in vain n worker`, `incomplete n worker`, and `invariant sentence` where the level's own rule is broken; by stations,
`enter station` and `exit station`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cafe_sim.cafe.book import Book, Order, Rail, Ticket
from cafe_sim.cafe.model import Shop
from cafe_sim.cafe.setting import is_timed
from cafe_sim.engine.kernel.actor import Actor, here
from cafe_sim.engine.kernel.execution import Execution, Thing
from cafe_sim.engine.program.current import namespace_of, session_of
from cafe_sim.errors import Misuse

KEY = "cafe"
"""Where an execution keeps its `Opening`."""


class Opening(Book):
    """The book of one execution. Made by `Day` before the program runs; found by the program through its execution."""

    def __init__(self, shop: Shop, execution: Execution, names: Iterable[str] = ()) -> None:
        """`names` are what the program calls its guards."""
        self.execution = execution
        self._names = tuple(names)
        self.baristas = frozenset(worker.name for worker in shop.staff if worker.role == "barista")
        self.things = {worker.name: Thing(execution, "rail", f"{worker.name}'s rail") for worker in shop.staff}
        """Each worker's rail, as the kernel sees it."""
        self._closing = Thing(execution, "door", "closing time")
        self._is_open = False
        super().__init__(orders_of(shop), (w.name for w in shop.staff), is_timed(shop), shop.batch, pieces(shop))

    def open(self, actor: Actor, hand_overs: Iterable[Any], rules: Iterable[Any]) -> None:
        """Let customers in. Raises Misuse if the program's `main` calls it twice, or with rows that cannot be."""
        if self._is_open:
            raise Misuse("the doors are open already; call open_doors once")
        self._is_open = True
        try:
            self.plan(hand_overs, rules)
        except ValueError as error:
            raise Misuse(str(error)) from None
        if not self.timed:
            self.agenda = []  # everybody is there already, and nobody can leave
            return
        session = session_of(self.execution)
        if session is not None and self.execution.policy is not None:
            # the book is nobody's cell, and whoever looks at it first lets in who is due: not every order of that is
            # tried
            session.uncover("who is at the door when, for customers come by the clock", 0)
        door = self.execution.new_actor(self._watch_the_door, "door")
        self.execution.record(actor, "start", door.object)

    def _watch_the_door(self) -> None:
        """The customers' own actor. It ends when all are gone, so that it neither outlives the day nor is cut off."""
        actor = here.actor
        assert actor is not None
        while self.agenda and not self.is_over():
            delay = self.agenda[0].at - actor.clock
            if delay > 0:
                self.execution.point(actor, "await-set", self._closing, self.is_over, timeout=delay, silent=True)
            self.catch_up(actor.clock)
        self.close_if_quiet()

    def name_guards(self) -> None:
        """From now on the trace speaks of each lock and its like by the program's name for it."""
        namespace = namespace_of(self.execution)
        for name in self._names:
            guard = namespace.get(name)
            if isinstance(guard, Thing):
                self.execution.rename(guard.serial, name)
        self._names = ()

    # ---- hooks -----------------------------------------------------------------------------

    def note(self, kind: str, *what: int | str) -> None:
        self.execution.note(kind, *what)

    def ring(self, rail: Rail) -> None:
        actor = here.actor
        assert actor is not None
        thing = self.things[rail.worker]
        thing.clock = max(thing.clock, actor.clock)
        self.execution.disturb()
        waiter, rail.waiter = rail.waiter, None
        if waiter is not None and not waiter.done():
            loop = waiter.get_loop()
            if loop is actor.loop:
                waiter.set_result(None)
            else:
                loop.call_soon_threadsafe(wake, waiter)

    def cancel(self, ticket: Ticket) -> None:
        if not ticket.task.done():
            ticket.task.get_loop().call_soon_threadsafe(ticket.task.cancel)

    def answered(self) -> None:
        if self.is_over() and here.actor is not None:
            self._closing.clock = max(self._closing.clock, here.actor.clock)
            self.execution.disturb()


def wake(waiter: Any) -> None:
    """Let a future's owner go on, if it still waits."""
    if not waiter.done():
        waiter.set_result(None)


def orders_of(shop: Shop) -> list[Order]:
    """The shop's customers, for the book."""
    rows = []
    for order in shop.orders:
        item = shop.item(order.item)
        wait = sum(step.seconds for step in item.steps if step.do == "wait")
        rows.append(Order(order.at, order.item, item.price, shop.patience(order), order.to, wait))
    return rows


def pieces(shop: Shop) -> int:
    """How many pieces the batch order wants: every order that somebody counts."""
    counts = {thing.name for thing in shop.things if not thing.field}
    steps = {item.name: item.steps for item in shop.items}
    return sum(1 for order in shop.orders for step in steps[order.item] if counts & set(step.touches))
