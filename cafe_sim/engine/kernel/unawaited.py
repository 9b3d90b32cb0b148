"""Coroutines that nobody awaits: noted with the line that made them, never printed.

CPython finds one when it is destroyed, and calls `warnings._warn_unawaited_coroutine(coroutine)`, which formats a
RuntimeWarning. While an execution is driven that hook is ours; outside it is what it was. A coroutine knows the line
that made it when origin tracking was on in its thread (`sys.set_coroutine_origin_tracking_depth`), which actors' threads
have from birth.

What the cyclic garbage collector finds is not noted: when it runs depends on everything else in the process, and a
trace must not.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Coroutine, Iterable
from inspect import CORO_CREATED, getcoroutinestate
from typing import Any

from cafe_sim.engine.kernel.actor import Actor, here

_hook: Callable[[Coroutine[Any, Any, Any]], None] = warnings._warn_unawaited_coroutine  # type: ignore[attr-defined]
_listeners = 0
_collecting = False


def listen() -> None:
    """From now until `stop_listening` (these nest), unawaited coroutines of actors are noted."""
    global _listeners
    _listeners += 1
    if _listeners == 1:
        warnings._warn_unawaited_coroutine = _hear  # type: ignore[attr-defined]
        gc.callbacks.append(_collector)


def stop_listening() -> None:
    """Undo one `listen`."""
    global _listeners
    _listeners -= 1
    if _listeners == 0:
        warnings._warn_unawaited_coroutine = _hook  # type: ignore[attr-defined]
        gc.callbacks.remove(_collector)


def is_collecting() -> bool:
    """Whether the cyclic garbage collector is at work (known only while listening)."""
    return _collecting


def _collector(phase: str, info: dict[str, int]) -> None:  # noqa: ARG001 - the signature gc wants
    global _collecting
    _collecting = phase == "start"


def _hear(coroutine: Coroutine[Any, Any, Any]) -> None:
    actor = here.actor
    if actor is None:
        _hook(coroutine)
    elif not _collecting:
        _note(actor, coroutine)


def _note(actor: Actor, coroutine: Any) -> None:
    execution = actor.execution
    if execution._closing:
        return
    site = 0
    for file, line, function in coroutine.cr_origin or ():
        if execution.is_program_file(file):
            site = execution.site(file, line, function)
            break
    execution.record(actor, "note", None, ("never-awaited", coroutine.__qualname__), site)


def note_kept(values: Iterable[object]) -> None:
    """Note and close those of `values` that are coroutines never begun: a program's variables at its end."""
    actor = here.actor
    for value in values:
        if isinstance(value, Coroutine) and hasattr(value, "cr_frame") and getcoroutinestate(value) == CORO_CREATED:
            if actor is not None:
                _note(actor, value)
            value.close()
