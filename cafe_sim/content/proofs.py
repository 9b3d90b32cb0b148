"""The proof of a level: what it claims, measured on the engine. `cafe-sim check` and CI run this.

A proof is a list of `Claim`s. Each comes out of a `Job`, a value small enough to be sent to another process, so that
a level with thousands of sharings is proved on every core; `gathered` puts together what came back in pieces.

What is proved
--------------
rows       every row of the level's table, figure by figure; where workers share something, the inspector finds a right
           plan's round certified (of a whole day as much as he sees of it, without a fault), a lucky one broken though
           it worked this time; the stored schedule of the naive plan shows the fault that the level teaches
par        some right row reaches par, no row beats the floor, and the floor in the file is what the shop comes to
policies   every dumb policy loses a customer (serve)
chance     blind luck serves everybody no more often than the level allows (serve)
contests   no sharing with the level's fault in it serves all with a better mean wait than the reference's, and the
           fault, committed at any second in the plan of a right row, never makes a sound day within par (serve)
late       the reference loses nobody when every hand-over comes late (serve)
census     of all plans there are, as many as stated are right, and serve everybody (where stated)
what if    the changed day comes to what the file says of it
twice      under the same choices the reference's round leaves the same events, one by one
scene      the program has as many distinct traces, and as many that reach the goal, as stated; mended, none (break)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cafe_sim.content.census import census_chunks, count_plans, judge_census
from cafe_sim.content.claims import Claim, Sample
from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_level
from cafe_sim.content.measuring import prove_par, prove_row, prove_scene, prove_twice, prove_what_if
from cafe_sim.content.policies import policy_names, sharings
from cafe_sim.content.trials import (
    CHUNK,
    judge_sharings,
    prove_contest,
    prove_late,
    prove_orders,
    prove_policy,
    try_sharings,
)

Part = Literal["census", "contest", "late", "orders", "par", "policy", "row", "scene", "sharings", "twice", "what if"]


Result = list[Claim] | list[Sample]


class Job(NamedTuple):
    """A piece of a proof."""

    path: str
    part: Part
    piece: int

    @property
    def target(self) -> str:
        """What errors of the process that does it call it."""
        return Path(self.path).name


_WORK: Final[dict[Part, Callable[[Level, int], Result]]] = {
    "census": count_plans,
    "contest": prove_contest,
    "late": prove_late,
    "orders": prove_orders,
    "par": prove_par,
    "policy": prove_policy,
    "row": prove_row,
    "scene": prove_scene,
    "sharings": try_sharings,
    "twice": prove_twice,
    "what if": prove_what_if,
}


def jobs_of(path: Path | str) -> list[Job]:
    """The pieces of the proof of the level at `path`, the long ones first."""
    level = load_level(path)
    wanted: list[tuple[Part, Iterable[int]]] = []
    if level.kind == "break":
        wanted = [("scene", [0])]
    else:
        if level.proof.census:
            wanted.append(("census", range(census_chunks(level))))
        if level.kind == "serve":
            wanted += _trials(level)
        wanted += [("row", range(len(level.proof.rows))), ("par", [0])]
        if level.what_if is not None:
            wanted.append(("what if", [0]))
    wanted.append(("twice", [0]))
    return [Job(str(path), part, index) for part, indices in wanted for index in indices]


def _trials(level: Level) -> list[tuple[Part, Iterable[int]]]:
    """What serve levels are tried with."""
    chance = level.proof.chance
    wanted: list[tuple[Part, Iterable[int]]] = []
    if chance is not None and chance.choose == "order":
        wanted.append(("orders", [0]))
    elif chance is not None or level.proof.contests:
        wanted.append(("sharings", range(-(-len(sharings(level)[0]) // CHUNK))))
    wanted.append(("contest", range(len(level.proof.contests))))
    return [*wanted, ("policy", range(len(policy_names(level.shop)))), ("late", [0])]


def work_off(job: Job) -> Result:
    """Do one job; safe to call in a fresh process."""
    return _WORK[job.part](load_level(job.path), job.piece)


def gathered(done: Iterable[tuple[Job, Result]]) -> list[Claim]:
    """All claims in the order of files and parts; what came in pieces is judged as a whole."""
    claims: list[Claim] = []
    pieces: dict[tuple[str, Part], list[Sample]] = defaultdict(list)
    for job, result in sorted(done, key=lambda pair: pair[0]):
        for found in result:
            if isinstance(found, Claim):
                claims.append(found)
            else:
                pieces[job.path, job.part].append(found)
    for (path, part), all_of_it in pieces.items():
        judge = judge_census if part == "census" else judge_sharings
        claims += judge(load_level(path), all_of_it)
    return claims
