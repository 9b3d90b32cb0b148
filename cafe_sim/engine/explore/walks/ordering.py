"""Which steps of a walk come before which in every walk that is equivalent to it.

Two steps of different actors depend on each other if they touched one object and one of them changed it. Starts and
joins order what they order. Walks that agree in this partial order differ only in the order of steps that have nothing
to do with each other: they are one *trace*, in the sense of Mazurkiewicz, and `fingerprint` is the same for all of
them.

What comes before a step is a set of steps, kept as an integer with a bit for each: a union is one `|`, a question one
`&`.

A *race* is a pair of dependent steps that nothing else orders: in some other walk they come the other way round. This
needs the second to have been enabled where the first went. An acquire, say, never comes before the release that it
waited for (`Operation.helped_by`); there the race is with the acquire before that release (Flanagan, Godefroid 2005).
Races are looked for before the lock's own order is added, or no two acquires would ever race.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from marshal import dumps

from cafe_sim.engine.explore.walks.steps import Step
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.trace import Row

Past = int
"""A set of steps: bit i stands for the one with index i."""

Touch = tuple[int, bool, int]
"""A step's place in an object's history: the step, whether it changed the object, and the place of the latest
touch up to this one that did; -1 for none."""

_BY_VALUE = 2
"""The version of marshal's format that writes equal values as equal bytes."""


