"""`signal` inside a program: handlers are kept, and called for what the program sends to itself; nobody else sends any.

A handler runs in the main thread wherever that is. So a signal sent from the main thread is dealt with at once, one
whose handler a loop has is handed in to that loop, and what else another thread sends is refused.
"""

from __future__ import annotations

import signal as _real
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from cafe_sim.engine.facade.veil import veil
from cafe_sim.engine.kernel.actor import me
from cafe_sim.engine.kernel.shared.threads import current_thread, main_thread
from cafe_sim.errors import NotModelled

_WAITS = "nobody sends signals from outside the run; use threading.Event, asyncio.Event or time.sleep"
_HARMLESS = frozenset(
    getattr(_real, name) for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH") if hasattr(_real, name)
)
"""Signals that do nothing to a process that has no handler for them."""


def _handlers() -> dict[int, Any]:
    found: dict[int, Any] = me().execution.locals.setdefault("signals", {_real.SIGINT: _real.default_int_handler})
    return found


def _check(number: int) -> None:
    if number not in _real.valid_signals():
        raise ValueError("signal number out of range")


def is_main() -> bool:
    """Handlers can be set by the main thread alone."""
    return current_thread() is main_thread()


def signal(signalnum: int, handler: Any, /) -> Any:
    """Set a handler; what it was before."""
    if not callable(handler) and handler not in (_real.SIG_IGN, _real.SIG_DFL):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if not is_main():
        raise ValueError("signal only works in main thread of the main interpreter")
    _check(signalnum)
    if signalnum in (_real.SIGKILL, _real.SIGSTOP):
        raise OSError(22, "Invalid argument")
    before = getsignal(signalnum)
    _handlers()[signalnum] = handler
    return before


def getsignal(signalnum: int, /) -> Any:
    """The handler as it is."""
    _check(signalnum)
    return _handlers().get(signalnum, _real.SIG_DFL)


def raise_signal(signum: int, /) -> None:
    """Send a signal to this program."""
    handler = getsignal(signum)
    if handler == _real.SIG_IGN or (handler == _real.SIG_DFL and signum in _HARMLESS):
        return
    if handler == _real.SIG_DFL:
        raise NotModelled(f"{_real.Signals(signum).name} would end this process: give it a handler, or use sys.exit")
    if isinstance(handler, OfLoop):
        handler.hand_in()
    elif is_main():
        handler(signum, sys._getframe(1))
    else:
        raise NotModelled(
            "a signal sent from another thread is not modelled, but to a handler of a loop's (loop.add_signal_handler)"
        )


class OfLoop:
    """What a loop is told of a signal."""

    def __init__(self, hand_in: Callable[[], object]) -> None:
        self.hand_in = hand_in

    def __call__(self, signum: int, frame: Any) -> None:
        """What Python itself does then: nothing."""


def siginterrupt(signalnum: int, flag: bool, /) -> None:
    """Nothing is interrupted here."""
    del flag
    _check(signalnum)


def _refuse(name: str) -> Callable[..., NoReturn]:
    def function(*_args: Any, **_named: Any) -> NoReturn:
        raise NotModelled(f"signal.{name} is not modelled: {_WAITS}")

    function.__name__ = function.__qualname__ = name
    return function


for _name in (
    "alarm", "getitimer", "pause", "pidfd_send_signal", "pthread_kill", "pthread_sigmask", "set_wakeup_fd", "setitimer", "sigpending",
    "sigtimedwait", "sigwait", "sigwaitinfo",
):  # fmt: skip
    if hasattr(_real, _name):
        globals()[_name] = _refuse(_name)

veil(_real, globals())
