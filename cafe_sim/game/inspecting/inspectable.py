"""A level under a plan that the inspector can be called for: on the bench, and where a shift is over.

His visit is watched, stopped or left through this, whoever draws it (`visit`). What he said belongs to one plan,
and is there again whenever that plan is, in another sitting, too (`memory`). Whether a level needs him at all is said
by `content.stars.needs_inspector`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from cafe_sim.catalogue import to_say
from cafe_sim.content.subjects import round_subject
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.inspecting.kept import inspection_of, kept_of, key_of
from cafe_sim.game.inspecting.own_order import OwnOrder, schedule_of
from cafe_sim.game.inspecting.visit import Visit, Visited, visit_over, visit_under_way
from cafe_sim.game.player.known import Known
from cafe_sim.game.player.memory import Memory
from cafe_sim.game.views import VisitView

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.game.days.played import Played
    from cafe_sim.game.inspecting.steps import ByHand
    from cafe_sim.game.player.known import KeptVerdict
    from cafe_sim.game.views import FailingView, ResultView


ONE_ORDER: Final = to_say("There is one order of events and no other: nobody is to be chosen.")
FORGOTTEN: Final = Visited(None, None)
"""In the place of what was kept and does not hold any more."""


class Inspectable(ABC):
    """A plan for a level, and what the inspector says of it."""

    def __init__(self, level: Level, plan: Plan, memory: Memory | None = None) -> None:
        """`memory`: what is known of the level's plans; without, nothing is known but what is found out now."""
        self.level = level
        self.plan = plan
        self.memory = memory or Memory()
        self._named = (b"", "")
        """(of a plan, what it is known under): the last that was asked for."""
        self._visits: dict[bytes, Visited] = {}
        """What the inspector said of each plan that he has seen."""
        self._inspected = b""
        """Of which plan he said something last."""
        self._visit: Visit | None = None

    @property
    @abstractmethod
    def day(self) -> Played | None:
        """The day of this very plan, once it is over; None, too, where it is run in another process."""

    @property
    def was_run(self) -> bool:
        """There is something to be seen of this very plan."""
        return self.day is not None

    @abstractmethod
    def result(self) -> ResultView:
        """The result of this plan, as far as is known."""

    @property
    def _key(self) -> bytes:
        return self.plan.essence()

    # ---- his visit -----------------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        """The inspector is at work."""
        return self._visit is not None

    def start_asking(self, hands: Callable[[], Executor] | None = None) -> None:
        """Call the inspector for this plan; `hear` what he says. `hands` as in `Visit`."""
        self._visit = Visit(self._subject, hands=hands, tell=self._tell)

    @property
    def _subject(self) -> CafeSubject:
        """What he visits."""
        return round_subject(self.level, self.plan)

    _tell: Callable[[Any, Inspection], FailingView | None] = staticmethod(failing)
    """How what he found is told, where programs are executed."""

    def hear(self) -> None:
        """Take in what the inspector has to say up to now."""
        if self._visit is not None:
            self._keep(self._visit.news())

    def wait(self) -> None:
        """Until the inspector is done: for those who draw nothing."""
        if self._visit is not None:
            self._keep(self._visit.wait())

    def _keep(self, visited: Visited | None) -> None:
        if visited is not None:
            self._inspected = self._key
            self._visits[self._inspected] = visited
            self._visit = None
            kept = kept_of(visited.inspection) if visited.inspection is not None else None
            if kept is not None:
                self.learn(replace(self.known, verdict=kept))

    def stop_asking(self) -> None:
        """Ask the inspector to come to an end: what he says then is the verdict so far."""
        if self._visit is not None:
            self._visit.stop()

    def send_home(self) -> None:
        """Send the inspector home: what he would say is of no interest any more."""
        self.stop_asking()
        self._visit = None

    # ---- what he said --------------------------------------------------------------------------

    @property
    def known(self) -> Known:
        """What is remembered of this very plan."""
        return self.memory.of(self._known_as)

    def learn(self, known: Known) -> None:
        """Remember it."""
        self.memory.keep(self._known_as, known)

    @property
    def _known_as(self) -> str:
        key = self._key
        if self._named[0] != key:
            self._named = (key, key_of(self._subject))
        return self._named[1]

    @property
    def _visited(self) -> Visited | None:
        """What came of his last visit to this very plan, in this sitting or before."""
        kept = self.known.verdict if self._key not in self._visits else None
        if kept is not None:
            self._visits[self._key] = self._recalled(kept)
        visited = self._visits.get(self._key)
        return visited if visited is not None and visited is not FORGOTTEN else None

    def _recalled(self, kept: KeptVerdict) -> Visited:
        """What he said in another sitting. Executes the program, which a plan has made: in this process."""
        subject = self._subject
        inspection = inspection_of(kept, subject)
        return FORGOTTEN if inspection is None else Visited(inspection, self._tell(subject, inspection))

    @property
    def verdict(self) -> Inspection | None:
        """What the inspector found for this very plan, if he has been asked."""
        visited = self._visited
        return visited.inspection if visited else None

    @property
    def stale_verdict(self) -> Inspection | None:
        """What the inspector said last, where it was of another plan."""
        visited = self._visits.get(self._inspected)
        return visited.inspection if visited is not None and self.verdict is None else None

    def failing(self) -> FailingView | None:
        """A schedule that goes wrong, if the inspector has found one for this very plan."""
        visited = self._visited
        return visited.failing if visited else None

    def visit(self) -> VisitView | None:
        """The inspector's visit to this very plan, for a screen; None if he has not been called."""
        if self._visit is not None:
            return visit_under_way(self._title, self._visit)
        visited = self._visited
        return visit_over(self._title, visited, judges_all=not self._may_leave) if visited else None

    @property
    def can_choose(self) -> bool:
        """He has been here, and there are orders to choose among."""
        verdict = self.verdict
        return verdict is not None and not self.asking and (bool(verdict.findings) or verdict.traces > 1)

    def by_hand(self) -> ByHand:
        """The program that he visits, for the player to say who moves; what he found lies ahead."""
        return OwnOrder(self._subject, self._title, schedule_of(self.verdict))

    @property
    def _title(self) -> str:
        return f"{self.level.id}  {self.level.title}"

    @property
    def _may_leave(self) -> bool:
        """There are customers who do not wait for ever."""
        return any(item.patience for item in self.level.shop.items)
