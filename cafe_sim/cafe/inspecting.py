"""What the inspector visits: a shop and a plan as a subject to be explored, and the words for what he found.

He judges right and wrong, never fast and slow, so nobody is in a hurry while he is there, and he walks a *round*. In a
shop that says who makes each order that is the first order of each worker, all of them there from the start. Where the
plan hands orders out, it is what each worker was given on the plan's day, in that order, all of it there from the
start: who came when, by the clock, plays no part. Where the text itself is the player's, it is every order of the day
(`at_once`): a text may treat the third otherwise than the first.

And there each wait of a recipe, one at a time, may outlast everything else, by minutes (`lasting`). Between threads a
sleep orders nothing; but a loop keeps its timers in order, so a text that sleeps a little instead of waiting for a task
would look right for as long as everything takes what it usually takes.

What he says holds for this round and for nothing more. A program that somebody has written himself keeps its own day
(`day_of`), with customers who stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, Final, TypeGuard

import msgspec
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Order, Plan, Shop
from cafe_sim.cafe.writing import write_program
from cafe_sim.engine import Execution, Fault, Note, Policy
from cafe_sim.engine.explore import Inspection
from cafe_sim.engine.explore.walks.subject import LIMITS

LASTS: Final = 600
"""Seconds that a wait which lasts takes longer than all the rest as it is written: nobody in a café stays that long. So
who waits with a bound, or asks again and again and then gives up, is found out as well as who takes a nap. (An hour
would cost those who ask every second as many turns of the loop in every order, and nobody waits for an hour.)
"""


@dataclass(frozen=True)
class CafeSubject:
    """A shop under a plan, as the engine explores it (`cafe_sim.engine.explore.Subject`)."""

    shop: Shop
    plan: Plan
    title: str
    target: str
    """The level's id."""
    lasting: bool = field(default=False, kw_only=True)
    """One wait of a recipe, whichever, may last: who sleeps meanwhile, and does not wait for it, is found out."""

    @cached_property
    def digest(self) -> str:
        """Of the shop and of what the plan decides; names of plans and titles decide nothing."""
        deciding = (self.shop, replace(self.plan, name=""), *(("lasting", LASTS) if self.lasting else ()))
        return blake2b(msgspec.json.encode(_essence(deciding), order="deterministic"), digest_size=8).hexdigest()

    @cached_property
    def written(self) -> Written:
        """The program, written once for thousands of executions."""
        return write_program(self.shop, self.plan, self.title)

    def execution(self, policy: Policy | None) -> Execution:
        """A day under that policy, not yet begun."""
        day = Day(self.shop, self.plan, policy=policy, written=self.written, limits=LIMITS)
        day.execution.locals[CafeSubject] = day
        if self.lasting:
            day.execution.outlasting = partial(self._may_take, day.execution, self._whole)
        return day.execution

    def _may_take(self, execution: Execution, whole: float, seconds: float, site: int) -> float:
        """How long a sleep on that line may take: a recipe's, longer than all the rest; any
        other, as long as it says.
        """
        is_recipes = self.written.lines.get(execution.sites[site].line) in self._waits
        return seconds + whole + LASTS if is_recipes else seconds

    @cached_property
    def _whole(self) -> float:
        """Seconds that it all takes as it is written."""
        with Day(self.shop, self.plan, written=self.written, limits=LIMITS) as day:
            day.execution.run()
            return day.now

    @cached_property
    def _waits(self) -> frozenset[tuple[str, str]]:
        return frozenset((item.name, step.id) for item in self.shop.items for step in item.steps if step.do == "wait")

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        """What the engine finds in the program, and what the café finds in its books."""
        day: Day = execution.locals[CafeSubject]
        return day.judged()

    def __getstate__(self) -> dict[str, object]:
        """Its fields: what follows from them is found again where it arrives."""
        return {name: self.__dict__[name] for name in ("shop", "plan", "title", "target", "lasting")}


def _essence(value: object) -> object:
    """`value` without what is as it is by default.

    (msgspec leaves defaults out by identity, and an equal 3.0 is another in another process.)
    """
    if isinstance(value, msgspec.Struct):
        told = [(field, getattr(value, field.name)) for field in msgspec.structs.fields(value)]
        return {
            field.name: _essence(each)
            for field, each in told
            if each != (field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory())
        }
    if isinstance(value, tuple | list):
        return [_essence(each) for each in value]
    if isinstance(value, dict):
        return {key: _essence(each) for key, each in value.items()}
    return float(value) if isinstance(value, int) else value  # 2 and 2.0 are equal, and so are plans with them


