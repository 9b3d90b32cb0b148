"""Coroutines that nobody awaits: noted with the line that made them, never printed.

CPython finds one when it is destroyed, and calls `warnings._warn_unawaited_coroutine(coroutine)`, which formats a
RuntimeWarning. While an execution is driven that hook is ours; outside it is what it was. A coroutine knows the line
that made it when origin tracking was on in its thread (`sys.set_coroutine_origin_tracking_depth`), which actors'
threads have from birth.

What a finaliser raises, and Python ignores, is not printed to the real stderr either: it is part of what the program
wrote.

What the cyclic garbage collector finds is not noted: when it runs depends on everything else in the process, and a
trace must not.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Coroutine, Iterable, Sized
from inspect import CORO_CREATED, getcoroutinestate
from traceback import walk_tb
from types import CoroutineType
from typing import Any, TypeGuard

from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.actor import Actor, here

_hook: Callable[[Coroutine[Any, Any, Any]], None] = warnings._warn_unawaited_coroutine  # type: ignore[attr-defined]
_raised: Callable[[sys.UnraisableHookArgs], object] = sys.unraisablehook
_listeners = 0


def listen(events: Sized) -> None:
    """From now until `stop_listening` (these nest), unawaited coroutines of actors are noted among `events`."""
    global _listeners, _raised
    _listeners += 1
    collecting.begin(events)
    if _listeners == 1:
        _raised, sys.unraisablehook = sys.unraisablehook, _ignored
        warnings._warn_unawaited_coroutine = _hear  # type: ignore[attr-defined]


def stop_listening() -> None:
    """Undo one `listen`."""
    global _listeners
    _listeners -= 1
    collecting.end()
    if _listeners == 0:
        warnings._warn_unawaited_coroutine = _hook  # type: ignore[attr-defined]
        sys.unraisablehook = _raised


def _ignored(args: sys.UnraisableHookArgs) -> None:
    actor = here.actor
    if actor is None:
        _raised(args)
        return
    execution, error = actor.execution, args.exc_value
    if collecting.is_at_work() or execution._closing or error is None:
        return
    site = execution.sites[execution.site_of_error(error)]
    where = f" ({site.file}, line {site.line})" if site.line else ""
    frames = walk_tb(error.__traceback__)
    # from Python 3.14 on the function is part of a text
    functions = [frame.f_code.co_qualname for frame, _ in frames] if args.object is None else []
    what = functions[0] if functions else getattr(args.object, "__qualname__", type(args.object).__name__)
    said = f"Exception ignored in {what}{where}: {type(error).__name__}: {said_by(error)}\n"
    execution.output.append((actor.clock, actor.serial, said))


def said_by(thing: object) -> str:
    """The text of an exception, or of what a program exits with: the program's own, which may fail to be made."""
    try:
        return str(thing)
    except Exception:  # as Python has it, and in its words
        return f"<{'exception' if isinstance(thing, BaseException) else 'object'} str() failed>"


def _hear(coroutine: Coroutine[Any, Any, Any]) -> None:
    actor = here.actor
    if actor is None:
        _hook(coroutine)
    elif not collecting.is_at_work():
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


def is_fresh(value: object) -> TypeGuard[Coroutine[Any, Any, Any]]:
    """Is it a coroutine that was never begun?"""
    return type(value) is CoroutineType and getcoroutinestate(value) == CORO_CREATED


def close_kept_by(error: BaseException) -> None:
    """Close the coroutines never begun that an uncaught error's traceback kept alive: nobody will await them now."""
    waiting, seen = [error], set()
    while waiting:
        error = waiting.pop()
        if id(error) in seen:
            continue
        seen.add(id(error))
        for frame, _ in walk_tb(error.__traceback__):
            for coroutine in [value for value in frame.f_locals.values() if type(value) is CoroutineType]:
                if is_fresh(coroutine):
                    coroutine.close()
        waiting += [each for each in (error.__cause__, error.__context__) if each is not None]
        if isinstance(error, BaseExceptionGroup):
            waiting += error.exceptions


def note_kept(values: Iterable[object]) -> None:
    """Note and close those of `values` that are coroutines never begun: a program's variables at its end."""
    actor = here.actor
    for value in values:
        if is_fresh(value):
            if actor is not None:
                _note(actor, value)
            value.close()
