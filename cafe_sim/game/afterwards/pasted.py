"""A schedule's code that somebody pasted, or a file with a counterexample: which program it is of, and that program
along it.

A code holds its program's name and the beginning of a digest of its text and plan, but not where they are. So
everything that could be meant is asked: of a level, its own plan, those that ship with it and those that the player has
kept, and what was edited of it in the lab; of a script, the lab's programs, what lies unsaved in the lab, and the
current folder. What is said where nothing fits names what was looked at.

Programs are executed in a worker process (`watched`), whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.cafe.typed import plan_of_text
from cafe_sim.content.measuring import shipped_plans
from cafe_sim.content.safetext import SafeText, shown
from cafe_sim.content.subjects import level_subject, round_subject
from cafe_sim.engine.explore.telling.codes import Code, decode, name_of
from cafe_sim.engine.explore.telling.record import FILE_BYTES, Record, from_bytes
from cafe_sim.errors import BadContent
from cafe_sim.game.afterwards import recorded
from cafe_sim.game.afterwards.recorded import Recorded
from cafe_sim.game.coding.code_level import code_key
from cafe_sim.game.coding.draft import Draft, LevelDraft
from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.coding.origin import level_origin
from cafe_sim.game.coding.scripts import path_of, read_script
from cafe_sim.game.pictures.charting import Charts
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.pictures.retelling import charts_of_schedule

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore import Subject
    from cafe_sim.game.player.campaign import Campaign
    from cafe_sim.storage import Disk

SECONDS: Final = 30.0
"""What the program may take."""


@dataclass(frozen=True, slots=True)
class ScheduledProgram:
    """What a schedule is of."""

    subject: Subject
    folder: str
    """Where the program lies; "" where it is in no file."""
    title: str
    level: Level | None = None


def is_code(text: str) -> bool:
    """Somebody pasted a schedule's code, whole and unharmed."""
    try:
        decode(text)
    except BadContent:
        return False
    return True


