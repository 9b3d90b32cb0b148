"""What the inspector said of a plan, kept from one sitting to the next.

His verdict is a fact about a program: the same plan of the same level gets the same one. What is kept is the counts
and, of each fault, the schedule that shows it; the fault itself, and how it is told, are made anew by executing that
schedule. It belongs to a key (`key_of`) that changes with the level, the plan, the text made of it, the game's version
and Python's; and where a schedule no longer leads to its fault, nothing is known: better no verdict than an old one.

Only verdicts that more time would not change are kept: certified, and broken after all orders were seen.
"""

from __future__ import annotations

import sys
from hashlib import blake2b
from typing import TYPE_CHECKING

from cafe_sim import __version__
from cafe_sim.engine.explore import Finding, Inspection, replay
from cafe_sim.engine.explore.walks.schedule import Deviation, Place, Schedule
from cafe_sim.game.player.known import KeptFault, KeptVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cafe_sim.cafe.inspecting import CafeSubject


def key_of(subject: CafeSubject) -> str:
    """What is known of one program is kept under this."""
    version = sys.version_info
    of = f"{__version__} {version.major}.{version.minor} {subject.target} {subject.digest}\n{subject.written.text}"
    return blake2b(of.encode(), digest_size=12).hexdigest()


def kept_of(inspection: Inspection) -> KeptVerdict | None:
    """What is to be kept of an inspection; None where it might be another one with more time."""
    if not inspection.complete or inspection.verdict not in ("certified", "broken"):
        return None
    return KeptVerdict(
        words=inspection.words,
        schedules=inspection.schedules,
        traces=inspection.traces,
        wrong_traces=inspection.wrong_traces,
        preemption_bound=inspection.preemption_bound,
        seconds=inspection.seconds,
        learned=_places(inspection.learned),
        faults=tuple(map(_kept_fault, inspection.findings)),
    )


def _kept_fault(finding: Finding) -> KeptFault:
    schedule = finding.schedule
    return KeptFault(
        kind=finding.fault.kind,
        places=_places(finding.fault.places),
        visible=_places(schedule.visible),
        deviations=tuple((at, option) for at, option in schedule.deviations),
        trace=schedule.trace,
        preemptions=finding.preemptions,
        schedules=finding.schedules,
    )


def _places(places: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((file, line) for file, line in places)


def inspection_of(kept: KeptVerdict, subject: CafeSubject) -> Inspection | None:
    """The inspection again; None where a schedule no longer shows what it showed.

    Executes the program once for each fault: only where a program may be executed.
    """
    findings = [_finding(fault, subject) for fault in kept.faults]
    known = tuple(finding for finding in findings if finding is not None)
    if len(known) < len(findings):
        return None
    return Inspection(
        target=subject.target,
        verdict="broken" if known else "certified",
        words=kept.words,
        schedules=kept.schedules,
        traces=kept.traces,
        preemption_bound=kept.preemption_bound,
        seconds=kept.seconds,
        findings=known,
        wrong_traces=kept.wrong_traces,
        complete=True,
        learned=tuple(Place(*place) for place in kept.learned),
    )


def _finding(kept: KeptFault, subject: CafeSubject) -> Finding | None:
    visible = tuple(Place(*place) for place in kept.visible)
    deviations = tuple(Deviation(*each) for each in kept.deviations)
    schedule = Schedule(subject.target, subject.digest, visible, deviations, kept.trace)
    again = replay(subject, schedule)
    fault = next((f for f in again.faults if f.kind == kept.kind and _places(f.places) == kept.places), None)
    if fault is None or not again.same:
        return None
    return Finding(fault, schedule, kept.preemptions, kept.schedules)
