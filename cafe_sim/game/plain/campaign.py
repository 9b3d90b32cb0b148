"""The map in lines: which levels there are, which are open, what was won in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import say, to_say
from cafe_sim.game.plain.aloud import aloud, code_lines, sentence, told
from cafe_sim.game.plain.lab import INSPECT, LAB, RUN, programs, to_lab
from cafe_sim.game.plain.place import Lines, Place
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, Verb, begins, pick
from cafe_sim.game.player.library import ideas

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


class AtMap(Place):
    """Between levels."""

    verbs = (
        Verb("go", "go", to_say("play the level that comes next."), ("start", "next")),
        Verb("open", "open A2, or only A2", to_say("play a level, by its number or its title."), ("play",), takes=True),
        Verb("levels", "levels", to_say("all levels, with your stars."), ("list", "map")),
        Verb("about", "about A2", to_say("what a level is about."), takes=True),
        Verb("library", "library, or library A1", to_say("the ideas you have met; with a level, its little program."), takes=True),
        RUN,
        INSPECT,
        LAB,
    )  # fmt: skip
    about = (
        to_say("Each level teaches one idea, and opens when those before it are won."),
        to_say("Words may be cut short, and case does not matter. An empty line says where you are."),
    )

    def opening(self) -> Lines:
        return [*self._all(), *self.here()]

    def here(self) -> Lines:
        level = self.session.game.upcoming()
        if level is None:
            return [say("There are no levels.")]
        title = aloud(level.title)
        return [say("Next is {id}, {title}. Type go to play it, or a level's number.", id=level.id, title=title)]

    def knows(self, first: str) -> tuple[bool, bool]:
        levels = self.session.game.levels
        return begins([name for level in levels for name in (level.id, level.title, aloud(level.title))], first)

    def answer_named(self, line: TypedLine) -> Lines:
        return self.do_open(line)

    def do_open(self, line: TypedLine) -> Lines:
        return super().do_open(line) if line.words else self.do_go()

    def do_go(self) -> Lines:
        level = self.session.game.upcoming()
        if level is None:
            raise Refused(say("There are no levels."))
        return self.session.open(level)

    def do_levels(self) -> Lines:
        return self._all()

    def do_about(self, line: TypedLine) -> Lines:
        game = self.session.game
        level = pick([Candidate(one, one.id, (one.id, one.title)) for one in game.levels], line.words)
        missing = game.missing(level)
        about = [self._line(level), told(level.story), told(level.concept), self.session.kind_of(level)]
        return [*about, *([say("Win {needed} first.", needed=say(" and ").join(missing))] if missing else [])]

    def do_library(self, line: TypedLine) -> Lines:
        known = [idea for idea in ideas(self.session.game) if idea.met]
        if not known:
            raise Refused(say("You have met no idea yet: play a level to its end."))
        if not line.words:
            return [_idea(idea.level) for idea in known]
        idea = pick([Candidate(one, one.id, (one.id, one.level.title)) for one in known], line.words)
        return [_idea(idea.level), *code_lines(idea.excerpt)]

    def do_run(self, line: TypedLine) -> Lines:
        return to_lab(self.session, line, inspect=False)

    def do_inspect(self, line: TypedLine) -> Lines:
        return to_lab(self.session, line, inspect=True)

    def do_lab(self) -> Lines:
        return programs()

    def _all(self) -> Lines:
        game = self.session.game
        opened = sum(not game.missing(level) for level in game.levels)
        total = game.progress.total(game.ids)
        summary = say(
            "{opened} of {count} levels are open. Stars won: {stars}.",
            opened=opened,
            count=len(game.levels),
            stars=total,
        )
        return [summary, *(self._line(level) for level in game.levels)]

    def _line(self, level: Level) -> str:
        game = self.session.game
        missing, won = game.missing(level), game.progress.stars(level.id).names
        if missing:
            state = say("opens after {needed}", needed=say(" and ").join(missing))
        elif won:
            state = say("stars: {names}", names=", ".join(say(name) for name in won))
        else:
            state = say("open, no stars yet")
        return say(
            "{id}, {title}, {kind}: {state}.", id=level.id, title=aloud(level.title), kind=say(level.kind), state=state
        )


def _idea(level: Level) -> str:
    concept, term, python = aloud(level.concept), aloud(level.term), aloud(level.python)
    return sentence(
        say(
            "{id}, {concept}. Its name: {term}. In Python: {python}",
            id=level.id,
            concept=concept,
            term=term,
            python=python,
        )
    )
