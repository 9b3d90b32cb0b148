"""What the whole process shares and no cell stands for: files, the streams of random numbers, the interpreter's
settings.

As soon as two actors use one of these, and one of them changes it, it matters who came first, and the engine cannot see
how: that is beyond seeing (`Session.uncover`). What is only read, or used by one actor alone, is not.

Python itself tells its audit hooks of files, whatever code is at work. A hook can never be taken back, and each look at
a frame passes it (a fifth of an execution's time); so there is but one, it looks at nothing but what actors do, and it
is there only in processes in which somebody else than the default policy chooses (`run` promises nothing of other
orders) for a program that may reach a file at all (`rewriting.reach`). What no hook is told of (a file's size, a write
to a file that is open) is heard where the program itself calls it.
"""

from __future__ import annotations

import functools
import io
import os
import sys
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import Actor, here, me
from cafe_sim.engine.program.current import session_of
from cafe_sim.engine.program.rewriting.names import SETTINGS, UNHEARD_CHANGES, UNHEARD_LOOKS, WRITES
from cafe_sim.engine.program.rewriting.reach import HARMLESS
from cafe_sim.engine.program.seeing.streams import Output

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session

_FILES = "what files hold"
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOOKS = frozenset({"os.listdir", "os.scandir"})
_CHANGES = frozenset(
    {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.chmod", "os.utime"}
)
"""Of what audit hooks are told."""

_OF_FILES = frozenset(
    {"genericpath", "glob", "mmap", "nt", "ntpath", "os", "os.path", "pathlib", "pathlib._local", "posix", "posixpath", "shutil"}
)  # fmt: skip

_AT_HOME = HARMLESS | {"builtins", "operator"}
"""Modules whose functions ask nothing of what is outside of this process."""


def reaches_all(module: str, function: str) -> bool:
    """Does a function of the standard library change or see what belongs to the whole interpreter?"""
    return module in SETTINGS and function in SETTINGS[module]


class Outside:
    """What one execution has used of that."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.calls = 0
        """How often something was used whose state nobody can compare: what is outside of this process, or may be, and
        contexts.
        """
        self._users: dict[str, set[int]] = {}
        self._changed: set[str] = set()
        self._lookers: set[int] = set()
        """Who looked at files by their names."""
        self._writers: set[int] = set()
        """Who wrote to files that were open."""
        self._is_listening = session.execution.policy is not None
        if self._is_listening:
            session.execution.at_draw = self.drawn
            session.execution.at_order = self._uncover

    def listen(self) -> None:
        """From now on nothing goes unheard: the program may touch files."""
        if self._is_listening:
            _listen()

    def drawn(self, purpose: str, shared: bool) -> None:
        """The running actor draws random numbers for that purpose, from its own stream or from that of all."""
        actor = here.actor
        if actor is not None and not actor.quiet:
            self.used(actor, f"who gets which number of {purpose}", changes=shared)

    def called(self, module: str, function: str, owner: object) -> None:
        """The running actor calls a function that is not the program's own: of files, not all are audited."""
        actor = here.actor
        if actor is None or not self._is_listening:
            return
        if module.partition(".")[0].lstrip("_") not in _AT_HOME:
            self.calls += 1
        if module in _OF_FILES and (function in UNHEARD_LOOKS or function in UNHEARD_CHANGES):
            self.used(actor, _FILES, changes=function in UNHEARD_CHANGES)
        elif module == "_io" and function in WRITES:
            self.wrote(actor, owner)

    def redirected(self, stream: str) -> None:
        """From now on what is written to that stream goes elsewhere, or nowhere."""
        execution, what = self._session.execution, f"where sys.{stream} goes"
        self._session.redirected = True
        if len(execution.pending()) > 1:  # they might have come later
            self._users.setdefault(what, set()).update(serial for _, serial, _ in execution.output)
        if here.actor is not None:
            self.used(here.actor, what, changes=True)

    def wrote(self, actor: Actor, file: object) -> None:
        """An actor writes to a file that is open.

        The file itself has a cell; what it is called by elsewhere has none.
        """
        if (
            self._is_listening
            and isinstance(file, io.IOBase)
            and not isinstance(file, (io.StringIO, io.BytesIO, Output))
        ):
            self._writers.add(actor.serial)
            self._compare()

    def used(self, actor: Actor, what: str, changes: bool) -> None:
        """An actor uses it."""
        self.calls += 1
        if len(self._session.execution.actors) == 1:
            return  # before there was anybody else
        users = self._users.setdefault(what, set())
        users.add(actor.serial)
        if changes:
            self._changed.add(what)
        elif what == _FILES:
            self._lookers.add(actor.serial)
            self._compare()
        if len(users) > 1 and what in self._changed:
            self._uncover(what)

    def _compare(self) -> None:
        if self._writers and self._lookers and len(self._writers | self._lookers) > 1:
            self._uncover(_FILES)

    def _uncover(self, what: str) -> None:
        execution = self._session.execution
        self._session.uncover(what, execution.site(*execution.where(me())))


@functools.cache
def _listen() -> None:
    sys.addaudithook(_heard)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        changes = isinstance(args[2], int) and bool(args[2] & _OPENED_TO_WRITE)
    elif event in _CHANGES or event in _LOOKS:
        changes = event in _CHANGES
    else:
        return
    actor = getattr(here, "actor", None)
    if actor is not None and not actor.quiet:
        session = session_of(actor.execution)
        if session is not None:
            session.outside.used(actor, _FILES, changes)
