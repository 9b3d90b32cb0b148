"""Which places of a program are visible: learned, because deciding it along the way would miss orders.

A *place* (a line of the program) becomes visible once two actors, at least one of them writing, have touched a cell
that it touches, in an order that no start and no join settles. Accesses at visible places are scheduling points; what
one actor alone touches then costs nothing. When an execution shows a new visible place, whoever explores begins anew
with it.

A semaphore is visible by the place where it was made, once it could be too small: as long as it has a token for
everybody who ever took one, nobody can tell who took his first.

That a thread ends is visible (`ENDS`) once somebody asks whether it has, instead of waiting for it; and where the
program's end has cut daemon threads off. That one is started is visible once somebody asks about it who did not start
it (`STARTS`), at the lines where that is in dispute. What is not visible, where executions are too long, is all that
comes after their first steps (`FIRST_STEPS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cafe_sim.engine.detect.clocks import ORDERS, Clocks
from cafe_sim.engine.explore.walks.schedule import Place
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.operations import ACCESSES, CHANGES, FAMILY
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.trace import Event, Row, Site

_UNBOUNDED = 1 << 30

ENDS = Place("", 0)
"""Where threads end: nowhere in the program."""
STARTS = Place("", 1)
"""The same for their starts."""
FIRST_STEPS = Place("", 2)
"""Of executions that have no end, or too many steps, the first ones alone are looked at (`walking.FIRST_STEPS_MAX`)."""
_ASKS = frozenset({"is-alive", "is-set", "timeout", "join"})


class Visible:
    """The places known to be visible; grows, never shrinks."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places = set(places)

    def frozen(self) -> tuple[Place, ...]:
        """As a schedule keeps them."""
        return tuple(sorted(self.places))

    def sees(self, execution: Execution) -> Callable[[int], bool]:
        """For `Execution.sees`: is the site with this index visible?"""
        return _Seen(self.places, execution.sites).__getitem__

    def learn(self, execution: Execution) -> bool:
        """Look through a finished execution; True if it showed anything new."""
        new = self._small_semaphores(execution)
        rows = execution.rows
        doubtful, asking = _doubtful(rows, execution.sees or self.sees(execution))
        cut_off = execution.state == "ended" and bool(execution.pending())
        if cut_off or any(_asks(execution, row) for row in asking):
            new.add(ENDS)
        if execution.starts_asked:
            new.add(STARTS)
        if doubtful:
            events, sites = execution.events, execution.sites
            found = _disputed(events, doubtful)
            new |= {_place(sites, event) for event in events if event.target in found and event.op in ACCESSES}
        new -= self.places
        self.places |= new
        return bool(new)

    def learn_starts(self, execution: Execution) -> None:
        """Whoever was started may go on before the next one is: of a crowd, not all are there before any does."""
        sites = execution.sites
        self.places |= {STARTS, *(_place(sites, row) for row in execution.rows if row[3] == "start")}

    def steps(self, execution: Execution) -> int:
        """About how many steps the execution has, with all that is visible now."""
        sees = self.sees(execution)
        return sum(row[3] in ACCESSES and sees(row[5]) for row in execution.rows)

    def hides(self, semaphore: Semaphore) -> bool:
        """It has a token for everybody, as far as is known."""
        return semaphore.place not in self.places

    def _small_semaphores(self, execution: Execution) -> set[Place]:
        """Where semaphores were made that did not, in this execution, have a token for everybody who ever took one."""
        made: dict[int, Semaphore] = execution.locals.get(Semaphore, {})
        hidden = {serial: semaphore for serial, semaphore in made.items() if self.hides(semaphore)}
        if not hidden:
            return set()
        held: dict[tuple[int, int], int] = {}
        most: dict[tuple[int, int], int] = {}
        for event in execution.events:
            if event.target in hidden and event.op in ("down", "look", "try-down", "up", "timeout"):
                key = event.target, event.actor
                given = event.detail if isinstance(event.detail, int) else 1
                held[key] = held.get(key, 0) + (-given if event.op == "up" else 1)
                if held[key] < 0 or event.detail is False or event.op in ("look", "timeout"):
                    held[key] = _UNBOUNDED  # one gives what another took, or saw how many there are
                most[key] = max(most.get(key, 0), held[key])
        for actor in execution.pending():
            if actor.op == "down" and actor.target is not None:
                most[actor.target.serial, actor.serial] = _UNBOUNDED
        return {
            Place(*semaphore.place)
            for serial, semaphore in hidden.items()
            if sum(count for (each, _), count in most.items() if each == serial) > semaphore.initial
        }


class Everything(Visible):
    """Every place there is."""

    def sees(self, execution: Execution) -> Callable[[int], bool]:  # noqa: ARG002
        return lambda site: True  # noqa: ARG005


class _Seen(dict[int, bool]):
    """By site: is it visible? Asked at each access, so it looks a site up but once."""

    def __init__(self, places: set[Place], sites: Sequence[Site]) -> None:
        super().__init__()
        self._places = places
        self._sites = sites

    def __missing__(self, site: int) -> bool:
        file, line, _ = self._sites[site]
        seen = self[site] = (file, line) in self._places
        return seen


def learn_straight(subject: Subject) -> tuple[Place, ...]:
    """What the execution under the default policy teaches: the set that schedule codes are written against."""
    visible = Visible()
    with subject.execution(None) as execution:
        execution.run()
        visible.learn(execution)
    return visible.frozen()


def _doubtful(rows: Sequence[Row], sees: Callable[[int], bool]) -> tuple[set[int], list[Row]]:
    """Cells that several actors touched, one of them writing, some of it where nothing is visible yet; events that ask
    something.

    What is done while one actor is all alone comes before or after everything else.
    """
    asking: list[Row] = []
    alone: set[int] = set()
    others = 0
    touched: dict[int, int] = {}
    """By cell: who touched it; -1 where there were several."""
    written: set[int] = set()
    unseen: set[int] = set()
    for row in rows:
        _, actor, _, op, target, site, _ = row
        if op in ACCESSES:
            if others:
                if touched.setdefault(target, actor) != actor:
                    touched[target] = -1
                if op in CHANGES:
                    written.add(target)
                if not sees(site):
                    unseen.add(target)
        elif op == "start":
            others += 1
        elif op in _ASKS:
            asking.append(row)
            if op == "join" and target not in alone:
                alone.add(target)
                others -= 1
    return {cell for cell in unseen & written if touched[cell] < 0}, asking


def _asks(execution: Execution, row: Row) -> bool:
    """Does it depend on whether a thread has ended by now?"""
    patient = row[3] == "join" and row[6] is None
    return not patient and execution.object_names[row[4]].kind == "thread"


def _place(sites: list[Site], event: Event | Row) -> Place:
    file, line, _ = sites[event[5]]
    return Place(file, line)


def _disputed(events: Sequence[Event], cells: set[int]) -> set[int]:
    """Those of `cells` with two accesses, one of them a change, that no start and no join orders."""
    clocks = Clocks()
    latest: dict[int, dict[tuple[int, bool], int]] = {}
    found: set[int] = set()
    for index, event in enumerate(events):
        if event.op in FAMILY:
            ORDERS[event.op](clocks, index, event)
        elif event.target in cells and event.op in ACCESSES:
            actor, changes = event.actor, event.op in CHANGES
            known = clocks.known[actor]
            seen = latest.setdefault(event.target, {})
            if any(a != actor and (c or changes) and epoch > known[a] for (a, c), epoch in seen.items()):
                found.add(event.target)
            seen[actor, changes] = clocks.epochs[actor]
    return found
