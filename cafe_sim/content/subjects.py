"""What the inspector visits of a level: its shop cut down to a round, or the program of a level to break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject, at_once, subject_of
from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.content.level import Level, Scene
from cafe_sim.engine import Execution, Fault, Note, Policy, Program
from cafe_sim.engine.explore import Script, Subject
from cafe_sim.engine.program.current import namespace_of


def round_shop(level: Level) -> Shop:
    """`level.shop` cut down as `level.round` says: its staff, the first order of each of them, its stock."""
    shop, cut = level.shop, level.round
    staff = tuple(worker for worker in shop.staff if not cut.staff or worker.name in cut.staff)
    names = {worker.name for worker in staff}
    first = {worker.name: next((order for order in shop.orders if order.to == worker.name), None) for worker in staff}
    things = tuple(
        msgspec.structs.replace(thing, start=cut.stock[thing.name]) if thing.name in cut.stock else thing
        for thing in shop.things
    )
    orders = tuple(o for o in shop.orders if (o.to in names if is_whole(level) else o is first.get(o.to)))
    return msgspec.structs.replace(shop, staff=staff, orders=orders, things=things)


def is_whole(level: Level) -> bool:
    """Every order is walked through: a text may treat the third otherwise than the first, and so may a rail."""
    return level.kind == "code" or level.round.whole


def level_subject(level: Level, plan: Plan) -> Subject:
    """What the inspector visits of `level` under `plan`; a level to break brings its own program."""
    if level.scene is not None:
        return Script(Program.from_source(level.scene.program, file=FILE), level.id)
    return round_subject(level, plan)


def round_subject(level: Level, plan: Plan) -> CafeSubject:
    """The level's round under `plan`; to serve, all that the plan hands out; of a text of the player's, all orders."""
    if is_whole(level):
        return CafeSubject(at_once(round_shop(level)), plan, level.title, level.id, lasting=level.kind == "code")
    shop = level.shop if level.kind == "serve" else round_shop(level)
    return subject_of(shop, plan, level.title, level.id)


@dataclass(frozen=True)
class SceneSubject:
    """A break level's program (or its corrected one), wrong exactly where it reaches the scene's goal."""

    text: str
    scene: Scene
    target: str

    @property
    def digest(self) -> str:
        """Of the text: the goal decides nothing that is executed."""
        return self._script.digest

    @cached_property
    def _script(self) -> Script:
        return Script(Program.from_source(self.text, file=FILE), self.target)

    def execution(self, policy: Policy | None) -> Execution:
        """One execution, not yet begun."""
        return self._script.execution(policy)

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        """The goal, if it is reached."""
        holder, _, attribute = self.scene.cell.partition(".")
        value = namespace_of(execution)[holder]
        if attribute:
            value = getattr(value, attribute)
        return ([Fault("invariant", "The goal is reached.")] if value == self.scene.wanted else []), ()

    def __getstate__(self) -> dict[str, object]:
        """Its fields: what follows from them is found again where it arrives."""
        return {name: self.__dict__[name] for name in ("text", "scene", "target")}
