"""`Thread` and what a program may ask about threads: each started thread is an actor.

Idents are the actors' serials, so they are small and the same in every run; where several start threads, they tell who
came first, and so does the order in which threads are listed: then no verdict covers every order. What one execution
knows about its threads (who is who, how many got a name) lives in the execution; nothing is kept in this module.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextvars import Context, copy_context
from threading import ExceptHookArgs
from typing import Any, Literal

from cafe_sim.engine.kernel.actor import Actor, Teardown, here
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.cells import Cell
from cafe_sim.engine.kernel.shared.insides import Started, refuse_insides
from cafe_sim.engine.kernel.shared.numbering import Numbering, numbering, order_of_starts
from cafe_sim.engine.kernel.spans import FOREVER, timeout_of

_INHERIT_CONTEXT = bool(getattr(sys.flags, "thread_inherit_context", False))
"""From Python 3.14 on, where that was asked for."""


class _Register:
    """One execution's threads."""

    def __init__(self) -> None:
        self.by_serial: dict[int, Thread] = {}
        self.made = 0
        self.excepthook: Callable[[ExceptHookArgs], object] | None = None


def _register(execution: Execution) -> _Register:
    found: _Register | None = execution.locals.get("threads")
    if found is None:
        found = execution.locals["threads"] = _Register()
    return found


def _ident(actor: Actor) -> int:
    if actor.serial > 1:
        order_of_starts(actor.execution).look()
    return actor.serial


class Thread:
    """`threading.Thread`."""

    _initialised = False
    _number = 0
    _numbering: Numbering | None = None
    """From which its name has a number, as long as it has that name."""
    is_known = True
    """Others than whoever starts it may have it before that."""
    _starter: Actor | None = None
    _start_cell: Cell | None = None
    """Whether it was started: a place of shared memory, as long as several may start it or ask."""

    def __init__(
        self,
        group: None = None,
        target: Callable[..., object] | None = None,
        name: str | None = None,
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        daemon: bool | None = None,
        context: Context | None = None,
    ) -> None:
        if context is not None and sys.version_info < (3, 14):
            raise TypeError("Thread.__init__() got an unexpected keyword argument 'context'")
        assert group is None, "group argument must be None for now"
        execution = me().execution
        register = _register(execution)
        register.made += 1
        self._number = register.made
        self._target = target
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        if name is None:
            self._numbering = numbering(execution, "which thread gets which number for a name", 1)
            self._name = _name(self._numbering.take(), target)
        else:
            self._name = str(name)
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._context = context
        self._actor: Actor | None = None
        self._initialised = True

    # ---- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Make it an actor, able to go on from now."""
        if not self._initialised:
            raise RuntimeError("thread.__init__() not called")
        starter = me()
        if starter.execution.starts_are_seen:
            self._touch_start(starter, "write")
        if self._actor is not None:
            raise RuntimeError("threads can only be started once")
        self._starter = starter
        if _INHERIT_CONTEXT and self._context is None:
            self._context = copy_context()
        self._actor = _started(self._bootstrap, self._name, self._daemonic)
        _register(self._actor.execution).by_serial[self._actor.serial] = self

    def run(self) -> None:
        """What the thread does; subclasses may say it themselves."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # a target that holds its thread would otherwise be a cycle
            del self._target, self._args, self._kwargs

    def _bootstrap(self) -> None:
        try:
            if self._context is None:
                self.run()
            else:
                self._context.run(self.run)
        except Teardown:
            raise
        except BaseException as error:
            hook = _register(me().execution).excepthook or default_excepthook
            hook(ExceptHookArgs((type(error), error, error.__traceback__, self)))

    def join(self, timeout: float | None = None) -> None:
        """Until it has ended, or the time is over."""
        if not self._initialised:
            raise RuntimeError("Thread.__init__() not called")
        started = self._as_started()
        if started is None:
            raise RuntimeError("cannot join thread before it is started")
        actor = me()
        if started is actor:
            raise RuntimeError("cannot join current thread")
        wait = timeout_of(timeout)
        actor.execution.wait_for_actor(actor, started, FOREVER if wait < 0 else wait)

    def is_alive(self) -> bool:
        assert self._initialised, "Thread.__init__() not called"
        started = self._as_started()
        if started is None:
            return False
        actor = here.actor
        if actor is not None and actor is not started:
            actor.execution.point(actor, "is-set", started.object)
        return not started.done

    def _as_started(self) -> Actor | None:
        """The actor that it is, if it was started, for who asks.

        Who started it knows, and so does the thread itself. For anybody else that may change at any moment, in an order
        that only a start or a join could settle.
        """
        actor = here.actor
        if actor is not None and actor is not self._starter and actor is not self._actor:
            self._touch_start(actor, "read")
        return self._actor

    def _touch_start(self, actor: Actor, op: Literal["read", "write"]) -> None:
        execution = actor.execution
        if self.is_known and len(execution.actors) > 1:
            execution.starts_asked = execution.starts_asked or op == "read"
            if self._start_cell is None:
                self._start_cell = Cell(execution, f"{self._name}'s start", atomic=True)
            self._start_cell.touch(actor, op, lambda: op == "write" or self._actor is not None)

    # ---- what it is called -----------------------------------------------------------------

    @property
    def name(self) -> str:
        assert self._initialised, "Thread.__init__() not called"
        if self._numbering is not None:
            self._numbering.look()
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        assert self._initialised, "Thread.__init__() not called"
        self._name = str(name)
        self._numbering = None
        if self._actor is not None:
            self._actor.execution.rename_actor(self._actor, self._name)

    @property
    def ident(self) -> int | None:
        assert self._initialised, "Thread.__init__() not called"
        started = self._as_started()
        return None if started is None else _ident(started)

    native_id = ident

    @property
    def daemon(self) -> bool:
        assert self._initialised, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic: bool) -> None:
        if not self._initialised:
            raise RuntimeError("Thread.__init__() not called")
        if self._as_started() is not None:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def getName(self) -> str:
        _deprecated("getName() is deprecated, get the name attribute instead")
        return self.name

    def setName(self, name: str) -> None:
        _deprecated("setName() is deprecated, set the name attribute instead")
        self.name = name

    def isDaemon(self) -> bool:
        _deprecated("isDaemon() is deprecated, get the daemon attribute instead")
        return self.daemon

    def setDaemon(self, daemonic: bool) -> None:
        _deprecated("setDaemon() is deprecated, set the daemon attribute instead")
        self.daemon = daemonic

    def __hash__(self) -> int:
        return self._number  # a program's set of threads is walked in the same order in every process

    def __repr__(self) -> str:
        assert self._initialised, "Thread.__init__() was not called"
        status = "initial" if self._as_started() is None else "started" if self.is_alive() else "stopped"
        if self._daemonic:
            status += " daemon"
        if self._actor is not None:
            status += f" {_ident(self._actor)}"
        return f"<{type(self).__name__}({self.name}, {status})>"

    @property
    def _started(self) -> Started:
        return Started(self)

    @property
    def known_as(self) -> str:
        """Its name, for who only tells of it; "" where it has none yet."""
        return self._name if self._initialised else ""

    def named_after(self, numbers: Numbering) -> None:
        """Its name, as it was given, has a number of those."""
        self._numbering = numbers


refuse_insides(
    Thread, threading.Thread(name=""), besides=frozenset({"_args", "_kwargs", "_target", "_name", "_daemonic"})
)


def _started(body: Callable[[], object], name: str, daemonic: bool) -> Actor:
    starter = me()
    execution = starter.execution
    execution.point(starter, "start", silent=True)
    order_of_starts(execution).take()
    actor = execution.new_actor(body, name, daemonic)
    starter.fresh = True
    execution.record(starter, "start", actor.object)
    return actor


def start_bare(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any] | None = None, /
) -> int:
    """`_thread.start_new_thread`: nobody waits for it, and a SystemExit ends it quietly."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if kwargs is not None and not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")

    def body() -> None:
        try:
            function(*args, **(kwargs or {}))
        except SystemExit:
            pass

    return _ident(_started(body, "", daemonic=True))


