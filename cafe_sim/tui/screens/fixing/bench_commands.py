"""What can be done at the bench: the table of its keys, and what they say when there is nothing for them to do."""

from __future__ import annotations

from typing import Final

from cafe_sim.game.days.prediction import KEYS
from cafe_sim.tui.commands import Command

NOTHING_TO_GUESS: Final = "This plan has been run and inspected: nothing is left to be guessed."


def _move(id: str, keys: str, label: str, help: str, shown: str = "", rank: int = 1) -> Command:
    return Command(id, keys, label, help, "The toolbox", action=f"make('{id}')", shown=shown, rank=rank)


COMMANDS: Final = (
    Command("up", "up", "mark", "Mark the line above.", "Marking", shown="↑↓", rank=1),
    Command("down", "down", "mark", "Mark the line below.", "Marking", rank=3),
    _move(
        "lock",
        "k",
        "lock",
        "Hang a lock on what is marked, or take it off. On a thing: every step that touches it.",
    ),
    _move("token", "m", "token", "One more token on the marked lock: it lets one more in at once."),
    _move("untoken", "f", "fewer", "One token fewer on the marked lock; with one, it is a plain lock.", rank=3),
    _move(
        "give",
        "g",
        "signal",
        "After the marked step ring the bell, or hang a ticket on the rail; or no longer. On the bell or rail itself: take it down.",
        shown="g/a",
    ),
    _move(
        "await",
        "a",
        "await",
        "Before the marked step wait for the bell, or for a ticket on the rail; or no longer.",
        rank=3,
    ),
    _move("join", "j", "join", "Hold the lock longer: on to the next step that has it, else to the next step."),
    _move("rise", "less_than_sign,comma", "move", "Move the marked step up.", shown="< >"),
    _move("sink", "greater_than_sign,full_stop", "move", "Move the marked step down.", rank=3),
    _move("together", "t", "together", "Gather the marked step with the one above, or part them."),
    _move("hatch", "b", "hatch", "Send the marked step through the hatch to the bakery, or have it back."),
    _move("extra", "x", "all", "Hang one more lock, the kitchen's, round everything that is shared."),
    _move(
        "late",
        "plus,equals_sign,right",
        "later",
        "Let the marked worker come in a second later.",
        shown="+ -",
        rank=2,
    ),
    _move("prompt", "minus,left", "sooner", "Let the marked worker come in a second sooner.", rank=3),
    Command(
        "undo",
        "u",
        "undo",
        "Take the last change back.",
        "The plan",
        rank=1,
        not_now="Nothing has been changed yet.",
    ),
    Command(
        "redo",
        "U",
        "redo",
        "Make the change again that was taken back.",
        "The plan",
        rank=3,
        not_now="No change has been taken back.",
    ),
    Command("reset", "r", "reset", "Start over from the level's own plan.", "The plan", rank=3),
    Command("plans", "p", "plans", "Your plans of this level: keep, name, switch, delete.", "The plan", rank=2),
    Command("solve", "S", "solution", "Put a solution on the bench. It does not run it.", "The plan", rank=3),
    Command("open", "o", "open", "Open the doors: one day, as it happens to come.", "The verdicts", rank=0),
    Command(
        "ask",
        "I",
        "inspector",
        "Call the inspector: he tries every order of events in a small round of customers.",
        "The verdicts",
        rank=0,
    ),
    *(
        Command(
            f"predict_{answer}",
            key,
            "guess",
            f"Guess “{answer}”, then see. A wrong guess costs nothing; without one, o and I do the same.",
            "The verdicts",
            f"predict('{answer}')",
            rank=3,
        )
        for answer, key in KEYS.items()
    ),
    Command(
        "watch",
        "w",
        "watch",
        "Watch an order of events that goes wrong, step by step.",
        "The verdicts",
        rank=2,
        not_now="No order that goes wrong is known of this plan: I calls the inspector, who looks for one.",
    ),
    Command(
        "why",
        "i",
        "why?",
        "Why did it go wrong? What is known of it, one by one: first how it came about.",
        "The verdicts",
        rank=2,
        not_now="Nothing has gone wrong with this plan yet: o opens the doors.",
    ),
    Command(
        "hint",
        "h",
        "hint",
        "A hint: where to look, then what kind of remedy, then the move.",
        "The verdicts",
        rank=2,
        not_now="There are no more hints. S puts a solution on the bench.",
    ),
    Command(
        "done",
        "enter",
        "result",
        "To the result, once the doors have been open. With a tool in hand: use it on what is marked.",
        "The verdicts",
        rank=2,
        not_now="There is no result before the doors have been open: o opens them.",
    ),
    Command("since", "d", "difference", "Difference from the last move, or all changes.", "The screen", rank=3),
    Command("code", "c", "code", "Show the program alone, or the bench again.", "The screen", rank=2),
)
HELP: Final = (
    "The plan is wrong. Mark a thing or a step, change it, and watch the program change with it.",
    "With the mouse: click a tool, then what to use it on; or first that, then the tool; or drag the one onto the other.",
    "A lock hung on a thing wraps each step that touches it, each by itself; joining is a move of its own.",
    "A lock lets one in, with more tokens as many; a bell or a rail makes one step wait for another.",
    "o opens the doors: did it work this time? I asks the inspector: does it always?",
    "If it does not, w shows one order of events in which it goes wrong, operation by operation.",
)
