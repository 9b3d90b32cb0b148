"""What is explored: anything that gives the same execution again and again, and can say what is wrong with one.

A subject crosses process borders, so it is a small frozen value (source text, not compiled code; a plan, not a café).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.policies import Limits, Policy
from cafe_sim.engine.program import Program
from cafe_sim.engine.running import judged

LIMITS = Limits(events=200_000, actors=1_000, turns=4_000_000)
"""What one execution among thousands may use."""


class Subject(Protocol):
    """What is explored. Picklable, equal by value."""

    @property
    def target(self) -> str:
        """As the user named it."""

    @property
    def digest(self) -> str:
        """Hexadecimal, over everything that decides what an execution does but the schedule."""

    def execution(self, policy: Policy | None) -> Execution:
        """A fresh execution; who opens it closes it."""

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        """Faults and notes of an execution that has run out and is not yet closed.

        Faults may be untold (`Fault.later`).
        """


@dataclass(frozen=True)
class Script:
    """A program of the user's own, and the conditions it is executed under."""

    program: Program = field(compare=False)
    target: str
    seed: int = 0
    cores: int = 1
    range: float = 0.0
    """By which share tasks' sleeps may be shorter or longer than written; between 0 and 1."""

    @property
    def digest(self) -> str:
        return script_digest(self.program.text, self.program.arguments, self.seed, self.cores, self.range)

    def execution(self, policy: Policy | None) -> Execution:
        execution = self.program.execution(policy=policy, seed=self.seed, cores=self.cores, limits=LIMITS)
        execution.range = self.range
        return execution

    def judge(self, execution: Execution) -> tuple[Sequence[Fault], Sequence[Note]]:
        return judged(execution)


def as_subject(given: Subject | Program) -> Subject:
    """What is explored when `given` is: a bare program goes by the name of its file, under the usual conditions."""
    return Script(given, given.file) if isinstance(given, Program) else given


def script_digest(text: str, arguments: tuple[str, ...] = (), seed: int = 0, cores: int = 1, vary: float = 0.0) -> str:
    """The digest of a script: the same for everyone who executes the same text under the same conditions."""
    state = blake2b(text.encode(), digest_size=8)
    state.update(repr((arguments, seed, cores, vary)).encode())
    return state.hexdigest()
