"""What the whole process shares and no cell stands for: files, and the streams of random numbers.

As soon as two actors use one of these, and one of them changes it, who came first matters and nobody can see how: that is beyond
seeing (`Session.uncover`). Reading alone, and what one actor does alone, is not.

Python itself tells its audit hooks of files, whatever code is at work. A hook can never be taken back, and each look at a frame passes it
(a fifth of an execution's time); so there is but one, it looks at nothing but what actors do, and it is there only in processes in which
somebody else than the default policy chooses (`run` promises nothing of other orders) for a program that may reach a file at all (`reach`).
"""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import Actor, here

if TYPE_CHECKING:
    from cafe_sim.engine.program.session import Session

_FILES = "what files hold"
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOOKS = frozenset({"os.listdir", "os.scandir"})
_CHANGES = frozenset(
    {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.chmod", "os.utime"}
)


class Outside:
    """What one execution has used of that."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._users: dict[str, set[int]] = {}
        self._changed: set[str] = set()
        if session.execution.policy is not None:
            session.execution.at_stream = self.streamed

    def listen(self) -> None:
        """From now on nothing goes unheard: the program may touch files."""
        if self._session.execution.policy is not None:
            _listen()

    def streamed(self, purpose: str) -> None:
        """The running actor draws from the execution's random numbers for that purpose."""
        actor = here.actor
        if actor is not None and not actor.quiet:
            self.used(actor, f"who gets which number of {purpose}", changes=True)

    def used(self, actor: Actor, what: str, changes: bool) -> None:
        """An actor uses it."""
        users = self._users.setdefault(what, set())
        users.add(actor.serial)
        if changes:
            self._changed.add(what)
        if len(users) > 1 and what in self._changed:
            execution = self._session.execution
            self._session.uncover(what, execution.site(*execution.where(actor)))


@functools.cache
def _listen() -> None:
    sys.addaudithook(_heard)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        what, changes = _FILES, isinstance(args[2], int) and bool(args[2] & _WRITES)
    elif event in _CHANGES or event in _LOOKS:
        what, changes = _FILES, event in _CHANGES
    else:
        return
    actor = getattr(here, "actor", None)
    if actor is not None and not actor.quiet:
        session: Session | None = actor.execution.locals.get("session")
        if session is not None:
            session.outside.used(actor, what, changes)
