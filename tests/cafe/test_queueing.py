"""Queueing theory's closed forms, against the café: one clerk is a single server, first come, first served."""

from __future__ import annotations

from math import log
from random import Random

import pytest
from laws import little

from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.ledger import waits
from cafe_sim.cafe.model import Item, Order, Plan, Rules, Shop, Step, Worker

GRAIN = 0.25
"""Seconds to which random service times are rounded, so that a menu of few items has them all."""


def single_server(arrivals: list[float], services: list[float], role: str = "clerk") -> DayOutcome:
    """A day with one worker who makes each order in the time given."""
    menu = sorted(set(services))
    names = {service: f"item {i}" for i, service in enumerate(menu)}
    items = tuple(Item(name=names[s], steps=(Step(id="make", do="block", seconds=s),)) for s in menu)
    orders = tuple(Order(at=at, item=names[s]) for at, s in zip(arrivals, services, strict=True))
    rules = Rules(makers={item.name: ("Carl",) for item in items})
    return Day(Shop(items=items, staff=(Worker("Carl", role),), orders=orders), Plan(rules=(rules,))).run()


def lindley(arrivals: list[float], services: list[float]) -> list[float]:
    """Sojourn times of a single server, first come, first served (Lindley 1952)."""
    stays: list[float] = []
    free = 0.0
    for at, service in zip(arrivals, services, strict=True):
        free = max(free, at) + service
        stays.append(free - at)
    return stays


def test_d_d_1_below_capacity_nobody_ever_waits() -> None:
    outcome = single_server([5.0 * n for n in range(40)], [4.0] * 40)
    assert waits(outcome.ledger) == [4] * 40
    assert outcome.utilisation["Carl"] == pytest.approx(40 * 4 / (39 * 5 + 4))


def test_d_d_1_above_capacity_each_waits_longer_than_the_one_before() -> None:
    outcome = single_server([5.0 * n for n in range(40)], [6.0] * 40)
    assert waits(outcome.ledger) == [6 + n for n in range(40)]
    assert outcome.closes == 240
    assert outcome.throughput == pytest.approx(10)


@pytest.mark.parametrize("role", ["clerk", "baker", "barista"])
def test_every_sojourn_follows_lindley_s_recursion(role: str) -> None:
    rng = Random("lindley")
    arrivals = sorted(round(rng.random() * 400, 1) for _ in range(80))
    services = [GRAIN * rng.randrange(1, 33) for _ in range(80)]
    assert waits(single_server(arrivals, services, role).ledger) == pytest.approx(lindley(arrivals, services))


@pytest.mark.slow
def test_m_m_1_stays_as_long_as_its_closed_form_says() -> None:
    """W = 1 / (μ - λ), L = λ W: one seeded day of 4,000 customers, half of what Carl could serve."""
    rng = Random(20261122)
    rate, speed, count = 0.125, 0.25, 4_000
    now, arrivals, services = 0.0, [], []
    for _ in range(count):
        now += -log(1 - rng.random()) / rate
        arrivals.append(round(now, 3))
        services.append(max(GRAIN, GRAIN * round(-log(1 - rng.random()) / speed / GRAIN)))
    outcome = single_server(arrivals, services)
    stays = waits(outcome.ledger)
    assert stays == pytest.approx(lindley(arrivals, services))
    assert sum(stays) / count == pytest.approx(1 / (speed - rate), rel=0.1)
    assert outcome.utilisation["Carl"] == pytest.approx(rate / speed, rel=0.05)
    visits = [(e.arrived, e.served) for e in outcome.ledger if e.served is not None]
    law = little(visits, 0, max(gone for _, gone in visits))
    assert law.gap == pytest.approx(0, abs=1e-6)
    assert law.present == pytest.approx(rate / (speed - rate), rel=0.1)
