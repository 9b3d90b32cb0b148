"""What an execution writes down while it runs: events, the places they came from, and what things are called.

Serials are handed out in the order in which the execution meets things, so they are the same in every
process. A place is looked up only when an event is recorded: the nearest frame of the program's own files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from operator import itemgetter
from types import CodeType, FrameType
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.trace import NOWHERE, Detail, Event, Named, Row, Site, Trace, name_rows

_BORDER: dict[int, int] = {}
"""Stands for the sites of code that a walk up the stack does not cross."""
BORDERS: set[str] = set()
"""Files of ours with such code: what it calls is called by nobody of the program's."""


_file_and_line = itemgetter(0, 1)
_named: partial[Named] = partial(tuple.__new__, Named)


def _nothing(*_: object) -> None:
    """Nobody wants to know."""


def _is_none(_file: str) -> bool:
    """Where there is no program, no file is one of its own."""
    return False


class Recording:
    """The growing record of one execution; `trace()` freezes what is there."""

    def __init__(self, seed: int, is_program_file: Callable[[str], bool] | None) -> None:
        self.seed = seed
        self.is_program_file = is_program_file or _is_none
        self.origin_depth = 0 if is_program_file is None else 1
        """How many callers a coroutine knows (for `unawaited`): it costs time, and without a program nobody asks."""
        self.rows: list[Row] = []
        """Every event, as `trace` describes them."""
        self._events: list[Event] = []
        self.sites: list[Site] = [NOWHERE]
        self._site_index: dict[tuple[str, int], int] = {("", 0): 0}
        self._codes: dict[int, tuple[dict[int, int] | None, CodeType]] = {}
        """By identity of code: the sites of its instructions met so far; None if it is not the program's. Held, so that
        identities stay.
        """
        self.actors: list[Actor] = []
        """Every actor ever, by serial - 1."""
        self._own_locks: dict[int, int] = {}
        """By object: the lock that it made for itself."""
        self.task_names: list[str] = [""]
        """Of asyncio's tasks, by serial."""
        self.calls_back = False
        """Some loop was given a callback: what a lone task does between two of its steps may be seen by that."""
        self.object_names: list[Named] = [Named("", "")]
        self.nameless: dict[int, None] = {}
        """Objects that were made without a name, and have none yet."""
        self.output: list[tuple[int, int, str]] = []
        """(time, actor, text) of everything printed."""
        self.errors: list[tuple[int, int, BaseException, str]] = []
        """(time, actor, exception, where) of everything uncaught."""
        self.error_origins: dict[int, tuple[int, str]] = {}
        """By index in `errors`, where no line of the program raised it: the line that handed a loop the callback that
        failed, and what that is called; or that gave a future its exception, and nothing.
        """
        self.locals: dict[Any, Any] = {}
        """Per-execution state of façade modules, by the module's own key."""
        self.draws = 0
        """How often random numbers were asked for."""
        self.at_draw: Callable[[str, bool], object] = _nothing
        """Told whenever random numbers for some purpose are asked for, and whether all draw from one stream."""
        self.at_order: Callable[[str], object] = _nothing
        """Told when the program looks at something that says who came first, although no event told of it."""
        self.at_compare: Callable[[list[Any]], object] = _nothing
        """Told what is about to be compared with each other by no code of the program's."""
        self.running: Actor | None = None
        """Who has the baton, or had it last."""
        self.now = 0
        """Virtual nanoseconds of the last transition: under the default policy, the time."""

    # ---- names -----------------------------------------------------------------------------

    def register(self, kind: str, name: str) -> int:
        """A serial for an object the trace will speak of; an empty name becomes "kind-serial"."""
        names = self.object_names
        serial = len(names)
        if not name:
            self.nameless[serial] = None
            name = f"{kind}-{serial}"
        names.append(_named((kind, name)))
        return serial

    def rename(self, serial: int, name: str) -> None:
        """Give an object the name the program knows it by, and what is a part of it one after that."""
        self.object_names[serial] = Named(self.object_names[serial].kind, name)
        self.nameless.pop(serial, None)
        part = self._own_locks.get(serial)
        if part is not None:
            self.rename(part, f"{name}'s lock")

    def owns(self, serial: int, lock: int) -> None:
        """An object made a lock for itself, which is called after it."""
        self._own_locks[serial] = lock
        self.rename(lock, f"{self.object_names[serial].name}'s lock")

    # ---- places ----------------------------------------------------------------------------

    def site(self, file: str, line: int, function: str) -> int:
        """Index of a place in the program's source."""
        key = (file, line)
        index = self._site_index.get(key)
        if index is None:
            index = self._site_index[key] = len(self.sites)
            self.sites.append(Site(file, line, function))
        return index

    def add_sites(self, sites: Sequence[Site]) -> int:
        """Places of a module that is about to run, known beforehand; the index of the first."""
        base = len(self.sites)
        self.sites.extend(sites)
        self._site_index.update(zip(map(_file_and_line, sites), count(base)))
        return base

    def _site_of(self, frame: FrameType | None) -> int:
        codes = self._codes
        while frame is not None:
            code = frame.f_code
            known = codes.get(id(code))
            if known is None:
                known = codes[id(code)] = self._sites_in(code), code
            # by instruction: a line must be searched for, every time
            sites = known[0]
            if sites is None:
                frame = frame.f_back
                continue
            site = sites.get(frame.f_lasti)
            if site is None:
                if sites is _BORDER:
                    return 0
                site = sites[frame.f_lasti] = self.site(code.co_filename, frame.f_lineno, code.co_name)
            return site
        return 0

    def _sites_in(self, code: CodeType) -> dict[int, int] | None:
        if code.co_filename in BORDERS:
            return _BORDER
        return {} if self.is_program_file(code.co_filename) else None

    def place(self) -> tuple[str, int]:
        """File and line of the program that the caller was called from."""
        file, line, _ = self.sites[self._site_of(sys._getframe(1))]
        return file, line

    def site_of_error(self, error: BaseException) -> int:
        """The program's innermost line on an error's traceback; 0 for none."""
        site = 0
        step = error.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            if self.is_program_file(code.co_filename):
                site = self.site(code.co_filename, step.tb_lineno, code.co_name)
            step = step.tb_next
        return site

    def where(self, actor: Actor) -> Site:
        """The program's line on which a parked or running actor stands now."""
        if actor.done or not actor.ident:
            return NOWHERE
        return self.sites[self._site_of(sys._current_frames().get(actor.ident))]

    # ---- events ----------------------------------------------------------------------------

    def record(self, actor: Actor, op: str, target: Any = None, detail: Detail = None, site: int = -1) -> None:
        """Write an event down, at the actor's clock and the program line it stands on."""
        if site < 0:
            site = self._site_of(sys._getframe(1))
            if not site and actor.loop is not None:
                site = actor.loop.task_origin()
        serial = 0 if target is None else target.serial
        task = 0 if actor.loop is None else actor.task
        self.rows.append((actor.clock, actor.serial, task, op, serial, site, detail))

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened up to now, in order."""
        return name_rows(self.rows, self._events)

    def trace(self) -> Trace:
        """Everything up to now, frozen."""
        return Trace(
            rows=tuple(self.rows),
            sites=tuple(self.sites),
            actors=(Named("", ""), *(Named("actor", a.name) for a in self.actors)),
            tasks=tuple(self.task_names),
            objects=tuple(self.object_names),
            end=self.now,
        )
