"""One day: a shop and a plan, written as a program, run, and read off.

A `Day` can be run to the end or advanced by the live shift. What it gives before a moment depends only on the decisions
taken before that moment, so undoing and looking ahead are nothing but other days run from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType, TracebackType
from typing import Self

from cafe_sim.cafe import runtime
from cafe_sim.cafe.book import nanoseconds
from cafe_sim.cafe.faults import BLOCKED, FILE, cafe_faults, forgotten, loops_blocked
from cafe_sim.cafe.ledger import Entry, entry_of, mean, percentile, waits
from cafe_sim.cafe.listing import Written, identifier
from cafe_sim.cafe.measures import Guards, guards, hands_on, places_taken
from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.cafe.opening import KEY, Opening
from cafe_sim.cafe.setting import first_in_main
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine import Fault, Limits, Note, Outcome, Program
from cafe_sim.engine.detect import find
from cafe_sim.engine.detect.deadlock import Stuck, everyone_stuck
from cafe_sim.engine.kernel.execution import Execution, Policy
from cafe_sim.engine.kernel.trace import SECOND, Trace
from cafe_sim.engine.metrics import throughput
from cafe_sim.engine.program.current import namespace_of
from cafe_sim.engine.program.rewriting.source import Source

LUCKY = frozenset({"data-race", "foreign-call", BLOCKED})
"""Faults that can be there although nothing went wrong this time."""


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """What one day came to."""

    worked: bool
    """This time: everybody was answered, and every figure is right."""
    closes: float | None
    """Seconds until the last order was answered; None if the café got stuck, or nobody was answered."""
    stuck: float | None
    """Nothing moved any more from this second on; None if the day came to its end."""
    mean_wait: float | None
    """From arrival to cup, over those who got theirs."""
    p95_wait: float | None
    throughput: float
    """Orders answered in a minute."""
    van: float | None
    """When the batch order was out, complete or not."""
    served: int
    """Answered: cups handed out, and customers told kindly that there is none left."""
    lost: int
    """Neither: they left, or nobody ever answered them."""
    till: float | None
    stock: dict[str, float]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    ledger: tuple[Entry, ...]
    guards: Guards
    utilisation: dict[str, float]
    """Worker or station → share of the day in which hands were on, or places taken."""
    trace: Trace
    digest: str
    stand: tuple[Stuck, ...] = ()
    """Stuck for ever."""
    spent: bool = False
    """Stopped where a limit was reached: a text of somebody's own may be endless."""

    @property
    def standing(self) -> dict[str, str]:
        """Stuck for ever: who → why, "wants tray_lock, held by Cy"."""
        return {each.name: ", ".join(filter(None, (each.wants(), each.held_by))) for each in self.stand}


