"""A question that can be answered before a run, and how the answer turned out (see `days.prediction`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Answer = Literal["yes", "no", "sometimes"]
About = Literal["today", "always"]

_ANSWERS: Final[dict[About, dict[Answer, str]]] = {
    "today": {"yes": "yes", "no": "no"},
    "always": {"yes": "always", "no": "never", "sometimes": "sometimes"},
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question that can be answered before a run."""

    about: About
    question: str

    @property
    def answers(self) -> dict[Answer, str]:
        """Which answers there are, and what they are called here."""
        return _ANSWERS[self.about]


class Called(NamedTuple):
    """How a prediction turned out: a small bonus if right, and never anything else."""

    right: bool
    guess: str
    """The answer that was given: "yes", "sometimes"."""
    came: str
    """What came, as the end of a sentence: "it went wrong today"."""
    about: About = "today"
    """One run, or every order of events."""

    @property
    def words(self) -> str:
        """ "You called it: it went wrong today."."""
        return f"You called it: {self.came}." if self.right else f"You said “{self.guess}”: {self.came}."
