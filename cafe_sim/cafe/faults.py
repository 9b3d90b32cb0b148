"""What is wrong by the café's own books: more sold than there was, a till unlike the sum of its sales, a rule broken.

The engine knows nothing of these: a program can be free of races and still sell the last croissant twice. Each fault
points at the lines of the program that it speaks of, and is listed once, however often it was seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Final

from cafe_sim.cafe.ledger import Entry
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Shop, StepKind
from cafe_sim.cafe.score import critical_path
from cafe_sim.engine import Execution, Fault, FaultSite, Note
from cafe_sim.engine.detect.context import LiveContext, place, value_of
from cafe_sim.engine.kernel.trace import Event, notes_of

FILE = "café.py"
"""What a day's program is called in faults and traces."""

CLOSE_ENOUGH = 1e-9
"""Money and seconds are compared up to this."""

BLOCKED: Final = "blocked-loop"
"""A note of the engine's, and a fault where a shop says so."""

NOTED = {"served": "serve", "sold out": "sold out"}
"""How an order was answered → what the trace's note of it is called."""


def cafe_faults(
    shop: Shop,
    written: Written,
    execution: Execution,
    ledger: Sequence[Entry],
    value: Callable[[str], float],
) -> list[Fault]:
    """All of them; `value` tells what a shared thing stands at."""
    served = [entry.item for entry in ledger if entry.state == "served"]
    start = {thing.name: thing.start for thing in shop.things}
    bearing = {thing.name for thing in shop.things if thing.most}
    price = {item.name: item.price for item in shop.items}
    faults = _rules_broken(execution)
    if shop.program:
        faults += _unmade(shop, execution, ledger)
    for thing in (name for name in _things(shop, "take") if name not in bearing):
        sold = sum(served.count(item) for item in _items(shop, "take", thing))
        if sold > start[thing] or value(thing) < 0:
            message = f"{sold} were sold of the {start[thing]:g} in the {thing}."
            looks = {site.line for site in _sites(shop, written, "look", thing)}
            plain = Fault("oversold", message, _sites(shop, written, "take", thing))
            faults.append(_oversold(execution, message, looks) or plain)
    for thing in _things(shop, "ring"):
        rung = [item for item in served if item in _items(shop, "ring", thing)]
        due = start[thing] + sum(price[item] for item in rung)
        if execution.state == "ended" and abs(value(thing) - due) > CLOSE_ENOUGH:
            sales = "1 sale comes" if len(rung) == 1 else f"{len(rung)} sales come"
            message = f"The {thing} holds {value(thing):.2f}; {sales} to {due:.2f}."
            faults.append(Fault("invariant", message, _sites(shop, written, "ring", thing)))
    return faults


def loops_blocked(
    shop: Shop, written: Written, ledger: Sequence[Entry], notes: Sequence[Note]
) -> tuple[list[Fault], tuple[Note, ...]]:
    """What held a barista with her whole loop, in a shop where that is a fault, one for each line; and the notes that
    stay notes.
    """
    if not shop.blocked_loop_is_fault:
        return [], tuple(notes)
    baristas = {worker.name for worker in shop.staff if worker.role == "barista"}
    faults = []
    for note in (note for note in notes if note.kind == BLOCKED):
        item, _ = written.lines[note.sites[0].line]
        held = [e for e in ledger if e.item == item and e.worker in baristas and e.begun is not None]
        orders = " ".join(f"#{entry.number}" for entry in held)
        worker = " and ".join(dict.fromkeys(entry.worker for entry in held))
        message = (
            f"{orders} {item} held {worker}'s whole loop for {note.seconds:g} s, and nothing else of hers could move. "
            "What blocks is for hands that may stand."
        )
        faults.append(Fault(BLOCKED, message, note.sites, note.count))
    return faults, tuple(note for note in notes if note.kind != BLOCKED)


def _oversold(execution: Execution, message: str, looks: Collection[int]) -> Fault | None:
    """Told by who looked, and took when it was no longer so; None where nobody did that.

    `looks` are the lines of looking.
    """
    source = LiveContext(execution)
    for took, event in enumerate(source.events):
        below = event.op == "write" and isinstance(left := value_of(event), int | float) and left < 0
        looked = _stale_look(source, took, looks) if below else None
        if looked is not None:
            look, take = place(source, source.events[looked]), place(source, event)
            message = (
                f"{message} {take.actor} looked in line {look.line} and took in line {take.line}; somebody else took one in between. "
                "One lock, held from the look to the take, would have kept them apart."
            )
            return Fault("oversold", message, (look, take), events=(looked, took))
    return None


