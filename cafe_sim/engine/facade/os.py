"""`os` inside a program: the real one, without what would leave the run or copy this process."""

from __future__ import annotations

import os as _real
from typing import Any, NoReturn

from cafe_sim.engine.facade.veil import veil
from cafe_sim.errors import NotModelled

# fmt: off
_INSTEAD = {
    "_exit": "it would end this process at once; use sys.exit",
    "abort": "it would end this process at once; raise an exception",
    **dict.fromkeys(
        (
            "execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp", "execvpe", "fork", "forkpty", "popen", "posix_spawn",
            "posix_spawnp", "spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe", "system",
        ),
        "other processes are outside the clock of this run; use threads",
    ),
}
# fmt: on


def _refuse(name: str, reason: str) -> Any:
    def function(*_args: Any, **_named: Any) -> NoReturn:
        raise NotModelled(f"os.{name} is not modelled: {reason}")

    function.__name__ = function.__qualname__ = name
    return function


for _name, _reason in _INSTEAD.items():
    if hasattr(_real, _name):
        globals()[_name] = _refuse(_name, _reason)


def kill(pid: int, sig: int, /) -> None:
    """Send a signal, to this program alone."""
    if pid != _real.getpid():
        raise NotModelled("os.kill is not modelled for other processes: they are outside the clock of this run")
    from cafe_sim.engine.facade.signal import raise_signal

    raise_signal(sig)


def urandom(size: int, /) -> bytes:
    """Bytes from the execution's seed."""
    from cafe_sim.engine.kernel.shared.drawing import stream

    return stream("os.urandom").randbytes(size)


veil(_real, globals())
