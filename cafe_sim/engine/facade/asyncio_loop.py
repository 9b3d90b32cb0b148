"""The loop a program gets: tasks and futures on record, and a default executor of modelled threads.

It holds its pending tasks strongly, by serial number: in CPython a task that nobody refers to may vanish in
mid-air, at a moment that depends on the garbage collector. Failed tasks are held until their exception has been
retrieved or nobody else could retrieve it, for the same reason.
"""

from __future__ import annotations

import asyncio
import inspect
import signal
import sys
import warnings
from collections.abc import Callable, Coroutine
from contextvars import Context
from functools import partial
from typing import Any

from cafe_sim.engine.facade import signal as signals
from cafe_sim.engine.facade.asyncio_tasks import Future, Task
from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.tasks import ENDED, as_asyncio_does, blank, current_task

_NO_OPTIONS: dict[str, Any] = {}


class EventLoop(Loop):
    """A `Loop` on record."""

    def __init__(self, execution: Execution | None = None) -> None:
        super().__init__(execution)
        self.pending: dict[int, Task] = {}
        """Tasks that have not ended, by serial."""
        self._executor: Any = None
        self._executor_shut = False
        self._signals: set[int] = set()
        """For which it has handlers."""

    # ---- on record ---------------------------------------------------------------------------

    def create_future(self) -> Future:
        return Future(loop=self)

    def create_task_at(self, coro: Any, site: int) -> Any:
        """`create_task(coro)` on a line that is known."""
        if self._closed or self._task_factory is not None or self.execution.running is not self._actor:
            return self.create_task(coro)
        task: Task = blank(Task)
        self.begin_task(task, coro, None, None, _NO_OPTIONS, site)
        return task

    def create_task(self, coro: Any, *, name: str | None = None, context: Context | None = None, **options: Any) -> Any:
        if self._closed or self._task_factory is not None or self.execution.running is not self._actor:
            made = self.made_otherwise(coro, name, context, options)
            if made is not None:
                return made
        task: Task = blank(Task)
        self.begin_task(task, coro, name, context, options)
        return task

    def begin_task(
        self, task: Task, coro: Any, name: str | None, context: Context | None, options: dict[str, Any], site: int = -1
    ) -> None:
        """Make a task of what is not one yet: its serial and its name, its first event, and what asyncio does."""
        execution = self.execution
        name = f"Task-{next(self.task_numbers)}" if name is None else str(name)
        names = execution.task_names
        serial = task.serial = len(names)
        names.append(name)
        task.wait = task.entry = task.interrupted = task.kept = None
        self.pending[serial] = task
        actor = execution.running
        if actor is None:
            task.made_at = 0
        else:
            if site < 0:
                site = execution._site_of(sys._getframe(1))
            task.made_at = site
            maker = current_task(self)
            by = maker.serial if isinstance(maker, Task) else 0
            execution.rows.append((actor.clock, actor.serial, by, "task", 0, site, (serial, name)))
        try:
            as_asyncio_does(task, coro, loop=self, name=name, context=context, **options)
        except BaseException:
            self.pending.pop(serial, None)
            raise
        task.add_done_callback(ENDED)

    def task_ended(self, task: Task) -> None:
        serial = task.serial
        self.pending.pop(serial, None)
        failed = task._exception is not None
        if failed:
            self._failed[serial] = task
        actor = self._actor
        if actor is not None and not self.execution._closing:
            how = "error" if failed else "cancelled" if task.cancelled() else "done"
            self.execution.rows.append((actor.clock, actor.serial, serial, "task-end", 0, 0, how))

    def tasks_left(self) -> list[Task]:
        return list(self.pending.values())

    def note_lost(self, task: Task) -> None:
        """Note a task that is pending though nobody will wait for it.

        One that was asked to stop is not lost, nor one that no line of the program made (it closes a generator).
        """
        actor = here.actor
        if actor is not None and not self.execution._closing and not task.cancelling() and task.made_at:
            site = task.wait.site if task.wait is not None else task.made_at
            self.note_at(actor, site, task.serial, "lost-task", task.serial)

    def sweep_failed(self) -> None:
        """Let go of failed tasks that were asked, or that nobody could ask any more (asyncio then says so)."""
        for serial in list(self._failed):
            task = self._failed[serial]
            if not task._log_traceback or sys.getrefcount(task) <= ALONE + 1:
                del self._failed[serial]
            del task

    def close(self) -> None:
        """End for good: what is pending is lost, and said to be; a pool that is left is told to end, not waited for."""
        if self._actor is None and not self._closed:
            for sig in sorted(self._signals):
                self.remove_signal_handler(sig)
            for task in self.tasks_left():
                self.note_lost(task)
            for failed in self._failed.values():
                if failed._log_traceback:
                    failed._log_traceback = False
                    context = {"exception": failed._exception, "future": failed}
                    self.call_exception_handler({"message": "Task exception was never retrieved", **context})
            self._failed.clear()
            self._executor_shut = True
            executor, self._executor = self._executor, None
            if executor is not None:
                executor.shutdown(wait=False)
        super().close()

    def abandon(self) -> None:
        super().abandon()
        self.pending.clear()
        for task in self._failed.values():
            task._log_traceback = False
        self._failed.clear()

    # ---- the executor ------------------------------------------------------------------------

    def default_executor(self) -> Any:
        """The pool behind `to_thread`, made when first wanted."""
        if self._executor_shut:
            raise RuntimeError("Executor shutdown has been called")
        if self._executor is None:
            from cafe_sim.engine.facade.concurrent_futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(thread_name_prefix="asyncio")
        return self._executor

    def set_default_executor(self, executor: Any) -> None:
        """Use another pool for `to_thread`."""
        from cafe_sim.engine.facade.concurrent_futures import ThreadPoolExecutor

        if not isinstance(executor, ThreadPoolExecutor):
            raise TypeError("executor must be ThreadPoolExecutor instance")
        self._executor = executor

    def wrap(self, submitted: Any) -> asyncio.Future[Any]:
        future = super().wrap(submitted)
        if isinstance(future, Future) and future is not submitted:
            future.job = submitted
        return future

    # ---- signals ---------------------------------------------------------------------------

    def add_signal_handler(  # type: ignore[override]
        self, sig: int, callback: Callable[..., object], *args: Any
    ) -> None:
        """Have `callback` called when the program sends itself that signal."""
        given: Any = callback
        if asyncio.iscoroutine(given) or inspect.iscoroutinefunction(given):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        if not isinstance(sig, int):
            raise TypeError(f"sig must be an int, not {sig!r}")
        if sig not in signal.valid_signals():
            raise ValueError(f"invalid signal number {sig}")
        self._check_closed()
        if not signals.is_main():
            raise RuntimeError("set_wakeup_fd only works in main thread of the main interpreter")
        try:
            # as it comes to a loop in CPython: through a pipe first, and then in line
            hand_in = partial(self.call_soon_threadsafe, self.call_soon, callback, *args)
            signals.signal(sig, signals.OfLoop(hand_in))
        except OSError:
            raise RuntimeError(f"sig {sig} cannot be caught") from None
        self._signals.add(sig)

    def remove_signal_handler(self, sig: int) -> bool:
        """Was there one?"""
        if sig not in self._signals:
            return False
        self._signals.discard(sig)
        signals.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        return True

    # ---- threads ---------------------------------------------------------------------------

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait until the pool's threads have ended, without standing still meanwhile."""
        self._executor_shut = True
        executor = self._executor
        if executor is None:
            return
        from cafe_sim.engine.facade.threading import Thread

        done = self.create_future()

        def shut_down() -> None:
            executor.shutdown(wait=True)
            if not self._closed:
                self.call_soon_threadsafe(_set_unless_done, done)

        thread = Thread(target=shut_down, name="asyncio-shutdown")
        thread.start()
        try:
            async with asyncio.timeout(timeout):
                await done
        except TimeoutError:
            warnings.warn(
                f"The executor did not finishing joining its threads within {timeout} seconds.",
                RuntimeWarning,
                stacklevel=2,
            )
            executor.shutdown(wait=False)
        else:
            thread.join()

    def run_internally(self, coro: Coroutine[Any, Any, Any]) -> Any:
        """Run one of asyncio's own coroutines in a task that counts for names, as there, but is not on record."""
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=self, name=f"Task-{next(self.task_numbers)}")
        return self.run_until_complete(task)


def _set_unless_done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
