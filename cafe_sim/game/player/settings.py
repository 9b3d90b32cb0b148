"""Settings: how the café looks, moves and waits. The values, and one table of what can be chosen, with a sentence for
each.

A row of `PREFERENCES` is all it takes to add a setting: the settings screen is drawn from the table, and a save without
the field has its default. Keys are kept here, too; which of them go together is for the screens' own tables to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from cafe_sim.catalogue import languages, to_say

ThemeName = Literal["espresso", "latte", "mono", "high-contrast", "ansi"]
Signs = Literal["auto", "unicode", "ascii"]
Motion = Literal["full", "still"]
Pace = Literal["stop", "slow", "real"]
Doors = Literal["won", "open"]

SYSTEM: Final = "system"
"""The language that the environment asks for."""

SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 100.0)
"""Café seconds a second; the last is as fast as it goes: from one decision to the next in a blink."""


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a player has chosen. Each field but `keys` is a row of `PREFERENCES`."""

    theme: ThemeName = "espresso"
    signs: Signs = "auto"
    motion: Motion = "full"
    pace: Pace = "stop"
    speed: float = 1.0
    doors: Doors = "won"
    language: str = SYSTEM
    """The code of a language, or `SYSTEM`."""
    keys: dict[str, str] = {}
    """Command id → the player's own keys for it, in Textual's names."""


def laid_over(saved: Settings, early: Settings) -> Settings:
    """What was kept, with what was chosen before it could be read: whatever is not as it comes was chosen."""
    chosen = {
        name: value for name, value in msgspec.structs.asdict(early).items() if value != getattr(Settings(), name)
    }
    return msgspec.structs.replace(saved, **chosen)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a setting."""

    value: str | float
    word: str
    about: str
    """A sentence: what it is like."""


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting and what it can be."""

    field: str
    label: str
    about: str
    """A sentence: what it is for."""
    options: tuple[Option, ...]

    def place(self, settings: Settings) -> int:
        """Which option is chosen; the first where a save holds a value that there is no more."""
        value = getattr(settings, self.field)
        return next((place for place, option in enumerate(self.options) if option.value == value), 0)

    def chosen(self, settings: Settings) -> Option:
        return self.options[self.place(settings)]

    def put(self, settings: Settings, place: int) -> Settings:
        """The settings with the option at `place`, counted round."""
        return msgspec.structs.replace(settings, **{self.field: self.options[place % len(self.options)].value})


SPOKEN: Final = to_say("Everything but programs is in this language.")

PREFERENCES: Final = (
    Preference(
        "theme",
        "Theme",
        "The colours of the café. A state is always a word and a sign, too.",
        (
            Option("espresso", "espresso", "Dark and warm."),
            Option("latte", "latte", "Light, for bright rooms."),
            Option("high-contrast", "high contrast", "Black, white and strong colours: the easiest to read."),
            Option("ansi", "terminal", "The sixteen colours that your terminal is set to."),
            Option("mono", "mono", "No colour at all: bold, dim and underlined."),
        ),
    ),
    Preference(
        "signs",
        "Signs",
        "The characters that lanes, stars and frames are drawn with.",
        (
            Option("auto", "as it comes", "Unicode where the terminal says it speaks UTF-8, else ASCII."),
            Option("unicode", "Unicode", "█ ▀ ─ ¦ ╳ and ★, whatever the terminal says."),
            Option("ascii", "ASCII", "# = - : x and *, which every terminal and every font has."),
        ),
    ),
    Preference(
        "motion",
        "Motion",
        "What moves by itself, without being asked.",
        (
            Option("full", "alive", "The title's café is alive, and guests walk out of a shift."),
            Option("still", "still", "Nothing moves unless a key made it move."),
        ),
    ),
    Preference(
        "pace",
        "The clock",
        "What the clock of a shift does when there is something to decide.",
        (
            Option("stop", "stops", "It stands until you have decided: being quick never helps."),
            Option("slow", "goes slowly", "It goes at a quarter of its speed."),
            Option("real", "goes on", "It waits for no decision. Space still stops it."),
        ),
    ),
    Preference(
        "speed",
        "Speed",
        "How fast a shift begins. In a shift, + and - change it.",
        tuple(
            Option(speed, f"×{speed:g}", f"A second of the café takes {1 / speed:g} s of yours.") for speed in SPEEDS
        ),
    ),
    Preference(
        "doors",
        "Doors",
        "Which levels can be played.",
        (
            Option("won", "open as you win", "A level opens when those before it are won: one new idea at a time."),
            Option("open", "all open", "Every level can be played at once: for teachers, and for coming back."),
        ),
    ),
    Preference(
        "language",
        "Language",
        "What the screens speak. Programs stay as they are.",
        (
            Option(SYSTEM, "as it comes", "As the environment says: LANG, or LC_MESSAGES."),
            *(Option(one.code, one.name, SPOKEN) for one in languages()),
        ),
    ),
)
