"""How much a program may do: the turns of its loops and the calls of its functions are counted.

At each of them rewritten code evaluates `None in .turns`, more often than anything else. So this is not a call at all:
it takes one None from an iterator of Python's own, which comes back to us only for the next batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from operator import length_hint
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session

_BATCH = 64


class Allowance:
    """The turns left to one execution of a program, in batches."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._size = 0
        self._batch: Iterator[None] = repeat(None, 0)
        self.turns = chain.from_iterable(self)
        """Gives a None for every turn."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Iterator[None]:
        execution = self._session.execution
        execution.turns_left -= self._size
        if execution.is_spent():
            return iter(self._session.spent, False)  # one that raises keeps its place, where `chain` would end
        self._size = min(_BATCH, execution.turns_left + 1)
        self._batch = repeat(None, self._size)
        return self._batch

    def taken(self) -> int:
        """How much of the latest batch is used up."""
        return self._size - length_hint(self._batch)
