"""The result in lines: stars, the two verdicts, figures beside their measures, the lesson, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import Misuse
from cafe_sim.game.afterwards.taken_along import RUNS, folder_of, run_file, take_along
from cafe_sim.game.afterwards.towards_par import Pointers, misses_par, towards_par
from cafe_sim.game.afterwards.what_if import ANSWERS
from cafe_sim.game.plain.afterwards import comparison_lines, what_if_lines
from cafe_sim.game.plain.aloud import aloud, failing_lines, fault_lines, lane_lines, sentence, told
from cafe_sim.game.plain.inspector import INSPECT, Inspecting
from cafe_sim.game.plain.own_order import HAND
from cafe_sim.game.plain.place import Lines, read_program
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, Verb, pick
from cafe_sim.game.player.progress import STAR_NAMES
from cafe_sim.game.words import plain_number

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level, WhatIf
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import Figure, ResultView

MEANS = {
    "sound": to_say("everyone served, and nothing found wrong"),
    "par": to_say("as fast as the level asks"),
    "light": to_say("no more guards, rules or changed lines than needed"),
}
BROKE = {
    "sound": to_say("the goal reached"),
    "par": to_say("in the fewest moves"),
    "light": to_say("with the fewest preemptions"),
}
"""The same where something was to be broken."""


class AtResult(Inspecting):
    """After a run."""

    verbs = (
        Verb("next", "next", to_say("the next level; if this one is not won yet, once more."), ("go",)),
        Verb("again", "again", to_say("this level once more, with the plan you had."), ("retry",)),
        Verb("afresh", "afresh", to_say("this level once more, from its own plan.")),
        INSPECT,
        Verb("result", "result", to_say("all of this once more.")),
        Verb("hint", "hint", to_say("a hint; there are three, each says more.")),
        Verb("watch", "watch", to_say("the order of events that goes wrong, step by step.")),
        HAND,
        Verb("compare", "compare", to_say("your figures among those of the plans that ship with the level.")),
        Verb(
            "what",
            "what if",
            to_say("the same day with one thing changed; what better, what same or what worse guesses first."),
            takes=True,
        ),
        Verb("day", "day", to_say("who did what when."), ("timeline", "log")),
        Verb("code", "code, or code 12, or code 12 20", to_say("read the program that ran."), takes=True),
        Verb(
            "keep",
            "keep",
            to_say("keep this run as a small file, which cafe-sim replay shows again anywhere."),
            ("record", "save"),
        ),
    )
    about = (
        to_say("This time is the one run there was. Always is what is known of all the other orders in which it could have happened."),
        to_say("Stars, once won, are kept, whichever plan won them."),
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        view: ResultView,
        plan: Plan | None,
        hints: int = 0,
        inspectable: Inspectable | None = None,
    ) -> None:
        super().__init__(session)
        self._inspectable = inspectable
        self.view = view
        self.plan = plan
        self.hints = 0 if misses_par(view) else hints

    @property
    def level(self) -> Level:
        level = self.session.game.level(self.view.level)
        assert level is not None
        return level

    def offers(self, verb: Verb) -> bool:
        offered = {
            "inspect": self.can_ask,
            "hint": not self.view.sound or (misses_par(self.view) and self.plan is not None),
            "watch": self.view.failing is not None,
            "hand": self.inspectable is not None and self.inspectable.verdict is not None,
            "day": bool(self.view.lanes),
            "compare": self.can_keep,
            "keep": self.can_keep,
            "what": self.what_if is not None,
        }
        return offered.get(verb.name, True)

    # ---- the inspector -------------------------------------------------------------------------

    @property
    def inspectable(self) -> Inspectable | None:
        return self._inspectable

    @property
    def what_if(self) -> WhatIf | None:
        """The question after a day that worked, of a plan that may be run here: what was typed may not."""
        may = self.view.worked and self.plan is not None and self.level.kind != "code"
        return self.level.what_if if may else None

    @property
    def can_keep(self) -> bool:
        """What made this run is known: a plan, or moves."""
        return self.plan is not None or bool(self.view.moves)

    @property
    def can_ask(self) -> bool:
        return self.view.can_ask and self.inspectable is not None

    def verdict_lines(self) -> Lines:
        """What he said makes it another result."""
        assert self.inspectable is not None
        if self.inspectable.verdict is None:
            return [*self.found(), *self.here()]
        self.view = self.session.game.finish(self.inspectable.result(), self.plan)
        return self.opening()

    # ---- what is said --------------------------------------------------------------------------

    def opening(self) -> Lines:
        return [*self._told(), *self.here()]

    def here(self) -> Lines:
        view = self.view
        following = self.session.game.level(view.next_level)
        if self.can_ask:
            return [say("Type inspect to call the inspector: does it always work? Or type again, hint or levels.")]
        if not view.sound:
            return [say("Type again to try once more, hint for a hint, or levels.")]
        nearer = [say("Type hint for a way to par.")] if misses_par(view) and self.plan is not None else []
        if following is None:
            return [*nearer, say("Type levels to go on, or again.")]
        title = aloud(following.title)
        return [*nearer, say("Type next for {id}, {title}; or again, or levels.", id=following.id, title=title)]

    def do_result(self) -> Lines:
        return self.opening()

    def _told(self) -> Iterator[str]:
        view = self.view
        yield say("{id}, {title}: {stars}", id=view.level, title=aloud(view.title), stars=self._stars())
        this = view.this_time or (say("worked") if view.worked else say("did not work"))
        served = say(", {served} of {count} served", served=view.served, count=view.orders) if view.orders else ""
        yield sentence(say("This time: {what}{served}", what=aloud(this), served=served))
        stamp = f"{say(view.stamp)}, " if view.stamp else ""
        yield sentence(say("Always: {what}", what=f"{stamp}{aloud(view.always or 'not asked yet')}"))
        yield from (_figure(figure, judged=view.sound) for figure in view.figures)
        yield from fault_lines(view.faults)
        yield from map(told, view.notes)
        yield from ([told(view.ghost_text)] if view.ghost_text else [])
        yield from (told(called.words) for called in view.called)
        if view.sound:
            yield from self._lesson()
        if self.what_if is not None:
            yield say("{question} Type what if.", question=told(self.what_if.text))
        yield from self._guess()
        yield from map(told, view.news)

    def _stars(self) -> str:
        view = self.view
        kept = say(" Won before, and kept: {names}.", names=", ".join(map(say, view.kept))) if view.kept else ""
        if not view.sound:
            return say("no star this time.") + kept
        means = BROKE if self.level.scene is not None else MEANS
        won = [name for name in STAR_NAMES if getattr(view, name)]
        parts = [
            say(
                "{name} ({what}{new})",
                name=say(name),
                what=say(means[name]),
                new=say(", new") if name in view.new_stars else "",
            )
            for name in won
        ]
        missing = [say(name) for name in STAR_NAMES if name not in (*won, *view.kept)]
        more = kept + (say(" Still to win: {names}.", names=", ".join(missing)) if missing else "")
        return say(
            "{n} of 3 stars: {stars}.{more}", n=len(won), stars=say("; ").join(parts), more=more or say(" All three.")
        )

    def _lesson(self) -> Iterator[str]:
        view, level = self.view, self.level
        yield say("The lesson: {lesson}", lesson=" ".join(told(text) for text in view.lesson))
        yield sentence(say("Its name: {term}. In Python: {python}", term=aloud(view.term), python=aloud(view.python)))
        if level.hook:
            yield told(level.hook)

    def _guess(self) -> Iterator[str]:
        question, guess = self.level.question, self.session.game.guesses.get(self.view.level)
        if question is None or guess is None:
            return
        because, asked, said = told(question.because), told(question.text), aloud(question.answers[guess])
        if guess == question.right:
            yield say(
                "{asked} You said: {guess}, and saw it coming. {because}", asked=asked, guess=said, because=because
            )
        else:
            came = aloud(question.answers[question.right])
            yield say(
                "{asked} You said: {guess}; it is: {came}. {because}",
                asked=asked,
                guess=said,
                came=came,
                because=because,
            )

    # ---- the way on ----------------------------------------------------------------------------

    def do_next(self) -> Lines:
        following = self.session.game.level(self.view.next_level)
        if not self.view.sound:
            return self.do_again()
        return self.session.open(following) if following is not None else self.session.to_map()

    def do_again(self) -> Lines:
        return self.session.open(self.level, self.plan, again=True)

    def do_afresh(self) -> Lines:
        return self.session.open(self.level, again=True)

    def do_hint(self) -> Lines:
        hints = self._pointers if misses_par(self.view) else self.level.hints
        if self.hints >= len(hints):
            raise Refused(say("There are no more hints."))
        self.hints += 1
        return [say("Hint {number}: {hint}", number=self.hints, hint=aloud(hints[self.hints - 1]))]

    @cached_property
    def _pointers(self) -> Pointers:
        """Towards par, made from the day that was played."""
        assert self.plan is not None
        *_, known = ((), *towards_par(self.level, self.plan))
        return known

    def do_compare(self) -> Lines:
        return list(comparison_lines(self.level, self.view))

    def do_what(self, line: TypedLine) -> Lines:
        change, plan = self.what_if, self.plan
        assert change is not None
        assert plan is not None
        words = line.without("if", "it", "would", "be", "the")
        guess = pick([Candidate(came, came, (came,)) for came in ANSWERS], words) if words else None
        return [told(change.text), *what_if_lines(self.level, change, plan, guess, is_won=self.view.sound)]

    def do_watch(self) -> Lines:
        assert self.view.failing is not None
        return list(failing_lines(self.view.failing))

    def do_day(self) -> Lines:
        return list(lane_lines(self.view.lanes))

    def do_keep(self) -> Lines:
        try:
            name, text = run_file(self.level, self.plan, self.view.moves)
            path = take_along(folder_of(self.session.game.keeper, RUNS), name, text)
        except Misuse as error:
            raise Refused(str(error)) from None
        return [say("Saved: {file}", file=SafeText(str(path)))]

    def do_code(self, line: TypedLine) -> Lines:
        return read_program(self.view.program, line)


def _figure(figure: Figure, *, judged: bool) -> str:
    """ "Mean wait: 9.4 s; par 9.4, reached; nobody can beat 4.4." Of an unsound plan no figure
    is called good or bad.
    """
    value = figure.text or plain_number(figure.value)
    text = f"{aloud(figure.name)}: {value}{f' {aloud(figure.unit)}' if figure.unit else ''}"
    if figure.par is not None:
        text += f"; {aloud(figure.against)} {plain_number(figure.par)}"
    if figure.good is not None and judged:
        text += say(", reached") if figure.good else say(", not reached")
    if figure.floor is not None:
        text += say("; nobody can beat {floor}", floor=plain_number(figure.floor))
    return sentence(text)
