"""Hints in three steps: where to look, what kind of remedy, the exact move.

The first is the level's own. The later two are made from what went wrong with the very plan on the bench, where that is
known: from the order of events that the inspector found, else from the day. They name the access, who made it, and
which guard would have ordered them; then the moves, found by `fixing.toolbox.way` from what is on the bench. Where
nothing has gone wrong yet, the level's words stand.

Words speak of tools by the name that the toolbox gives them, never of keys: keys can be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.cafe.model import SignalKind, StepRef
from cafe_sim.game.fixing import moves, signals
from cafe_sim.game.fixing.toolbox import KITCHEN, Made, made, solutions, way

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan, Shop
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import FailingView, FaultView, Mark, StepView

TITLES: Final = ("where to look", "what kind of remedy", "the move")
FRESH: Final = "Start again from the level's own plan. Then: "
BY_DEGREES: Final = frozenset({"rise", "sink", "token", "untoken", "late", "prompt"})
"""Moves of which the same again goes further; any other takes itself back."""
TOLD_AT_MOST: Final = 4
"""Moves that a hint still names one by one."""


class _Given(NamedTuple):
    """A signal at a step."""

    name: str
    kind: SignalKind


class Hint(NamedTuple):
    """One of the three."""

    title: str
    text: str
    own: bool = False
    """Made from what went wrong with the player's own plan."""
    moves: tuple[str, ...] = ()
    """The moves that it names, in their order, each once."""


Hints = tuple[Hint, Hint, Hint]


def hints_for(level: Level, plan: Plan, failing: FailingView | None, faults: Sequence[FaultView]) -> Hints:
    """All three for the plan on the bench."""
    seen = _from_order(level.shop, failing) if failing is not None else None
    seen = seen or _from_faults(level.shop, faults)
    where, kind, move = level.hints
    exact, moves = _moves(level, plan)
    return (
        Hint(TITLES[0], where),
        Hint(TITLES[1], " ".join(filter(None, seen)) if seen is not None else kind, own=seen is not None),
        Hint(TITLES[2], exact or move, own=bool(exact), moves=moves),
    )


# ---- what went wrong, and what would have ordered it --------------------------------------------

APART: Final = "A lock on the {}, held by both from the read to the write, would have kept them apart."
ONE: Final = "Locked one by one is not enough: looking and taking have to stand under one lock on the {}."
CIRCLE: Final = "Had all of them taken these locks in one and the same order, no circle could have closed."
COUNTED: Final = "As many tokens as the {thing} bears, one taken before it is used and hung back after, would have kept one of them waiting."
UNHEARD: Final = {
    " to be set": "Nobody is left who could ring it: let it ring after a step that needs no ringing first.",
    " to come into ": "Nobody is left who could hang up a ticket: as many have to be hung up as are taken off.",
}
"""In what is said of somebody who waits for a bell or at a rail → what would have helped."""
RUNG: Final = (
    "Nobody waits for that. A bell, rung after the one step and awaited before the other, is an order; a lock is none."
)
HANDED: Final = "Nobody waited until it was there. A ticket, hung up after the one step and taken off before the other, is an order and a count."
APART_AGAIN: Final = "What needs another cannot be gathered with it: part them, or put it further down."


def _from_order(shop: Shop, failing: FailingView) -> tuple[str, str] | None:
    """(what happened, what would have ordered it) in the order of events that the inspector found."""
    marked = [step for step in failing.steps if step.mark]
    stale, wrong = (next((s for s in marked if s.mark == mark), None) for mark in ("stale", "wrong"))
    stuck = [step for step in marked if step.mark == "stuck"]
    waits = next((step for step in stuck if _unheard(step.text)), None)
    if waits is not None:
        return f"{waits.actor} {waits.text} (line {waits.line}), for ever.", _unheard(waits.text)
    if len(stuck) > 1:
        return _circle(marked, stuck), CIRCLE
    if stale is not None and wrong is not None:
        thing = _thing_of(shop, stale.text)
        between = next((s for s in marked if s.mark == "lost"), None) or _between(failing.steps, stale, wrong)
        if between is None:
            return None
        happened = (
            f"In the order that the inspector found, {stale.actor} {_bare(stale.text)} (line {stale.line}), then "
            f"{between.actor} {_bare(between.text)} (line {between.line}), and {wrong.actor} {_bare(wrong.text)} (line {wrong.line}) "
            "as if nothing had happened."
        )
        look = any(fault.kind == "oversold" for fault in failing.faults)
        return happened, (ONE if look else APART).format(thing)
    if wrong is not None and wrong.text.startswith("goes on "):
        return f"{wrong.actor} {wrong.text} (line {wrong.line}).", _rule_remedy(shop, wrong.text)
    races = [step for step in marked if step.mark == "race"]
    if len(races) == 2:
        one, other = races
        happened = f"{one.actor} {_bare(one.text)} (line {one.line}), {other.actor} {_bare(other.text)} (line {other.line}), and nothing says who is first."
        return happened, APART.format(_thing_of(shop, one.text))
    return None


