"""What an execution keeps of its program, typed: `Execution.locals` itself knows no types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.session import Session

SESSION: Final = "session"
NAMESPACE: Final = "namespace"
"""`Execution.close` keeps what is under this key, so that what is left can be looked at."""


def session_of(execution: Execution) -> Session | None:
    """The session of the program; None where none is executed."""
    found: Session | None = execution.locals.get(SESSION)
    return found


def namespace_of(execution: Execution) -> dict[str, Any]:
    """The program's globals; empty before it begins."""
    return execution.locals.get(NAMESPACE) or {}
