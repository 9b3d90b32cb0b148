"""What an execution keeps of its program, typed: `Execution.locals` itself knows no types."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program.executing.session import Session

SESSION: Final = "session"
NAMESPACE: Final = "namespace"
"""`Execution.close` keeps what is under this key, so that what is left can be looked at."""


def session_of(execution: Execution) -> Session | None:
    """The session of the program; None where none is executed."""
    found: Session | None = execution.locals.get(SESSION)
    return found


def calling_frame() -> FrameType:
    """The frame from which the engine was called, by whatever of its own functions."""
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("cafe_sim."):
        frame = frame.f_back
    return frame


def from_home(
    namespace: dict[str, Any], function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
) -> Any:
    """Call what makes a class, which looks at its caller for the module that the class is from."""
    return FunctionType(_call.__code__, namespace)(function, args, named)


def _call(function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    return function(*args, **named)


def namespace_of(execution: Execution) -> dict[str, Any]:
    """The program's globals; empty before it begins."""
    return execution.locals.get(NAMESPACE) or {}
