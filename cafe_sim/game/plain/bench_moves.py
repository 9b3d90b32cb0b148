"""The toolbox of a bench in words: every move by its verb, all of a line or nothing, then the lines that it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.writing import write_program
from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.fixing import moves
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.toolbox import made, offers
from cafe_sim.game.plain.aloud import aloud, changes
from cafe_sim.game.plain.bench_rows import FILLERS, BenchRows, label_of
from cafe_sim.game.plain.place import Lines, Playing
from cafe_sim.game.plain.typed import Refused, TypedLine, Verb, a_number, numbers

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import BenchView, Mark

NEEDS: Final = {
    "lock": "lock", "unlock": "lock", "tokens": "token", "signal": "give", "await": "await", "join": "join", "move": "rise", "up": "rise", "down": "sink", "together": "together",
    "part": "together", "hatch": "hatch", "counter": "hatch", "extra": "extra", "later": "late", "sooner": "prompt",
}  # fmt: skip
"""Verb → the move that the toolbox must hold."""
MOVES: Final = (
    Verb("lock", "lock till, or lock 4", to_say("hang a lock on a thing, around every step that touches it; or around one step."), ("k", "hang"), takes=True),
    Verb("unlock", "unlock till, or unlock 4", to_say("take a lock off again."), takes=True),
    Verb("tokens", "tokens fuse 3, or tokens fuse", to_say("let so many in at once at a lock, or one more; with one token, it is a plain lock."), ("token",), takes=True),
    Verb("signal", "signal 2", to_say("after a step ring the bell, or hang a ticket on the rail; once more, no longer."), ("ring", "put", "give"), takes=True),
    Verb("await", "await 5", to_say("before a step wait for the bell, or for a ticket on the rail; once more, no longer."), ("wait", "get"), takes=True),
    Verb("join", "join 2, or join 2 3", to_say("hold a lock longer: on to the next step that has it, else to the next step; or to the step you name."), ("j",), takes=True),
    Verb("move", "move 4 up, or move 4 down", to_say("move a step past its neighbour, or out of a lock."), takes=True),
    Verb("up", "up 4", to_say("move a step up."), ("<", "rise"), takes=True),
    Verb("down", "down 4", to_say("move a step down."), (">", "sink"), takes=True),
    Verb("together", "together 2 3, or together 3", to_say("let steps overlap; with one number, with the step above."), ("t", "gather"), takes=True),
    Verb("part", "part 3", to_say("no longer together with the step above."), ("apart",), takes=True),
    Verb("hatch", "hatch 3", to_say("send a step through the hatch: a thread of the bakery's does it, and the loop goes on."), takes=True),
    Verb("counter", "counter 3", to_say("have a step done at the counter again."), ("unhatch",), takes=True),
    Verb("extra", "extra", to_say("hang one more lock, round everything that is shared."), ("kitchen", "x")),
    Verb("later", "later Cy, or later Cy 2", to_say("let somebody come in a second later, or some."), ("late", "+"), takes=True),
    Verb("sooner", "sooner Cy", to_say("let somebody come in a second sooner."), ("-",), takes=True),
    Verb("undo", "undo", to_say("take the last change back."), ("u",)),
    Verb("redo", "redo", to_say("make the change again that was taken back.")),
    Verb("reset", "reset", to_say("start over from the level's own plan."), ("naive",)),
    Verb("solution", "solution", to_say("put a solution on the bench; it does not run it."), ("solve",)),
)  # fmt: skip


class BenchMoves(Playing):
    """A bench whose plan can be changed."""

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        left = session.game.left(level) if plan is None else None
        self.bench = Bench(level, plan, left, session.game.memory(level))
        self.is_left = self.bench.can_undo

    def keep(self) -> None:
        self.session.game.leave(self.level, self.bench.left())

    @property
    def begun(self) -> bool:
        return self.bench.day is not None or self.bench.verdict is not None

    @property
    def program(self) -> str:
        return write_program(self.bench.shop, self.bench.plan, self.level.title).text

    @property
    def view(self) -> BenchView:
        return self.bench.view()

    @property
    def rows(self) -> BenchRows:
        return BenchRows(self.view.rows)

    def offers(self, verb: Verb) -> bool:
        needs = NEEDS.get(verb.name)
        return (needs is None or offers(self.level, needs)) and super().offers(verb)

    def verdicts(self, view: BenchView) -> Lines:
        """What is known of this time and of always."""
        raise NotImplementedError

    # ---- changing the plan ---------------------------------------------------------------------

    def _make(self, *wanted: tuple[str, Mark]) -> Lines:
        """Make moves, all of them or none and as one change, and tell what has become of the program."""
        plan = self.bench.plan
        for move, mark in wanted:
            plan = self._made(plan, move, mark)
        return self._put(lambda: self.bench.put(plan))

    def _made(self, plan: Plan, move: str, mark: Mark) -> Plan:
        """The plan after a move."""
        try:
            return made(self.level, plan, move, mark)
        except moves.MoveRefused as refusal:
            raise Refused(aloud(str(refusal))) from None

    def _changed(self, program: str) -> Lines:
        view = self.view
        lines = changes(program, self.program) or [say("The program is the same as before.")]
        if view.this_time or view.always:
            return [*lines, *self.verdicts(view)]
        return [*lines, say("Type doors to open the doors, bench to hear the plan.")]

    def _spans_at(self, mark: Mark) -> bool:
        """A lock that the player hung is on it or around it."""
        plan, shop = self.bench.plan, self.bench.shop
        if mark.step:
            return bool(moves.locks_around(shop, plan, mark.item, mark.step))
        return any(span.thing == mark.thing for span in plan.spans)

    def _grabs(self, mark: Mark) -> bool:
        """The step takes a lock itself, or the thing's lock is taken by such a step."""
        if mark.step:
            steps = self.bench.shop.item(mark.item).steps
            return any(step.id == mark.step and step.do == "grab" for step in steps)
        return bool(self.rows.of(mark).locks) and not self._spans_at(mark)

    def do_lock(self, line: TypedLine) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "thing", "step")
        what = label_of(self.rows.of(mark))
        if self._grabs(mark) and mark.step:
            raise Refused(say("This step takes a lock itself; unlock {what} leaves it out.", what=what))
        if self._spans_at(mark) or self._grabs(mark):
            raise Refused(say("A lock is there already; unlock {what} takes it off.", what=what))
        return self._make(("lock", mark))

    def do_unlock(self, line: TypedLine) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "thing", "step")
        hung, grabs = self._spans_at(mark), self._grabs(mark)
        if not hung and not grabs:
            raise Refused(say("No lock hangs there: {what}.", what=label_of(self.rows.of(mark))))
        if not hung and not self.level.toolbox.unlock:
            raise Refused(say("That lock came with the level and stays."))
        return self._make(("lock", mark))

    def do_tokens(self, line: TypedLine) -> Lines:
        """With a name alone, one more."""
        words = line.without(*FILLERS, "tokens", "token")
        wanted = a_number(words[-1]) if len(words) > 1 else None
        mark = self.rows.pick(words if wanted is None else words[:-1], "thing", "step")
        if wanted is None:
            return self._make(("token", mark))
        plan = self.bench.plan
        around = mark.item and moves.locks_around(self.bench.shop, plan, mark.item, mark.step)
        now = plan.tokens.get(mark.thing or (around[-1] if around else ""), 1)
        if wanted == now:
            raise Refused(say_number("There hangs {n} token already.", "There hang {n} tokens already.", now))
        return self._make(*[("token" if wanted > now else "untoken", mark)] * abs(wanted - now))

    def do_signal(self, line: TypedLine) -> Lines:
        return self._make(("give", self.rows.pick(line.without(*FILLERS, "after"), "step", "thing")))

    def do_await(self, line: TypedLine) -> Lines:
        return self._make(("await", self.rows.pick(line.without(*FILLERS, "before"), "step", "thing")))

    def do_join(self, line: TypedLine) -> Lines:
        marks = self.rows.in_order(self.rows.steps(line))
        if len(marks) == 1:
            return self._make(("join", marks[0]))
        return self._join_up_to(marks[0], marks[-1])

    def _join_up_to(self, first: Mark, last: Mark) -> Lines:
        """Join until one lock is held from one to the other."""
        plan = self.bench.plan
        if self._under_one(plan, first, last):
            raise Refused(say("They are under one lock already."))
        while not self._under_one(plan, first, last):
            plan = self._made(plan, "join", first)
        return self._put(lambda: self.bench.put(plan))

    def _under_one(self, plan: Plan, first: Mark, last: Mark) -> bool:
        shop = self.bench.shop
        covered = (moves.covers(shop, plan, span) for span in plan.spans if span.item == first.item)
        return any(first.step in ids and last.step in ids for ids in covered)

    def do_move(self, line: TypedLine) -> Lines:
        words = line.without(*FILLERS)
        up, down = {"up", "higher", "<"} & set(words), {"down", "lower", ">"} & set(words)
        if bool(up) == bool(down):
            raise Refused(say("Say where to: move, a step, and up or down."))
        return self._shift(tuple(word for word in words if word not in up | down), "rise" if up else "sink")

    def do_up(self, line: TypedLine) -> Lines:
        return self._shift(line.without(*FILLERS), "rise")

    def do_down(self, line: TypedLine) -> Lines:
        return self._shift(line.without(*FILLERS), "sink")

    def _shift(self, words: Sequence[str], move: str) -> Lines:
        mark = self.rows.pick(words, "step")
        lines = self._make((move, mark))
        rows = self.rows
        return [say("Now it is step {number}, {what}.", number=rows.number(mark), what=label_of(rows.of(mark))), *lines]

    def do_together(self, line: TypedLine) -> Lines:
        rows = self.rows
        marks = rows.in_order(rows.steps(line))
        if rows.place(marks[-1]) - rows.place(marks[0]) != len(marks) - 1:
            raise Refused(say("They do not stand beside each other: move one of them first."))
        apart = [mark for mark in marks[1:] or marks if not rows.with_above(mark)]
        if not apart:
            raise Refused(say("They are together already; part takes a step out."))
        return self._make(*(("together", mark) for mark in apart))

    def do_part(self, line: TypedLine) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "step")
        if not self.rows.with_above(mark):
            raise Refused(say("It is not together with the step above."))
        return self._make(("together", mark))

    def do_hatch(self, line: TypedLine) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS, "through"), "step")
        if self._sent(mark):
            raise Refused(say("It goes through the hatch already; counter has it done at the counter again."))
        return self._make(("hatch", mark))

    def do_counter(self, line: TypedLine) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS, "at"), "step")
        if not self._sent(mark):
            raise Refused(say("It does not go through the hatch."))
        return self._make(("hatch", mark))

    def _sent(self, mark: Mark) -> bool:
        return mark.step in self.bench.plan.hatch.get(mark.item, ())

    def do_extra(self) -> Lines:
        return self._make(("extra", self.view.rows[0].mark))

    def do_later(self, line: TypedLine) -> Lines:
        return self._come_in(line, "late")

    def do_sooner(self, line: TypedLine) -> Lines:
        return self._come_in(line, "prompt")

    def _come_in(self, line: TypedLine, move: str) -> Lines:
        words = [word for word in line.without(*FILLERS, "s", "seconds", "second", "by") if a_number(word) is None]
        seconds = (numbers(line) or [1])[0]
        only = self.rows.only("worker")
        mark = only if only is not None and not words else self.rows.pick(words, "worker")
        most = int(self.level.toolbox.late_at_most)
        if not 0 < seconds <= most:
            raise Refused(say("By how many seconds? From 1 to {most}.", most=most))
        return self._make(*[(move, mark)] * seconds)

    def do_undo(self) -> Lines:
        return self._put(self.bench.undo)

    def do_redo(self) -> Lines:
        return self._put(self.bench.redo)

    def do_reset(self) -> Lines:
        return self._put(lambda: self.bench.put(self.level.naive))

    def do_solution(self) -> Lines:
        return self._put(lambda: self.bench.put(self.level.reference))

    def _put(self, change: Callable[[], str]) -> Lines:
        program = self.program
        refusal = change()
        if refusal:
            raise Refused(aloud(refusal))
        return self._changed(program)
