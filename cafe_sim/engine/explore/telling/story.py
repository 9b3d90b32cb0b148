"""An execution told for people: who did what, in which order, and where it goes wrong.

*Steps* are the operations (reads and writes, locks, queues, events) on whatever several threads or tasks used and one
of them changed, from the moment at which there were several. Beginning, sleeping and the insides of the standard
library would only hide what matters. Those who cannot go on, and exceptions that nobody caught, come last.

*Marks* say what a step has to do with the fault that is told. Nothing is marked that the trace does not prove:

    stale    a value is read that the reader goes on from though others change it meanwhile
    lost     a write that is overwritten by one that derives from an older value
    wrong    the write that derives from the stale read, or a call that is a fault by itself
    race     one of two accesses that nothing orders
    held     a lock is taken here that somebody else waits for in vain at the end
    stuck    cannot go on, or goes round for ever, and belongs to those whose waiting is the fault
    raised   an exception that nobody caught

*Alternation* is the same in one line: who moved, how many steps in a row, and what the marked ones among them did.

Values only, for every front end: what reads them knows nothing of traces.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final, Literal

from cafe_sim.engine.detect.context import Context, TraceContext, who
from cafe_sim.engine.detect.deadlock import Stuck
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.explore.telling.words import TOLD, cut_short, in_vain, shown, words_of
from cafe_sim.engine.explore.walks.steps import OTHERWISE
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.trace import Event, Trace

Mark = Literal["", "stale", "lost", "wrong", "race", "held", "stuck", "raised"]
RUNS_AT_MOST: Final = 12
"""Runs of one actor that fit a line; of more, those are kept that matter and the last ones."""
BRIEF: Final = 14
"""So many steps are short enough to be told all."""


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One thing that somebody did, or that keeps him from going on."""

    event: int
    """Its index in the trace; -1 for what is no event."""
    actor: str
    """The task, or the thread where there was none."""
    words: str
    """ "reads balance: 100"."""
    file: str
    line: int
    source: str
    """The text of that line."""
    about: str = ""
    """The name of what it was done to."""
    mark: Mark = ""
    aside: str = ""
    """What the mark means here: "derives from the 100 read before; what Bo wrote is lost"."""
    weight: int = 0
    """How much it tells where there is no room for all: what was tried in vain, 2; all but locks taken and given back,
    and looks at what does not change any more, 1.
    """


@dataclass(frozen=True, slots=True)
class Story:
    """A told execution."""

    alternation: str
    steps: tuple[StoryStep, ...]
    remedy: str = ""
    """What would have ordered them, where the fault's own message leaves it open."""

    def brief(self, around: int = 1) -> tuple[StoryStep | int, ...]:
        """The steps that matter; numbers for how many are left out between.

        Marked ones with `around` neighbours and others on the same things; where these are few, what came before them:
        the weighty first, where others went on most of all.
        """
        if len(self.steps) <= BRIEF:
            return self.steps
        marked = [number for number, step in enumerate(self.steps) if step.mark]
        things = {self.steps[number].about for number in marked} - {""}
        keep = {near for number in marked for near in range(number - around, number + around + 1)}
        keep |= {at for at in range(marked[0], marked[-1] + 1) if self.steps[at].about in things} if marked else set()
        keep &= set(range(len(self.steps)))
        last = marked[-1] if marked else len(self.steps) - 1
        keep |= set(self._telling(set(range(last + 1)) - keep)[: max(0, BRIEF - len(keep))])
        every = range(len(self.steps))
        # rather one step more than the words that one was left out
        told = [at for at in every if at in keep or all(near in keep for near in (at - 1, at + 1) if near in every)]
        brief: list[StoryStep | int] = []
        expected = 0
        for number in told:
            if number > expected:
                brief.append(number - expected)
            brief.append(self.steps[number])
            expected = number + 1
        if expected < len(self.steps):
            brief.append(len(self.steps) - expected)
        return tuple(brief)

    def _telling(self, numbers: set[int]) -> list[int]:
        """Those that tell most first, of equals the last."""
        weighty = [number for number, step in enumerate(self.steps) if step.weight]
        turns = {n for a, b in pairwise(weighty) if self.steps[a].actor != self.steps[b].actor for n in (a, b)}
        return sorted(numbers, key=lambda number: (-self.steps[number].weight, number not in turns, -number))


