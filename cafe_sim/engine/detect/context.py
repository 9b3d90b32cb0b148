"""Where detectors get names and words from: a running execution or a frozen trace, seen alike.

Detectors run over events by serial numbers and ask for names only when there is something to say, so a
trace without faults costs no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cafe_sim.engine.detect.fault import FaultSite
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Detail, Event, Named, Row, Site, Trace


class Context(Protocol):
    """What a detector may look at besides the event it is given."""

    rows: Sequence[Row]
    sites: Sequence[Site]
    objects: Sequence[Named]
    tasks: Sequence[str]

    @property
    def events(self) -> Sequence[Event]:
        """The rows with their names."""

    def actor_name(self, serial: int) -> str:
        """Name of an actor."""

    def is_alone(self) -> bool:
        """Whether there has been but one actor up to now."""


class TraceContext:
    """A frozen trace."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.rows = trace.rows
        self.sites = trace.sites
        self.objects = trace.objects
        self.tasks = trace.tasks
        self._actors = trace.actors

    @property
    def events(self) -> Sequence[Event]:
        """The rows with their names."""
        return self._trace.events

    def actor_name(self, serial: int) -> str:
        """Name of an actor."""
        return self._actors[serial].name

    def is_alone(self) -> bool:
        """Whether there was but one actor."""
        return len(self._actors) <= 2


class LiveContext:
    """A running execution: its own growing lists, never copied."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self.rows: Sequence[Row] = execution.rows
        self.sites: Sequence[Site] = execution.sites
        self.objects: Sequence[Named] = execution.object_names
        self.tasks: Sequence[str] = execution.task_names
        self._actors: Sequence[Actor] = execution.actors

    @property
    def events(self) -> Sequence[Event]:
        """The rows with their names."""
        return self._execution.events

    def actor_name(self, serial: int) -> str:
        """Name of an actor."""
        return self._actors[serial - 1].name if serial else "nobody"

    def is_alone(self) -> bool:
        """Whether there has been but one actor up to now."""
        return len(self._actors) == 1


def who(context: Context, event: Event) -> str:
    """The task that did it, or the thread where there was none."""
    return context.tasks[event.task] if event.task else context.actor_name(event.actor)


def where(context: Context, event: Event) -> str:
    """ "line 12"; "nowhere in the program" where the program is not on the stack."""
    return at(context.sites[event.site])


def at(site: Site) -> str:
    """The same for a site."""
    return f"line {site.line}" if site.line else "code outside the program"


def place(context: Context, event: Event) -> FaultSite:
    """An event as a place of a fault."""
    site = context.sites[event.site]
    return FaultSite(
        site.file, site.line, who(context, event), f"{event.op} {context.objects[event.target].name}".strip()
    )


def say(value: Detail) -> str:
    """A value of the program as it stands in a sentence."""
    if isinstance(value, float) and len(repr(value)) > 12:
        return f"{value:.10g}"
    return str(value)


def value_of(event: Event) -> Detail:
    """What a read saw or a write wrote."""
    return event.detail[0] if event.op in ("write", "store") and isinstance(event.detail, tuple) else event.detail


def names_of(context: Context, locks: Sequence[int], beside: Sequence[int] = ()) -> str:
    """ "till.lock and tray.lock"; "another till.lock" where one of those beside is called so, too."""
    told = {context.objects[serial].name for serial in beside}
    names = [context.objects[serial].name for serial in locks]
    return " and ".join([f"another {name}" if name in told else name for name in names])


def different(context: Context, first: str, locks: Sequence[int], second: str, others: Sequence[int]) -> str:
    """What is wrong where each held locks, and none of them the same."""
    mine, theirs = names_of(context, locks), names_of(context, others, beside=locks)
    return f"{first} held {mine}, {second} held {theirs}: different locks keep nobody apart."
