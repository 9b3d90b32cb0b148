"""What screens are given: frozen pictures of the game at one moment. The game makes them, screens draw them.

Times are seconds of café time. Text in here is safe to draw (it came through `content`'s border).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.prediction import Prediction

LaneState = Literal["run", "hold", "wait", "ready", "stuck", "idle"]
OrderState = Literal["coming", "rail", "given", "served", "left", "sold out"]
StepLook = Literal["wait", "hold", "run"]
"""wait: only time (light); hold: a blocking call; run: hands on (dark)."""
Stamp = Literal["", "broken", "certified", "bounded", "sampled"]
"""The inspector's verdict; "" before there is one."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One step of an order as drawn on the rail."""

    look: StepLook
    seconds: float
    label: str


@dataclass(frozen=True, slots=True)
class OrderView:
    number: int
    item: str
    strip: tuple[Strip, ...]
    arrives: float
    leaves: float | None
    """When patience runs out; None: never."""
    state: OrderState
    worker: str
    """Who was given it, "" if nobody."""
    doing: str
    """What is going on with it now, in words: "to 0:14: it drips"; "" if nothing."""
    line: int = 0
    """Line of the program its task or its worker stands on for it, 0 for none."""
    by_rule: bool = False
    """A standing rule will hand it over; the player need not."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a lane. Segments of a lane are in order and do not overlap."""

    start: float
    end: float
    state: LaneState
    label: str
    order: int
    """Order number, 0 for none."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One worker's (or one order's) line in time."""

    name: str
    segments: tuple[Segment, ...]
    stuck: str = ""
    """Why it stands for ever at its end: "wants tray_lock, held by Cy"; "" if it does not."""
    wanted: str = ""
    """What it was stuck for longest before it could go on: "wants till_lock, held by Bo"."""


@dataclass(frozen=True, slots=True)
class WorkerView:
    name: str
    role: str
    key: str
    """The digit that hands over to them."""
    state: LaneState
    why: str
    """A sentence: why they cannot go on, or what they do: "#5 cider to 0:23: down to the cellar", "#4 brioche wants oven ← Bo"."""
    in_hand: int
    lane: Lane
    tasks: tuple[Lane, ...]
    """A barista's orders, one lane each; empty for others."""
    line: int
    """Line of the program they stand on, 0 for none."""
    reason: str = ""
    """`why` without the order's name, for where there is little room: "wants oven ← Bo"; "" with nothing in hand."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What giving the marked order to `worker` now would lead to, as far as decided until now."""

    worker: str
    out: float | None
    """When the order would be handed out; None: never."""
    in_time: bool
    leaves: float | None
    also_lost: tuple[int, ...]
    """Orders already given that would be lost because of it."""


@dataclass(frozen=True, slots=True)
class ThingView:
    """A station, the till or a stock: "oven 1/2", "till 9.00"."""

    name: str
    text: str
    full: bool
    users: tuple[str, ...] = ()
    """Who has a place of a station."""
    places: int = 0
    """Of a station; 0 for what is none."""
    should: str = ""
    """What it should stand at, where it does not."""


class Told(NamedTuple):
    """A sentence of the log."""

    at: float
    text: str
    is_loss: bool = False
    """A customer has left."""


@dataclass(frozen=True, slots=True)
class ShiftView:
    now: float
    started: bool
    standing: str
    """Why the clock stands ("arrival", "paused", "give the first order"), "" while it runs."""
    over: bool
    orders: tuple[OrderView, ...]
    """All orders of the day by number; screens show those on the rail and the next two to come."""
    workers: tuple[WorkerView, ...]
    things: tuple[ThingView, ...]
    served: int
    lost: int
    log: tuple[Told, ...]
    """Oldest first."""
    program: str
    rules: bool
    """Standing rules are set."""
    can_undo: bool
    level: str = ""
    title: str = ""
    waiting_for_you: bool = False
    """The clock stands for a decision: handing over or `go_on` lets it run."""
    batch: int = 0
    """Number of the order that waits for other workers' tags (B1's van), 0 for none."""
    tags: tuple[str, ...] = ()
    """Whose tags hang on it."""
    taggable: tuple[str, ...] = ()
    """Whose tags may hang on it."""
    asked: str = ""
    """What may be guessed now, "" if nothing."""


@dataclass(frozen=True, slots=True)
class FaultView:
    kind: str
    message: str
    lines: tuple[int, ...]
    """Lines of the program it speaks of."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what it is held against."""

    name: str
    value: float
    unit: str
    par: float | None
    floor: float | None
    good: bool | None
    against: str = "par"
    """What it is held against is called."""
    text: str = ""
    """How to write the value, where a plain number is not it: money has two decimals."""


class Called(NamedTuple):
    """How a prediction turned out: a small bonus if right, and never anything else."""

    right: bool
    guess: str
    """The answer that was given: "yes", "sometimes"."""
    came: str
    """What came, as the end of a sentence: "it went wrong today"."""
    about: Literal["today", "always"] = "today"
    """One run, or every order of events."""

    @property
    def words(self) -> str:
        """ "You called it: it went wrong today."."""
        return f"You called it: {self.came}." if self.right else f"You said “{self.guess}”: {self.came}."


