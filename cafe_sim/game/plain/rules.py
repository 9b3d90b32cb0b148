"""Standing rules by words: "latte to Ana or Bo, tea to Carl, next patience, when free"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say
from cafe_sim.game.plain.aloud import aloud
from cafe_sim.game.plain.place import Lines
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, named, pick, words_of
from cafe_sim.game.words import NEXT_MEANS, WHEN_MEANS

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Next, When
    from cafe_sim.game.serving.shift import Shift

Makers = dict[str, tuple[str, ...]]

ALL: Final = ("all", "everything", "everyone")
OFF: Final = ("off", "none", "no", "remove", "without", "delete")
JOINING: Final = ("to", "the", "a", "an", "and", "or", "rule", "add", "goes", "go", "from")


def rules_lines(shift: Shift, *, brief: bool = False) -> Lines:
    """The rules in force, and unless `brief`, how to change them."""
    rules = shift.rules
    made = [(item, names) for item, names in rules.makers.items() if names] if rules else []
    if rules is None or not made:
        lines = [say("No standing rules: you hand over everything yourself.")]
    else:
        makers = say("; ").join(say("{item} to {names}", item=aloud(item), names=named(names)) for item, names in made)
        lines = [
            say("Standing rules: {makers}.", makers=makers),
            say(NEXT_MEANS[rules.next]),
            say(WHEN_MEANS[rules.when]),
        ]
    if not brief:
        lines += [
            say("To add one: rule {example}. Several with commas between them.", example=_example(shift)),
            say("Who is next: rule next arrival, rule next patience, or rule next longest."),
            say(
                "When: rule at once, or rule when free. To take off: rule {item} off, or rules off.", item=_item(shift)
            ),
        ]
    return lines


def _item(shift: Shift) -> str:
    return shift.shop.items[0].name


def _example(shift: Shift) -> str:
    item = _item(shift)
    return f"{item} to {shift.makers(item)[0].name}"


def change(shift: Shift, line: TypedLine) -> tuple[Makers, Next, When]:
    """What the rules come to with what was typed. Raises Refused."""
    rules = shift.rules
    makers: Makers = dict(rules.makers) if rules else {}
    next_: Next = rules.next if rules else "arrival"
    when: When = rules.when if rules else "at once"
    items: list[str] = []
    for clause in re.split(r"[,;]", line.text):
        words = [word for word in words_of(clause) if word not in JOINING]
        if not words:
            continue
        if words[0] == "next":
            next_ = pick([Candidate(name, name, (name,)) for name in NEXT_MEANS], words[1:])
        elif " ".join(words) in ("at once", "once"):
            when = "at once"
        elif " ".join(words) in ("when free", "free"):
            when = "when free"
        elif all(word in OFF for word in words):
            makers = {}
        else:
            named_items, rest = _items_of(shift, words)
            items += named_items
            if rest:
                makers = _changed(shift, makers, items, rest)
                items = []
    if items:
        makers_of = named(worker.name for worker in shift.makers(items[0]))
        raise Refused(say("Say who makes it: {names}.", names=makers_of))
    return {item: names for item, names in makers.items() if names}, next_, when


def _items_of(shift: Shift, words: list[str]) -> tuple[list[str], list[str]]:
    """The item at the beginning of a clause, or all of them; and the words after it."""
    known = [item.name for item in shift.shop.items]
    first = [word for word in words if word not in OFF]
    off = [word for word in words if word in OFF]
    if not first or first[0] in ALL:
        return known, [*off, *first[1:]]
    for name in sorted(known, key=lambda name: -len(words_of(name))):
        own = words_of(name)
        if tuple(first[: len(own)]) == own:
            return [name], [*off, *first[len(own) :]]
    return [pick([Candidate(name, aloud(name), (name, aloud(name))) for name in known], first[:1])], [*off, *first[1:]]


def _changed(shift: Shift, makers: Makers, items: list[str], words: list[str]) -> Makers:
    """`makers` with these items made by whoever is named, or by nobody."""
    if all(word in OFF for word in words):
        return {name: who for name, who in makers.items() if name not in items}
    people = [Candidate(worker.name, worker.name, (worker.name,)) for worker in shift.shop.staff]
    chosen = tuple(dict.fromkeys(pick(people, [word]) for word in words if word not in OFF))
    known = [item.name for item in shift.shop.items]
    changed = {**makers}
    for name in items:
        able = tuple(worker.name for worker in shift.makers(name) if worker.name in chosen)
        if len(items) < len(known) or able:  # "all to Ana" is all that she can make
            changed[name] = chosen if len(items) < len(known) else able
    return {name: changed[name] for name in known if name in changed}
