"""The bench of a fix level: a plan under the player's hands, what it did this time, and what it always does.

Moves are `game.moves`; this module keeps the plan and its past, says what the toolbox offers, runs the day, and calls the
inspector (`game.visit`), so that a screen can show progress and stop him. Verdicts belong to one plan: change it, and they
are gone; change it back, and they are there again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import msgspec

from cafe_sim.cafe.inspecting import always_works, in_words
from cafe_sim.cafe.model import Plan, Step
from cafe_sim.cafe.writing import write_program
from cafe_sim.content.stars import speed
from cafe_sim.content.subjects import round_subject
from cafe_sim.game import moves
from cafe_sim.game.moves import Refused
from cafe_sim.game.played import Played, play_day
from cafe_sim.game.result import MEASURES, fault_views, lanes_of, result_of, who_left
from cafe_sim.game.views import BenchRow, BenchView, DiffLine, Mark, StepLook, Strip, Tool, VisitView
from cafe_sim.game.visit import Visit, Visited
from cafe_sim.game.words import listed

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.game.views import FailingView, ResultView

KITCHEN = "kitchen"
"""What one more lock is called."""
LOOKS: dict[str, StepLook] = {"wait": "wait", "work": "run"}
DOES: dict[str, str] = {
    "wait": "waits {} s",
    "work": "{} s by hand",
    "block": "a blocking call of {} s",
    "ring": "{} s",
    "take": "{} s",
    "look": "{} s",
    "grab": "takes the {1} and keeps it to the end",
}
"""What a step does, in words."""


class Bench:
    """One fix level being worked on. Commands return "" or a sentence saying why not."""

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        self.level = level
        self.shop = level.shop
        self.plan = plan or level.naive
        self._past: list[Plan] = []
        self._days: dict[bytes, Played] = {}
        self._visits: dict[bytes, Visited] = {}
        """What the inspector said of each plan that he has seen."""
        self._visit: Visit | None = None

    # ---- changing the plan ---------------------------------------------------------------------

    def offers(self, move: str) -> bool:
        """The level's toolbox holds this move."""
        box = self.level.toolbox
        return {
            "lock": box.locks > 0 or box.unlock,
            "join": box.join,
            "rise": box.move,
            "sink": box.move,
            "together": box.together,
            "extra": box.unlock and box.locks > 0,
            "late": bool(box.late),
            "prompt": bool(box.late),
        }[move]

    def make(self, move: str, mark: Mark) -> str:
        """Make a move on what is marked."""
        if not self.offers(move):
            return "that is not in this level's toolbox"
        try:
            plan = self._moves()[move](mark)
        except Refused as refusal:
            return str(refusal)
        return self.put(plan)

    def _moves(self) -> dict[str, Callable[[Mark], Plan]]:
        shop, plan = self.shop, self.plan
        return {
            "lock": self._lock,
            "join": lambda mark: moves.join(shop, plan, *_step(mark)),
            "rise": lambda mark: self._shift(mark, -1),
            "sink": lambda mark: self._shift(mark, 1),
            "together": lambda mark: moves.together(shop, plan, *_step(mark)),
            "extra": lambda _: moves.hang_extra(shop, plan, KITCHEN, self.level.toolbox.locks),
            "late": lambda mark: self._late(mark, 1),
            "prompt": lambda mark: self._late(mark, -1),
        }

    def _lock(self, mark: Mark) -> Plan:
        shop, plan, most = self.shop, self.plan, self.level.toolbox.locks
        if mark.step:
            step = self._steps(mark.item)[mark.step]
            if step.do != "grab":
                return moves.guard_step(shop, plan, mark.item, mark.step, most)
            return moves.take_off(shop, plan, step.thing)
        if not mark.thing:
            raise Refused("mark a thing or a step: a lock guards what is shared, not a person")
        hangs = any(span.thing == mark.thing for span in plan.spans) or mark.thing in self._grabbed()
        return moves.take_off(shop, plan, mark.thing) if hangs else moves.hang(shop, plan, mark.thing, most)

    def _shift(self, mark: Mark, by: int) -> Plan:
        item, step = _step(mark)
        movable = self.level.toolbox.movable
        if movable and step not in movable:
            raise Refused(f"only these can be moved here: {listed(movable)}")
        return moves.shift(self.shop, self.plan, item, step, by)

    def _late(self, mark: Mark, by: float) -> Plan:
        box = self.level.toolbox
        worker = mark.worker or box.late[0]
        return moves.come_in(self.plan, worker, self.plan.late.get(worker, 0) + by, box.late_at_most)

    def put(self, plan: Plan) -> str:
        """Put another plan on the bench."""
        if plan == self.plan:
            return "the bench looks like that already"
        self.send_home()
        self._past.append(self.plan)
        self.plan = plan
        return ""

    def undo(self) -> str:
        """The plan before the last change."""
        if not self._past:
            return "nothing has been changed yet"
        self.send_home()
        self.plan = self._past.pop()
        return ""

    def _steps(self, item: str) -> dict[str, Step]:
        return {step.id: step for step in moves.item_named(self.shop, item).steps}

    def _grabbed(self) -> set[str]:
        steps = (step for item in self.shop.items for step in moves.steps_of(self.shop, self.plan, item.name))
        return {step.thing for step in steps if step.do == "grab"}

    # ---- the two verdicts ----------------------------------------------------------------------

    @property
    def day(self) -> Played | None:
        """The day of this very plan, if the doors have been open."""
        return self._days.get(_key(self.plan))

    @property
    def verdict(self) -> Inspection | None:
        """What the inspector found for this very plan, if he has been asked."""
        visited = self._visits.get(_key(self.plan))
        return visited.inspection if visited else None

    def open_doors(self) -> Played:
        """Run the day."""
        key = _key(self.plan)
        if key not in self._days:
            self._days[key] = play_day(self.shop, self.plan, self.level.title)
        return self._days[key]

    @property
    def asking(self) -> bool:
        """The inspector is at work."""
        return self._visit is not None

    def start_asking(self, hands: Callable[[], Executor] | None = None) -> None:
        """Call the inspector for this plan; `hear` what he says. `hands` as in `Visit`."""
        self._visit = Visit(round_subject(self.level, self.plan), hands=hands)

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
            self._visits[_key(self.plan)] = visited
            self._visit = None

    def stop_asking(self) -> None:
        """Ask the inspector to come to an end: what he says then is the verdict so far."""
        if self._visit is not None:
            self._visit.stop()

    def send_home(self) -> None:
        """Send the inspector home: what he would say is of no interest any more."""
        self.stop_asking()
        self._visit = None

    def failing(self) -> FailingView | None:
        """A schedule that goes wrong, if the inspector has found one for this very plan."""
        visited = self._visits.get(_key(self.plan))
        return visited.failing if visited else None

    def visit(self) -> VisitView | None:
        """The inspector's visit to this very plan, for a screen; None if he has not been called."""
        title = f"{self.level.id}  {self.level.title}"
        if self._visit is not None:
            return _under_way(title, self._visit)
        visited = self._visits.get(_key(self.plan))
        return _over(title, visited) if visited else None

    def result(self) -> ResultView:
        """The result of this plan, as far as is known."""
        return result_of(self.level, self.plan, self.open_doors(), self.verdict, self.failing())

    # ---- the view ------------------------------------------------------------------------------

    def view(self) -> BenchView:
        """The bench at this moment, for a screen."""
        day, verdict = self.day, self.verdict
        found = (*(day.outcome.faults if day else ()), *(f.fault for f in (verdict.findings if verdict else ())))
        return BenchView(
            title=f"{self.level.id}  {self.level.title}",
            toolbox=tuple(self._toolbox()),
            rows=tuple(self.rows()),
            diff=self.diff(),
            can_undo=bool(self._past),
            this_time=self._this_time(day) if day else "",
            this_time_ok=day.outcome.worked if day else None,
            faults=fault_views(found),
            lanes=lanes_of(self.level, day) if day else (),
            end=day.end if day else 0.0,
            always=in_words(verdict) if verdict else "",
            always_ok=always_works(verdict) if verdict else None,
            notes=tuple(who_left(day)) if day else (),
            stamp=verdict.verdict if verdict else "",
        )

    def _toolbox(self) -> Iterator[Tool]:
        """What may be done here, and how many locks are left."""
        box = self.level.toolbox
        left = max(box.locks - moves.lock_count(self.plan), 0)
        words = {
            "lock": f"lock ×{left}" if box.locks else "lock off",
            "join": "join",
            "rise": "move",
            "together": "together",
            "extra": "one more",
            "late": f"{listed(box.late)} later",
        }
        yield from (Tool(move, text) for move, text in words.items() if self.offers(move))

    def _this_time(self, day: Played) -> str:
        """One line about the day."""
        outcome, measure = day.outcome, self.level.measure
        parts = ["worked" if outcome.worked else "did not work", f"{outcome.served} of {len(day.stays)} served"]
        if outcome.stuck is not None:
            parts.append(f"stuck from {outcome.stuck:g} s on")
        value = speed(self.level, outcome)
        if measure is not None and value is not None:
            parts.append(f"{MEASURES[measure.kind]} {value:g} s (par {measure.par:g})")
        if outcome.till is not None:
            parts.append(f"till {outcome.till:.2f}")
        return ", ".join(parts)

    def rows(self) -> Iterator[BenchRow]:
        """All that can be marked."""
        shop, plan = self.shop, self.plan
        grabbed = self._grabbed()
        hung = {span.thing for span in plan.spans}
        for thing in shop.things:
            locks = (thing.name,) if thing.name in hung | grabbed else ()
            yield BenchRow(Mark(thing=thing.name), "things", thing.name, None, locks, self._users(thing.name), 0)
        for station in shop.stations:
            locks = (station.name,) if station.name in hung else ()
            text = f"{station.places} place{'s' if station.places > 1 else ''}"
            yield BenchRow(Mark(thing=station.name), "things", station.name, None, locks, text, 0)
        for item in shop.items:
            groups = plan.together.get(item.name, ())
            for number, step in enumerate(moves.steps_of(shop, plan, item.name), 1):
                group = next((index for index, ids in enumerate(groups, 1) if step.id in ids), 0)
                yield BenchRow(
                    Mark(item=item.name, step=step.id),
                    f"steps of {item.name}",
                    f"{number} {step.label or step.id}",
                    Strip(LOOKS.get(step.do, "hold"), step.seconds, step.label),
                    self._locks_around(item.name, step),
                    _in_short(step),
                    group,
                    _about(step),
                )
        for worker in self.level.toolbox.late:
            late = plan.late.get(worker, 0)
            text = f"{late:g} s after opening" if late else "at opening"
            yield BenchRow(Mark(worker=worker), "who comes in when", worker, None, (), text, 0)

    def _locks_around(self, item: str, step: Step) -> tuple[str, ...]:
        held = []
        for other in moves.steps_of(self.shop, self.plan, item):
            if other.do == "grab":
                held.append(other.thing)
            if other.id == step.id:
                break
        return tuple(dict.fromkeys((*moves.locks_around(self.shop, self.plan, item, step.id), *held)))

    def _users(self, thing: str) -> str:
        users = [
            step.label or step.id
            for item in self.shop.items
            for step in item.steps
            if step.do != "grab" and thing in (step.thing, *step.touches)
        ]
        return f"touched by {listed(list(dict.fromkeys(users)))}" if users else ""

    def diff(self) -> tuple[DiffLine, ...]:
        """The program, line by line, beside the level's naive one."""
        new = write_program(self.shop, self.plan, self.level.title)
        old = write_program(self.shop, self.level.naive, self.level.title).text.splitlines()
        text = new.text.splitlines()
        lines = []
        for tag, old_from, old_to, first, last in SequenceMatcher(None, old, text, autojunk=False).get_opcodes():
            if tag in ("replace", "delete"):
                lines += [DiffLine("-", gone, 0, "", "") for gone in old[old_from:old_to]]
            for number in range(first, last):
                item, step = new.lines.get(number + 1, ("", ""))
                lines.append(DiffLine(" " if tag == "equal" else "+", text[number], number + 1, item, step))
        return tuple(lines)