@dataclass(frozen=True, slots=True)
class ResultView:
    """After a run: stars, figures, timeline, lesson."""

    level: str
    title: str
    worked: bool
    """Worked this time (one run)."""
    served: int
    orders: int
    sound: bool
    par: bool
    light: bool
    always: str
    """What is known of other schedules, in words: "2 of all 6 distinct orders of this round go wrong"; never more than was done."""
    always_ok: bool | None
    figures: tuple[Figure, ...]
    faults: tuple[FaultView, ...]
    notes: tuple[str, ...]
    lanes: tuple[Lane, ...]
    ghost: Lane | None
    """A1: what a barista would have done."""
    ghost_text: str
    end: float
    lesson: tuple[str, ...]
    term: str
    python: str
    program: str
    new_stars: tuple[str, ...]
    """Names of stars won for the first time by this run."""
    next_level: str
    this_time: str = ""
    """What happened this time, where "worked" is not the word for it: a break level is won by breaking something."""
    stamp: Stamp = ""
    """The inspector's verdict, where he was asked."""
    failing: FailingView | None = None
    """An order of events that goes wrong, where he found one."""
    news: tuple[str, ...] = ()
    """What the player may do from now on: doors that this run has opened."""
    called: tuple[Called, ...] = ()
    """How the player's own predictions of this run turned out (see `game.prediction`)."""
    hints: tuple[str, ...] = ()
    """The level's three hints, made for this very plan (see `game.hints`); () where the level's own have to do."""
    charts: Charts | None = field(default=None, compare=False, repr=False)
    """The run as a timeline, where no plan says it all: a break level's is the player's own choice of moves."""
    moves: tuple[int, ...] = ()
    """Of a break level: serials of those who moved, in that order."""


# ---- fix levels -------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class StepView:
    """One operation of an order of events that goes wrong."""

    actor: str
    text: str
    """ "reads till.total: 0.0"."""
    line: int
    mark: str = ""
    """What it has to do with what goes wrong (see `engine.explore.story`); "" if nothing."""
    aside: str = ""
    """What the mark means here: "derives from the 0.0 read before: what Bo wrote is lost"."""

    @property
    def is_wrong(self) -> bool:
        """It goes wrong here; other marks say how it came to that."""
        return self.mark in ("wrong", "stuck", "raised")


@dataclass(frozen=True, slots=True)
class FailingView:
    """An order of events that goes wrong, operation by operation."""

    faults: tuple[FaultView, ...]
    """What is wrong with it, what came of it before how it came about."""
    seen: str
    """How often such an order comes: "one of 2 that go wrong"."""
    preemptions: int
    steps: tuple[StepView, ...]
    alternation: str
    """Who moved, in one line."""
    remedy: str
    """What would have ordered them, where no fault says it."""
    program: str
    code: str
    """The schedule, to be pasted elsewhere; "" if it fits no code."""
    charts: Charts | None = field(default=None, compare=False, repr=False)
    """All of it, to be looked at as a timeline and as a replay."""
    clock: Charts | None = field(default=None, compare=False, repr=False)
    """The same program as the clock would have it."""
    target: str = ""
    """What it is an order of: a level's id, a script."""


@dataclass(frozen=True, slots=True)
class VisitView:
    """The inspector's visit, under way or over."""

    title: str
    rung: str
    """What is being tried, in words; "" before there is anything, and when it is over."""
    schedules: int
    orders: int
    """Distinct ones."""
    seconds: float
    budget: float
    """Seconds that it may take."""
    found: int
    """Faults seen up to now."""
    stamp: Stamp
    """The verdict; "" while he is there."""
    words: str
    """The verdict in words that promise no more than was done."""
    more: str
    """Why it is not all that could be said; "" where it is."""
    failing: FailingView | None
    of_a_round: bool = False
    """What he saw is a level's round, and not everything that a program can do."""


# ---- break levels ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Thought:
    """A part of a line that is more than one operation: read, think, write."""

    text: str
    when: Literal["done", "next", "later"]


@dataclass(frozen=True, slots=True)
class ActorView:
    name: str
    key: str
    next: str
    """Its pending operation in words: "write till.total"; "" when it has ended."""
    can_move: bool
    why: str
    """Why it cannot move, "" if it can."""
    line: int
    thoughts: tuple[Thought, ...] = ()
    """What the line it stands on consists of."""
    stale: str = ""
    """What it has in its head is no longer so: "old: 3.00 by now (v1)"; "" if it is."""
    head: str = ""
    """What it has read and goes on from: "has 0.00 in mind, read at v0"; "" for nothing."""


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move that was made, and what came of it."""

    actor: str
    text: str
    """ "reads till.total: 0.00"."""
    wrong: str = ""
    """Why this is where it goes wrong; "" if it is not."""


@dataclass(frozen=True, slots=True)
class SharedView:
    """A shared value now."""

    name: str
    value: str
    version: int
    """How often it was written up to now."""
    by: str
    """Who wrote it last, "" where nobody did."""


@dataclass(frozen=True, slots=True)
class WayView:
    """A way from the beginning to the goal."""

    moves: tuple[MoveView, ...]
    preemptions: int


@dataclass(frozen=True, slots=True)
class SchedulerView:
    title: str
    goal: str
    actors: tuple[ActorView, ...]
    moves: tuple[MoveView, ...]
    value: str
    """The shared value now: "till.total  3.00"."""
    program: str
    over: bool
    won: bool
    verdict: str
    """One sentence once it is over, else ""."""
    ahead: tuple[str, ...] = ()
    """Whose moves were taken back, the next one first."""
    values: tuple[SharedView, ...] = ()
    """Everything they share."""
    preemptions: int = 0
    """How often somebody was left who could have gone on."""
    shortest: WayView | None = None
    """The fewest moves, and of those the fewest preemptions, with which it can be done; None before it is done."""
