"""Data races: two accesses to one cell, one of them a write, that nothing orders.

Exact for one trace: an access is reported if and only if some earlier access by another actor conflicts with it and
does not happen before it (the pairs named are with the latest such accesses). For each cell those accesses are kept
that no later one covers: the unordered writes, and the unordered reads since. Most cells are touched by one actor
alone; these keep four integers. Where hundreds of actors have touched one, whoever goes round at the same lines, while
nobody else comes and nothing is learned, races with the same ones each time: these are counted, and not looked for
again.

What belongs to one event loop (asyncio's locks and their kin) orders nothing between threads; inside a loop all is in
order anyway.

Accesses to a cell declared `# atomic` are operations of their own (`load`, `store`) and synchronise. An `update` (one
container call that Python documents as atomic) conflicts, but is no race; who reads the container afterwards knows what
they did who put something in.

Locks held are needed for the words alone, so they are found by looking back from the first sighting.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from cafe_sim.engine.detect.clocks import ORDERS, Clocks, Orders
from cafe_sim.engine.detect.context import Context, different, names_of, place, say, value_of, where, who
from cafe_sim.engine.detect.detector import Handler, NothingAtTheEnd
from cafe_sim.engine.detect.fault import Fault, Findings
from cafe_sim.engine.kernel.operations import FAMILY, LOOP_BOUND, PUTS_IN
from cafe_sim.engine.kernel.trace import Event, Row, named

Access = tuple[int, int]
"""The actor's epoch at the access, and the access's index in the trace."""


MANY = 16
"""Accesses kept of one cell, from which on it pays to remember whom the latest ones raced with."""

_Key = tuple[int, int]
"""The sites of a race, the smaller first."""


class _Lately:
    """The latest accesses of a cell, all by one actor, who learned nothing in between."""

    __slots__ = ("actor", "known", "now", "races")
    now: Counter[_Key]
    """The races of the access that is looked at."""

    def __init__(self, actor: int, known: list[int]) -> None:
        self.actor = actor
        self.known = known
        self.races: dict[tuple[str, int], Counter[_Key]] = {}
        """By operation and site: which races it was in, and how many of each."""


class _Cell:
    __slots__ = (
        "handed",
        "lately",
        "only",
        "read_epoch",
        "read_index",
        "reads",
        "write_epoch",
        "write_index",
        "writes",
    )
    writes: dict[int, Access]
    reads: dict[int, Access]
    lately: _Lately | None

    def __init__(self, only: int) -> None:
        self.only = only
        """The one actor that ever touched it, 0 once there are several."""
        self.write_epoch = self.read_epoch = 0
        self.write_index = self.read_index = 0
        self.handed = False
        """A container into which something was put by a call that Python documents as atomic."""

    def share(self) -> None:
        """A second actor has come: keep accesses by actor from now on."""
        self.writes = {self.only: (self.write_epoch, self.write_index)} if self.write_epoch else {}
        self.reads = {self.only: (self.read_epoch, self.read_index)} if self.read_epoch else {}
        self.lately = None
        self.only = 0

    def forget_if_few(self) -> None:
        """Where few accesses are kept, nobody says which the latest ones are."""
        if len(self.reads) + len(self.writes) <= MANY:
            self.lately = None


class DataRace(Clocks, NothingAtTheEnd):
    """Finds data races by happens-before."""

    def __init__(self, context: Context, findings: Findings) -> None:
        super().__init__()
        self._context = context
        self._rows = context.rows
        self._findings = findings
        self._seen = findings.seen
        self._cells: dict[int, _Cell] = {}

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:
        """All that orders or touches a cell, once there are two actors: before, nothing can race."""
        if alone:
            return None
        if op in ("read", "write", "update"):
            return {"read": cls._read, "write": cls._write, "update": cls._update}[op]
        orders = ORDERS.get(op)
        return orders if orders is None or op in FAMILY else cls._between_threads(orders)

    @staticmethod
    def _between_threads(orders: Orders) -> Handler:
        def handle(race: DataRace, index: int, event: Row) -> None:
            if not race._context.objects[event[4]][0].startswith(LOOP_BOUND):
                orders(race, index, event)

        return handle

    def _read(self, index: int, event: Row) -> None:
        actor = event[1]
        cell = self._cells.get(event[4])
        if cell is None:
            cell = self._cells[event[4]] = _Cell(actor)
        if cell.only == actor:
            cell.read_epoch = self.epochs[actor]
            cell.read_index = index
            return
        if cell.only:
            cell.share()
        if cell.handed:
            self.acquire(index, event)
        many = len(cell.reads) + len(cell.writes) > MANY
        if not (many and self._is_as_before(cell, event)):
            known = self.known[actor]
            for other, (epoch, earlier) in cell.writes.items():
                if epoch > known[other] and other != actor:
                    self._race(earlier, index, cell)
            # reads that this one covers need not be kept
            reads = cell.reads
            for other in list(reads):
                if reads[other][0] <= known[other]:
                    del reads[other]
            if many:
                cell.forget_if_few()
        cell.reads[actor] = (self.epochs[actor], index)

    def _write(self, index: int, event: Row) -> None:
        actor = event[1]
        cell = self._cells.get(event[4])
        if cell is None:
            cell = self._cells[event[4]] = _Cell(actor)
        if cell.only == actor:
            cell.write_epoch = self.epochs[actor]
            cell.write_index = index
            return
        if cell.only:
            cell.share()
        many = len(cell.reads) + len(cell.writes) > MANY
        if many and self._is_as_before(cell, event):
            cell.reads.pop(actor, None)
        else:
            known = self.known[actor]
            # accesses that this one covers need not be kept
            for kind in (cell.writes, cell.reads):
                for other in list(kind):
                    epoch, earlier = kind[other]
                    if other == actor or epoch <= known[other]:
                        del kind[other]
                    else:
                        self._race(earlier, index, cell)
            if many:
                cell.forget_if_few()
        cell.writes[actor] = (self.epochs[actor], index)

    def _is_as_before(self, cell: _Cell, event: Row) -> bool:
        """Is it one of the latest accesses once more? Then it is in the same races, which are counted here."""
        _, actor, _, op, _, site, _ = event
        lately, known = cell.lately, self.known[actor]
        if lately is None or lately.actor != actor or lately.known is not known:
            lately = cell.lately = _Lately(actor, known)
        races = lately.races.get((op, site))
        if races is None:
            lately.now = lately.races[op, site] = Counter()
            return False
        for key, count in races.items():
            self._seen[key] += count
        return True

    def _update(self, index: int, event: Row) -> None:
        ORDERS["update"](self, index, event)
        _, actor, _, _, target, _, detail = event
        if isinstance(detail, tuple) and detail[0] in PUTS_IN:
            cell = self._cells.get(target)
            if cell is None:
                cell = self._cells[target] = _Cell(actor)
            if cell.only:
                cell.share()
            cell.handed = True

    # ---- words -----------------------------------------------------------------------------

    def _race(self, earlier: int, index: int, cell: _Cell) -> None:
        site, other = self._rows[index][5], self._rows[earlier][5]
        key = (site, other) if site < other else (other, site)
        if cell.lately is not None:
            cell.lately.now[key] += 1
        seen = self._seen
        if key in seen:
            seen[key] += 1
        else:
            sites = self._context.sites
            self._findings.add_later(
                key, "data-race", (sites[other][:2], sites[site][:2]), lambda: self._fault(earlier, index)
            )

    def _fault(self, earlier: int, index: int) -> Fault:
        context = self._context
        before, event = named(self._rows[earlier]), named(self._rows[index])
        cell = context.objects[event.target].name
        first, second = context.actor_name(before.actor), context.actor_name(event.actor)
        message = (
            f"{_did(context, before, cell)} and {_did(context, event, 'it')}, and nothing says which comes first. "
            f"{self._remedy(first, self._held(earlier, before.actor), second, self._held(index, event.actor))}"
        )
        return Fault("data-race", message, (place(context, before), place(context, event)), events=(earlier, index))

    def _held(self, index: int, actor: int) -> tuple[int, ...]:
        """The locks that `actor` held at an event, in the order in which it took them."""
        held: list[int] = []
        for _, by, _, op, target, _, detail in islice(self._rows, index):
            if op == "release" and target in held:  # anybody may give back what is no RLock
                held.remove(target)
            elif by == actor and (op == "acquire" or (op == "try-acquire" and detail is not False)):
                held.append(target)
        return tuple(dict.fromkeys(held))

    def _remedy(self, first: str, locks: tuple[int, ...], second: str, others: tuple[int, ...]) -> str:
        if not locks and not others:
            return (
                "Neither held a lock. One lock, held by both around it, would keep them apart; "
                "a join, a queue or an event between them would say which comes first."
            )
        both = [lock for lock in locks if lock in others]
        if both and not all(self._context.objects[lock].kind.startswith(LOOP_BOUND) for lock in both):
            return (
                f"Both held {names_of(self._context, both)}, but another than its holder gave it back in between. "
                "A lock that nobody but its holder gives back, held by both, would keep them apart."
            )
        if both:
            return (
                f"Both held {names_of(self._context, both)}, but asyncio's locks keep only the tasks of one loop apart. "
                "A threading.Lock, held by both, would keep them apart."
            )
        if locks and others:
            return (
                f"{different(self._context, first, locks, second, others)} "
                "The same lock, held by both, would keep them apart."
            )
        holder, lock, bare = (first, locks, second) if locks else (second, others, first)
        return (
            f"{holder} held {names_of(self._context, lock)}, {bare} held no lock. "
            "The same lock, held by both, would keep them apart."
        )


def _did(context: Context, event: Event, cell: str) -> str:
    verb = "wrote" if event.op == "write" else "read"
    return f"{who(context, event)} {verb} {cell} ({say(value_of(event))}) in {where(context, event)}"
