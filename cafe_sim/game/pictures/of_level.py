"""What a level's timelines and replays show: the day as it was played, an order that goes wrong, and which other runs
may stand beside them.

Beside an order that goes wrong stands the player's own mended plan, once there is one, else the reference plan: what a
level asks for. Before the level is won, the reference's run may be watched, but its program stays closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.faults import FILE
from cafe_sim.content.check_plan import check_plan
from cafe_sim.content.safetext import SafeText
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine import Program
from cafe_sim.errors import BadContent
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import ghost_of
from cafe_sim.game.pictures.charting import Charts
from cafe_sim.game.pictures.charting_day import charts_of_day
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.pictures.retelling import charts_of_program, charts_of_subject

if TYPE_CHECKING:
    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.progress import LevelRecord, NamedPlan

CLOSED: Final = (
    "The program of this run stays closed until you have won the level. Its lanes are open: see what waits for what."
)


@dataclass(frozen=True, slots=True)
class Other:
    """A run that can be put beside another one."""

    title: str
    make: Callable[[], Charts]
    closed: str = ""
    """Why its program is not shown; "" if it is."""


def charts_of_level(level: Level, plan: Plan | None) -> Charts:
    """The day with `plan`; the program of a level to break, as the clock would have it."""
    if level.scene is not None:
        return charts_of_program(Program.from_source(level.scene.program), f"{level.title}, as the clock would have it")
    return charts_of_day(play_day(level.shop, plan or level.naive, level.title), "your run")


def others_of_day(level: Level, *, sound: bool) -> tuple[Other, ...]:
    """Whose days can be put beside a day that was played: the ghost's, the reference plan's, the level's own plan's."""
    if level.scene is not None:
        return (_mended_scene(level, sound=sound),)
    return (
        *_ghost(level),
        _other("the reference plan", lambda: _day_of(level, level.reference, "the reference plan"), sound=sound),
        Other("the level's own plan", lambda: _day_of(level, level.naive, "the level's own plan")),
    )


def _ghost(level: Level) -> tuple[Other, ...]:
    """Who would have done it alone, where the level says so."""
    if level.ghost is None:
        return ()
    title = f"{level.ghost.worker.name} alone"

    def make() -> Charts:
        day = ghost_of(level)
        assert day is not None
        return charts_of_day(day, title)

    return (Other(title, make),)


def _other(title: str, make: Callable[[], Charts], *, sound: bool) -> Other:
    """A run of the reference plan: before the level is won, without its program."""
    return Other(title, make) if sound else Other(title, lambda: _without_program(make()), CLOSED)


def _without_program(charts: Charts) -> Charts:
    by_time, by_steps = (replace(chart, sources={}) for chart in (charts.by_time, charts.by_steps))
    return replace(charts, by_time=by_time, by_steps=by_steps)


def mended(level: Level, mark: LevelRecord, program: str = "") -> Other:
    """What can be put beside an order of a level's round that goes wrong: a round that goes right.

    Of the player's own plans in `mark` the newest that won *sound* (in a fix level: that the inspector certified), if
    it makes another program than the one that goes wrong; else the reference plan.
    """
    if level.scene is not None:
        return _mended_scene(level, sound=mark.stars.sound)
    own = next(filter(None, (_own(level, named, program) for named in reversed(mark.plans) if named.stars.sound)), None)
    if own is not None:
        return own
    make = partial(_round, round_subject(level, level.reference), "mended")
    return _other("mended", make, sound=mark.stars.sound)


def _round(subject: CafeSubject, title: str) -> Charts:
    """A round as the clock would have it."""
    cafe = InTheCafe.of(subject.shop, subject.written)
    return charts_of_subject(subject, title, sources={FILE: subject.written.text}, cafe=cafe)


def _own(level: Level, named: NamedPlan, program: str) -> Other | None:
    """The round under a plan of the player's; None if it is that very program, fits the level no more, or is a text
    that they typed: that runs in other processes only.
    """
    if level.kind == "code":
        return None
    try:
        check_plan(level.shop, named.plan, named.name)
    except BadContent:
        return None
    subject = round_subject(level, named.plan)
    if subject.written.text == program:
        return None
    title = f"mended: {SafeText(named.name)}"
    return Other(title, partial(_round, subject, title))


def _day_of(level: Level, plan: Plan, title: str) -> Charts:
    return charts_of_day(play_day(level.shop, plan, level.title), title)


def _mended_scene(level: Level, *, sound: bool) -> Other:
    assert level.scene is not None
    program = Program.from_source(level.scene.corrected, file=FILE)
    return _other("mended", lambda: charts_of_program(program, "mended"), sound=sound)
