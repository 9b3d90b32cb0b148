"""A prediction before a run: one key, a small bonus, never a penalty.

Two things can be predicted, and they are never mixed: how *this day* will go (the doors: yes or no; a day has no
"sometimes"), and how it goes in *every order of events* (the inspector: always, never, sometimes). The key that runs
without an answer stays what it was, so whoever does not want to be asked never notices. What came is read from the run
and from the verdict, never from a level's file; where the inspector could not decide, nobody was right or wrong, and
nothing is said.

    asked = before_day(level)              → "Will the till be right today?"   y yes   n no
    guess: Answer = "no"
    called = called_of(asked, guess, day_came(outcome))
    result = replace(result, called=(called,))     shown as "★ you called it: …", or softly what came instead
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.game.views import About, Answer, Called, Prediction

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.content.level import Level
    from cafe_sim.engine.explore import Inspection


KEYS: Final[dict[Answer, str]] = {"yes": "y", "no": "n", "sometimes": "s"}
"""The key of each answer, in the order in which they are offered."""
NO_SOMETIMES: Final = (
    "One day goes right or it does not. Sometimes is a word for the inspector, who sees every order of events."
)
"""Said to those who answer "sometimes" of a single day."""
_CAME: Final[dict[About, dict[Answer, str]]] = {
    "today": {"yes": "it went right today", "no": "it went wrong today"},
    "always": {
        "yes": "every order of events goes right",
        "no": "every order of events goes wrong",
        "sometimes": "some orders of events go right, and some go wrong",
    },
}


def before_day(level: Level) -> Prediction:
    """What to ask before the doors are opened, in levels that serve as in those that mend."""
    who, does = _what(level)
    return Prediction("today", f"Will {who} {does} today?")


def before_visit(level: Level) -> Prediction:
    """What to ask before the inspector is called."""
    who, does = _what(level)
    return Prediction("always", f"Will {who} always {does}?")


def _what(level: Level) -> tuple[str, str]:
    """What can go wrong in a level, as what should go right: who, and does what."""
    things = [thing.name for thing in level.shop.things]
    if level.kind == "serve":
        return "everybody", "be served"
    if level.teaches == "deadlock":
        return "everybody", "get done"
    if level.teaches == "oversold":
        return "everybody", "get what was sold to them"
    if level.teaches in ("lost-update", "data-race") and things:
        return f"the {things[0]}", "be right"
    return "every order", "be served right"


def day_came(outcome: DayOutcome) -> Answer:
    """How this day went."""
    return "yes" if outcome.worked else "no"


def visit_came(inspection: Inspection) -> Answer | None:
    """How it goes in every order of events; None where that was not found out, or is no matter of yes and no: a data
    race alone spoils nothing.
    """
    if inspection.verdict == "certified":
        return "yes"
    if inspection.verdict != "broken":
        return None
    wrong = inspection.wrong_traces
    if wrong and wrong < inspection.traces:
        return "sometimes"
    return "no" if wrong and inspection.complete else None


def called_of(asked: Prediction, guess: Answer, came: Answer | None) -> Called | None:
    """How a guess turned out, for the result; None where nobody knows."""
    if came is None:
        return None
    return Called(guess == came, asked.answers[guess], _CAME[asked.about][came], asked.about)
