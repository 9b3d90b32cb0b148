"""An order of one's own, in lines: the program that the inspector visits, and the player says who moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say_number, to_say
from cafe_sim.game.plain.aloud import sentence, told
from cafe_sim.game.plain.choosing import FIRST, FREE, THEN, Choosing
from cafe_sim.game.plain.place import Lines, Place, read_program
from cafe_sim.game.plain.typed import Refused, TypedLine, Verb

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.steps import ByHand
    from cafe_sim.game.plain.session import Session

HAND: Final = Verb("hand", "hand", to_say("choose yourself who moves: an order of your own."), ("choose", "byhand"))
"""Leads here, from wherever a program can be gone through by hand."""


class AtOwnOrder(Choosing):
    """One program, gone through by hand."""

    verbs = (
        *FIRST,
        Verb("done", "done", to_say("back to where you came from."), ("return", "leave")),
        *THEN,
        Verb("code", "code, or code 12, or code 12 20", to_say("read the program, or some lines of it."), takes=True),
    )
    about = (
        to_say("The program that the inspector visits, and you say who moves next. Each move is one operation on what they share."),
        FREE,
    )  # fmt: skip

    def __init__(self, session: Session, steps: ByHand, before: Place) -> None:
        super().__init__(session)
        self.steps = steps
        self._before = before

    def opening(self) -> Lines:
        """Raises Refused where there is nothing to be gone through."""
        refusal = self.steps.wait()
        if refusal and not self.view.actors:
            raise Refused(refusal)
        ahead = len(self.view.ahead)
        way = say_number("His way has {n} move; forward makes it.", "His way has {n} moves; forward makes the next.", ahead)  # fmt: skip
        return [told(self.view.goal), *([sentence(way)] if ahead else []), *self.here()]

    def do_done(self) -> Lines:
        self.session.go(self._before)
        return self._before.here()

    def do_code(self, line: TypedLine) -> Lines:
        return read_program(self.view.program, line)


def by_hand(place: Place, steps: ByHand) -> Lines:
    """Go from a place to where its program is gone through by hand. Raises Refused, and one stays where one is."""
    there = AtOwnOrder(place.session, steps, place)
    try:
        lines = there.opening()
    except Refused:
        there.close()
        raise
    place.session.go(there)
    return lines
