"""The cyclic garbage collector while an execution is driven: rarer, and known to be at work.

An execution makes hundreds of thousands of small objects that live to its end (its trace), and the collector would walk
them again and again, which would take a fifth of all time. So while an execution is driven the collector looks less
often; and where most new objects are events, which can hold no garbage, it does not look at all: they are counted as
old at once. (`gc.freeze` and `gc.unfreeze` move everything from one list to another, at a cost that does not grow with
it.) A program that makes more garbage than events is looked through as before.

Whatever the collector finds, it finds at a moment that depends on everything else in the process. So nothing that it
sets off may reach a trace: `is_at_work` tells.
"""

from __future__ import annotations

import gc
from collections.abc import Sized

THRESHOLDS = 10_000, 50, 100

AGED_MAX = 250_000
"""So many events may count as old unseen, some 40 MB, before all that is old is looked through once; never while an
execution is driven.
"""

_FROZEN_BY_PYTHON = 1_000
"""Whoever freezes freezes more than this: Python 3.12 starts with some hundred frozen objects of its own."""

_driven: list[Sized] = []
"""The events of what is driven now."""
_events = 0
"""How many they were at the collector's last look."""
_before = gc.get_threshold()
_may_age: bool | None = None
"""Nobody else has frozen anything, so it may be unfrozen; None: not asked yet, as the answer may take time."""
_aged = 0
"""How many events count as old since the latest look at all that is old …"""
_looks = 0
"""… which was this one."""
_at_work = False


def begin(events: Sized = ()) -> None:
    """An execution is driven from now on, or several; these nest."""
    global _before, _events, _may_age, _aged, _at_work
    _driven.append(events)
    if len(_driven) == 1:
        _at_work = False  # a look in another thread may have outlasted the driving before, and ended unheard
        if _aged > AGED_MAX and not events:  # what is driven is only beginning, so the old is mostly over
            _aged = 0
            if _looks_so_far() == _looks:
                gc.collect()
        _before = gc.get_threshold()
        _events, _may_age = len(events), None
        if _before[0]:
            gc.set_threshold(*THRESHOLDS)
        gc.callbacks.append(_watch)


def end() -> None:
    """Undo one `begin`."""
    if len(_driven) == 1:
        if _may_age:
            _age(_events)  # else the first look after this would be at all of them
        gc.set_threshold(*_before)
        gc.callbacks.remove(_watch)
    _driven.pop()


def is_at_work() -> bool:
    """Whether the collector is running now (known only between `begin` and `end`)."""
    return _at_work


def _watch(phase: str, info: dict[str, int]) -> None:
    global _at_work, _events, _may_age
    _at_work = phase == "start"
    if _at_work and info["generation"] == 0:
        before, _events = _events, sum(map(len, _driven))
        if _events - before > THRESHOLDS[0] * 2 // 5:  # an event mostly comes with another object
            if _may_age is None:
                _may_age = gc.get_freeze_count() < _FROZEN_BY_PYTHON
            if _may_age:
                _age(before)


def _age(before: int) -> None:
    """Whatever is new counts as old; there were `before` events at the time before."""
    global _aged, _looks
    _aged += sum(map(len, _driven)) - before
    _looks = _looks_so_far()
    gc.freeze()
    gc.unfreeze()


def _looks_so_far() -> int:
    """How often all that is old was looked through."""
    return int(gc.get_stats()[-1]["collections"])
