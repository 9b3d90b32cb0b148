"""Exceptions and failed assertions that nobody caught, in any thread or task.

The place is the innermost line of the program itself on the traceback: where an exception comes out of the standard
library, the learner wants the line that called it. `SystemExit` ends a program or a thread on purpose; but a program
that gives its caller another status than 0, and shows no other error, has found something wrong itself. Whoever runs it
once is told the status; of an inspection's many executions faults alone are told, so there it is one.

An exception that ended a task, or a job of a pool, is somebody's to ask for, as long as the program goes on. Where
nothing can move any more nobody will, and it is mostly the very reason for that: the worker that died is why the others
wait. Nor will anybody when the program is over: then Python has kept to itself that a job failed, and an assertion
broken in one would go unseen. (Of tasks the loop tells.)
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from traceback import walk_tb

from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultKind, FaultSite
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.futures import failed_unasked
from cafe_sim.engine.kernel.unawaited import said_by

NOBODY_CAUGHT = " that nobody caught"
NOBODY_ASKED = ", and nobody asked for its result"

_TEXT_MAX = 200
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""Where something lies in memory, as Python's own texts have it: another place each time."""


class Errors(OnlyAtTheEnd):
    """Finds uncaught exceptions."""

    def finish(self, execution: Execution) -> None:
        """Each uncaught error is a fault."""
        for index, (_, who, error, where) in enumerate(execution.errors):
            name = self._context.actor_name(who) if where in ("", "thread") else where
            if index in execution.error_origins:
                self._add_foreign(error, *execution.error_origins[index])
            elif not isinstance(error, SystemExit):
                self._add(execution, error, name)
            elif who == 1 and error.code and execution.errors[0][2] is error and execution.policy is not None:
                self._left(error, _innermost(execution, error, name))
        if execution.state == "stuck":
            for actor in execution.actors:
                for task, error in actor.loop.failed_unasked() if actor.loop is not None else ():
                    self._add(execution, error, task.get_name())
        if execution.state in ("ended", "stuck"):
            for name, error in failed_unasked(execution):
                self._add(execution, error, name, NOBODY_ASKED)

    def _left(self, error: SystemExit, site: FaultSite) -> None:
        """The program ended by itself, and told its caller that something went wrong."""
        code = error.code
        status = int(code) if isinstance(code, int) else 1
        said = (
            f"and said: {code}" if isinstance(code, str) else f"with exit status {status}, by which it says so itself"
        )
        message = f"Something went wrong: {site.actor} ended the program in line {site.line} {said[:_TEXT_MAX]}."
        self._findings.add(
            ("exit", site.file, site.line), lambda: Fault("exception", message, (replace(site, operation="exit"),))
        )

    def _add_foreign(self, error: BaseException, origin: int, callback: str) -> None:
        """No line of the program raised it, but one handed over what did, or gave a future the exception."""
        file, line, _ = self._context.sites[origin]
        if callback:
            done = f"The callback {callback}, handed to the loop in line {line}, was ended by an exception that nobody"
            message = f"{done} caught: {describe(error)}."
        else:
            message = f"A future was given an exception in line {line}, and nobody asked for it: {describe(error)}."
        site = FaultSite(file, line, "callback" if callback else "a future", f"raise {type(error).__name__}")
        self._findings.add((type(error).__name__, file, line), lambda: Fault("exception", message, (site,)))

    def _add(self, execution: Execution, error: BaseException, name: str, fate: str = NOBODY_CAUGHT) -> None:
        site = _innermost(execution, error, name)
        key = (type(error).__name__, site.file, site.line)
        kind: FaultKind = "assertion" if is_assertion(error) else "exception"
        self._findings.add_later(
            key, kind, ((site.file, site.line),), partial(_fault, kind, describe(error), name, site, fate)
        )


def _fault(kind: FaultKind, error: str, name: str, site: FaultSite, fate: str) -> Fault:
    line = f" in line {site.line}" if site.line else ""
    if kind == "assertion":
        unasked = fate if fate == NOBODY_ASKED else ""
        return Fault(kind, f"{name} found an assertion broken{line}{unasked}: {error}.", (site,))
    return Fault(kind, f"{name} was ended{line} by an exception{fate}: {error}.", (site,))


def is_assertion(error: BaseException) -> bool:
    """An AssertionError, or a group of nothing else."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_assertion(inner) for inner in error.exceptions)
    return isinstance(error, AssertionError)


def describe(error: BaseException) -> str:
    """ "KeyError: 'latte'", for the end of a sentence; a group with what is in it."""
    if isinstance(error, BaseExceptionGroup):
        return f"{type(error).__name__} of {', '.join(describe(inner) for inner in error.exceptions)}"[:_TEXT_MAX]
    text = _ADDRESS.sub("", said_by(error)[:_TEXT_MAX]).strip().removesuffix(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _innermost(execution: Execution, error: BaseException, name: str) -> FaultSite:
    inner = error
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    at, innermost = ("", 0), error
    for found in (error,) if inner is error else (error, inner):
        for frame, line in walk_tb(found.__traceback__):
            if execution.is_program_file(frame.f_code.co_filename):
                at, innermost = (frame.f_code.co_filename, line), found
    return FaultSite(*at, name, f"raise {type(innermost).__name__}")
