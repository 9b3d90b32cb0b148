"""Deadlock: the execution has run on until nothing can move, and somebody still waits. (Where others ask for
ever, only a circle of waits is told: whoever else stands may wait for them.)

Who waits for whom is read off the resources (their holders). Where the waits close a cycle, the cycle is named; those
who merely wait for somebody in it are not its cause, and are left out. Without a cycle everyone who waits is named,
with what they wait for: first those who wait for nobody in particular, and whose move it would have been; then those
who only wait for others that stand. Tasks of a loop that stands still count like threads: the loop itself, which waits
only because they do, is not named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.kernel.execution import Execution, Thing
from cafe_sim.engine.kernel.loops.standing import Standing, standing, takers_of
from cafe_sim.engine.kernel.shared.futures import Future
from cafe_sim.engine.kernel.tasks import current_task
from cafe_sim.engine.kernel.trace import Site
from cafe_sim.engine.kernel.waits import Wait

_WANTS = {
    "acquire": "wants {}",
    "down": "wants a place of {}",
    "join": "waits for {} to end",
    "get": "waits for something to come into the queue {}",
    "put": "waits for room in the queue {}",
    "await-done": "waits until everything from {} is done",
    "await-set": "waits for {} to be set",
    "notified": "waits to be notified by {}",
    "pass": "waits for the others at {}",
    "result": "waits for the result of {}",
    "idle": "has nothing left that could wake it",
    # why a task waits
    "lock": "wants {}",
    "semaphore": "wants a place of {}",
    "event": "waits for {} to be set",
    "condition": "waits to be notified by {}",
    "barrier": "waits for the others at {}",
    "task": "waits for {} to end",
    "future": "waits for a future",
    "sleep": "sleeps for ever",
    "tasks": "waits for tasks that do not end",
    "thread": "waits for the result of {}",
}
_GIVEN = frozenset({"result", "thread"})
"""Waits for what somebody is at work for."""
_NOT_HELD = frozenset({"join", "task", "future"})
"""Waits for somebody, not for something that somebody holds."""
_OF_PLACES = frozenset({"down", "semaphore"})
_NOBODY = {
    "down": "give one back",
    "get": "put it there",
    "put": "take something out",
    "await-done": "say so",
    "await-set": "set it",
    "notified": "do that",
    "pass": "come",
    "result": "give it",
    "semaphore": "give one back",
    "event": "set it",
    "condition": "do that",
    "barrier": "come",
    "future": "settle it",
    "thread": "give it",
}
"""Waits for whoever does something, and what that is. (Who would have done it may well be there, and stand, too.)"""
_TAKEN = frozenset({"acquire", "try-acquire"})
_STANDS = "which stands meanwhile: an asyncio.Lock would let it go on"
_UNWOKEN = "and nobody has woken its loop"
"""Whatever it waits for may have come, but the loop sleeps on: what another thread does wakes it only if it says so."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A thread or task that waits and cannot go on."""

    key: tuple[str, int]
    """("actor" or "task", serial)."""
    name: str
    op: str
    thing: str
    site: Site
    holders: tuple[tuple[str, int], ...]
    """Keys of those of whom one must move first; empty: nobody in particular."""
    held_by: str = ""
    """The same in words, or else why it waits: "held by Bo", "held by Bo, who has ended"."""

    def wants(self) -> str:
        """ "wants tray"."""
        return _WANTS.get(self.op, "waits for {}").format(self.thing or "something")

    @property
    def why(self) -> str:
        """What keeps it from ever going on, as far as that is known: "held by Bo", "and nobody can set it any more"."""
        nobody = "" if self.holders else _NOBODY.get(self.op, "")
        return self.held_by or (f"and nobody can {nobody} any more" if nobody else "")


