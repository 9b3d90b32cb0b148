"""The lab: one program under the player's hands. Its text, whether it is Python, what came of a run, what the inspector
says.

Nothing of the program is read, compiled or executed in this process: one worker process checks and runs it (and is
replaced when the program costs it), others inspect it. `hear` takes in what they have to say; whoever draws calls it
now and then and never waits.

A text is *unsaved* where it differs from what it came from: its file, or the text that the game gave. What has been
said of an older text is kept, and said to be of an older text.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from cafe_sim.catalogue import say
from cafe_sim.engine.explore import Budget
from cafe_sim.engine.explore.processes.crew import Crew
from cafe_sim.game.coding.afar import MEMORY, OrderAfar
from cafe_sim.game.coding.draft import AnyDraft, Draft, LevelDraft
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.coding.rehearsal import Complaint, Ran, complaint, rehearse, tell
from cafe_sim.game.inspecting.own_order import schedule_of
from cafe_sim.game.inspecting.visit import Visit, Visited
from cafe_sim.game.views import VisitView
from cafe_sim.game.words import capital, sentence_of

if TYPE_CHECKING:
    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.game.views import FailingView

SECONDS: Final = 30.0
"""What one run may take of real time: several times what its own limits allow, which say more."""
BUDGET: Final = Budget(seconds=20.0)

Doing = Literal["", "run", "visit"]


@dataclass(frozen=True, slots=True)
class LabView:
    """The lab at this moment."""

    title: str
    unsaved: bool
    doing: Doing
    complaint: Complaint | None
    """Why the text is no program; None: it is one, or nobody knows yet."""
    ran: Ran | None
    ran_is_old: bool
    """The text has changed since."""
    visit: VisitView | None
    visit_is_old: bool
    newest: Literal["", "run", "visit"]
    """What was asked for last."""

    @property
    def marked(self) -> frozenset[int]:
        """Lines that something wrong points at, as far as they still are the lines that ran."""
        if self.complaint is not None:
            return frozenset({self.complaint.line} - {0})
        if self.newest == "run" and self.ran is not None and not self.ran_is_old:
            return self.ran.lines
        failing = self.visit.failing if self.visit is not None else None
        if self.newest == "visit" and failing is not None and not self.visit_is_old:
            return frozenset(line for fault in failing.faults for line in fault.lines)
        return frozenset()


class Lab:
    """A text and what is known of it. `close` it in the end."""

    def __init__(self, origin: Origin, text: str | None = None, hands: Callable[[], Executor] | None = None) -> None:
        """`text`: as it was left, if it was left unsaved. `hands`: an executor instead of worker processes."""
        self.origin = origin
        self.text = origin.text if text is None else text
        self.complaint: Complaint | None = None
        self.ran: Ran | None = None
        self._ran_text = ""
        self.visited: Visited | None = None
        self._visit_text = ""
        self._newest: Literal["", "run", "visit"] = ""
        self._hands = hands
        self._crew: Executor | None = None
        self._checking: Future[Complaint | None] | None = None
        self._checked_text: str | None = None
        self._running: Future[Ran | Complaint] | None = None
        self._stopped = False
        self._visit: Visit | None = None

    # ---- the text ------------------------------------------------------------------------------

    @property
    def draft(self) -> AnyDraft:
        """The text as it is run."""
        return self._in(self.origin.day)

    @property
    def round(self) -> AnyDraft:
        """The text as the inspector visits it."""
        return self._in(self.origin.round)

    def _in(self, cafe: CafeSubject | None) -> AnyDraft:
        if cafe is None:
            return Draft(self.text, self.origin.file, self.origin.folder)
        return LevelDraft(cafe.shop, cafe.plan, cafe.title, cafe.target, self.text)

    @property
    def unsaved(self) -> bool:
        return self.text != self.origin.text

    def edit(self, text: str) -> None:
        """The text is this now."""
        if text != self.text:
            self.text = text
            self.complaint = None

    def restore(self) -> None:
        """Back to where it came from."""
        self.edit(self.origin.text)

    def settle(self, origin: Origin) -> None:
        """It was written, or read anew: this is where it comes from now."""
        self.origin = origin

    # ---- what can be asked for -----------------------------------------------------------------

    @property
    def doing(self) -> Doing:
        """What is going on."""
        return "run" if self._running is not None else "visit" if self._visit is not None else ""

    def check(self) -> None:
        """Is it Python? Asked when typing pauses; the answer is heard later."""
        if self._checking is None and self._running is None and self._checked_text != self.text:
            self._checked_text = self.text
            self._checking = self._worker().submit(complaint, self.draft)

    def run(self) -> None:
        """Execute it once."""
        if self.doing:
            return
        self._newest, self._ran_text, self._stopped = "run", self.text, False
        self._running = self._worker().submit(_tried, self.draft)

    def inspect(self, budget: Budget = BUDGET) -> None:
        """Have every order executed that could happen."""
        if self.doing:
            return
        self._newest, self._visit_text, self.visited = "visit", self.text, None
        self._visit = Visit(self.round, budget, self._hands, tell=tell, exhaustive=False)

    def by_hand(self, inspection: Inspection | None = None) -> OrderAfar:
        """The text as it stands, for the player to say who moves; what was found of this very text lies ahead."""
        if inspection is None and self.visited is not None and self._visit_text == self.text:
            inspection = self.visited.inspection
        return OrderAfar(self.round, self.origin.title, schedule_of(inspection), self._hands)

    def stop(self) -> None:
        """End what is going on."""
        if self._visit is not None:
            self._visit.stop()
        self._stop_run()

    def _stop_run(self) -> None:
        if self._running is not None:
            self._stopped = True
            if isinstance(self._crew, Crew):
                self._crew.drop()

    # ---- what came of it -----------------------------------------------------------------------

    def hear(self) -> bool:
        """Take in what there is to hear; is anything new?"""
        return any((self._hear_check(), self._hear_run(), self._hear_visit()))

    def wait(self) -> None:
        """Until nothing is going on any more: for those who draw nothing."""
        asked: tuple[Future[Any] | None, ...] = (self._checking, self._running)
        wait([future for future in asked if future is not None])
        if self._visit is not None:
            self.visited = self._visit.wait()
            self._visit = None
        self.hear()

    def _hear_check(self) -> bool:
        if self._checking is None or not self._checking.done():
            return False
        checking, self._checking = self._checking, None
        try:
            found = checking.result()
        except Exception as error:  # noqa: BLE001 - whatever the text did to its process
            found = Complaint(0, sentence_of(error))
        if self._checked_text == self.text:
            self.complaint = found
        return True

    def _hear_run(self) -> bool:
        if self._running is None or not self._running.done():
            return False
        running, self._running = self._running, None
        try:
            ran = running.result()
        except Exception as error:  # noqa: BLE001 - whatever the program did to its process
            ran = Ran("stopped", say("You stopped it.") if self._stopped else sentence_of(error))
        if isinstance(ran, Complaint):
            if self._ran_text == self.text:
                self.complaint, self._checked_text = ran, self.text
            ran = Ran("wrong", say("This is not a program yet, so nothing ran."))
        self.ran = ran
        return True

    def _hear_visit(self) -> bool:
        if self._visit is None:
            return False
        before = self._visit.progress
        visited = self._visit.news()
        if visited is not None:
            self.visited, self._visit = visited, None
        return visited is not None or (self._visit is not None and self._visit.progress is not before)

    @property
    def failing(self) -> FailingView | None:
        """The order that goes wrong, as the inspector found it."""
        return self.visited.failing if self.visited is not None else None

    def view(self) -> LabView:
        return LabView(
            title=self.origin.title,
            unsaved=self.unsaved,
            doing=self.doing,
            complaint=self.complaint,
            ran=self.ran,
            ran_is_old=self._ran_text != self.text,
            visit=self._visit_view(),
            visit_is_old=self._visit_text != self.text,
            newest=self._newest,
        )

    def _visit_view(self) -> VisitView | None:
        empty = VisitView(self.origin.title, "", 0, 0, 0.0, BUDGET.seconds, 0, "", "", "", None)
        if self._visit is not None:
            now = self._visit.progress
            if now is None:
                return empty
            return replace(
                empty, rung=now.rung, schedules=now.schedules, orders=now.traces, seconds=now.seconds,
                budget=self._visit.budget.seconds, found=now.findings,
            )  # fmt: skip
        if self.visited is None:
            return None
        found = self.visited.inspection
        if found is None:
            return replace(empty, more=self.visited.trouble)
        return replace(
            empty, schedules=found.schedules, orders=found.traces, seconds=found.seconds, stamp=found.verdict,
            words=_bare(found.words, found.verdict), failing=self.visited.failing,
        )  # fmt: skip

    # ---- processes -----------------------------------------------------------------------------

    def _worker(self) -> Executor:
        if self._crew is None:
            self._crew = self._hands() if self._hands is not None else Crew(1, seconds=SECONDS, memory=MEMORY)
        return self._crew

    def close(self) -> None:
        """Let go of all processes."""
        if self._visit is not None:
            self._visit.stop(patience=0)
        self._stop_run()
        crew, self._crew = self._crew, None
        if isinstance(crew, Crew):
            crew.close()


def _tried(draft: AnyDraft) -> Ran | Complaint:
    """In the worker: one run, or why there can be none."""
    return complaint(draft) or rehearse(draft)


def _bare(words: str, verdict: str) -> str:
    """A verdict's words without the verdict, which stands before them as a stamp."""
    return capital(words.removeprefix(f"{verdict.capitalize()}: "))
