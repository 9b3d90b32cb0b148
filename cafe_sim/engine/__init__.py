"""The engine: schedules threads and coroutines of real Python on virtual time, and finds what goes wrong.

    from cafe_sim.engine import Program, inspect, replay, run

    program = Program.from_file("script.py")
    outcome = run(program)  # one execution, as it happens to go
    print(outcome.printed, outcome.virtual_seconds, outcome.faults)

    inspection = inspect(program)  # every order that could have happened, within a budget
    print(inspection.words)
    for finding in inspection.findings:
        print(finding.fault.message, replay(program, finding.schedule).output)

What the program does wrong is a value (`Fault`); what the caller does wrong is raised, as one of `cafe_sim.errors`.

    kernel                      what programs run on
    facade                      what they see when they import
    program                     source text made runnable
    detect                      what went wrong in one execution
    explore                     the executions that could have happened
    running                     one execution, to its end
    timeline, steps, causes     who did what when; in which order; what decided it
    holdings                    who held what, for both of the former
    metrics                     measures of a run, and their bounds

Knows no café, no level and no screen.
"""

from __future__ import annotations

from cafe_sim.engine.detect import Fault, FaultSite, Note
from cafe_sim.engine.explore import Budget, Finding, Inspection, inspect, replay
from cafe_sim.engine.kernel.execution import Choice, Execution, Limits, Policy
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.engine.kernel.trace import SECOND, Event, Site, Trace
from cafe_sim.engine.program import Program
from cafe_sim.engine.running import Outcome, run

__all__ = [
    "SECOND",
    "Budget",
    "Choice",
    "Event",
    "Execution",
    "Fault",
    "FaultSite",
    "Finding",
    "Inspection",
    "Limits",
    "Note",
    "Outcome",
    "Policy",
    "Program",
    "Site",
    "Trace",
    "inspect",
    "replay",
    "run",
    "work",
]
