"""The words for what is done: of each operation a sentence without its subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cafe_sim.engine.detect.context import say, value_of
from cafe_sim.engine.explore.walks.steps import OTHERWISE
from cafe_sim.engine.kernel.shared.cells import UNTOLD
from cafe_sim.engine.kernel.trace import Detail, Event

VALUE_AT_MOST: Final = 60
"""Characters of a value that are shown."""
TOLD: Final = {
    "read": "reads {}",
    "load": "reads {}",
    "write": "writes {}",
    "store": "writes {}",
    "update": "changes {}",
    "acquire": "takes {}",
    "try-acquire": "takes {}",
    "release": "gives back {}",
    "locked": "looks whether {} is taken",
    "wait": "begins to wait on {}",
    "notified": "is woken on {}",
    "notify": "notifies {}",
    "down": "takes a place of {}",
    "try-down": "takes a place of {}",
    "up": "gives back a place of {}",
    "on": "loads {}",
    "off": "unloads {}",
    "put": "puts something into {}",
    "try-put": "puts something into {}",
    "get": "takes something out of {}",
    "try-get": "takes something out of {}",
    "look": "looks into {}",
    "task-done": "says that something from {} is done",
    "await-done": "sees that everything from {} is done",
    "arrive": "arrives at {}",
    "pass": "passes {}",
    "set": "sets {}",
    "clear": "clears {}",
    "is-set": "looks whether {} is set",
    "await-set": "goes on, {} being set",
    "resolve": "settles {}",
    "result": "gets the result of {}",
    "submit": "hands work to {}",
    "hand-in": "hands a call to {}",
    "timeout": "has waited for {} in vain: time is up",
}
"""Operation → what is told of it; others are not told."""
_ALSO: Final = {
    "bare-call": "calls into {} from outside",
    "begin": "begins",
    "choose": "chooses",
    "close": "closes {}",
    "core": "gets a core",
    "exit": "ends",
    "free": "is done with a job of {}",
    "identify": "asks for an id that nobody had asked for",
    "identity": "asks for an id",
    "idle": "goes on with what was handed in to {}",
    "is-alive": "looks who is alive",
    "is-going": "looks whether {} is going",
    "is-free": "looks whether {} has a worker to spare",
    "join": "goes on after the end of {}",
    "line-up": "takes or leaves a place in the line for {}",
    "run": "begins to run {}",
    "sleep": "sleeps",
    "start": "starts {}",
    "task-end": "ends",
    "task-step": "goes on",
    "task-wait": "waits",
    "turn": "goes on with what is next in {}",
    "work": "computes",
    "yield": "goes round once more",
}
"""The others, for where a fault is about one of them."""
_FAILED: Final = {
    "try-acquire": "asks for {} in vain",
    "try-down": "asks for a place of {} in vain",
    "try-put": "finds {} full",
    "try-get": "finds {} empty",
}
_INSTEAD: Final[dict[tuple[str, Detail], str]] = {
    ("put", "shutdown"): "shuts {} down",
    ("arrive", "abort"): "gives {} up",
    ("arrive", "after the action"): "is done with the action of {}",
    ("arrive", "broken"): "breaks {}",
    ("arrive", "reset"): "resets {}",
    ("resolve", "CANCELLED"): "asks to cancel {}",
    ("resolve", "RUNNING"): "sets about {}",
    ("submit", "broken"): "can do no work of {}",
    ("submit", "shutdown"): "shuts {} down",
    ("task-step", "cancelled"): "is cancelled in its wait",
    ("task-step", "late"): "has waited in vain: time is up",
    ("update", ("use",)): "uses {}",
}
"""Operations that are something else with that detail."""
_MAKES: Final[dict[str, Callable[[Event], str]]] = {
    "note": lambda event: _noted(*event.detail) if isinstance(event.detail, tuple) else "calls",
    "task": lambda event: f"makes {event.detail[1]}" if isinstance(event.detail, tuple) else "makes a task",
}
"""Of what a fault is about that is no operation on anything."""


def _noted(kind: Detail = "", what: Detail = "", instead: Detail = 0, *_: Detail) -> str:
    if kind == OTHERWISE:
        return f"sleeps for {what:g} s this time, not for {instead:g} s"
    return f"calls {what}"


def in_vain(event: Event) -> bool:
    """Was it not to be had?"""
    return event.op == "timeout" or (event.detail is False and event.op in _FAILED)


def cut_short(event: Event) -> bool:
    """Did somebody cancel it, or a limit of time, while it waited?"""
    return event.op == "task-step" and event.detail in ("cancelled", "late")


def words_of(event: Event, name: str) -> str:
    """What was done in an event to the thing of that name."""
    op = event.op
    if op in _MAKES:
        return _MAKES[op](event)
    instead = _FAILED.get(op, "") if event.detail is False else _INSTEAD.get((op, event.detail), "")
    words = (instead or TOLD.get(op) or _ALSO.get(op) or f"{op} {{}}").format(name)
    if op in ("read", "load", "write", "store"):
        return words if (value := shown(event)) == UNTOLD else f"{words}: {value}"
    if op == "update" and isinstance(event.detail, tuple) and not instead:
        return f"{words}: {event.detail[0]}"
    return words


def shown(event: Event) -> str:
    """The value that an event read or wrote, no longer than is looked at."""
    value = say(value_of(event))
    return value if len(value) <= VALUE_AT_MOST else value[: VALUE_AT_MOST - 1] + "…"
