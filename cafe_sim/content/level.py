"""What a level is, as data. Decoded by `loading`, which also checks what types cannot say.

A level is a `Shop` (what a program is generated from), the texts around it, what it is measured by, what the player may
use, and its proof: rows of a table, each a plan with the figures that the engine must measure for it.

Whatever screens show of a level is `SafeText` or `SafeCode`, or a name (of a worker, an item, a step …), and names
are checked to be made of letters, digits, spaces and a little punctuation.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cafe_sim.cafe.model import Measured, Order, Plan, Shop, Value, Worker
from cafe_sim.content.safetext import SafeCode, SafeText

LevelKind = Literal["serve", "fix", "break", "code"]
RowVerdict = Literal["right", "lucky", "wrong"]


class Measure(Value, frozen=True):
    """What speed means in this level. All in seconds; less is better."""

    kind: Measured
    par: float
    floor: float
    """Nobody can be faster than this."""


class Light(Value, frozen=True):
    """The figures of the third star; what is None does not count."""

    rules: int | None = None
    """serve: standing rules alone run the shift, with no more than so many lines item → worker …"""
    by_rule: tuple[str, ...] = ()
    """… or at least hand over these items; all items if empty."""
    locks: int | None = None
    """fix: no more locks than this (a hook with tokens is one) …"""
    held: float | None = None
    """… held no longer than so many seconds, all holds added up …"""
    holding: str = ""
    """… of this lock only, where one is named."""
    signals: int | None = None
    """fix: no more bells and rails than this."""
    marks: int | None = None
    """fix: no more steps marked "together with the one above"."""
    sent: int | None = None
    """fix: no more steps sent through the hatch."""
    tags: int | None = None
    """serve with a batch: no more tags on its ticket."""
    lines: int | None = None
    """code: no more lines that are not as in the level's text (`cafe.typed.lines_changed`)."""


class Toolbox(Value, frozen=True):
    """What the player may do to the plan."""

    rules: bool = False
    """serve: standing rules."""
    tags: tuple[str, ...] = ()
    """serve: workers whose tag can hang on the batch order ("wait for Bo")."""
    locks: int = 0
    """fix: so many locks to hang."""
    tokens: int = 0
    """fix: so many tokens to hang beside a lock's own; a lock with several lets so many in at once (a semaphore)."""
    bells: int = 0
    """fix: so many bells, each to be rung after a step and awaited before another (an event)."""
    rails: int = 0
    """fix: so many ticket rails, each to be hung on after a step and taken off before another (a queue) …"""
    room: int = 0
    """… with room for so many tickets; 0: there is always room."""
    join: bool = False
    """fix: join two locked spans into one."""
    move: bool = False
    """fix: move a step up or down."""
    movable: tuple[str, ...] = ()
    """fix: only these steps (by id) can be moved; any step if empty."""
    together: bool = False
    """fix: mark a step "together with the one above"."""
    hatch: bool = False
    """fix: send a blocking step through the hatch, to a thread of the bakery's."""
    unlock: bool = False
    """fix: take a lock off that the recipe came with."""
    late: tuple[str, ...] = ()
    """fix: these workers may come in later …"""
    late_at_most: float = 0
    """… by so many seconds."""


class Question(Value, frozen=True):
    """A one-key prediction before the run: a small bonus, never a penalty."""

    text: SafeText
    answers: tuple[SafeText, ...]
    right: int
    """Index of the right answer."""
    because: SafeText


class Ghost(Value, frozen=True):
    """What somebody else would have made of the same orders, each given to them the moment it arrives."""

    worker: Worker
    text: SafeText
    closes: float
    mean_wait: float


class Round(Value, frozen=True):
    """What the inspector's round walks through: the shop cut down, as a rule to one order per worker."""

    staff: tuple[str, ...] = ()
    """Only these work; everybody if empty."""
    whole: bool = False
    """Every order of theirs, and not only the first of each."""
    stock: dict[str, float] = msgspec.field(default_factory=dict)
    """thing → what there is of it at the start, in place of the shop's figure."""


class Count(Value, frozen=True):
    """What the inspector counts in a round."""

    traces: int
    """Distinct traces."""
    bad: int
    """Distinct traces with a fault other than a data race, which is there in every one."""


class Expected(Value, frozen=True):
    """What the engine must measure for a plan. What is None is not part of the row."""

    closes: float | None = None
    stuck: float | None = None
    """Nothing moves any more from this second on."""
    mean_wait: float | None = None
    van: float | None = None
    till: float | None = None
    served: int | None = None
    lost: int | None = None
    sold: int | None = None
    """How many were taken of the stock (served, not told "sold out")."""
    locks: int | None = None
    held: float | None = None
    """Seconds that locks were held, all holds added up."""
    lines: int | None = None
    """Lines of code that are not as in the level's text."""
    faults: tuple[str, ...] | None = None
    """Kinds of fault seen in this one run, exactly these; () for none."""
    round: Count | None = None
    """What the inspector counts in the round."""
    par: bool | None = None
    light: bool | None = None


