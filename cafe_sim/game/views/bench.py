"""What the screen of a fix level is given: the bench, with its toolbox and both verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cafe_sim.game.views.common import FaultView, Lane, Stamp, Strip
    from cafe_sim.game.views.prediction import Called, Prediction


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked on the bench: a thing, a step of an item, or a worker who may come in later."""

    thing: str = ""
    item: str = ""
    step: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class BenchRow:
    """A line that can be marked."""

    mark: Mark
    heading: str
    """Said above it if the line before has another one: "things", "steps of a croissant", "who comes in"."""
    label: str
    strip: Strip | None
    """How a step looks; None for things and people."""
    locks: tuple[str, ...]
    """Locks held during it (a step), or hung on it (a thing), outermost first."""
    text: str
    """What is known of it, in a word or two: "2 places", "till", "needs 1, 2", "2 s later"."""
    group: int
    """Steps with the same number above 0 are gathered together."""
    whole: str = ""
    """The same as a sentence would have it: "a blocking call of 1 s, touches the till"."""
    hooks: tuple[str, ...] = ()
    """Those of the locks that are hooks with several tokens."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something in the toolbox."""

    moves: tuple[str, ...]
    """The move it is for; two where it goes both ways."""
    text: str
    """ "lock ×2", "join"."""
    about: str
    """What it is put on: "a thing, or a step alone"."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the program beside the level's naive one."""

    sign: str
    """" " as it was, "+" new, "-" gone."""
    text: str
    number: int
    """Line number in the program, 0 for lines that are gone."""
    item: str
    step: str
    """What it stands for, "" for other lines."""


@dataclass(frozen=True, slots=True)
class BenchView:
    """The bench at one moment."""

    title: str
    toolbox: tuple[Tool, ...]
    rows: tuple[BenchRow, ...]
    diff: tuple[DiffLine, ...]
    can_undo: bool
    this_time: str
    """What the last run of this very plan did, "" if it has not been run."""
    this_time_ok: bool | None
    faults: tuple[FaultView, ...]
    lanes: tuple[Lane, ...]
    end: float
    always: str
    """What the inspector found for this very plan, "" if not asked yet."""
    always_ok: bool | None
    notes: tuple[str, ...] = ()
    """What else is worth knowing about the day: who left, and when."""
    stamp: Stamp = ""
    """The inspector's verdict."""
    can_redo: bool = False
    since: Literal["move", "all"] = "move"
    """What the difference is from: the plan before the last change, or the level's own."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Move → why it cannot be made on what is marked; those that can be are not in it."""
    this_time_stale: str = ""
    """What the doors showed of another plan, before the last moves; "" where `this_time` is known."""
    always_stale: str = ""
    """What the inspector said of another plan; "" where `always` is known."""
    asked: Prediction | None = None
    """What can be predicted now: the day, then the visit."""
    called: tuple[Called, ...] = ()
    """How the predictions about this very plan turned out."""