def _under_way(title: str, visit: Visit) -> VisitView:
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


def _over(title: str, visited: Visited) -> VisitView:
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
        more=inspection.words if undecided else "",
        failing=visited.failing,
    )


def _key(plan: Plan) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(plan, name=""))


def _step(mark: Mark) -> tuple[str, str]:
    if not mark.step:
        raise Refused("mark a step first")
    return mark.item, mark.step


def _shared(step: Step) -> list[str]:
    return list(dict.fromkeys((*((step.thing,) if step.thing and step.do != "grab" else ()), *step.touches)))


def _in_short(step: Step) -> str:
    """Names of what a step touches, uses or needs."""
    needs = ("after " + ", ".join(step.needs),) if step.needs else ()
    return ", ".join((*_shared(step), *((step.station,) if step.station else ()), *needs))


def _about(step: Step) -> str:
    """What a step is, and what it needs or touches."""
    parts = [DOES[step.do].format(f"{step.seconds:g}", step.thing)] if step.do in DOES and step.seconds else []
    parts += [DOES["grab"].format("", step.thing)] if step.do == "grab" else []
    parts += [f"touches the {listed(_shared(step))}"] if _shared(step) else []
    parts += [f"in the {step.station}"] if step.station else []
    parts += [f"needs {listed(list(step.needs))} first"] if step.needs else []
    return ", ".join(parts)