def _stale_look(source: LiveContext, took: int, looks: Collection[int]) -> int | None:
    """The look on which the write `took` relies, if others have written since."""
    event, written = source.events[took], False
    for index in range(took - 1, -1, -1):
        before = source.events[index]
        if before.target != event.target:
            continue
        written = written or (before.op == "write" and before.actor != event.actor)
        if before.op == "read" and before.actor == event.actor and source.sites[before.site].line in looks:
            return index if written else None
    return None


def _rules_broken(execution: Execution) -> list[Fault]:
    """The level's own rules, by the line on which each was broken."""
    first: dict[int, tuple[Event, str]] = {}
    counts: Counter[int] = Counter()
    for event, _, (sentence, *_) in notes_of(execution.events, "invariant"):
        first.setdefault(event.site, (event, str(sentence)))
        counts[event.site] += 1
    return [
        Fault("invariant", f"{said[0].upper()}{said[1:]}.", (_site(execution, event, "goes on"),), counts[event.site])
        for event, said in first.values()
    ]


def _unmade(shop: Shop, execution: Execution, ledger: Sequence[Entry]) -> list[Fault]:
    """Cups that cannot have been made: a text may leave out the making, or say "sold out" where there is plenty."""
    items = {item.name: item for item in shop.items}
    faults = []
    for entry in ledger:
        item, out, given = items[entry.item], entry.served, entry.handed
        if out is None or given is None:
            continue
        takes = critical_path(item)
        is_sold_out = entry.state == "sold out"
        order = f"Order {entry.number}, {entry.item},"
        if is_sold_out and not any(step.do == "look" for step in item.steps):
            said = f"{order} was told that it is sold out; there is enough for everybody."
        elif not is_sold_out and out - given < takes - CLOSE_ENOUGH:
            said = f"{order} was handed out {out - given:g} s after it came in, and making one takes {takes:g} s."
        else:
            continue
        faults.append(Fault("invariant", said, _answered_at(execution, entry)))
    return faults


def forgotten(execution: Execution, ledger: Sequence[Entry]) -> list[Fault]:
    """Customers who still wait when a text has come to its end: what does nothing serves nobody.

    Who would have left is lost, and no fault.
    """
    waiting = [entry for entry in ledger if not entry.answered and entry.leaves is None]
    if not waiting or execution.state != "ended":
        return []
    first = waiting[0]
    said = f"The program came to its end, and order {first.number}, {first.item}, was never handed out."
    line = next((site.line for site in reversed(execution.sites) if site.line), 0)
    return [Fault("invariant", said, (FaultSite(FILE, line, execution.actors[0].name, "exit"),))]


def _answered_at(execution: Execution, entry: Entry) -> tuple[FaultSite, ...]:
    """The program's line that handed it out."""
    noted = NOTED[entry.state]
    answers = (event for event, _, (number, *_) in notes_of(execution.events, noted) if number == entry.number)
    return tuple(_site(execution, event, noted) for event in islice(answers, 1))


def _site(execution: Execution, event: Event, operation: str) -> FaultSite:
    return FaultSite(FILE, execution.sites[event.site].line, execution.actors[event.actor - 1].name, operation)


def _things(shop: Shop, kind: StepKind) -> list[str]:
    """The things that steps of a kind are about."""
    return list(dict.fromkeys(step.thing for item in shop.items for step in item.steps if step.do == kind))


def _items(shop: Shop, kind: StepKind, thing: str) -> list[str]:
    """The items with such a step, once for each."""
    return [item.name for item in shop.items for step in item.steps if step.do == kind and step.thing == thing]


def _sites(shop: Shop, written: Written, kind: StepKind, thing: str) -> tuple[FaultSite, ...]:
    """The program's lines for such steps."""
    keys = {
        (item.name, step.id) for item in shop.items for step in item.steps if step.do == kind and step.thing == thing
    }
    code = written.text.splitlines()
    return tuple(
        FaultSite(FILE, line, "", f"{kind} {thing}")
        for line, key in written.lines.items()
        if key in keys and not code[line - 1].lstrip().startswith(("with ", "async with "))
    )
