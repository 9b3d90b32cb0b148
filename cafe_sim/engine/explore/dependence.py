"""Which operations depend on each other, and what that makes of an interleaving.

Two operations of different actors on one object depend on each other if one of them changes it (the `changes` column
of `kernel.operations`) and if their order is not settled by who started and joined whom: the initial value that the main
thread wrote before it started anybody is no choice of any scheduler. An object on which there are two such
operations is *contended*; operations on others may be done at once, for nobody can tell when they were done. So it is with a
semaphore that has a token for everybody, and with a cell that is only ever touched under one and the same lock: the order of
its accesses is that in which the lock was taken.

A *trace*, in the sense of Mazurkiewicz, is what all interleavings with the same order of dependent operations have in
common. Its canonical form is, for each operation, which operations of each actor it depends on: vector clocks again, along
dependence instead of happens-before.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from cafe_sim.engine.detect.clocks import Clocks
from cafe_sim.engine.detect.detector import Handler
from cafe_sim.engine.kernel.operations import OPERATIONS, Operation
from cafe_sim.engine.kernel.semaphores import Semaphore
from cafe_sim.engine.kernel.trace import Event, Named

Key = tuple[str, str]
"""What an object is known by in every execution: kind and name."""

_LOCAL = Operation("none", changes=False, local=True)
_UNBOUNDED = 1 << 30
_FAMILY = ("start", "begin", "exit", "join")


def is_private(op: str) -> bool:
    """Does the operation touch nothing but the actor itself, or those it starts and joins?"""
    return OPERATIONS.get(op, _LOCAL).local or op in _FAMILY


class Contention:
    """Learns over many executions which objects are contended."""

    def __init__(self) -> None:
        self.objects: set[Key] = set()
        """The objects on which operations were seen whose order is a scheduler's choice."""
        self._disputed: set[Key] = set()
        """All on which operations were seen that no start and no join orders."""
        self._guards: dict[Key, frozenset[Key]] = {}
        """By cell: the locks that were held at every access to it up to now."""
        self._places: dict[Key, int] = {}
        self._needs: dict[Key, dict[str, int]] = {}

    def meet(self, key: Key, target: object) -> None:
        """An operation on `target` is about to be done: if it is a semaphore never seen before, how many tokens has it?"""
        if isinstance(target, Semaphore) and key not in self._places:
            self._places[key] = target.value

    def learn(self, events: Sequence[Event], objects: Sequence[Named]) -> bool:
        """Look through an execution; True if it showed anything new."""
        self._disputed |= {_key(objects, serial) for serial in _disputed(events)}
        if self._disputed <= self.objects:
            return False
        self._learn_guards(events, objects)
        self._learn_needs(events, objects)
        found = {
            key for key in self._disputed - self.objects if not (self._guards.get(key) or self._is_never_short(key))
        }
        self.objects |= found
        return bool(found)

    def _learn_guards(self, events: Sequence[Event], objects: Sequence[Named]) -> None:
        """Which locks are held at each access to a cell."""
        held: dict[int, frozenset[Key]] = {}
        owner: dict[Key, int] = {}
        for event in events:
            op, actor = event.op, event.actor
            if op in ("acquire", "try-acquire") and event.detail is not False:
                lock = _key(objects, event.target)
                owner[lock] = actor
                held[actor] = held.get(actor, frozenset()) | {lock}
            elif op == "release":
                lock = _key(objects, event.target)
                holder = owner.pop(lock, actor)
                held[holder] = held.get(holder, frozenset()) - {lock}
            elif op in ("read", "write", "update"):
                key = _key(objects, event.target)
                now = held.get(actor, frozenset())
                self._guards[key] = self._guards[key] & now if key in self._guards else now

    def _learn_needs(self, events: Sequence[Event], objects: Sequence[Named]) -> None:
        """How many tokens of each semaphore each actor has at most."""
        names = _family_names(events)
        held: dict[tuple[int, int], int] = {}
        for event in events:
            if event.op not in ("down", "try-down", "up"):
                continue
            needs = self._needs.setdefault(_key(objects, event.target), {})
            has = held.get((event.actor, event.target), 0) + (-1 if event.op == "up" else 1)
            if has < 0 or event.detail is False:
                has = _UNBOUNDED  # used for signalling, or seen empty
            held[event.actor, event.target] = has
            needs[names[event.actor]] = max(has, needs.get(names[event.actor], 0))

    def _is_never_short(self, key: Key) -> bool:
        """A semaphore that has a token for everybody who could ever want one: nobody can tell who took one first."""
        return key in self._places and sum(self._needs.get(key, {}).values()) <= self._places[key]


