"""A level under a plan that the inspector can be called for: on the bench, and where a shift is over.

His visit is watched, stopped or left through this, whoever draws it (`visit`). What he said belongs to one plan,
and is there again whenever that plan is. Whether a level needs him at all is said by `content.stars.needs_inspector`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cafe_sim.content.subjects import round_subject
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.inspecting.visit import Visit, Visited, visit_over, visit_under_way
from cafe_sim.game.views import VisitView

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.game.days.played import Played
    from cafe_sim.game.views import FailingView, ResultView


class Inspectable(ABC):
    """A plan for a level, and what the inspector says of it."""

    def __init__(self, level: Level, plan: Plan) -> None:
        self.level = level
        self.plan = plan
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
    def verdict(self) -> Inspection | None:
        """What the inspector found for this very plan, if he has been asked."""
        visited = self._visits.get(self._key)
        return visited.inspection if visited else None

    @property
    def stale_verdict(self) -> Inspection | None:
        """What the inspector said last, where it was of another plan."""
        visited = self._visits.get(self._inspected)
        return visited.inspection if visited is not None and self.verdict is None else None

    def failing(self) -> FailingView | None:
        """A schedule that goes wrong, if the inspector has found one for this very plan."""
        visited = self._visits.get(self._key)
        return visited.failing if visited else None

    def visit(self) -> VisitView | None:
        """The inspector's visit to this very plan, for a screen; None if he has not been called."""
        title = f"{self.level.id}  {self.level.title}"
        if self._visit is not None:
            return visit_under_way(title, self._visit)
        visited = self._visits.get(self._key)
        return visit_over(title, visited, judges_all=not self._may_leave) if visited else None

    @property
    def _may_leave(self) -> bool:
        """There are customers who do not wait for ever."""
        return any(item.patience for item in self.level.shop.items)