_RACES: Final = frozenset({"data-race", "lost-update"})
"""Faults that have happened, whoever waits at the end."""
_OPENS: Final = frozenset({"start", "task"})
"""With these there begin to be several."""
_SLIPS: Final = {
    "foreign-call": "in another thread than the loop's own",
    "never-awaited": "never awaited: nothing of it ever ran",
    "lost-task": "its loop ended without waiting for it",
}
"""Faults that are one call, and what is wrong with it."""
_TAKES: Final = frozenset({"acquire", "try-acquire"})
_LOCKS: Final = frozenset({"acquire", "lock"})
_LIGHT: Final = _TAKES | {"release", "locked"}
_CHANGES: Final = frozenset(op for op in TOLD.keys() - _LIGHT if OPERATIONS[op].changes)
"""Why somebody waits, where it is for a lock."""


def story(
    trace: Trace,
    faults: Sequence[Fault],
    stuck: Sequence[Stuck] = (),
    line_of: Callable[[str, int], str] = linecache.getline,
) -> Story:
    """`trace` told, with the part in it of `faults` marked; `stuck` are those who could not move any more at its end.

    Data races are marked only where there is nothing worse to mark.
    """
    told = [fault for fault in faults if fault.kind != "data-race"] or faults
    teller = _Teller(trace, line_of)
    marks: dict[int, tuple[Mark, str]] = {}
    for fault in reversed(told):
        marks |= teller.marks(fault, stuck)
    for fault in () if marks else reversed(faults):
        marks |= teller.marks(fault, stuck)
    steps = teller.steps(told, set(marks))
    if len({step.actor for step in steps}) < 2:  # all that others did is what a pool did: in which order, and by whom
        steps = teller.steps(told, set(marks), jobs=True)
    steps = [replace(s, mark=marks[s.event][0], aside=marks[s.event][1]) if s.event in marks else s for s in steps]
    for fault in told:
        steps = teller.with_raised(steps, fault)
    if not told or not all(fault.kind in _RACES for fault in told):
        named = {(site.actor, site.line) for fault in told for site in fault.sites}
        steps += [teller.stands(each, (each.name, each.site.line) in named) for each in stuck]
    steps += [teller.asks(site) for fault in told if fault.kind == "livelock" for site in fault.sites]
    remedies = (_remedy(fault, stuck) for fault in told)
    return Story(alternation(steps), tuple(steps), next(filter(None, remedies), ""))


def told_since(
    trace: Trace, start: int, line_of: Callable[[str, int], str] = linecache.getline
) -> tuple[StoryStep, ...]:
    """What is told of the events from index `start` on, whoever has to do with it."""
    return _Teller(trace, line_of).since(start)


def film(trace: Trace, at_most: int) -> tuple[str, ...]:
    """The steps of an execution as bare sentences, for comparing it with another one."""
    teller = _Teller(trace, lambda _file, _line: "")
    steps = teller.steps((), set())[:at_most]
    return tuple([f"{step.actor} {step.words} in line {step.line}" for step in steps])


def number_at(trace: Trace, event: int) -> int:
    """What number a film's step has that is made at event `event`, or is the next after it."""
    return 1 + sum(step.event < event for step in _Teller(trace, lambda _file, _line: "").steps((), set()))


def first_difference(expected: Sequence[str], found: Sequence[str]) -> str:
    """Where two films part, in a sentence; "" if they are the same as far as both go."""
    for number, (one, other) in enumerate(zip(expected, found, strict=False), 1):
        if one != other:
            return f"step {number} was “{one}” and is now “{other}”"
    if len(found) < len(expected):
        return f"step {len(found) + 1} was “{expected[len(found)]}”, and now there is none"
    return ""


