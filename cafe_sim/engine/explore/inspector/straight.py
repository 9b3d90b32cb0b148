"""The first execution: the program as `run` does it, and what that teaches.

It goes by the clock, so nobody is let in while somebody else works. Where one actor's work alone takes all that an
execution may use, nothing that the others do has been seen, and nothing would be visible: then how it begins is
executed once more, at random, with every access a scheduling point.
"""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import NamedTuple

from cafe_sim.engine.detect import Fault
from cafe_sim.engine.explore.inspector.slices import Key, at, each_once, is_past, stood, unpacked
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.walks.schedule import Place
from cafe_sim.engine.explore.walks.standstill import BALANCED, is_unchanging
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import Everything, Visible
from cafe_sim.engine.explore.walks.walking import COMPLETE, Walk
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.operations import LOOKS

ASKING = 1_000
"""Events that change nothing, after which an execution as `run` does it is taken to wait by asking again and again …"""
ASKING_SHARE = 0.2
"""… once it has taken so much of the time there is. Walks know better when to leave it."""
EVENTS_ENOUGH = 10_000
"""Events of several threads with which an execution without an end has begun: that can be looked at in every order …"""
BEGUN_SHARE = 0.4
"""… once it has taken so much of the time there is."""


class Straight(NamedTuple):
    """Order for one execution under the default policy."""

    target: str
    subject: bytes
    seconds: float


class StraightReport(NamedTuple):
    """What it taught."""

    learned: tuple[Place, ...]
    """Places that it showed to be visible, as it will to whoever reads a schedule's code …"""
    places: tuple[Place, ...]
    """… and those besides at which somebody may come in before an execution is too long."""
    steps: int
    """How many it would be, now that they are known."""
    endless: str
    """Why it has no end, in words; "" if it came to its end, or only waited by asking again and again."""
    hopeless: bool
    """Nobody need look at how it begins, either."""
    ended: bool
    faults: dict[Key, Fault]
    """What went wrong already."""


def go_straight(task: Straight) -> StraightReport:
    """Execute once as `run` does."""
    subject = unpacked(task.subject)
    visible = Visible()
    until = monotonic() + task.seconds
    with subject.execution(None) as execution:
        execution.hurry = _Patience(execution, task.seconds)
        execution.run()
        visible.learn(execution)
        learned = visible.frozen()
        if execution.crowded:
            visible.learn_starts(execution)
        ended = execution.state in COMPLETE
        # of one that was left early, walks know better whether it would have gone on for ever
        faults = [fault.told() for fault in subject.judge(execution)[0] if ended or fault.kind != "livelock"]
        endless = _endless(execution)
        hopeless = not _has_begun(execution)
        steps = visible.steps(execution)
    if endless and not hopeless and not visible.places:
        _learn_how_it_begins(subject, visible, until)
    return StraightReport(learned, visible.frozen(), steps, endless, hopeless, ended, each_once(faults))


def _learn_how_it_begins(subject: Subject, visible: Visible, until: float) -> None:
    """What its first steps teach where anybody may come in between."""
    with Walk(subject, Everything(), RandomWalk(0, 0, 1), EVENTS_ENOUGH) as walk:
        walk.execution.hurry = partial(is_past, until)
        walk.run()
        walk.execution.sees = None  # what is known to be visible is not learned
        visible.learn(walk.execution)


class _Patience:
    """Has an execution had its time? All of it, or that for one that only waits by asking again and again."""

    def __init__(self, execution: Execution, seconds: float) -> None:
        self._execution = execution
        self._began = monotonic()
        self._seconds = seconds

    def __call__(self) -> bool:
        gone = monotonic() - self._began
        share = gone / self._seconds if self._seconds else 1.0
        return (
            share >= 1.0
            or (share >= ASKING_SHARE and _only_asks(self._execution))
            or (share >= BEGUN_SHARE and _has_begun(self._execution))
        )


def _only_asks(execution: Execution) -> bool:
    latest = execution.rows[-ASKING:]
    # who takes something, gives it back, and looks at nothing does not ask
    asks = any(row[3] in LOOKS for row in latest) or not any(row[3] in BALANCED for row in latest)
    return asks and len(latest) == ASKING and is_unchanging(latest)


def _endless(execution: Execution) -> str:
    """Why it is too much to be executed again and again; "" if it is not."""
    if execution.crowded:
        latest = next(row for row in reversed(execution.rows) if row[3] == "start")
        return f"it starts more than {execution.limits.actors:,} threads{at(execution.sites[latest[5]])}"
    if execution.state in COMPLETE:
        return ""
    cancelled = _going_on_though_cancelled(execution)
    if cancelled:
        return cancelled
    if _only_asks(execution):
        return ""
    limits = "in the time there is" if execution.limit == "time" else "within the limits"
    return f"it does not come to an end {limits}{stood(execution)}"


def _has_begun(execution: Execution) -> bool:
    """There is something to be seen in how it goes, without its end."""
    several = len(execution.actors) > 1 and len(execution.rows) >= EVENTS_ENOUGH
    return execution.crowded or (several and not _going_on_though_cancelled(execution))


def _going_on_though_cancelled(execution: Execution) -> str:
    """Who was cancelled and waits again and again all the same, in words."""
    waits = {(row[1], row[2]): row[5] for row in execution.rows[-ASKING:] if row[3] == "task-wait"}
    for actor in execution.pending():
        for task in actor.loop.tasks_left() if actor.loop is not None else ():
            site = waits.get((actor.serial, getattr(task, "serial", 0)))
            if site is not None and task.cancelling():
                return (
                    f"{execution.task_names[task.serial]} was cancelled and does not end: it catches CancelledError and "
                    f"goes round once more{at(execution.sites[site])}; let it raise that again, or return"
                )
    return ""
