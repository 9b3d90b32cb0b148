"""One sitting: where the player is, and what comes of each line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.game.plain.aloud import KINDS, aloud, sentence
from cafe_sim.game.plain.bench import AtBench
from cafe_sim.game.plain.campaign import AtMap
from cafe_sim.game.plain.code import AtCode
from cafe_sim.game.plain.place import Lines, Place, Playing
from cafe_sim.game.plain.result import AtResult
from cafe_sim.game.plain.scheduler import AtScheduler
from cafe_sim.game.plain.shift import AtShift
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, pick, read

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.player.campaign import Campaign
    from cafe_sim.game.player.settings import Settings
    from cafe_sim.game.views import ResultView

PLACES: dict[str, Callable[[Session, Level, Plan | None], Playing]] = {
    "serve": AtShift,
    "fix": AtBench,
    "break": AtScheduler,
    "code": AtCode,
}
"""Kind of level → where it is played."""


class Session:
    """The game in lines. The campaign must be open. `hands` as in `inspecting.visit.Visit`."""

    def __init__(
        self,
        game: Campaign,
        hands: Callable[[], Executor] | None = None,
        speak: Callable[[Settings], bool] = lambda _: True,
    ) -> None:
        """`speak`: go on in the language that settings ask for; False where there is no way to."""
        self.game = game
        self.hands = hands
        self._speak = speak
        self.ended = False
        self.place: Place = AtMap(self)
        self._news: Lines = []
        game.keeper.tell = self._hear

    def _hear(self, notice: str) -> None:
        self._news.append(sentence(notice))

    def begin(self, level_id: str = "") -> Lines:
        """The first lines: of the map, or of a level."""
        notice = [sentence(self.game.notice)] if self.game.notice else []
        self._news.clear()
        hello = say("Café Sim in plain lines. Type help to hear what you can type, quit to leave.")
        level = self.game.level(level_id) if level_id else None
        return [hello, *notice, *(self.open(level) if level is not None else self.place.opening())]

    def answer(self, text: str) -> Lines:
        """What a typed line comes to."""
        try:
            lines = self.place.answer(read(text))
        except Refused as refusal:
            lines = [sentence(str(refusal))]
        self.place.keep()
        return [*lines, *self.heard()]

    def heard(self) -> Lines:
        """What the saves have told since somebody last asked: that nothing is kept any more, or is again."""
        news, self._news = self._news, []
        return news

    # ---- what takes its time -------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        """Somebody is at work, the inspector or a program: nothing is to be typed until `listen` has news."""
        return self.place.asking

    def listen(self) -> Lines:
        """What came of it, once it is over; nothing before."""
        return self.place.listen()

    def progress(self) -> str:
        """How far it is."""
        return self.place.progress()

    def stop(self) -> str:
        """Ask it to come to an end; what is said to that."""
        return self.place.stop()

    # ---- settings ------------------------------------------------------------------------------

    def choose(self, settings: Settings) -> Lines:
        """These settings from now on. What is to be said besides."""
        was = self.game.progress.settings
        self.game.set(settings)
        if settings.language == was.language or self._speak(settings):
            return []
        return [say("This output has no letters for it, so it is kept for where there are.")]

    # ---- from place to place -------------------------------------------------------------------

    def kind_of(self, level: Level) -> str:
        return say(KINDS[level.kind])

    def go(self, place: Place) -> None:
        """Leave where one is."""
        self.place.close()
        self.place = place

    def to_map(self) -> Lines:
        self.go(AtMap(self))
        return self.place.opening()

    def open(self, level: Level, plan: Plan | None = None, *, again: bool = False) -> Lines:
        """Play a level; `again`, and nobody is told once more what it is about."""
        place = PLACES[level.kind](self, level, plan)
        self.game.begin(level)
        self.go(place)
        return place.scene() if again else place.opening()

    def open_named(self, line: TypedLine) -> Lines:
        """Play the level that is named, if its door is open. Raises Refused."""
        levels = self.game.levels
        options = [Candidate(level, level.id, (level.id, level.title, aloud(level.title))) for level in levels]
        level = pick(options, line.without("level", "the"))
        missing = self.game.missing(level)
        if missing:
            needed = say(" and ").join(missing)
            raise Refused(say("{id} is closed: win {needed} first.", id=level.id, needed=needed))
        return self.open(level)

    def finish(
        self, result: ResultView, plan: Plan | None, hints: int, inspectable: Inspectable | None = None
    ) -> Lines:
        """A run is over: what was won is kept, and told. Of `inspectable` more could be found out."""
        self.go(AtResult(self, self.game.finish(result, plan), plan, hints, inspectable))
        return self.place.opening()

    def end(self) -> Lines:
        """Leave the game."""
        self.place.close()
        self.ended = True
        unsaved = self.game.notice
        return [say("Goodbye. {notice}", notice=unsaved) if unsaved else say("Goodbye. What you have won is kept.")]
