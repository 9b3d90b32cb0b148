"""Happens-before as vector clocks, kept in step with a trace.

Each actor has a clock: for every actor, up to which of its *epochs* it knows what happened. An actor's own epoch
goes up when its history is handed to an object; taking from the object merges the history found there. Which
operation hands over and which takes is the `edge` column of `kernel.operations`.

Made cheap in the manner of FastTrack (Flanagan, Freund 2009) and a little beyond it: an actor's list is never
changed, only replaced, and its own epoch stands apart, so handing over is O(1) (keep a reference). Taking is O(1)
where it teaches nothing: whoever knows epoch e of an actor knows all that actor knew in e. An object that holds the
histories of several unordered actors (owner 0) has no such short cut.
"""

from __future__ import annotations

from collections.abc import Callable

from cafe_sim.engine.kernel.operations import HANDED_ON, MAY_FAIL, OPERATIONS
from cafe_sim.engine.kernel.trace import Row

History = tuple[int, int, list[int]]
"""What an object holds: the actor that left it (0: several), its epoch then, all it knew of others."""


class Clocks:
    """The vector clocks of all actors and synchronising objects."""

    def __init__(self) -> None:
        self.epochs: list[int] = [1] * 8
        """By actor: its own epoch now. Starts at 1, so 0 is "knows nothing of it"."""
        self.known: list[list[int]] = [[0] * 8] * 8
        """By actor: up to which epoch it knows each other one. Lists are replaced, never changed."""
        self._left: dict[int, History] = {}

    def grow(self, actor: int) -> None:
        """Make room for an actor."""
        width = len(self.epochs)
        if actor < width:
            return
        more = max(width, actor + 1 - width)
        self.epochs += [1] * more
        # lists are shared between actors and objects: each is lengthened once
        lists = {id(known): known for known in self.known}
        lists.update((id(known), known) for _, _, known in self._left.values())
        for known in lists.values():
            known += [0] * more
        self.known += [[0] * (width + more)] * more

    def begin(self, _: int, event: Row) -> None:
        """An actor's first event."""
        self.grow(event[1])
        self.acquire(_, event)

    def acquire(self, _: int, event: Row) -> None:
        """The target's history becomes the actor's."""
        left = self._left.get(event[4])
        if left is None:
            return
        owner, epoch, theirs = left
        actor = event[1]
        if owner == actor:
            return
        mine = self.known[actor]
        if owner and mine[owner] >= epoch:
            return
        merged = list(map(max, mine, theirs))
        if owner:
            merged[owner] = max(merged[owner], epoch)
        merged[actor] = 0
        self.known[actor] = merged

    def release(self, _: int, event: Row) -> None:
        """The actor's history is added to the target's."""
        actor = event[1]
        target = event[4]
        epoch = self.epochs[actor]
        mine = self.known[actor]
        left = self._left.get(target)
        if left is not None and left[0] != actor and not (left[0] and mine[left[0]] >= left[1]):
            owner, other, theirs = left
            merged = list(map(max, mine, theirs))
            if owner:
                merged[owner] = max(merged[owner], other)
            merged[actor] = max(merged[actor], epoch)
            self._left[target] = (0, 0, merged)
        else:
            self._left[target] = (actor, epoch, mine)
        self.epochs[actor] = epoch + 1

    def both(self, _: int, event: Row) -> None:
        """Each sees the one before: taken, then handed over."""
        self.acquire(_, event)
        actor = event[1]
        epoch = self.epochs[actor]
        self._left[event[4]] = (actor, epoch, self.known[actor])
        self.epochs[actor] = epoch + 1


Orders = Callable[[Clocks, int, Row], None]


def _if_it_worked(orders: Orders) -> Orders:
    """A try that failed, or a release that was refused, orders nothing."""

    def handle(clocks: Clocks, index: int, event: Row) -> None:
        if event[6] is not False:
            orders(clocks, index, event)

    return handle


_BY_EDGE: dict[str, Orders] = {
    "acquire": Clocks.acquire,
    "release": Clocks.release,
    "start": Clocks.release,
    "both": Clocks.both,
}


def _hand_on(clocks: Clocks, index: int, event: Row) -> None:
    """One atomic call on a container."""
    edge = HANDED_ON.get(event[6][0]) if isinstance(event[6], tuple) else None  # type: ignore[arg-type]
    if edge is not None:
        _BY_EDGE[edge](clocks, index, event)


ORDERS: dict[str, Orders] = {
    op: _if_it_worked(_BY_EDGE[row.edge]) if op in MAY_FAIL else _BY_EDGE[row.edge]
    for op, row in OPERATIONS.items()
    if row.edge in _BY_EDGE
} | {"begin": Clocks.begin, "update": _hand_on}
"""By operation: what it does to the clocks, as the table of operations says."""
