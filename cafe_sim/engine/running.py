"""Running a program once, to its end: the outcome, with all that was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from cafe_sim.engine.detect import Fault, Note, find
from cafe_sim.engine.kernel.execution import Execution, Limit, State
from cafe_sim.engine.kernel.trace import NOWHERE, SECOND, Site, Trace
from cafe_sim.engine.kernel.unawaited import said_by
from cafe_sim.engine.program import Program
from cafe_sim.engine.program.current import session_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one execution came to. Equal by value."""

    state: State
    """ "ended", "stuck" (nothing could move), "livelocked", or "spent" (a limit was reached)."""
    limit: Limit
    """Which one: "events", "turns" or "silence"; "" where none was."""
    trace: Trace = field(repr=False)
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    output: tuple[tuple[int, int, str], ...]
    """(virtual nanoseconds, actor, text) of everything printed."""
    stood: Site
    """The line of the program on which the actor that moved last stood at the end; of an endless loop, the loop's."""
    exit: int | str | None
    """What the program gave to `sys.exit`; 1 after an exception that ended its main thread; 0 otherwise."""

    @classmethod
    def of(cls, execution: Execution) -> Outcome:
        """The outcome of an execution that has run out; call it before `close`."""
        faults, notes = judged(execution)
        stood = NOWHERE if execution.running is None else execution.where(execution.running)
        output = tuple(execution.output)
        told = tuple([fault.told() for fault in faults])
        return cls(execution.state, execution.limit, execution.trace(), told, notes, output, stood, _exit(execution))

    @property
    def virtual_seconds(self) -> float:
        """How long it took, in virtual time."""
        return self.trace.end / SECOND

    @property
    def digest(self) -> str:
        """The trace's digest: equal traces, equal digests."""
        return self.trace.digest()

    @property
    def worked(self) -> bool:
        """It came to its end without a fault, and said so to its caller: luck, not a proof."""
        return self.state == "ended" and not self.faults and self.exit in (0, None)

    @property
    def printed(self) -> str:
        """Everything printed, in order."""
        return "".join(text for _, _, text in self.output)


def judged(execution: Execution) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
    """Faults, not yet told (`Fault.later`), and notes of an execution that has run out; call it before `close`."""
    session = session_of(execution)
    if session is not None:
        session.calling.at_end()
    return find(execution)


def run(program: Program, *, seed: int = 0, cores: int = 1) -> Outcome:
    """Execute `program` once under the default schedule, and look for faults.

    `cores`: how many threads may compute (`work`) at a time; 1 is an interpreter with the GIL. `seed`: of the program's
    own `random`. What the program raises is a fault of the outcome, not raised here.
    """
    with program.execution(seed=seed, cores=cores) as execution:
        execution.run()
        return Outcome.of(execution)


def _exit(execution: Execution) -> int | str | None:
    for _, actor, error, _ in execution.errors:
        if actor == 1:
            if not isinstance(error, SystemExit):
                return 1
            code = error.code
            return code if code is None or isinstance(code, int) else said_by(code)
    return 0
