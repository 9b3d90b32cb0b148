"""CPython's own threads, but for who goes on: one moves at a time, and at any opcode it may be another's turn.

An oracle that shares no code with the engine: the program is compiled as it stands, its objects are Python's own, and
so are `threading`, `queue` and `concurrent.futures`, copies of which are made here that get their locks and start their
threads by a `_thread` of ours. Who goes on is drawn from a seed, so what was seen once is seen again.

A lock that is held is waited for by giving way. Whoever waits with a limit may run out of it at any moment, for a
thread may be kept off its core as long as the system likes; time is what has been waited for.
"""

from __future__ import annotations

import _thread
import concurrent.futures
import contextlib
import gc
import importlib.util
import io
import os
import random
import sys
import time
from collections.abc import Callable
from types import CodeType, FrameType, ModuleType
from typing import Any
from unittest.mock import patch

FILE = "oracle.py"
"""What programs are called: their opcodes, and those of the copied modules, are where another may go on."""


class Stuck(BaseException):
    """Nobody can move; raised in everybody who waits."""


class Turns:
    """Who goes on, of all threads of one run of a program."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.likely = rng.choice((0.02, 0.1, 0.3, 0.6))
        self.gates: dict[int, Any] = {}
        self.wants: dict[int, Lock | None] = {}
        """By number, all that have not ended: the lock each waits for."""
        self.pace: dict[int, float] = {}
        """How likely each is to go on: in some runs one is far ahead of another."""
        self.limited: set[int] = set()
        """Those who will not wait for ever."""
        self.turn = 0
        self.now = 0.0
        self.is_stuck = False
        self.failed: BaseException | None = None
        """What came out of somebody's work, which should not."""
        self.over = _held()

    def run(self, works: list[Callable[[], object]]) -> None:
        """Everybody does their work; returns when all have ended. Raises Stuck."""
        for work in works:
            self.start(work)
        self._pass_on()
        self.over.acquire()
        if self.failed is not None:
            raise self.failed
        if self.is_stuck:
            raise Stuck

    def start(self, work: Callable[[], object], ended: Callable[[], object] = int) -> int:
        """One more; it goes on when it is its turn. Its number."""
        number = len(self.gates) + 1
        self.gates[number] = _held()
        self.wants[number] = None
        self.pace[number] = self.rng.choice((0.01, 0.2, 1.0))

        def live() -> None:
            self.gates[number].acquire()
            sys.settrace(self.called)
            try:
                work()
            except Stuck:
                pass
            except BaseException as error:
                if not self.is_stuck:  # else it stumbled on its way out
                    self.failed = error
            sys.settrace(None)
            ended()
            del self.wants[number]
            if self.wants:
                self._pass_on()
            else:
                self.over.release()

        _thread.start_new_thread(live, ())
        return number

    def _pass_on(self) -> None:
        self.turn = self._next()
        self.gates[self.turn].release()

    def give_way(self) -> None:
        """Somebody goes on: maybe whoever asks, or is kept waiting."""
        if not self.wants:
            return
        me, self.turn = self.turn, self._next()
        if self.turn != me:
            self.gates[self.turn].release()
            self.gates[me].acquire()

    def wait(self, lock: Lock, timeout: float) -> bool:
        """Until the lock is free; False where it did not come to that in time."""
        if not self.wants:  # a run is over, and this is its garbage's
            return True
        me = self.turn
        self.wants[me] = lock
        if timeout >= 0:
            self.limited.add(me)
        self.give_way()
        self.wants[me] = None
        self.limited.discard(me)
        if self.is_stuck:
            raise Stuck
        if lock.is_held:
            self.now += timeout
        return not lock.is_held

    def _next(self) -> int:
        free = [n for n, lock in self.wants.items() if self.is_stuck or lock is None or not lock.is_held]
        late = [n for n in self.limited if n not in free]
        if not (free or late):
            self.is_stuck = True
            return min(self.wants)
        of = late if late and (not free or self.rng.random() < self.likely / 4) else free
        return self.rng.choices(of, [self.pace[n] for n in of])[0]

    # ---- tracing ---------------------------------------------------------------------------

    def called(self, frame: FrameType, event: str, _arg: object) -> Any:
        if frame.f_code.co_filename not in TRACED:
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return self.stepped

    def stepped(self, _frame: FrameType, event: str, _arg: object) -> Any:
        if event == "opcode" and self.rng.random() < self.likely:
            self.give_way()
        return self.stepped


