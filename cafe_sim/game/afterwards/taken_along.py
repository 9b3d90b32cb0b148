"""Files that a player takes along: runs, cards, pictures.

Each into a folder beside the saves, over no other file, and told by its whole path.
"""

from __future__ import annotations

import re
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.keeper import Keeper

PICTURES: Final = "pictures"
RUNS: Final = "runs"


def folder_of(keeper: Keeper, kind: str) -> Path:
    """Where files of that kind go: beside the saves, and where nothing is saved, among what is temporary."""
    return (keeper.folder or Path(tempfile.gettempdir()) / "cafe-sim").absolute() / kind


def file_name(title: str) -> str:
    """A title as a file may be called anywhere."""
    return re.sub(r"[^\w.-]+", "-", title, flags=re.ASCII).strip("-.") or "picture.svg"


def take_along(folder: Path, name: str, text: str) -> Path:
    """Write `text` to a file of that name.

    One that is there and holds something else is left alone: this gets a number. Raises Misuse.
    """
    stem, dot, ending = name.rpartition(".")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            path = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                if path.is_file() and path.read_bytes() == text.encode():
                    return path
            else:
                return path
    except OSError as error:
        why = error.strerror or str(error)
        raise Misuse(say("{file} cannot be written ({why}).", file=SafeText(str(folder / name)), why=why)) from error
    raise AssertionError("numbers do not end")


def run_file(level: Level, plan: Plan | None, moves: tuple[int, ...]) -> tuple[str, str]:
    """A run of a level, to be executed once more from it: (how the file is called, what is in it)."""
    from cafe_sim.game.afterwards.recorded import record, to_bytes

    run = record(level, plan, moves)
    return f"{level.id}-{run.trace[:6]}.json", to_bytes(run).decode()
