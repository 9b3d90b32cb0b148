"""What can be done in a shift: the table of its keys, and what they say when there is nothing for them to do."""

from __future__ import annotations

from typing import Final

from cafe_sim.catalogue import to_say
from cafe_sim.game.days.prediction import KEYS
from cafe_sim.game.player.settings import Pace
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.serving.shift import ONE_DAY

STAFF_AT_MOST: Final = 8
NOBODY: Final = "There is nobody on the rail to hand over."
OVER: Final = "The day is over. enter shows how it went."
PACES: Final[dict[Pace, str]] = {
    "stop": to_say("The clock now stops whenever there is something to decide."),
    "slow": to_say("The clock now goes slowly while you have to decide."),
    "real": to_say("The clock now goes on, whatever there is to decide."),
}

_ASSIGN = tuple(
    Command(
        f"assign{n}",
        str(n),
        "hand over",
        f"Hand the marked order to worker {n}.",
        "The shift",
        action=f"assign({n})",
        rank=0 if n == 1 else 3,
        not_now=NOBODY,
    )
    for n in range(1, STAFF_AT_MOST + 1)
)
_PREDICT = tuple(
    Command(
        f"predict_{answer}",
        KEYS[answer],
        "guess",
        f"Guess “{answer}”, then see. A wrong guess costs nothing; enter does the same without one.",
        "The shift",
        action=f"predict('{answer}')",
        rank=0 if answer == ONE_DAY[0] else 3,
        shown=" ".join(KEYS[one] for one in ONE_DAY) if answer == ONE_DAY[0] else "",
    )
    for answer in ONE_DAY
)

COMMANDS: Final = (
    Command(
        "hand",
        "enter",
        "hand over",
        "Hand the marked order to the first who can make it.",
        "The shift",
        rank=0,
        not_now=NOBODY,
    ),
    *_ASSIGN,
    *_PREDICT,
    Command("up", "up,k", "order", "Mark the order above.", "The shift", rank=0, shown="↑↓"),
    Command("down", "down,j", "order", "Mark the order below.", "The shift", rank=3),
    Command(
        "undo",
        "u",
        "undo",
        "Back to just before your last decision.",
        "The shift",
        rank=0,
        not_now="Nothing has been decided yet, so there is nothing to take back.",
    ),
    Command(
        "again",
        "r",
        "again",
        "Start the day again; rules and tags stay. u brings back the day you left.",
        "The shift",
        rank=2,
        not_now="The day has not begun yet: there is nothing to start again.",
    ),
    Command("go", "space", "time", "Stop the clock, or let it go on.", "Time", rank=1, not_now=OVER),
    Command("step", "full_stop", "step", "Let one second pass.", "Time", rank=2, not_now=OVER),
    Command("faster", "plus,equals_sign", "speed", "Faster, up to as fast as it goes.", "Time", rank=2, shown="+ -"),
    Command("slower", "minus", "speed", "Slower.", "Time", rank=3),
    Command("pace", "p", "pace", "At an arrival the clock stops, goes slowly, or goes on.", "Time", rank=3),
    Command("rules", "R,shift+r", "rules", "Standing rules: the program hands over by itself.", "The shift", rank=1),
    Command("tag", "w", "tags", "Hang the next tag on the ticket, or take them all off.", "The shift", rank=0),
    Command("why", "i", "why?", "Say of everybody why they do not go on.", "Looking", rank=2),
    Command("code", "c", "code", "Show or hide the program.", "Looking", rank=1),
    Command("log", "l", "log", "A longer or shorter log.", "Looking", rank=2),
    Command("earlier", "pageup", "log", "Earlier lines of the log.", "Looking", rank=3),
    Command("later", "pagedown", "log", "Later lines of the log.", "Looking", rank=3),
)
HELP: Final = (
    "Orders come in on the rail. A strip shows their steps, a cell a second: thick takes hands, thin only takes time.",
    "The bar below it shows how long the customer stays: until the cup is handed out, not until somebody takes it in hand. R: a rule hands it over.",
    "“In turns”: thick steps of two workers share Python's one core, so each is slower. What only takes time shares nothing.",
    "Mark an order: beside each worker stands when it would be out if you gave it to them now. It is the program itself, run ahead.",
    "A large window shows the counter, too: a cup for each order in hand, an arm up for one that nobody has taken.",
    "The clock stands until you decide. u takes the last decision back, as often as you like; r, too, can be taken back.",
    "Once nothing is left to decide you may guess how the day will end; the clock stands until you have, or have let it go on. A wrong guess costs nothing.",
)
