"""States and colours, for every picture of a run: on the screen, as SVG, as a page.

espresso (dark), latte (light) and high-contrast (black) use the Okabe–Ito colours for states, which stay apart for
colour-blind eyes; on latte they are darkened until words in them can be read. A state is always word + glyph + colour,
so no meaning hangs on colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cafe_sim.catalogue import say_as, to_say

STATES: Final = (
    to_say("run", "state"),
    to_say("hold", "state"),
    to_say("wait", "state"),
    to_say("ready", "state"),
    to_say("stuck", "state"),
    to_say("idle", "state"),
)

STATE_GLYPHS: Final = {"run": "█", "hold": "▀", "wait": "─", "ready": "¦", "stuck": "╳", "idle": "·"}

STATE_MEANINGS: Final = {
    "run": to_say("hands on it, working"),
    "hold": to_say("in a blocking call: the whole worker stands"),
    "wait": to_say("time passes by itself; baristas are free, others stand"),
    "ready": to_say("could go on, but has no hands or core"),
    "stuck": to_say("needs others to let go, or to be done"),
    "idle": to_say("nothing to do"),
}


def state_word(state: str) -> str:
    """What a state is called on the screen; its name in code and in looks is the English word."""
    return say_as("state", state)


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, by the names that looks use."""

    background: str
    surface: str
    foreground: str
    dim: str
    frame: str
    accent: str
    good: str
    bad: str
    worked: str
    run: str
    hold: str
    wait: str
    ready: str
    stuck: str
    idle: str
    dark: bool


COLOURS: Final = {
    "espresso": Colours(
        background="#1b1412",
        surface="#2a201c",
        foreground="#ecdfcf",
        dim="#a39382",
        frame="#5c4a3f",
        accent="#e6a965",
        good="#2bb88a",
        bad="#f0783c",
        worked="#d795ba",
        run="#2bb88a",
        hold="#e69f00",
        wait="#56b4e9",
        ready="#f0e442",
        stuck="#f0783c",
        idle="#968675",
        dark=True,
    ),
    "latte": Colours(
        background="#f7f0e4",
        surface="#ecdfcb",
        foreground="#3a2a20",
        dim="#715e4b",
        frame="#c4b096",
        accent="#8a4b10",
        good="#006d4c",
        bad="#a84200",
        worked="#9b3671",
        run="#006d4c",
        hold="#855a00",
        wait="#005f99",
        ready="#686100",
        stuck="#a84200",
        idle="#716150",
        dark=False,
    ),
    "high-contrast": Colours(
        background="#000000",
        surface="#1c1c1c",
        foreground="#ffffff",
        dim="#d4d4d4",
        frame="#b0b0b0",
        accent="#ffd34d",
        good="#33d6a0",
        bad="#ff8c52",
        worked="#f0a8d0",
        run="#33d6a0",
        hold="#ffb000",
        wait="#7cc8ff",
        ready="#fff35c",
        stuck="#ff8c52",
        idle="#c8c8c8",
        dark=True,
    ),
}
