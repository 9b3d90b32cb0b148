"""Does an execution go on for ever without anything ever changing?

Who asks, sleeps, and asks again makes one event after the other that changes nothing. That is called a livelock where
it is certain that nobody will ever get on: everybody who could move goes round in a loop that only what others change
can end (`program.spinning`), looks at something that others could change, and asks for nothing else: the time, a random
number, a file; nobody else's time is yet to come; and nobody outside is expected, by a signal or by Ctrl-C. A loop
without a way out is meant to go on for ever, and so is one alone who says something each time.

*How long is it looked on?* Where nobody can move but those who go round, until each has stood `RETURNS` times
where he stood before, with everything that is his own as it was (`recurring`): then nothing will ever differ. Else,
for somebody may count his tries in a way of his own, for two windows of events.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.engine.explore.walks.recurring import callers_of, course_of
from cafe_sim.engine.kernel.operations import CHANGES, FAMILY, LOOKS, YIELDS
from cafe_sim.engine.program.current import session_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.kernel.trace import Detail, Row

WINDOW: Final = 10_000
"""Events: two such windows in a row, or some 2,000 patient turns of each of two pollers, before anything is said."""
RETURNS: Final = 8
"""So often somebody must have come back to where he stood."""
FAR: Final = 64
"""After so many turns in which somebody did not come back, only windows are looked at."""
GIVES_WAY: Final = 4
"""One in so many of them, at the least."""
NAPS: Final = 16
"""Yields in one turn of such a loop, at the most."""

BALANCED: Final = frozenset({"acquire", "try-acquire", "release", "down", "try-down", "up", "wait", "notified"})
"""Changes that are no news to those who go round and look: they make such ones themselves each time, and undo them."""
_NEWS: Final = CHANGES - BALANCED

Asker = tuple[int, int]
"""(actor, task)."""


def is_unchanging(rows: Sequence[Row]) -> bool:
    """Do they only look and give way?"""
    yields = 0
    for _, _, _, op, _, _, detail in rows:
        if op in YIELDS or _is_nap(op, detail) or (detail is False and op[:4] == "try-"):
            yields += 1
        elif op in FAMILY or (op in _NEWS and detail is not False):
            return False
    return yields * GIVES_WAY >= len(rows)


def _is_nap(op: str, detail: Detail) -> bool:
    """A task goes to sleep."""
    return op == "task-wait" and isinstance(detail, tuple) and detail[0] == "sleep"


class _Moment(NamedTuple):
    """What there was at one moment."""

    rows: int
    turned: dict[Asker, int]
    for_ever: dict[Asker, int]
    unseen: int
    """How often anybody had asked for what is not on record: the time, random numbers, files."""
    printed: int

    @classmethod
    def now(cls, execution: Execution) -> _Moment:
        session = session_of(execution)
        outside = 0 if session is None else session.outside.calls
        unseen = sum(actor.clock_reads for actor in execution.actors) + execution.draws + outside
        turned, for_ever = dict(execution.turned or {}), dict(execution.turned_for_ever)
        return cls(len(execution.rows), turned, for_ever, unseen, len(execution.output))


class Standstill:
    """Watches one execution, which tells it now and then."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self.askers: dict[Asker, int] = {}
        """Who will never get on, each with the place at which it gives way; empty where that is not certain."""
        self.next = WINDOW
        """How many events there must be before it need look again."""
        self._before: _Moment | None = None
        """The last look, if nothing had changed then."""
        self._since: _Moment | None = None
        """Since when nobody could move but those who go round …"""
        self._courses: dict[int, _Course] = {}
        """… and how these have fared, by actor."""

    @property
    def suspected(self) -> bool:
        """Nothing had changed when it looked last."""
        return self._before is not None

    def reached(self, enabled: Collection[int]) -> bool:
        """Will none of these actors, all that could move, ever get on? To be asked when there are `next` events."""
        rows = self._execution.rows
        self.next = len(rows) + WINDOW
        before, self._before = self._before, None
        if is_unchanging(rows[-WINDOW:]):
            self._before = _Moment.now(self._execution)
            if before is not None:
                self._judge(before, enabled)
        return bool(self.askers)

    def comes_round(self, enabled: Collection[int]) -> bool:
        """The same where they have all gone round, to be asked each time."""
        execution = self._execution
        mover, session = execution.running, session_of(execution)
        if session is not None and session.uncovered:
            return False  # something may change where nobody sees it
        if self._since is None or mover is None:
            self._since = _Moment.now(execution)
            return False
        course = self._courses.setdefault(mover.serial, _Course())
        course.stands(execution, mover)
        if all((each := self._courses.get(serial)) and each.returns >= RETURNS for serial in enabled):
            since, self._since = self._since, None
            self._courses.clear()
            rows = execution.rows[since.rows :]
            if is_unchanging(rows) and not _get_in_each_others_way(rows):
                self._judge(since, enabled)
        return bool(self.askers)

    def _judge(self, since: _Moment, enabled: Collection[int]) -> None:
        askers = self._all_ask(since)
        all_of_them = {actor for actor, _ in askers}.issuperset(enabled) and askers.keys() >= set(self._timed())
        if all_of_them and not self._is_expected_from_outside():
            self.askers = askers

    def _timed(self) -> Iterator[Asker]:
        """Whose time will come in a loop: who sleeps for long has not moved, and will. A handle counts as no task."""
        for actor in self._execution.pending():
            for each in actor.loop.timed() if actor.loop is not None else ():
                yield actor.serial, getattr(each, "serial", 0)

    def _is_expected_from_outside(self) -> bool:
        """May somebody interfere, by a signal or Ctrl-C?"""
        main = self._execution.actors[0]
        return "signals" in self._execution.locals or any(
            "KeyboardInterrupt" in frame.f_code.co_names for frame in callers_of(main)
        )

    def _all_ask(self, since: _Moment) -> dict[Asker, int]:
        """Everybody who has moved since, each with the site at which it gives way; nobody where one may yet get on."""
        execution, now = self._execution, _Moment.now(self._execution)
        yields: Counter[Asker] = Counter()
        places: dict[Asker, int] = {}
        looking: set[Asker] = set()
        for _, actor, task, op, _, site, detail in execution.rows[since.rows :]:
            who = actor, task
            if _is_nap(op, detail) or (op in YIELDS and (task or execution.actors[actor - 1].loop is None)):
                yields[who] += 1
                places[who] = site
            if op in LOOKS:
                looking.add(who)
        ask = (
            now.unseen == since.unseen
            and looking == set(yields)
            and all((now.turned.get(who, 0) - since.turned.get(who, 0)) * NAPS >= yields[who] for who in yields)
            and all(now.for_ever.get(who) == since.for_ever.get(who) for who in yields)
            and (len(yields) > 1 or now.printed == since.printed)
        )
        return dict(sorted(places.items())) if ask else {}


class _Course:
    """How somebody goes round."""

    def __init__(self) -> None:
        self.returns = 0
        """How often he has come back to where he stood."""
        self._stood: object = None
        self._turns = 0
        self._enough = 1

    def stands(self, execution: Execution, actor: Actor) -> None:
        """He is about to go round again. (Where he stood is put down after 1, 2, 4 … turns: Brent 1980.)"""
        if self._enough > FAR:
            return
        stands = course_of(execution, actor)
        if stands == self._stood:
            self.returns += 1
            return
        self._turns += 1
        if self._turns == self._enough:
            self._stood, self._turns, self._enough, self.returns = stands, 0, 2 * self._enough, 0


def _get_in_each_others_way(rows: Sequence[Row]) -> bool:
    """Did somebody try in vain, or wait too long, for what others took and gave back meanwhile? They may yet get it."""
    in_vain = {row[4] for row in rows if row[3] == "timeout" or (row[6] is False and row[3][:4] == "try-")}
    return any(row[4] in in_vain for row in rows if row[3] in BALANCED and row[6] is not False)
