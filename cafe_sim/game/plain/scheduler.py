"""The scheduler in lines: who could move, what with, and why somebody cannot; a move a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.plain.aloud import aloud, code_line, sentence, told
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, Verb, a_number, begins, pick

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import ActorView, SchedulerView, SharedView


HINT: Final = Verb(
    "hint", "hint", to_say("a hint; there are three, and the last is about where you stand, as often as you like.")
)


class AtScheduler(Playing):
    """A break level."""

    verbs = (
        Verb("move", "move Bo, or Bo, or 1", to_say("let somebody do their next operation."), takes=True),
        Verb("back", "back", to_say("take the last move back."), ("undo", "u")),
        Verb("values", "values", to_say("what they share, and what everybody has in mind."), ("value", "shared")),
        Verb("why", "why", to_say("who can move, and why somebody cannot."), ("who",)),
        Verb("restart", "restart", to_say("from the beginning."), ("again", "reset")),
        Verb("result", "result", to_say("what it teaches, once the goal is reached."), ("finish", "done")),
        Verb("forward", "forward", to_say("make the move again that was taken back."), ("redo",)),
        Verb("moves", "moves", to_say("the moves so far."), ("log",)),
        Verb("shortest", "shortest", to_say("the shortest way, once you have won."), ("way",)),
        Verb("goal", "goal", to_say("what you are to reach.")),
        *(HINT if verb.name == "hint" else verb for verb in PLAYING),
    )
    about = (
        to_say("You are the scheduler: nobody moves until you say who. Each move is one operation on what they share."),
        to_say("Python forbids none of the orders that you can choose here, and promises none. Stepping back is free."),
    )

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        del plan  # the program of a break level is given
        left = session.game.left(level)
        self.scheduler = Scheduler(level, left)
        self._is_left = left is not None

    def keep(self) -> None:
        self.session.game.leave(self.level, self.scheduler.left())

    def close(self) -> None:
        self.scheduler.close()

    @property
    def begun(self) -> bool:
        return bool(self.view.moves)

    @property
    def view(self) -> SchedulerView:
        return self.scheduler.view()

    @property
    def program(self) -> str:
        return self.view.program

    # ---- where one stands ----------------------------------------------------------------------

    def scene(self) -> Lines:
        left = [say("The moves that you had made are made again.")] if self._is_left else []
        return [say("Goal: {goal}", goal=told(self.view.goal)), *left, *self.here()]

    def here(self) -> Lines:
        view = self.view
        value = say("Shared now: {value}.", value=aloud(view.value))
        if not view.over:
            return [value, *(self._actor(actor) for actor in view.actors)]
        then = say("Type result to hear what it teaches.") if view.won else say("Type back, or restart.")
        return [value, told(view.verdict), then]

    @staticmethod
    def _actor(actor: ActorView) -> str:
        if not actor.can_move:
            why = aloud(actor.why) or say("cannot move")
            return sentence(say("{key}, {name} {why}", key=actor.key, name=actor.name, why=why))
        stale = (
            say("; what {name} has in mind is {stale}", name=actor.name, stale=aloud(actor.stale))
            if actor.stale
            else ""
        )
        return sentence(
            say(
                "{key}, {name} would {next}{stale}", key=actor.key, name=actor.name, next=aloud(actor.next), stale=stale
            )
        )

    def do_why(self) -> Lines:
        view = self.view
        lines = [self._actor(actor) for actor in view.actors]
        program = view.program.splitlines()
        stands = [
            say("{name} stands in {line}", name=actor.name, line=code_line(actor.line, program[actor.line - 1]))
            for actor in view.actors
            if 0 < actor.line <= len(program) and actor.next
        ]
        return [*lines, *stands]

    def do_values(self) -> Lines:
        view = self.view
        lines = [_shared(value) for value in view.values]
        for actor in view.actors:
            head = aloud(actor.head) or say("has nothing in mind")
            stale = say("; that is {stale}", stale=aloud(actor.stale)) if actor.stale else ""
            lines.append(sentence(f"{actor.name} {head}{stale}"))
        return lines

    def do_shortest(self) -> Lines:
        way = self.view.shortest
        if way is None:
            raise Refused(say("That is told once the goal is reached."))
        count = say_number("The shortest way has {n} move.", "The shortest way has {n} moves.", len(way.moves))
        return [count, *(sentence(f"{move.actor} {aloud(move.text)}") for move in way.moves)]

    def do_moves(self) -> Lines:
        moves = self.view.moves
        return [self._move(n) for n in range(1, len(moves) + 1)] or [say("Nobody has moved yet.")]

    def _move(self, number: int) -> str:
        move = self.view.moves[number - 1]
        wrong = say(" Here it goes wrong: {wrong}.", wrong=aloud(move.wrong)) if move.wrong else ""
        return say(
            "Move {number}: {who} {what}.{wrong}", number=number, who=move.actor, what=aloud(move.text), wrong=wrong
        )

    def do_goal(self) -> Lines:
        return [told(self.view.goal)]

    def do_hint(self) -> Lines:
        """After the third, the same of where one stands by then."""
        self.hints = min(self.hints, len(self.level.hints) - 1)
        return super().do_hint()

    def hint(self, number: int) -> str:
        return aloud(self.scheduler.hints()[number])

    # ---- moves ---------------------------------------------------------------------------------

    def _players(self) -> list[Candidate[int]]:
        return [Candidate(int(a.key), f"{a.key} {a.name}", (a.key, a.name)) for a in self.view.actors]

    def knows(self, first: str) -> tuple[bool, bool]:
        whole, short = begins([name for option in self._players() for name in option.names], first)
        return whole or a_number(first) is not None, short

    def answer_named(self, line: TypedLine) -> Lines:
        return self.do_move(line)

    def do_move(self, line: TypedLine) -> Lines:
        """One move, or several: "1 2 2 1"."""
        words = line.without("moves", "then", "and")
        keys = [pick(self._players(), [word]) for word in words]
        if not keys:
            raise Refused(say("Say who moves: {names}.", names=", ".join(o.label for o in self._players())))
        lines: Lines = []
        for key in keys:
            refusal = self.scheduler.move(key)
            if refusal:
                if not lines:
                    raise Refused(aloud(refusal))
                lines.append(told(refusal))
                break
            lines.append(self._move(len(self.view.moves)))
        return [*lines, *self.here()]

    def do_back(self) -> Lines:
        return self._moved(self.scheduler.back())

    def do_forward(self) -> Lines:
        return self._moved(self.scheduler.forward())

    def do_restart(self) -> Lines:
        return self._moved(self.scheduler.restart())

    def _moved(self, refusal: str) -> Lines:
        if refusal:
            raise Refused(aloud(refusal))
        made = len(self.view.moves)
        count = say_number("{n} move made.", "{n} moves made.", made) if made else say("No moves made.")
        return [count, *self.here()]

    def do_result(self) -> Lines:
        if not self.view.won:
            raise Refused(say("The goal is not reached yet: {goal}", goal=told(self.view.goal)))
        return self.session.finish(self.scheduler.result(), None, self.hints)


def _shared(value: SharedView) -> str:
    by = say(", written by {who}", who=value.by) if value.by else ""
    return say(
        "{name} is {value}, version {version}{by}.", name=value.name, value=value.value, version=value.version, by=by
    )
