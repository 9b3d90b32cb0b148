"""Inside a worker process: what it makes of itself, then its loop: an order in, an answer out, one at a time.

Started by `worker`, which watches it from outside. Nothing here is trusted to hold against the program that is
executed: it may burn, block, fork, close what it finds open. So the channel lies on a descriptor far above those that a
program opens and closes, and whatever is not a whole answer counts as none. A process that was forked from this one
ends at once, before it runs a line: our loop must not run twice, and threads do not survive a fork anyway.

An order is a pickled (function, arguments, named arguments). An answer is a kind, a flag and a pickled value: see
`Message`.
"""

from __future__ import annotations

import os
import pickle
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Final, NamedTuple, NoReturn

from cafe_sim.engine.explore.processes.where import answer_when_asked
from cafe_sim.errors import CafeError

HELLO: Final = b"h"
ORDER: Final = b"o"
VALUE: Final = b"v"
ERROR: Final = b"e"
NO_MEMORY: Final = b"m"
FORKED: Final = b"f"

FRAME_MAX: Final = 256 << 20
"""Bytes in one order or answer."""
CUT_OFF: Final = 97
"""Exit status of a worker that can no longer answer: its channel was closed under it."""

LEFT_OPEN_MAX: Final = 100
"""Descriptors that programs may leave behind in one process; the next one may run out of them."""
NICER: Final = 10
"""Of a worker than of its master, as the system counts it: a tenth of the core where both want the same one."""
_HEADER: Final = Struct("!4sc?Q")
_MAGIC: Final = b"cafe"
_HIGHEST_CHANNEL: Final = 1 << 16
_SET_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of Linux's <sys/prctl.h>
_SET_SUBREAPER: Final = 36


class Message(NamedTuple):
    """One message on the channel."""

    kind: bytes
    spent: bool
    """The process that sent it has had its day: replace it."""
    body: bytes


_forks: Final[list[bool]] = []
"""One for each time that the program copied this process."""


class Garbage(Exception):
    """What came through the channel is no message."""


def send(channel: socket.socket, message: Message) -> None:
    """Send the whole message, within the channel's timeout."""
    channel.sendall(_HEADER.pack(_MAGIC, message.kind, message.spent, len(message.body)) + message.body)


def receive(channel: socket.socket, watch: Callable[[], None] = lambda: None) -> Message | None:
    """The next message; None at the end of the channel.

    Whatever `watch` raises when the channel's timeout has passed, or bytes drip in.
    """
    header = _exactly(channel, _HEADER.size, watch)
    if header is None:
        return None
    magic, kind, spent, length = _HEADER.unpack(header)
    if magic != _MAGIC or length > FRAME_MAX:
        raise Garbage
    body = _exactly(channel, length, watch)
    return None if body is None else Message(kind, spent, body)


def _exactly(channel: socket.socket, size: int, watch: Callable[[], None]) -> bytes | None:
    """So many bytes, or None if the channel ends before."""
    parts: list[bytes] = []
    while size:
        try:
            part = channel.recv(min(size, 1 << 20))
        except TimeoutError:
            watch()
            continue
        if not part:
            return None
        parts.append(part)
        size -= len(part)
        if size:
            watch()
    return b"".join(parts)


def main(descriptor: int, told: int, parent: int, core: int | None) -> NoReturn:
    """Work off orders until the channel ends. Where it stands is told down `told`, if it is asked.

    Never returns: what a program left running in threads is not waited for.
    """
    with socket.socket(fileno=_out_of_reach(descriptor)) as channel:
        answer_when_asked(_out_of_reach(told, below=1))
        die_with(parent)
        _settle(core)
        channel.settimeout(None)
        try:
            send(channel, Message(HELLO, spent=False, body=b""))
            this = os.getpid()
            while (order := receive(channel)) is not None:
                answer = _answer(order.body)
                if os.getpid() != this:
                    os._exit(0)  # a copy that was made behind Python's back
                send(channel, answer)
        except (OSError, Garbage):
            os._exit(CUT_OFF)
        os._exit(0)


def _out_of_reach(descriptor: int, below: int = 0) -> int:
    """The channel on a high descriptor, where `os.closerange(0, 1000)` and the lowest free number don't hit it."""
    import fcntl
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _HIGHEST_CHANNEL if soft == resource.RLIM_INFINITY else min(soft, _HIGHEST_CHANNEL)
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, limit - 1 - below)
    os.close(descriptor)
    return high


def die_with(parent: int) -> None:
    """Where the system can do it: end when the master ends, and inherit the orphans of our children."""
    if sys.platform == "linux":
        import ctypes
        import signal

        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        prctl(_SET_SUBREAPER, 1)
    if os.getppid() != parent:
        os._exit(0)  # it went before it could be said


def _settle(core: int | None) -> None:
    """Leave ctrl-c to the master, keep to one core, leave no core dump; forked children end at once."""
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.register_at_fork(after_in_child=lambda: os._exit(0), after_in_parent=lambda: _forks.append(True))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    _step_back()


def _step_back() -> None:
    """Let a screen, and whatever else the player does, go first.

    Linux may weigh sessions instead of processes, and ours is one of its own.
    """
    os.nice(NICER)
    if hasattr(os, "SCHED_BATCH"):
        # and who is woken waits until we wait: else each hand-over of the baton is three switches instead of one
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICER), encoding="ascii")


def _answer(order: bytes) -> Message:
    try:
        function, arguments, named = pickle.loads(order)  # noqa: S301  # from our master
        kind, body = VALUE, pickle.dumps(function(*arguments, **named), pickle.HIGHEST_PROTOCOL)
        if len(body) > FRAME_MAX:
            raise CafeError(
                f"a worker process answered with more than {FRAME_MAX >> 20} MiB; ask it for less at a time"
            )
    except MemoryError:
        return Message(NO_MEMORY, spent=True, body=b"")  # who knows what else lacks the piece it asked for
    except BaseException as error:
        kind, body = ERROR, _carried(error)
    if _forks:  # what it would have done with its copy is not known, so nothing is
        return Message(FORKED, spent=True, body=b"")
    return Message(kind, spent=_has_children() or _is_harmed(), body=body)


def _carried(error: BaseException) -> bytes:
    """The exception, pickled; another in its place if it does not survive that."""
    if not isinstance(error, CafeError):
        error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        body = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
        pickle.loads(body)  # noqa: S301  # made in the line above
    except Exception:
        return pickle.dumps(CafeError(f"a worker process ended its task with {type(error).__name__}: {error}"))
    return body


def _has_children() -> bool:
    """Did the task leave processes behind? Orphans of its children count: this process inherits them."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return False
    return True


def _is_harmed() -> bool:
    """Are 0, 1 or 2 closed, so that the next file would get what others print, or hardly any descriptors left?"""
    try:
        for descriptor in range(3):
            os.fstat(descriptor)
        return sum(1 for _ in Path("/dev/fd").iterdir()) > LEFT_OPEN_MAX
    except OSError:
        return True
