"""A text under the player's hands, as a subject for the inspector: a program by itself, or put into a level's café.

Unlike a `Script` it is compiled only where it is executed: whatever a text does to a compiler, it does there.

In a café, the text is the player's and everything around it the level's: the same shop, orders and books as on the
bench. So what the café knows (more sold than there was, a till unlike its sales) is found in this text, too. Lines that
the plan's own text had are known by what they say, wherever they stand now.
"""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.typed import retyped
from cafe_sim.cafe.writing import write_program
from cafe_sim.catalogue import say
from cafe_sim.engine.explore.walks.subject import LIMITS, script_digest
from cafe_sim.engine.program import Program
from cafe_sim.engine.program.rewriting.source import Source
from cafe_sim.engine.running import judged
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.engine import Execution, Fault, Note, Policy
    from cafe_sim.game.coding.transcript import Moment
    from cafe_sim.game.views import ResultView


@dataclass(frozen=True)
class Draft:
    """A program's text as it stands in the editor. See `cafe_sim.engine.explore.Subject`."""

    text: str
    file: str = "program.py"
    """As faults name it."""
    folder: str = ""
    """Where its own modules lie; "": nowhere."""

    @property
    def target(self) -> str:
        return Path(self.file).name

    @property
    def digest(self) -> str:
        return script_digest(self.text)

    def execution(self, policy: Policy | None) -> Execution:
        """A fresh execution; who opens it closes it."""
        return _program(self).execution(policy=policy, limits=LIMITS)

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        return judged(execution)

    def books(self, execution: Execution) -> tuple[bool, str]:  # noqa: ARG002 - only a café keeps any
        """Was everybody served, and what else is to be said after a run."""
        return True, ""

    def day(self, execution: Execution) -> Sequence[Moment]:  # noqa: ARG002 - only a café has one
        """Who came and went."""
        return ()

    def result(self, execution: Execution) -> ResultView | None:  # noqa: ARG002 - only a level has one
        """What a level says to a run."""
        return None


@lru_cache(maxsize=1)
def _program(draft: Draft) -> Program:
    """Compiled. Tracebacks show the lines of the draft, not those of a file that may lag behind it."""
    program = Program(Source(draft.text, draft.file), {}, Path(draft.folder) if draft.folder else None)
    lines = draft.text.splitlines(keepends=True)
    linecache.cache[draft.file] = (len(draft.text), None, lines, draft.file)
    return program


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


AnyDraft = Draft | LevelDraft
