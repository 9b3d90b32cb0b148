"""Starting loops: `run`, `Runner`, and which loop belongs to which actor.

These are asyncio's own rules, written anew because the originals keep their state per process and per OS thread, look
at signals, and cancel what is left in memory order. Here it is kept per actor, and left-over tasks are cancelled in the
order of their making, each noted as lost first.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from cafe_sim.engine.facade.asyncio_loop import EventLoop
from cafe_sim.engine.kernel.execution import me
from cafe_sim.errors import NotModelled

_running_loop = asyncio._get_running_loop

_AS_BEFORE_314 = sys.version_info < (3, 14)
"""`get_event_loop` makes one where there never was one; and whoever runs a loop, runs coroutines alone."""
if TYPE_CHECKING or sys.version_info < (3, 14):
    AbstractEventLoopPolicy = asyncio.AbstractEventLoopPolicy
else:  # the public name warns whoever asks for it
    AbstractEventLoopPolicy = asyncio.events._AbstractEventLoopPolicy


# ---- which loop ------------------------------------------------------------------------------


def new_event_loop() -> EventLoop:
    """A new loop."""
    return EventLoop()  # type: ignore[abstract]  # what is missing is refused by name


def set_event_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Make it this thread's loop."""
    if loop is not None and not isinstance(loop, asyncio.AbstractEventLoop):
        raise TypeError(f"loop must be an instance of AbstractEventLoop or None, not '{type(loop).__name__}'")
    actor = me()
    actor.locals["event loop"] = loop
    actor.locals["event loop set"] = True


def get_event_loop() -> asyncio.AbstractEventLoop:
    """The running loop, or this thread's; before Python 3.14 it is made in the main thread when there never was one."""
    running = _running_loop()
    if running is not None:
        return running
    actor = me()
    loop: asyncio.AbstractEventLoop | None = actor.locals.get("event loop")
    if loop is None and _AS_BEFORE_314 and actor.serial == 1 and "event loop set" not in actor.locals:
        loop = new_event_loop()
        set_event_loop(loop)
    if loop is None:
        name = "MainThread" if actor.serial == 1 else actor.name
        raise RuntimeError(f"There is no current event loop in thread {name!r}.")
    return loop


class EventLoopPolicy(AbstractEventLoopPolicy):
    """What `get_event_loop_policy` returns: the functions above, as methods."""

    def get_event_loop(self) -> asyncio.AbstractEventLoop:
        return get_event_loop()

    def set_event_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
        set_event_loop(loop)

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return new_event_loop()


def get_event_loop_policy() -> EventLoopPolicy:
    """The one policy there is."""
    return EventLoopPolicy()  # type: ignore[abstract]  # child watchers are gone in 3.14, and not modelled


def set_event_loop_policy(policy: object) -> None:
    """Only back to the default: another policy would bring loops that run on real time."""
    if policy is not None and not isinstance(policy, EventLoopPolicy):
        raise NotModelled("asyncio.set_event_loop_policy is not modelled: loops run on virtual time here; leave it out")


# ---- run -------------------------------------------------------------------------------------


class Runner:
    """Runs coroutines one after the other on one loop of its own, and cleans up."""

    def __init__(
        self, *, debug: bool | None = None, loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    ) -> None:
        self._debug = debug
        self._loop_factory = loop_factory
        self._loop: Any = None
        self._context: Context | None = None
        self._closed = False
        self._set_event_loop = False

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        if self._closed:
            raise RuntimeError("Runner is closed")
        if self._loop is not None:
            return
        if self._loop_factory is None:
            self._loop = new_event_loop()
            self._loop.is_known = False
            set_event_loop(self._loop)
            self._set_event_loop = True
        else:
            self._loop = self._loop_factory()
        if self._debug is not None:
            self._loop.set_debug(self._debug)
        self._context = copy_context()

    def get_loop(self) -> Any:
        """The loop, made when first wanted."""
        self._start()
        self._loop.is_known = True
        return self._loop

    def run(self, coro: Coroutine[Any, Any, Any], *, context: Context | None = None) -> Any:
        """Run a coroutine to its end; its result."""
        coro = _as_coroutine(coro)
        if _running_loop() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self._start()
        task = self._loop.create_task(coro, context=self._context if context is None else context)
        return self._loop.run_until_complete(task)

    def close(self) -> None:
        """Cancel what is left, close asynchronous generators, end the executor's threads and the loop."""
        loop = self._loop
        if loop is None or self._closed or loop.execution._closing:
            return
        try:
            _cancel_all_tasks(loop)
            loop.run_internally(loop.shutdown_asyncgens())
            loop.run_internally(loop.shutdown_default_executor())
        finally:
            if self._set_event_loop:
                set_event_loop(None)
            loop.close()
            self._loop = None
            self._closed = True


def _as_coroutine(given: Any) -> Coroutine[Any, Any, Any]:
    if asyncio.iscoroutine(given):
        return given
    if _AS_BEFORE_314:
        raise ValueError(f"a coroutine was expected, got {given!r}")
    if not inspect.isawaitable(given):
        raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")

    async def awaited() -> Any:
        return await given

    return awaited()


def run(
    main: Coroutine[Any, Any, Any],
    *,
    debug: bool | None = None,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> Any:
    """Run a coroutine on a new loop, and clean up."""
    if _running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug, loop_factory=loop_factory) as runner:
        return runner.run(main)


def _cancel_all_tasks(loop: EventLoop) -> None:
    left = loop.tasks_left()
    if not left:
        return
    for task in left:
        loop.note_lost(task)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    for task in left:
        if not task.cancelled() and (error := task.exception()) is not None:
            loop.call_exception_handler(
                {"message": "unhandled exception during asyncio.run() shutdown", "exception": error, "task": task}
            )
