"""The inspector in lines: who he is asked about, what is said while he works, and when he is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import say, to_say
from cafe_sim.content.subjects import is_whole
from cafe_sim.game.inspecting.inspectable import ONE_ORDER
from cafe_sim.game.plain.aloud import fault_lines, told
from cafe_sim.game.plain.own_order import by_hand
from cafe_sim.game.plain.place import Lines, Place
from cafe_sim.game.plain.typed import Refused, Verb

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.inspectable import Inspectable

INSPECT = Verb(
    "inspect",
    "inspect",
    to_say("call the inspector: he tries every order of events. Does it always work?"),
    ("inspector", "ask"),
)

STOPPED = to_say("He is asked to stop; what he knows by now is the verdict.")
VISITS = {
    "serve": to_say("what each worker was given"),
    "fix": to_say("one customer for each worker"),
    "code": to_say("all customers, there from the start"),
}
"""Kind of level → what he walks through. Levels to fix whose round is the whole day are as those of code."""


class Inspecting(Place):
    """A place where the inspector can be called."""

    @property
    def inspectable(self) -> Inspectable | None:
        """Whom he is called for; None where nobody needs him."""
        raise NotImplementedError

    def verdict_lines(self) -> Lines:
        """What he said, and where that leaves us."""
        raise NotImplementedError

    @property
    def asking(self) -> bool:
        return self.inspectable is not None and self.inspectable.asking

    def close(self) -> None:
        if self.inspectable is not None:
            self.inspectable.send_home()

    def do_inspect(self) -> Lines:
        about = self.inspectable
        assert about is not None
        if about.verdict is not None and about.verdict.verdict in ("broken", "certified"):
            return self.verdict_lines()
        about.start_asking(self.session.hands)
        what = VISITS["code" if is_whole(about.level) else about.level.kind]
        here = say("The inspector is here. He tries every order of events: {what}, nobody in a hurry.", what=say(what))
        return [here, say("Ctrl-C stops him.")]

    def do_hand(self) -> Lines:
        about = self.inspectable
        assert about is not None
        if about.verdict is None:
            raise Refused(say("Call the inspector first: inspect."))
        if not about.can_choose:
            raise Refused(say(ONE_ORDER))
        return by_hand(self, about.by_hand())

    def listen(self) -> Lines:
        """What he says, once he is done."""
        assert self.inspectable is not None
        self.inspectable.hear()
        return [] if self.asking else self.verdict_lines()

    def progress(self) -> str:
        """How far he is."""
        visit = self.inspectable.visit() if self.inspectable is not None else None
        orders, found = (visit.orders, visit.found) if visit is not None else (0, 0)
        return say("Still at work: {orders} distinct orders so far, {found} faults found.", orders=orders, found=found)

    def stop(self) -> str:
        """Ask him to come to an end."""
        if self.inspectable is not None:
            self.inspectable.stop_asking()
        return say(STOPPED)

    def found(self) -> Lines:
        """What his verdict lacks, and the first thing that he saw go wrong."""
        visit = self.inspectable.visit() if self.inspectable is not None else None
        if visit is None:
            return []
        lines = [told(visit.more)] if visit.more else []
        return [*lines, *(fault_lines(visit.failing.faults[:1]) if visit.failing else ())]
