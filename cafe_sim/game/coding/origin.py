"""Where a text under the player's hands came from: a file, an example, a level under a plan."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.cafe.faults import FILE
from cafe_sim.cafe.inspecting import CafeSubject, day_of
from cafe_sim.catalogue import retell, say
from cafe_sim.content.subjects import round_subject

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.coding.examples import Example
    from cafe_sim.game.coding.scripts import OnDisk


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from."""

    key: str
    """What it is kept under while it is unsaved."""
    title: str
    text: str
    """What it is restored to."""
    file: str = "program.py"
    """As faults name it."""
    folder: str = ""
    """Where its own modules lie; "": nowhere."""
    path: Path | None = None
    disk: OnDisk | None = None
    """What the file held when it was last read or written; None: it is in no file."""
    day: CafeSubject | None = None
    """Of a level's program: the day that it runs in …"""
    round: CafeSubject | None = None
    """… and what the inspector visits."""

    @classmethod
    def of_file(cls, path: Path, held: OnDisk) -> Origin:
        """A script in a file."""
        whole = path.absolute()
        return cls(f"file:{whole}", path.name, held.text, str(path), str(path.parent), path, held)

    @classmethod
    def of_example(cls, program: Example) -> Origin:
        """A program that comes with the game."""
        return cls(f"example:{program.id}", retell(program.title) or say("new"), program.text, f"{program.id}.py")


def level_origin(level: Level, plan: Plan) -> Origin:
    """The program of a level under a plan, to be edited; of a level to break, its own."""
    title = f"{level.id}  {level.title}"
    if level.scene is not None:
        return Origin(f"level:{level.id}", title, level.scene.program, f"{level.id}.py")
    day = CafeSubject(level.shop, plan, level.title, level.id)
    text = day.written.text
    key = f"level:{level.id}:{blake2b(text.encode(), digest_size=4).hexdigest()}"
    # in a serve level the rows of the text say who is given what, and they are the player's to change: his round is the
    # whole day
    seen = day_of(level.shop, plan, level.title, level.id) if level.kind == "serve" else round_subject(level, plan)
    return Origin(key, title, text, FILE, day=day, round=seen)