def _name(number: int, target: Callable[..., object] | None) -> str:
    name = f"Thread-{number}"
    try:
        return name if target is None else f"{name} ({target.__name__})"
    except AttributeError:
        return name


def _deprecated(sentence: str) -> None:
    warnings.warn(sentence, DeprecationWarning, stacklevel=3)


class _Adopted(Thread):
    """An actor that no `Thread` started: the main one, or the engine's own."""

    is_known = False

    def __init__(self, actor: Actor, name: str) -> None:
        self._initialised = True
        self._number = -actor.serial
        self._actor = actor
        self._name = name
        self._daemonic = actor.daemon


class _MainThread(_Adopted):
    """The thread of the program's own text."""


# ---- the threads there are ---------------------------------------------------------------------


def _thread_of(actor: Actor) -> Thread:
    threads = _register(actor.execution).by_serial
    thread = threads.get(actor.serial)
    if thread is None:
        is_main = actor.serial == 1
        thread = _MainThread(actor, "MainThread") if is_main else _Adopted(actor, actor.name)
        threads[actor.serial] = thread
    return thread


def current_thread() -> Thread:
    return _thread_of(me())


def main_thread() -> Thread:
    return _thread_of(me().execution.actors[0])


def enumerate_threads() -> list[Thread]:
    """Every thread that was started and has not ended, by serial."""
    order_of_starts(me().execution).look()
    return [_thread_of(other) for other in _living()]


def _living() -> list[Actor]:
    actor = me()
    execution = actor.execution
    execution.point(actor, "is-alive", actor.object, silent=True)
    for other in execution.actors:
        execution.record(actor, "is-alive", other.object)
    return execution.pending()


def active_count() -> int:
    return len(_living())


def get_ident() -> int:
    return _ident(me())


# ---- uncaught exceptions -----------------------------------------------------------------------


def default_excepthook(args: ExceptHookArgs, /) -> None:
    """Keep the exception as the execution's, as it is kept where nobody set a hook."""
    if args.exc_type is SystemExit:
        return
    actor = me()
    error = args.exc_value if args.exc_value is not None else args.exc_type()
    actor.execution.uncaught(actor, error, "thread")


def get_excepthook() -> Callable[[ExceptHookArgs], object]:
    return _register(me().execution).excepthook or default_excepthook


def set_excepthook(hook: Callable[[ExceptHookArgs], object]) -> None:
    _register(me().execution).excepthook = None if hook is default_excepthook else hook
