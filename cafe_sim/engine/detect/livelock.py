"""Livelock: everybody left goes round and round, giving way each time, and none of it changes anything.

The kernel ends such an execution as "livelocked" and notes who was spinning; here it is put into words.
"""

from __future__ import annotations

from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.kernel.execution import Execution


class Livelock(OnlyAtTheEnd):
    """Finds what spins for ever."""

    def finish(self, execution: Execution) -> None:
        """One fault, naming all that spin."""
        if execution.state != "livelocked":
            return
        sites = []
        for event in execution.events:
            if event.op == "note" and isinstance(event.detail, tuple) and event.detail[0] == "livelock":
                site = execution.sites[event.site]
                sites.append(FaultSite(site.file, site.line, self._source.actor_name(event.actor), "spin"))
        who = "; ".join(f"{s.actor} in line {s.line}" for s in sites)
        message = f"Everybody asks again and again, and nothing changes any more: {who}."
        self._findings.add("livelock", lambda: Fault("livelock", message, tuple(sites)))
