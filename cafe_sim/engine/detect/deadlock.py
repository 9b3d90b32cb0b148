"""Deadlock: the execution has run on until nothing can move, and somebody still waits.

Who waits for whom is read off the resources (`holders`): an actor whose wait could be ended by exactly one other
waits for that one. A cycle of such waits is named; those who merely wait for somebody in it are not its cause, and left
out. Without a cycle each one waiting is named with what it waits for. Tasks inside a loop that stands count like
threads: they are found by `tasks_waiting`, where the loop keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Named, Site

_WAITS_FOR = {
    "acquire": "wants {}",
    "down": "wants a place of {}",
    "join": "waits for {} to end",
    "get": "waits for something in {}",
    "put": "waits for room in {}",
    "await-set": "waits for {} to be set",
    "notified": "waits to be notified by {}",
    "wait": "waits to be notified by {}",
    "arrive": "waits for the others at {}",
    "result": "waits for the result of {}",
    "idle": "has nothing left that could wake it",
}


@dataclass(frozen=True, slots=True)
class Stuck:
    """A thread or task that waits and cannot go on."""

    key: tuple[int, int]
    """(actor, task), serials."""
    name: str
    op: str
    thing: Named
    site: Site
    holders: tuple[tuple[int, int], ...]
    """Keys of those who could let it go on; empty: nobody in particular."""


class Deadlock(OnlyAtTheEnd):
    """Finds what stands for ever."""

    def finish(self, execution: Execution) -> None:
        """Name the cycles, or else everything that waits."""
        if execution.state != "stuck":
            return
        stuck = everyone_stuck(execution)
        cycles = find_cycles(stuck)
        for cycle in cycles:
            self._add(_cycle_sentence(cycle), cycle)
        if not cycles:
            self._add(f"Nothing can move: {'; '.join(_waits(s) for s in stuck)}.", stuck)

    def _add(self, message: str, stuck: list[Stuck]) -> None:
        sites = tuple(FaultSite(s.site.file, s.site.line, s.name, f"{s.op} {s.thing.name}") for s in stuck)
        key = ("deadlock", *sorted((s.file, s.line) for s in sites))
        self._findings.add(key, lambda: Fault("deadlock", message, sites))


def everyone_stuck(execution: Execution) -> list[Stuck]:
    """All that wait at a stuck execution's end: threads by serial, in a loop's place its waiting tasks."""
    stuck: list[Stuck] = []
    for actor in execution.pending():
        tasks = list(tasks_waiting(execution, actor))
        stuck += tasks or [_stuck_actor(execution, actor)]
    return [s for s in stuck if s.op != "idle"] or stuck


def _stuck_actor(execution: Execution, actor: Actor) -> Stuck:
    target = actor.target
    thing = execution.object_names[target.serial] if target is not None else Named("", "")
    holders = tuple((h.serial, 0) for h in target.holders()) if target is not None else ()
    if actor.op == "join":
        holders = tuple((a.serial, 0) for a in execution.pending() if a.object is target)
    return Stuck((actor.serial, 0), actor.name, actor.op, thing, execution.where(actor), holders)


def tasks_waiting(execution: Execution, actor: Actor) -> Iterable[Stuck]:
    """The tasks of the loop that `actor` stands in, each with what it waits for."""
    return ()


def find_cycles(stuck: list[Stuck]) -> list[list[Stuck]]:
    """Closed circles of waits; each starts with its first in the order given."""
    by_key = {s.key: s for s in stuck}
    cycles: list[list[Stuck]] = []
    seen: set[tuple[int, int]] = set()
    for start in stuck:
        path: list[Stuck] = []
        at: Stuck | None = start
        while at is not None and at.key not in seen:
            seen.add(at.key)
            path.append(at)
            at = by_key.get(at.holders[0]) if len(at.holders) == 1 else None
        if at is not None and at in path:
            circle = path[path.index(at) :]
            first = min(range(len(circle)), key=lambda i: stuck.index(circle[i]))
            cycles.append(circle[first:] + circle[:first])
    return cycles


def _waits(stuck: Stuck) -> str:
    return f"{stuck.name} {_wants(stuck)}"


def _cycle_sentence(cycle: list[Stuck]) -> str:
    """ "Bo holds mitt, wants tray, held by Cy, who wants mitt" (and so on round)."""
    if len(cycle) == 1:
        only = cycle[0]
        if only.op == "join":
            return f"{only.name} waits for itself to end, for ever."
        return f"{only.name} holds {only.thing.name} and wants it again: only {only.name} could let go of it."
    first, last = cycle[0], cycle[-1]
    words = first.name if last.op == "join" else f"{first.name} holds {last.thing.name},"
    words += f" {_wants(first)}"
    for before, stuck in pairwise(cycle):
        words += f", who {_wants(stuck)}" if before.op == "join" else f", held by {stuck.name}, who {_wants(stuck)}"
    return words + "."


def _wants(stuck: Stuck) -> str:
    return _WAITS_FOR.get(stuck.op, "waits for {}").format(stuck.thing.name or "something")
