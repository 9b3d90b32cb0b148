"""Standard modules of which each execution has its own: those that hold the process's streams, real locks, or modules
by name.

`sys` has the execution's streams, `contextlib` and `traceback` write there; `atexit` runs at the end of the program's
main thread. `dataclasses`, `typing`, `pickle`, `importlib` and `unittest` find `__main__` and the program's own
modules, not those of the process. `logging` is executed afresh from the standard library's own source, writing to the
execution's stderr; where the real one takes a lock, no other actor may move, as long as it only formats and writes (see
`logs`). So is `warnings`: what the program ignores, or turns into errors, is its own affair.
"""

from __future__ import annotations

import _thread
import builtins
import contextlib
import functools
import importlib.util
import io
import os
import sys
import traceback
import typing
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from cafe_sim.engine.kernel.actor import Teardown, me
from cafe_sim.engine.program.executing import logs, mocks
from cafe_sim.engine.program.executing.caching import functools_of
from cafe_sim.engine.program.executing.collecting import ast_of, at_work, collections_of
from cafe_sim.engine.program.executing.hashing import dataclasses_of
from cafe_sim.engine.program.executing.logs import NoSwitch
from cafe_sim.engine.program.executing.rebinding import containers_in, copy_of, rebound
from cafe_sim.engine.program.executing.testing import pkgutil_of, unittest_of
from cafe_sim.engine.program.tracebacks import strip
from cafe_sim.errors import Misuse, NotModelled

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session


def private(name: str, session: Session) -> ModuleType | None:
    """The execution's own module called `name`, or None where the shared one will do."""
    if name in _FROM_SOURCE:
        return _from_source(name, session)
    make = _MAKERS.get(name)
    return None if make is None else make(session)


def _sys(session: Session) -> ModuleType:
    program = session.program
    path = [str(program.folder.absolute())] if program.folder is not None else []
    out, err = session.stdout, session.stderr
    nothing = io.StringIO("")
    interval = [sys.getswitchinterval()]

    def setswitchinterval(seconds: float, /) -> None:
        if not seconds > 0:
            raise ValueError("switch interval must be strictly positive")
        session.outside.used(me(), "how often threads are switched", changes=True)
        interval[0] = seconds

    def getswitchinterval() -> float:
        session.outside.used(me(), "how often threads are switched", changes=False)
        return interval[0]

    session.table.update(sys.modules | session.modules)
    session.looked_into[id(session.table)] = session.table, "sys.modules"
    return copy_of(
        sys, stdout=out, stderr=err, __stdout__=out, __stderr__=err, stdin=nothing, __stdin__=nothing,
        argv=[program.file, *program.arguments], modules=session.table, path=path,
        getswitchinterval=getswitchinterval, setswitchinterval=setswitchinterval, addaudithook=_addaudithook,
    )  # fmt: skip


def _addaudithook(_hook: object, /) -> NoReturn:
    raise NotModelled(
        "sys.addaudithook is not modelled: a hook can never be taken off again, and would hear Café Sim, too; leave it out"
    )


def _builtins(session: Session) -> ModuleType:
    class Builtins(ModuleType):
        """What a program puts in place of `print` is for its own modules alone: the engine uses the real ones."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            for names in (session.builtins, *(namespace["__builtins__"] for namespace in session.namespaces)):
                names[name] = value

        def __delattr__(self, name: str) -> None:
            super().__delattr__(name)
            for names in (session.builtins, *(namespace["__builtins__"] for namespace in session.namespaces)):
                names.pop(name, None)

    module = Builtins("builtins", builtins.__doc__)
    module.__dict__.update(session.builtins)
    return module


# ---- modules that look for others by name ------------------------------------------------------


def _typing(session: Session) -> ModuleType:
    names = {**vars(typing), "sys": session.find("sys")}
    return copy_of(typing, get_type_hints=rebound(typing.get_type_hints, names))


def _importlib(session: Session) -> ModuleType:
    def import_module(name: str, package: str | None = None) -> ModuleType:
        return session.find(importlib.util.resolve_name(name, package or ""))

    return copy_of(importlib, import_module=import_module)


def _pickle(session: Session) -> ModuleType:
    """The one in Python: the one in C looks into the process's modules."""
    module = _from_source("pickle", session)
    names = module.__dict__
    for name in ("Pickler", "Unpickler", "dump", "dumps", "load", "loads"):
        names[name] = names[f"_{name}"]
    return module


# ---- contextlib --------------------------------------------------------------------------------


def _contextlib(session: Session) -> ModuleType:
    streams = session.find("sys")

    class _Redirect(contextlib.AbstractContextManager[Any]):
        stream = ""

        def __init__(self, new_target: Any) -> None:
            self._target = new_target
            self._before: list[Any] = []

        def __enter__(self) -> Any:
            session.outside.redirected(self.stream)
            self._before.append(getattr(streams, self.stream))
            setattr(streams, self.stream, self._target)
            return self._target

        def __exit__(self, *_: object) -> None:
            setattr(streams, self.stream, self._before.pop())

    class redirect_stdout(_Redirect):  # noqa: N801 - the standard library's name
        stream = "stdout"

    class redirect_stderr(_Redirect):  # noqa: N801 - the standard library's name
        stream = "stderr"

    return copy_of(contextlib, redirect_stdout=redirect_stdout, redirect_stderr=redirect_stderr)


