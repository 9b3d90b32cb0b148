"""Starvation: somebody waits for a thing again and again, and is overtaken more than `OVERTAKEN_MAX` times.

Overtaken means: another took the thing who began to want it later. When an actor began to want what it takes is when it
had done what it did before (between two events an actor does nothing visible). A wait that times out or a try that
fails, followed by another for the same thing, is one and the same wait. Under the default policy whoever waits is
served first come, first served, so this finds programs that ask instead of waiting. Under another policy the order in
which a lock is given is the policy's doing and never the program's fault: then there is nothing to find.
"""

from __future__ import annotations

from cafe_sim.engine.detect.context import Context, place, where, who
from cafe_sim.engine.detect.detector import Handler
from cafe_sim.engine.detect.fault import Fault, Findings
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Event, Row, named

OVERTAKEN_MAX = 20
"""So often may one who waits see others served who came later."""

_TAKES = ("acquire", "down", "try-acquire", "try-down")


class Starvation:
    """Finds who is overtaken for ever."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self._context = context
        self._findings = findings
        self._hungry: dict[int, dict[tuple[int, int], int]] = {}
        """By thing: who asked in vain and has got nothing yet, and how often he was overtaken since."""
        self._since: dict[tuple[int, int], int] = {}
        """Who is hungry, with the index of the event after which that began."""
        self._wants: dict[tuple[int, int], Row] = {}
        """Who is hungry, with the latest asking in vain."""
        self._starved: list[tuple[Row, Row]] = []
        """(the asking in vain, the taking by which it was overtaken once too often)."""

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:  # noqa: ARG003
        """Takings that work, takings that don't."""
        return cls._take if op in _TAKES else cls._in_vain if op == "timeout" else None

    def _in_vain(self, index: int, event: Row) -> None:
        if event[4]:
            me = (event[1], event[2])
            before = self._wants.get(me)
            if before is None or before[4] != event[4]:
                self._have_done(me)
                self._hungry.setdefault(event[4], {})[me] = 0
                self._since[me] = self._began(index, me)
            self._wants[me] = event

    def _began(self, index: int, who: tuple[int, int]) -> int:
        """The index of what somebody did before the event with that index; -1 for nothing."""
        rows = self._context.rows
        return next((at for at in range(index - 1, -1, -1) if (rows[at][1], rows[at][2]) == who), -1)

    def _have_done(self, me: tuple[int, int]) -> None:
        """Got it, or wants something else by now."""
        asked = self._wants.pop(me, None)
        if asked is not None:
            del self._hungry[asked[4]][me], self._since[me]

    def _take(self, index: int, event: Row) -> None:
        if event[6] is False:
            self._in_vain(index, event)
            return
        if not self._wants:
            return
        me = (event[1], event[2])
        asked = me in self._wants and self._wants[me][4] == event[4]
        hungry = self._hungry.get(event[4], {})
        if len(hungry) > asked:
            began = self._since[me] if asked else self._began(index, me)
            for other in hungry:
                if self._since[other] < began:
                    hungry[other] += 1
                    if hungry[other] == OVERTAKEN_MAX + 1:
                        self._starved.append((self._wants[other], event))
        if asked:
            self._have_done(me)

    def finish(self, execution: Execution) -> None:
        """Say who starved, if the order of service was the program's own."""
        if execution.policy is None:
            for asked, event in self._starved:
                self._add(named(asked), named(event))

    def _add(self, asked: Event, event: Event) -> None:
        context = self._context
        name = context.objects[asked.target].name
        message = (
            f"{who(context, asked)} asks for {name} in {where(context, asked)} and was overtaken more than {OVERTAKEN_MAX} "
            f"times: {who(context, event)} and whoever else came later got it first."
        )
        sites = (place(context, asked), place(context, event))
        self._findings.add(("starvation", asked.site, asked.target), lambda: Fault("starvation", message, sites))
