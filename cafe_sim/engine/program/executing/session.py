"""One program in one execution: its modules, what it imports, where its output goes.

Each execution starts with nothing imported: the program's own modules are executed afresh (their source is read and
rewritten once). `import` goes, in this order, to what the caller provides (the café), the façades, the refusals, the
program's own folder, and then to Python's real import, during which no other actor may move.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import Context
from functools import cache, cached_property, partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CellType, CodeType, CoroutineType, ModuleType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.facade import MODULES, REFUSED
from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.shared.cells import Cell, Cells
from cafe_sim.engine.kernel.unawaited import is_fresh, note_kept
from cafe_sim.engine.program.current import NAMESPACE, SESSION, calling_frame
from cafe_sim.engine.program.executing.allowance import Allowance
from cafe_sim.engine.program.executing.calling import Calling
from cafe_sim.engine.program.executing.collecting import at_work
from cafe_sim.engine.program.executing.console import leave, no_breakpoint, no_input
from cafe_sim.engine.program.executing.import_names import absolute, exists
from cafe_sim.engine.program.executing.private import private
from cafe_sim.engine.program.executing.ranking import compared
from cafe_sim.engine.program.executing.rebinding import containers_in, copy_of
from cafe_sim.engine.program.seeing.eyes import Eyes
from cafe_sim.engine.program.seeing.flowing import Flowing
from cafe_sim.engine.program.seeing.identities import Identities, id_of
from cafe_sim.engine.program.seeing.kinds import is_users, kind_of
from cafe_sim.engine.program.seeing.outside import Outside
from cafe_sim.engine.program.seeing.places import Box, OpenBox
from cafe_sim.engine.program.seeing.streams import Output, print_to
from cafe_sim.engine.program.settings import MISSING, kept, put_back
from cafe_sim.errors import BadContent, NotModelled

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.program import Program
    from cafe_sim.engine.program.rewriting.source import Source


class Session:
    """What lives as long as one execution of a program."""

    def __init__(self, program: Program, execution: Execution) -> None:
        self.program = program
        self.execution = execution
        self.cells = Cells(execution)
        self.identities = Identities(execution)
        self.modules: dict[str, ModuleType] = {}
        """What was imported, by full name."""
        self.table: dict[str, ModuleType] = {}
        """What the program sees as `sys.modules`."""
        self.namespaces: list[dict[str, Any]] = []
        """Of the program's own modules, in order of import: where objects get their names from."""
        self.boxes: dict[int, Box] = {}
        """By identity of the module."""
        self.atomic_fields: set[str] = set()
        self.variables: dict[int, tuple[CellType, Box | None, str]] = {}
        """By identity of a cell in some function's closure: which variable that is."""
        self.stored: set[str] = set()
        """Names of attributes that its modules store."""
        self.owns = False
        """Has the program taken hold of the dictionary behind any object, class or module, or might it, from its text?
        What an object has is told there in the order in which it came.
        """
        self.looked_into: dict[int, tuple[Any, str]] = {}
        """By identity: dictionaries into which Python's own code looks as well, and what they are called."""
        self.marks: dict[int, tuple[int, int]] = {}
        """By actor: looks at the clock and events up to its latest turn of a loop that may spin."""
        self.patience: dict[int, int] = {}
        self.busy: dict[int, tuple[int, int]] = {}
        """By actor: its clock, and how many turns that changed something it has made of such loops at that moment."""
        self.asked: dict[int, tuple[int, int]] = {}
        """By actor: its clock at its latest turn of such a loop, and how often it had asked for the time then."""
        self.calling = Calling(self)
        self._patched: set[tuple[ModuleType | type, str]] = set()
        self.builtins = dict(_BUILTINS)
        """What every module of the program's finds without importing it; a program may put others in their place."""
        self.redirected = False
        """Did anybody ever let what is printed go elsewhere?"""
        self.entered: set[int] = set()
        """Generators and the like that somebody is about to let go on, by identity."""
        self.contexts: dict[int, list[Context]] = {}
        """By actor: the contexts in which it runs something, the innermost last."""
        self.uncovered: dict[str, int] = {}
        """What was done beyond seeing (see `seeing.foreign`), with the place where it was first."""
        self.allowance = Allowance(self)
        execution.signs_of_life = self.allowance.taken
        execution.at_compare = partial(compared, self)
        self.outside = Outside(self)
        if execution.policy is not None:
            execution.turned = {}

    @cached_property
    def stdout(self) -> Output:
        """Where `print` writes. Most of thousands of executions never ask."""
        return Output(self.execution, "stdout", self.outside.redirected)

    @cached_property
    def flowing(self) -> Flowing:
        """What values derive from that are on their way through calls."""
        return Flowing()

    @cached_property
    def classes(self) -> Cell:
        """Which classes there are below others."""
        return Cell(self.execution, "the classes there are")

    @cached_property
    def stderr(self) -> Output:
        """The other one."""
        return Output(self.execution, "stderr", self.outside.redirected)

    # ---- modules ---------------------------------------------------------------------------

    def load(self, source: Source, name: str, package: str) -> ModuleType:
        """A module of the program's own, ready to be executed."""
        if source.reach and source.reach - self.program.modules.keys():
            self.outside.listen()
        for called, line in source.handed_on:
            self.uncover(f"what {called} does, to whomever it is handed", self.execution.site(source.file, line, ""))
        module = ModuleType(name)
        namespace = module.__dict__
        accesses = source.accesses
        eyes = Eyes(self, namespace, accesses.lines, accesses.texts, accesses.kept)
        kind = OpenBox if accesses.is_open else Box
        box = kind(eyes, namespace, "" if name == "__main__" else f"{name}.")
        self.boxes[id(module)] = box
        self.namespaces.append(namespace)
        execution = self.execution
        eyes.reckoned = accesses.reckoned
        eyes.is_open = accesses.is_open
        self.stored |= accesses.stored
        self.owns |= accesses.asks_for_all
        eyes.base = execution.add_sites(source.sites)
        namespace["__builtins__"] = self.builtins | {".cells": eyes, ".box0": box, ".turns": self.allowance.turns}
        namespace["__file__"] = source.file if self.program.folder is None else str(Path(source.file).absolute())
        namespace["__package__"] = package
        self.modules[name] = self.table[name] = module
        return module

    def run_main(self) -> None:
        """Execute the program as `__main__`."""
        source = self.program.source
        module = self.load(source, "__main__", "")
        self.execution.locals[NAMESPACE] = module.__dict__
        package = self.program.package
        module.__dict__["__package__"] = package or None
        if package:
            self.find(package)
        self._execute(source.code, module)

    @staticmethod
    def _execute(code: CodeType, module: ModuleType) -> None:
        exec(code, module.__dict__)

    def note_kept(self) -> None:
        """At the very end: coroutines that the program still holds, and that nobody ever began."""
        there_are = any(CoroutineType in map(type, names.values()) for names in self.namespaces)
        if there_are and any(is_fresh(value) for _, value in self.globals()):
            self.wait_for_others()
            note_kept([value for _, value in self.globals()])

    def wait_for_others(self) -> None:
        """As an interpreter does before it ends: until no thread but daemons is left."""
        main = me()
        for other in self.execution.pending():
            if other is not main and not other.daemon:
                self.execution.wait_for_actor(main, other)

    def patch(self, owner: ModuleType | type, name: str) -> None:
        """The program is about to change an attribute of a module or a class that is not its own: it comes back at the
        end.
        """
        if id(owner) in self.boxes or (owner, name) in self._patched or (isinstance(owner, type) and is_users(owner)):
            return
        self._patched.add((owner, name))
        self.execution.at_close.append(partial(put_back, owner, name, vars(owner).get(name, MISSING)))

    def uncover(self, what: str, site: int) -> None:
        """Something happened that nobody can see into: no verdict may say that it covered every order."""
        self.uncovered.setdefault(what, site)

    def globals(self) -> Iterator[tuple[str, Any]]:
        """The variables of the program's modules."""
        for namespace in self.namespaces:
            yield from ((name, value) for name, value in namespace.items() if not name.startswith("__"))

    def spent(self) -> None:
        """The allowance is used up: stop here, and stay stopped."""
        actor = here.actor
        if actor is not None:
            actor.quiet = 0
            self.execution.disturb()
            self.execution.point(actor, "yield", yielding=True, silent=True)

    # ---- import ----------------------------------------------------------------------------

    def import_name(
        self, name: str, globals_: Mapping[str, Any], wanted: Sequence[str] | None, level: int
    ) -> ModuleType:
        """What `import` and `from … import` ask for."""
        if level:
            name = absolute(name, str(globals_.get("__package__") or ""), level)
        found = self.find(name)
        if wanted:
            self._submodules(found, name, wanted)
            return found
        if level or "." not in name:
            return found
        return self.find(name.partition(".")[0])

    def loaded(self, name: str, globals_: Mapping[str, Any], level: int) -> ModuleType | None:
        """The module that an import will find, if it is there already."""
        return self.modules.get(absolute(name, str(globals_.get("__package__") or ""), level) if level else name)

    @property
    def print(self) -> Callable[..., None]:
        """The program's `print`, for modules executed from source."""
        return _print

    def find(self, name: str) -> ModuleType:
        """The module of that full name, imported if need be."""
        if "sys" in self.modules:
            self._look_up(name)
        if name in self.modules:
            return self.modules[name]
        self.execution.at_close += kept(name)
        found = self._provided(name)
        if found is None:
            found = self._own(name)
        if found is None:
            found = self._real(name)
        self.modules[name] = self.table[name] = found
        parent, _, last = name.rpartition(".")
        if parent:
            owner = self.find(parent)
            is_ours = owner is not sys.modules.get(parent)
            if name in MODULES or (owner.__name__ == parent and (is_ours or not hasattr(owner, last))):
                setattr(owner, last, found)
        return found

    def _look_up(self, name: str) -> None:
        """What the program itself has put into `sys.modules`, or taken out, counts."""
        put: Any = self.table.get(name, MISSING)
        if put is MISSING:
            self.modules.pop(name, None)
        elif put is None:
            raise ModuleNotFoundError(f"import of {name} halted; None in sys.modules", name=name)
        elif put is not sys.modules.get(name):
            self.modules[name] = put

    def _provided(self, name: str) -> ModuleType | None:
        given = self.program.modules.get(name)
        if given is not None:
            return given
        own = private(name, self)
        if own is not None:
            return own
        ours = MODULES.get(name)
        if ours is not None:
            # a copy: what a program puts in place of `time.sleep` is for itself alone
            return copy_of(importlib.import_module(ours))
        top = name.partition(".")[0]
        for refused in (name, top):
            if refused in REFUSED:
                raise NotModelled(f"{name} is not modelled: {REFUSED[refused]}")
        return None

    def _own(self, name: str) -> ModuleType | None:
        try:
            source = self.program.sibling(name)
        except BadContent as error:
            raise SyntaxError(str(error)) from None  # what Python raises, and a program may be ready for
        if source is None:
            return None
        parent = name.rpartition(".")[0]
        if parent:
            self.find(parent)
        module = self.load(source, name, name if source.is_package else parent)
        if source.is_package:
            module.__path__ = [source.folder]
        spec: Any = ModuleSpec(name, None, origin=module.__file__, is_package=source.is_package)
        module.__spec__ = spec
        spec.has_location = True
        spec._initializing = True  # so that Python itself says what comes of circular imports
        try:
            self._execute(source.code, module)
        except BaseException:
            self.modules.pop(name, None)
            self.table.pop(name, None)
            raise
        finally:
            spec._initializing = False
        return module

    def _real(self, name: str) -> ModuleType:
        top = name.partition(".")[0]
        if name != top and top in MODULES and top != "os":
            raise NotModelled(f"{name} is not modelled: import what you need from {top}")
        actor = me()
        if top in _BEYOND_SEEING:
            self.uncover(f"what {top} does", self.execution.site(*self.execution.where(actor)))
        actor.quiet += 1
        try:
            found = importlib.import_module(name)
        finally:
            actor.quiet -= 1
        if top in sys.stdlib_module_names:
            self.looked_into.update(_looked_into(name))
        return found

    def _submodules(self, module: ModuleType, name: str, wanted: Sequence[str]) -> None:
        """`from package import module`."""
        if not hasattr(module, "__path__"):
            return
        names = getattr(module, "__all__", ()) if "*" in wanted else wanted
        for each in names:
            full = f"{name}.{each}"
            if full in REFUSED:
                raise NotModelled(f"{full} is not modelled: {REFUSED[full]}")
            if not hasattr(module, each) and (self.program.sibling(full) is not None or exists(full)):
                self.find(full)


