"""What entries of a `queue.PriorityQueue` are compared by, where those have lists in them: somebody else might change
one meanwhile, and no code of the program's is asked.

Whoever puts an entry, or gets one, has the queue for itself by then; so this is one step with that.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.executing.collecting import at_work
from cafe_sim.engine.program.methods import PLAIN

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.program.executing.session import Session
    from cafe_sim.engine.program.seeing.eyes import Eyes


def compared(session: Session, entries: list[Any]) -> None:
    """Entries are about to be compared with each other."""
    eyes = at_work(session, {})
    actor = eyes.watched()
    if actor is not None:
        _look(eyes, actor, entries, 0)


def _look(eyes: Eyes, actor: Actor, entries: list[Any], index: int) -> None:
    """The same of those that are alike up to that index: what comes behind matters where they are alike there, too."""
    long = [each for each in entries if isinstance(each, (list, tuple)) and index < len(each)]
    if len(long) < 2:
        return
    alike = defaultdict(list)
    for each in long:
        cell = eyes.item_cell(each, index, 0) if type(each) is list else None
        if cell is not None:
            eyes.read(actor, cell, 0, each[index])
        alike[each[index] if type(each[index]) in PLAIN else type(each[index])].append(each)
    _look(eyes, actor, [each[index] for each in long], 0)
    for same in alike.values():
        _look(eyes, actor, same, index + 1)
