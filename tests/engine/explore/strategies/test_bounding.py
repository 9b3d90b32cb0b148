"""Preemption bounding: no schedule twice, none of the bound left out."""

from __future__ import annotations

from itertools import pairwise, permutations
from math import comb

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Script
from cafe_sim.engine.explore.inspector.rungs import Bounded
from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk

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


def walks(subject, strategy, most=100_000):
    visible = Visible(learn_straight(subject))
    while most and (chooser := strategy.begin()) is not None:
        most -= 1
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            strategy.end(walk)
            yield tuple(step.actor for step in walk.steps), walk.preemptions


def adders(n):
    return Script(Program.from_source(TEXT.format(n), file="café.py"), "café.py")


def preemptions(order):
    """By definition: how often one is left who has something left to do."""
    return sum(here != there and here in order[i + 1 :] for i, (here, there) in enumerate(pairwise(order)))


@pytest.mark.parametrize("bound", [0, 1, 2, 3])
def test_every_order_within_the_bound_and_no_other(bound):
    orders = {order for order in set(permutations([2, 2, 3, 3, 4, 4])) if preemptions(order) <= bound}
    walked = list(walks(adders(3), Bounding(bound)))
    assert sorted(order for order, _ in walked) == sorted(orders)
    assert all(count == preemptions(order) for order, count in walked)


def test_fewer_preemptions_come_first():
    counts = [count for _, count in walks(adders(3), Bounding(2))]
    assert counts == sorted(counts)


def test_two_workers_share_a_bound_and_finish_it_before_the_next():
    rung = Bounded(2)
    subject = adders(3)
    walked = []
    bounds = []
    while not rung.finished:
        flights = [handout for _ in range(2) if (handout := rung.hand_out()) is not None]
        bounds.append(rung.bound)
        for handout in flights:
            walked += [order for order, _ in walks(subject, handout.strategy, most=2)]
        for handout in reversed(flights):
            rung.take(handout, handout.strategy)
    assert bounds == sorted(bounds)
    assert sorted(walked) == sorted(order for order, _ in walks(subject, Bounding(2)))
    assert len(walked) < comb(6, 2) * comb(4, 2), "some of all 90 orders have more than two preemptions"