class Deadlock(OnlyAtTheEnd):
    """Finds what stands for ever."""

    def finish(self, execution: Execution) -> None:
        """Name the cycles, or else everything that waits."""
        if execution.state not in ("stuck", "livelocked"):
            return
        stuck = everyone_stuck(execution)
        cycles = list(find_cycles(stuck))
        for cycle in cycles:
            self._add(cycle_sentence(cycle), cycle)
        if not cycles and execution.state == "stuck":
            causes_first = sorted(stuck, key=lambda each: bool(each.holders))
            self._add(f"Nothing can move any more: {'; '.join(map(in_full, causes_first))}.", causes_first)

    def _add(self, message: str, stuck: list[Stuck]) -> None:
        sites = tuple(FaultSite(s.site.file, s.site.line, s.name, f"{s.op} {s.thing}".strip()) for s in stuck)
        key = ("deadlock", *sorted((s.file, s.line) for s in sites))
        self._findings.add(key, lambda: Fault("deadlock", message, sites))


def everyone_stuck(execution: Execution) -> list[Stuck]:
    """All that wait at a stuck execution's end: threads by serial, in an idle loop's place its tasks.

    A pool's threads with nothing to do wait because others stand: they are not named.
    """
    stuck: list[Stuck] = []
    for wait in execution.waits():
        if wait.target is not None and execution.object_names[wait.target.serial].kind == "pool":
            continue
        tasks = standing(wait.actor.loop) if wait.op == "idle" and wait.actor.loop is not None else []
        if tasks:
            found = [stuck_task(execution, task) for task in tasks]
            unwoken = wait.actor.loop is not None and wait.actor.loop.sleeps_on()
            stuck += [each if each.holders or not unwoken else replace(each, held_by=_UNWOKEN) for each in found]
        else:
            stuck.append(stuck_actor(execution, wait))
    return stuck


def stuck_actor(execution: Execution, wait: Wait) -> Stuck:
    """A thread that waits."""
    actor, target = wait.actor, wait.target
    name = actor.name
    thing = execution.object_names[target.serial].name if target is not None else ""
    holders = tuple(("actor", holder.serial) for holder in wait.holders)
    held_by = _held_by(wait.op, [(holder.name, holder.done) for holder in wait.holders])
    giver = getattr(target, "task", None)
    if actor in wait.holders and actor.loop is not None and wait.op == "result":
        held_by += " itself, whose loop stands meanwhile: await it instead, wrapped by asyncio.wrap_future"
    elif actor in wait.holders and actor.loop is not None and wait.op == "acquire":
        taker, wants = _taker(execution, wait), current_task(actor.loop)
        if wants is not None and taker not in ("", wants.get_name()):
            name, held_by = wants.get_name(), f"held by {taker} of the same loop, {_STANDS}"
    elif giver is not None:
        held_by = _held_by(wait.op, [(giver.get_name(), giver.done())])
        if wait.holders and wait.holders[0].op == "idle":  # else its loop stands as a thread does
            holders = (("task", giver.serial),)
    elif not holders and actor.loop is not None and wait.op != "idle":
        held_by = "and its loop stands meanwhile, with all its tasks"
    held_by = held_by or _in_line(target)
    return Stuck(("actor", actor.serial), name, wait.op, thing, wait.site, holders, held_by)


def _taker(execution: Execution, wait: Wait) -> str:
    """The task in which the thread that waits took the lock for which it waits; "" if it was in none."""
    assert wait.target is not None
    for _, actor, task, op, target, _, detail in reversed(execution.rows):
        if target == wait.target.serial and actor == wait.actor.serial and op in _TAKEN and detail is not False:
            return execution.task_names[task] if task else ""
    return ""


def _held_by(op: str, holders: list[tuple[str, bool]]) -> str:
    if op in _NOT_HELD or not holders:
        return ""
    # a lock is held by one who should give it back; places of a semaphore are taken, and anybody may give one back
    verb = "to be given" if op in _GIVEN else "taken" if op in _OF_PLACES else "held"
    if len(holders) > 1 and all(ended for _, ended in holders):
        return f"{verb} by {' and '.join(name for name, _ in holders)}, who have ended"
    return f"{verb} by {' and '.join(f'{name}, who has ended' if ended else name for name, ended in holders)}"