def _held() -> Any:
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock


class Lock:
    """`_thread.lock`, waited for by giving way."""

    def __init__(self) -> None:
        self.is_held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self.is_held and not (blocking and turns.wait(self, timeout)):
            return False
        self.is_held = True
        return True

    def release(self) -> None:
        if not self.is_held:
            raise RuntimeError("release unlocked lock")
        self.is_held = False

    def locked(self) -> bool:
        return self.is_held

    def _at_fork_reinit(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


turns = Turns(random.Random(0))
"""Of the run that is under way."""


def _module(name: str, of: ModuleType, **instead: Any) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update({**vars(of), **instead})
    return made


def _copied(name: str, **instead: ModuleType | None) -> ModuleType:
    """A standard module of our own, that finds others in place of those it imports."""
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    with patch.dict(sys.modules, instead), patch.object(os, "register_at_fork"):
        found.loader.exec_module(made)
    return made


class Handle:
    """A thread, as `threading` has it since Python 3.13; before that, the lock it holds until it has ended."""

    def __init__(self) -> None:
        self.ident = 0
        self.lives = Lock()
        self.lives.acquire()

    def join(self, timeout: float | None = None) -> None:
        if self.lives.acquire(True, -1 if timeout is None else timeout):
            self.lives.release()

    def is_done(self) -> bool:
        return not self.lives.locked()

    def _set_done(self) -> None:
        if self.lives.locked():
            self.lives.release()


_sentinels: dict[int, Lock] = {}


def _start_joinable_thread(function: Callable[[], object], handle: Handle, daemon: bool = True) -> None:
    handle.ident = turns.start(function, handle._set_done)


def _start_new_thread(function: Callable[..., object], args: tuple[object, ...]) -> int:
    def ended() -> None:
        lock = _sentinels.pop(number, None)
        if lock is not None and lock.locked():
            lock.release()

    number = turns.start(lambda: function(*args), ended)
    return number


def _set_sentinel() -> Lock:
    lock = _sentinels[turns.turn] = Lock()
    return lock


def _sleep(_seconds: float) -> None:
    turns.give_way()


_clock = _module("time", time, sleep=_sleep, monotonic=lambda: turns.now)
_threads = _module(
    "_thread",
    _thread,
    allocate_lock=Lock,
    LockType=Lock,
    lock=Lock,
    get_ident=lambda: turns.turn,
    start_new_thread=_start_new_thread,
    start_joinable_thread=_start_joinable_thread,
    _ThreadHandle=Handle,
    _set_sentinel=_set_sentinel,
)
del _threads.RLock  # `threading` has one in Python
_threading = _copied("threading", _thread=_threads, time=_clock)
if hasattr(_threading, "_DeleteDummyThreadOnDel"):  # would do things when a system's thread ends, whoever's turn it is
    del _threading._DeleteDummyThreadOnDel.__del__
_queue = _copied("queue", threading=_threading, time=_clock, _queue=None)
_base = _copied("concurrent.futures._base", threading=_threading, time=_clock)
_futures = _module("concurrent.futures", concurrent.futures, **vars(_base), _base=_base)
_pools = _copied("concurrent.futures.thread", threading=_threading, queue=_queue, **{"concurrent.futures": _futures})
_futures.ThreadPoolExecutor = _pools.ThreadPoolExecutor  # type: ignore[attr-defined]
MODULES = {"threading": _threading, "queue": _queue, "time": _clock, "concurrent.futures": _futures}
TRACED = {FILE, *(str(each.__file__) for each in (_threading, _queue, _base, _pools))}
"""Files at whose opcodes another may go on."""


def ends_of(
    code: CodeType, works: list[str], runs: int, rng: random.Random, modules: dict[str, ModuleType] = MODULES
) -> set[Any]:
    """What `end()` says after some runs of a program in which all of `works` were done at once."""
    global turns
    ends = set()
    for _ in range(runs):
        if turns.is_stuck:
            gc.collect()  # what was left holding locks must not be let go of by those who come next
        namespace: dict[str, Any] = {"__name__": "__main__"}
        out = io.StringIO()
        with patch.dict(sys.modules, modules), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            turns = Turns(rng)
            exec(code, namespace)
            try:
                turns.run([namespace[work] for work in works])
                ends.add(namespace["end"]())
            except Stuck:
                ends.add("stuck")
    return ends
