"""How kernel tests run a story: actors log what they do, and the log carries virtual seconds and names."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.threads import Thread
from cafe_sim.engine.kernel.trace import SECOND


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
            cycles=[[a.name for a in cycle] for cycle in execution.cycles],
            notes=[e.detail for e in trace.events if e.op == "note"],
            ops=[e.op for e in trace.events],
            seconds=trace.end / SECOND,
            errors=[error for _, _, error, _ in execution.errors],
        )


@pytest.fixture
def story():
    return Story()


# ---- every order ---------------------------------------------------------------------------------

PRIVATE = frozenset({"begin", "start", "sleep", "work", "exit"})
"""What nobody else can see when it is done: no choice is made of it here (unless threads are asked whether they are alive)."""


class EveryOrder:
    """Branches wherever more than one transition could go, depth first, one execution for each leaf."""

    def __init__(self, private):
        self.private = private
        self.path = []
        self.depth = 0
        self.execution = None

    def choose(self, enabled, _current):
        actors = self.execution.actors
        for choice in enabled:
            if not choice.times_out and actors[choice.actor - 1].op in self.private:
                return choice
        if self.depth == len(self.path):
            self.path.append([0, len(enabled)])
        branch = self.path[self.depth]
        assert branch[1] == len(enabled), "the same choices must lead to the same place"
        self.depth += 1
        return enabled[branch[0]]

    def next(self):
        """On to the next leaf; False when there is none."""
        while self.path and self.path[-1][0] + 1 == self.path[-1][1]:
            self.path.pop()
        if self.path:
            self.path[-1][0] += 1
        self.depth = 0
        return bool(self.path)


def every_execution(main, most=20_000, private=PRIVATE, **options):
    """Each order of `main`, run out and not yet closed."""
    orders = EveryOrder(private)
    for _ in range(most):
        with Execution(main, policy=orders, **options) as execution:
            orders.execution = execution
            execution.run()
            assert execution.state in ("ended", "stuck"), execution.state
            yield execution
        if not orders.next():
            return
    raise AssertionError(f"more than {most} orders")


def outcomes_of(program, **options):
    """What `program(say)` can say, as a set of tuples in the order of saying; "stuck" at the end where it got stuck."""
    found = set()
    said = []

    def main():
        said.clear()
        program(said.append)

    for execution in every_execution(main, **options):
        for *_, error, _ in execution.errors:
            said.append(type(error).__name__)
        found.add((*said, "stuck") if execution.state == "stuck" else tuple(said))
    return found


@pytest.fixture
def every_outcome():
    """`outcomes_of`: the exact set of what a program can come to."""
    return outcomes_of


@pytest.fixture
def every_order():
    """`every_execution`."""
    return every_execution


@pytest.fixture
def go():
    """Start threads for these bodies, in this order; they are returned."""

    def start(*bodies, **options):
        threads = [Thread(target=body, name=getattr(body, "__name__", ""), **options) for body in bodies]
        for thread in threads:
            thread.start()
        return threads

    return start
