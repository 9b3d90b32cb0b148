"""A level's toolbox: which moves it holds, what each makes of what is marked, and the way from one plan to another.

A move is a word ("lock", "join", "rise" …) and what is marked; `made` says what comes of it, and `moves` how. The
way to a solution is looked for among the very moves that a player has, so a hint can name the next one exactly,
whatever is on the bench by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import combinations, count, pairwise
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.model import Plan, SignalKind, StepRef
from cafe_sim.game.fixing import moves, signals
from cafe_sim.game.fixing.moves import MoveRefused
from cafe_sim.game.views import Mark
from cafe_sim.game.words import listed

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Shop
    from cafe_sim.content.level import Level

KITCHEN: Final = "kitchen"
"""What one more lock is called, and what it can be marked as while it hangs."""
MOVES: Final = (
    "lock",
    "token",
    "untoken",
    "give",
    "await",
    "join",
    "rise",
    "sink",
    "together",
    "hatch",
    "extra",
    "late",
    "prompt",
)
UNMARKED: Final = frozenset({"extra"})
"""Moves that do not ask what is marked."""
LOOKED_AT_MOST: Final = 600
"""Plans from which a way is looked for: a blink."""

Made = tuple[str, Mark]
"""A move and what it was made on."""


def offers(level: Level, move: str) -> bool:
    """The level's toolbox holds this move."""
    box = level.toolbox
    return {
        "lock": box.locks > 0 or box.unlock,
        "token": box.tokens > 0,
        "untoken": box.tokens > 0,
        "give": bool(signals_in(level)),
        "await": bool(signals_in(level)),
        "join": box.join,
        "rise": box.move,
        "sink": box.move,
        "together": box.together,
        "hatch": box.hatch,
        "extra": box.unlock and box.locks > 0,
        "late": bool(box.late),
        "prompt": bool(box.late),
    }[move]


def made(level: Level, plan: Plan, move: str, mark: Mark) -> Plan:
    """The plan after the move. Raises MoveRefused with the reason why it cannot be made."""
    shop, box = level.shop, level.toolbox
    if not offers(level, move):
        raise MoveRefused("that is not in this level's toolbox")
    match move:
        case "lock":
            return _lock(level, plan, mark)
        case "token" | "untoken":
            return moves.tokens(shop, plan, _guard(level, plan, mark), 1 if move == "token" else -1, box.tokens)
        case "give" | "await":
            return _signal(level, plan, mark, "after" if move == "give" else "before")
        case "join":
            return moves.join(shop, plan, *_step(mark))
        case "rise" | "sink":
            return _shift(level, plan, mark, -1 if move == "rise" else 1)
        case "together":
            return moves.together(shop, plan, *_step(mark))
        case "hatch":
            return moves.hatch(shop, plan, *_step(mark))
        case "extra":
            return moves.hang_extra(shop, plan, KITCHEN, box.locks)
    if mark.worker not in box.late:
        raise MoveRefused(f"mark who is to come in later: {listed(box.late, 'or')}")
    by = 1 if move == "late" else -1
    return moves.come_in(plan, mark.worker, plan.late.get(mark.worker, 0) + by, box.late_at_most)


def meant(level: Level, move: str, mark: Mark) -> Mark:
    """What a move is meant for: what is marked, or the only one whom it can be meant for."""
    late = level.toolbox.late
    alone = move in ("late", "prompt") and len(late) == 1 and mark.worker not in late
    return Mark(worker=late[0]) if alone else mark


def marks(level: Level, plan: Plan) -> Iterator[Mark]:
    """All that can be marked, in the order of the bench."""
    for name in (*(thing.name for thing in level.shop.things), *(station.name for station in level.shop.stations)):
        yield Mark(thing=name)
    if any(span.thing == KITCHEN for span in plan.spans):
        yield Mark(thing=KITCHEN)
    for signal in plan.signals:
        yield Mark(thing=signal.name)
    for item in level.shop.items:
        for step in moves.steps_of(level.shop, plan, item.name):
            yield Mark(item=item.name, step=step.id)
    for worker in level.toolbox.late:
        yield Mark(worker=worker)


def _lock(level: Level, plan: Plan, mark: Mark) -> Plan:
    shop, most = level.shop, level.toolbox.locks
    if mark.step:
        step = next(s for s in shop.item(mark.item).steps if s.id == mark.step)
        if step.do != "grab":
            return moves.guard_step(shop, plan, mark.item, mark.step, most)
        return moves.take_off(shop, plan, step.thing)
    if not mark.thing:
        raise MoveRefused("mark a thing or a step: a lock guards what is shared, not a person")
    hangs = any(span.thing == mark.thing for span in plan.spans) or mark.thing in moves.grabbed(shop, plan)
    return moves.take_off(shop, plan, mark.thing) if hangs else moves.hang(shop, plan, mark.thing, most)


def signals_in(level: Level) -> dict[SignalKind, int]:
    """What gives a signal, and how many of each there are."""
    kinds: dict[SignalKind, int] = {"bell": level.toolbox.bells, "rail": level.toolbox.rails}
    return {kind: most for kind, most in kinds.items() if most}


def _signal(level: Level, plan: Plan, mark: Mark, end: signals.End) -> Plan:
    if any(signal.name == mark.thing for signal in plan.signals):
        return signals.take_down(plan, mark.thing)
    return signals.toggle(level.shop, plan, StepRef(*_step(mark)), end, signals_in(level), room=level.toolbox.room)


