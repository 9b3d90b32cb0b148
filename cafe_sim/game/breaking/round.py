"""A plan's round, gone through by the player's own hand: who moves next, in the very program that the inspector visits.

There is nothing to be won: it answers "could that really happen?", and "what if the other had gone first?". Where the
inspector has found an order that goes wrong, its moves lie ahead from the beginning on: one can follow it, and leave it
anywhere. What an operation is called is what the inspector's own story calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore.counterexample import worst_first
from cafe_sim.engine.explore.stepping import Stepping
from cafe_sim.engine.explore.story import told_since
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.game.breaking.steps import Steps
from cafe_sim.game.breaking.telling import gone_wrong, shown
from cafe_sim.game.inspecting.failing import worst
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.views import ActorView, MoveView, SchedulerView, SharedView, Thought
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Fault
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.engine.explore.pending import Pending
    from cafe_sim.engine.kernel.actor import Actor

REMEMBERED: Final = 2
"""What somebody did last that is still said in their panel."""


class Round(Steps):
    """One round of a level under a plan."""

    def __init__(self, level: Level, plan: Plan, inspection: Inspection | None = None) -> None:
        """`inspection`: what was found about this very plan."""
        self.level = level
        self.subject = round_subject(level, plan)
        self.findings = inspection.findings if inspection is not None else ()
        lines = self.subject.written.text.splitlines()

        def line_of(_file: str, line: int) -> str:
            return lines[line - 1] if 0 < line <= len(lines) else ""

        self._line_of = line_of
        self.stepping = (
            Stepping.along(self.subject, worst(self.findings).schedule, line_of)
            if self.findings
            else Stepping(self.subject, line_of=line_of)
        )

    @property
    def players(self) -> list[Actor]:
        """Everybody who has moves of their own: the staff, one of whom is the program's main thread, and the bakery's
        threads.
        """
        staff = {worker.name for worker in self.subject.shop.staff}
        able = {option.actor for option in self.stepping.options}
        return [a for a in self._execution.actors if a.name in staff or a.serial in able or a.serial != 1]

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the order that was chosen, the worst first; nothing before it is over."""
        return worst_first(self.stepping.judge()[0]) if self.over else ()

    @property
    def is_right(self) -> bool:
        """It came out as it should, if only by luck."""
        return self.over and all(fault.kind == "data-race" for fault in self.faults)

    def view(self) -> SchedulerView:
        """The round at this moment, for a screen."""
        position = self.stepping.position()
        rows = {row.serial: row for row in position.actors}
        moves = self._moves()
        return SchedulerView(
            title=f"{self.level.id}  {self.level.title}",
            goal=self._goal,
            actors=tuple(self._actor(key, rows[actor.serial], moves) for key, actor in enumerate(self.players, 1)),
            moves=moves,
            value="",
            program=self.subject.written.text,
            over=self.over,
            won=False,
            good=self.is_right,
            verdict=self._verdict(),
            ahead=tuple(rows[t.actor].name if t.actor in rows else "?" for t in self.stepping.ahead),
            values=tuple(SharedView(v.name, shown(v.value), v.version, v.by) for v in position.values),
            preemptions=self.stepping.preemptions,
        )

    @property
    def _goal(self) -> str:
        if self.findings:
            return say("Make it go wrong. The inspector's way lies ahead.")
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

    def _moves(self) -> tuple[MoveView, ...]:
        """The moves as sentences, and which of them spoilt what somebody else had written."""
        execution = self._execution
        trace = execution.trace()
        words = {step.event: step.words for step in told_since(trace, 0, self._line_of)}
        words |= InTheCafe.of(self.subject.shop, self.subject.written).words(trace)
        moves = []
        for (actor, *_), start in self.stepping.made:
            events = enumerate(execution.events[start:], start)
            mine = (i for i, event in events if event.actor == actor and not OPERATIONS[event.op].local)
            index = next(mine, -1)
            wrong = gone_wrong(execution, index) if index >= 0 else ""
            moves.append(MoveView(execution.actors[actor - 1].name, words.get(index, ""), wrong))
        return tuple(moves)

    def _verdict(self) -> str:
        if not self.over:
            return ""
        faults = self.faults
        if not faults:
            return say("This order goes right.")
        told = retell(as_till(faults[0].message))
        return say("This order comes out right, by luck: {told}", told=told) if self.is_right else told
