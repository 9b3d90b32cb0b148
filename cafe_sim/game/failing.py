"""An order of events that goes wrong, as the inspector's round found it: run again move by move, and told.

Told are the operations that others can see: reads and writes of what is shared, locks, and what customers hear. Beginning,
sleeping and walking to a station nobody else wants are part of the order too, and would only hide what matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.cafe.round import timeless
from cafe_sim.engine.detect.deadlock import everyone_stuck
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.policies import Choice
from cafe_sim.game.telling import gone_wrong, told
from cafe_sim.game.views import FailingView, FaultView, StepView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.engine.explore import Found, Move, Round

SEEN: Final = frozenset({"cell", "lock", "rlock"})
"""Kinds of objects whose operations are told."""
NOTES: Final = {"serve": "hands out #{}", "sold out": "says “sold out” to #{}"}


class _Asleep:
    """A policy that moves nobody: every move comes from `step`."""

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:  # noqa: ARG002 - the protocol's
        return None


def worst(round_: Round) -> Found | None:
    """The fault to show first: one with consequences before a mere data race, the fewest preemptions first."""
    return min(round_.found, key=lambda found: (found.fault.kind == "data-race", found.preemptions), default=None)


def failing(shop: Shop, plan: Plan, title: str, round_: Round) -> FailingView | None:
    """The order in which the worst fault of the round shows; None if there is no fault."""
    found = worst(round_)
    if found is None:
        return None
    with Day(timeless(shop), plan, title, policy=_Asleep()) as day:
        steps = tuple(_replayed(day.execution, found))
        program = day.written.text
    of = f"in {found.interleavings} of the {round_.interleavings} orders of this round"
    fault = FaultView(found.fault.kind, found.fault.message, tuple(site.line for site in found.fault.sites))
    return FailingView(fault, of if round_.interleavings > 1 else "in the one order of this round", steps, program)


def _replayed(execution: Execution, found: Found) -> Iterator[StepView]:
    sites = {(site.actor, site.line, site.operation) for site in found.fault.sites}
    for index in _indices(execution, found.schedule):
        event = execution.events[index]
        name, line = execution.actors[event.actor - 1].name, execution.sites[event.site].line
        target = execution.object_names[event.target]
        if event.op == "note":
            yield from _noted(name, line, event.detail)
        elif target.kind in SEEN:
            wrong = gone_wrong(execution, index) or _below_zero(event.op, event.detail)
            if found.fault.kind == "data-race" and (name, line, f"{event.op} {target.name}") in sites:
                wrong = "nothing orders this and the other one"
            yield StepView(name, told(execution, event), line, wrong)
    if execution.state == "stuck":
        for stuck in everyone_stuck(execution):
            yield StepView(stuck.name, stuck.wants(), stuck.site.line, stuck.held_by or "and nobody will come")


def _indices(execution: Execution, schedule: tuple[Move, ...]) -> Iterator[int]:
    """Every event of the execution, as it is driven move by move."""
    at = 0
    for move in schedule:
        execution.step(next(c for c in execution.enabled() if (c.actor, c.times_out) == (move.actor, move.times_out)))
        yield from range(at, len(execution.events))
        at = len(execution.events)


def _noted(name: str, line: int, detail: object) -> Iterator[StepView]:
    if not isinstance(detail, tuple):
        return
    if detail[0] in NOTES:
        yield StepView(name, NOTES[detail[0]].format(detail[1]), line, "")
    elif detail[0] == "invariant":
        what = str(detail[1])
        yield StepView(name, "goes on", line, what.partition("goes on ")[2] or what)


def _below_zero(op: str, detail: object) -> str:
    if op != "write" or not isinstance(detail, tuple) or not isinstance(detail[0], int | float):
        return ""
    return "there were none left" if detail[0] < 0 else ""
