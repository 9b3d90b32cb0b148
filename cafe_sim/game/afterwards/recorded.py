"""A run of a level as a small file: a shift, a day at the bench, the moves of a level to break. To be taken along and
replayed anywhere.

JSON, one object: which level, its digest, the plan or the moves (or seed and cores of a level's program run straight),
and the digest of the trace that must come out. No film: the run is executed once more. The *trail* is three hexadecimal
digits for each step that can be told, so that a run which goes otherwise, in another version or on a level that has
changed, can name the first step that differs.

A file from a stranger is hostile: its size, counts and lengths have limits, types are checked, a plan goes the way of
all plans (`content.loading`), and what does not fit is said in a sentence.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from cafe_sim import __version__
from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import retell, say
from cafe_sim.content.loading import plan_of_table
from cafe_sim.content.safetext import SafeText
from cafe_sim.content.subjects import level_subject
from cafe_sim.engine import Outcome, Program
from cafe_sim.engine.explore.telling.story import told_since
from cafe_sim.errors import BadContent, Misuse
from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.days.played import play_day
from cafe_sim.game.pictures.charting_day import charts_of_day
from cafe_sim.game.pictures.retelling import charts_of_execution

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Trace
    from cafe_sim.engine.explore.telling.story import StoryStep
    from cafe_sim.game.pictures.charting import Charts

FORMAT: Final = 1
KIND: Final = "cafe-sim run"
"""As the field `format` has it: a type can name no constant."""
FILE_BYTES: Final = 1 << 18
STEPS_AT_MOST: Final = 5_000
"""Longer trails are cut: what differs later is found, but not named."""
MOVES_AT_MOST: Final = 10_000
DIGITS: Final = 3
"""Of each step, in the trail."""

_Text = Annotated[str, Meta(max_length=40)]
_Hex = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8,64}\Z")]
_Trail = Annotated[str, Meta(pattern=r"\A[0-9a-f]*\Z", max_length=DIGITS * STEPS_AT_MOST)]
_Id = Annotated[str, Meta(min_length=1, max_length=24, pattern=r"\A[^/\\\x00-\x1f]+\Z")]
_Serial = Annotated[int, Meta(ge=1, le=1 << 20)]


class Recorded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in the file."""

    format: Literal["cafe-sim run"] = KIND
    version: Annotated[int, Meta(ge=1, le=1_000_000)] = FORMAT
    cafe_sim: _Text
    """The version of Café Sim that wrote it."""
    python: _Text
    level: _Id
    digest: _Hex
    """Of what the level decides, whatever the plan."""
    plan: dict[str, Any] | None = None
    moves: Annotated[tuple[_Serial, ...], Meta(max_length=MOVES_AT_MOST)] = ()
    """Of a level to break: serials of those who moved, in that order. Without any, its program was run as the clock
    would have it.
    """
    seed: Annotated[int, Meta(ge=0, le=(1 << 63) - 1)] = 0
    cores: Annotated[int, Meta(ge=1, le=64)] | None = None
    trace: _Hex
    trail: _Trail = ""


@dataclass(frozen=True, slots=True)
class Rerun:
    """A recorded run, executed once more."""

    charts: Charts
    digest: str
    steps: tuple[StoryStep, ...]
    """Those that can be told."""
    trail: str
    day: DayOutcome | None = None
    """What came of a day …"""
    plan: Plan | None = None
    """… with this plan."""
    outcome: Outcome | None = None
    """What came of a program of a level to break; None where its moves no longer lead to the end."""
    refused: str = ""
    """The move that cannot be made any more, and why."""


def record(
    level: Level, plan: Plan | None, moves: Sequence[int] = (), *, seed: int = 0, cores: int | None = None
) -> Recorded:
    """The run of `level` that this plan, or these moves, make. Raises Misuse where no file is to run it again."""
    if level.kind == "code":
        raise Misuse(say("a run of {level} is kept in no file: it would run what somebody typed", level=level.id))
    came = _executed(level, plan, moves, seed, cores)
    return Recorded(
        cafe_sim=__version__,
        python=platform.python_version(),
        level=level.id,
        digest=digest_of(level),
        plan=None if plan is None or level.scene is not None else msgspec.json.decode(msgspec.json.encode(plan)),
        moves=tuple(moves),
        seed=seed,
        cores=cores,
        trace=came.digest,
        trail=came.trail,
    )


def again(recorded: Recorded, level: Level, file: str) -> tuple[Rerun, str]:
    """The run once more, and where it parts from the one that was recorded; "" if it does not.

    Raises BadContent where there is nothing to be run: the plan does not fit the level.
    """
    if level.kind == "code":
        raise BadContent(
            say(
                "{file}: a run of {level} is not replayed from a file: it would run what somebody typed.",
                file=file,
                level=level.id,
            )
        )
    plan = plan_of_table(recorded.plan, level.shop, f"{file}, plan") if recorded.plan is not None else None
    if level.scene is None and plan is None:
        raise BadContent(say("{file}: {level} is run with a plan, and there is none in it.", file=file, level=level.id))
    came = _executed(level, plan, recorded.moves, recorded.seed, recorded.cores)
    return came, _difference(recorded, level, came)


def digest_of(level: Level) -> str:
    """Of what the level itself decides: its shop, or the program of a level to break.

    Words and hints decide nothing.
    """
    if level.scene is not None:
        return level_subject(level, level.naive).digest
    return CafeSubject(level.shop, Plan(), level.title, level.id).digest


# ---- the file ------------------------------------------------------------------------------------


