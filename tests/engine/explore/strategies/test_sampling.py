"""Walks at random, by priorities, and everything twice: the same seed, the same walks."""

from __future__ import annotations

import pickle

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script
from cafe_sim.engine.explore.inspector.rungs import Sampled
from cafe_sim.engine.explore.strategies.determinism import Determinism, walk_twice
from cafe_sim.engine.explore.strategies.pct import Pct, chance
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.errors import Misuse

TEXT = """
import threading
x = 0
def add():
    global x
    x += 1
threads = [threading.Thread(target=add) for _ in range({})]
for each in threads: each.start()
for each in threads: each.join()
"""


def adders(n):
    return Script(Program.from_source(TEXT.format(n), file="café.py"), "café.py")


def walks(strategy, subject):
    visible = Visible(learn_straight(subject))
    while (chooser := strategy.begin()) is not None:
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            strategy.end(walk)
            yield tuple(step.actor for step in walk.steps)


@pytest.mark.parametrize(("strategy", "orders"), [(RandomWalk(1, 0, 60), 6), (Pct(1, 0, 60, 4), 4)])
def test_the_same_seed_walks_the_same_and_finds_several_orders(strategy, orders):
    """Of two threads with two steps each there are six orders; two of them have more switches than priorities make in
    three levels.
    """
    again = pickle.loads(pickle.dumps(strategy))
    walked = list(walks(strategy, adders(2)))
    assert len(walked) == 60
    assert walked == list(walks(again, adders(2)))
    assert len(set(walked)) == orders


def test_a_walk_by_priorities_of_depth_one_never_preempts():
    strategy = Pct(3, 0, 30, 6)
    orders = list(walks(strategy, adders(3)))[::3]
    assert all(
        order in {(a, a, b, b, c, c) for a in (2, 3, 4) for b in (2, 3, 4) for c in (2, 3, 4)} for order in orders
    )
    assert len(set(orders)) > 1


def test_slices_of_samples_never_overlap():
    rung = Sampled(seed=5)
    slices = [rung.hand_out().strategy for _ in range(6)]
    assert [type(each) for each in slices] == [RandomWalk, Pct] * 3
    ranges = [(type(each), each.next, each.end_at) for each in slices]
    assert len(set(ranges)) == 6
    assert ranges[0][2] == ranges[2][1]


def test_the_bound_of_priorities_is_that_of_the_paper():
    """1/(n·k^(d-1)) for one walk; and never certain."""
    assert chance(2, 10, 2, 1) == pytest.approx(1 / 20)
    assert chance(4, 8, 3, 1) == pytest.approx(1 / 256)
    assert chance(4, 8, 3, 1000) == pytest.approx(1 - (1 - 1 / 256) ** 1000)


def test_everything_twice_is_quiet_about_a_program_that_repeats_itself():
    assert len(list(walks(Determinism(0, 20), adders(3)))) == 40
    walk_twice(adders(3), 20)


def test_everything_twice_names_the_first_difference():
    class Moody:
        executions = 0
        target, digest = "café.py", ""
        judge = adders(2).judge

        def execution(self, policy):
            self.executions += 1
            return adders(3 if self.executions == 5 else 2).execution(policy)

    with pytest.raises(Misuse) as told:
        walk_twice(Moody(), 20)
    assert str(told.value) == (
        "under the same choices the program did not do the same twice: event 2 was “main: read threads (list of 2)” at café.py:8, "
        "and then “main: read threads (list of 3)” at café.py:8"
    )
