"""Who wants what next, and who cannot have it, and why: a paused execution looked at from outside.

Everything is read off the kernel's own books: an actor's pending operation, its guard, and who holds what it wants.
Tasks are told, too, but nobody chooses among them: in one loop asyncio itself says who is next, and that order is
promised.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cafe_sim.engine.detect.deadlock import Stuck, stuck_actor, stuck_task
from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.kernel.actor import NEVER, Actor
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.standing import standing
from cafe_sim.engine.kernel.operations import ACCESSES, CHANGES
from cafe_sim.engine.kernel.trace import Detail, Event, Site
from cafe_sim.engine.kernel.waits import Wait

LineOf = Callable[[str, int], str]

_WORDS: Final = {
    "read": "read {}",
    "load": "read {}",
    "write": "write {}",
    "store": "write {}",
    "update": "change {}",
    "acquire": "take {}",
    "try-acquire": "try to take {}",
    "release": "give back {}",
    "locked": "look whether {} is taken",
    "wait": "begin to wait on {}",
    "notified": "go on after {}",
    "notify": "notify {}",
    "down": "take a place of {}",
    "try-down": "try to take a place of {}",
    "up": "give back a place of {}",
    "on": "load {}",
    "off": "unload {}",
    "put": "put something into {}",
    "try-put": "try to put something into {}",
    "get": "take something out of {}",
    "try-get": "try to take something out of {}",
    "look": "look into {}",
    "task-done": "say that something from {} is done",
    "await-done": "go on, everything from {} being done",
    "arrive": "arrive at {}",
    "pass": "pass {}",
    "set": "set {}",
    "clear": "clear {}",
    "is-set": "look whether {} is set",
    "await-set": "go on, {} being set",
    "resolve": "settle {}",
    "result": "get the result of {}",
    "submit": "hand work to {}",
    "hand-in": "hand a call to {}",
    "idle": "go on with what was handed in",
    "join": "go on after the end of {}",
    "start": "start {}",
    "begin": "begin",
    "exit": "end",
    "sleep": "sleep",
    "yield": "go round once more",
    "bare-call": "call into {} from outside",
    "close": "close {}",
    "run": "begin to run {}",
    "free": "be done with a job of {}",
    "identify": "ask for an id that nobody had asked for",
    "identity": "ask for an id",
    "is-alive": "look who is alive",
    "is-going": "look whether {} is going",
    "is-free": "look whether {} has a worker to spare",
    "line-up": "take or leave a place in the line for {}",
    "turn": "go on with what is next in {}",
    "work": "compute",
}
"""Operation → what an actor is about to do."""
_INSTEAD: Final[dict[tuple[str, Detail], str]] = {
    ("resolve", "CANCELLED"): "ask to cancel {}",
    ("resolve", "RUNNING"): "set about {}",
}
"""Operations that are something else with that detail."""
_SO_FAR: Final = {"idle": "something to be handed in", "future": "a future"}
"""What is waited for where nobody in particular can help, as long as somebody yet may: at the
end it is said otherwise.
"""
IN_ORDER: Final = "in one loop asyncio says who is next, and keeps that order"
LEFT_OUT: Final = "has looked again and again with nothing changed, so others go first"


@dataclass(frozen=True, slots=True)
class Pending:
    """An actor or a task, what it is about to do, and why it cannot, if so."""

    serial: int
    name: str
    words: str
    """ "write till.total"; "" when it has ended."""
    thing: str
    """What it wants to do it to."""
    site: Site
    source: str
    """The text of that line."""
    can_move: bool
    times_out: bool
    """Its move is to run out of time: what it waits for is not to be had."""
    why: str
    """Why it cannot move: "wants mitt, held by Cy, who wants tray"; "" if it can."""
    ended: bool = False
    tasks: tuple[Pending, ...] = ()
    """Of the loop that an actor runs."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A shared cell, as far as the trace shows it."""

    name: str
    value: Detail
    version: int
    """How often it was written up to now."""
    by: str
    """Who wrote it last; "" where nobody did."""


def pending(
    execution: Execution, options: Collection[Transition], line_of: LineOf = linecache.getline
) -> list[Pending]:
    """Everybody that ever was in a paused execution (or one that is over), by serial; `options` is what could go."""
    able = {option.actor: option.times_out for option in options}
    stuck = _everyone_waiting(execution)
    return [_pending(execution, actor, able, stuck, line_of) for actor in execution.actors]


