"""Other orders than the one that happened: which there are, which matter, and which of them go wrong.

    from cafe_sim.engine import Program
    from cafe_sim.engine.explore import Script, inspect

    inspection = inspect(Script(Program.from_file("script.py"), "script.py", cores=4))
    print(inspection.words, inspection.findings)

A bare program will do in place of a `Script`, where the usual conditions will do.

One execution along a schedule
    subject              what is explored
    schedule             the choices that make one execution, as a value
    walking, steps       an execution driven from decision to decision, and what it is made of
    fairness             who goes round in vain, and who goes round early
    standstill           who asks again and again and will never get on
    recurring            whether somebody stands where he stood before, with everything that is his own as it was
    visible              which places are scheduling points: learned
    ordering             which steps come before which in every equivalent walk
    given, replaying     along a schedule; what came of it
    astray               why a schedule does not fit
    shrinking            a schedule made easier

Strategies, one a file
    strategy             what a strategy is
    bounding, reduction, random_walk, pct, determinism

The inspector
    inspecting           the ladder under a budget
    asking, confirming   answers, waited for but not for ever; faults shown twice more before they are reported
    straight             the first execution, and what it teaches
    rungs, slices        work handed out in pieces, and one piece done
    inspection, verdict  what came of it, and what may be said of it
    hands                who does the work:
    crew, cluster        processes of this machine, or of others;
    inline               or the calling thread
    worker, inside       one worker process, from outside and from inside
    where                the line on which such a process stands
    cores                which core a worker keeps to

For people
    story, words         an execution told; the words for each operation
    codes, record        a schedule in a few characters; a counterexample as a file
    counterexample       findings made ready to be told
    stepping, pending    being the scheduler; who wants what next, and why somebody cannot
"""

from cafe_sim.engine.explore.inspecting import Budget, inspect
from cafe_sim.engine.explore.inspection import Finding, Inspection, Progress
from cafe_sim.engine.explore.replaying import Replay, replay
from cafe_sim.engine.explore.schedule import Deviation, Place, Schedule
from cafe_sim.engine.explore.subject import Script, Subject

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