_BEYOND_SEEING = frozenset({"_ctypes", "cffi", "code", "ctypes", "dbm", "runpy", "sqlite3"})
"""Modules that reach memory past Python, or execute source that was never read here."""


@cache
def _looked_into(name: str) -> dict[int, tuple[Any, str]]:
    return containers_in(sys.modules[name])


# ---- the builtins of every program ---------------------------------------------------------


def _session() -> Session:
    found: Session = me().execution.locals[SESSION]
    return found


def _import(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    del locals
    return _session().import_name(name, globals or {}, fromlist, level)


def _print(
    *values: object, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
) -> None:
    del flush
    if file is None:
        if here.actor is None:
            # a finaliser, after its execution has ended
            return
        session = _session()
        seen = session.modules.get("sys")
        file = session.stdout if seen is None else seen.stdout
        if session.redirected:
            session.outside.used(here.actor, "where sys.stdout goes", changes=False)
        if type(file) is not Output and kind_of(type(file)) == "opaque":
            at_work(session, {}).touch(file, 0, "write")
    elif here.actor is not None:
        _session().outside.wrote(here.actor, file)
    print_to(file, values, " " if sep is None else sep, "\n" if end is None else end)


def _globals() -> dict[str, Any]:
    names = calling_frame().f_globals  # handed on, it is called by us
    hidden = names.get("__builtins__")
    return hidden[".cells"].own_globals(names) if isinstance(hidden, dict) and ".cells" in hidden else names


_named: dict[str, Callable[..., Any]] = {
    "__import__": _import, "print": _print, "id": id_of, "input": no_input, "breakpoint": no_breakpoint,
    "exit": leave, "quit": leave, "globals": _globals,
}  # fmt: skip
for _name, _function in _named.items():
    _function.__name__ = _function.__qualname__ = _name
_BUILTINS: dict[str, Any] = {**vars(builtins), **_named}