async def held_by(typed: str, disk: Disk | None, kept: Path | None = None) -> Code | Record | Recorded:
    """The schedule in a code, or in a file if there may be files; or the run that such a file holds. Raises BadContent,
    in a sentence.

    `kept`: the folder of runs that the game has kept, where a file's bare name is looked for as well.
    """
    typed = "".join(typed.splitlines()).strip()
    if disk is None or not typed.casefold().endswith(".json"):
        return decode(typed)
    name = SafeText(typed)
    try:
        path = path_of(typed)
        data = await disk.read(path, FILE_BYTES + 1)
        if data is None and kept is not None and path.name == str(path):
            data = await disk.read(kept / path, FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadContent(f"{name} cannot be read ({SafeText(why or 'unknown')}); check the name.") from None
    if data is None:
        raise BadContent(f"There is no file {name}; check the name, and the folder you are in.")
    return recorded.from_bytes(data, name) if recorded.is_recorded(data) else from_bytes(data, name)


def rerun(run: Recorded, game: Campaign, file: str) -> tuple[Level, Charts, str]:
    """The level of a recorded run, the run once more, and where it parts from what was recorded; "" if it does not.

    Raises BadContent.
    """
    level = game.level(run.level)
    if level is None:
        raise BadContent(f"{shown(run.level)} is no level of this game. These are: {' '.join(game.ids)}.")
    came, difference = recorded.again(run, level, SafeText(file))
    return level, came.charts, difference


async def program_of(held: Code | Record, game: Campaign, disk: Disk | None, folder: Path) -> ScheduledProgram:
    """What the schedule is of.

    `disk` is None where there may be no scripts. Raises BadContent, saying what does not fit.
    """
    level = game.level(held.name)
    if level is not None:
        return _of_level(held, level, game)
    name = shown(held.name)
    if not held.name.casefold().endswith((".py", ".pyw")):
        raise BadContent(f"{name} is no level of this game. These are: {' '.join(game.ids)}.")
    if disk is None:
        raise BadContent(f"{name} is a script, and scripts are not replayed in a browser; install Café Sim to do so.")
    return await _of_script(held, game, disk, folder)


def _of_level(held: Code | Record, level: Level, game: Campaign) -> ScheduledProgram:
    title = f"{level.id}  {level.title}"
    kept = tuple(named.plan for named in game.progress.mark(level.id).plans)
    plans = [*shipped_plans(level), *kept] or [level.naive]
    for subject in _subjects(level, plans, game.progress.drafts):
        if subject.digest.startswith(held.digest):
            return ScheduledProgram(subject, "", title, level)
    # the game writes these programs itself, so the nearest of them may be executed here
    astray = held.misfit(level_subject(level, level.naive), "")
    first = f" Along it, {astray}." if astray else ""
    if level.scene is not None:
        raise BadContent(
            f"This is a schedule of {level.id} in another version: its program is not the same as here.{first}"
        )
    yours = {0: "you have kept none", 1: "not the one you have kept"}.get(
        len(kept), f"none of the {len(kept)} you have kept"
    )
    raise BadContent(
        f"This is a schedule of {level.id} with another plan: not the level's own, none that it comes with, {yours}. "
        "Whoever gave you the code has the plan; or their game has another version of the level."
        + (f" Along the level's own plan, {astray}." if astray else "")
    )


def _subjects(level: Level, plans: list[Plan], drafts: Mapping[str, str]) -> Iterator[Subject]:
    """What a schedule of that level can be of."""
    if level.scene is not None:
        yield level_subject(level, level.naive)
    else:
        yield from (round_subject(level, plan) for plan in plans)
    if level.kind == "code":
        typed = drafts.get(code_key(level))
        if typed is not None:
            yield round_subject(level, plan_of_text(level.shop.program, typed))
        return
    for plan in plans[: 1 if level.scene is not None else None]:
        origin = level_origin(level, plan)
        text = drafts.get(origin.key)
        if text is None:
            continue
        if origin.round is None:
            yield Draft(text, origin.file)
        else:
            day = origin.round
            yield LevelDraft(day.shop, day.plan, day.title, day.target, text)


async def _of_script(held: Code | Record, game: Campaign, disk: Disk, folder: Path) -> ScheduledProgram:
    tried = 0
    for draft in await _drafts(held.name, game, disk, folder):
        tried += 1
        if draft.digest.startswith(held.digest):
            return ScheduledProgram(draft, draft.folder, SafeText(held.name))
    name = shown(held.name)
    if tried:
        raise BadContent(
            f"{name} here is not the program that this schedule was found in: its text has changed since, or it was inspected "
            "with arguments or a seed. Inspect it again for a new code."
        )
    raise BadContent(
        f"There is no {name} here: none of the lab's programs is called so, and no file in this folder. "
        "Start the game in the folder where it lies."
    )


async def _drafts(name: str, game: Campaign, disk: Disk, folder: Path) -> list[Draft]:
    """Programs of that name: as they lie in the lab, unsaved or as they come with the game, and in this folder."""
    drafts = game.progress.drafts
    found = []
    for example in EXAMPLES:
        if f"{example.id}.py" == name:
            texts = (drafts.get(f"example:{example.id}"), example.text)
            found += [Draft(text, name) for text in texts if text is not None]
    for key, text in drafts.items():
        kind, _, where = key.partition(":")
        if kind == "file" and name_of(where) == name:
            found.append(Draft(text, where, str(Path(where).parent)))
    path = (folder / name).absolute()
    try:
        found.append(Draft((await read_script(disk, path)).text, str(path), str(path.parent)))
    except BadContent:
        pass  # it is not there, or is no script: then it is not what is meant
    return found


def watched(scheduled: ScheduledProgram, held: Code | Record) -> tuple[Charts, str]:
    """The program along the schedule, and where it parts from the run that was found; "" if it does not.

    To be called in a worker process. Raises BadContent if the schedule is of something else after all.
    """
    subject = scheduled.subject
    cafe = None
    if isinstance(subject, CafeSubject):
        sources, cafe = {FILE: subject.written.text}, InTheCafe.of(subject.shop, subject.written)
    elif isinstance(subject, Draft):
        sources = {subject.file: subject.text}
    else:
        sources = {FILE: scheduled.level.scene.program if scheduled.level is not None and scheduled.level.scene else ""}
    return charts_of_schedule(subject, held, scheduled.folder, scheduled.title, sources=sources, cafe=cafe)