class Ordering:
    """The partial order of one walk's steps."""

    def __init__(self, steps: Sequence[Step], family: Iterable[tuple[int, Row]], actors: int) -> None:
        """`family`: starts, begins, exits, joins, each with how many steps came before; `actors`: how many."""
        self.steps = steps
        self._pasts: list[Past] = []
        """By step: what comes before it, itself included."""
        self._known: list[Past] = []
        """By step: what its actor knew before it."""
        self._now: list[Past] = [0] * (actors + 1)
        """By actor: what it knows."""
        self._made: list[Past] = [0] * (actors + 1)
        """By actor: its steps."""
        self._there: list[int] = [0] * (actors + 1)
        """By actor: how many steps there were when it came to where it stands, through joins maybe."""
        self._came: list[int] = []
        """By step: the same of its actor."""
        self._lives: dict[int, Past] = {}
        self._histories: dict[int, list[Touch]] = {}
        self._touched: list[list[tuple[int, bool, int]]] = []
        """By step: (object, changed, length of the object's history before)."""
        self.families: dict[int, str] = {}
        """By actor: "1", its second child "1.2". Serials depend on who starts first, these do not."""
        self._started: dict[int, str] = {}
        self._children: dict[int, int] = {}
        done = 0
        for count, row in family:
            while done < count:
                self._place(done, steps[done])
                done += 1
            self._relate(row, count)
        for index in range(done, len(steps)):
            self._place(index, steps[index])

    def _relate(self, row: Row, count: int) -> None:
        _, actor, _, op, life, _, _ = row
        self._there[actor] = count
        if op == "start":
            child = self._children[actor] = self._children.get(actor, 0) + 1
            self._started[life] = f"{self.families.get(actor, actor)}.{child}"
            self._lives[life] = self._now[actor]
        elif op == "exit":
            self._lives[life] = self._now[actor]
        else:
            if op == "begin":
                self.families[actor] = self._started.get(life, str(actor))
            self._now[actor] |= self._lives.get(life, 0)

    def _place(self, index: int, step: Step) -> None:
        pasts, histories, actor = self._pasts, self._histories, step.actor
        known = past = self._now[actor]
        touched = []
        for thing, changes in step.footprint.items():
            history = histories.get(thing)
            if history is None:
                history = histories[thing] = []
            length = len(history)
            touched.append((thing, changes, length))
            changed = history[-1][2] if history else -1
            # a change comes after the latest change and all looks since, a look after the change alone
            for other, _, _ in history[max(0, changed) : length if changes else changed + 1]:
                past |= pasts[other]
            history.append((index, changes, length if changes else changed))
        itself = 1 << index
        past |= itself
        self._known.append(known)
        self._came.append(self._there[actor])
        self._there[actor] = index + 1
        self._touched.append(touched)
        pasts.append(past)
        self._now[actor] = past
        self._made[actor] |= itself

    def is_before(self, first: int, second: int) -> bool:
        """Does step `first` come before step `second` in every equivalent walk?"""
        return bool(self._pasts[second] >> first & 1)

    # ---- races -----------------------------------------------------------------------------

    def races(self, start: int) -> Iterator[tuple[int, int]]:
        """(first, second) of every race whose second step is `start` or later."""
        for index in range(start, len(self.steps)):
            step, known = self.steps[index], self._known[index]
            for thing, changes, length in self._touched[index]:
                if length:
                    for other in self._unordered(step, known, self._came[index], thing, changes, length):
                        yield other, index

    def races_of_pending(self, step: Step) -> Iterator[int]:
        """Steps that a step which was never made would race with, had it been made at the end."""
        known = self._now[step.actor]
        for thing, changes in step.footprint.items():
            length = len(self._histories.get(thing, ()))
            yield from self._unordered(step, known, self._there[step.actor], thing, changes, length)

    def _unordered(self, step: Step, known: Past, came: int, thing: int, changes: bool, length: int) -> Iterator[int]:
        history = self._histories.get(thing, [])
        position = length
        while position > 0:
            position -= 1
            at, changed_it, changed = history[position]
            if not (changes or changed_it):
                position = changed + 1
                continue
            if not known >> at & 1:
                enabled = self._was_enabled(at, step, thing, came)
                if enabled is not False:
                    yield at
                if not enabled:
                    continue
            if changed_it:
                return

    def _was_enabled(self, at: int, second: Step, thing: int, came: int) -> bool | None:
        """Could the second step have gone where the first one (number `at`) went? None: nobody knows.

        `came`: how many steps there were when its actor came to where it makes it.
        """
        if not second.patient or second.target != thing:
            return True
        first = self.steps[at]
        if came <= at:  # its actor stood before it then
            enabled_at = next((i for i in range(at, len(self.steps)) if self._is_option(i, second.actor)), at + 1)
            # blocked there: then only if what enabled it had nothing to do with the first one
            return enabled_at == at or (enabled_at > at + 1 and not self.is_before(at, enabled_at - 1))
        # what came before that may have been in its way, and must be looked at
        helpers = OPERATIONS[second.op].helped_by
        if any(row[3] not in helpers or row[6] is False for row in first.events if row[4] == thing):
            return True
        # a lock that could be given back was held
        return False if second.op == "acquire" else None

    def _is_option(self, step: int, actor: int) -> bool:
        return any(option.actor == actor for option in self.steps[step].options)

    def initials(self, first: int, pending: int) -> list[int]:
        """Actors that could go at once where `first` went, on the way to what was not ordered after `first`.

        `pending`: the index of the second step of a race, or the number of steps for one that was not made. Its own
        actor counts as able to go at once if nothing of the way comes before it.
        """
        begun: Past = 0
        """The first step of everybody on the way."""
        seen: set[int] = set()
        found = []
        for index in range(first + 1, min(pending + 1, len(self.steps))):
            past = self._pasts[index]
            if index != pending and past >> first & 1:
                continue
            who = self.steps[index].actor
            if who in seen:
                continue
            if not past & begun:
                found.append(who)
            begun |= 1 << index
            seen.add(who)
        return found

    def fingerprint(self) -> bytes:
        """The same for all walks of one trace, and for no others: by step, how many steps of everybody come before."""
        families = [(self.families.get(actor, str(actor)), made) for actor, made in enumerate(self._made) if actor]
        families.sort()
        rows: dict[str, list[object]] = {name: [] for name, _ in families}
        by_actor = [made for _, made in families]
        for step, past in zip(self.steps, self._pasts, strict=True):
            row = tuple([(past & made).bit_count() for made in by_actor])
            told = rows[self.families.get(step.actor, str(step.actor))]
            told.append((row, step.transition.length) if step.transition.length else row)
        return blake2b(dumps(list(rows.items()), _BY_VALUE), digest_size=16).digest()
