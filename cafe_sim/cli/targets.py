"""What a TARGET on the command line means: a level's id, a level's file, or a script."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.typed import plan_of_text
from cafe_sim.content import load_campaign, load_level, load_plan
from cafe_sim.content.check_plan import check_plan
from cafe_sim.errors import BadContent, Misuse

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore.telling.counterexample import Tell
    from cafe_sim.engine.explore.walks.subject import Subject

SCRIPT_BYTES: Final = 4 << 20
"""No script is larger; whatever is was named by mistake."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What `inspect` and `replay` execute."""

    subject: Subject
    folder: str
    """Where the program lies; "" for a level's."""
    again: tuple[str, ...]
    """Arguments that say all this again to a command which knows the target's name from a schedule code."""
    tell: Tell
    """What finds words for an execution of it."""
    said: Callable[[str], str] = str
    """How sentences of the engine's are said of it."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What besides its text decides what a script does."""

    arguments: tuple[str, ...] = ()
    seed: int = 0
    vary: float = 0.0
    """Per cent by which tasks' sleeps may be shorter or longer than written."""

    @property
    def options(self) -> list[str]:
        """As a command line says them; arguments apart."""
        seed = ["--seed", str(self.seed)] if self.seed else []
        return seed + (["--vary", f"{self.vary:g}"] if self.vary else [])


def aim_at(target: str, plan: Path | None, conditions: Conditions = Conditions(), *, fitting: str = "") -> Aim:
    """What TARGET means to `inspect` and `replay`. Raises Misuse or BadContent.

    Where no plan is named for a level, it is the one whose subject's digest begins with `fitting`, if any known plan's
    does.
    """
    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.content.subjects import level_subject
    from cafe_sim.engine.explore.telling.story import story
    from cafe_sim.engine.explore.walks.subject import Script
    from cafe_sim.engine.program import Program
    from cafe_sim.game.inspecting.telling import story_of_cafe
    from cafe_sim.game.words import as_till

    arguments = conditions.arguments
    named = [] if Path(target).name == target and not arguments else [target]
    if is_script(target):
        if plan is not None:
            raise Misuse("--plan belongs to a level, and this is a script: leave it out")
        program = Program.from_file(script_of(target), arguments=arguments)
        folder = str(program.folder)
        again = (*conditions.options, *named, *(["--", *arguments] if arguments else []))
        script = Script(program, target, conditions.seed, range=conditions.vary / 100)
        return Aim(script, "" if folder == "." else folder, again, story)
    level = level_of(target, or_script=True)
    if arguments:
        raise Misuse(f"{' '.join(arguments)!r}: a level takes no arguments, only a script does; leave them out")
    if conditions.vary:
        raise Misuse("--vary is for scripts: how long things take in a level is the level's to say; leave it out")
    planned = ["--plan", str(plan)] if plan is not None else []
    subject = level_subject(level, plan_of(level, plan))
    if plan is None and not subject.digest.startswith(fitting):
        known = (level_subject(level, each) for each in known_plans(level))
        subject = next((each for each in known if each.digest.startswith(fitting)), subject)
    again = (*named, *planned)
    if isinstance(subject, CafeSubject):
        return Aim(subject, "", again, partial(story_of_cafe, subject), as_till)
    return Aim(subject, "", again, story)


def known_plans(level: Level) -> Iterator[Plan]:
    """The plans that come with a level, and those that the player has kept."""
    from cafe_sim.cli.levels import opened
    from cafe_sim.content.measuring import shipped_plans

    yield from shipped_plans(level)
    if level.scene is None:
        yield from (kept.plan for kept in asyncio.run(opened()).progress.mark(level.id).plans)


def is_script(target: str) -> bool:
    """`target` names a Python script."""
    return target.casefold().endswith((".py", ".pyw"))


def script_of(target: str) -> Path:
    """The script in the file `target`. Raises BadContent."""
    path = Path(target)
    try:
        if path.is_dir():
            raise BadContent(f"{target}: is a folder; name a Python script in it")
        if not path.exists():
            raise BadContent(f"{target}: there is no such file; check the name, and the folder you are in")
        if not path.is_file():
            raise BadContent(f"{target}: is not an ordinary file; name a Python script")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadContent(f"{target}: cannot be read ({why}); check the name and the permissions") from None
    if size > SCRIPT_BYTES:
        raise BadContent(f"{target}: is larger than {SCRIPT_BYTES >> 20} MB; is it really a Python script?")
    return path


def level_of(target: str, *, or_script: bool = False) -> Level:
    """The level called `target`, or in the file `target`. Raises Misuse or BadContent."""
    if target.casefold().endswith(".toml"):
        return load_level(target)
    files = ", a level's .toml file, or a script's .py file" if or_script else ", or a level's .toml file"
    return _campaign_level(target, files, or_script=or_script)


def campaign_level(target: str) -> Level:
    """The level called `target` in the campaign. Raises Misuse."""
    if target.casefold().endswith(".toml") or is_script(target):
        raise Misuse(
            f"{target!r} is a file, and the game plays the levels of its campaign: try `cafe-sim run {target}`"
        )
    return _campaign_level(target, "")


def plan_of(level: Level, file: Path | None) -> Plan:
    """The plan in `file`, or the level's reference plan. Raises Misuse or BadContent."""
    if file is None:
        return level.reference
    if level.scene is not None:
        raise Misuse(f"--plan: {level.id} is a level to break, its program is given: leave the plan out")
    if is_script(str(file)):
        return text_plan(level, file)
    return load_plan(file, level.shop)


def text_plan(level: Level, file: Path) -> Plan:
    """The plan that is the text in a Python file, for a level of code. Raises Misuse or BadContent."""
    if not level.shop.program:
        raise Misuse(f"--plan: {level.id} is no level of code, its plan is no Python text: name a TOML or JSON file")
    try:
        text = script_of(str(file)).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadContent(
            f"{file}: cannot be read as UTF-8 ({type(error).__name__}); save it as a Python text"
        ) from None
    plan = plan_of_text(level.shop.program, text)
    check_plan(level.shop, plan, str(file))
    return plan


def _campaign_level(target: str, or_file: str, *, or_script: bool = False) -> Level:
    campaign = load_campaign()
    found = next((level for level in campaign if level.id.casefold() == target.strip().casefold()), None)
    if found is not None:
        return found
    ids = [level.id for level in campaign]
    near = difflib.get_close_matches(target.upper(), ids, n=1, cutoff=0.5)
    if or_script and is_file(target + ".py"):
        near = [target + ".py"]
    what = ""
    if or_file and is_there(target):
        kind = "a file of a kind that belongs here" if is_file(target) else "an ordinary file"
        what = f"is neither a level's id nor {kind}"
    if or_script and what and Path(target).is_dir():
        what = "is a folder"
        near = [main] if is_file(main := str(Path(target) / "__main__.py")) else []
    meant = f" (did you mean {near[0]}?)" if near else ""
    said = f"{target!r} {what}" if what else f"there is no level {target!r}"
    raise Misuse(f"{said}{meant}: name one of {', '.join(ids)}{or_file}")


def is_there(target: str) -> bool:
    """Something of that name is there, if only a folder or a pipe."""
    try:
        return Path(target).exists()
    except (OSError, ValueError):
        return False


def is_file(target: str) -> bool:
    """There is a file of that name."""
    try:
        return Path(target).is_file()
    except (OSError, ValueError):
        return False
