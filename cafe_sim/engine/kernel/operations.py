"""The one table of visible operations: what each means for happens-before and for dependence.

`edge` says which way order flows between the actor and the operation's target:

    acquire   the target's history becomes the actor's       (lock taken, event seen set)
    release   the actor's history becomes the target's       (lock given back, event set)
    both      one after the other, each sees the one before  (queues, semaphores: a lock is inside)
    start     the actor's history becomes its child's        (target is the child's own object)
    none      nothing is ordered                             (reads and writes of cells, sleeps)

A `try-…` never waits; its event's detail says whether it worked, and one that failed orders nothing. What was refused
(a release of a free lock, a token too many) has the detail False, too: it happened, and helped nobody. A wait that ran
out of time leaves a "timeout" event on its target instead of its own.

`changes` is False for operations that leave their target as it was: two such never depend on each other.

Dependence is read off the events. So an operation that also touches another object leaves an event on that one, too: a
wait's "release" of its lock; the end of a future, a "resolve" also on what `wait` and `as_completed` wait for; a
barrier that breaks, an "arrive"; a pool's worker that is free again; the jobs of a pool that is cleared. What may be
looked at without an event: a thread's name and number, what is in a queue's `queue`, the state of one of
asyncio's futures. (Where a name says who came first, no verdict covers every order: `Recording.at_order`.)

Guards live with the objects (`Execution.point(guard=…)`): an operation is enabled if its guard holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LOOP_BOUND = "asyncio "
"""With this begins the kind of an object that belongs to one event loop: it orders nothing between threads, for it is
not safe to share.
"""

Edge = Literal["acquire", "release", "both", "start", "none"]


@dataclass(frozen=True, slots=True)
class Operation:
    """How one kind of operation orders and disturbs."""

    edge: Edge
    changes: bool = True
    helped_by: frozenset[str] = frozenset()
    """What may let a blocked one go on, and never keeps it from going."""
    local: bool = False
    """True where it touches nothing that another actor can see (a sleep, a note)."""


FAMILY = frozenset({"start", "begin", "exit", "join"})
"""Of an actor's life; the target is always an actor's own object."""

OPERATIONS: dict[str, Operation] = {
    # an actor's life; the target is the actor's own object
    "start": Operation("start"),
    "begin": Operation("acquire", changes=False, local=True),
    "exit": Operation("release", local=True),
    "join": Operation("acquire", changes=False),
    "is-alive": Operation("acquire", changes=False),  # asked of all threads at once
    # time
    "sleep": Operation("none", changes=False, local=True),
    "yield": Operation("none", changes=False, local=True),
    "work": Operation("none", changes=False, local=True),  # detail: ns of CPU work done up to now, since the last one
    "core": Operation("none", changes=False, local=True),  # got a core after having had to wait for one
    # shared cells
    "read": Operation("none", changes=False),
    "write": Operation("none"),
    "update": Operation("none"),  # one documented atomic container call: append, pop, add, setdefault
    # cells declared `# atomic`
    "load": Operation("acquire", changes=False),
    "store": Operation("release"),
    # locks
    "acquire": Operation("acquire", helped_by=frozenset({"release"})),
    "try-acquire": Operation("acquire"),
    "release": Operation("release"),
    "locked": Operation("none", changes=False),
    "on": Operation("none"),  # something that bears only so many at once is loaded; nobody waits for it …
    "off": Operation("none"),  # … and unloaded
    "line-up": Operation("none"),  # a place in a line that others see, taken or given up; orders nothing by itself
    "identify": Operation("none"),  # an object gets its `id`: the first to ask gets the lower one …
    "identity": Operation("none", changes=False),  # … and others are told the same
    # conditions: the lock inside makes edges of its own
    "wait": Operation("release"),
    "notified": Operation("acquire", helped_by=frozenset({"notify"})),
    "notify": Operation("release"),
    # semaphores, queues, barriers
    "down": Operation("both", helped_by=frozenset({"up"})),
    "try-down": Operation("both"),
    "up": Operation("both"),
    "put": Operation("both", helped_by=frozenset({"get"})),
    "get": Operation("both", helped_by=frozenset({"put", "submit"})),
    "try-put": Operation("both"),
    "try-get": Operation("both"),
    "look": Operation("both", changes=False),
    "task-done": Operation("both"),
    "await-done": Operation("acquire", changes=False, helped_by=frozenset({"task-done"})),
    "arrive": Operation("both"),
    "pass": Operation("acquire", changes=False, helped_by=frozenset({"arrive"})),
    # events and futures
    "set": Operation("release"),
    "clear": Operation("release"),
    "is-set": Operation("acquire", changes=False),
    "await-set": Operation("acquire", changes=False, helped_by=frozenset({"set"})),
    "resolve": Operation("release"),
    "result": Operation("acquire", changes=False, helped_by=frozenset({"resolve"})),
    # the border between threads and loops
    "submit": Operation("release"),
    "free": Operation("none"),  # a pool's worker has done its job …
    "is-free": Operation("none", changes=False),  # … and need not be hired for the next one
    "hand-in": Operation("release"),
    "bare-call": Operation("none"),  # what "hand-in" is for, done without it
    "idle": Operation("acquire", helped_by=frozenset({"hand-in"})),  # what was handed in is next
    "turn": Operation("none", changes=False),  # between two callbacks; its order among hand-ins is what counts
    "run": Operation("none"),  # a loop that others may have had before begins to run
    "is-going": Operation("none", changes=False),  # does it run, or is it closed?
    "close": Operation("none"),
    # tasks: program order inside one loop already orders these
    "task": Operation("none", local=True),
    "task-step": Operation("none", local=True),
    "task-wait": Operation("none", local=True),
    "task-end": Operation("none", local=True),
    # what is only worth telling
    "timeout": Operation("none", local=True),
    "choose": Operation("none", local=True),
    "note": Operation("none", changes=False, local=True),
}

ACCESSES = frozenset({"read", "write", "update", "load", "store"})
"""Of shared cells; the target is always a cell."""

CHANGES = frozenset(op for op, row in OPERATIONS.items() if row.changes and not row.local)
"""Operations that change what they are done to, and can be seen."""

MAY_FAIL = frozenset(op for op in OPERATIONS if op.startswith("try-")) | {"release", "up"}
"""Operations that may come to nothing (a try, a giving back): the event's detail is False then, and orders nothing."""

PUTS_IN = frozenset({"add", "append", "appendleft", "extend", "extendleft", "insert"})
"""Methods of lists, deques and sets by which something is put in: who finds it there, if only by looking, knows what
they did who put it in.
"""
YIELDS = frozenset({"sleep", "yield", "timeout"})
"""Operations by which somebody lets others go first."""
LOOKS = frozenset(
    {"read", "load", "is-alive", "is-set", "locked", "look", "timeout", "try-acquire", "try-down", "try-get", "try-put"}
)
"""Operations by which somebody who goes round and round asks for what others may change."""

HANDED_ON: dict[str, Edge] = {
    **dict.fromkeys((*PUTS_IN, "[]=", "update"), "release"),
    **dict.fromkeys(("pop", "popitem", "popleft"), "acquire"),
    "setdefault": "both",
}
"""What an "update" orders, by its method: who takes something out of a container knows what they did who put it in."""
