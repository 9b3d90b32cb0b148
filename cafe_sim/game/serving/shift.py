"""The live shift of a serve level: the player hands over orders while café time passes, stands, or is taken back.

Theory. The program is deterministic, so a plan *is* its day: `play_day` runs the program once, to its end, and
everything that can be seen at second t of the shift is what the trace says up to t. A decision at t is one more row of
the plan, and the day is run again; a row at t cannot change what was before t, so the past on the screen stays (a
property test holds it to that). Undo is the plan before. A forecast is the day of the plan with the row that is being
thought about. Between decisions time passes by `advance`, which runs no engine at all.

The clock stands (`pace` "stop") before the first hand-over, whenever somebody comes in, and whenever a clerk or
baker has become free while orders are on the rail. It goes on after a hand-over unless somebody on the rail could still
be served at once; `go_on` leaves them on the rail. So nothing depends on how fast the player presses. With pace "slow"
it goes at a quarter of the speed instead, with "real" it does not stand for orders. While a question is open ("will
everybody be served?") it stands at every pace: whoever thinks about the answer must not see it come. `go_on` leaves the
question unanswered. Times are whole hundredths of a second.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.cafe.model import HandOver, Plan, Rules
from cafe_sim.game.days.played import Played, Stay, play_day
from cafe_sim.game.days.prediction import before_day, called_of, day_came
from cafe_sim.game.days.result import result_of
from cafe_sim.game.inspecting.inspectable import Inspectable
from cafe_sim.game.player.progress import STATES_AT_MOST, Checkpoint, Left
from cafe_sim.game.serving.forecast import Forecasts
from cafe_sim.game.serving.rail import Rail
from cafe_sim.game.serving.view import view_of
from cafe_sim.game.words import listed, number, plural

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Worker
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.settings import Pace
    from cafe_sim.game.views import Answer, Forecast, Prediction, ResultView, ShiftView

SLOW: Final = 0.25
TICK: Final = 0.01
"""Seconds: the clock's grain."""

DAYS_KEPT: Final = 200
"""Days kept in hand: forecasts make many, undo wants some of them back."""

FIRST: Final = "give the first order"
PAUSED: Final = "paused"
ASKED: Final = "you may guess how it will end"
LEFT: Final = "as you left it"


def standing_part(plan: Plan) -> Plan:
    """What is kept of a plan when its day is played again: the rules last in force, from the start, and the tags."""
    rules = tuple(msgspec.structs.replace(rules, at=0.0) for rules in plan.rules[-1:])
    return Plan(name=plan.name, rules=rules, joins=plan.joins)


