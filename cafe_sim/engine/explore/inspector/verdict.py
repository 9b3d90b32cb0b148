"""From what was done to what may be said of it: the one place where an inspection's words are made.

"certified" needs the reduction's end, nothing left out, and nothing that the engine could not see. Whatever was found
makes it "broken"; a bound that was finished, "bounded"; all else, "sampled".
"""

from __future__ import annotations

from dataclasses import dataclass

from cafe_sim.engine.explore.inspector.inspection import Verdict
from cafe_sim.engine.explore.strategies.pct import chance


@dataclass(frozen=True, slots=True)
class Done:
    """What an inspection did."""

    found: int
    """Faults, each one shown twice more."""
    schedules: int
    traces: int
    exhausted: bool
    """Every trace was walked."""
    bound: int | None
    """Every schedule with at most so many preemptions was walked."""
    cut: bool
    """Unfair turns or endless executions were left out."""
    early: int | None = None
    """Every trace with at most so many early turns of waiting loops was walked."""
    held: bool = False
    """There are more such turns …"""
    waits: bool = False
    """… or there is one at all: then bounds count them."""
    varied: bool = False
    """Sleeps were tried at their shortest, usual and longest."""
    uncovered: tuple[str, ...] = ()
    """What the program does where the engine cannot see it."""
    trouble: str = ""
    """A sentence: what ended the inspection before its time, or made it doubtful."""
    first_steps: int = 0
    """Only so many steps of some executions were looked at; 0 for all of each."""
    depth2: int = 0
    """Walks by random priorities that were of depth 2."""
    actors: int = 0
    steps: int = 0
    ended: bool = True
    """Some execution went to where nothing can move any more."""

    @property
    def complete(self) -> bool:
        """Every distinct schedule was executed, and nothing was left out."""
        return self.exhausted and not (self.held or self.cut or self.varied or self.uncovered or self.trouble)


def verdict_of(done: Done) -> tuple[Verdict, str]:
    """The verdict, and a sentence that promises no more than was done."""
    verdict, words = _verdict(done)
    if done.trouble:
        words = f"{words} {done.trouble[0].upper()}{done.trouble[1:]}"
    return verdict, words


def _verdict(done: Done) -> tuple[Verdict, str]:
    tried = f"{done.schedules:,} schedule{'s' if done.schedules != 1 else ''} tried"
    if done.found:
        faults = "a fault, with a schedule that shows it"
        if done.found > 1:
            faults = f"{done.found} faults, each with a schedule that shows it"
        return "broken", f"Broken: {faults} ({tried})."
    if done.complete:
        if done.traces == 1:
            alone = " (one thread alone ran)" if done.actors == 1 else ""
            return (
                "certified",
                f"Certified: there is but one distinct schedule{alone}, durations as written, and it goes right.",
            )
        return (
            "certified",
            f"Certified: all {done.traces:,} distinct schedules were executed, and every one goes right.",
        )
    if done.first_steps and done.schedules:  # nothing is exhausted then: in what was cut off others would have come in
        end = "" if done.ended else ", and no end either"
        return "sampled", f"No fault seen in the first {done.first_steps:,} steps{end} ({tried})."
    if done.schedules and not done.ended:
        return "sampled", f"Nothing is known of how it ends: it never came to an end ({tried})."
    if done.exhausted or done.early is not None:
        return "bounded", f"No fault in any distinct schedule, up to what was left out: {_left_out(done)} ({tried})."
    if done.bound is not None:
        bound = (
            "no preemption" if done.bound == 0 else f"at most {done.bound} preemption{'s' if done.bound > 1 else ''}"
        )
        if done.waits:
            bound += " (a turn of a waiting loop while others could go on counts as one)"
        but = f", up to what was left out: {_left_out(done)}" if done.cut or done.varied or done.uncovered else ""
        return "bounded", f"No fault in any schedule with {bound}{but} ({tried})."
    if not done.schedules:
        return "sampled", "Nothing is known: no schedule was executed to its end."
    return "sampled", f"No fault seen in {tried}; there are more{_promise(done)}."


def _left_out(done: Done) -> str:
    parts = []
    if done.early is not None and (done.held or not done.exhausted):
        parts.append(f"{_more_turns(done.early)} of waiting loops while others could go on")
    if done.cut:
        parts.append("turns of waiting loops in which nothing new was to be seen")
    if done.varied:
        parts.append("sleeps of other lengths than the shortest, the usual and the longest")
    parts.extend(done.uncovered)
    return "; ".join(parts) or "see below"


def _more_turns(early: int) -> str:
    if not early:
        return "turns"
    return f"more than {early} turn{'s' if early > 1 else ''}"


def _promise(done: Done) -> str:
    if not done.depth2:
        return ""
    percent = int(100 * chance(done.actors, done.steps, 2, done.depth2))
    if not percent:
        return ""
    return f" (a bug that takes two pairs of steps in the wrong order would have shown with a probability of at least {percent} %)"
