"""Where a program's output goes: to its execution, with the virtual time and the actor that wrote it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.program.seeing.kinds import is_users


class Output(io.TextIOBase):
    """A text stream into `execution.output`."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, execution: Execution, name: str, closing: Callable[[str], None]) -> None:
        super().__init__()
        self._closing = closing
        self._execution = execution
        self.name = f"<{name}>"
        self.mode = "w"

    def write(self, text: str, /) -> int:
        """Keep `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        actor = here.actor
        if text:
            self._execution.output.append(
                (actor.clock, actor.serial, text) if actor else (self._execution.now, 0, text)
            )
        return len(text)

    def close(self) -> None:
        """Nobody writes here any more."""
        self._closing(self.name[1:-1])
        super().close()

    @property
    def buffer(self) -> _Bytes:
        """Where bytes can be written."""
        return _Bytes(self)

    def reconfigure(self, **_options: Any) -> None:
        """Text is text here, however it is encoded later."""

    def writable(self) -> bool:
        """It is."""
        return True

    def isatty(self) -> bool:
        """Never."""
        return False

    def fileno(self) -> int:
        """There is none."""
        raise io.UnsupportedOperation("fileno")


class _Bytes(io.RawIOBase):
    """`sys.stdout.buffer`."""

    def __init__(self, stream: Output) -> None:
        super().__init__()
        self._stream = stream

    def write(self, data: Any, /) -> int:
        """Keep UTF-8 text."""
        self._stream.write(bytes(data).decode(errors="replace"))
        return len(data)

    def writable(self) -> bool:
        """It is."""
        return True


def print_to(file: Any, values: tuple[object, ...], sep: str, end: str) -> None:
    """`print`, in one write; into what the program has made itself in as many as Python does."""
    if file is None:
        return
    if is_users(type(file)):
        for index, value in enumerate(values):
            if index:
                file.write(sep)
            file.write(str(value))
        file.write(end)
    else:
        file.write((values[0] if len(values) == 1 and type(values[0]) is str else sep.join(map(str, values))) + end)
