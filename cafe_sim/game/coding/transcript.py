"""What happened in a run, moment by moment: as much of it as is told, and harmless to draw whatever was printed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from cafe_sim.content.safetext import harmless
from cafe_sim.game.views.common import GOES_WRONG

TOLD_AT_MOST: Final = 200
"""So many moments of a run are told, and as many of its end."""
WIDE_AT_MOST: Final = 400
"""Characters of one printed line that are told."""


class Moment(NamedTuple):
    """Something that happened in a run: a line was printed, or somebody did what others could see."""

    seconds: float
    who: str
    text: str
    line: int = 0
    """Of the program, 0 for none."""
    mark: str = ""
    """What it has to do with a fault (see `engine.explore.story`); "" if nothing."""
    aside: str = ""

    @property
    def is_wrong(self) -> bool:
        """It goes wrong here."""
        return self.mark in GOES_WRONG


class Transcript(NamedTuple):
    """Moments in their order; of too many, the first and the last."""

    first: tuple[Moment, ...] = ()
    left_out: int = 0
    last: tuple[Moment, ...] = ()


NOTHING: Final = Transcript()


def transcript_of(moments: Iterator[Moment]) -> Transcript:
    """As many as are told, made harmless."""
    first = [_harmless(moment) for moment in islice(moments, TOLD_AT_MOST)]
    last: deque[Moment] = deque(maxlen=TOLD_AT_MOST)
    count = 0
    for moment in moments:
        last.append(moment)
        count += 1
    return Transcript(tuple(first), count - len(last), tuple(map(_harmless, last)))


def _harmless(moment: Moment) -> Moment:
    return moment._replace(who=harmless(moment.who), text=_line(moment.text), aside=harmless(moment.aside))


def _line(text: str) -> str:
    """As a terminal would leave it on the screen: what a carriage return goes back over is gone."""
    text = text.rstrip("\r").rpartition("\r")[2][:WIDE_AT_MOST].expandtabs(8)
    return harmless(text if len(text) < WIDE_AT_MOST else text[: WIDE_AT_MOST - 1] + "…")
