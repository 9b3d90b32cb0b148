"""asyncio's own loop and tasks, on a clock that jumps: what ours are compared with.

Unmodified but for the clock, which jumps to the next timer as ours does; for timers of one moment, which it would fire
in no promised order (each is due a ten-millionth of a microsecond after those made before); and for the order in which
a group cancels its tasks, which would be that of their memory addresses.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
from types import SimpleNamespace


class Jumps(selectors.DefaultSelector):
    """Waits for nothing: time is moved instead."""

    loop = None

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("nothing is left that could happen")
        # to the moment itself: what a timer was late by must not add up in those that are made when it fires
        self.loop.now = round(self.loop.now + timeout, 9)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop; time is what its timers say."""

    def __init__(self):
        selector = Jumps()
        selector.loop = self
        self.now = 0.0
        self.made = itertools.count()
        super().__init__(selector)
        self._clock_resolution = 1e-9

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        return super().call_at(when + next(self.made) * 1e-13, callback, *args, context=context)


class InOrder(dict):
    """As much of a set as a group wants, in order of insertion."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


class OrderedGroup(asyncio.TaskGroup):
    """asyncio's own, without its one disorder."""

    def __init__(self):
        super().__init__()
        self._tasks = InOrder()


PLAIN = SimpleNamespace(**{**vars(asyncio), "TaskGroup": OrderedGroup})
