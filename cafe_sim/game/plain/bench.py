"""The bench in lines: things and steps by number, moves by word, the lines of the program they change, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

from cafe_sim.catalogue import retell, say, say_number, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.fixing import moves
from cafe_sim.game.fixing.toolbox import offers, signals_in
from cafe_sim.game.plain.aloud import aloud, failing_lines, fault_lines, lane_lines, sentence, told
from cafe_sim.game.plain.bench_moves import MOVES, NEEDS, BenchMoves
from cafe_sim.game.plain.inspector import INSPECT, Inspecting
from cafe_sim.game.plain.own_order import HAND
from cafe_sim.game.plain.place import PLAYING, Lines
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, Verb, named, pick

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.views import Answer, BenchView

TOLD: Final = ("unlock", "join", "move", "together", "hatch", "extra", "later")
"""Verbs that are named with the plan; those that undo them are found in the help."""
STAMPS: Final = {
    "broken": to_say("broken"),
    "certified": to_say("certified"),
    "bounded": to_say("bounded"),
    "sampled": to_say("sampled"),
}


class AtBench(BenchMoves, Inspecting):
    """A fix level."""

    verbs = (
        Verb("bench", "bench", to_say("the things and steps by number, and what the toolbox holds."), ("list", "steps", "things", "plan", "toolbox")),
        Verb("doors", "doors, or open", to_say("open the doors: one day, as it happens to come. Did it work this time?"), ("run",)),
        INSPECT,
        *MOVES,
        Verb("watch", "watch", to_say("the order of events that goes wrong, step by step.")),
        HAND,
        Verb("why", "why", to_say("what went wrong, in full."), ("faults",)),
        Verb("result", "result", to_say("how it went, once the doors have been open."), ("finish", "done")),
        Verb("predict", "predict no", to_say("say how it will go before it is run: yes or no; before the inspector, always, never or sometimes."), takes=True),
        Verb("day", "day", to_say("who did what when, once the doors have been open."), ("timeline",)),
        Verb("plans", "plans", to_say("your plans for this level.")),
        Verb("load", "load 1, or load its name", to_say("put one of your plans on the bench."), takes=True),
        Verb("save", "save as a name", to_say("keep the plan on the bench under a name."), takes=True),
        Verb("forget", "forget 1", to_say("forget one of your plans; stars stay."), ("drop",), takes=True),
        *PLAYING,
    )  # fmt: skip

    about = (
        to_say("The plan is wrong. Change it, and hear how the program changes with it."),
        to_say("Things and steps are called by number or by name. A lock on a thing goes around each step that touches it, by itself."),
        to_say("doors says whether it worked this time; inspect says whether it always does. Only a certificate wins the star."),
    )  # fmt: skip

    # ---- where one stands ----------------------------------------------------------------------

    def scene(self) -> Lines:
        left = [say("The bench is as you left it. Undo leads back to the level's own plan.")] if self.is_left else []
        return [*self.do_bench(), *left, *self.here()]

    def here(self) -> Lines:
        view = self.view
        return [*self.verdicts(view), self._next(view)]

    def verdicts(self, view: BenchView) -> Lines:
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
            return say("not asked yet, the inspector has not looked")
        words = aloud(view.always)
        return say("{stamp}, {words}", stamp=say(STAMPS[view.stamp]), words=words) if view.stamp else words

    @staticmethod
    def _next(view: BenchView) -> str:
        if view.always_ok is False:
            return say("Type watch to hear an order of events that goes wrong, or change something; hint gives a hint.")
        if not view.this_time and view.always_ok:
            return say("Now open the doors, too: type doors, and then result.")
        if not view.this_time:
            return say("Change something, or type doors to open the doors.")
        if not view.always and view.this_time_ok:
            return say("Would it always? Type inspect to call the inspector.")
        if not view.always:
            return say("Change something; hint gives a hint. inspect tells whether it always goes like that.")
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
        if level.toolbox.tokens:
            left = max(level.toolbox.tokens - moves.token_count(plan), 0)
            yield say_number("tokens ({n} left)", "tokens ({n} left)", left)
        for kind, most in signals_in(level).items():
            left = max(most - sum(signal.kind == kind for signal in plan.signals), 0)
            yield say("signal and await ({kind}, {n} left)", kind=retell(kind), n=left)
        for verb in TOLD:
            if offers(level, NEEDS[verb]) and (verb != "unlock" or level.toolbox.unlock or plan.spans):
                yield say("extra (one lock round everything)") if verb == "extra" else verb

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

    def _kept(self, line: TypedLine) -> tuple[str, Plan]:
        """(name, plan) of the kept one that is meant."""
        plans = self.session.game.progress.mark(self.level.id).plans
        numbered = ((str(number), SafeText(plan.name)) for number, plan in enumerate(plans, 1))
        options = [Candidate(int(number) - 1, f"{number} {name}", (number, name)) for number, name in numbered]
        kept = plans[pick(options, line.words)]
        return kept.name, kept.plan

    def do_load(self, line: TypedLine) -> Lines:
        _, plan = self._kept(line)
        return self._put(lambda: self.bench.put(plan))

    def do_forget(self, line: TypedLine) -> Lines:
        name, _ = self._kept(line)
        self.session.game.drop_plan(self.level, name)
        return [say("Forgotten: {name}.", name=SafeText(name))]

    def do_save(self, line: TypedLine) -> Lines:
        name = SafeText(line.rest.text if line.first == "as" else line.text)
        refusal = self.session.game.name_plan(self.level, self.bench.plan, name)
        if refusal:
            raise Refused(aloud(refusal))
        return [say("Kept as {name}.", name=name)]

    # ---- the two verdicts ----------------------------------------------------------------------

    def do_open(self, line: TypedLine) -> Lines:
        """ "open" alone is the doors; with a name, a level."""
        return self.do_doors() if line.words in ((), ("doors",), ("the", "doors")) else super().do_open(line)

    def do_doors(self) -> Lines:
        self.bench.open_doors()
        view = self.view
        this, always = self.verdicts(view)
        stuck = (
            sentence(say("{who} is stuck for ever: {why}", who=lane.name, why=aloud(lane.stuck)))
            for lane in view.lanes
            if lane.stuck and not any(fault.kind == "deadlock" for fault in view.faults)
        )
        told_of = (*fault_lines(view.faults), *stuck, *map(told, view.notes), *self._called(view, "today"))
        return [say("You open the doors."), this, *told_of, always, self._next(view)]

    @property
    def inspectable(self) -> Inspectable:
        return self.bench

    def verdict_lines(self) -> Lines:
        visit, view = self.bench.visit(), self.view
        assert visit is not None
        said = [self.verdicts(view)[1]] if visit.stamp else []
        return [*said, *self.found(), *self._called(view, "always"), self._next(view)]

    def do_predict(self, line: TypedLine) -> Lines:
        asked = self.bench.asked
        if asked is None:
            raise Refused(say("This plan has been run and inspected: nothing is left to be guessed."))
        words = {"yes": "yes", "no": "no", "always": "yes", "never": "no", "sometimes": "sometimes"}
        options = [Candidate(answer, word, (word,)) for word, answer in words.items()]
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
        return say("{title}: {text}", title=retell(hint.title), text=aloud(hint.text))

    def do_result(self) -> Lines:
        if self.bench.day is None:
            raise Refused(say("There is no result before the doors have been open: doors opens them."))
        return self.session.finish(self.bench.result(), self.bench.plan, self.hints, self.bench)
