"""Finds what goes wrong in an execution: pure consumers of its trace, one detector a file."""

from cafe_sim.engine.detect.fault import Fault, FaultKind, FaultSite, Note, NoteKind
from cafe_sim.engine.detect.watch import Watch, find, find_untold

__all__ = ["Fault", "FaultKind", "FaultSite", "Note", "NoteKind", "Watch", "find", "find_untold"]
