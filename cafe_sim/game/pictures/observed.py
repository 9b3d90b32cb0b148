"""One execution as pictures see it: its trace, what was found wrong in it, and what its tasks are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cafe_sim.engine.explore.telling.story import StoryStep, story, told_since
from cafe_sim.game.days.lanes import orders_of_tasks

if TYPE_CHECKING:
    from cafe_sim.engine import Fault
    from cafe_sim.engine.detect.deadlock import Stuck
    from cafe_sim.engine.kernel.trace import Trace
    from cafe_sim.game.pictures.in_the_cafe import InTheCafe

_DEF: Final = re.compile(r"(?:async )?def (\w+)")


@dataclass(frozen=True)
class Observed:
    """One execution that is over."""

    trace: Trace
    faults: Sequence[Fault] = ()
    stuck: Sequence[Stuck] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    """Of tasks, by serial, where there are better ones than their own."""
    cafe: InTheCafe | None = None
    """What a café knows of its program; None for any other."""

    @property
    def worked(self) -> bool:
        return not self.faults and not self.stuck

    @cached_property
    def story(self) -> tuple[StoryStep, ...]:
        """Its steps, with their part in what went wrong."""
        return tuple(story(self.trace, self.faults, self.stuck, lambda _file, _line: "").steps)

    @cached_property
    def words(self) -> dict[int, str]:
        """By event: what was done, in a café in the words of its recipes. Not every event has any."""
        told = {step.event: step.words for step in told_since(self.trace, 0, lambda _file, _line: "")}
        return told | (self.cafe.words(self.trace) if self.cafe is not None else {})


def names_of_tasks(trace: Trace, sources: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """What tasks are called in a café: by the orders that they make, or by whose they are."""
    return task_names(trace, sources, {task: f"#{number}" for task, number in orders_of_tasks(trace).items()})


def task_names(trace: Trace, sources: Mapping[str, Sequence[str]], orders: Mapping[int, str]) -> dict[int, str]:
    """Orders by their number, and what they gather by the function that it runs: "Task-4" says nothing to who writes no
    program.
    """
    names = _own_tasks(trace) | dict(orders)
    above = {
        event.detail[0]: event.task for event in trace.events if event.op == "task" and isinstance(event.detail, tuple)
    }
    for event in trace.events:
        site = trace.sites[event.site]
        if event.task and event.task not in names and above.get(event.task) in orders and site.line:
            names[event.task] = _function_of(sources.get(site.file, ()), site.line) or trace.tasks[event.task]
    return names


def _own_tasks(trace: Trace) -> dict[int, str]:
    """The task in which a barista takes her orders is she."""
    staff: dict[int, str] = {}
    mains: list[tuple[int, int]] = []
    for event in trace.events:
        match event.op, event.detail:
            case "note", ("begin", _, str(worker)):
                staff[event.actor] = worker
            case "task", (int(task), *_) if not event.task:
                mains.append((event.actor, task))
    return {task: staff[actor] for actor, task in mains if actor in staff}


def _function_of(lines: Sequence[str], number: int) -> str:
    """The name of the function that a line stands in; "" where there is none."""
    heads = (_DEF.match(line) for line in reversed(lines[:number]))
    return next((head[1] for head in heads if head), "")


def orders_in_hand(trace: Trace) -> dict[int, list[tuple[int, int]]]:
    """By thread: from which event to which each order was in its hands; -1: to the end."""
    begun: dict[tuple[int, int], int] = {}
    spans: dict[int, list[tuple[int, int]]] = {}
    for index, event in enumerate(trace.events):
        match event.op, event.detail:
            case "note", ("begin", int(number), *_):
                begun[event.actor, number] = index
            case "note", ("serve" | "sold out" | "in vain" | "incomplete", int(number), *_) if (
                event.actor,
                number,
            ) in begun:
                spans.setdefault(event.actor, []).append((begun.pop((event.actor, number)), index))
    for (actor, _), index in begun.items():
        spans.setdefault(actor, []).append((index, -1))
    return spans
