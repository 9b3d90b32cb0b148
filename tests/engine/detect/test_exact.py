"""The race detector on traces of every script there is, under many schedules: exact, by the definition of
happens-before.

The definition is drawn afresh here, out of the table of operations and nothing else: what comes before an event is what
its actor did before, and, where it takes from an object, all that came before whatever was left there. Two accesses of
two actors to one cell race if one of them writes and neither comes before the other.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from cafe_sim.engine import Limits, Program
from cafe_sim.engine.detect import find
from cafe_sim.engine.kernel.operations import HANDED_ON, LOOP_BOUND, MAY_FAIL, OPERATIONS, PUTS_IN

ENGINE = Path(__file__).parents[1]
FOLDERS = ("scripts", "examples_clean", "explore/classics")
SCRIPTS = sorted(path for folder in FOLDERS for path in (ENGINE / folder).glob("*.py"))
EVENTS_MAX = 3_000


class Dice:
    """Picks at random, and now and then goes on with the same one, as schedulers do."""

    def __init__(self, seed):
        self._random = Random(seed)

    def choose(self, enabled, current):
        same = [choice for choice in enabled if choice.actor == current]
        if same and self._random.random() < 0.5:
            return same[0]
        return self._random.choice(enabled)


def what_comes_before(trace):
    """For each event: a number whose bits are the indices of the events before it."""
    before, latest, left, put_into = [], {}, {}, set()
    for index, event in enumerate(trace.events):
        mine = latest.get(event.actor, 0)
        row = OPERATIONS.get(event.op)
        edge = HANDED_ON.get(event.detail[0]) if event.op == "update" else row and row.edge
        if event.op == "update" and event.detail[0] in PUTS_IN:
            put_into.add(event.target)
        elif event.op == "read" and event.target in put_into:
            edge = "acquire"
        orders = row is not None and not trace.objects[event.target].kind.startswith(LOOP_BOUND)
        if event.op in MAY_FAIL and event.detail is False:
            orders = False
        if orders and edge in ("acquire", "both"):
            mine |= left.get(event.target, 0)
        before.append(mine)
        latest[event.actor] = mine | 1 << index
        if orders and edge in ("release", "start", "both"):
            left[event.target] = left.get(event.target, 0) | latest[event.actor]
    return before


def races(trace):
    """Pairs of indices of accesses that race."""
    before = what_comes_before(trace)
    accesses = {}
    found = set()
    for index, event in enumerate(trace.events):
        if event.op not in ("read", "write"):
            continue
        earlier = accesses.setdefault(event.target, [])
        for other in earlier:
            if other.actor != event.actor and "write" in (other.op, event.op) and not before[index] >> other.index & 1:
                found.add((other.index, index))
        earlier.append(Access(index, event.actor, event.op))
    return found


class Access:
    def __init__(self, index, actor, op):
        self.index, self.actor, self.op = index, actor, op


def sites(trace, pairs):
    """The pairs of places that race."""
    events = trace.events
    return {tuple(sorted((events[a].site, events[b].site))) for a, b in pairs}


def latest_of(trace, pairs):
    """Of the accesses of one actor that race with a later one, the latest."""
    latest = {}
    for a, b in sorted(pairs):
        latest[trace.events[a].actor, b] = (a, b)
    return set(latest.values())


def traces(path):
    program = Program.from_file(path)
    for policy in (None, Dice(1), Dice(2)):
        with program.execution(policy=policy, limits=Limits(events=EVENTS_MAX)) as execution:
            execution.run()
            yield execution.trace(), find(execution)[0]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_exact(path):
    for trace, faults in traces(path):
        pairs = races(trace)
        said = {
            tuple(sorted(trace.events[at].site for at in fault.events)) for fault in faults if fault.kind == "data-race"
        }
        assert said <= sites(trace, pairs), "it names no two accesses that something orders"
        assert said >= sites(trace, latest_of(trace, pairs)), "it misses none"
