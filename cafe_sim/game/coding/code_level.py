"""A code level under the player's hands: the text is the plan. It is run in another process, and the inspector is
called for it as anywhere.

The café around the text is the level's: orders, patience, books. What a run comes to (`ResultView`) is made where the
text is executed, for whatever is asked of the day is asked of the execution; what the inspector says is laid over it
here. Verdicts belong to one text, as they do to one plan on a bench: change it, and they are gone; change it back, and
they are there again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject, always_works
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.typed import plan_of_text
from cafe_sim.cafe.writing import write_program
from cafe_sim.content.check_text import is_too_long
from cafe_sim.content.safetext import SafeCode, harmless
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine import SECOND
from cafe_sim.engine.timeline import timeline
from cafe_sim.game.coding.afar import OrderAfar
from cafe_sim.game.coding.draft import LevelDraft
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.coding.rehearsal import tell
from cafe_sim.game.coding.transcript import Moment
from cafe_sim.game.days.played import Played
from cafe_sim.game.days.result import judged, result_of, with_verdict
from cafe_sim.game.inspecting.inspectable import FORGOTTEN, Inspectable
from cafe_sim.game.pictures.charting_day import charts_of_day

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cafe_sim.cafe.day import Day
    from cafe_sim.cafe.ledger import Entry
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Execution
    from cafe_sim.game.coding.lab import LabView
    from cafe_sim.game.inspecting.visit import Visited
    from cafe_sim.game.player.known import KeptVerdict
    from cafe_sim.game.views import ResultView
    from cafe_sim.game.views.common import Stamp


@dataclass(frozen=True)
class CodeDraft(LevelDraft):
    """A code level's day with a text of the player's own: the text is all that its plan says."""

    level: Level | None = None
    """Whose result is made of a run; None: no result is wanted."""

    @cached_property
    def written(self) -> Written:
        """The text as it stands, and which of its lines still are the recipe's."""
        return write_program(self.shop, plan_of_text(self.shop.program, self.text), self.title)

    @cached_property
    def digest(self) -> str:
        """The same as of the plan that the text makes, so that a schedule's code fits wherever that plan goes."""
        plan = plan_of_text(self.shop.program, self.text)
        return CafeSubject(self.shop, plan, self.title, self.target, lasting=self.lasting).digest

    def day(self, execution: Execution) -> Sequence[Moment]:
        """Orders as they come, and what becomes of them."""
        day: Day = execution.locals[CafeSubject]
        told = [
            moment for entry in day.ledger for moment in _moments(entry) if moment.seconds * SECOND <= execution.now
        ]
        return sorted(told, key=lambda moment: moment.seconds)

    def result(self, execution: Execution) -> ResultView | None:
        """What the level says to a run that came to its end, one way or another."""
        if self.level is None or execution.state == "spent":
            return None
        day: Day = execution.locals[CafeSubject]
        played = Played(self.shop, self.written, day.outcome(), timeline(execution))
        result = result_of(self.level, plan_of_text(self.shop.program, self.text), played)
        return _shown(replace(result, program=SafeCode(self.text), charts=charts_of_day(played, "your run")))

    def __getstate__(self) -> dict[str, object]:
        return {**super().__getstate__(), "level": self.level}


class CodeLab(Lab):
    """The lab's desk with a level on it."""

    def __init__(self, level: Level, text: str, hands: Callable[[], Executor] | None = None) -> None:
        self.level = level
        super().__init__(code_origin(level), text, hands)

    def _in(self, cafe: CafeSubject | None) -> CodeDraft:
        assert cafe is not None
        return CodeDraft(
            cafe.shop, cafe.plan, cafe.title, cafe.target, self.text, level=self.level, lasting=cafe.lasting
        )

    @property
    def round(self) -> CodeDraft:
        return self._in(self.origin.round)


@dataclass(frozen=True, slots=True)
class CodingView:
    """A code level at this moment."""

    lab: LabView
    too_long: bool
    """For a result: it can be run."""
    was_run: bool
    """This very text, and there is a result."""
    worked: bool
    """That time, and without a fault."""
    always: str
    """What the inspector said of this very text, in words; "" if he was not asked."""
    always_ok: bool | None
    stamp: Stamp


