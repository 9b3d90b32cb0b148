"""A schedule that shows a fault, made easier as long as it still shows it; and shown again before it is believed.

How much is tried is counted, so that the same schedule comes of it on every machine; the clock is asked only so that
nobody has to wait for a program that computes much between its events.
"""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from cafe_sim.engine.explore.inspector.slices import Key, key_of, unpacked
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Deviation, Place
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk

TRIES = 150
"""Executions spent on making one schedule easier, …"""
DEVIATIONS = 20_000
"""… and deviations in all of them together: a schedule that is that long is left as it is …"""
EVENTS = 60_000
"""… and events, those of crowds counted as often as they take time: about a second of them …"""
SECONDS = 5.0
"""… and time, or whoever asked might not wait for the answer."""


class Again(NamedTuple):
    """Order: execute a schedule again, and look whether it shows the fault."""

    target: str
    subject: bytes
    places: tuple[Place, ...]
    deviations: tuple[Deviation, ...]
    key: Key


class Trial(NamedTuple):
    """What an execution along a schedule showed."""

    shows: bool
    """The fault is there."""
    trace: str
    """The trace's digest."""
    deviations: tuple[Deviation, ...]
    """Those that were really taken."""
    preemptions: int
    events: int
    """How many there were, those of crowds counted as often as they take time."""

    @property
    def effort(self) -> tuple[int, int]:
        """Fewer preemptions first, then fewer deviations."""
        return self.preemptions, len(self.deviations)


def show(again: Again) -> Trial:
    """Execute once along the schedule."""
    subject = unpacked(again.subject)
    with Walk(subject, Visible(again.places), Given(again.deviations)) as walk:
        walk.run()
        faults, _ = subject.judge(walk.execution)
        shows = any(key_of(fault) == again.key for fault in faults)
        events = len(walk.execution.rows) * walk.length // max(1, len(walk.steps))
        return Trial(shows, walk.execution.trace().digest(), tuple(walk.deviations), walk.preemptions, events)


def shrink(again: Again) -> tuple[Deviation, ...]:
    """Leave out deviations, the last first, as long as the fault still shows; again until nothing more can go."""
    until = monotonic() + SECONDS
    best = show(again)
    tries = min(TRIES, DEVIATIONS // (len(best.deviations) + 1))
    events = EVENTS - best.events
    changed = best.shows
    while changed and tries > 0 and events >= best.events and monotonic() < until:
        changed = False
        for index in reversed(range(len(best.deviations))):
            fewer = (*best.deviations[:index], *best.deviations[index + 1 :])
            shown = show(again._replace(deviations=fewer))
            tries -= 1
            events -= shown.events
            if shown.shows and shown.effort < best.effort:
                best = shown
                changed = True
                break
            if tries <= 0 or events < best.events or monotonic() >= until:
                break
    return best.deviations