def _everyone_waiting(execution: Execution) -> dict[tuple[str, int], Stuck]:
    """By key: every thread and task that cannot have what it wants now, with a time limit or without."""
    found = []
    for actor in execution.pending():
        if actor.guard is not None and not actor.guard():
            holders = tuple(actor.target.holders()) if actor.target is not None else ()
            found.append(stuck_actor(execution, Wait(actor, actor.op, actor.target, holders, execution.where(actor))))
        if actor.loop is not None:
            found += [stuck_task(execution, task) for task in standing(actor.loop) if task.wait is not None]
    over = execution.state != "paused"
    return {each.key: each if over else _so_far(each) for each in found}


def _so_far(stuck: Stuck) -> Stuck:
    return replace(stuck, op="", thing=_SO_FAR[stuck.op]) if stuck.op in _SO_FAR else stuck


def _pending(
    execution: Execution,
    actor: Actor,
    able: dict[int, bool],
    stuck: dict[tuple[str, int], Stuck],
    line_of: LineOf,
) -> Pending:
    name, serial = actor.name, actor.serial
    if actor.done:
        return Pending(serial, name, "", "", Site("", 0, ""), "", False, False, "has finished", ended=True)
    site = execution.where(actor)
    thing = execution.object_names[actor.target.serial].name if actor.target is not None else ""
    words = _INSTEAD.get((actor.op, actor.detail)) or _WORDS.get(actor.op, f"{actor.op} {{}}")
    words = words.format(thing).strip()
    times_out = able.get(serial, False)
    waits = stuck.get(("actor", serial))
    if times_out and waits is not None:
        words = f"wait no longer ({waits.wants()})"
    why = "" if serial in able else _why_not(execution, actor, waits, stuck)
    tasks = _tasks(actor, stuck, line_of) if actor.loop is not None else ()
    source = _text(line_of, site)
    return Pending(serial, name, words, thing, site, source, serial in able, times_out, why, tasks=tasks)


def _why_not(execution: Execution, actor: Actor, waits: Stuck | None, stuck: dict[tuple[str, int], Stuck]) -> str:
    if waits is None or actor.deadline < NEVER:
        return LEFT_OUT if execution.state == "paused" else "was cut off at the end"
    return because(waits, stuck)


def _tasks(actor: Actor, stuck: dict[tuple[str, int], Stuck], line_of: LineOf) -> tuple[Pending, ...]:
    found = []
    for task in standing(actor.loop):
        waits = stuck.get(("task", task.serial))
        words = waits.wants() if waits is not None else "go on"
        thing = waits.thing if waits is not None else ""
        why = because(waits, stuck) if waits is not None else IN_ORDER
        source = _text(line_of, task.site)
        found.append(Pending(task.serial, task.name, words, thing, task.site, source, False, False, why))
    return tuple(found)


def because(first: Stuck, stuck: dict[tuple[str, int], Stuck]) -> str:
    """ "wants mitt, held by Cy, who wants tray", on to somebody who can move, or until the circle is closed."""
    words = first.wants()
    if first.holders == (first.key,) and first.held_by:
        return f"{words}, and has it already"
    seen: set[tuple[str, int]] = set()
    each: Stuck | None = first
    while each is not None:
        seen.add(each.key)
        words += f", {each.held_by}" if each.held_by else ""
        if len(each.holders) != 1:
            break
        if each.holders[0] in seen:
            return f"{words}: a closed circle"
        each = stuck.get(each.holders[0])
        words += f", who {each.wants()}" if each is not None else ""
    return words


def _text(line_of: LineOf, site: Site) -> str:
    return line_of(site.file, site.line).strip() if site.line else ""


def values(execution: Execution, is_visible: Callable[[int], bool]) -> list[SharedValue]:
    """The cells that were accessed at visible places while others lived, or are about to be, in the order in which they
    were met.
    """
    events: Sequence[Event] = execution.events
    others = 0
    shown: set[int] = set()
    for event in events:
        others += (event.op == "start") - (event.op == "exit")
        if others > 0 and event.op in ACCESSES and is_visible(event.site):
            shown.add(event.target)
    wanted = (actor for actor in execution.pending() if actor.op in ACCESSES and actor.target is not None)
    shown |= {actor.target.serial for actor in wanted if actor.target is not None}
    found: dict[int, SharedValue] = {}
    for event in events:
        if event.target not in shown or event.op not in ACCESSES:
            continue
        old = found.get(event.target)
        version, by = (old.version, old.by) if old is not None else (0, "")
        value = event.detail
        if event.op in CHANGES:
            version, by = version + 1, execution.actors[event.actor - 1].name
            value = event.detail[0] if isinstance(event.detail, tuple) else event.detail
            value = f"after {value}" if event.op == "update" else value
        found[event.target] = SharedValue(execution.object_names[event.target].name, value, version, by)
    return list(found.values())
