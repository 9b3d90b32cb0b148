"""One worker process, seen from outside: started, given one task at a time, watched, and ended with all that it
started.

Its program cannot be trusted to end, so the limit is kept out here: whatever has not answered in time is killed, and so
is everything that the program may have started. The process is the head of a session of its own, so one signal reaches
its group; whoever left that group still carries the mark that every descendant inherits in its environment.

The master's wall clock is read here and nowhere below: nothing of it reaches an execution.
"""

from __future__ import annotations

import itertools
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self

from cafe_sim.engine.explore.processes.cores import Core, claim_core
from cafe_sim.engine.explore.processes.inside import (
    CUT_OFF,
    ERROR,
    FORKED,
    HELLO,
    NO_MEMORY,
    ORDER,
    Garbage,
    Message,
    receive,
    send,
)
from cafe_sim.engine.explore.processes.where import ask, standing
from cafe_sim.errors import CafeError, Misuse, WorkerLost

START_SECONDS: Final = 30.0
"""Until a new process must have said that it is there; usually that takes 0.2 s."""

_MARK: Final = "CAFE_SIM_WORKER"
_serials = itertools.count(1)
_WATCH_SECONDS: Final = 0.05
_DYING_SECONDS: Final = 2.0
_HUNTS: Final = 100
_KERNEL_THREAD: Final = 0x00200000  # PF_KTHREAD in the flags of /proc/PID/stat