class Coding(Inspectable):
    """One code level being worked on. `close` it when the player leaves; what was found stays."""

    def __init__(self, level: Level, text: str | None = None, hands: Callable[[], Executor] | None = None) -> None:
        """`text`: as it was left or kept; the level's own without. `hands` as in `Lab`."""
        super().__init__(level, Plan())
        self.lab = CodeLab(level, level.shop.program if text is None else text, hands)
        self._follow()

    # ---- the text ------------------------------------------------------------------------------

    def edit(self, text: str) -> None:
        """The text is this now."""
        self.lab.edit(text)
        self._follow()

    def put(self, plan: Plan) -> str:
        """Another plan's text; "" or why not."""
        text = plan.text or self.level.shop.program
        if text == self.lab.text:
            return "the text is that one already"
        self.edit(text)
        return ""

    def _follow(self) -> None:
        """The plan is what the text says."""
        plan = plan_of_text(self.level.shop.program, self.lab.text)
        if plan != self.plan:
            self.send_home()
            self.plan = plan

    # ---- what came of it -----------------------------------------------------------------------

    @property
    def day(self) -> Played | None:
        """It was run elsewhere."""
        return None

    @property
    def came(self) -> ResultView | None:
        """What one run of this very text came to, if it came to anything."""
        view = self.lab.view()
        kept = view.ran is not None and not view.ran_is_old and not self.too_long
        return view.ran.result if view.ran is not None and kept else None

    @property
    def too_long(self) -> bool:
        """The text is more than a level keeps of a player."""
        return is_too_long(self.lab.text)

    @property
    def was_run(self) -> bool:
        return self.came is not None

    def result(self) -> ResultView:
        """The run's, with what the inspector says of the same text."""
        came = self.came
        assert came is not None, "there is no result before a run"
        return _shown(with_verdict(came, self.level, self.verdict, self.failing(), late=came.served < came.orders))

    def view(self) -> CodingView:
        """The text at this moment, and what is known of it."""
        verdict, came = self.verdict, self.came
        return CodingView(
            lab=self.lab.view(),
            too_long=self.too_long,
            was_run=came is not None,
            worked=came is not None and came.worked and not came.faults,
            always=judged(verdict, None) if verdict is not None else "",
            always_ok=always_works(verdict) if verdict is not None else None,
            stamp=verdict.verdict if verdict is not None else "",
        )

    @property
    def _subject(self) -> CodeDraft:
        return self.lab.round

    _tell = staticmethod(tell)

    def by_hand(self) -> OrderAfar:
        """What was typed is not executed here."""
        return self.lab.by_hand(self.verdict)

    def _recalled(self, kept: KeptVerdict) -> Visited:
        """What goes wrong would have to be executed, which is never done here: he has to be asked again."""
        return FORGOTTEN if kept.faults else super()._recalled(kept)

    def close(self) -> None:
        """Let go of all processes."""
        self.send_home()
        self.lab.close()


COMES: Final = "#{number} {item} comes in"
SERVED: Final = "#{number} {item} is handed out"
SOLD_OUT: Final = "#{number} {item} is told “sold out”"
LEAVES: Final = "#{number} {item} leaves without it"


def _moments(entry: Entry) -> Iterator[Moment]:
    """One order's day, up to the end of whatever ran.

    Told in English, as all that worker processes make; the screen retells it.
    """

    def moment(at: float, words: str, mark: str = "") -> Moment:
        return Moment(at, "", words.format(number=entry.number, item=entry.item), mark=mark)

    if entry.state == "coming":
        return
    yield moment(entry.arrived, COMES)
    if entry.served is not None:
        yield moment(entry.served, SOLD_OUT if entry.state == "sold out" else SERVED)
    if entry.left is not None:
        yield moment(entry.left, LEAVES, "wrong")


def _shown(view: ResultView) -> ResultView:
    """What a text of somebody's own says of itself (an error's words, say) is made safe to be shown."""
    return replace(view, faults=tuple(replace(fault, message=harmless(fault.message)) for fault in view.faults))


def code_key(level: Level) -> str:
    """What a level's text is kept under while nothing has come of it."""
    return f"code:{level.id}"


def code_origin(level: Level) -> Origin:
    """A code level's text, to be edited."""
    day = CafeSubject(level.shop, Plan(), level.title, level.id)
    title = f"{level.id}  {level.title}"
    return Origin(code_key(level), title, level.shop.program, FILE, day=day, round=round_subject(level, Plan()))
