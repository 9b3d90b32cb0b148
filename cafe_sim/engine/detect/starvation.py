"""Starvation: somebody waits for a thing again and again, and is overtaken more than `OVERTAKEN_MAX` times.

Overtaken means: another took the thing who began to want it later. When an actor began to want what it takes is when it had
done what it did before (between two events an actor does nothing visible). A wait that times out or a try that fails,
followed by another for the same thing, is one and the same wait. Under the default policy whoever waits is
served first come, first served, so this finds programs that ask instead of waiting. Under another policy the order in
which a lock is given is the policy's doing and never the program's fault: then there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Mapping

from cafe_sim.engine.detect.detector import Handler
from cafe_sim.engine.detect.fault import Fault, Findings
from cafe_sim.engine.detect.source import Source, place, where, who
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Event

OVERTAKEN_MAX = 20
"""So often may one who waits see others served who came later."""

_TAKES = ("acquire", "down", "try-acquire", "try-down")


class Starvation:
    """Finds who is overtaken for ever."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._source = source
        self._findings = findings
        self._hungry: dict[int, dict[tuple[int, int], int]] = {}
        """By thing: who asked in vain and has got nothing yet, and how often he was overtaken since."""
        self._wants: dict[tuple[int, int], int] = {}
        """Who is hungry, for what."""
        self._starved: dict[tuple[int, int, int], Event] = {}

    def handlers(self) -> Mapping[str, Handler]:
        """Takings that work, takings that don't."""
        return dict.fromkeys(_TAKES, self._take) | {"timeout": self._in_vain}

    def _in_vain(self, _: int, event: Event) -> None:
        if event[4]:
            me = (event[1], event[2])
            if self._wants.get(me) != event[4]:
                self._give_up(me)
                self._wants[me] = event[4]
                self._hungry.setdefault(event[4], {})[me] = 0

    def _give_up(self, me: tuple[int, int]) -> None:
        thing = self._wants.pop(me, 0)
        if thing:
            del self._hungry[thing][me]

    def _take(self, index: int, event: Event) -> None:
        if event[6] is False:
            self._in_vain(index, event)
            return
        if not self._wants:
            return
        me = (event[1], event[2])
        if self._wants.get(me) == event[4]:
            self._give_up(me)
        hungry = self._hungry.get(event[4])
        if hungry:
            for other in hungry:
                hungry[other] += 1
                if hungry[other] == OVERTAKEN_MAX + 1:
                    self._starved[(*other, event[4])] = event

    def finish(self, execution: Execution) -> None:
        """Say who starved, if the order of service was the program's own."""
        if execution.policy is not None:
            return
        for (actor, task, thing), event in self._starved.items():
            self._add(actor, task, thing, event)

    def _add(self, actor: int, task: int, thing: int, event: Event) -> None:
        source = self._source
        asked = next(e for e in reversed(source.events) if e.actor == actor and e.task == task and e.target == thing)
        name = source.objects[thing].name
        message = (
            f"{who(source, asked)} wants {name} in {where(source, asked)} and was overtaken more than {OVERTAKEN_MAX} "
            f"times: again and again {who(source, event)} or another took it who came later."
        )
        sites = (place(source, asked), place(source, event))
        self._findings.add(("starvation", asked.site, thing), lambda: Fault("starvation", message, sites))
