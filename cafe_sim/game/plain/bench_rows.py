"""Things, steps and people of a bench by number and by name, and a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.game.plain.aloud import aloud, sentence
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, a_number, named, numbers, pick, words_of

if TYPE_CHECKING:
    from cafe_sim.game.views import BenchRow, Mark

FILLERS = ("the", "of", "step", "steps", "thing", "on", "off", "to", "with", "and", "a", "lock", "from", "around")


class BenchRows:
    """All that can be named on a bench at one moment, numbered from 1."""

    def __init__(self, rows: Sequence[BenchRow]) -> None:
        self.rows = rows
        self._places = {row.mark: place for place, row in enumerate(rows)}

    def place(self, mark: Mark) -> int:
        return self._places[mark]

    def number(self, mark: Mark) -> int:
        return self._places[mark] + 1

    def of(self, mark: Mark) -> BenchRow:
        return self.rows[self._places[mark]]

    def lines(self) -> list[str]:
        """A line each, under their headings."""
        lines: list[str] = []
        heading = ""
        for number, row in enumerate(self.rows, 1):
            if row.heading != heading:
                heading = row.heading
                lines.append(sentence(f"{aloud(heading)}:"))
            lines.append(_line(number, row))
        return lines

    # ---- what is meant -------------------------------------------------------------------------

    def pick(self, words: Sequence[str], *kinds: str) -> Mark:
        """What is called that: a thing, a step or a worker, as `kinds` has it.

        Of equal names, the kind that is named first. Raises Refused.
        """
        for kind in kinds[:-1]:
            exact = [o for o in self._options(kind) if any(words_of(name) == tuple(words) for name in o.names)]
            if len(exact) == 1:
                return exact[0].value
        return pick([option for kind in kinds for option in self._options(kind)], words)

    def only(self, kind: str) -> Mark | None:
        """The one of that kind, if there is but one."""
        options = self._options(kind)
        return options[0].value if len(options) == 1 else None

    def steps(self, line: TypedLine) -> list[Mark]:
        """As many steps as were named, by number or by name. Raises Refused."""
        words = line.without(*FILLERS)
        if words and all(a_number(word) is not None for word in words):
            return [self.pick((str(number),), "step") for number in dict.fromkeys(numbers(line))]
        try:
            return [self.pick(words, "step")]
        except Refused:
            if len(words) < 2:
                raise
            return list(dict.fromkeys(self.pick((word,), "step") for word in words))

    def in_order(self, marks: Sequence[Mark]) -> list[Mark]:
        """Steps of one item, from top to bottom. Raises Refused if they are of several."""
        if len({mark.item for mark in marks}) > 1:
            items = named((aloud(mark.item) for mark in marks), "and")
            raise Refused(say("These are steps of different things: {items}.", items=items))
        return sorted(marks, key=self.place)

    def with_above(self, mark: Mark) -> bool:
        """The step is gathered with the one above."""
        here, above = self.rows[self.place(mark)], self.rows[self.place(mark) - 1]
        return bool(here.group) and above.mark.item == mark.item and above.group == here.group

    def _options(self, kind: str) -> list[Candidate[Mark]]:
        options = []
        for number, row in enumerate(self.rows, 1):
            mark, label = row.mark, label_of(row)
            if kind != ("step" if mark.step else "thing" if mark.thing else "worker"):
                continue
            names: tuple[str, ...] = (str(number), label, mark.thing or mark.worker or mark.step)
            if mark.step:
                names += (f"{mark.item} {label}", f"{mark.item} {mark.step}", f"{label} {mark.item}")
                label = say("{step} ({item})", step=label, item=aloud(mark.item))
            options.append(Candidate(mark, f"{number} {label}", names))
        return options


def label_of(row: BenchRow) -> str:
    """What a row is called, without the number that a step has within its item."""
    if row.mark.step:
        return aloud(row.strip.label if row.strip is not None and row.strip.label else row.mark.step)
    return aloud(row.label)


def _line(number: int, row: BenchRow) -> str:
    about = aloud(row.whole or row.text)
    parts = [f"{number}, {label_of(row)}{f': {about}' if about else ''}"]
    if row.locks and row.mark.thing:
        parts.append(say("tokens hang on it") if row.hooks else say("a lock hangs on it"))
    elif row.locks:
        locks = say(" and ").join(
            say("the {thing} tokens", thing=aloud(lock))
            if lock in row.hooks
            else say("the {thing} lock", thing=aloud(lock))
            for lock in row.locks
        )
        parts.append(say("under {locks}", locks=locks))
    parts += [say("together, group {group}", group=row.group)] if row.group else []
    return sentence(say("; ").join(parts))
