"""The wicked manager in lines: a level to break is won by choosing who moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.plain.aloud import aloud, sentence, told
from cafe_sim.game.plain.choosing import FIRST, FREE, THEN, Choosing
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.typed import Refused, Verb

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import SchedulerView

HINT: Final = Verb(
    "hint", "hint", to_say("a hint; there are three, and the last is about where you stand, as often as you like.")
)


class AtScheduler(Choosing, Playing):
    """A break level."""

    verbs = (
        *FIRST,
        Verb("result", "result", to_say("what it teaches, once the goal is reached."), ("finish", "done")),
        *THEN,
        Verb("shortest", "shortest", to_say("the shortest way, once you have won."), ("way",)),
        Verb("goal", "goal", to_say("what you are to reach.")),
        *(HINT if verb.name == "hint" else verb for verb in PLAYING),
    )
    about = (
        to_say("You are the scheduler: nobody moves until you say who. Each move is one operation on what they share."),
        FREE,
    )

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        del plan  # the program of a break level is given
        left = session.game.left(level)
        self.steps: Scheduler = Scheduler(level, left)
        self._is_left = left is not None

    def keep(self) -> None:
        self.session.game.leave(self.level, self.steps.left())

    @property
    def begun(self) -> bool:
        return bool(self.view.moves)

    @property
    def program(self) -> str:
        return self.view.program

    # ---- where one stands ----------------------------------------------------------------------

    def scene(self) -> Lines:
        left = [say("The moves that you had made are made again.")] if self._is_left else []
        return [say("Goal: {goal}", goal=told(self.view.goal)), *left, *self.here()]

    def shared(self, view: SchedulerView) -> Lines:
        return [say("Shared now: {value}.", value=aloud(view.value))]

    def after(self, view: SchedulerView) -> str:
        return say("Type result to hear what it teaches.") if view.won else super().after(view)

    def do_shortest(self) -> Lines:
        way = self.view.shortest
        if way is None:
            raise Refused(say("That is told once the goal is reached."))
        count = say_number("The shortest way has {n} move.", "The shortest way has {n} moves.", len(way.moves))
        return [count, *(sentence(f"{move.actor} {aloud(move.text)}") for move in way.moves)]

    def do_goal(self) -> Lines:
        return [told(self.view.goal)]

    def do_hint(self) -> Lines:
        """After the third, the same of where one stands by then."""
        self.hints = min(self.hints, len(self.level.hints) - 1)
        return super().do_hint()

    def hint(self, number: int) -> str:
        return aloud(self.steps.hints()[number])

    def do_result(self) -> Lines:
        if not self.view.won:
            raise Refused(say("The goal is not reached yet: {goal}", goal=told(self.view.goal)))
        return self.session.finish(self.steps.result(), None, self.hints)
