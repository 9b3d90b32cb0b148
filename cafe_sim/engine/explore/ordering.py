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
from marshal import dumps

from cafe_sim.engine.explore.steps import Step
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.trace import Row

Clock = tuple[int, ...]
"""By actor: how many of its steps come before."""

Touch = tuple[int, bool, int]
"""A step's place in an object's history: the step, whether it changed the object, and the place of the latest
touch up to this one that did; -1 for none."""

_BY_VALUE = 2
"""The version of marshal's format that writes equal values as equal bytes."""


class Ordering:
    """The partial order of one walk's steps."""

    def __init__(self, steps: Sequence[Step], family: Iterable[tuple[int, Row]], actors: int) -> None:
        """`family`: starts, begins, exits and joins, each with how many steps there were before it; `actors`: how many there are."""
        self.steps = steps
        self.numbers: list[int] = []
        """By step: how many steps its actor had made then, itself included."""
        self.clocks: list[Clock] = []
        """By step: what comes before it, itself included."""
        self._before: list[Clock] = []
        """By step: what its actor knew before it."""
        self._previous: list[int] = []
        """By step: the index of its actor's step before; -1 for none."""
        self._latest = [-1] * (actors + 1)
        self._now: list[Clock] = [(0,) * (actors + 1)] * (actors + 1)
        self._lives: dict[int, Clock] = {}
        self._histories: dict[int, list[Touch]] = {}
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
                self._relate(waiting[1])
                waiting = next(kin, None)
            self._place(index, step)
        while waiting is not None:
            self._relate(waiting[1])
            waiting = next(kin, None)

    def _relate(self, row: Row) -> None:
        _, actor, _, op, life, _, _ = row
        mine = self._now[actor]
        if op == "start":
            count = self._children[actor] = self._children.get(actor, 0) + 1
            self._started[life] = f"{self.families.get(actor, actor)}.{count}"
            self._lives[life] = mine
        elif op == "exit":
            self._lives[life] = mine
        else:
            if op == "begin":
                self.families[actor] = self._started.get(life, str(actor))
            theirs = self._lives.get(life, mine)
            if theirs is not mine:
                self._now[actor] = tuple(map(max, mine, theirs))

    def _place(self, index: int, step: Step) -> None:
        actor, clocks, numbers, steps = step.actor, self.clocks, self.numbers, self.steps
        before = clock = self._now[actor]
        self._before.append(before)
        self._previous.append(self._latest[actor])
        self._latest[actor] = index
        touched = []
        for thing, changes in step.footprint.items():
            history = self._histories.get(thing)
            if history is None:
                history = self._histories[thing] = []
            length = len(history)
            touched.append((thing, changes, length))
            changed = history[-1][2] if history else -1
            # a change comes after the latest change and all looks since, a look after the change alone
            for other, _, _ in history[max(0, changed) : length if changes else changed + 1]:
                if clock[steps[other].actor] < numbers[other]:
                    clock = tuple(map(max, clock, clocks[other]))
            history.append((index, changes, length if changes else changed))
        number = before[actor] + 1
        clock = (*clock[:actor], number, *clock[actor + 1 :])
        numbers.append(number)
        clocks.append(clock)
        self._touched.append(touched)
        self._now[actor] = clock

    def is_before(self, first: int, second: int) -> bool:
        """Does step `first` come before step `second` in every equivalent walk?"""
        return self.clocks[second][self.steps[first].actor] >= self.numbers[first]

    # ---- races -----------------------------------------------------------------------------

    def races(self, start: int) -> Iterator[tuple[int, int]]:
        """(first, second) of every race whose second step is `start` or later."""
        for index in range(start, len(self.steps)):
            step, before, previous = self.steps[index], self._before[index], self._previous[index]
            for thing, changes, length in self._touched[index]:
                if length:
                    for other in self._unordered(step, before, previous, thing, changes, length):
                        yield other, index

    def races_of_pending(self, step: Step) -> Iterator[int]:
        """Steps that a step which was never made would race with, had it been made at the end."""
        before = self._now[step.actor]
        for thing, changes in step.footprint.items():
            length = len(self._histories.get(thing, ()))
            yield from self._unordered(step, before, self._latest[step.actor], thing, changes, length)

    def _unordered(
        self, step: Step, before: Clock, previous: int, thing: int, changes: bool, length: int
    ) -> Iterator[int]:
        history = self._histories.get(thing, [])
        position = length
        while position > 0:
            position -= 1
            at, changed_it, changed = history[position]
            if not (changes or changed_it):
                position = changed + 1
                continue
            other = self.steps[at].actor
            if other != step.actor and before[other] < self.numbers[at]:
                enabled = self._was_enabled(at, step, thing, pending=previous < at)
                if enabled is not False:
                    yield at
                if not enabled:
                    continue
            if changed_it:
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
        if any(row[3] not in helpers or row[6] is False for row in first.events if row[4] == thing):
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
            if index != pending and clock[actor] >= number:
                continue
            who = self.steps[index].actor
            if who in begun:
                continue
            if not any(clock[other] >= since for other, since in begun.items()):
                found.append(who)
            begun[who] = self.numbers[index]
        return found

    def fingerprint(self) -> bytes:
        """The same for all walks of one trace, and for no others."""
        order = sorted(range(1, len(self._now)), key=lambda actor: self.families.get(actor, str(actor)))
        rows: dict[int, list[object]] = {actor: [] for actor in order}
        in_order = all(actor == place for place, actor in enumerate(order, 1))
        for step, clock in zip(self.steps, self.clocks, strict=True):
            row: object = clock[1:] if in_order else tuple([clock[actor] for actor in order])
            rows[step.actor].append((row, step.transition.length) if step.transition.length else row)
        told = [(self.families.get(actor, str(actor)), rows[actor]) for actor in order]
        return blake2b(dumps(told, _BY_VALUE), digest_size=16).digest()