def _unheard(waiting: str) -> str:
    """What would have helped those who wait for a signal that nobody gives; "" where they wait for something else."""
    return next((remedy for words, remedy in UNHEARD.items() if words in waiting), "")


def _circle(marked: Sequence[StepView], stuck: Sequence[StepView]) -> str:
    """ "Bo takes mitt_lock (line 30) and wants tray_lock; Cy …"."""
    parts = []
    for step in stuck:
        took = next((each for each in reversed(marked) if each.mark == "held" and each.actor == step.actor), None)
        has = f"{took.text} (line {took.line}), then " if took is not None else ""
        parts.append(f"{step.actor} {has}{step.text} (line {step.line})")
    return f"In the order that the inspector found, {', and '.join(parts)}: each has what the other wants."


def _between(steps: Sequence[StepView], stale: StepView, wrong: StepView) -> StepView | None:
    """The write of somebody else between two operations."""
    first, last = steps.index(stale), steps.index(wrong)
    others = (step for step in steps[first:last] if step.actor != stale.actor and step.text.startswith("writes"))
    return next(others, None)


def _rule_remedy(shop: Shop, broken: str) -> str:
    """What would have kept the level's own rule, by the sentence that says how it was broken."""
    full = next((thing.name for thing in shop.things if thing.most and f" on the {thing.name}, " in broken), "")
    if full:
        return COUNTED.format(thing=full)
    if "with nothing on the " in broken:
        return HANDED
    needed = any(step.do == "need" for item in shop.items for step in item.steps)
    return RUNG if needed else APART_AGAIN


def _from_faults(shop: Shop, faults: Sequence[FaultView]) -> tuple[str, str] | None:
    """The same from what the day showed: its faults say in full what happened, and what would have helped."""
    said = {fault.kind: fault.message for fault in faults}
    remedies = {
        "oversold": "",
        "lost-update": "",
        "deadlock": _unheard(said.get("deadlock", "")) or CIRCLE,
        **({"invariant": _rule_remedy(shop, said["invariant"])} if "goes on" in said.get("invariant", "") else {}),
        "data-race": "",
    }
    return next(((said[kind], remedy) for kind, remedy in remedies.items() if kind in said), None)


def _bare(text: str) -> str:
    """ "reads till.total: 0.0" as part of a sentence."""
    what, colon, value = text.partition(": ")
    return f"{what} as {value}" if colon else what


def _thing_of(shop: Shop, text: str) -> str:
    """Which shared thing an operation is on."""
    operation = text.partition(":")[0]
    name = operation.rpartition(" ")[2].partition(".")[0]
    return next((thing.name for thing in shop.things if thing.name.replace(" ", "_") == name), name)


# ---- the moves ----------------------------------------------------------------------------------


def _moves(level: Level, plan: Plan) -> tuple[str, tuple[str, ...]]:
    """(what to do now, move by move; the moves themselves); nothing where no way was found.

    A long way back is no hint: then from the level's own plan.
    """
    goals = solutions(level)
    here = way(level, plan, goals)
    if here is not None and len(here) <= TOLD_AT_MOST:
        if not here:
            return "Nothing more: this plan is one that wins. Ask the inspector.", ()
        return _told(level, plan, here), tuple(dict.fromkeys(move for move, _ in here))
    afresh = way(level, level.naive, goals)
    if not afresh:
        return "", ()
    return f"{FRESH}{_told(level, level.naive, afresh)}", ("reset", *dict.fromkeys(move for move, _ in afresh))