# ---- traceback ---------------------------------------------------------------------------------


def _traceback(session: Session) -> ModuleType:
    streams = session.find("sys")

    def to_stderr(real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def function(*args: Any, **named: Any) -> Any:
            if named.get("file") is None:
                named["file"] = streams.stderr
            return real(*args, **named)

        return function

    names = ("print_exc", "print_exception", "print_list", "print_stack", "print_tb")
    return copy_of(traceback, **{name: to_stderr(getattr(traceback, name)) for name in names})


# ---- atexit ------------------------------------------------------------------------------------


def _atexit(session: Session) -> ModuleType:
    module = ModuleType("atexit")
    calls: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
    execution = session.execution

    def register(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        if not calls:
            # first in is last out: after the pools have been shut down
            execution.at_main_end.insert(0, at_end)
        calls.append((func, args, kwargs))
        session.outside.used(me(), "in which order atexit calls", changes=True)
        return func

    def unregister(func: Callable[..., Any], /) -> None:
        calls[:] = [call for call in calls if call[0] != func]

    def at_end() -> None:
        session.wait_for_others()
        while calls:
            func, args, kwargs = calls.pop()
            try:
                func(*args, **kwargs)
            except Teardown:
                raise
            except BaseException as error:  # told, and the others are called all the same
                strip(error)
                execution.uncaught(me(), error, "A function registered with atexit")

    module.__dict__.update(register=register, unregister=unregister)
    return module


# ---- from source -------------------------------------------------------------------------------

_FROM_SOURCE = frozenset(
    {
        "_py_warnings", "argparse", "copy", "fileinput", "logging", "logging.config", "logging.handlers", "optparse",
        "pprint", "sched", "secrets", "shelve", "timeit", "unittest.mock", "warnings",
    }
)  # fmt: skip
_GIVES_TO_OTHERS = frozenset({"argparse"})
"""Those of them that set attributes of what the program has."""
_OWN = frozenset(
    {
        "_py_warnings", "atexit", "datetime", "logging", "pickle", "pkgutil", "queue", "random", "sys", "time",
        "warnings",
    }
)  # fmt: skip
"""What modules executed from source get as the program would. (All of `warnings` is in `_py_warnings` from Python 3.14
on.)
"""
_MAKERS: dict[str, Callable[[Session], ModuleType]] = {
    "builtins": _builtins,
    "sys": _sys,
    "dataclasses": dataclasses_of,
    "importlib": _importlib,
    "pickle": _pickle,
    "pkgutil": pkgutil_of,
    "typing": _typing,
    "unittest": unittest_of,
    "contextlib": _contextlib,
    "traceback": _traceback,
    "atexit": _atexit,
    "functools": functools_of,
    "collections": collections_of,
    "ast": ast_of,
}


@functools.cache
def _code(name: str) -> tuple[CodeType, str]:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None or spec.loader is None or not hasattr(spec.loader, "get_code"):
        raise Misuse(f"the standard library's {name} has no source here; leave the import out")
    code: CodeType = spec.loader.get_code(name)
    return code, spec.origin


def _from_source(name: str, session: Session) -> ModuleType:
    code, origin = _code(name)
    module = ModuleType(name)
    threading = copy_of(session.find("threading"), RLock=NoSwitch, Lock=NoSwitch)
    # without register_at_fork: what is registered there can never be taken back
    system = copy_of(os)
    del system.__dict__["register_at_fork"]
    own = {"threading": threading, "os": system, "_thread": copy_of(_thread, RLock=NoSwitch)}

    def find(
        wanted: str, _globals: Any = None, _locals: Any = None, names: tuple[str, ...] | None = (), level: int = 0
    ) -> ModuleType:
        top = wanted.partition(".")[0]
        if wanted in own:
            return own[wanted]
        if wanted == "_warnings":
            raise ImportError("its filters are the process's")
        if top in _OWN or top in session.modules:
            return session.import_name(wanted, {}, names, level)
        return __import__(wanted, None, None, names or (), level)

    changed = {"__import__": find, "print": session.print, "id": session.identities.number}
    if name in _GIVES_TO_OTHERS:
        changed["setattr"] = at_work(session, module.__dict__).setattr(setattr, 0)
    package = name if name == "logging" else name.rpartition(".")[0]
    module.__dict__.update(__file__=origin, __builtins__=vars(builtins) | changed, __package__=package)
    if name == "logging":
        module.__dict__["__path__"] = [str(Path(origin).parent)]
    session.modules[name] = session.table[name] = module  # it may look itself up there
    exec(code, module.__dict__)
    session.looked_into.update(containers_in(module))
    if name == "logging":
        logs.adapt(module, session)
    if name == "unittest.mock":
        mocks.adapt(module, session)
    return module