def to_bytes(recorded: Recorded) -> bytes:
    """As it stands in the file."""
    return msgspec.json.format(msgspec.json.encode(recorded), indent=1) + b"\n"


def is_recorded(data: bytes) -> bool:
    """A recorded run, and not something else (a counterexample, say), as far as its first words tell."""
    try:
        return msgspec.json.decode(data[: FILE_BYTES + 1], type=_Head).format == KIND
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def from_bytes(data: bytes, file: str) -> Recorded:
    """The run in the bytes of `file`. Raises BadContent, saying what is wrong with them."""
    if len(data) > FILE_BYTES:
        raise BadContent(
            say("{file}: is larger than {limit} KB; no recorded run is.", file=file, limit=FILE_BYTES >> 10)
        )
    try:
        version = msgspec.json.decode(data, type=_Head).version
        if version > FORMAT:
            raise BadContent(
                say(
                    "{file}: was recorded by a newer Café Sim (format {format}); update the game.",
                    file=file,
                    format=version,
                )
            )
        return msgspec.json.decode(data, type=Recorded)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        why = SafeText(str(error))[:200] or "it is nested too deeply"
        raise BadContent(
            say(
                "{file}: is no recorded run of Café Sim, or a damaged one ({why}). Have it sent again.",
                file=file,
                why=why,
            )
        ) from None


class _Head(msgspec.Struct):
    """What is looked at first."""

    format: str = ""
    version: int = 0


# ---- executing -----------------------------------------------------------------------------------


def _executed(level: Level, plan: Plan | None, moves: Sequence[int], seed: int, cores: int | None) -> Rerun:
    if level.scene is None:
        assert plan is not None
        played = play_day(level.shop, plan, level.title, cores=cores)
        day = played.outcome
        return Rerun(charts_of_day(played, "your run"), day.digest, *_told(day.trace), day=day, plan=plan)
    if moves:
        return _moved(level, moves)
    with Program.from_source(level.scene.program).execution(seed=seed, cores=cores or 1) as execution:
        execution.run()
        outcome = Outcome.of(execution)
        charts = charts_of_execution(execution, "as the clock would have it")
    return Rerun(charts, outcome.digest, *_told(outcome.trace), outcome=outcome)


def _moved(level: Level, moves: Sequence[int]) -> Rerun:
    """The player's moves made again, as far as they can be."""
    scheduler = Scheduler(level)
    try:
        refused = next(filter(None, (_refused(scheduler, at, actor) for at, actor in enumerate(moves, 1))), "")
        if not refused and not scheduler.over:
            refused = say("after step {number} it is not over, and nothing more was recorded", number=len(moves))
        execution = scheduler.stepping.execution
        trace = execution.trace()
        outcome = Outcome.of(execution) if scheduler.over else None
        return Rerun(scheduler.charts(), trace.digest(), *_told(trace), outcome=outcome, refused=refused)
    finally:
        scheduler.close()


def _refused(scheduler: Scheduler, at: int, actor: int) -> str:
    if scheduler.over:
        return say("step {number}: it is over by then", number=at)
    why = scheduler.move_of(actor)
    return say("step {number}: {why}", number=at, why=retell(why.rstrip("."))) if why else ""


def _told(trace: Trace) -> tuple[tuple[StoryStep, ...], str]:
    """(its steps, the trail of them)."""
    steps = told_since(trace, 0, lambda _file, _line: "")
    return steps, "".join(_digits(trace.events[step.event].time, step) for step in steps[:STEPS_AT_MOST])


def _digits(time: int, step: StoryStep) -> str:
    told = f"{time} {step.actor} {step.words} {step.line}"
    return blake2b(told.encode(), digest_size=2).hexdigest()[:DIGITS]


def in_words(step: StoryStep) -> str:
    """ "Bo reads till.total: 0.0 in line 29"."""
    what = f"{step.actor} {retell(step.words)}"
    return say("{what} in line {line}", what=what, line=step.line) if step.line else what


# ---- comparing -----------------------------------------------------------------------------------


def _difference(recorded: Recorded, level: Level, came: Rerun) -> str:
    """What is not as it was, in one sentence; "" if all is."""
    changed = recorded.digest != digest_of(level)
    same = recorded.trace == came.digest
    if same and not changed and not came.refused:
        return ""
    said = [say("{level} is not what it was when this was recorded", level=level.id)] if changed else []
    said.append(came.refused or (say("every step is as it was") if same else _first(recorded.trail, came)))
    if recorded.cafe_sim != __version__:
        said.append(
            say("Café Sim {theirs} recorded it, this is {ours}", theirs=SafeText(recorded.cafe_sim), ours=__version__)
        )
    if recorded.python != platform.python_version():
        ours = platform.python_version()
        said.append(
            say("it was recorded on Python {theirs}, this is {ours}", theirs=SafeText(recorded.python), ours=ours)
        )
    return "; ".join(said)


def _first(trail: str, came: Rerun) -> str:
    """The first step that is another one."""
    before = [trail[at : at + DIGITS] for at in range(0, len(trail), DIGITS)]
    now = [came.trail[at : at + DIGITS] for at in range(0, len(came.trail), DIGITS)]
    for number, (was, is_now) in enumerate(zip(before, now, strict=False), 1):
        if was != is_now:
            return say(
                "step {number} was another one, and is now “{now}”", number=number, now=in_words(came.steps[number - 1])
            )
    if len(now) < len(before):
        return say("it ends after step {number}, and went on then", number=len(now))
    if len(now) > len(before):
        return say(
            "it ended after step {number}, and now “{now}”", number=len(before), now=in_words(came.steps[len(before)])
        )
    return say("every step that can be told is the same; names or times are not")
