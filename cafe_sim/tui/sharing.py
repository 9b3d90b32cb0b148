"""Files that the player takes along: into the folder of the saves, or, where the game is played in a browser, as a download."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.game.colours import COLOURS

if TYPE_CHECKING:
    from cafe_sim.tui.app import CafeApp

PICTURES = "pictures"
RUNS = "runs"


def theme_of(app: CafeApp) -> str:
    """Of a picture that is saved: the screen's, if it has colours of its own."""
    return app.theme if app.theme in COLOURS else "espresso"


def share(app: CafeApp, text: str, name: str, folder_name: str = PICTURES) -> None:
    """Hand `text` over as a file called `name`, and say where it is."""
    name = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "picture.svg"
    folder = (app.game.keeper.folder or Path(tempfile.gettempdir()) / "cafe-sim") / folder_name
    if app.is_web:
        app.deliver_text(io.StringIO(text), save_directory=folder, save_filename=name)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        app.say(say("{file} cannot be written ({why}).", file=folder / name, why=error.strerror))
        return
    app.say(say("Saved: {file}", file=folder / name))