def _in_line(target: object) -> str:
    return "which waits for a thread of the pool" if isinstance(target, Future) and target.is_in_line else ""


def stuck_task(execution: Execution, task: Standing) -> Stuck:
    """A task that waits."""
    wait = task.wait
    key = ("task", task.serial)
    holders = tuple(("task", holder.serial) for holder in task.holders)
    if wait is None:
        return Stuck(key, task.name, "future", "", task.site, holders)
    if isinstance(wait.target, Future):
        thing = execution.object_names[wait.target.serial].name
        givers = wait.target.holders()
        held_by = _held_by(wait.kind, [(giver.name, giver.done) for giver in givers]) or _in_line(wait.target)
        holders = tuple(("actor", giver.serial) for giver in givers)
        return Stuck(key, task.name, wait.kind, thing, task.site, holders, held_by)
    if isinstance(wait.target, Thing):
        thing = execution.object_names[wait.target.serial].name
        # a task that ended with it in its hands is no holder for the loop any more, and yet the reason
        held_by = _held_by(wait.kind, [(taker.get_name(), taker.done()) for taker in takers_of(task.task)])
        return Stuck(key, task.name, wait.kind, thing, task.site, holders, held_by)
    if holders:
        return Stuck(key, task.name, "task", " and ".join(h.get_name() for h in task.holders), task.site, holders)
    return Stuck(key, task.name, wait.kind, "", task.site, ())


def in_full(stuck: Stuck) -> str:
    """Who waits for what, and why that does not come."""
    return f"{stuck.name} {stuck.wants()}" + (f", {stuck.why}" if stuck.why else "")


def find_cycles(stuck: list[Stuck]) -> Iterator[list[Stuck]]:
    """Closed cycles of waits, each from its first member in the order given; nobody is in two of them."""
    by_key = {s.key: s for s in stuck}
    told: set[tuple[str, int]] = set()
    for start in stuck:
        cycle = [] if start.key in told else _cycle_through(start, by_key)
        if cycle and not any(s.key in told for s in cycle):
            told.update(s.key for s in cycle)
            yield cycle


def _cycle_through(start: Stuck, by_key: dict[tuple[str, int], Stuck]) -> list[Stuck]:
    """The shortest way of waits that leads from `start` back to it; empty if there is none."""
    ways = [[start]]
    seen: set[tuple[str, int]] = set()
    for way in ways:  # grows while it is walked: breadth first
        for key in way[-1].holders:
            if key == start.key:
                # whoever took a semaphore's places need not be the one to give them back
                return [] if len(way) == 1 and start.op in _OF_PLACES else way
            following = by_key.get(key)
            if following is not None and key not in seen:
                seen.add(key)
                ways.append([*way, following])
    return []


def cycle_sentence(cycle: list[Stuck]) -> str:
    """ "Bo holds mitt, wants tray, held by Cy, who wants mitt" (and so on round)."""
    first, last = cycle[0], cycle[-1]
    if first is last:
        if first.op == "result":
            return f"{in_full(first)}."
        if first.op in _NOT_HELD:
            return f"{first.name} waits for itself to end."
        if first.held_by.endswith(_STANDS):
            return f"{in_full(first)}."
        return f"{first.name} holds {first.thing} and wants it again: nobody else gives it back."
    holds = last.op not in _NOT_HELD | _GIVEN
    words = f"{first.name} holds {last.thing}," if holds else first.name
    words += f" {first.wants()}"
    for before, stuck in pairwise(cycle):
        held = "" if before.op in _NOT_HELD else f"{_held_by(before.op, [(stuck.name, False)])}, "
        words += f", {held}who {stuck.wants()}"
    return words + (f", to be given by {first.name}." if last.op in _GIVEN else ".")