class Swap(Value, frozen=True):
    """Other lines in a level's own text."""

    old: SafeCode
    """Stands in the text exactly once."""
    new: SafeCode


class Row(Value, frozen=True):
    """One line of the level's table: a plan, and what comes of it."""

    name: str
    verdict: RowVerdict
    """right: the plan is sound; lucky: it worked this time, the inspector finds a fault; wrong: it fails in the run."""
    expected: Expected
    plan: Plan | None = None
    """The plan; without one the row is the naive or reference plan (by its name) or that of `policy`."""
    policy: str = ""
    """A policy of `policies` by name, "all to Ana"."""
    swap: Swap | None = None
    """code: the level's text with these lines in it."""
    schedule: str = ""
    """A code of a schedule that shows what is wrong with the plan; kept, so that it must be found there again."""


class Chance(Value, frozen=True):
    """How seldom blind luck may serve everybody."""

    at_most: float
    """Share of random plans that serve all."""
    choose: Literal["worker", "order"] = "worker"
    """What is random: who gets each order as it arrives, or which order is next whenever somebody is free."""


class Contest(Value, frozen=True):
    """The lesson must pay: no sharing with the level's fault in it beats the reference's mean wait."""

    item: str = ""
    """The fault is giving one of these …"""
    to: str = ""
    """… to this worker."""


class Census(Value, frozen=True):
    """What is found when every plan there is gets its day. What is None is not counted.

    fix with "together": every way to order and gather the steps of the first item; serve with a batch: every sharing of
    what is there from the start, the batch order begun after any number of the others, with any of the tags.
    """

    plans: int
    right: int | None = None
    """Without a fault, if customers were patient."""
    served: int | None = None
    """Nobody lost."""
    both: int | None = None


class WhatIf(Value, frozen=True):
    """A question asked after the day: what would have come of it with one thing changed.

    The answer is run, not written.
    """

    text: SafeText
    because: SafeText
    """What is to be learnt from it, whatever the player's plan was."""
    expected: Expected
    """What the engine must measure with the reference."""
    policy: str = ""
    """Everything is handed over by this policy; as the player did it if empty."""
    staff: tuple[Worker, ...] = ()
    """These work, in place of the shop's."""
    orders: tuple[Order, ...] = ()
    """These come, in place of the shop's."""
    places: dict[str, int] = msgspec.field(default_factory=dict)
    """station → how many places it has."""
    waits: tuple[str, ...] = ()
    """Steps, by id, that nobody has to stand beside."""


class Proof(Value, frozen=True):
    """What `cafe-sim check` shows of the level on the engine, besides its rows."""

    rows: tuple[Row, ...]
    chance: Chance | None = None
    contests: tuple[Contest, ...] = ()
    census: Census | None = None
    late_stands: float = 0
    """The reference loses nobody when every hand-over comes so many seconds late."""
    spared: tuple[str, ...] = ()
    """Dumb policies that are allowed to win here."""


class Scene(Value, frozen=True):
    """A break level: a program, and what the player is to make of it by choosing who moves."""

    program: SafeCode
    corrected: SafeCode
    """The same program done right: no schedule reaches the goal."""
    goal: SafeText
    cell: str
    """The shared value, as the program writes it: "till.total"."""
    sound: float
    """What it ends at if all goes well."""
    wanted: float
    """What the player must make it end at."""
    traces: int
    bad: int
    """Distinct traces of the program, and those that reach the goal."""
    preemptions: int = 1
    """How often, at least, somebody must be left who could go on, to reach the goal."""


class Level(Value, frozen=True):
    """One level, whole."""

    format: int
    id: str
    kind: LevelKind
    chapter: str
    room: SafeText
    """The chapter's name."""
    title: SafeText
    story: SafeText
    """One line for the map."""
    concept: SafeText
    term: SafeText
    """The standard term of the field."""
    python: SafeText
    """The name to look up in Python."""
    teaches: str
    """The fault of the naive plan: "lost customers", "makespan" or a kind of fault of the engine."""
    briefing: tuple[SafeText, SafeText, SafeText]
    lesson: tuple[SafeText, SafeText]
    hints: tuple[SafeText, SafeText, SafeText]
    shop: Shop
    proof: Proof
    toolbox: Toolbox = Toolbox()
    light: Light = Light()
    measure: Measure | None = None
    """None for break levels."""
    naive: Plan = Plan()
    reference: Plan = Plan()
    question: Question | None = None
    ghost: Ghost | None = None
    what_if: WhatIf | None = None
    round: Round = Round()
    scene: Scene | None = None
    """Break levels have one, others none."""
    hook: SafeText = SafeText()
    """What makes one want to go on, said after the lesson."""
    next: str = ""
    """Id of the level that follows, "" at the end."""
    opens: tuple[str, ...] = ()
    """Ids of the levels to be won before this one opens."""
    aloud: tuple[SafeText, ...] = ()
    """The briefing for those who listen and type, where the other speaks of keys and pictures; () where it does not."""
