"""Which steps of a walk come before which in every walk that is equivalent to it: vector clocks along dependence.

Two steps of different actors depend on each other if they touched one object and one of them changed it. Starts and joins order
what they order. Walks that agree in this partial order differ only in the order of steps that have nothing to do with each
other: they are one *trace*, in the sense of Mazurkiewicz, and `fingerprint` is the same for all of them.

A *race* is a pair of dependent steps that nothing else orders: in some other walk they come the other way round. That is
so only if the second was enabled where the first went, and else it races with what came before that: an acquire never comes before the
release that it waited for (`Operation.helped_by`), but it races with the acquire before (Flanagan, Godefroid 2005; compared before the lock's own
order is taken in, or no two acquires would ever race).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from cafe_sim.engine.explore.steps import Step
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.trace import Event

Clock = dict[int, int]
"""By actor: how many of its steps come before."""


class _Touch(NamedTuple):
    """A step's place in an object's history."""

    step: int
    changes: bool
    changed: int
    """The place of the latest touch up to this one that changed the object; -1 for none."""


class Ordering:
    """The partial order of one walk's steps."""

    def __init__(self, steps: Sequence[Step], family: Iterable[tuple[int, Event]]) -> None:
        """`family`: starts, begins, exits and joins, each with how many steps there were before it."""
        self.steps = steps
        self.numbers: list[int] = []
        """By step: how many steps its actor had made then, itself included."""
        self.clocks: list[Clock] = []
        """By step: what comes before it, itself included."""
        self._before: list[Clock] = []
        """By step: what its actor knew before it."""
        self._previous: list[int] = []
        """By step: the index of its actor's step before; -1 for none."""
        self._latest: dict[int, int] = {}
        self._now: dict[int, Clock] = {}
        self._lives: dict[int, Clock] = {}
        self._histories: dict[int, list[_Touch]] = {}
        self._touched: list[list[tuple[int, bool, int]]] = []
        """By step: (object, changed, length of the object's history before)."""
        self.families: dict[int, str] = {}
        """By actor: "1", its second child "1.2". Serials depend on who starts first, these do not."""
        self._started: dict[int, str] = {}
        self._children: dict[int, int] = {}
        kin = iter(family)
        waiting = next(kin, None)
        for index, step in enumerate(steps):
            while waiting is not None and waiting[0] <= index:
                self._relate(waiting[1].actor, waiting[1].op, waiting[1].target)
                waiting = next(kin, None)
            self._place(index, step)
        while waiting is not None:
            self._relate(waiting[1].actor, waiting[1].op, waiting[1].target)
            waiting = next(kin, None)

    def _relate(self, actor: int, op: str, life: int) -> None:
        mine = self._now.setdefault(actor, {})
        if op == "start":
            count = self._children[actor] = self._children.get(actor, 0) + 1
            self._started[life] = f"{self.families.get(actor, actor)}.{count}"
            self._lives[life] = mine
        elif op == "exit":
            self._lives[life] = mine
        else:
            if op == "begin":
                self.families[actor] = self._started.get(life, str(actor))
            theirs = self._lives.get(life)
            if theirs:
                self._now[actor] = _merged(mine, theirs)

    def _place(self, index: int, step: Step) -> None:
        actor = step.actor
        before = self._now.setdefault(actor, {})
        self._before.append(before)
        self._previous.append(self._latest.get(actor, -1))
        self._latest[actor] = index
        clock = dict(before)
        touched = []
        for thing, changes in step.footprint.items():
            history = self._histories.setdefault(thing, [])
            touched.append((thing, changes, len(history)))
            changed = history[-1].changed if history else -1
            # a change comes after the latest change and all looks since, a look after the change alone
            start = max(0, changed)
            for touch in history[start : len(history) if changes else changed + 1]:
                _merge(clock, self.clocks[touch.step])
            history.append(_Touch(index, changes, len(history) if changes else changed))
        number = before.get(actor, 0) + 1
        clock[actor] = number
        self.numbers.append(number)
        self.clocks.append(clock)
        self._touched.append(touched)
        self._now[actor] = clock

    def is_before(self, first: int, second: int) -> bool:
        """Does step `first` come before step `second` in every equivalent walk?"""
        return self.clocks[second].get(self.steps[first].actor, 0) >= self.numbers[first]

    # ---- races -----------------------------------------------------------------------------

    def races(self, start: int) -> Iterator[tuple[int, int]]:
        """(first, second) of every race whose second step is `start` or later."""
        for index in range(start, len(self.steps)):
            step = self.steps[index]
            for thing, changes, length in self._touched[index]:
                previous = self._previous[index]
                for other in self._unordered(step, self._before[index], previous, thing, changes, length):
                    yield other, index

    def races_of_pending(self, step: Step) -> Iterator[int]:
        """Steps that a step which was never made would race with, had it been made at the end."""
        before = self._now.get(step.actor, {})
        for thing, changes in step.footprint.items():
            length = len(self._histories.get(thing, ()))
            yield from self._unordered(step, before, self._latest.get(step.actor, -1), thing, changes, length)

    def _unordered(
        self, step: Step, before: Clock, previous: int, thing: int, changes: bool, length: int
    ) -> Iterator[int]:
        history = self._histories.get(thing, [])
        position = length
        while position > 0:
            position -= 1
            touch = history[position]
            if not (changes or touch.changes):
                position = touch.changed + 1
                continue
            other = self.steps[touch.step]
            if other.actor != step.actor and before.get(other.actor, 0) < self.numbers[touch.step]:
                enabled = self._was_enabled(touch.step, step, thing, pending=previous < touch.step)
                if enabled is not False:
                    yield touch.step
                if not enabled:
                    continue
            if touch.changes:
                return

    def _was_enabled(self, at: int, second: Step, thing: int, *, pending: bool) -> bool | None:
        """Could the second step have gone where the first one (number `at`) went? None: nobody knows.

        `pending`: its actor stood before it then. Where it did not, what came before that may have been in its way, and must be looked at.
        """
        if not second.patient or second.target != thing:
            return True
        first = self.steps[at]
        if pending:
            enabled_at = next((i for i in range(at, len(self.steps)) if self._is_option(i, second.actor)), at + 1)
            # blocked there: then only if what enabled it had nothing to do with the first one
            return enabled_at == at or (enabled_at > at + 1 and not self.is_before(at, enabled_at - 1))
        helpers = OPERATIONS[second.op].helped_by
        if any(event.op not in helpers or event.detail is False for event in first.events if event.target == thing):
            return True
        # a lock that could be given back was held
        return False if second.op == "acquire" else None

    def _is_option(self, step: int, actor: int) -> bool:
        return any(option.actor == actor for option in self.steps[step].options)

    def initials(self, first: int, pending: int) -> list[int]:
        """Actors that could go at once where `first` went, on the way to what was not ordered after `first`.

        `pending`: the index of the second step of a race, or the number of steps for one that was not made. Its own actor
        counts as able to go at once if nothing of the way comes before it.
        """
        actor, number = self.steps[first].actor, self.numbers[first]
        begun: dict[int, int] = {}
        found = []
        for index in range(first + 1, min(pending + 1, len(self.steps))):
            clock = self.clocks[index]
            if index != pending and clock.get(actor, 0) >= number:
                continue
            who = self.steps[index].actor
            if who in begun:
                continue
            if not any(clock.get(other, 0) >= since for other, since in begun.items()):
                found.append(who)
            begun[who] = self.numbers[index]
        return found

    def fingerprint(self) -> bytes:
        """The same for all walks of one trace, and for no others."""
        families = self.families
        rows: dict[str, list[tuple[tuple[str, int], ...]]] = {}
        for step, clock in zip(self.steps, self.clocks, strict=True):
            row = tuple(sorted([(families[actor], count) for actor, count in clock.items()]))
            if step.transition.length:
                row = (("length", step.transition.length), *row)
            rows.setdefault(families[step.actor], []).append(row)
        return blake2b(repr(sorted(rows.items())).encode(), digest_size=16).digest()


def _merge(into: Clock, other: Clock) -> None:
    for actor, count in other.items():
        if count > into.get(actor, 0):
            into[actor] = count


def _merged(mine: Clock, theirs: Clock) -> Clock:
    merged = dict(mine)
    _merge(merged, theirs)
    return merged