def _guard(level: Level, plan: Plan, mark: Mark) -> str:
    """What the lock hangs on that is marked: a thing's, or the innermost round a step."""
    if mark.thing:
        return mark.thing
    around = moves.locks_around(level.shop, plan, *_step(mark))
    if not around:
        raise MoveRefused("no lock is held here: hang one first, then give it more tokens")
    return around[-1]


def _shift(level: Level, plan: Plan, mark: Mark, by: int) -> Plan:
    item, step = _step(mark)
    movable = level.toolbox.movable
    if movable and step not in movable:
        raise MoveRefused(f"only these can be moved here: {listed(movable)}")
    return moves.shift(level.shop, plan, item, step, by)


def _step(mark: Mark) -> tuple[str, str]:
    if not mark.step:
        raise MoveRefused("that is done to a step: mark one under STEPS first")
    return mark.item, mark.step


# ---- the way to a solution ----------------------------------------------------------------------


def solutions(level: Level) -> tuple[Plan, ...]:
    """The plans that are known to win every star: the reference, and those of the level's table."""
    rows = (row for row in level.proof.rows if row.plan is not None and row.verdict == "right")
    return (level.reference, *(row.plan for row in rows if row.plan and row.expected.par and row.expected.light))


def way(level: Level, plan: Plan, goals: Sequence[Plan]) -> tuple[Made, ...] | None:
    """Few moves that lead from `plan` to one of `goals`; None where none is found soon.

    Best first: the moves made plus what is still unlike the goal. One move may mend several differences, so it need not
    be the shortest way of all; it is one that works, and short.
    """
    goals = [goal for goal in goals if _within_reach(level.shop, plan, goal)]
    if not goals:
        return None
    wanted = {goal.essence() for goal in goals}
    serial = count()
    queue: list[tuple[float, int, Plan, tuple[Made, ...]]] = [(0.0, next(serial), plan, ())]
    seen = {plan.essence()}
    for _ in range(LOOKED_AT_MOST):
        if not queue:
            return None
        _, _, here, trail = heappop(queue)
        if here.essence() in wanted:
            return trail
        for move, mark, there in _next(level, here):
            if there.essence() not in seen:
                seen.add(there.essence())
                rest = min(_unlike(level.shop, there, goal) for goal in goals)
                further = (*trail, (move, mark))
                heappush(queue, (_effort(further) + rest, next(serial), there, further))
    return None


def _effort(trail: Sequence[Made]) -> float:
    """A lock is hung on what it guards; one round a single step is harder to explain."""
    return sum(1.5 if move == "lock" and mark.step else 1.0 for move, mark in trail)


def _within_reach(shop: Shop, plan: Plan, goal: Plan) -> bool:
    """No move hangs a lock again that came with the level."""
    orders = [[{step.id for step in moves.steps_of(shop, p, item.name)} for item in shop.items] for p in (plan, goal)]
    return all(theirs <= mine for mine, theirs in zip(*orders, strict=True))


def _next(level: Level, plan: Plan) -> Iterator[tuple[str, Mark, Plan]]:
    everything = tuple(marks(level, plan))
    for move in (move for move in MOVES if offers(level, move)):
        for mark in (Mark(),) if move in UNMARKED else everything:
            try:
                yield move, mark, made(level, plan, move, mark)
            except MoveRefused:
                continue


def _unlike(shop: Shop, plan: Plan, goal: Plan) -> float:
    """How much is to be done from `plan` to `goal`, roughly in moves."""
    turned = 0
    for item in shop.items:
        mine, theirs = ([step.id for step in moves.steps_of(shop, p, item.name)] for p in (plan, goal))
        there = set(theirs)
        turned += len(_pairs(id_ for id_ in mine if id_ in there) - _pairs(theirs)) + len(set(mine) ^ there)
    hung = len({(span.item, span.thing) for span in set(plan.spans) ^ set(goal.spans)})
    joined = len(_neighbours(plan.together) ^ _neighbours(goal.together))
    sent = len(_sent(plan) ^ _sent(goal))
    tokens = sum(abs(plan.tokens.get(name, 1) - goal.tokens.get(name, 1)) for name in {*plan.tokens, *goal.tokens})
    signals = len(_ends(plan) ^ _ends(goal))
    late = sum(abs(plan.late.get(name, 0) - goal.late.get(name, 0)) for name in {*plan.late, *goal.late})
    return turned + hung + tokens + signals + joined + sent + late


def _pairs(ids: Iterable[str]) -> set[tuple[str, str]]:
    return set(combinations(ids, 2))


def _neighbours(together: Mapping[str, tuple[tuple[str, ...], ...]]) -> set[tuple[str, str, str]]:
    return {(item, a, b) for item, groups in together.items() for ids in groups for a, b in pairwise(ids)}


def _ends(plan: Plan) -> set[tuple[str, StepRef, bool]]:
    return {
        (s.name, place, after)
        for s in plan.signals
        for after in (True, False)
        for place in (s.after if after else s.before)
    }


def _sent(plan: Plan) -> set[tuple[str, str]]:
    return {(item, step) for item, steps in plan.hatch.items() for step in steps}
