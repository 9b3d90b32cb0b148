"""Handles: a callback waiting its turn in a loop, and one waiting for its time.

They are asyncio's own classes without its bookkeeping (no reprs kept, no source tracebacks outside debug
mode), because a loop makes one for every step of every task. Rules: a handle runs at most once; cancelling it is
idempotent and frees callback and arguments at once; timers order by (deadline, creation).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loops.callbacks import Callbacks


class Handle(asyncio.Handle):
    """A callback in a loop's ready queue. `_context` is always set."""

    __slots__ = ("site",)

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], loop: Callbacks, context: Context, site: int = 0
    ) -> None:
        self.site = site
        """The line that handed it to the loop; 0 where asyncio did."""
        self._callback = callback
        self._args = args
        self._context = context
        self._loop = loop
        self._cancelled = False
        self._repr = None
        self._source_traceback = None

    def cancel(self) -> None:
        """It will not run."""
        self._loop.about_to_cancel()
        if not self._cancelled:
            self._cancelled = True
            self._callback = _nothing
            self._args = ()


class TimerHandle(asyncio.TimerHandle):
    """A callback with a deadline in whole nanoseconds, `when_ns`."""

    __slots__ = ("entry", "site", "when_ns")

    def __init__(
        self,
        when_ns: int,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        loop: Callbacks,
        context: Context,
        site: int,
    ) -> None:
        self.when_ns = when_ns
        self.site = site
        self._when = when_ns / 1e9
        self._scheduled = True
        self._callback = callback
        self._args = args
        self._context = context
        self._loop = loop
        self.entry: tuple[Any, ...] | None = None
        """What the loop's timers hold of it."""
        self._cancelled = False
        self._repr = None
        self._source_traceback = None

    def cancel(self) -> None:
        """It will not run; the loop drops it when its time comes, or sooner if many are cancelled."""
        self._loop.about_to_cancel()
        if not self._cancelled:
            self._cancelled = True
            self._callback = _nothing
            self._args = ()
            if self.entry is not None:
                self.entry = None
                self._loop.timer_cancelled(self.when_ns)


def _nothing() -> None:
    """What a cancelled handle would call."""