def _disputed(events: Sequence[Event]) -> set[int]:
    clocks = Clocks()
    handlers: dict[str, Handler] = {
        "start": clocks.release,
        "begin": clocks.begin,
        "exit": clocks.release,
        "join": clocks.acquire,
    }
    latest: dict[int, dict[tuple[int, bool], int]] = {}
    found: set[int] = set()
    for index, event in enumerate(events):
        if event.op in handlers:
            handlers[event.op](index, event)
        target = _target(event)
        if not target or target in found:
            continue
        changes = _changes(event)
        known = clocks.known[event.actor]
        seen = latest.setdefault(target, {})
        if any(a != event.actor and (c or changes) and epoch > known[a] for (a, c), epoch in seen.items()):
            found.add(target)
        seen[event.actor, changes] = clocks.epochs[event.actor]
    return found


def _key(objects: Sequence[Named], serial: int) -> Key:
    named = objects[serial]
    return named.kind, named.name


def _changes(event: Event) -> bool:
    return event.op == "timeout" or OPERATIONS[event.op].changes


def _target(event: Event) -> int:
    """The object an event's operation was done to, if others can see it; 0 otherwise."""
    if event.op == "timeout":
        return event.target
    return 0 if is_private(event.op) else event.target


def canonical(events: Sequence[Event], objects: Sequence[Named], among: set[Key]) -> bytes:
    """Digest of the trace (in the sense above) that an interleaving belongs to; `among` are the contended objects."""
    names = _family_names(events)
    clocks: dict[int, dict[str, int]] = {}
    changed: dict[int, dict[str, int]] = {}
    looked: dict[int, dict[str, int]] = {}
    rows: dict[str, list[tuple[tuple[str, int], ...]]] = {}
    for event in events:
        target = _target(event)
        if not target or _key(objects, target) not in among:
            continue
        name = names[event.actor]
        clock = clocks.setdefault(event.actor, {})
        _merge(clock, changed.setdefault(target, {}))
        changes = _changes(event)
        if changes:
            _merge(clock, looked.pop(target, {}))
        clock[name] = clock.get(name, 0) + 1
        if changes:
            changed[target] = dict(clock)
        else:
            _merge(looked.setdefault(target, {}), clock)
        rows.setdefault(name, []).append(tuple(sorted(clock.items())))
    return blake2b(repr(sorted(rows.items())).encode(), digest_size=16).digest()


def _merge(into: dict[str, int], other: dict[str, int]) -> None:
    for name, count in other.items():
        if count > into.get(name, 0):
            into[name] = count


def _family_names(events: Sequence[Event]) -> dict[int, str]:
    """By actor: "1", its second child "1.2" and so on. Serials depend on who starts first, these do not."""
    names: dict[int, str] = {}
    started: dict[int, str] = {}
    children: dict[int, int] = {}
    for event in events:
        if event.op == "start":
            children[event.actor] = children.get(event.actor, 0) + 1
            started[event.target] = f"{names[event.actor]}.{children[event.actor]}"
        elif event.op == "begin":
            names[event.actor] = started.get(event.target, str(event.actor))
    return names
