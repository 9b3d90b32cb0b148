"""What the kernel noticed while it ran and wrote into the trace as notes, put into words.

never-awaited, lost-task and foreign-call are faults; a blocked loop and a daemon thread cut off are notes, which a
level that teaches them may treat as faults.
"""

from __future__ import annotations

from collections.abc import Callable

from cafe_sim.engine.detect.context import Context, at, who
from cafe_sim.engine.detect.detector import Handler, NothingAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite, Findings, Note
from cafe_sim.engine.kernel.trace import Detail, Event, Row, named


class Asides(NothingAtTheEnd):
    """Turns notes of the kernel into faults and notes."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self._context = context
        self._findings = findings
        self._created: dict[int, int] = {}
        """By task: the event that made it."""

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:  # noqa: ARG003
        """Notes, and where tasks were made."""
        return cls._note if op == "note" else cls._task if op == "task" else None

    def _task(self, index: int, row: Row) -> None:
        detail = row[6]
        if type(detail) is tuple and type(detail[0]) is int:
            self._created[detail[0]] = index

    def _note(self, index: int, row: Row) -> None:
        detail = row[6]
        if type(detail) is tuple and type(detail[0]) is str:
            tell = _TELLS.get(detail[0])
            if tell is not None:
                tell(self, index, named(row), *detail[1:])

    def _site(self, event: Event, name: str, operation: str) -> FaultSite:
        site = self._context.sites[event.site]
        return FaultSite(site.file, site.line, name, operation)

    def _never_awaited(self, index: int, event: Event, coroutine: Detail = "") -> None:
        name = who(self._context, event)
        line = at(self._context.sites[event.site])
        message = (
            f"The coroutine {coroutine}, made in {line}, was never awaited, so nothing of it ever ran: "
            "put `await` before the call, or make a task of it."
        )
        site = self._site(event, name, f"call {coroutine}")
        self._findings.add(
            ("never-awaited", event.site), lambda: Fault("never-awaited", message, (site,), events=(index,))
        )

    def _lost_task(self, index: int, _: Event, serial: Detail = 0) -> None:
        task = self._context.tasks[serial if isinstance(serial, int) else 0]
        index = self._created.get(serial, index) if isinstance(serial, int) else index
        made = named(self._context.rows[index])
        message = (
            f"{task}, made in {at(self._context.sites[made.site])}, was still going on when its loop ended without "
            "waiting for it, and was cancelled there. Await it to its end, or use a TaskGroup, which awaits all its tasks."
        )
        site = self._site(made, who(self._context, made), "create task")
        self._findings.add(("lost-task", made.site), lambda: Fault("lost-task", message, (site,), events=(index,)))

    def _foreign_call(self, index: int, event: Event, what: Detail = "") -> None:
        name = who(self._context, event)
        border = "asyncio.run_coroutine_threadsafe" if what == "create_task" else "loop.call_soon_threadsafe"
        call = f"{name} called {what} in {at(self._context.sites[event.site])}"
        site = self._site(event, name, str(what))
        if not site.line:  # no line of the program called it: it is what a thread was started for
            started = self._context.sites[self._start_of(event.actor)]
            call = f"{name}, started in {at(started)}, called {what}"
            site = FaultSite(started.file, started.line, name, str(what))
        message = (
            f"{call} on a loop that runs in another thread; "
            f"asyncio's objects may be touched by their own thread alone. Use {border}."
        )
        self._findings.add(
            ("foreign-call", site.file, site.line), lambda: Fault("foreign-call", message, (site,), events=(index,))
        )

    def _start_of(self, actor: int) -> int:
        """The site at which an actor was started; 0 where nobody started it."""
        rows = self._context.rows
        life = next((row[4] for row in rows if row[1] == actor and row[3] == "begin"), -1)
        return next((row[5] for row in rows if row[3] == "start" and row[4] == life), 0)

    def _blocked_loop(self, _: int, event: Event, seconds: Detail = 0) -> None:
        name = who(self._context, event)
        line = at(self._context.sites[event.site])
        message = f"{name} blocked its whole loop in {line}: nobody else of that loop could move meanwhile."
        length = float(seconds) if isinstance(seconds, int | float) else 0.0
        site = self._site(event, name, "block")
        self._findings.add_note(("blocked-loop", event.site), Note("blocked-loop", message, (site,), length))

    def _daemon_cut_off(self, _: int, event: Event, name: Detail = "", op: Detail = "") -> None:
        if op == "exit" or not event.site:
            return  # it had done all it was to do, or waits for work in no code of the program's
        line = at(self._context.sites[event.site])
        message = f"{name} is a daemon thread, and was cut off in {line} when the program ended."
        site = self._site(event, str(name), str(op))
        self._findings.add_note(("daemon-cut-off", event.actor), Note("daemon-cut-off", message, (site,)))


_TELLS: dict[str, Callable[..., None]] = {
    "never-awaited": Asides._never_awaited,
    "lost-task": Asides._lost_task,
    "foreign-call": Asides._foreign_call,
    "blocked-loop": Asides._blocked_loop,
    "daemon cut off": Asides._daemon_cut_off,
}
"""By kind of note."""