def subject_of(shop: Shop, plan: Plan, title: str = "", target: str = "") -> CafeSubject:
    """What the inspector visits of this shop under this plan: a round."""
    if all(order.to for order in shop.orders):
        return CafeSubject(timeless(shop), plan, title, target)
    return CafeSubject(as_handed(shop, plan), replace(plan, hand_overs=(), rules=()), title, target)


def day_of(shop: Shop, plan: Plan, title: str = "", target: str = "") -> CafeSubject:
    """The whole day, by the clock.

    It can be looked at and never be certified: not every order in which customers come is tried.
    """
    return CafeSubject(patient(shop), plan, title, target)


def as_handed(shop: Shop, plan: Plan) -> Shop:
    """What each worker is given on the plan's day, in that order, all of it there from the start, nobody in a hurry."""
    with Day(shop, plan) as day:
        day.execution.run()
        told = [row[6] for row in day.execution.rows if row[3] == "note"]
    handed = [(number, worker) for kind, number, worker in (each for each in told if _is_hand_over(each))]
    orders = tuple(replace(shop.orders[number - 1], at=0.0, patience=0.0, to=worker) for number, worker in handed)
    return replace(shop, orders=orders)


def _is_hand_over(told: Any) -> TypeGuard[tuple[str, int, str]]:
    return isinstance(told, tuple) and told[0] == "hand"


def timeless(shop: Shop) -> Shop:
    """The first order of each worker, all of them there from the start, nobody in a hurry."""
    first: dict[str, Order] = {}
    for order in shop.orders:
        first.setdefault(order.to, replace(order, at=0.0, patience=0.0))
    return replace(shop, orders=tuple(first.values()))


def at_once(shop: Shop) -> Shop:
    """All orders, all of them there from the start, nobody in a hurry."""
    return replace(shop, orders=tuple(replace(order, at=0.0, patience=0.0) for order in shop.orders))


def patient(shop: Shop) -> Shop:
    """The same day with customers who stay: one who leaves also ends the work in which a fault would have shown."""
    items = tuple(replace(item, patience=0) for item in shop.items)
    orders = tuple(replace(order, patience=None) for order in shop.orders)
    return replace(shop, items=items, orders=orders)


# ---- what may be said of it ---------------------------------------------------------------------


def always_works(inspection: Inspection) -> bool | None:
    """Yes, no, or nobody knows: no fault was found in what was seen, and that was not everything."""
    return {"broken": False, "certified": True}.get(inspection.verdict)


def in_words(inspection: Inspection) -> str:
    """What was found in a round, and no more than that."""
    count, wrong = inspection.traces, inspection.wrong_traces
    if not inspection.complete:
        return _incomplete(inspection)
    if count == 1:
        whole, go, come = "the one order of this round", "goes", "comes"
    else:
        whole, go, come = f"all {count:,} distinct orders of this round", "go", "come"
    if wrong:
        return f"{whole} {go} wrong" if wrong == count else f"{wrong:,} of {whole} {_go(wrong)} wrong"
    if inspection.findings:
        kind = inspection.findings[0].fault.kind.replace("-", " ")
        return f"{whole} {come} out right, and yet there is a {kind}"
    return f"{whole} {go} right"


def _incomplete(inspection: Inspection) -> str:
    """Not every order was seen, or something was left out."""
    count, wrong, bound = inspection.traces, inspection.wrong_traces, inspection.preemption_bound
    if not count:  # stopped before orders were told apart
        return (
            "an order goes wrong, and nobody looked further" if inspection.findings else "no order was seen to its end"
        )
    seen, more = "the one order seen" if count == 1 else f"the {count:,} distinct orders seen", "and there may be more"
    if wrong == count:
        return f"{seen if count == 1 else f'all {count:,} distinct orders seen'} {_go(count)} wrong, {more}"
    if inspection.findings:
        return f"{wrong:,} of {seen} {_go(wrong)} wrong, {more}" if wrong else f"{seen}: not all there are"
    if count == 1:
        return f"{seen} goes right, {more}"
    if inspection.verdict == "bounded" and bound is not None:
        seen += f" (all with at most {bound} preemption{'' if bound == 1 else 's'})"
    return f"none of {seen} goes wrong, {more}"


def _go(count: int) -> str:
    return "goes" if count == 1 else "go"
