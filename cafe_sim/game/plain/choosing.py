"""Who moves next, in lines: who could, what with, and why somebody cannot; a move a line.

Of any program that can be gone through by hand. What is to be won by it is the business of levels to break
(`scheduler`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.plain.aloud import aloud, code_line, sentence, told
from cafe_sim.game.plain.place import Lines, Place
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, Verb, a_number, begins, pick

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.steps import ByHand
    from cafe_sim.game.views import ActorView, MoveView, SchedulerView, SharedView

FIRST: Final = (
    Verb("move", "move Bo, or Bo, or 1", to_say("let somebody do their next operation."), takes=True),
    Verb("back", "back", to_say("take the last move back."), ("undo", "u")),
    Verb("values", "values", to_say("what they share, and what everybody has in mind."), ("value", "shared")),
    Verb("why", "why", to_say("who can move, and why somebody cannot."), ("who",)),
    Verb("restart", "restart", to_say("from the beginning."), ("again", "reset")),
)
THEN: Final = (
    Verb("forward", "forward", to_say("make the move again that was taken back."), ("redo",)),
    Verb("moves", "moves", to_say("the moves so far."), ("log",)),
)
"""Verbs of who chooses, those that matter most first."""
FREE: Final = to_say("Python forbids none of the orders that you can choose here, and promises none. Stepping back is free.")  # fmt: skip


class Choosing(Place):
    """Where the player is the scheduler."""

    steps: ByHand

    @property
    def view(self) -> SchedulerView:
        return self.steps.view()

    def close(self) -> None:
        self.steps.close()

    # ---- where one stands ----------------------------------------------------------------------

    def here(self) -> Lines:
        view = self.view
        if not view.over:
            return [*self.shared(view), *(self._actor(actor) for actor in view.actors)]
        return [*self.shared(view), told(view.verdict), self.after(view)]

    def shared(self, view: SchedulerView) -> Lines:
        """What they share, in short."""
        return [_shared(value) for value in view.values]

    def after(self, view: SchedulerView) -> str:  # noqa: ARG002 - whoever has something to be won looks at it
        """What to type when it is over."""
        return say("Type back, or restart.")

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

    def do_moves(self) -> Lines:
        moves = self.view.moves
        made = [self._move(n) for n in range(1, len(moves) + 1)] or [say("Nobody has moved yet.")]
        return [*made, *self._after()]

    def _move(self, number: int) -> str:
        move = self.view.moves[number - 1]
        return say(
            "Move {number}: {who} {what}.{wrong}",
            number=number,
            who=move.actor,
            what=aloud(move.text),
            wrong=_wrong(move),
        )

    def _after(self) -> Lines:
        return [
            say("By itself: {who} {what}.{wrong}", who=move.actor, what=aloud(move.text), wrong=_wrong(move))
            for move in self.view.after
        ]

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
            refusal = self.steps.move(key) or self.steps.wait()
            if refusal:
                if not lines:
                    raise Refused(aloud(refusal))
                lines.append(told(refusal))
                break
            lines.append(self._move(len(self.view.moves)))
        return [*lines, *self._after(), *self.here()]

    def do_back(self) -> Lines:
        return self._moved(self.steps.back())

    def do_forward(self) -> Lines:
        return self._moved(self.steps.forward())

    def do_restart(self) -> Lines:
        return self._moved(self.steps.restart())

    def _moved(self, refusal: str) -> Lines:
        refusal = refusal or self.steps.wait()
        if refusal:
            raise Refused(aloud(refusal))
        made = len(self.view.moves)
        count = say_number("{n} move made.", "{n} moves made.", made) if made else say("No moves made.")
        return [count, *self.here()]


def _wrong(move: MoveView) -> str:
    return say(" Here it goes wrong: {wrong}.", wrong=aloud(move.wrong)) if move.wrong else ""


def _shared(value: SharedView) -> str:
    by = say(", written by {who}", who=value.by) if value.by else ""
    return say(
        "{name} is {value}, version {version}{by}.", name=value.name, value=value.value, version=value.version, by=by
    )
