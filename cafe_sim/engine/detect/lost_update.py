"""Lost updates: a write whose value derives from a read that somebody else's write has made stale.

Rewritten code says with each write from which read its value derives (an augmented assignment, or a local that holds
what was read); a blind overwrite derives from none and loses nothing. Who "somebody else" is goes by thread *and*
task: two tasks of one loop lose updates across an `await` without any data race, and two threads do with each single access under a lock.

Where the value about to be overwritten equals the one read (it was changed there and back), nothing is lost.
"""

from __future__ import annotations

from cafe_sim.engine.detect.detector import Handler, NothingAtTheEnd
from cafe_sim.engine.detect.fault import Fault, Findings
from cafe_sim.engine.detect.source import Source, place, say, value_of, where, who
from cafe_sim.engine.kernel.trace import Event

_LastWrites = tuple[int, int, int, int]
"""Index, actor and task of a cell's latest write, and the index of the latest one by anybody else (-1: none)."""


class LostUpdate(NothingAtTheEnd):
    """Finds lost updates."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._source = source
        self._findings = findings
        self._last: dict[int, _LastWrites] = {}

    def handler(self, op: str) -> Handler | None:
        """Writes alone: each says which read it derives from."""
        return self._write if op == "write" else None

    def _write(self, index: int, event: Event) -> None:
        _, actor, task, _, cell, _, detail = event
        last = self._last.get(cell)
        if last is None:
            self._last[cell] = (index, actor, task, -1)
            return
        latest, its_actor, its_task, elses = last
        if its_actor != actor or its_task != task:
            elses = latest
        self._last[cell] = (index, actor, task, elses)
        if type(detail) is tuple:
            read = detail[1]
            if type(read) is int and 0 <= read < elses:
                self._lost((read, elses, index), latest)

    def _lost(self, at: tuple[int, int, int], latest: int) -> None:
        """`at` are the read, somebody else's write since, and the write that derives from the read."""
        events = self._source.events
        read, other, event = (events[index] for index in at)
        seen, overwritten = value_of(read), value_of(events[latest])
        if seen == overwritten and not isinstance(seen, str):
            return
        self._findings.add(("lost-update", read.site, event.site, other.site), lambda: self._fault(at))

    def _fault(self, at: tuple[int, int, int]) -> Fault:
        source = self._source
        read, other, event = (source.events[index] for index in at)
        cell = source.objects[event.target].name
        me = who(source, event)
        message = (
            f"{me} read {cell} ({say(value_of(read))}) in {where(source, read)}; then {who(source, other)} wrote "
            f"{say(value_of(other))} to it in {where(source, other)}; {me} went on from the old value and wrote "
            f"{say(value_of(event))} in {where(source, event)}. What {who(source, other)} wrote is lost."
        )
        sites = (place(source, read), place(source, other), place(source, event))
        return Fault("lost-update", message, sites, events=at)
