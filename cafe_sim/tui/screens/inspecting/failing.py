"""An order of events that goes wrong, as the inspector found it: a replay that opens where it goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cafe_sim.catalogue import to_say
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

if TYPE_CHECKING:
    from cafe_sim.game.pictures.of_level import Other
    from cafe_sim.game.views import FailingView


class FailingScreen(ReplayScreen):
    """What the inspector found, to be walked through."""

    help_title = "An order that goes wrong"
    help_text: ClassVar[tuple[str, ...]] = (
        "The inspector tried orders of events. This one goes wrong, with the fewest preemptions among those he tried.",
        "Steps are what others can see: reads, writes and locks; a shows all the others as well.",
        *ReplayScreen.help_text[1:],
    )
    banner = to_say("GOES WRONG")

    def __init__(self, view: FailingView, title: str) -> None:
        assert view.charts is not None
        super().__init__(view.charts, title, code=view.code)
        self.view = view

    @property
    def others(self) -> tuple[Other, ...]:
        """A run of the level that goes right, and the same program as the clock would have it."""
        from cafe_sim.game.pictures.of_level import Other, mended

        game, clock = self.cafe.game, self.view.clock
        level = game.level(self.view.target)
        right = (mended(level, game.progress.mark(level.id), self.view.program),) if level is not None else ()
        return right if clock is None else (*right, Other("as the clock would have it", lambda: clock))
