"""The app: the way from screen to screen, and what is common to all. Screens do the rest.

    title ──► map ──► briefing ──► play (by kind: see kinds.py) ──► result ──► briefing of the next …

The first picture is the title, and nothing that it does not need is imported before it is on the screen: levels and
progress are loaded right after (`Campaign.open`), screens when they are first shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import SystemCommand

from cafe_sim.catalogue import say, to_say
from cafe_sim.errors import CafeError
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.tui import hangup, staying
from cafe_sim.tui.commands import key_word
from cafe_sim.tui.dressed import DressedApp
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.player.title import TitleScreen
from cafe_sim.tui.screens.small import TooSmall, fits

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.screen import Screen

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.player.settings import ThemeName
    from cafe_sim.game.views import ResultView


LAB: Final = "lab"
"""What is asked for at the start instead of a level's id: "lab:", and after it perhaps a script."""
NO_LAB: Final = to_say(
    "The lab is closed in a browser: programs would run on the computer that serves the game. Install Café Sim to have one."
)

NO_CODE: Final = to_say(
    "Levels of code are closed in a browser: programs would run on the computer that serves the game. Install Café Sim to play them."
)


class CafeApp(DressedApp):
    """Café Sim."""

    TITLE = "Café Sim"
    CSS_PATH = Path(__file__).with_name("cafe.tcss")
    BINDINGS: ClassVar = []
    ALLOW_SELECT = False
    """Boards are drawn line by line, so Textual cannot select text on them, and it falls over a click on a notice that
    is just going.
    """

    def __init__(
        self,
        game: Campaign | None = None,
        start: str = "",
        *,
        utf8: bool | None = None,
        theme: ThemeName | None = None,
        live: bool = False,
    ) -> None:
        """`theme`: instead of the player's own, this time. `live`: a person plays: the title moves, and a mistake of
        ours costs its screen, not the game.
        """
        super().__init__(game or Campaign(), utf8=utf8, theme=theme, live=live)
        self.game.keeper.tell = self.hear
        self.start = start

    # ---- life ----------------------------------------------------------------------------------

    def get_default_screen(self) -> CafeScreen:
        return TitleScreen()

    def on_mount(self) -> None:
        staying.begin()
        if self.live:
            hangup.watched(self.set_interval)
        self.call_after_refresh(self.open_game)

    async def open_game(self) -> None:
        """Load levels and progress, after the first picture."""
        try:
            await self.game.open()
        except CafeError as error:
            self.say(str(error))
            return
        self.dress()
        title = self.screen_stack[0]
        if isinstance(title, TitleScreen):
            title.refresh_page()
        asked, self.start = self.start, ""
        level = self.game.level(asked)
        if asked.startswith(f"{LAB}:"):
            await self.open_lab(asked.partition(":")[2])
        elif level is not None:
            self.brief(level)
        elif asked:
            self.say(
                say(
                    "There is no level {asked} in the campaign. These are: {ids}.",
                    asked=asked,
                    ids=" ".join(self.game.ids),
                )
            )

    async def on_unmount(self) -> None:
        await self.game.keeper.close()
        staying.end()

    def on_resize(self, event: events.Resize) -> None:
        self.fit(event.size)

    def fit(self, size: Size) -> None:
        """Where a window is too small, that lies on top; where it is not, it doesn't.

        For whoever opens above it, too.
        """
        small = isinstance(self.screen, TooSmall)
        if not fits(size) and not small:
            self.push_screen(TooSmall())
        elif fits(size) and small:
            self.pop_screen()

    def watch_app_focus(self, focus: bool) -> None:
        """Textual gives the keys back to what had them before; what opened meanwhile and wants to be typed into had
        none.
        """
        screen = self.screen
        if focus and isinstance(screen, CafeScreen) and screen.AUTO_FOCUS and screen.focused is None:
            for widget in screen.query(screen.AUTO_FOCUS):
                screen.set_focus(widget)
                return

    def hear(self, notice: str) -> None:
        """News of the saves. The title has a place for it; elsewhere it is said."""
        if isinstance(self.screen, TitleScreen):
            self.screen.refresh_page()
        else:
            self.say(notice)

    # ---- on every screen -----------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from cafe_sim.tui.palette import palette

        return palette(self, screen)

    def action_help_quit(self) -> None:
        """Ctrl+C, which Textual keeps from ending anything: what does."""
        quitting = [key for key, active in self.active_bindings.items() if active.binding.action == "quit"]
        self.say(say("{key} leaves the game. What you have won is kept.", key=key_word(quitting[0])))

    def action_command_palette(self) -> None:
        """Once, and not over a window that is too small for it."""
        if all(isinstance(screen, CafeScreen) for screen in self.screen_stack) and not isinstance(
            self.screen, TooSmall
        ):
            from cafe_sim.tui.palette import CafePalette

            self.push_screen(CafePalette(placeholder=say("Search for commands…"), id="--command-palette"))

    async def on_event(self, event: events.Event) -> None:
        """Whatever was said goes with the next key or click: it lies over what one looks at, and has been read.

        What is pasted into a line goes to the screen as it is: nothing that a terminal would obey. Programs mask it
        themselves.
        """
        if isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded:
            self.clear_notifications()
        if isinstance(event, events.Paste) and not event.is_forwarded:
            from textual.widgets import Input

            from cafe_sim.content.safetext import harmless

            if isinstance(self.focused, Input):
                event.text = "\n".join(map(harmless, event.text.splitlines()))
        await super().on_event(event)

    # ---- from screen to screen -----------------------------------------------------------------

    async def go_on(self) -> None:
        """Where the player left off; on the first start, the first level's briefing."""
        await self.open_game()
        level = self.game.upcoming()
        if level is not None:
            self.brief(level)

    async def open_campaign(self) -> None:
        from cafe_sim.tui.screens.player.campaign import CampaignScreen

        await self.open_game()
        self.push_screen(CampaignScreen())

    async def open_lab(self, file: str = "") -> None:
        """The lab, with a script on its desk if one is named.

        Not for those who play in a browser: programs run where the game does.
        """
        if self.is_web:
            self.say(say(NO_LAB))
            return
        from cafe_sim.tui.screens.coding.lab import LabScreen

        await self.open_game()
        lab = LabScreen()
        await self.push_screen(lab)
        if file:
            await lab.open_named(file)

    def open_code(self, typed: str = "") -> None:
        """A schedule's code, pasted somewhere or yet to be."""
        from cafe_sim.tui.screens.afterwards.paste import PasteScreen

        self.push_screen(PasteScreen(typed))

    def action_open_code(self) -> None:
        self.open_code()

    def edit_level(self, level_id: str, plan: Plan | None) -> None:
        """The program of a level under a plan, in the lab."""
        from cafe_sim.game.coding.origin import level_origin
        from cafe_sim.tui.screens.coding.lab import desk

        level = self.game.level(level_id)
        if self.is_web:
            self.say(say(NO_LAB))
        elif level is not None:
            origin = level_origin(level, plan or level.naive)
            self.push_screen(desk(self.game.progress, origin))

    def back_to_map(self) -> None:
        """From a result to the map, wherever the player came from."""
        from cafe_sim.tui.screens.player.campaign import CampaignScreen

        if isinstance(self.screen_stack[-2], CampaignScreen):
            self.pop_screen()
        else:
            self.switch_screen(CampaignScreen())

    def brief(self, level: Level) -> None:
        """A level's briefing, above the screen that is shown."""
        from cafe_sim.tui.screens.player.briefing import BriefingScreen

        self.push_screen(BriefingScreen(level))

    def visit(self, level: Level) -> None:
        """A level's briefing, if its door is open."""
        from cafe_sim.tui.pages.player.campaign import needs_text

        missing = self.game.missing(level)
        if missing:
            self.say(say("{level} is closed: {needs}.", level=level.id, needs=needs_text(missing)))
        else:
            self.brief(level)

    def play(self, level: Level, plan: Plan | None = None) -> None:
        """From a briefing or a result to the level itself."""
        from cafe_sim.tui.kinds import play_screen

        if self.is_web and level.kind == "code":
            self.say(say(NO_CODE))
            return
        self.game.begin(level)
        self.switch_screen(play_screen(level, plan))

    def finish(self, result: ResultView, plan: Plan | None = None, inspectable: Inspectable | None = None) -> None:
        """A run is over: write down what was won and show it in the place of the play screen.

        Of `inspectable` more could be found out.
        """
        from cafe_sim.tui.screens.afterwards.result import ResultScreen

        self.switch_screen(ResultScreen(self.game.finish(result, plan), plan, inspectable))
