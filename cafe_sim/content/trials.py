"""Serve levels against players who do not think: policies, chance, other sharings, late hands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Final

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.ledger import mean, waits
from cafe_sim.cafe.model import HandOver, Plan, Shop
from cafe_sim.content.claims import Claim, Sample
from cafe_sim.content.level import Contest, Level
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.policies import late_by, orders_of_service, plan_of, policy_names, served_by, shared, sharings
from cafe_sim.content.stars import reaches_par

CHUNK: Final = 250
"""Sharings in one job."""
ORDERS: Final = 1_000
"""Up to so many orders of service all of them are tried …"""
SAMPLE: Final = 300
"""… and otherwise so many random ones, with a fixed seed."""
EXACT: Final = 1e-6


def outcome_of(shop: Shop, plan: Plan) -> tuple[int, float]:
    """(customers lost, mean wait of the others) of a day in which nobody looks for faults: there are thousands."""
    with Day(shop, plan) as day:
        day.execution.run()
        ledger = day.ledger
    served = waits(ledger)
    return len(ledger) - len(served), mean(served) or 0.0


def prove_policy(level: Level, index: int) -> list[Claim]:
    """A dumb policy loses a customer, unless the level spares it."""
    name = policy_names(level.shop)[index]
    lost, wait = outcome_of(level.shop, plan_of(level.shop, name))
    if name in level.proof.spared:
        return []
    return [Claim(level.id, f"policy: {name}", lost > 0, "loses a customer", f"{lost} lost, mean wait {wait:.2f}")]


def prove_late(level: Level, _: int) -> list[Claim]:
    """The reference loses nobody when every hand-over comes late."""
    late = level.proof.late_stands
    plan = late_by(level.shop, level.reference, late)
    lost, wait = outcome_of(level.shop, plan)
    measured = f"{lost} lost, mean wait {wait:.2f}"
    return [Claim(level.id, f"reference, every hand-over {late:g} s late", lost == 0, "nobody lost", measured)]


def prove_orders(level: Level, _: int) -> list[Claim]:
    """Serving in any order that comes to mind serves everybody no more often than the level allows."""
    chance = level.proof.chance
    assert chance is not None
    plans = list(islice(orders_of_service(level.shop), ORDERS + 1))
    if len(plans) > ORDERS:
        pick = Random(f"orders of {level.id}").choice
        plans = [(served_by(level.shop, pick, when_free=False), 1 / SAMPLE) for _ in range(SAMPLE)]
    tried = [(outcome_of(level.shop, plan)[0] == 0, share) for plan, share in plans]
    share = sum(share for won, share in tried if won)
    return [_chance(level, share, sum(won for won, _ in tried), len(tried), chance.at_most)]


def try_sharings(level: Level, chunk: int) -> list[Sample]:
    """A day for each sharing of one chunk."""
    some = sharings(level)[0][chunk * CHUNK : (chunk + 1) * CHUNK]
    return [
        Sample(index, lost, right=True, mean_wait=wait)
        for index, sharing in enumerate(some, chunk * CHUNK)
        for lost, wait in [outcome_of(level.shop, shared(level.shop, sharing))]
    ]


def judge_sharings(level: Level, pieces: list[Sample]) -> list[Claim]:
    """Chance and contests, from what came of all sharings."""
    tried, fair = sharings(level)
    claims: list[Claim] = []
    if level.proof.chance is not None:
        wins = sum(piece.lost == 0 for piece in pieces if piece.number < fair)
        claims.append(_chance(level, wins / fair, wins, fair, level.proof.chance.at_most))
    _, par = outcome_of(level.shop, level.reference)
    for contest in level.proof.contests:
        guilty = [piece for piece in pieces if piece.lost == 0 and _commits(level, tried[piece.number], contest)]
        best = min((piece.mean_wait for piece in guilty), default=None)
        claims.append(
            Claim(
                level.id,
                f"{contest.item} to {contest.to} does not pay",
                best is None or best >= par - EXACT,
                f"mean wait not below {par:.2f}",
                "no such sharing serves all" if best is None else f"best {best:.2f}, of {len(guilty)} that serve all",
            )
        )
    return claims


def prove_contest(level: Level, index: int) -> list[Claim]:
    """Nor does it pay to commit the fault at a lucky moment: in the plan of any right row, one such order is handed
    over at each second of its customer's patience instead, and none of these days is sound and reaches par.
    """
    contest = level.proof.contests[index]
    days = [Day(level.shop, plan).run() for plan in guilty_plans(level, contest)]
    sound = [day for day in days if day.worked and not day.faults]
    quick = [day for day in sound if reaches_par(level, day)]
    return [
        Claim(
            level.id,
            f"{contest.item} to {contest.to} does not pay at any moment",
            not quick,
            "never sound and within par",
            f"of {len(days)} such days {len(sound)} are sound, {len(quick)} within par",
        )
    ]


def guilty_plans(level: Level, contest: Contest) -> Iterator[Plan]:
    """The plans of right rows, each with one order of the contest's item given to the contest's worker, whenever."""
    for row in (row for row in level.proof.rows if row.verdict == "right"):
        rows = late_by(level.shop, plan_of_row(level, row), 0).hand_overs
        for number, order in enumerate(level.shop.orders, 1):
            if order.item != contest.item:
                continue
            others = [move for move in rows if move.order != number]
            for second in range(int(level.shop.patience(order))):
                moment = order.at + second
                before = [move for move in others if move.at <= moment]
                yield Plan(hand_overs=(*before, HandOver(moment, number, contest.to), *others[len(before) :]))


def _commits(level: Level, sharing: tuple[str, ...], contest: Contest) -> bool:
    """The sharing has the contest's fault in it."""
    return any(
        order.item == contest.item and worker == contest.to
        for order, worker in zip(level.shop.orders, sharing, strict=True)
    )


def _chance(level: Level, share: float, wins: int, of: int, at_most: float) -> Claim:
    return Claim(
        level.id,
        "chance: random plans that serve all",
        share <= at_most + EXACT,
        f"at most {at_most:.1%}",
        f"{share:.2%} ({wins} of {of} plans)",
    )