def moves_from(level: Level, plan: Plan) -> tuple[str, int]:
    """(the moves from this plan to one that wins every star, in words; how many); ("", 0) where none are found soon."""
    here = way(level, plan, solutions(level))
    return (_told(level, plan, here), len(here)) if here else ("", 0)


def _told(level: Level, plan: Plan, trail: Sequence[Made]) -> str:
    """The moves in words; several of one kind on one mark are said once."""
    sentences = []
    for ((move, mark), _), same in groupby(_each_apart(trail)):
        times = len(list(same))
        sentences.append(_said(level, plan, (move, mark), times))
        for _ in range(times):
            plan = made(level, plan, move, mark)
    told = ", then ".join(sentences)
    return f"{told[0].upper()}{told[1:]}."


def _each_apart(trail: Sequence[Made]) -> Iterator[tuple[Made, int]]:
    """Moves with a number that tells them apart where the same again is another thing: off, and on again."""
    for place, what in enumerate(trail):
        yield what, 0 if what[0] in BY_DEGREES else place


def _said(level: Level, plan: Plan, what: Made, times: int) -> str:
    move, mark = what
    steps = moves.steps_of(level.shop, plan, mark.item) if mark.item else ()
    at = next((index for index, step in enumerate(steps) if step.id == mark.step), 0)
    labels = [step.label or step.id for step in steps]
    name = f"“{labels[at]}”" if labels else ""
    of = f" of the {mark.item}" if len(level.shop.items) > 1 else ""
    match move:
        case "lock":
            return _lock_said(level.shop, plan, mark, name + of)
        case "give" | "await":
            return _signal_said(level, plan, what, name + of)
        case "token" | "untoken":
            return _tokens_said(level.shop, plan, mark, name + of, times if move == "token" else -times)
        case "join":
            return f"join at {name}{of}, so that the lock is held on to the next"
        case "rise" | "sink":
            return f"move {name}{of} {'up' if move == 'rise' else 'down'}{f' {times} times' if times > 1 else ''}"
        case "together":
            above = steps[at - 1].id if at else ""
            is_one = any({mark.step, above} <= set(group) for group in plan.together.get(mark.item, ()))
            return f"part {name} from the one above it" if is_one else f"put {name} together with the one above it"
        case "hatch":
            is_sent = mark.step in plan.hatch.get(mark.item, ())
            return f"have {name}{of} done at the counter again" if is_sent else f"send {name}{of} through the hatch"
        case "extra":
            return f"hang one more lock, the {KITCHEN}'s"
    late = plan.late.get(mark.worker, 0) + (times if move == "late" else -times)
    return f"let {mark.worker} come in {f'{late:g} s later' if late else 'at opening'}"


def _signal_said(level: Level, plan: Plan, what: Made, step: str) -> str:
    move, mark = what
    if not mark.step:
        return f"take the {mark.thing} down"
    here, after = StepRef(mark.item, mark.step), move == "give"
    before, then = (_signals_at(each, here, after) for each in (plan, made(level, plan, move, mark)))
    now = next(iter(then - before), None)
    words = signals.WORDS[(now or next(iter(before - then))).kind]
    said = words.give if after else words.await_
    return said.format(step) if now is not None else f"no longer {said.format(step)}"


def _signals_at(plan: Plan, here: StepRef, after: bool) -> set[_Given]:
    return {_Given(one.name, one.kind) for one in plan.signals if here in (one.after if after else one.before)}


def _tokens_said(shop: Shop, plan: Plan, mark: Mark, step: str, by: int) -> str:
    thing = mark.thing or moves.locks_around(shop, plan, mark.item, mark.step)[-1]
    tokens = plan.tokens.get(thing, 1) + by
    where = f"the {thing}" if mark.thing else step
    if by < 0:
        return f"leave {'one token' if by == -1 else f'{-by} tokens'} fewer at {where}: {tokens}"
    return f"let {tokens} in at {where}: hang {'one token' if by == 1 else f'{by} tokens'} more"


def _lock_said(shop: Shop, plan: Plan, mark: Mark, step: str) -> str:
    if mark.step:
        around = moves.locks_around(shop, plan, mark.item, mark.step)
        return f"take the lock off {step}" if around else f"hang a lock round {step} alone"
    hangs = any(span.thing == mark.thing for span in plan.spans)
    return f"take the lock off the {mark.thing}" if hangs else f"hang a lock on the {mark.thing}"