class WorkerProcess:
    """A process that is replaced whenever it is lost. One thread calls it; any thread may stop it for good."""

    def __init__(self, *, pinned: bool, memory: int) -> None:
        if not hasattr(os, "killpg"):
            raise Misuse(
                "worker processes under limits need process groups, which this system lacks; use Linux or macOS"
            )
        self.memory = memory
        self._pinned = pinned
        self._core = Core()
        self._lock = Lock()
        self._busy = Lock()
        self._stopped = False
        self._turn: int | None = None
        """Of the call in progress."""
        self._first_turn = 0
        self._process: Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._told: int | None = None
        """Where it tells on which lines it stands."""
        self._greeted = False
        self._mark = b""
        self._born = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End it for good, from any thread, and wait until nothing is left of it."""
        self.stop()
        with self._busy:
            self._bury()
            self._core.release()

    def prepare(self) -> None:
        """Start a process ahead of need, for it takes its time. If none can be started, the next call says so."""
        with suppress(Exception):
            self.start()

    def start(self) -> None:
        """Start a process unless there is one."""
        if self._process is not None and self._process.poll() is None:
            return
        self._bury()
        with self._lock:
            self._check_wanted()
            if self._pinned and self._core.number is None:
                self._core = claim_core()
            self._channel, theirs = socket.socketpair()
            self._told, telling = os.pipe()
            try:
                with theirs:
                    self._process = self._spawn(theirs.fileno(), telling, f"{os.getpid()}.{next(_serials)}")
            finally:
                os.close(telling)
            self._born = _born(self._process.pid) if sys.platform == "linux" else 0

    def _spawn(self, channel: int, telling: int, mark: str) -> Popen[bytes]:
        self._greeted = False
        self._mark = f"{_MARK}={mark}".encode()
        entrance = (  # with -P and this path: never from the folder in which the user stands, where a random.py may lie
            f"import sys; sys.path[:] = {sys.path!r}; from cafe_sim.engine.explore.processes.inside import main; "
            f"main({channel}, {telling}, {os.getpid()}, {self._core.number})"
        )
        return Popen(  # noqa: S603  # ourselves
            [sys.executable, "-P", "-c", entrance],
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0", _MARK: mark},
            pass_fds=(channel, telling),
            start_new_session=True,  # a group of its own, and no terminal to draw on
        )

    @property
    def _is_unwanted(self) -> bool:
        return self._stopped or (self._turn is not None and self._turn < self._first_turn)

    def _check_wanted(self) -> None:
        if self._is_unwanted:
            raise WorkerLost("the worker processes were stopped before this was done; ask again")

    def call(self, order: bytes, what: str, seconds: float, turn: int = 0) -> Any:
        """What the function in the order returns or raises. Raises WorkerLost, naming `what`, if it cost the process.

        `turn`: see `drop`.
        """
        with self._busy:
            with self._lock:
                self._turn = turn
            try:
                self._check_wanted()
                return self._call(order, what, seconds)
            finally:
                with self._lock:
                    self._turn = None
                    spoilt = turn < self._first_turn
                if spoilt:
                    self._bury()

    def _call(self, order: bytes, what: str, seconds: float) -> Any:
        self._await_hello()
        answer = self._exchange(order, what, seconds)
        if answer.kind == NO_MEMORY:
            raise self._lost("wanted more memory than there is", what, "let it keep less")
        if answer.kind == FORKED:
            raise self._lost("was copied by fork", what, "use threads: other processes are outside of what is explored")
        try:
            value = pickle.loads(answer.body)  # noqa: S301  # from a process of ours
        except Exception as error:
            self._bury()
            raise CafeError(f"what {what} answered from a worker process cannot be read here: {error}") from error
        if answer.spent:
            self._bury()
        if answer.kind == ERROR:
            raise value
        return value

    def drop(self, turn: int) -> None:
        """From any thread: calls of an earlier turn than this raise WorkerLost, at once the one in progress."""
        with self._lock:
            self._first_turn = turn
            if self._is_unwanted:
                self._kill_group()

    def stop(self) -> None:
        """End it for good, from any thread; a call in progress raises WorkerLost at once."""
        with self._lock:
            self._stopped = True
            self._kill_group()

    def stacks(self) -> str:
        """Of all threads of the process, from any thread, while a call is in progress; "" where it does not answer."""
        with self._lock:
            if self._turn is None or not self._greeted or self._process is None or self._told is None:
                return ""
            return ask(self._process.pid, self._told)

    # ---- talking ---------------------------------------------------------------------------

    def _await_hello(self) -> None:
        try:
            self.start()
        except OSError as error:
            raise WorkerLost(
                f"no worker process could be started: {error.strerror}; end other programs first"
            ) from None
        if self._greeted:
            return
        assert self._channel is not None
        try:
            hello = receive(self._channel, self._watch(START_SECONDS))
        except (OSError, MemoryError, Garbage):
            hello = None
        if hello is None or hello.kind != HELLO:
            ending = self._ending()
            self._bury()
            self._check_wanted()
            raise WorkerLost(
                f"a worker process {ending} before it had started; does "
                f"{sys.executable} -c 'import cafe_sim.engine' work?"
            )
        self._greeted = True

    def _exchange(self, order: bytes, what: str, seconds: float) -> Message:
        assert self._channel is not None
        try:
            self._channel.settimeout(seconds)
            send(self._channel, Message(ORDER, spent=False, body=order))
            answer = receive(self._channel, self._watch(seconds))
        except MemoryError:
            raise self._lost(
                f"was stopped because it kept more than {self.memory >> 20} MiB of memory", what, "let it keep less"
            ) from None
        except TimeoutError:
            raise self._lost(
                f"was stopped after {seconds:g} s without an answer{standing([self.stacks()], what)}",
                what,
                "see what it waits for or computes without end",
            ) from None
        except Garbage:
            raise self._lost(
                "answered with bytes that are not ours", what, "it may write to its own files only"
            ) from None
        except OSError:
            answer = None
        if answer is None:
            raise self._lost(self._ending(), what, "take out what ends the whole process")
        return answer

    def _watch(self, seconds: float) -> Callable[[], None]:
        """Called every now and then while the process is silent.

        Raises TimeoutError or MemoryError when a limit is passed.
        """
        assert self._process is not None
        assert self._channel is not None
        status = Path(f"/proc/{self._process.pid}/status")
        deadline = time.monotonic() + seconds
        self._channel.settimeout(_WATCH_SECONDS)

        def watch() -> None:
            if time.monotonic() > deadline:
                raise TimeoutError
            if _kept(status) > self.memory:
                raise MemoryError

        return watch

    # ---- the end ---------------------------------------------------------------------------

    def _lost(self, how: str, what: str, remedy: str) -> WorkerLost:
        self._bury()
        if self._is_unwanted:
            return WorkerLost(f"the worker processes were stopped while one executed {what}; ask again")
        return WorkerLost(f"a worker process {how} while it executed {what}; {remedy}")

    def _ending(self) -> str:
        """How the process came to its end; it has closed its channel, so it is about to."""
        assert self._process is not None
        try:
            status = self._process.wait(_DYING_SECONDS)
        except TimeoutExpired:
            return "closed its channel to us and went on"
        if status == CUT_OFF:
            return "found its channel to us closed"
        if status >= 0:
            return f"ended with exit status {status}"
        known = -status in signal.Signals.__members__.values()
        return f"was ended by {signal.Signals(-status).name if known else f'signal {-status}'}"

    def _bury(self) -> None:
        """End the process and all that it started."""
        with self._lock:
            self._kill_group()
            process, self._process = self._process, None
            channel, self._channel = self._channel, None
            told, self._told = self._told, None
        if channel is not None:
            channel.close()
        if told is not None:
            os.close(told)
        if process is not None:
            process.wait()
            _hunt(self._mark, self._born)

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _hunt(mark: bytes, born: int) -> None:
    """Kill whatever carries the mark and left its group; again, for it may have been starting others meanwhile."""
    for _ in range(_HUNTS):
        found = [(pid, carries) for pid in _pids() if (carries := _carries(pid, mark, born)) is not False]
        if not found:
            return
        for pid, carries in found:
            if carries:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)  # until they are gone


def _kept(status: Path) -> int:
    """Bytes of a process that lie in memory or on swap, where the system tells; else 0.

    What it has reserved (RLIMIT_AS, RLIMIT_DATA) is no measure: the stack of each thread counts 8 MiB there and is
    hardly used, and a program should not see another `MemoryError` here than in plain Python.
    """
    try:
        lines = status.read_bytes().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith((b"VmRSS:", b"VmSwap:")))


def _pids() -> list[int]:
    """Of every process, where the system tells."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")] if sys.platform == "linux" else []


def _carries(pid: int, mark: bytes, born: int) -> bool | None:
    """Is the mark in its environment? None: younger than `born`, it has yet to execute another program."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        if environment:
            return mark in environment.split(b"\0")
        return None if _born(pid) >= born else False
    except OSError:  # gone, or somebody else's
        return False


def _born(pid: int) -> int:
    """When the process was started, in the system's ticks; -1 for what has ended or is a thread of the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return -1 if fields[0] in b"ZX" or int(fields[6]) & _KERNEL_THREAD else int(fields[19])
