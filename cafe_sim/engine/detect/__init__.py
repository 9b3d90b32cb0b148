"""Finds what goes wrong in an execution: pure consumers of its trace, one detector a file.

A detector reads events, and never stops an execution.

    data_race, lost_update       two accesses that nothing orders; a write that derives from what is no longer so
    deadlock, livelock           nothing can move; everything moves, and nothing changes
    starvation, errors           overtaken again and again; exceptions that nobody caught
    asides                       what the kernel noticed meanwhile
    clocks                       happens-before, as vector clocks
    detector, watch              what a detector is; all of them driven over a trace in one pass
    fault, context               what is found, each thing once; where names and words come from
"""

from cafe_sim.engine.detect.fault import Fault, FaultKind, FaultSite, Note, NoteKind
from cafe_sim.engine.detect.watch import Watch, find

__all__ = ["Fault", "FaultKind", "FaultSite", "Note", "NoteKind", "Watch", "find"]
