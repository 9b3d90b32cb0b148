"""How kernel tests run a story: actors log what they do, and the log carries virtual seconds and names."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.trace import SECOND


def cycles_of(trace):
    """The cycles of waits that closed, in names, in the order in which they did."""
    told = [event.detail for event in trace.events if event.op == "note" and event.detail[0] == "cycle"]
    return [[trace.actors[serial].name for serial in cycle] for _, *cycle in told]


class Story:
    """Runs a main function to its end and keeps what came of it."""

    def __init__(self):
        self.log = []

    def say(self, *what):
        """Log (virtual seconds, actor's name, what)."""
        actor = me()
        self.log.append((actor.clock / SECOND, actor.name, *what))

    def start(self, *bodies, daemon=False):
        """A thread for each body, called after it; started in this order."""
        threads = [Thread(target=body, name=body.__name__, daemon=daemon) for body in bodies]
        for thread in threads:
            thread.start()
        return threads

    def together(self, *bodies):
        """Start them all and wait for them all."""
        for thread in self.start(*bodies):
            thread.join()

    def run(self, main, *, errors=False, **options):
        """The whole of it, closed; what a thread raised is raised here unless `errors`."""
        with Execution(main, **options) as execution:
            execution.run()
            waits = execution.waits()
        if execution.errors and not errors:
            raise execution.errors[0][2]
        assert not execution.left_behind
        trace = execution.trace()
        return SimpleNamespace(
            state=execution.state,
            execution=execution,
            trace=trace,
            waits=[(w.actor.name, w.op, tuple(h.name for h in w.holders)) for w in waits],
            cycles=cycles_of(trace),
            notes=[e.detail for e in trace.events if e.op == "note"],
            ops=[e.op for e in trace.events],
            seconds=trace.end / SECOND,
            errors=[error for _, _, error, _ in execution.errors],
        )


@pytest.fixture
def story():
    return Story()
