"""The engine: schedules threads and coroutines of real Python on virtual time, and finds what goes wrong.

    from cafe_sim.engine import Program, run

    outcome = run(Program.from_file("script.py"))
    print(outcome.printed, outcome.virtual_seconds, outcome.faults)

`cafe_sim.engine.explore` executes a program in every order that could have happened.

Knows no café, no level and no screen.
"""

from __future__ import annotations

from cafe_sim.engine.detect import Fault, FaultSite, Note
from cafe_sim.engine.kernel.cores import work
from cafe_sim.engine.kernel.execution import Choice, Execution, Limits, Policy
from cafe_sim.engine.kernel.trace import SECOND, Event, Site, Trace
from cafe_sim.engine.program import Program
from cafe_sim.engine.running import Outcome, run

__all__ = [
    "SECOND",
    "Choice",
    "Event",
    "Execution",
    "Fault",
    "FaultSite",
    "Limits",
    "Note",
    "Outcome",
    "Policy",
    "Program",
    "Site",
    "Trace",
    "run",
    "work",
]
