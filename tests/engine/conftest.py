"""Every order of a small program, by brute force: the oracle of what a policy can reach."""

from __future__ import annotations

import pytest

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.threads import Thread

PRIVATE = frozenset({"begin", "start", "sleep", "work", "exit"})
"""What nobody else can see when it is done: no choice is made of it here (unless threads are asked whether they are
alive).
"""


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
