"""A place in the game: what can be said there, and what is said back. All places know the verbs below."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, Final

from cafe_sim.catalogue import say, to_say
from cafe_sim.content.safetext import shown
from cafe_sim.game.plain.aloud import aloud, code_lines, sentence, star_wishes, told
from cafe_sim.game.plain.settings import all_lines, choose
from cafe_sim.game.plain.typed import Refused, TypedLine, Verb, a_number, named, numbers

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session

Lines = list[str]

NAMED: Final = 6
"""So many verbs are named to those who look for one."""
LIKE: Final = 0.7
"""So much alike are a word and the one that was meant."""
COMMON: Final = (
    Verb("levels", "levels", to_say("leave this, and hear the levels and your stars."), ("map", "leave")),
    Verb("open", "open A2, or only A2", to_say("open a level."), takes=True),
    Verb("settings", "settings, or settings language English", to_say("what can be chosen: language, clock, doors and how screens look."), ("set",), takes=True),
    Verb("help", "help", to_say("what can be typed here."), ("?",), takes=True),
    Verb("quit", "quit", to_say("leave the game; what you have won is kept."), ("exit", "bye")),
)  # fmt: skip


class Place:
    """Where the player is. `do_<verb>` answers, or raises Refused and has changed nothing."""

    verbs: ClassVar[tuple[Verb, ...]] = ()
    about: ClassVar[tuple[str, ...]] = ()
    """Sentences at the head of its help."""
    not_here: ClassVar[str] = to_say("There is nothing of that kind here.")
    """Said to a verb that the place knows and does not offer."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # ---- for each place to say -----------------------------------------------------------------

    def opening(self) -> Lines:
        """What is said when one comes here."""
        return self.here()

    def here(self) -> Lines:
        """Where one stands, and what to type next. Said on an empty line."""
        return []

    def offers(self, verb: Verb) -> bool:  # noqa: ARG002 - whoever offers less looks at it
        """It can be said here at all."""
        return True

    def knows(self, first: str) -> tuple[bool, bool]:  # noqa: ARG002 - the same
        """Whether a line's first word names something here: as a whole, and cut short.

        Then `answer_named` answers the line.
        """
        return False, False

    def answer_named(self, line: TypedLine) -> Lines:
        """The answer to a line that begins with a name or a number."""
        raise NotImplementedError

    def keep(self) -> None:
        """What is under way is kept: called after each line."""

    def close(self) -> None:
        """One leaves."""

    # ---- where something goes on that takes its time -------------------------------------------

    @property
    def asking(self) -> bool:
        """Nothing is to be typed until `listen` has news."""
        return False

    def listen(self) -> Lines:
        """What came of it, once it is over; nothing before."""
        return []

    def progress(self) -> str:
        """How far it is."""
        return ""

    def stop(self) -> str:
        """Ask it to come to an end; what is said to that."""
        return ""

    # ---- answering -----------------------------------------------------------------------------

    def all_verbs(self) -> tuple[Verb, ...]:
        own = {verb.name for verb in self.verbs}
        return (*self.verbs, *(verb for verb in COMMON if verb.name not in own))

    def offered(self) -> tuple[Verb, ...]:
        return tuple(verb for verb in self.all_verbs() if self.offers(verb))

    def answer(self, line: TypedLine) -> Lines:
        """What a line comes to. Raises Refused."""
        if not line.words:
            return self.here()
        first = line.first
        verb = next((verb for verb in self.all_verbs() if first in (verb.name, *verb.also)), None)
        if verb is None:
            whole, short = self.knows(first)
            if whole or (short and not any(verb.name.startswith(first) for verb in self.offered())):
                return self.answer_named(line)
            if len(line.words) == 1 and self.session.game.level(first) is not None:
                return self.do_open(line)
            verb = self._shortened(first)
        if not self.offers(verb):
            raise Refused(f"{say(self.not_here)} {self._can()}")
        carry_out = getattr(self, f"do_{verb.name}")
        lines: Lines = carry_out(line.rest) if verb.takes else carry_out()
        return lines

    def _shortened(self, first: str) -> Verb:
        found = [verb for verb in self.offered() if verb.name.startswith(first)]
        if len(found) == 1:
            return found[0]
        said = shown(first, 40)
        if found:
            names = named(verb.name for verb in found)
            raise Refused(say("{said} could be {names}: type a little more.", said=said, names=names))
        near = get_close_matches(first, [verb.name for verb in self.offered()], n=1, cutoff=LIKE)
        if near:
            raise Refused(say("I do not know {said} here. Did you mean {near}?", said=said, near=near[0]))
        raise Refused(say("I do not know {said} here. {can}", said=said, can=self._can()))

    def _can(self) -> str:
        """What matters most here: verbs stand in that order."""
        names = ", ".join(verb.name for verb in self.offered()[:NAMED])
        return say("You can type {names}; help says what else.", names=names)

    # ---- what can be said everywhere -----------------------------------------------------------

    def do_help(self, line: TypedLine) -> Lines:
        """What matters most here and the names of the rest; one verb; or all of them."""
        verbs = self.offered()
        if line.first == "all":
            return [_explained(verb) for verb in verbs]
        if line.words:
            asked = [verb for verb in verbs if verb.name.startswith(line.first) or line.first in verb.also]
            if not asked:
                raise Refused(self._can())
            return [_explained(verb) for verb in asked]
        also = ", ".join(verb.name for verb in verbs[NAMED:])
        lines = [*(say(text) for text in self.about), *(_explained(verb) for verb in verbs[:NAMED])]
        return [*lines, say("Also: {names}. help and a word explains it; help all explains everything.", names=also)] if also else lines  # fmt: skip

    def do_levels(self) -> Lines:
        return self.session.to_map()

    def do_open(self, line: TypedLine) -> Lines:
        return self.session.open_named(line)

    def do_settings(self, line: TypedLine) -> Lines:
        now = self.session.game.progress.settings
        if not line.words:
            return [*all_lines(now), say("Type the setting's name behind it to change one: settings doors open.")]
        chosen, lines = choose(now, line)
        return [*lines, *self.session.choose(chosen)]

    def do_quit(self) -> Lines:
        return self.session.end()