class _Teller:
    """Finds words for what is in one trace."""

    def __init__(self, trace: Trace, line_of: Callable[[str, int], str]) -> None:
        self._context: Context = TraceContext(trace)
        self._events = trace.events
        self._line_of = line_of
        changes = (index for index, event in enumerate(trace.events) if event.op in _CHANGES)
        self._last_change = max(changes, default=-1)

    def steps(self, faults: Sequence[Fault], certainly: set[int], *, jobs: bool = False) -> list[StoryStep]:
        """What is told; `certainly` are events that are told in any case, and so is what `faults` speak of.

        `jobs`: also what the threads of a pool do to futures, or put where results are taken as they come; it is on no
        line of the program.
        """
        events = self._events
        opens = next((index for index, event in enumerate(events) if event.op in _OPENS), len(events))
        opens = min([opens, *certainly])
        met: dict[int, set[tuple[int, int]]] = {}
        for event in events[opens:]:
            if event.op in TOLD and (event.site or (jobs and self._is_job(event))):
                met.setdefault(event.target, set()).add((event.actor, event.task))
        changed = {event.target for event in events[opens:] if event.op in OPERATIONS and OPERATIONS[event.op].changes}
        shared = {target for target, by in met.items() if len(by) > 1 and target in changed}
        spoken_of = {site.operation.partition(" ")[2] for fault in faults for site in fault.sites}
        named = (target for target in met if target and self._context.objects[target].name in spoken_of)
        shared |= {target for target in named if target in changed or self._context.objects[target].kind != "cell"}
        return [
            self._step(index, event)
            for index, event in enumerate(events[opens:], opens)
            if index in certainly
            or (event.op in TOLD and event.site and (event.target in shared or event.op == "timeout"))
            or (jobs and event.target in shared and self._is_job(event))
            or cut_short(event)
            or (event.op == "note" and isinstance(event.detail, tuple) and event.detail[0] == OTHERWISE)
        ]

    def _is_job(self, event: Event) -> bool:
        return (event.op, self._context.objects[event.target].kind) in (("resolve", "future"), ("put", "queue"))

    def since(self, start: int) -> tuple[StoryStep, ...]:
        """Everything from event `start` on that there are words for."""
        events = enumerate(self._events[start:], start)
        return tuple([self._step(index, event) for index, event in events if event.op in TOLD])

    def _step(self, index: int, event: Event) -> StoryStep:
        site = self._context.sites[event.site]
        about = self._context.objects[event.target].name
        words, source = words_of(event, about), self._text(*site[:2])
        aside = "others may always take longer" if event.op == "timeout" else ""
        tells = event.op not in _LIGHT and index <= self._last_change
        weight = 2 if in_vain(event) else int(tells or cut_short(event))
        return StoryStep(
            index, who(self._context, event), words, site.file, site.line, source, about, aside=aside, weight=weight
        )

    def _text(self, file: str, line: int) -> str:
        return self._line_of(file, line).strip() if line else ""

    # ---- marks -----------------------------------------------------------------------------

    def marks(self, fault: Fault, stuck: Sequence[Stuck]) -> dict[int, tuple[Mark, str]]:
        """By event: what it has to do with the fault."""
        if fault.kind == "lost-update" and len(fault.events) == 3:
            read, other, _ = (self._events[index] for index in fault.events)
            me, them = who(self._context, read), who(self._context, other)
            asides: tuple[tuple[Mark, str], ...] = (
                ("stale", f"{me} goes on from this value"),
                ("lost", f"{me} overwrites this unseen"),
                ("wrong", f"derives from the {shown(read)} read before: what {them} wrote is lost"),
            )
            return dict(zip(fault.events, asides, strict=True))
        if fault.kind == "data-race" and len(fault.events) == 2:
            first, second = (who(self._context, self._events[index]) for index in fault.events)
            return {
                fault.events[0]: ("race", f"nothing orders this and what {second} does below"),
                fault.events[1]: ("race", f"nothing orders this and what {first} did above"),
            }
        if fault.kind == "oversold" and len(fault.events) == 2:
            look, take = fault.events
            taker = who(self._context, self._events[take])
            return {look: ("stale", f"it is no longer so when {taker} takes"), take: ("wrong", "there were none left")}
        if fault.kind in _SLIPS:
            return dict.fromkeys(fault.events, ("wrong", _SLIPS[fault.kind]))
        return dict(self._kept(fault, stuck)) if fault.kind == "deadlock" else {}

    def _kept(self, fault: Fault, stuck: Sequence[Stuck]) -> Iterator[tuple[int, tuple[Mark, str]]]:
        """Where the locks were taken for which those of the fault wait."""
        named = {(site.actor, site.line) for site in fault.sites}
        for each in stuck:
            if each.op not in _LOCKS or (each.name, each.site.line) not in named:
                continue
            held = [index for index, event in enumerate(self._events) if self._takes(event, each)]
            if held:
                holder = who(self._context, self._events[held[-1]])
                again = holder == each.name
                wants = "and wants it once more" if again else f"and {each.name} wants it"
                yield held[-1], ("held", f"{holder} still has it at the end, {wants}")

    def _takes(self, event: Event, stuck: Stuck) -> bool:
        """Does one of those who hold what `stuck` wants take it here?"""
        by = {("task", event.task), ("actor", event.actor)}
        return (
            event.op in _TAKES
            and event.detail is not False
            and not by.isdisjoint(stuck.holders)
            and self._context.objects[event.target].name == stuck.thing
        )

    def stands(self, stuck: Stuck, named: bool) -> StoryStep:
        """Somebody who cannot go on."""
        site = stuck.site
        mark: Mark = "stuck" if named else ""
        return StoryStep(
            -1, stuck.name, stuck.wants(), site.file, site.line, self._text(*site[:2]), stuck.thing, mark, stuck.why
        )

    def asks(self, site: FaultSite) -> StoryStep:
        """Somebody who goes round for ever."""
        source = self._text(site.file, site.line)
        return StoryStep(
            -1, site.actor, "asks again and again", site.file, site.line, source, mark="stuck", aside="and gets nowhere"
        )

    def with_raised(self, steps: list[StoryStep], fault: Fault) -> list[StoryStep]:
        """The exception that a fault tells of, after the last thing that its actor did."""
        site = fault.sites[0] if fault.sites else None
        if fault.kind not in ("exception", "assertion") or site is None:
            return steps
        error = site.operation.removeprefix("raise ")
        raised = StoryStep(
            -1, site.actor, f"ends by {error}", site.file, site.line, self._text(site.file, site.line), "", "raised",
            "nobody caught it",
        )  # fmt: skip
        ends = next(
            (
                index
                for index in range(len(self._events) - 1, -1, -1)
                if self._events[index].op in ("exit", "task-end")
                and who(self._context, self._events[index]) == site.actor
            ),
            len(self._events),
        )
        at = sum(-1 < step.event < ends for step in steps)
        return [*steps[:at], raised, *steps[at:]]


