"""Files that the player takes along: into a folder beside the saves, or, where the game is played in a browser, as a
download.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import Misuse
from cafe_sim.game.afterwards.taken_along import PICTURES, file_name, folder_of, take_along
from cafe_sim.game.colours import COLOURS

if TYPE_CHECKING:
    from cafe_sim.tui.app import CafeApp


def theme_of(app: CafeApp) -> str:
    """Of a picture that is saved: the screen's, if it has colours of its own."""
    return app.theme if app.theme in COLOURS else "espresso"


def share(app: CafeApp, text: str, title: str, kind: str = PICTURES) -> None:
    """Hand `text` over as a file called after `title`, and say where it is."""
    app.clear_notifications()  # of what was saved before: three of them would hide the picture
    folder, name = folder_of(app.game.keeper, kind), file_name(title)
    if app.is_web:
        app.deliver_text(io.StringIO(text), save_directory=folder, save_filename=name)
        return
    try:
        path = take_along(folder, name, text)
    except Misuse as refusal:
        app.say(str(refusal))
        return
    app.say(say("Saved: {file}", file=SafeText(str(path))))
