"""Themes, looks and glyphs: one place for every colour and sign on the screen.

espresso, latte and high-contrast are coloured as `game.colours` says. ansi takes the sixteen colours that the terminal
is set to. mono uses the terminal's own two colours and tells things apart by weight alone; it is what NO_COLOR gets.

A *look* is a name ("accent", "run", "good bold") that `Look` turns into a style. Where the terminal cannot show more
than ASCII, `AsciiFilter` replaces every sign cell by cell on its way out, so no screen needs to care.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.theme import Theme

from cafe_sim.game.colours import COLOURS, STATES
from cafe_sim.game.signs import ascii_of

if TYPE_CHECKING:
    from textual.color import Color

    from cafe_sim.game.player.settings import ThemeName

STAR: Final = "★"
NO_STAR: Final = "☆"
YES: Final = "✔"
NO: Final = "✗"
CURSOR: Final = "›"


BASE_LOOKS: Final = {
    "bold": Style(bold=True),
    "reverse": Style(reverse=True),
    "underline": Style(underline=True),
    "title": Style(bold=True),
    "key": Style(bold=True),
    "marked": Style(bold=True),
}
"""What looks add whatever the theme."""

MONO_LOOKS: Final = {
    "dim": Style(dim=True),
    "frame": Style(dim=True),
    "idle": Style(dim=True),
    "wait": Style(),
    "accent": Style(bold=True),
    "star": Style(bold=True),
    "good": Style(bold=True),
    "bad": Style(bold=True, underline=True),
    "worked": Style(italic=True),
    "stuck": Style(bold=True),
    "marked": Style(reverse=True),
}
"""Weight instead of colour."""

ANSI_COLOURS: Final = {
    "accent": "yellow",
    "star": "yellow",
    "title": "yellow",
    "key": "yellow",
    "good": "green",
    "bad": "red",
    "worked": "magenta",
    "run": "green",
    "hold": "yellow",
    "wait": "blue",
    "ready": "cyan",
    "stuck": "red",
}
"""Names of the terminal's own colours, none brighter than the terminal's text wherever its
background is light or dark.
"""

ANSI_LOOKS: Final = {
    **{name: Style(color=colour) for name, colour in ANSI_COLOURS.items()},
    "dim": Style(dim=True),
    "frame": Style(dim=True),
    "idle": Style(dim=True),
    "title": Style(color="yellow", bold=True),
    "key": Style(color="yellow", bold=True),
    "marked": Style(reverse=True),
}

LOOKS: Final = {"mono": MONO_LOOKS, "ansi": ANSI_LOOKS}
"""Looks of the themes that have no colours of their own."""


BRIGHT: Final = Style(dim=False)
"""What is reversed is never dim as well: many terminals would make it unreadable."""

MODES: Final = {
    "serve": "accent",
    "fix": "wait",
    "break": "stuck",
    "inspect": "ready",
    "replay": "hold",
    "lab": "run",
    "code": "worked",
}
"""What a screen plays → the look of its banner, its rules and its frames: "mode" and, so that nobody misses a change,
"frame".
"""


class Look:
    """Names of looks → Rich styles, for one theme and one mode."""

    def __init__(self, theme: str, mode: str = "") -> None:
        self.theme = theme
        colours = COLOURS.get(theme)
        self._styles = dict(BASE_LOOKS)
        if colours is None:
            self._styles |= LOOKS.get(theme, MONO_LOOKS)
        else:
            names = ("dim", "frame", "accent", "good", "bad", "worked", *STATES)
            self._styles |= {name: Style(color=getattr(colours, name)) for name in names}
            self._styles |= {
                "star": Style(color=colours.accent),
                "title": Style(color=colours.accent, bold=True),
                "key": Style(color=colours.accent, bold=True),
                "marked": Style(bgcolor=colours.surface, bold=True),
            }

        of_mode = self._styles.get(MODES.get(mode, ""), self._styles["accent"])
        self._styles["mode"] = of_mode
        if mode in MODES and colours is not None:
            self._styles["frame"] = of_mode

    def __call__(self, words: str) -> Style:
        """The style of `words`, names with blanks between; a name nobody knows is plain."""
        style = Style()
        for word in words.split():
            style += self._styles.get(word, Style())
        return style + BRIGHT if style.reverse else style


@lru_cache(64)
def look_of(theme: str, mode: str = "") -> Look:
    """The looks of a theme in a mode, made once."""
    return Look(theme, mode)


def coloured(name: str) -> Theme:
    """The Textual theme that belongs to `COLOURS[name]`."""
    c = COLOURS[name]
    states = {f"state-{state}": getattr(c, state) for state in STATES}
    return Theme(
        name=name,
        primary=c.accent,
        secondary=c.wait,
        accent=c.accent,
        warning=c.hold,
        error=c.bad,
        success=c.good,
        foreground=c.foreground,
        background=c.background,
        surface=c.surface,
        panel=c.surface,
        dark=c.dark,
        variables={
            **states,
            "dim": c.dim,
            "frame": c.frame,
            "worked": c.worked,
            "border": c.accent,
            "border-blurred": c.frame,
            "scrollbar": c.frame,
            "scrollbar-background": c.background,
        },
    )


ANSI_NAMES: Final = (
    "ansi-background",
    "ansi-foreground",
    "input-cursor-background",
    "input-cursor-foreground",
    "input-selection-background",
    "input-selection-foreground",
    "screen-selection-background",
    "screen-selection-foreground",
)
"""What Textual's own style sheet expects an ANSI theme to define."""


def terminals_own(name: ThemeName, **colours: str) -> Theme:
    """A theme of the terminal's own colours; what is not named is the colour of its text or of its background."""
    own = "ansi_default"
    names = (*(f"state-{state}" for state in STATES), "dim", "frame", "worked", "border", "border-blurred")
    roles = {role: colours.get(role, own) for role in ("primary", "secondary", "accent", "warning", "error", "success")}
    return Theme(
        name=name,
        primary=roles["primary"],
        secondary=roles["secondary"],
        accent=roles["accent"],
        warning=roles["warning"],
        error=roles["error"],
        success=roles["success"],
        foreground=own,
        background=own,
        surface=own,
        panel=own,
        boost=own,
        ansi=True,
        variables={
            **dict.fromkeys(names, own),
            **dict.fromkeys(ANSI_NAMES, own),
            "scrollbar": own,
            "scrollbar-background": own,
            "block-cursor-text-style": "reverse",
            "block-cursor-foreground": own,
            "block-cursor-background": own,
            "input-cursor-text-style": "reverse",
        },
    )


def themes() -> tuple[Theme, ...]:
    """Every theme, as Textual knows them."""
    ansi = terminals_own(
        "ansi",
        primary="ansi_yellow",
        secondary="ansi_blue",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
    )
    return (*map(coloured, COLOURS), ansi, terminals_own("mono"))


class AsciiFilter(LineFilter):
    """Replaces every sign that is not ASCII on its way out; in a terminal that has them, Chinese letters stay."""

    def __init__(self, *, wide_letters: bool = False) -> None:
        super().__init__()
        self._wide_letters = wide_letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(ascii_of(text, wide_letters=self._wide_letters), style, control)
            for text, style, control in segments
        ]
