"""The bench in lines: things and steps by number, moves by word, the program's changed lines after each, and the two verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from cafe_sim.cafe.writing import write_program
from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game import moves
from cafe_sim.game.bench import Bench
from cafe_sim.game.plain.aloud import aloud, changes, failing_lines, fault_lines, lane_lines, sentence, told
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.typed import Line, Option, Refused, Verb, a_number, named, numbers, pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import BenchRow, BenchView, Mark

FILLERS: Final = (
    "the",
    "of",
    "step",
    "steps",
    "thing",
    "on",
    "off",
    "to",
    "with",
    "and",
    "a",
    "lock",
    "from",
    "around",
)
NAME_AT_MOST: Final = 40
NEEDS: Final = {
    "lock": "lock", "unlock": "lock", "join": "join", "move": "rise", "up": "rise", "down": "sink", "together": "together",
    "part": "together", "extra": "extra", "later": "late", "sooner": "prompt",
}  # fmt: skip
"""Verb → the move that the toolbox must hold."""
STAMPS: Final = {
    "broken": to_say("broken"),
    "certified": to_say("certified"),
    "bounded": to_say("bounded"),
    "sampled": to_say("sampled"),
}


class AtBench(Playing):
    """A fix level."""

    verbs: ClassVar = (
        Verb("bench", "bench", to_say("the things and steps by number, and what the toolbox holds."), ("list", "steps", "things", "plan", "toolbox")),
        Verb("lock", "lock till, or lock 4", to_say("hang a lock on a thing, around every step that touches it; or around one step."), ("k", "hang"), takes=True),
        Verb("unlock", "unlock till, or unlock 4", to_say("take a lock off again."), takes=True),
        Verb("join", "join 2, or join 2 3", to_say("hold a lock longer: to its next span, else to the next step; or to the step you name."), ("j",), takes=True),
        Verb("move", "move 4 up, or move 4 down", to_say("move a step past its neighbour, or out of a lock."), takes=True),
        Verb("up", "up 4", to_say("move a step up."), ("<", "rise"), takes=True),
        Verb("down", "down 4", to_say("move a step down."), (">", "sink"), takes=True),
        Verb("together", "together 2 3, or together 3", to_say("do steps at the same time; with one number, with the step above."), ("t", "gather"), takes=True),
        Verb("part", "part 3", to_say("no longer together with the step above."), ("apart",), takes=True),
        Verb("extra", "extra", to_say("hang one more lock, round everything that is shared."), ("kitchen", "x")),
        Verb("later", "later Cy, or later Cy 2", to_say("let somebody come in a second later, or some."), ("late", "+"), takes=True),
        Verb("sooner", "sooner Cy", to_say("let somebody come in a second sooner."), ("-",), takes=True),
        Verb("undo", "undo", to_say("take the last change back."), ("u",)),
        Verb("reset", "reset", to_say("start over from the level's own plan."), ("naive",)),
        Verb("doors", "doors, or open", to_say("open the doors: one day, as it happens to come. Did it work this time?"), ("run",)),
        Verb("inspect", "inspect", to_say("call the inspector: he tries every order of events. Does it always work?"), ("inspector", "ask")),
        Verb("watch", "watch", to_say("the order of events that goes wrong, step by step.")),
        Verb("why", "why", to_say("what went wrong, in full."), ("faults",)),
        Verb("day", "day", to_say("who did what when, once the doors have been open."), ("timeline",)),
        Verb("plans", "plans", to_say("your plans for this level.")),
        Verb("load", "load 1, or load its name", to_say("put one of your plans on the bench."), takes=True),
        Verb("save", "save as a name", to_say("keep the plan on the bench under a name."), takes=True),
        Verb("solution", "solution", to_say("put a solution on the bench; it does not run it."), ("solve",)),
        Verb("result", "result", to_say("how it went, once the doors have been open."), ("finish", "done")),
        *PLAYING,
    )  # fmt: skip
    about = (
        to_say("The plan is wrong. Change it, and hear how the program changes with it."),
        to_say("Things and steps are called by number or by name. A lock on a thing goes around each step that touches it, by itself."),
        to_say("doors says whether it worked this time; inspect says whether it always does. Only a certificate wins the star."),
    )  # fmt: skip

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        self.bench = Bench(level, plan)

    def close(self) -> None:
        self.bench.send_home()

    @property
    def begun(self) -> bool:
        return self.bench.day is not None or self.bench.verdict is not None

    @property
    def program(self) -> str:
        return write_program(self.bench.shop, self.bench.plan, self.level.title).text

    @property
    def view(self) -> BenchView:
        return self.bench.view()

    def offers(self, verb: Verb) -> bool:
        needs = NEEDS.get(verb.name)
        return (needs is None or self.bench.offers(needs)) and super().offers(verb)

    # ---- where one stands ----------------------------------------------------------------------

    def opening(self) -> Lines:
        return [*self.briefing(), *self._rows(), *self.here()]

    def here(self) -> Lines:
        view = self.view
        return [*self._verdicts(view), self._next(view)]

    def _verdicts(self, view: BenchView) -> Lines:
        this = aloud(view.this_time) or say("the doors have not been open")
        return [sentence(say("This time: {what}", what=this)), sentence(say("Always: {what}", what=self._always(view)))]

    @staticmethod
    def _always(view: BenchView) -> str:
        if not view.always:
            return say("nobody knows, the inspector has not looked")
        words = aloud(view.always)
        return say("{stamp}, {words}", stamp=say(STAMPS[view.stamp]), words=words) if view.stamp else words

    @staticmethod
    def _next(view: BenchView) -> str:
        if not view.this_time and view.always_ok:
            return say("Now open the doors, too: type doors, and then result.")
        if not view.this_time:
            return say("Change something, or type doors to open the doors.")
        if not view.always:
            return say("Would it always? Type inspect to call the inspector.")
        if view.always_ok is False:
            return say("Type watch to hear an order of events that goes wrong, or change something; hint gives a hint.")
        if view.this_time_ok and view.always_ok:
            return say("Type result.")
        return say("Change something; hint gives a hint. result says how it went.")

    def do_bench(self) -> Lines:
        return self._rows()

    def _rows(self) -> Lines:
        """Everything that can be named, with its number."""
        view = self.view
        lines = []
        heading = ""
        for number, row in enumerate(view.rows, 1):
            if row.heading != heading:
                heading = row.heading
                lines.append(sentence(f"{aloud(heading)}:"))
            lines.append(self._row(number, row))
        tools = "; ".join(self._tools())
        return [*lines, say("You can: {tools}.", tools=tools)] if tools else lines

    def _row(self, number: int, row: BenchRow) -> str:
        about = aloud(row.whole or row.text)
        text = f"{number}, {_label(row)}{f': {about}' if about else ''}"
        if row.locks:
            locks = named(row.locks, "and")
            held = say("a lock hangs on it") if row.mark.thing else say("under the {things} lock", things=locks)
            text = f"{text}; {held}"
        if row.group:
            text = say("{text}; together, group {group}", text=text, group=row.group)
        return sentence(text)

    def _tools(self) -> Iterator[str]:
        """What the toolbox lets one do, as typed."""
        box, bench = self.level.toolbox, self.bench
        if box.locks:
            left = max(box.locks - moves.lock_count(bench.plan), 0)
            yield say_number("lock ({n} left)", "lock ({n} left)", left)
        for verb in ("unlock", "join", "move", "together", "extra", "later"):
            if bench.offers(NEEDS[verb]) and not (verb == "unlock" and not box.unlock and not bench.plan.spans):
                yield verb

    # ---- what is meant -------------------------------------------------------------------------

    def _options(self, *kinds: str) -> list[Option[int]]:
        """Rows of the bench by what they can be called; `kinds` of thing, step, worker."""
        options = []
        for place, row in enumerate(self.view.rows):
            mark = row.mark
            kind = "step" if mark.step else "thing" if mark.thing else "worker"
            if kind not in kinds:
                continue
            label, number = _label(row), str(place + 1)
            names: tuple[str, ...] = (number, label)
            if mark.step:
                names = (
                    number,
                    label,
                    mark.step,
                    *(f"{mark.item} {n}" for n in (label, mark.step)),
                    f"{label} {mark.item}",
                    f"{mark.step} {mark.item}",
                )
                label = say("{number} {step} ({item})", number=number, step=label, item=aloud(mark.item))
            else:
                label = f"{number} {label}"
            options.append(Option(place, label, names))
        return options

    def _mark(self, words: Sequence[str], *kinds: str) -> Mark:
        """What is marked on the bench by these words. Raises Refused."""
        number = a_number(words[0]) if len(words) == 1 else None
        rows = self.view.rows
        if number is not None and 0 < number <= len(rows):
            words = (str(number),)
        for kind in kinds[:-1]:  # a thing before a step of the same name
            options = self._options(kind)
            exact = [o for o in options if " ".join(words) in (name.casefold() for name in o.names)]
            if len(exact) == 1:
                return rows[exact[0].value].mark
        return rows[pick(self._options(*kinds), words)].mark

    # ---- changing the plan ---------------------------------------------------------------------

    def _make(self, *wanted: tuple[str, Mark]) -> Lines:
        """Make moves, all of them or none, and tell what has become of the program."""
        before, program = self.bench.plan, self.program
        for move, mark in wanted:
            refusal = self.bench.make(move, mark)
            if refusal:
                while self.bench.plan != before:
                    self.bench.undo()
                raise Refused(aloud(refusal))
        return self._changed(program)

    def _changed(self, program: str) -> Lines:
        view = self.view
        lines = changes(program, self.program) or [say("The program is the same as before.")]
        if view.this_time or view.always:
            return [*lines, *self._verdicts(view)]
        return [*lines, say("Type doors to open the doors, bench to hear the plan.")]

    def _hung(self, mark: Mark) -> bool:
        """A lock of the plan's hangs on it or around it."""
        plan, shop = self.bench.plan, self.bench.shop
        if mark.step:
            return bool(moves.locks_around(shop, plan, mark.item, mark.step))
        return any(span.thing == mark.thing for span in plan.spans)

    def do_lock(self, line: Line) -> Lines:
        mark = self._mark(line.without(*FILLERS), "thing", "step")
        row = self._row_of(mark)
        if self._hung(mark) or (mark.thing and row.locks):
            raise Refused(say("A lock is there already; unlock {what} takes it off.", what=_label(row)))
        if mark.step and self._step_does(mark) == "grab":
            raise Refused(say("This step takes a lock itself; unlock {what} leaves it out.", what=_label(row)))
        return self._make(("lock", mark))

    def do_unlock(self, line: Line) -> Lines:
        mark = self._mark(line.without(*FILLERS), "thing", "step")
        row = self._row_of(mark)
        grabbed = bool(mark.thing and row.locks) or (bool(mark.step) and self._step_does(mark) == "grab")
        if not self._hung(mark) and not grabbed:
            raise Refused(say("No lock hangs there: {what}.", what=_label(row)))
        if grabbed and not self._hung(mark) and not self.level.toolbox.unlock:
            raise Refused(say("That lock came with the level and stays."))
        return self._make(("lock", mark))

    def _row_of(self, mark: Mark) -> BenchRow:
        return next(row for row in self.view.rows if row.mark == mark)

    def _step_does(self, mark: Mark) -> str:
        return next(step.do for step in moves.item_named(self.bench.shop, mark.item).steps if step.id == mark.step)

    def do_join(self, line: Line) -> Lines:
        marks = self._several(line)
        if len(marks) == 1:
            return self._make(("join", marks[0]))
        return self._join_up_to(*self._neighbours(marks, apart=True)[0 :: max(len(marks) - 1, 1)])

    def _join_up_to(self, first: Mark, last: Mark) -> Lines:
        """Join until one lock is held from one to the other."""
        before, program = self.bench.plan, self.program
        if self._under_one(first, last):
            raise Refused(say("They are under one lock already."))
        for _ in range(2 * len(self.view.rows)):
            refusal = self.bench.make("join", first)
            if refusal:
                while self.bench.plan != before:
                    self.bench.undo()
                raise Refused(aloud(refusal))
            if self._under_one(first, last):
                break
        return self._changed(program)

    def _under_one(self, first: Mark, last: Mark) -> bool:
        shop, plan = self.bench.shop, self.bench.plan
        covered = (moves.covers(shop, plan, span) for span in plan.spans if span.item == first.item)
        return any(first.step in ids and last.step in ids for ids in covered)

    def _several(self, line: Line) -> list[Mark]:
        """Steps by number, as many as were named; or one by its name."""
        words = line.without(*FILLERS)
        found = numbers(line)
        if found and len(found) == len(words):
            return [self._mark((str(number),), "step") for number in dict.fromkeys(found)]
        if len(words) == 2 and not found:  # two names, or one of two words
            options = self._options("step")
            try:
                return [self.view.rows[pick(options, words)].mark]
            except Refused:
                return [self._mark((word,), "step") for word in words]
        return [self._mark(words, "step")]

    def _neighbours(self, marks: list[Mark], *, apart: bool = False) -> list[Mark]:
        """The same steps from top to bottom, of one item, each below the one before it unless they may be `apart`."""
        places = {row.mark: place for place, row in enumerate(self.view.rows)}
        ordered = sorted(marks, key=lambda mark: places[mark])
        if len({mark.item for mark in ordered}) > 1:
            raise Refused(
                say(
                    "These are steps of different things: {items}.", items=named((mark.item for mark in ordered), "and")
                )
            )
        if not apart and places[ordered[-1]] - places[ordered[0]] != len(ordered) - 1:
            raise Refused(say("They do not stand beside each other: move one of them first."))
        return ordered

    def do_move(self, line: Line) -> Lines:
        words = line.without(*FILLERS)
        up, down = {"up", "higher", "<"} & set(words), {"down", "lower", ">"} & set(words)
        if bool(up) == bool(down):
            raise Refused(say("Say where to: move, a step, and up or down."))
        return self._shift(tuple(word for word in words if word not in up | down), "rise" if up else "sink")

    def do_up(self, line: Line) -> Lines:
        return self._shift(line.without(*FILLERS), "rise")

    def do_down(self, line: Line) -> Lines:
        return self._shift(line.without(*FILLERS), "sink")

    def _shift(self, words: Sequence[str], move: str) -> Lines:
        mark = self._mark(words, "step")
        lines = self._make((move, mark))
        place = next(place for place, row in enumerate(self.view.rows, 1) if row.mark == mark)
        return [say("Now it is step {number}, {what}.", number=place, what=_label(self._row_of(mark))), *lines]

    def do_together(self, line: Line) -> Lines:
        marks = self._neighbours(self._several(line))
        rows = {row.mark: row for row in self.view.rows}
        later = marks[1:] or marks
        done = [mark for mark in later if rows[mark].group and self._with_above(mark)]
        if len(done) == len(later):
            raise Refused(say("They are together already; part takes a step out."))
        return self._make(*(("together", mark) for mark in later if mark not in done))

    def do_part(self, line: Line) -> Lines:
        mark = self._mark(line.without(*FILLERS), "step")
        if not self._with_above(mark):
            raise Refused(say("It is not together with the step above."))
        return self._make(("together", mark))

    def _with_above(self, mark: Mark) -> bool:
        """It is in one group with the step above."""
        rows = self.view.rows
        place = next(place for place, row in enumerate(rows) if row.mark == mark)
        above = rows[place - 1]
        return bool(rows[place].group) and above.mark.item == mark.item and above.group == rows[place].group

    def do_extra(self) -> Lines:
        return self._make(("extra", self.view.rows[0].mark))

    def do_later(self, line: Line) -> Lines:
        return self._come_in(line, "late")

    def do_sooner(self, line: Line) -> Lines:
        return self._come_in(line, "prompt")

    def _come_in(self, line: Line, move: str) -> Lines:
        words = [word for word in line.without(*FILLERS, "s", "seconds", "second") if a_number(word) is None]
        seconds = (numbers(line) or [1])[0]
        workers = self._options("worker")
        place = workers[0].value if len(workers) == 1 and not words else pick(workers, words)
        mark = self.view.rows[place].mark
        most = int(self.level.toolbox.late_at_most)
        if not 0 < seconds <= most:
            raise Refused(say("By how many seconds? From 1 to {most}.", most=most))
        return self._make(*[(move, mark)] * seconds)

    def do_undo(self) -> Lines:
        program = self.program
        return self._put(self.bench.undo(), program)

    def do_reset(self) -> Lines:
        program = self.program
        return self._put(self.bench.put(self.level.naive), program)

    def do_solution(self) -> Lines:
        program = self.program
        return self._put(self.bench.put(self.level.reference), program)

    def _put(self, refusal: str, program: str) -> Lines:
        if refusal:
            raise Refused(aloud(refusal))
        return self._changed(program)

    # ---- plans ---------------------------------------------------------------------------------

    def do_plans(self) -> Lines:
        plans = self.session.game.progress.mark(self.level.id).plans
        if not plans:
            return [say("No plans are kept yet. save as and a name keeps the one on the bench.")]
        return [
            say(
                "Plan {number}, {name}: {stars}.",
                number=number,
                name=SafeText(plan.name),
                stars=named((say(star) for star in plan.stars.names), "and") or say("no stars"),
            )
            for number, plan in enumerate(plans, 1)
        ]

    def do_load(self, line: Line) -> Lines:
        plans = self.session.game.progress.mark(self.level.id).plans
        options = [Option(n, f"{n} {SafeText(p.name)}", (str(n), p.name)) for n, p in enumerate(plans, 1)]
        program, plan = self.program, plans[pick(options, line.words) - 1].plan
        return self._put(self.bench.put(plan), program)

    def do_save(self, line: Line) -> Lines:
        name = SafeText(line.text.removeprefix("as ").removeprefix("As ").strip()[:NAME_AT_MOST])
        if not name or name == "as":
            raise Refused(say("Say under which name: save as, and the name."))
        import msgspec

        self.session.game.remember(self.level, msgspec.structs.replace(self.bench.plan, name=name))
        return [say("Kept as {name}.", name=name)]

    # ---- the two verdicts ----------------------------------------------------------------------

    def do_open(self, line: Line) -> Lines:
        """ "open" alone is the doors; with a name, a level."""
        return self.do_doors() if line.words in ((), ("doors",), ("the", "doors")) else super().do_open(line)

    def do_doors(self) -> Lines:
        self.bench.open_doors()
        view = self.view
        lanes = [lane for lane in view.lanes if lane.stuck]
        stuck = (
            sentence(say("{who} is stuck for ever: {why}", who=lane.name, why=aloud(lane.stuck))) for lane in lanes
        )
        return [
            say("You open the doors."),
            *self.here()[:1],
            *fault_lines(view.faults),
            *stuck,
            *map(told, view.notes),
            *self.here()[1:],
        ]

    def do_inspect(self) -> Lines:
        verdict = self.bench.verdict
        if verdict is not None and verdict.verdict in ("broken", "certified"):
            return self._verdict_lines()
        self.bench.start_asking(self.session.hands)
        return [
            say(
                "The inspector is here. He tries every order of events, one order for each worker, nobody in a hurry. Ctrl-C stops him."
            )
        ]

    def listen(self) -> Lines:
        """What he says, once he is done."""
        self.bench.hear()
        return [] if self.bench.asking else self._verdict_lines()

    def progress(self) -> str:
        visit = self.bench.visit()
        if visit is None:
            return ""
        return say(
            "Still at work: {orders} distinct orders so far, {found} faults found.",
            orders=visit.orders,
            found=visit.found,
        )

    def _verdict_lines(self) -> Lines:
        visit, view = self.bench.visit(), self.view
        assert visit is not None
        lines = [sentence(say("Always: {what}", what=self._always(view)))] if visit.stamp else []
        lines += [told(visit.more)] if visit.more else []
        lines += list(fault_lines(visit.failing.faults[:1])) if visit.failing else []
        return [*lines, self._next(view)]

    def do_watch(self) -> Lines:
        failing = self.bench.failing()
        if failing is None:
            raise Refused(
                say("No order that goes wrong is known of this plan: inspect calls the inspector, who looks for one.")
            )
        if failing.code:
            self.session.game.remember(self.level, self.bench.plan)  # the code names the plan, and does not hold it
        return list(failing_lines(failing))

    def do_why(self) -> Lines:
        faults = self.view.faults
        if not faults:
            raise Refused(say("Nothing has gone wrong with this plan yet: doors opens the doors."))
        return [sentence(f"{fault.kind.replace('-', ' ')}: {aloud(fault.message)}") for fault in faults]

    def do_day(self) -> Lines:
        view = self.view
        if not view.lanes:
            raise Refused(say("There has been no day with this plan: doors opens the doors."))
        return list(lane_lines(view.lanes))

    def do_result(self) -> Lines:
        if self.bench.day is None:
            raise Refused(say("There is no result before the doors have been open: doors opens them."))
        return self.session.finish(self.bench.result(), self.bench.plan, self.hints)


def _label(row: BenchRow) -> str:
    """What a row is called, without the number that a step has within its item."""
    if row.mark.step:
        return aloud(row.strip.label if row.strip is not None and row.strip.label else row.mark.step)
    return aloud(row.label)