def _remedy(fault: Fault, stuck: Sequence[Stuck]) -> str:
    if fault.kind != "deadlock" or len(fault.sites) < 2:
        return ""
    named = {(site.actor, site.line) for site in fault.sites}
    circle = [each for each in stuck if (each.name, each.site.line) in named]
    if not circle or any(each.op not in _LOCKS or not each.holders for each in circle):
        return ""
    return "Had all of them taken these locks in one and the same order, this circle could not have closed."


# ---- one line ----------------------------------------------------------------------------------


def alternation(steps: Sequence[StoryStep]) -> str:
    """ "Bo ×2 (reads x: 0) │ Cy ×2 (writes x: 1) │ Bo (writes x: 1)"."""
    moves = [step for step in steps if step.event >= 0 or step.mark]
    runs = [_run(list(group)) for _, group in groupby(moves, key=lambda step: step.actor)]
    if len(runs) > RUNS_AT_MOST:
        runs = _shortened(runs)
    return " │ ".join(text for text, _ in runs)


def _run(steps: list[StoryStep]) -> tuple[str, bool]:
    times = f" ×{len(steps)}" if len(steps) > 1 else ""
    marked = [step.words for step in steps if step.mark]
    return f"{steps[0].actor}{times}" + (f" ({', '.join(marked)})" if marked else ""), bool(marked)


def _shortened(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """With the runs left out that matter least: those before the first marked one, then
    unmarked ones from the front.
    """
    marked = [index for index, (_, matters) in enumerate(runs) if matters]
    keep = set(marked[-RUNS_AT_MOST:])
    near = sorted(
        set(range(len(runs))) - keep, key=lambda at: (min((abs(at - mark) for mark in marked), default=0), -at)
    )
    keep |= set(near[: RUNS_AT_MOST - len(keep)])
    short: list[tuple[str, bool]] = []
    for index, run in enumerate(runs):
        if index in keep:
            short.append(run)
        elif not short or short[-1][0] != "…":
            short.append(("…", False))
    return short
