"""A level's program under the player's own hands: the text is theirs, the café around it the level's.

The same shop, orders and books as on the bench, so what the café knows (more sold than there was, a till unlike its
sales) is found in this text, too. Lines that the plan's own text had are known by what they say, wherever they stand
now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject, day_of
from cafe_sim.cafe.typed import retyped
from cafe_sim.cafe.writing import Written, write_program
from cafe_sim.catalogue import say
from cafe_sim.content.subjects import round_subject
from cafe_sim.errors import Misuse
from cafe_sim.game.coding.lab import Origin

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Execution, Fault, Note
    from cafe_sim.game.coding.rehearsal import Moment
    from cafe_sim.game.views import ResultView


@dataclass(frozen=True)
class LevelDraft(CafeSubject):
    """A level's subject with a text of the player's own."""

    text: str = ""
    file: str = FILE
    folder: str = ""

    @cached_property
    def written(self) -> Written:
        """The text, and which of its lines still are those that the plan wrote."""
        return retyped(write_program(self.shop, self.plan, self.title), self.text)

    @cached_property
    def digest(self) -> str:
        return blake2b(f"{super().digest}\n{self.text}".encode(), digest_size=8).hexdigest()

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        """Raises Misuse where the text has done away with what the café keeps its books by."""
        try:
            return super().judge(execution)
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            what = f"{type(error).__name__}: {error}".rstrip(".")
            raise Misuse(
                say("the café cannot read its books in this text ({what}); keep its things and their fields", what=what)
            ) from None

    def books(self, execution: Execution) -> tuple[bool, str]:
        """Was everybody served, and what the books say after a run."""
        day: Day = execution.locals[CafeSubject]
        outcome = day.outcome()
        till = say(", {till:.2f} in the till", till=outcome.till) if outcome.till is not None else ""
        closes = say(", closed at {closes:g} s", closes=outcome.closes) if outcome.closes is not None else ""
        return not outcome.lost, say(
            "{served} of {count} served{till}{closes}.",
            served=outcome.served,
            count=len(outcome.ledger),
            till=till,
            closes=closes,
        )

    def day(self, execution: Execution) -> Sequence[Moment]:  # noqa: ARG002 - in the lab, steps say more
        """Who came and went."""
        return ()

    def result(self, execution: Execution) -> ResultView | None:  # noqa: ARG002 - the lab gives no stars
        """What a level says to a run: nothing, in the lab."""
        return None

    def __getstate__(self) -> dict[str, object]:
        return {**super().__getstate__(), "text": self.text, "file": self.file, "folder": self.folder}


def level_origin(level: Level, plan: Plan) -> Origin:
    """The program of a level under a plan, to be edited; of a level to break, its own."""
    title = f"{level.id}  {level.title}"
    if level.scene is not None:
        return Origin(f"level:{level.id}", title, level.scene.program, f"{level.id}.py")
    day = CafeSubject(level.shop, plan, level.title, level.id)
    text = day.written.text
    key = f"level:{level.id}:{blake2b(text.encode(), digest_size=4).hexdigest()}"
    # in a serve level the rows of the text say who is given what, and they are the player's to change: his round is the
    # whole day
    seen = day_of(level.shop, plan, level.title, level.id) if level.kind == "serve" else round_subject(level, plan)
    return Origin(key, title, text, FILE, day=day, round=seen)
