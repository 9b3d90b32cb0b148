"""A visit of the inspector while the game goes on: exploration in processes of its own, attended to by a plain thread.

The thread is ours and not a screen's: it blocks, and nothing that draws may wait for it. It puts news into a queue;
whoever draws looks into it now and then (`news`), from one thread. What the visit executes can do what it likes to its
own process.

    visit = Visit(subject)
    while visit.news() is None: …draw visit.progress…
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from threading import Event, Thread, Timer
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cafe_sim.cafe.inspecting import in_words
from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import said_of
from cafe_sim.engine.explore import Budget, Inspection, Progress, inspect
from cafe_sim.engine.explore.processes.cores import usable
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.errors import Misuse
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.views import VisitView

if TYPE_CHECKING:
    from cafe_sim.engine.explore import Subject
    from cafe_sim.game.views import FailingView

BUDGET: Final = Budget(seconds=60.0)
"""Rounds of our own levels need a second or two. A computer that is slow or busy takes many times that, and a plan must
not lose its certificate to it; who does not want to wait stops him.
"""
PATIENCE: Final = 1.0
"""Seconds that an execution may still take when the visit is stopped."""


class Visited(NamedTuple):
    """What came of a visit."""

    inspection: Inspection | None
    """None where the visit itself failed."""
    failing: FailingView | None
    """What was found, told."""
    trouble: str = ""
    """A sentence: why nothing, or not all, can be said."""


class Visit:
    """One visit, begun with its making."""

    def __init__(
        self,
        subject: Subject,
        budget: Budget = BUDGET,
        hands: Callable[[], Executor] | None = None,
        *,
        tell: Callable[[Any, Inspection], FailingView | None] = failing,
        exhaustive: bool = True,
    ) -> None:
        """`hands`: the executor that slices are carried on in; else worker processes, one a core.

        `tell` tells what was found, where programs are executed. `exhaustive`: he goes on after a fault, to the very
        last order.
        """
        self.budget = budget
        self.progress: Progress | None = None
        """The latest that is known."""
        self._subject = subject
        self._hands = hands
        self._tell = tell
        self._exhaustive = exhaustive
        self._news: deque[Progress | Visited] = deque()
        self._stop = Event()
        self._crew: Crew | None = None
        self._thread = Thread(target=self._work, name="inspector", daemon=True)
        self._thread.start()

    def news(self) -> Visited | None:
        """Take in what has come; the result, once it is there."""
        while self._news:
            latest = self._news.popleft()
            if isinstance(latest, Visited):
                return latest
            self.progress = latest
        return None

    def stop(self, patience: float = PATIENCE) -> None:
        """Come to an end, with the verdict so far. An execution that goes on for longer than `patience` is cut off."""
        self._stop.set()
        cut = Timer(patience, self._cut)
        cut.daemon = True
        cut.start()

    def _cut(self) -> None:
        if self._crew is not None:
            self._crew.drop()

    def wait(self) -> Visited:
        """The result, however long it takes: for those who draw nothing."""
        self._thread.join()
        result = self.news()
        assert result is not None
        return result

    def _work(self) -> None:
        try:
            if self._hands is None:
                processes = usable()
                with Crew(processes) as crew:
                    self._crew = crew
                    if self._stop.is_set():  # before there was anything to cut off
                        raise Misuse(say("he was sent away at the door"))
                    self._news.append(self._visited(crew, processes))
            else:
                self._news.append(self._visited(self._hands(), 1))
        except Exception as error:  # noqa: BLE001 - else nobody would ever hear of it
            why = retell(said_of(error))
            self._news.append(Visited(None, None, say("The inspector could not come: {why}.", why=why)))

    def _visited(self, crew: Executor, workers: int) -> Visited:
        inspection = inspect(
            self._subject,
            self.budget,
            exhaustive=self._exhaustive,
            crew=crew,
            workers=workers,
            progress=self._news.append,
            stop=self._stop.is_set,
        )
        if not inspection.findings:
            return Visited(inspection, None)
        return Visited(inspection, crew.submit(self._tell, self._subject, inspection).result())


# ---- for a screen ------------------------------------------------------------------------------


def visit_under_way(title: str, visit: Visit) -> VisitView:
    """He is at work."""
    now = visit.progress
    return VisitView(
        title=title,
        rung=now.rung if now else "",
        schedules=now.schedules if now else 0,
        orders=now.traces if now else 0,
        seconds=now.seconds if now else 0.0,
        budget=visit.budget.seconds,
        found=now.findings if now else 0,
        stamp="",
        words="",
        more="",
        failing=None,
    )


LATENESS: Final = "He judges no lateness: whether somebody leaves is for the day to show."


def visit_over(title: str, visited: Visited, *, judges_all: bool = True) -> VisitView:
    """He has been there, or could not come. `judges_all`: nobody can be late here."""
    inspection = visited.inspection
    if inspection is None:
        return VisitView(title, "", 0, 0, 0.0, 0.0, 0, "", "", visited.trouble, None)
    undecided = inspection.verdict in ("bounded", "sampled")
    return VisitView(
        title=title,
        rung="",
        schedules=inspection.schedules,
        orders=inspection.traces,
        seconds=inspection.seconds,
        budget=0.0,
        found=len(inspection.findings),
        stamp=inspection.verdict,
        words=in_words(inspection),
        more=inspection.words if undecided else "" if judges_all or inspection.findings else LATENESS,
        failing=visited.failing,
        of_a_round=True,
    )
