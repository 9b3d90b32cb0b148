"""An order of events of the player's own: any program that the inspector visits, gone through by saying who moves next.

There is nothing to be won: it answers "could that really happen?", and "what if the other had gone first?". Where the
inspector has found an order that goes wrong, its moves lie ahead from the beginning on: one can follow it, and leave it
anywhere. What an operation is called is what the inspector's own story calls it.
"""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import harmless
from cafe_sim.engine.explore.telling.counterexample import worst_first
from cafe_sim.engine.explore.telling.stepping import Stepping, Way, learn_widely
from cafe_sim.engine.explore.telling.story import told_since
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.game.inspecting.failing import worst
from cafe_sim.game.inspecting.moves import gone_wrong, shown
from cafe_sim.game.inspecting.steps import Steps
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.views import ActorView, MoveView, SchedulerView, SharedView, Thought
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from cafe_sim.engine import Fault
    from cafe_sim.engine.explore import Inspection, Schedule
    from cafe_sim.engine.explore.telling.pending import Pending
    from cafe_sim.engine.kernel.actor import Actor

REMEMBERED: Final = 2
"""What somebody did last that is still said in their panel."""
AFTER: Final = 8
"""Of what goes by itself at the end, so much is said."""


class Text(Subject, Protocol):
    """A program of nobody's café."""

    @property
    def text(self) -> str: ...

    @property
    def file(self) -> str:
        """As faults name it."""


class OwnOrder(Steps):
    """One execution of a plan's round, or of a text. Executes it in this process."""

    def __init__(
        self, subject: CafeSubject | Text, title: str, schedule: Schedule | None = None, way: Way | None = None
    ) -> None:
        """`schedule`: what the inspector found, to lie ahead; `way`: where one stands already."""
        self.subject = subject
        self.title = title
        self._is_led = schedule is not None
        lines = program_of(subject).splitlines()
        file = FILE if isinstance(subject, CafeSubject) else subject.file

        def line_of(named: str, line: int) -> str:
            if named != file:
                return linecache.getline(named, line)
            return lines[line - 1] if 0 < line <= len(lines) else ""

        self._line_of = line_of
        if way is not None:
            self.stepping = Stepping.on(subject, way, line_of)
        elif schedule is not None:
            self.stepping = Stepping.along(subject, schedule, line_of)
        else:
            self.stepping = Stepping(subject, learn_widely(subject), line_of)

    @property
    def players(self) -> list[Actor]:
        """As everywhere; in a café somebody of the staff may be the program's main thread."""
        main = self._execution.actors[0]
        if self._cafe is not None and any(worker.name == main.name for worker in self._cafe.shop.staff):
            return list(self._execution.actors)
        return super().players

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the order that was chosen, the worst first; nothing before it is over."""
        return worst_first(self.stepping.judge()[0]) if self.over else ()

    @property
    def is_right(self) -> bool:
        """It came out as it should, if only by luck."""
        ended = self.over and self._execution.state != "spent"
        return ended and all(fault.kind == "data-race" for fault in self.faults)

    def view(self) -> SchedulerView:
        """The execution at this moment, for a screen."""
        position = self.stepping.position()
        rows = {row.serial: row for row in position.actors}
        moves, after = self._moves()
        done = (*moves, *after)
        seen = SchedulerView(
            title=self.title,
            goal=self._goal,
            actors=tuple(self._actor(key, rows[actor.serial], done) for key, actor in enumerate(self.players, 1)),
            moves=moves,
            value="",
            program=program_of(self.subject),
            over=self.over,
            won=False,
            good=self.is_right,
            verdict=self._verdict(),
            ahead=tuple(rows[t.actor].name if t.actor in rows else "?" for t in self.stepping.ahead),
            values=tuple(SharedView(v.name, self._shown(v.value), v.version, v.by) for v in position.values),
            after=after,
            preemptions=self.stepping.preemptions,
            preempted=rows[self.stepping.preempted].name if self.stepping.preempted else "",
        )
        return made_harmless(seen)

    @property
    def _cafe(self) -> CafeSubject | None:
        return self.subject if isinstance(self.subject, CafeSubject) else None

    def _shown(self, value: object) -> str:
        return shown(value) if self._cafe is not None else str(value)

    @property
    def _goal(self) -> str:
        if self._is_led:
            on_his = self.stepping.ahead or self.over
            return say("Make it go wrong. The inspector's way lies ahead.") if on_his else say("Make it go wrong.")
        return say("You say who goes first: does it ever go wrong?")

    def _actor(self, key: int, row: Pending, moves: Sequence[MoveView]) -> ActorView:
        done = [move.text for move in moves if move.actor == row.name][-REMEMBERED:]
        now = Thought(row.words, "next") if row.can_move else Thought(row.why, "stuck")
        going = () if row.ended else (now,)
        return ActorView(
            name=row.name,
            key=str(key),
            next=row.words,
            can_move=row.can_move,
            why=row.why,
            line=row.site.line,
            thoughts=(*(Thought(text, "done") for text in done), *going),
        )

    def _moves(self) -> tuple[tuple[MoveView, ...], tuple[MoveView, ...]]:
        """The moves as sentences, and what went by itself after them; and which of it spoilt what somebody else had
        written.
        """
        execution = self._execution
        trace = execution.trace()
        words = {step.event: step.words for step in told_since(trace, 0, self._line_of)}
        seen = [*words]
        if self._cafe is not None:
            words |= InTheCafe.of(self._cafe.shop, self._cafe.written).words(trace)
            words = {event: as_till(said) for event, said in words.items()}
        moves = []
        for (actor, *_), start in self.stepping.made:
            events = enumerate(execution.events[start:], start)
            mine = (i for i, event in events if event.actor == actor and not OPERATIONS[event.op].local)
            index = next(mine, -1)
            wrong = gone_wrong(execution, index, self._shown) if index >= 0 else ""
            moves.append(MoveView(execution.actors[actor - 1].name, words.get(index, ""), wrong))
        began = self.stepping.alone
        alone = [event for event in seen if event >= began][:AFTER] if began is not None and moves else []
        after = [
            MoveView(execution.actors[trace.events[i].actor - 1].name, words[i], gone_wrong(execution, i, self._shown))
            for i in alone
        ]
        return tuple(moves), tuple(after)

    def _verdict(self) -> str:
        if not self.over:
            return ""
        faults = self.faults
        if not faults and self._execution.state == "spent":
            return say(
                "It did not come to its end within the limits of one run, so nobody can say whether it goes right."
            )
        if not faults:
            return say("This order goes right.")
        told = retell(as_till(faults[0].message) if self._cafe is not None else faults[0].message)
        return say("This order comes out right, by luck: {told}", told=told) if self.is_right else told


def schedule_of(inspection: Inspection | None) -> Schedule | None:
    """The schedule of the worst that the inspector has found, if he has found anything."""
    return worst(inspection.findings).schedule if inspection is not None and inspection.findings else None


def program_of(subject: CafeSubject | Text) -> str:
    """The text that is executed."""
    return subject.written.text if isinstance(subject, CafeSubject) else subject.text


def made_harmless(seen: SchedulerView) -> SchedulerView:
    """Names and values are what a program of somebody's own made them. Its text is shown as a text is."""
    made: SchedulerView = _harmless(seen)
    return replace(made, program=seen.program)


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, tuple):
        return tuple(map(_harmless, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _harmless(getattr(value, field.name)) for field in fields(value)})
    return value
