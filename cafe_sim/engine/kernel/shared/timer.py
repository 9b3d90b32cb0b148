"""`Timer`: a thread that waits before it calls something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.threads import Thread


class Timer(Thread):
    """`threading.Timer`: calls a function after a while, unless it is cancelled."""

    def __init__(
        self,
        interval: float,
        function: Callable[..., object],
        args: Iterable[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self) -> None:
        self.finished.set()

    def run(self) -> None:
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()
