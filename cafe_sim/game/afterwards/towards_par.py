"""Towards par: three pointers for who has won without it, made from the very day that was played.

The first says how much is missing, and where the time went. The others are found by running: on a shift the same day
with one order handed over otherwise, to somebody else or sooner or later among the others, as often as there are ways
to; at the bench the moves to a plan that wins every star. What commits the level's own fault is never proposed, and
neither is a day on which anything goes wrong. Where no one change is quicker, the level's own last hint has the word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import HandOver
from cafe_sim.catalogue import retell, say, say_number, to_say
from cafe_sim.content.stars import EXACT, reaches_par, speed
from cafe_sim.game.days.played import play_day
from cafe_sim.game.fixing.hints import moves_from
from cafe_sim.game.words import mmss, plain_number

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.days.played import Played
    from cafe_sim.game.views import ResultView

Pointers = tuple[str, ...]
DAYS_AT_MOST: Final = 600
"""Days run to find a better one."""
MISSED: Final = {
    "mean wait": to_say("The mean wait was {value} s, par is {par} s."),
    "closing": to_say("It closed at {value} s, par is {par} s."),
    "van": to_say("The van was out at {value} s, par is {par} s."),
}


class _Otherwise(NamedTuple):
    """One order handed over otherwise, and what came of it."""

    was: HandOver
    now: HandOver
    before: int
    """Which order goes right behind it at that moment, 0 for none …"""
    after: int
    """… and which right before."""
    speed: float


def misses_par(view: ResultView) -> bool:
    """It is won, and could have been quicker; of a scene that was broken its own screen shows the shortest way."""
    return view.sound and not view.par and not view.moves


def towards_par(level: Level, plan: Plan) -> Iterator[Pointers]:
    """What is known after each day more, () while nothing is; all three at last. Nothing where no par is missed."""
    day = play_day(level.shop, plan, level.title)
    if level.measure is None or reaches_par(level, day.outcome):
        return
    if level.kind == "serve":
        yield from _of_shift(level, plan, day)
    elif level.kind == "fix":
        yield _of_bench(level, plan, day)
    else:
        yield tuple(level.hints)


def _missing(level: Level, outcome: DayOutcome) -> str:
    """ "The mean wait was 8.83 s, par is 8.6 s."."""
    measure, value = level.measure, speed(level, outcome)
    if measure is None or value is None:
        return ""
    return say(MISSED[measure.kind], value=plain_number(value), par=plain_number(measure.par))


# ---- on a shift ---------------------------------------------------------------------------------


def _of_shift(level: Level, plan: Plan, day: Played) -> Iterator[Pointers]:
    best: _Otherwise | None = None
    for otherwise in _days(level, plan, day):
        if otherwise is not None and (best is None or otherwise.speed < best.speed - EXACT):
            best = otherwise
        yield ()
    yield (_where(level, day), *_which(level, day, best))


def _where(level: Level, day: Played) -> str:
    """Whom nobody began for longest, and what they waited for."""
    waits = [(stay.begun - stay.arrives, stay) for stay in day.stays if stay.begun is not None]
    longest, stay = max(waits, key=lambda wait: (wait[0], -wait[1].number))
    missing = _missing(level, day.outcome)
    if longest <= EXACT or stay.begun is None or stay.handed is None:
        where = say("Everything was begun at once: look at who makes what.")
        return say("{missing} {where}", missing=missing, where=where)
    order, worker = _called(day, stay.number), stay.worker
    rail, behind = stay.handed - stay.arrives, stay.begun - stay.handed
    waited = {"order": order, "worker": worker, "rail": plain_number(rail), "behind": plain_number(behind)}
    if behind <= EXACT:
        where = say("{order} waited longest to be begun: {rail} s on the rail.", **waited)
    elif rail <= EXACT:
        where = say("{order} waited longest to be begun: {behind} s behind others of {worker}'s.", **waited)
    else:
        where = say(
            "{order} waited longest to be begun: {rail} s on the rail, then {behind} s behind others of {worker}'s.",
            **waited,
        )
    return say("{missing} {where}", missing=missing, where=where)


def _which(level: Level, day: Played, best: _Otherwise | None) -> Pointers:
    now = speed(level, day.outcome)
    if best is None or now is None or best.speed > now - EXACT or level.measure is None:
        return (say("No one order handed over otherwise is quicker: it takes two."), retell(level.hints[-1]))
    order = _called(day, best.was.order)
    enough = best.speed <= level.measure.par + EXACT
    which = (
        say("One order handed over otherwise is enough: look at {order}.", order=order)
        if enough
        else say("One order handed over otherwise is a step: look at {order}.", order=order)
    )
    return which, _told(day, best, order)


def _told(day: Played, best: _Otherwise, order: str) -> str:
    at, value = mmss(best.now.at), plain_number(best.speed)
    said = {"order": order, "worker": best.now.to, "at": at, "value": value}
    if best.before:
        other = _called(day, best.before)
        return say("Give {order} to {worker} at {at}, before {other}: that comes to {value} s.", other=other, **said)
    if best.after:
        other = _called(day, best.after)
        return say("Give {order} to {worker} at {at}, after {other}: that comes to {value} s.", other=other, **said)
    return say("Give {order} to {worker} at {at}: that comes to {value} s.", **said)


def _called(day: Played, number: int) -> str:
    return f"#{number} {retell(day.stay(number).item)}"


def _days(level: Level, plan: Plan, day: Played) -> Iterator[_Otherwise | None]:
    """The same day with one order handed over otherwise; None where that is no good day."""
    by_hand = sorted(
        (HandOver(at=stay.handed, order=stay.number, to=stay.worker) for stay in day.stays if stay.handed is not None),
        key=lambda row: row.at,
    )
    given = {row.order: place for place, row in enumerate(plan.hand_overs)}
    rows = sorted(by_hand, key=lambda row: (row.at, given.get(row.order, len(given) + row.order)))
    for tried, (was, now, changed) in enumerate(_changes(level, rows)):
        if tried == DAYS_AT_MOST:
            return
        outcome = Day(level.shop, msgspec.structs.replace(plan, rules=(), hand_overs=changed)).run()
        value = speed(level, outcome)
        if not outcome.worked or outcome.faults or value is None:
            yield None
            continue
        same = [row for row in changed if row.at == now.at]
        place = same.index(now)
        before = same[place + 1].order if place + 1 < len(same) else 0
        yield _Otherwise(was, now, before, same[place - 1].order if place else 0, value)


def _changes(level: Level, rows: list[HandOver]) -> Iterator[tuple[HandOver, HandOver, tuple[HandOver, ...]]]:
    """(a hand-over, another in its place, all hand-overs then): to anyone who makes it, anywhere among the others."""
    faults = {(contest.item, contest.to) for contest in level.proof.contests}
    for index, was in enumerate(rows):
        rest = rows[:index] + rows[index + 1 :]
        order = level.shop.orders[was.order - 1]
        makers = level.shop.item(order.item).makers or tuple(worker.name for worker in level.shop.staff)
        for to in makers:
            for place in range(len(rest) + 1):
                at = max(order.at, rest[place - 1].at if place else 0.0)
                now = HandOver(at=at, order=was.order, to=to)
                out_of_line = place < len(rest) and rest[place].at < at
                if not out_of_line and now != was and (order.item, to) not in faults:
                    yield was, now, (*rest[:place], now, *rest[place:])


# ---- at the bench -------------------------------------------------------------------------------


def _of_bench(level: Level, plan: Plan, day: Played) -> Pointers:
    exact, count = moves_from(level, plan)
    far = say_number("{n} move is enough from here.", "{n} moves are enough from here.", count)
    return (_stood(level, day), far, retell(exact)) if exact else (_stood(level, day), *map(retell, level.hints[1:]))


def _stood(level: Level, day: Played) -> str:
    """Who stood for longest wanting what another held."""
    stuck = {
        worker.name: sum(part.end - part.start for part in day.lane(worker.name) if part.state == "stuck")
        for worker in level.shop.staff
    }
    missing, name = _missing(level, day.outcome), max(stuck, key=lambda name: stuck[name])
    seconds, why = plain_number(stuck[name]), retell(day.wanted(name))
    if stuck[name] <= EXACT:
        where = say("Nobody was kept by another: look at what could be done meanwhile.")
    elif why:
        where = say(
            "{worker} stood for {seconds} s in all ({why}): what is held no longer than it must be keeps nobody.",
            worker=name,
            seconds=seconds,
            why=why,
        )
    else:
        where = say(
            "{worker} waited for another for {seconds} s in all: could it be sooner?", worker=name, seconds=seconds
        )
    return say("{missing} {where}", missing=missing, where=where)