def _explained(verb: Verb) -> str:
    return sentence(say("{usage}: {what}", usage=verb.usage, what=say(verb.help)))


PLAYING: Final = (
    Verb("briefing", "briefing", to_say("what this level is about, once more.")),
    Verb("stars", "stars", to_say("what the three stars of this level want."), ("goals",)),
    Verb("guess", "guess 2", to_say("answer the question of the briefing, before you begin."), takes=True),
    Verb("hint", "hint", to_say("a hint; there are three, each says more.")),
    Verb("code", "code, or code 12, or code 12 20", to_say("read the program, or some lines of it."), takes=True),
)


class Playing(Place):
    """A place where a level is played."""

    not_here = to_say("That is not in this level's toolbox.")

    def __init__(self, session: Session, level: Level) -> None:
        super().__init__(session)
        self.level = level
        self.hints = 0

    @property
    def begun(self) -> bool:
        """It is too late to guess."""
        return False

    @property
    def program(self) -> str:
        raise NotImplementedError

    def offers(self, verb: Verb) -> bool:
        return verb.name != "guess" or self.level.question is not None

    def opening(self) -> Lines:
        return [*self.briefing(), *self.scene()]

    def scene(self) -> Lines:
        """What there is to work with, and where one stands."""
        return self.here()

    def briefing(self) -> Lines:
        """What is new, and what is asked."""
        level, game = self.level, self.session.game
        lines = [say("{id}, {title}. {kind}", id=level.id, title=aloud(level.title), kind=self.session.kind_of(level))]
        lines += [told(text) for text in level.aloud or level.briefing]
        lines += [told(game.new_tools(level))] if game.new_tools(level) else []
        question = level.question
        if question is not None and not self.begun:
            answers = say("; ").join(
                say("guess {n}: {answer}", n=n, answer=aloud(text)) for n, text in enumerate(question.answers, 1)
            )
            lines.append(
                say("You may guess first. {question} {answers}.", question=aloud(question.text), answers=answers)
            )
        return lines

    def do_briefing(self) -> Lines:
        return self.briefing()

    def do_stars(self) -> Lines:
        return list(star_wishes(self.level))

    def do_guess(self, line: TypedLine) -> Lines:
        question = self.level.question
        assert question is not None
        if self.begun:
            raise Refused(say("It has begun: a guess comes before that."))
        number = a_number(line.first)
        if number is None or not 0 < number <= len(question.answers):
            raise Refused(say("Type guess and a number from 1 to {last}.", last=len(question.answers)))
        self.session.game.guesses[self.level.id] = number - 1
        return [say("You say: {answer}. We shall see.", answer=aloud(question.answers[number - 1]))]

    def do_hint(self) -> Lines:
        if self.hints >= len(self.level.hints):
            raise Refused(say("There are no more hints."))
        self.hints += 1
        return [say("Hint {number}: {hint}", number=self.hints, hint=self.hint(self.hints - 1))]

    def hint(self, number: int) -> str:
        """One of the level's three."""
        return aloud(self.level.hints[number])

    def do_code(self, line: TypedLine) -> Lines:
        return read_program(self.program, line)


def read_program(program: str, line: TypedLine) -> Lines:
    """A program's lines: all, one, or from one to another."""
    asked = numbers(line)
    if line.words and not asked:
        raise Refused(say("Type code, code and a line's number, or code with the first and the last."))
    lines = code_lines(program, *((min(asked), max(asked)) if asked else ()))
    if not lines:
        last = len(program.splitlines())
        raise Refused(say("There is nothing there: the program has the lines 1 to {last}.", last=last))
    return lines