class Shift(Inspectable):
    """One serve level being played. Commands return "" or a sentence saying why not."""

    def __init__(
        self,
        level: Level,
        plan: Plan | None = None,
        pace: Pace = "stop",
        left: Left | None = None,
        *,
        asks: bool = True,
    ) -> None:
        """`left`: how it was left, to go on from there; undo leads back as it did then. `asks`: the end may be guessed,
        not so where all that needs no decision is told in one go.
        """
        super().__init__(level, plan or Plan())
        self.shop = level.shop
        self.asks = asks
        self.pace: Pace = pace
        self.now = 0.0
        self.started = False
        self.paused = False
        self._stop = FIRST
        """Why the clock stands for a decision, "" if it does not."""
        self._past: list[Checkpoint] = []
        """What undo goes back to."""
        self._rest = 0.0
        self._days: dict[bytes, Played] = {}
        self._rail: tuple[Plan, Rail] | None = None
        """The rail under the plan in force: asked for many times a frame."""
        self._forecasts = Forecasts(self._day_of)
        self._guess: tuple[Plan | None, Answer | None] = (None, None)
        """How the day of a plan was said to go."""
        if left is not None and left.states:
            *self._past, here = left.states
            self._stand(here, LEFT)

    # ---- what can be asked -----------------------------------------------------------------

    @property
    def played(self) -> Played:
        """The day as it will be if nothing else is decided."""
        return self.rail.day

    @property
    def day(self) -> Played | None:
        """The day as it was, once it is over."""
        return self.played if self.over else None

    @property
    def rail(self) -> Rail:
        """Who waits for a decision on that day."""
        if self._rail is None or self._rail[0] is not self.plan:
            self._rail = (self.plan, Rail(self.shop, self.plan, self._day_of(self.plan)))
        return self._rail[1]

    def _day_of(self, plan: Plan) -> Played:
        key = msgspec.json.encode(plan)
        if key not in self._days:
            self._days[key] = play_day(self.shop, plan, self.level.title)
            while len(self._days) > DAYS_KEPT:
                del self._days[next(iter(self._days))]
        return self._days[key]

    @property
    def standing(self) -> str:
        """Why the clock stands, "" while it runs."""
        if self.over:
            return ""
        return self._stop or (ASKED if self.asked is not None else PAUSED if self.paused else "")

    @property
    def waiting_for_you(self) -> bool:
        """The clock stands for a decision: a hand-over or `go_on` lets it run."""
        return bool(self._stop) and not self.over

    @property
    def over(self) -> bool:
        """Everybody has been served or has left, and the last worker has finished."""
        return self.started and self.now >= self.played.end and not self.undecided and not self.rail.coming(self.now)

    @property
    def undecided(self) -> list[Stay]:
        """Orders on the rail now that no rule will hand over, by number."""
        return self.rail.undecided(self.now)

    @property
    def nothing_left_to_decide(self) -> bool:
        """Nobody is on the rail or still to come, but by rule: the rest is only time."""
        covered = self.rail.covered
        return self.started and not self.undecided and all(stay.item in covered for stay in self.rail.coming(self.now))

    @property
    def can_begin(self) -> bool:
        """The doors are still closed, and rules hand over whoever stands before them."""
        return not self.started and bool(self.rail.covered) and not self.undecided

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def rules(self) -> Rules | None:
        """The standing rules in force."""
        return self.plan.rules[-1] if self.plan.rules else None

    def view(self) -> ShiftView:
        """The shift at this moment, for a screen."""
        return view_of(self)

    def forecast(self, order: int, worker: str) -> Forecast:
        """What giving `order` to `worker` now would lead to, as far as decided until now."""
        return self._forecasts.of(self.plan, self.now, order, worker)

    def makers(self, item: str) -> tuple[Worker, ...]:
        """Who can make it."""
        return self.rail.makers(item)

    @property
    def asked(self) -> Prediction | None:
        """What may be guessed now: nothing is left to decide, and how it will end cannot be seen yet."""
        if (
            not self.asks
            or self.over
            or not (self.can_begin or self.nothing_left_to_decide)
            or self._guess[0] is self.plan
        ):
            return None
        seen = any(stay.state(self.now) == "left" for stay in self.played.stays)
        return None if seen else before_day(self.level)

    def guess(self, answer: Answer) -> str:
        """Say how the day will go as it is decided; another decision makes it another day."""
        if self.asked is None or answer not in self.asked.answers:
            return "There is nothing to be guessed at the moment."
        self._guess = (self.plan, answer)
        return ""

    def result(self) -> ResultView:
        """What came of it, and of a guess at it."""
        result = result_of(self.level, self.plan, self.played, self.verdict, self.failing())
        plan, answer = self._guess
        if plan is not self.plan or answer is None:
            return result
        called = called_of(before_day(self.level), answer, day_came(self.played.outcome))
        return replace(result, called=(called,) if called is not None else ())

    # ---- decisions -------------------------------------------------------------------------

    def hand_over(self, order: int, worker: str) -> str:
        """Give `order` to `worker` now."""
        refusal = self._why_not(order, worker)
        if refusal:
            return refusal
        row = HandOver(at=self.now, order=order, to=worker)
        self._decide(msgspec.structs.replace(self.plan, hand_overs=(*self.plan.hand_overs, row)))
        self.started = True
        self.paused = False
        self._resume_if_settled()
        return ""

    def set_rules(self, makers: dict[str, tuple[str, ...]], next_: str, when: str) -> str:
        """Standing rules from now on; no makers at all takes them off."""
        for item, names in makers.items():
            able = {worker.name for worker in self.makers(item)}
            wrong = [name for name in names if name not in able]
            if wrong:
                return f"{wrong[0]} does not make {item}: choose among {', '.join(sorted(able))}."
        row = msgspec.convert({"makers": makers, "next": next_, "when": when, "at": self.now}, Rules)
        earlier = tuple(rules for rules in self.plan.rules if rules.at < self.now)
        if not makers and not earlier:
            self._decide(msgspec.structs.replace(self.plan, rules=()))
        else:
            self._decide(msgspec.structs.replace(self.plan, rules=(*earlier, row)))
        if self.started:
            self._resume_if_settled()
        return ""

    def toggle_tag(self, worker: str) -> str:
        """Hang `worker`'s tag on the batch order's ticket, or take it off."""
        if worker not in self.level.toolbox.tags:
            return f"There is no tag for {worker or 'that'} here."
        batch = self.batch
        if batch is not None and batch.handed is not None and batch.handed <= self.now:
            return f"The {batch.item} has been given out, its ticket cannot be changed; u takes the decision back."
        joins = self.plan.joins
        kept = tuple(name for name in joins if name != worker) if worker in joins else (*joins, worker)
        self._decide(msgspec.structs.replace(self.plan, joins=kept))
        return ""

    @property
    def batch(self) -> Stay | None:
        """The order that waits for tags, if the level has one."""
        return self.rail.batch

    def restart(self) -> str:
        """The day from its beginning, with the rules and tags that stand now: a decision like any other."""
        if not self.started:
            return "The day has not begun yet."
        self._past.append(self._state)
        self.paused = False
        self._stand(Checkpoint(standing_part(self.plan)), FIRST)
        return ""

    def undo(self) -> str:
        """Back to just before the last decision, the clock standing there."""
        if not self._past:
            return "Nothing has been decided yet."
        self._stand(self._past.pop(), "taken back")
        return ""

    def _stand(self, at: Checkpoint, why: str) -> None:
        """The clock stands there."""
        self.plan, self.now, self.started = at.plan, at.now, at.started
        self._rest = 0.0
        self._stop = why if self.started else FIRST

    @property
    def _state(self) -> Checkpoint:
        return Checkpoint(self.plan, self.now, self.started)

    def left(self) -> Left | None:
        """To be gone on with another time; None where nothing was decided."""
        if self.plan == Plan() and not self.started and not self._past:
            return None
        return Left((*self._past, self._state)[-STATES_AT_MOST:])

    def _decide(self, plan: Plan) -> None:
        self._past.append(self._state)
        self.plan = plan

    def _why_not(self, number: int, worker: str) -> str:
        stay = next((stay for stay in self.played.stays if stay.number == number), None)
        if stay is None:
            return "No order is marked."
        name = f"#{number} {stay.item}"
        if worker not in {person.name for person in self.shop.staff}:
            return f"Nobody called {worker or 'that'} works here."
        if stay.arrives > self.now:
            return f"{name} has not come in yet."
        if stay.handed is not None and stay.handed <= self.now:
            return f"{name} was given to {stay.worker} already; u takes the last decision back."
        if stay.left is not None and stay.left <= self.now:
            return f"The customer of {name} has left."
        able = [person.name for person in self.makers(stay.item)]
        if worker not in able:
            return f"{worker} does not make {plural(stay.item)}: {listed(able, 'or')} can."
        batch = self.batch
        if batch is not None and self.rail.batch_is_taken(self.now) and worker != batch.worker:
            return f"{worker}'s rail is closed since {batch.worker} took the {batch.item}; u takes that back."
        return ""

    # ---- time ------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Let café time pass, up to the next moment at which the clock stands."""
        if self.standing or self.over or seconds <= 0:
            return
        self._rest += seconds * (SLOW if self.pace == "slow" and self.rail.wants_decision(self.now) else 1.0)
        ticks = int(self._rest / TICK + 1e-6)
        self._rest -= ticks * TICK
        self._go_to(round(self.now + ticks * TICK, 2))

    def set_pace(self, pace: Pace) -> None:
        """What the clock does when there is something to decide, from now on."""
        self.pace = pace
        if self.started and pace != "stop":
            self._stop = ""

    def go_on(self) -> str:
        """Let the clock run although it stood for a decision: who is on the rail stays there."""
        if self.over:
            return "The day is over."
        if self.rail.nothing_moves(self.now):
            return "Nothing moves until you hand over what is on the rail."
        was_standing = bool(self.standing)
        self._leave_unanswered()
        self.started, self.paused, self._stop = True, not was_standing, ""
        return ""

    def _leave_unanswered(self) -> None:
        """Who lets time go on does not want to guess."""
        if self.asked is not None:
            self._guess = (self.plan, None)

    def step(self) -> str:
        """Let one café second pass, or less if the clock stands before."""
        if self.over:
            return "The day is over."
        if self.rail.nothing_moves(self.now):
            return "Nothing moves until you hand over what is on the rail."
        self._leave_unanswered()
        self.started, self.paused, self._stop = True, True, ""
        self._go_to(round(self.now + 1.0, 2))
        return ""

    def skip(self) -> str:
        """To the end, if nothing is left to decide."""
        if not self.nothing_left_to_decide:
            return "There is still something to decide."
        self.paused, self._stop = False, ""
        self.now = max(self.now, self.played.end)
        return ""

    def _go_to(self, target: float) -> None:
        stop = self.rail.next_stop(self.now, target) if self.pace == "stop" else None
        if stop is None:
            self.now = max(min(target, self.rail.last_moment), self.now)
            if self.rail.nothing_moves(self.now):
                self._stop = "nothing moves any more"
            return
        self.now, self._stop = stop
        self._rest = 0.0

    def _resume_if_settled(self) -> None:
        """After a decision: the clock stands on only while somebody on the rail could still be started now."""
        if not self._stop:
            return
        left = len(self.undecided)
        self._stop = f"{number(left)} more on the rail" if left and self.rail.wants_decision(self.now) else ""
