"""A schedule that does not fit: the first step at which it lets somebody go who cannot, and why not, in a sentence.

A schedule has no names in it: it says which of those who can go is chosen, decision by decision. So it no longer fits
where a decision has fewer options than it asks for, or where there is nothing to decide. The sentence names those who
are not among the options; why they are not is read off the trace of the walk that went on without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cafe_sim.engine.explore.telling.story import number_at
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Schedule
from cafe_sim.engine.explore.walks.steps import Step
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.engine.kernel.execution import Execution

_FOR: Final = frozenset(
    {"acquire", "down", "get", "put", "await-set", "await-done", "result", "notified", "pass", "close"}
)
"""Operations that wait for what they are done to."""


def misfit(subject: Subject, schedule: Schedule) -> str:
    """The first step of the schedule that `subject` cannot make, in a sentence; "" if it can make them all.

    Executes it once.
    """
    given = Given(schedule.deviations)
    with Walk(subject, Visible(schedule.visible), given) as walk:
        walk.run()
        return misfit_of(schedule, walk, given)


def misfit_of(schedule: Schedule, walk: Walk, given: Given) -> str:
    """The same, of a walk that is over."""
    last = max((deviation.at for deviation in schedule.deviations), default=-1)
    if given.astray is None and last < walk.decisions:
        return ""
    execution = walk.execution
    at = given.astray.at if given.astray is not None else walk.decisions
    step = _step_of(walk, at)
    if step is None:
        return f"it is over before the schedule comes to choice {last + 1}, after {walk.decisions}"
    number = number_at(execution.trace(), step.start)
    others = list(_others(execution, step))
    if len(others) == 1:
        name, why = others[0]
        return f"step {number}: {name} cannot go there: {why}"
    if not others:
        names = " and ".join(execution.actors[option.actor - 1].name for option in step.options)
        return f"step {number}: the schedule lets another than {names} go there, and there is nobody else"
    whys = ", ".join(f"{name} {why}" for name, why in others)
    return f"step {number}: the schedule lets somebody go there who cannot: {whys}"


def _step_of(walk: Walk, decision: int) -> Step | None:
    """The step that was made at a decision; of one that never came, the first after the last that did."""
    made = 0
    for at, step in enumerate(walk.steps):
        if made == decision and (len(step.options) > 1 or decision == walk.decisions):
            return walk.steps[at]
        made += len(step.options) > 1
    return None


def _others(execution: Execution, step: Step) -> Iterator[tuple[str, str]]:
    """(name, why not) of everybody who had begun and could not go."""
    able = {option.actor for option in step.options}
    before, after = execution.rows[: step.start], execution.rows[step.start :]
    ended = {row[1] for row in before if row[3] == "exit"}
    begun = {row[1] for row in before}
    for actor in execution.actors:
        if actor.serial in able or actor.serial not in begun:
            continue
        if actor.serial in ended:
            yield actor.name, "has ended"
            continue
        wanted = next(((row[3], row[4]) for row in after if row[1] == actor.serial), None)
        if wanted is None and actor.target is not None:
            wanted = actor.op, actor.target.serial
        if wanted is not None and wanted[0] == "join":
            continue  # who waits for another's end makes no steps anyway
        is_for = wanted is not None and wanted[0] in _FOR
        yield actor.name, f"waits for {execution.object_names[wanted[1]].name}" if wanted and is_for else "waits"
