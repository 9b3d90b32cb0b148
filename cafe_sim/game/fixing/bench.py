"""The bench of a fix level: a plan under the player's hands, what it did this time, and what it always does.

Moves are `fixing.toolbox`; this module keeps the plan, its past and what was taken back, and runs the day; the
inspector is called as anywhere (`inspecting.inspectable`). Verdicts belong to one plan: change it, and what was said
before is *stale*, and is shown as that; change it back, and they are there again. So do predictions.

Plans on the bench have no name: a name belongs to what is kept of a level (`player.progress`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import msgspec

from cafe_sim.game.days.played import Played, play_day
from cafe_sim.game.days.prediction import NO_SOMETIMES, before_day, before_visit, called_of, day_came, visit_came
from cafe_sim.game.days.result import fault_views, result_of
from cafe_sim.game.fixing.hints import Hints, hints_for
from cafe_sim.game.fixing.moves import MoveRefused
from cafe_sim.game.fixing.toolbox import made, meant, offers
from cafe_sim.game.fixing.view import bench_view
from cafe_sim.game.inspecting.inspectable import Inspectable
from cafe_sim.game.player.progress import STATES_AT_MOST, Checkpoint, Left
from cafe_sim.game.views import Answer, BenchView, Called, Mark, Prediction

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.memory import Memory
    from cafe_sim.game.views import FaultView, ResultView

Since = Literal["move", "all"]


class Bench(Inspectable):
    """One fix level being worked on. Commands return "" or a sentence saying why not."""

    def __init__(
        self, level: Level, plan: Plan | None = None, left: Left | None = None, memory: Memory | None = None
    ) -> None:
        """`left`: how it was left, to go on from there. `memory`: what is known of plans."""
        super().__init__(level, bare(plan or level.naive), memory)
        self.shop = level.shop
        self.since: Since = "move"
        """What differences are shown from: the last change, or the level's own plan."""
        self._past: list[Plan] = []
        if left is not None and left.states:
            *self._past, self.plan = (bare(state.plan) for state in left.states)
        self._future: list[Plan] = [bare(state.plan) for state in left.undone] if left is not None else []
        self._before = self.plan
        """The plan before the last change, whatever it was: a move, or one taken back."""
        self._days: dict[bytes, Played] = {}
        self._opened = b""
        """Of which plan a day was seen last."""
        self._hinted: tuple[object, Hints] | None = None
        """The hints last asked for, and for what: they take a moment to be found, and are drawn often."""

    # ---- changing the plan ---------------------------------------------------------------------

    def offers(self, move: str) -> bool:
        """The level's toolbox holds this move."""
        return offers(self.level, move)

    def refusal(self, move: str, mark: Mark) -> str:
        """Why the move cannot be made on what is marked; "" if it can."""
        try:
            plan = made(self.level, self.plan, move, meant(self.level, move, mark))
        except MoveRefused as refusal:
            return str(refusal)
        return _ALREADY if plan.essence() == self._key else ""

    def make(self, move: str, mark: Mark) -> str:
        """Make a move on what is marked."""
        try:
            return self.put(made(self.level, self.plan, move, meant(self.level, move, mark)))
        except MoveRefused as refusal:
            return str(refusal)

    def put(self, plan: Plan) -> str:
        """Put another plan on the bench."""
        if plan.essence() == self._key:
            return _ALREADY
        self._past.append(self.plan)
        self._future.clear()
        self._turn(bare(plan))
        return ""

    def undo(self) -> str:
        """The plan before the last change."""
        if not self._past:
            return "nothing has been changed yet"
        self._future.append(self.plan)
        self._turn(self._past.pop())
        return ""

    def redo(self) -> str:
        """The change again that was taken back last."""
        if not self._future:
            return "no change has been taken back"
        self._past.append(self.plan)
        self._turn(self._future.pop())
        return ""

    def left(self) -> Left | None:
        """To be gone on with another time; None where the level's own plan is on the bench."""
        if self._key == self.level.naive.essence() and not self._future:
            return None
        past = tuple(Checkpoint(plan) for plan in (*self._past, self.plan)[-STATES_AT_MOST:])
        return Left(past, undone=tuple(Checkpoint(plan) for plan in self._future[-STATES_AT_MOST:]))

    def _turn(self, plan: Plan) -> None:
        self.send_home()
        self._before, self.plan = self.plan, plan

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    @property
    def compared(self) -> Plan:
        """The plan that the program is shown beside."""
        return bare(self.level.naive) if self.since == "all" else self._before

    # ---- predictions ---------------------------------------------------------------------------

    @property
    def asked(self) -> Prediction | None:
        """What can be predicted now: how the day will go, then what the inspector will say."""
        if self.day is None:
            return before_day(self.level)
        return before_visit(self.level) if self.verdict is None else None

    def guess(self, answer: Answer) -> str:
        """Say how it will go, before it is run."""
        asked = self.asked
        if asked is None:
            return "this plan has been run and inspected: nothing is left to be guessed"
        if answer not in asked.answers:
            return NO_SOMETIMES
        self.learn(msgspec.structs.replace(self.known, guesses={**self.known.guesses, asked.about: answer}))
        return ""

    def called(self) -> tuple[Called, ...]:
        """How the predictions about this very plan turned out."""
        day, verdict = self.day, self.verdict
        came: tuple[tuple[Prediction, Answer | None], ...] = (
            (before_day(self.level), day_came(day.outcome) if day else None),
            (before_visit(self.level), visit_came(verdict) if verdict else None),
        )
        guessed = self.known.guesses
        guesses = ((asked, guessed.get(asked.about, ""), then) for asked, then in came)
        told = (called_of(asked, guess, then) for asked, guess, then in guesses if guess in asked.answers)
        return tuple(called for called in told if called is not None)

    # ---- the two verdicts ----------------------------------------------------------------------

    @property
    def day(self) -> Played | None:
        """The day of this very plan, if the doors have been open."""
        if self._key not in self._days and self.known.opened:  # in another sitting: it goes as it went
            self._run()
        return self._days.get(self._key)

    @property
    def stale_day(self) -> Played | None:
        """The day that was seen last, where it is another plan's."""
        return None if self.day is not None else self._days.get(self._opened)

    def open_doors(self) -> Played:
        """Run the day."""
        if self._key not in self._days:
            self._run()
        self._opened = self._key
        self.learn(msgspec.structs.replace(self.known, opened=True))
        return self._days[self._key]

    def _run(self) -> None:
        self._days[self._key] = play_day(self.shop, self.plan, self.level.title)

    def faults(self) -> tuple[FaultView, ...]:
        """What is known to be wrong with this very plan: what the day showed, and what the inspector found."""
        day, verdict = self.day, self.verdict
        found = (f.fault for f in (verdict.findings if verdict else ()))
        return fault_views((*(day.outcome.faults if day else ()), *found))

    def hints(self) -> Hints:
        """Three hints for what is on the bench, each saying more; the later ones from what went wrong with it."""
        known = (self._key, self.day is not None, self.verdict is not None)
        if self._hinted is None or self._hinted[0] != known:
            self._hinted = (known, hints_for(self.level, self.plan, self.failing(), self.faults()))
        return self._hinted[1]

    # ---- what is to be seen --------------------------------------------------------------------

    def result(self) -> ResultView:
        """The result of this plan, as far as is known."""
        result = result_of(self.level, self.plan, self.open_doors(), self.verdict, self.failing())
        hints = () if result.sound else tuple(hint.text for hint in self.hints())
        return replace(result, called=self.called(), hints=hints)

    def view(self, mark: Mark | None = None) -> BenchView:
        """The bench at this moment, for a screen; `mark` is what is marked."""
        return bench_view(self, mark)


_ALREADY = "the bench looks like that already"


def bare(plan: Plan) -> Plan:
    """A plan without its name."""
    return msgspec.structs.replace(plan, name="") if plan.name else plan