class Day:
    """A day that is running. `close` it, or use `with`; `run` closes by itself."""

    def __init__(
        self,
        shop: Shop,
        plan: Plan,
        title: str = "",
        *,
        cores: int | None = None,
        policy: Policy | None = None,
        written: Written | None = None,
        limits: Limits | None = None,
    ) -> None:
        """`written` is the program where it has been written already."""
        self.shop = shop
        self.plan = plan
        self.written: Written = write_program(shop, plan, title) if written is None else written
        cores = shop.cores if cores is None else cores
        execution = program_of(self.written).execution(policy=policy, cores=cores, limits=limits)
        self.execution: Execution = execution
        first = first_in_main(shop.staff).name
        main = execution.actors[0]
        main.name = first
        if main.object is not None:
            execution.rename(main.object.serial, first)
        self.opening = Opening(shop, execution, (*self.written.guards, *self.written.signals))
        execution.locals[KEY] = self.opening

    # ---- driving ---------------------------------------------------------------------------

    def advance(self, seconds: float) -> str:
        """All that happens up to and including that second; the execution's state."""
        return self.execution.advance(nanoseconds(seconds))

    def run(self) -> DayOutcome:
        """To the end, and close."""
        try:
            self.execution.run()
            return self.outcome()
        finally:
            self.close()

    def close(self) -> None:
        """End whatever is left of it."""
        self.execution.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    # ---- reading off -----------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Café seconds reached."""
        return self.execution.now / SECOND

    @property
    def ledger(self) -> tuple[Entry, ...]:
        """What has become of each order up to now."""
        return tuple(entry_of(ticket) for ticket in self.opening.tickets)

    def value(self, thing: str) -> float:
        """What a shared thing stands at now: `value("till")`."""
        found = next(t for t in self.shop.things if t.name == thing)
        namespace = namespace_of(self.execution)
        holder = namespace.get(identifier(thing))
        if holder is None:
            return found.start
        if not found.field:
            return float(sum(holder.values()))
        return float(getattr(holder, found.field))

    def judged(self) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
        """All that is wrong up to now, by the engine and by the café's own books, and what is worth saying besides."""
        faults, notes = find(self.execution)
        blocked, notes = loops_blocked(self.shop, self.written, self.ledger, notes)
        faults = (*faults, *self._cafe_faults(self.ledger), *blocked)
        if self.shop.program and not faults:
            faults = tuple(forgotten(self.execution, self.ledger))
        return faults, notes

    def outcome(self) -> DayOutcome:
        """What it came to; call it when the run is over, before `close`."""
        engine = Outcome.of(self.execution)
        ledger = self.ledger
        answered = [e for e in ledger if e.answered]
        outs: list[float] = [e.served for e in answered if e.served is not None]
        stuck = self.execution.state == "stuck"
        sojourns = waits(ledger)
        last = max(outs, default=0.0)
        closes = last if outs and not stuck else None
        blocked, notes = loops_blocked(self.shop, self.written, ledger, engine.notes)
        faults = (*engine.faults, *self._cafe_faults(ledger), *blocked)
        lost = len(ledger) - len(answered)
        return DayOutcome(
            worked=lost == 0
            and self.execution.state not in ("stuck", "spent")
            and all(fault.kind in LUCKY for fault in faults),
            closes=closes,
            stuck=self.now if stuck else None,
            mean_wait=mean(sojourns),
            p95_wait=percentile(sojourns, 0.95),
            throughput=60 * throughput(len(outs), last),
            van=next((e.left if e.served is None else e.served for e in ledger if e.item == self.shop.batch), None),
            served=len(answered),
            lost=lost,
            till=self._till(),
            stock={name: self.value(name) for name in self._stocked()},
            faults=faults,
            notes=notes,
            ledger=ledger,
            guards=guards(engine.trace, self.written.guards),
            utilisation=self._utilisation(engine.trace),
            trace=engine.trace,
            digest=engine.digest,
            stand=tuple(everyone_stuck(self.execution)) if stuck else (),
            spent=self.execution.state == "spent",
        )

    def _steps(self, kind: str) -> list[tuple[str, str]]:
        """(item, thing) of every step of that kind."""
        return [(i.name, s.thing) for i in self.shop.items for s in i.steps if s.do == kind]

    def _stocked(self) -> list[str]:
        fields = {thing.name for thing in self.shop.things if thing.field}
        return list(dict.fromkeys(thing for _, thing in self._steps("take") if thing in fields))

    def _till(self) -> float | None:
        rung = [thing for _, thing in self._steps("ring")]
        return self.value(rung[0]) if rung else None

    def _utilisation(self, trace: Trace) -> dict[str, float]:
        places = {station.name: station.places for station in self.shop.stations}
        seconds = hands_on(trace, self.shop, self.written)
        seconds |= {name: taken / places[name] for name, taken in places_taken(trace).items()}
        return {name: SECOND * busy / trace.end if trace.end else 0.0 for name, busy in seconds.items()}

    def _cafe_faults(self, ledger: tuple[Entry, ...]) -> list[Fault]:
        return cafe_faults(self.shop, self.written, self.execution, ledger, self.value)


def program_of(written: Written) -> Program:
    """The program, compiled; its rows apart, so that a thousand ways to hand out the same orders compile once."""
    modules: dict[str, ModuleType] = {"cafe": runtime}
    if written.rows:
        modules["plan"] = ModuleType("plan")
        exec(written.rows, modules["plan"].__dict__)  # noqa: S102 - literal rows that we wrote ourselves
    return Program(_compiled(written.fixed), modules, None)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Source:
    return Source(text, FILE)
