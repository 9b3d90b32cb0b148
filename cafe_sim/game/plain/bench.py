"""The bench in lines: things and steps by number, moves by word, the program's changed lines after each, and the two verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

from cafe_sim.cafe.writing import write_program
from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game import moves
from cafe_sim.game.bench import Bench
from cafe_sim.game.plain.aloud import aloud, changes, failing_lines, fault_lines, lane_lines, sentence, told
from cafe_sim.game.plain.bench_rows import FILLERS, Rows, label_of
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.typed import Line, Option, Refused, Verb, a_number, named, numbers, pick
from cafe_sim.game.toolbox import offers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.prediction import Answer
    from cafe_sim.game.views import BenchView, Mark

NEEDS: Final = {
    "lock": "lock", "unlock": "lock", "join": "join", "move": "rise", "up": "rise", "down": "sink", "together": "together",
    "part": "together", "hatch": "hatch", "counter": "hatch", "extra": "extra", "later": "late", "sooner": "prompt",
}  # fmt: skip
"""Verb → the move that the toolbox must hold."""
TOLD: Final = ("unlock", "join", "move", "together", "hatch", "extra", "later")
"""Verbs that are named with the plan; those that undo them are found in the help."""
STAMPS: Final = {
    "broken": to_say("broken"),
    "certified": to_say("certified"),
    "bounded": to_say("bounded"),
    "sampled": to_say("sampled"),
}


class AtBench(Playing):
    """A fix level."""

    verbs = (
        Verb("bench", "bench", to_say("the things and steps by number, and what the toolbox holds."), ("list", "steps", "things", "plan", "toolbox")),
        Verb("lock", "lock till, or lock 4", to_say("hang a lock on a thing, around every step that touches it; or around one step."), ("k", "hang"), takes=True),
        Verb("unlock", "unlock till, or unlock 4", to_say("take a lock off again."), takes=True),
        Verb("join", "join 2, or join 2 3", to_say("hold a lock longer: to its next span, else to the next step; or to the step you name."), ("j",), takes=True),
        Verb("move", "move 4 up, or move 4 down", to_say("move a step past its neighbour, or out of a lock."), takes=True),
        Verb("up", "up 4", to_say("move a step up."), ("<", "rise"), takes=True),
        Verb("down", "down 4", to_say("move a step down."), (">", "sink"), takes=True),
        Verb("together", "together 2 3, or together 3", to_say("do steps at the same time; with one number, with the step above."), ("t", "gather"), takes=True),
        Verb("part", "part 3", to_say("no longer together with the step above."), ("apart",), takes=True),
        Verb("hatch", "hatch 3", to_say("send a step through the hatch: a baker's thread does it, and the loop goes on."), takes=True),
        Verb("counter", "counter 3", to_say("have a step done at the counter again."), ("unhatch",), takes=True),
        Verb("extra", "extra", to_say("hang one more lock, round everything that is shared."), ("kitchen", "x")),
        Verb("later", "later Cy, or later Cy 2", to_say("let somebody come in a second later, or some."), ("late", "+"), takes=True),
        Verb("sooner", "sooner Cy", to_say("let somebody come in a second sooner."), ("-",), takes=True),
        Verb("undo", "undo", to_say("take the last change back."), ("u",)),
        Verb("redo", "redo", to_say("make the change again that was taken back.")),
        Verb("reset", "reset", to_say("start over from the level's own plan."), ("naive",)),
        Verb("doors", "doors, or open", to_say("open the doors: one day, as it happens to come. Did it work this time?"), ("run",)),
        Verb("inspect", "inspect", to_say("call the inspector: he tries every order of events. Does it always work?"), ("inspector", "ask")),
        Verb("predict", "predict no", to_say("say how it will go before it is run: yes or no; before the inspector, always, never or sometimes."), takes=True),
        Verb("watch", "watch", to_say("the order of events that goes wrong, step by step.")),
        Verb("why", "why", to_say("what went wrong, in full."), ("faults",)),
        Verb("day", "day", to_say("who did what when, once the doors have been open."), ("timeline",)),
        Verb("plans", "plans", to_say("your plans for this level.")),
        Verb("load", "load 1, or load its name", to_say("put one of your plans on the bench."), takes=True),
        Verb("save", "save as a name", to_say("keep the plan on the bench under a name."), takes=True),
        Verb("forget", "forget 1", to_say("forget one of your plans; stars stay."), ("drop",), takes=True),
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

    @property
    def rows(self) -> Rows:
        return Rows(self.view.rows)

    def offers(self, verb: Verb) -> bool:
        needs = NEEDS.get(verb.name)
        return (needs is None or offers(self.level, needs)) and super().offers(verb)

    # ---- where one stands ----------------------------------------------------------------------

    def scene(self) -> Lines:
        return [*self.do_bench(), *self.here()]

    def here(self) -> Lines:
        view = self.view
        return [*self._verdicts(view), self._next(view)]

    def _verdicts(self, view: BenchView) -> Lines:
        """What is known of this time and of always; of another plan, as that."""
        this = aloud(view.this_time) or say("the doors have not been open")
        always = self._always(view)
        if view.this_time_stale:
            this = say("not known of this plan; before you changed it: {what}", what=aloud(view.this_time_stale))
        if view.always_stale:
            always = say("not known of this plan; before you changed it: {what}", what=aloud(view.always_stale))
        return [sentence(say("This time: {what}", what=this)), sentence(say("Always: {what}", what=always))]

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
        if not view.always and view.this_time_ok:
            return say("Would it always? Type inspect to call the inspector.")
        if not view.always:
            return say("Change something; hint gives a hint. inspect tells whether it always goes like that.")
        if view.always_ok is False:
            return say("Type watch to hear an order of events that goes wrong, or change something; hint gives a hint.")
        if view.this_time_ok and view.always_ok:
            return say("Type result.")
        return say("Change something; hint gives a hint. result says how it went.")

    def do_bench(self) -> Lines:
        """Everything that can be named, with its number, and what may be done."""
        tools = say("; ").join(self._tools())
        return [*self.rows.lines(), *([say("You can: {tools}.", tools=tools)] if tools else [])]

    def _tools(self) -> Iterator[str]:
        """What the toolbox lets one do, as typed."""
        level, plan = self.level, self.bench.plan
        if level.toolbox.locks:
            left = max(level.toolbox.locks - moves.lock_count(plan), 0)
            yield say_number("lock ({n} left)", "lock ({n} left)", left)
        for verb in TOLD:
            if offers(level, NEEDS[verb]) and (verb != "unlock" or level.toolbox.unlock or plan.spans):
                yield verb

    # ---- changing the plan ---------------------------------------------------------------------

    def _make(self, *wanted: tuple[str, Mark]) -> Lines:
        """Make moves, all of them or none, and tell what has become of the program."""
        program = self.program
        for made, (move, mark) in enumerate(wanted):
            refusal = self.bench.make(move, mark)
            if refusal:
                self._take_back(made)
                raise Refused(aloud(refusal))
        return self._changed(program)

    def _take_back(self, moves_made: int) -> None:
        for _ in range(moves_made):
            self.bench.undo()

    def _changed(self, program: str) -> Lines:
        view = self.view
        lines = changes(program, self.program) or [say("The program is the same as before.")]
        if view.this_time or view.always:
            return [*lines, *self._verdicts(view)]
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
            steps = moves.item_named(self.bench.shop, mark.item).steps
            return any(step.id == mark.step and step.do == "grab" for step in steps)
        return bool(self.rows.of(mark).locks) and not self._spans_at(mark)

    def do_lock(self, line: Line) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "thing", "step")
        what = label_of(self.rows.of(mark))
        if self._grabs(mark) and mark.step:
            raise Refused(say("This step takes a lock itself; unlock {what} leaves it out.", what=what))
        if self._spans_at(mark) or self._grabs(mark):
            raise Refused(say("A lock is there already; unlock {what} takes it off.", what=what))
        return self._make(("lock", mark))

    def do_unlock(self, line: Line) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "thing", "step")
        hung, grabs = self._spans_at(mark), self._grabs(mark)
        if not hung and not grabs:
            raise Refused(say("No lock hangs there: {what}.", what=label_of(self.rows.of(mark))))
        if not hung and not self.level.toolbox.unlock:
            raise Refused(say("That lock came with the level and stays."))
        return self._make(("lock", mark))

    def do_join(self, line: Line) -> Lines:
        marks = self.rows.in_order(self.rows.steps(line))
        if len(marks) == 1:
            return self._make(("join", marks[0]))
        return self._join_up_to(marks[0], marks[-1])

    def _join_up_to(self, first: Mark, last: Mark) -> Lines:
        """Join until one lock is held from one to the other."""
        program, made = self.program, 0
        if self._under_one(first, last):
            raise Refused(say("They are under one lock already."))
        while not self._under_one(first, last):
            refusal = self.bench.make("join", first)
            if refusal:
                self._take_back(made)
                raise Refused(aloud(refusal))
            made += 1
        return self._changed(program)

    def _under_one(self, first: Mark, last: Mark) -> bool:
        shop, plan = self.bench.shop, self.bench.plan
        covered = (moves.covers(shop, plan, span) for span in plan.spans if span.item == first.item)
        return any(first.step in ids and last.step in ids for ids in covered)

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
        mark = self.rows.pick(words, "step")
        lines = self._make((move, mark))
        rows = self.rows
        return [say("Now it is step {number}, {what}.", number=rows.number(mark), what=label_of(rows.of(mark))), *lines]

    def do_together(self, line: Line) -> Lines:
        rows = self.rows
        marks = rows.in_order(rows.steps(line))
        if rows.place(marks[-1]) - rows.place(marks[0]) != len(marks) - 1:
            raise Refused(say("They do not stand beside each other: move one of them first."))
        apart = [mark for mark in marks[1:] or marks if not rows.with_above(mark)]
        if not apart:
            raise Refused(say("They are together already; part takes a step out."))
        return self._make(*(("together", mark) for mark in apart))

    def do_part(self, line: Line) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS), "step")
        if not self.rows.with_above(mark):
            raise Refused(say("It is not together with the step above."))
        return self._make(("together", mark))

    def do_hatch(self, line: Line) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS, "through"), "step")
        if self._sent(mark):
            raise Refused(say("It goes through the hatch already; counter has it done at the counter again."))
        return self._make(("hatch", mark))

    def do_counter(self, line: Line) -> Lines:
        mark = self.rows.pick(line.without(*FILLERS, "at"), "step")
        if not self._sent(mark):
            raise Refused(say("It does not go through the hatch."))
        return self._make(("hatch", mark))

    def _sent(self, mark: Mark) -> bool:
        return mark.step in self.bench.plan.hatch.get(mark.item, ())

    def do_extra(self) -> Lines:
        return self._make(("extra", self.view.rows[0].mark))

    def do_later(self, line: Line) -> Lines:
        return self._come_in(line, "late")

    def do_sooner(self, line: Line) -> Lines:
        return self._come_in(line, "prompt")

    def _come_in(self, line: Line, move: str) -> Lines:
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

    # ---- plans ---------------------------------------------------------------------------------

    def do_plans(self) -> Lines:
        plans = self.session.game.progress.mark(self.level.id).plans
        if not plans:
            return [say("No plans are kept yet. save as and a name keeps the one on the bench.")]
        lines = []
        for number, plan in enumerate(plans, 1):
            stars = named((say(star) for star in plan.stars.names), "and") or say("no stars")
            lines.append(say("Plan {number}, {name}: {stars}.", number=number, name=SafeText(plan.name), stars=stars))
        return lines

    def _kept(self, line: Line) -> tuple[str, Plan]:
        """(name, plan) of the kept one that is meant."""
        plans = self.session.game.progress.mark(self.level.id).plans
        numbered = ((str(number), SafeText(plan.name)) for number, plan in enumerate(plans, 1))
        options = [Option(int(number) - 1, f"{number} {name}", (number, name)) for number, name in numbered]
        kept = plans[pick(options, line.words)]
        return kept.name, kept.plan

    def do_load(self, line: Line) -> Lines:
        _, plan = self._kept(line)
        return self._put(lambda: self.bench.put(plan))

    def do_forget(self, line: Line) -> Lines:
        name, _ = self._kept(line)
        self.session.game.drop_plan(self.level, name)
        return [say("Forgotten: {name}.", name=SafeText(name))]

    def do_save(self, line: Line) -> Lines:
        name = SafeText(line.rest.text if line.first == "as" else line.text)
        refusal = self.session.game.name_plan(self.level, self.bench.plan, name)
        if refusal:
            raise Refused(aloud(refusal))
        return [say("Kept as {name}.", name=name)]

    # ---- the two verdicts ----------------------------------------------------------------------

    def do_open(self, line: Line) -> Lines:
        """ "open" alone is the doors; with a name, a level."""
        return self.do_doors() if line.words in ((), ("doors",), ("the", "doors")) else super().do_open(line)

    def do_doors(self) -> Lines:
        self.bench.open_doors()
        view = self.view
        this, always = self._verdicts(view)
        stuck = (
            sentence(say("{who} is stuck for ever: {why}", who=lane.name, why=aloud(lane.stuck)))
            for lane in view.lanes
            if lane.stuck and not any(fault.kind == "deadlock" for fault in view.faults)
        )
        told_of = (*fault_lines(view.faults), *stuck, *map(told, view.notes), *self._called(view, "today"))
        return [say("You open the doors."), this, *told_of, always, self._next(view)]

    def do_inspect(self) -> Lines:
        verdict = self.bench.verdict
        if verdict is not None and verdict.verdict in ("broken", "certified"):
            return self._verdict_lines()
        self.bench.start_asking(self.session.hands)
        return [
            say("The inspector is here. He tries every order of events, one order for each worker, nobody in a hurry."),
            say("Ctrl-C stops him."),
        ]

    def listen(self) -> Lines:
        """What he says, once he is done."""
        self.bench.hear()
        return [] if self.bench.asking else self._verdict_lines()

    def progress(self) -> str:
        """How far he is."""
        visit = self.bench.visit()
        orders, found = (visit.orders, visit.found) if visit is not None else (0, 0)
        return say("Still at work: {orders} distinct orders so far, {found} faults found.", orders=orders, found=found)

    def _verdict_lines(self) -> Lines:
        visit, view = self.bench.visit(), self.view
        assert visit is not None
        lines = [self._verdicts(view)[1]] if visit.stamp else []
        lines += [told(visit.more)] if visit.more else []
        lines += list(fault_lines(visit.failing.faults[:1])) if visit.failing else []
        return [*lines, *self._called(view, "always"), self._next(view)]

    def do_predict(self, line: Line) -> Lines:
        asked = self.bench.asked
        if asked is None:
            raise Refused(say("This plan has been run and inspected: nothing is left to be guessed."))
        words = {"yes": "yes", "no": "no", "always": "yes", "never": "no", "sometimes": "sometimes"}
        options = [Option(answer, word, (word,)) for word, answer in words.items()]
        if not line.words:
            return [say("{question} Type predict and {answers}.", question=aloud(asked.question), answers=named(asked.answers.values()))]  # fmt: skip
        refusal = self.bench.guess(cast("Answer", pick(options, line.words[:1])))
        if refusal:
            raise Refused(aloud(refusal))
        return [say("We shall see."), self._next(self.view)]

    @staticmethod
    def _called(view: BenchView, about: str) -> Iterator[str]:
        """How a prediction turned out."""
        return (told(called.words) for called in view.called if called.about == about)

    def do_watch(self) -> Lines:
        failing = self.bench.failing()
        if failing is None:
            raise Refused(say("No order that goes wrong is known of this plan: inspect calls the inspector."))
        if failing.code:
            self.session.game.remember(self.level, self.bench.plan)  # the code names the plan, and does not hold it
        return list(failing_lines(failing))

    def do_why(self) -> Lines:
        view, faults = self.view, self.view.faults
        if not faults and not view.this_time:
            raise Refused(say("Nothing has gone wrong with this plan yet: doors opens the doors."))
        if not faults:
            return [told(note) for note in view.notes] or [say("Nothing went wrong this time.")]
        return [sentence(f"{fault.kind.replace('-', ' ')}: {aloud(fault.message)}") for fault in faults]

    def do_day(self) -> Lines:
        view = self.view
        if not view.lanes:
            raise Refused(say("There has been no day with this plan: doors opens the doors."))
        return list(lane_lines(view.lanes))

    def hint(self, number: int) -> str:
        """Made from what went wrong with the very plan on the bench, where that is known."""
        hint = self.bench.hints()[number]
        return say("{title}: {text}", title=say(hint.title), text=aloud(hint.text))

    def do_result(self) -> Lines:
        if self.bench.day is None:
            raise Refused(say("There is no result before the doors have been open: doors opens them."))
        return self.session.finish(self.bench.result(), self.bench.plan, self.hints)
