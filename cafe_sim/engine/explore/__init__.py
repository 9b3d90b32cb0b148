"""Other orders than the one that happened: which there are, which matter, and which of them go wrong.

    from cafe_sim.engine import Program
    from cafe_sim.engine.explore import Script, inspect

    inspection = inspect(Script(Program.from_file("script.py"), "script.py", cores=4))
    print(inspection.words, inspection.findings)

A bare program will do in place of a `Script`, where the usual conditions will do.

    walks                one execution along a schedule
    strategies           which schedule next: one strategy a file
    processes            every core: who does the work, and outlives it
    inspector            the ladder under a budget, its work in pieces
    telling              for people: words, codes and files, replays, being the scheduler
"""

from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.inspector.inspection import Finding, Inspection, Progress
from cafe_sim.engine.explore.telling.replaying import Replay, replay
from cafe_sim.engine.explore.walks.schedule import Deviation, Place, Schedule
from cafe_sim.engine.explore.walks.subject import Script, Subject

__all__ = [
    "Budget",
    "Deviation",
    "Finding",
    "Inspection",
    "Place",
    "Progress",
    "Replay",
    "Schedule",
    "Script",
    "Subject",
    "inspect",
    "replay",
]
