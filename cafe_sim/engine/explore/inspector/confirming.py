"""Before a fault is reported: its schedule is made as easy as can be, and must show it twice more, with the same trace.

What does not show again is no finding, but a reason to doubt the program: something in it is not in the engine's hands.
"""

from __future__ import annotations

from collections.abc import Mapping

from cafe_sim.engine.detect import Fault
from cafe_sim.engine.explore.inspector.asking import Asking
from cafe_sim.engine.explore.inspector.inspection import Finding
from cafe_sim.engine.explore.inspector.shrinking import Again, Trial, show, shrink
from cafe_sim.engine.explore.inspector.slices import Key, Sighting
from cafe_sim.engine.explore.walks.schedule import Place, Schedule
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.errors import Misuse

Places = tuple[Place, ...]


class Confirming:
    """Of one subject, `pickled` for the crew."""

    def __init__(self, asking: Asking, subject: Subject, pickled: bytes) -> None:
        self._asking = asking
        self._subject = subject
        self._pickled = pickled

    def finding(self, key: Key, sighting: Sighting) -> Finding:
        """The sighting, with the easiest schedule that can be had. Raises Misuse if it does not show again."""
        again = self._again(key, sighting)
        if sighting.deviations:
            again = again._replace(deviations=self._asking.answer(self._asking.ask(shrink, again)))
        one = self._shown_twice(again)
        if one is None:
            raise Misuse(
                f"A fault ({sighting.fault.kind}) was seen and did not show again: the program "
                "does something that is not in the engine's hands"
            )
        schedule = Schedule(self._subject.target, self._subject.digest, again.places, one.deviations, one.trace)
        return Finding(sighting.fault, schedule, one.preemptions, sighting.schedules)

    def add_what_run_shows(self, at_once: Mapping[Key, Fault], places: Places, sightings: dict[Key, Sighting]) -> str:
        """What went wrong at once, and in none of the schedules that there was time for: does it show without any
        deviation? If not, what kind of fault it was.

        With no place visible, first: then an execution is as quick as that run was, however often places are passed.
        That run went by the clock, so its order may be another than any of these; where they show what is wrong in
        their own way, nothing is amiss.
        """
        missed = ""
        for key, fault in at_once.items():
            known = sightings.get(key)
            if known is not None and not known.deviations:
                continue
            for visible in ((),) if known else ((), places):
                quick = Sighting(fault, visible, (), 0, 1)
                if self._shows(key, quick):
                    sightings[key] = quick
                    break
            else:
                missed = missed or ("" if known else fault.kind)
        return missed

    def _shows(self, key: Key, sighting: Sighting) -> bool:
        """Does its schedule, as it is, show the fault twice more?"""
        try:
            return self._shown_twice(self._again(key, sighting)) is not None
        except Misuse:
            return False

    def _again(self, key: Key, sighting: Sighting) -> Again:
        return Again(self._subject.target, self._pickled, sighting.visible, sighting.deviations, key)

    def _shown_twice(self, again: Again) -> Trial | None:
        """What comes of it, twice the same; None if it does not show, or not the same twice."""
        first, second = (self._asking.ask(show, again) for _ in range(2))
        one, other = self._asking.answer(first), self._asking.answer(second)
        return one if one.shows and one == other else None
