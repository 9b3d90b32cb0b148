"""Settings of the whole process that a program may change: they come back at the end of its execution.

Thousands of executions take turns in one process, and none may see anything of another. A program comes to such a
setting by importing a module; so it is looked up there, and nowhere else. What it stores in a module or a class that is
not its own is noted when it does (`Session.patch`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

Undo = Callable[[], object]
MISSING: Any = object()

_OF_CONTEXT = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps")


def kept(module: str) -> list[Undo]:
    """How all that a program can set by way of a module gets what it has now."""
    look = _SETTINGS.get(module)
    return [] if look is None else look()


def put_back(owner: ModuleType | type, name: str, was: Any) -> None:
    """A module, or a class, gets back an attribute that it had, or has none any more."""
    if vars(owner).get(name, MISSING) is was:
        return
    if isinstance(owner, ModuleType):
        names = vars(owner)
        names.pop(name, None)
        names.update({} if was is MISSING else {name: was})
    elif was is MISSING:
        type.__delattr__(owner, name)
    else:
        type.__setattr__(owner, name, was)


def _of_sys() -> list[Undo]:
    return [
        partial(sys.setrecursionlimit, sys.getrecursionlimit()),
        partial(sys.set_int_max_str_digits, sys.get_int_max_str_digits()),
    ]


def _of_os() -> list[Undo]:
    mask = os.umask(0)
    os.umask(mask)
    back: list[Undo] = [partial(os.umask, mask), partial(_restore_environment, dict(os.environ))]
    with suppress(OSError):  # the folder may be gone: then there is none to come back to
        back.append(partial(_go_back, Path.cwd()))
    return back


def _go_back(folder: Path) -> None:
    with suppress(OSError):
        os.chdir(folder)


def _restore_environment(before: dict[str, str]) -> None:
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


def is_modules_own(obj: Any) -> bool:
    """Does the module of its class go by what it says, unasked: `decimal.DefaultContext`, `reprlib.aRepr`?"""
    module = sys.modules.get(type(obj).__module__)
    return module is not None and any(value is obj for value in vars(module).values())


def is_facades(obj: Any, name: str) -> bool:
    """Is it an attribute that one of the engine's façades has: a thread's name?"""
    return type(obj).__module__.partition(".")[0] == "cafe_sim" and hasattr(type(obj), name)


def _templates() -> tuple[Any, ...]:
    decimal: Any = import_module("decimal")
    return decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext


def _of_decimal() -> list[Undo]:
    return [
        partial(setattr, each, name, value if type(value) in (int, str) else dict(value))
        for each in _templates()
        for name, value in ((name, getattr(each, name)) for name in _OF_CONTEXT)
    ]


def _of_gc() -> list[Undo]:
    gc: Any = import_module("gc")
    return [gc.enable if gc.isenabled() else gc.disable, partial(gc.set_threshold, *gc.get_threshold())]


def _of_locale() -> list[Undo]:
    locale: Any = import_module("locale")
    return [partial(locale.setlocale, locale.LC_ALL, locale.setlocale(locale.LC_ALL))]


def _of_calendar() -> list[Undo]:
    calendar: Any = import_module("calendar")
    return [partial(calendar.setfirstweekday, calendar.firstweekday())]


def _of_reprlib() -> list[Undo]:
    shortens = import_module("reprlib").aRepr
    return [partial(vars(shortens).update, dict(vars(shortens)))]


_SETTINGS: dict[str, Callable[[], list[Undo]]] = {
    "calendar": _of_calendar,
    "decimal": _of_decimal,
    "gc": _of_gc,
    "locale": _of_locale,
    "os": _of_os,
    "reprlib": _of_reprlib,
    "sys": _of_sys,
}
