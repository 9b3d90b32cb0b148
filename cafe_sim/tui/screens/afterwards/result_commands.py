"""What can be done with a result: the table of its keys, and what its help says."""

from __future__ import annotations

from typing import Final

from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.afterwards.what_if import GUESSES

COMMANDS: Final = (
    Command(
        "next",
        "enter",
        "next",
        "Go on to the next level; if this one is not won yet, try it again.",
        "Result",
        rank=0,
    ),
    Command("again", "r", "again", "Play this level again, with the plan you had.", "Result"),
    Command("afresh", "n", "afresh", "Play this level again from its own plan.", "Result", rank=2),
    Command(
        "hint",
        "h",
        "hint",
        "A hint, also towards par. There are three, each says more.",
        "Result",
        not_now="There are no more hints.",
    ),
    Command("watch", "w", "watch", "Step through the order of events that goes wrong.", "Result"),
    Command(
        "ask",
        "I",
        "inspector",
        "Call the inspector: he tries every order of events in which this could have happened.",
        "Result",
    ),
    Command("timeline", "t", "timeline", "Who did what when, and what decided the end.", "Result"),
    Command("replay", "p", "replay", "The same run once more, as slowly as you like.", "Result", rank=2),
    Command("share", "s", "share", "Save a card with this result, as a picture.", "Result", rank=2),
    Command(
        "record",
        "e",
        "keep this run",
        "Keep this run as a small file: cafe-sim replay, or p on the title, shows it again anywhere.",
        "Result",
        rank=3,
    ),
    Command("code", "c", "code", "Read the program that ran.", "Result"),
    Command(
        "what_if",
        "i",
        "what if?",
        "The same day with one thing changed, run and set beside yours.",
        "Result",
        not_now="It has been answered.",
    ),
    *(
        Command(
            f"guess{n}",
            str(n),
            "guess",
            f"Guess what would come of it: {words}.",
            "Result",
            action=f"guess({n})",
            rank=3,
        )
        for n, words in enumerate(GUESSES.values(), 1)
    ),
    Command("up", "up,k", "scroll", "Up.", "Result", shown="↑↓", rank=2),
    Command("down", "down,j", "scroll", "Down.", "Result", rank=3),
)

HELP: Final = (
    (
        "“This time” is the one run you saw. “Always” is what is known of all the other orders in which it could have "
        "happened. A plan that worked this time may still be wrong."
    ),
    (
        "★ sound: everyone served and nothing found wrong; where something is shared, certified by the inspector. ★ par: as fast as the level "
        "asks; the floor is what nobody can beat. ★ light: no more guards, rules or changed lines than needed. Stars are kept, whichever plan "
        "won them: (★) was won by another run."
    ),
    (
        "The bars: sample plans that come with the level, run on the same day, the best on the left. ▲ is where yours stands, "
        "or would stand if it were sound; those that are wrong are only counted. Where something is to be broken: every way to do it."
    ),
)
