"""The app: themes, the way from screen to screen, and what is common to all. Screens do the rest.

    title ──► map ──► briefing ──► play (by kind: see kinds.py) ──► result ──► briefing of the next …

The first picture is the title, and nothing that it does not need is imported before it is on the screen: levels and
progress are loaded right after (`Campaign.open`), screens when they are first shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual._context import active_message_pump
from textual.app import App, SystemCommand
from textual.filter import LineFilter, Monochrome, NoColor
from textual.widget import Widget

from cafe_sim.catalogue import ENGLISH, of_environment, retell, say, speak, spoken, to_say
from cafe_sim.errors import BadContent, CafeError
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.settings import CHOICES, SYSTEM
from cafe_sim.tui.commands import key_word
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.small import TooSmall, fits
from cafe_sim.tui.screens.title import TitleScreen
from cafe_sim.tui.themes import AsciiFilter, speaks_utf8, themes

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.geometry import Size
    from textual.screen import Screen

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.player.settings import Settings, ThemeName
    from cafe_sim.game.views import ResultView


LAB: Final = "lab"
"""What is asked for at the start instead of a level's id: "lab:", and after it perhaps a script."""
NO_LAB: Final = to_say(
    "The lab is closed in a browser: programs would run on the computer that serves the game. Install Café Sim to have one."
)

NO_CODE: Final = to_say(
    "Levels of code are closed in a browser: programs would run on the computer that serves the game. Install Café Sim to play them."
)


class CafeApp(App[None]):
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
        super().__init__()
        self.game = game or Campaign()
        self.game.keeper.tell = self.hear
        self.start = start
        self.utf8 = speaks_utf8() if utf8 is None else utf8
        self._asked_theme = theme
        self.live = live
        self._ascii = AsciiFilter(wide_letters=self.utf8)
        self._no_colour = NoColor()
        for one in themes():
            self.register_theme(one)
        self.dress()

    # ---- how it looks --------------------------------------------------------------------------

    @property
    def keys(self) -> dict[str, str]:
        """The player's own keys, by command."""
        return self.game.progress.settings.keys

    def dress(self) -> None:
        """Put the settings on: theme, signs, keys, motion."""
        settings = self.game.progress.settings
        self.speak(settings.language)
        self.theme = self._asked_theme or ("mono" if self.no_color else settings.theme)
        self.set_keymap(settings.keys)
        self.animation_level = "none" if settings.motion == "still" else "full"
        self.plain_signs = settings.signs == "ascii" or (settings.signs == "auto" and not self.utf8)

    def speak(self, language: str) -> None:
        """Say everything in that language from now on; in English where the terminal has no letters for another."""
        before = spoken()
        try:
            speak((of_environment() if language == SYSTEM else language) if self.utf8 else ENGLISH)
        except BadContent as error:
            self.call_later(self.say, str(error))
        if spoken() != before:
            for screen in self.screen_stack if self.is_running else ():
                if isinstance(screen, CafeScreen):
                    screen.redraw()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own ones against colour are ours to decide: who asks for a theme by name goes before NO_COLOR."""
        own = [one for one in super().get_line_filters() if not isinstance(one, NoColor | Monochrome)]
        filters = [self._no_colour] if self.theme == "mono" else own
        return [*filters, self._ascii] if self.plain_signs else filters

    def choose(self, settings: Settings) -> None:
        """These settings from now on; a theme that is chosen goes before the one that was asked for at the start."""
        if settings.theme != self.game.progress.settings.theme:
            self._asked_theme = None
            if self.no_color:
                self.say(say("NO_COLOR is set in the environment: the theme will be seen without it."))
        self.game.set(settings)
        self.dress()
        self.refresh_css(animate=False)

    def next_theme(self) -> None:
        choice = CHOICES[0]
        settings = self.game.progress.settings
        self.choose(choice.put(settings, choice.place(settings) + 1))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from cafe_sim.tui.palette import palette

        return palette(self, screen)

    def action_help_quit(self) -> None:
        """Ctrl+C, which Textual keeps from ending anything: what does."""
        self.clear_notifications()  # whoever presses it once presses it again
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
        """What is pasted into a line goes to the screen as it is: nothing that a terminal would obey.

        Programs mask it themselves.
        """
        if isinstance(event, events.Paste) and not event.is_forwarded:
            from textual.widgets import Input

            from cafe_sim.content.safetext import harmless

            if isinstance(self.focused, Input):
                event.text = "\n".join(map(harmless, event.text.splitlines()))
        await super().on_event(event)

    # ---- life ----------------------------------------------------------------------------------

    def get_default_screen(self) -> CafeScreen:
        return TitleScreen()

    def on_mount(self) -> None:
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

    # ---- mistakes of ours ----------------------------------------------------------------------

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """A key or click that goes wrong: here the screen still lives, and the app itself would die of it.

        In a burst of keys, one may come before what the last one opened is there: it waits. Or after what it was meant
        for has gone: it goes, too.
        """
        meant = default_namespace if isinstance(default_namespace, CafeScreen) else None
        if meant is not None and meant not in self.screen_stack:
            return True
        if meant is not None and not meant.is_mounted:
            return meant.call_later(self.run_action, action, default_namespace, namespaces)
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            if not self.live:
                raise
            self._stumble(error, self.screen)
            return True

    def _handle_exception(self, error: Exception) -> None:
        """What goes wrong in a screen's own handlers costs that screen.

        The first one, and the app itself, are fatal.
        """
        pump = active_message_pump.get()
        broken = pump.screen if isinstance(pump, Widget) else None
        if self.live and broken is not None and broken in self.screen_stack[1:] and not self._closing:
            self._stumble(error, broken)
        else:
            super()._handle_exception(error)

    def _stumble(self, error: Exception, broken: Screen[Any]) -> None:
        """Put the screen of mishaps in the place of a broken one, and of what lies on top of it."""
        from cafe_sim.tui.mishap import mishap
        from cafe_sim.tui.screens.mishap import MishapScreen

        said = mishap(error, self.game.keeper.folder, ended="screen")

        def replace() -> None:
            while broken in self.screen_stack[1:]:
                self.pop_screen()
            self.push_screen(MishapScreen(said, getattr(broken, "level", None)))

        self.call_later(replace)

    def _fatal_error(self) -> None:
        """Textual would print a traceback with everybody's variables in it."""
        from rich.text import Text

        from cafe_sim.tui.mishap import mishap

        self._return_code = 2
        self._exit_renderables.append(Text(mishap(sys.exc_info()[1], self.game.keeper.folder)))
        self._close_messages_no_wait()

    def hear(self, notice: str) -> None:
        """News of the saves. The title has a place for it; elsewhere it is said."""
        if isinstance(self.screen, TitleScreen):
            self.screen.refresh_page()
        else:
            self.say(notice)

    def say(self, sentence: str) -> None:
        """Tell the player something that needs no answer."""
        self.notify(retell(sentence), markup=False, timeout=8)

    # ---- from screen to screen -----------------------------------------------------------------

    async def go_on(self) -> None:
        """Where the player left off; on the first start, the first level's briefing."""
        await self.open_game()
        level = self.game.upcoming()
        if level is not None:
            self.brief(level)

    async def open_campaign(self) -> None:
        from cafe_sim.tui.screens.campaign import CampaignScreen

        await self.open_game()
        self.push_screen(CampaignScreen())

    async def open_lab(self, file: str = "") -> None:
        """The lab, with a script on its desk if one is named.

        Not for those who play in a browser: programs run where the game does.
        """
        if self.is_web:
            self.say(say(NO_LAB))
            return
        from cafe_sim.tui.screens.lab import LabScreen

        await self.open_game()
        lab = LabScreen()
        await self.push_screen(lab)
        if file:
            await lab.open_named(file)

    def open_code(self, typed: str = "") -> None:
        """A schedule's code, pasted somewhere or yet to be."""
        from cafe_sim.tui.screens.paste import PasteScreen

        self.push_screen(PasteScreen(typed))

    def action_open_code(self) -> None:
        self.open_code()

    def edit_level(self, level_id: str, plan: Plan | None) -> None:
        """The program of a level under a plan, in the lab."""
        from cafe_sim.game.coding.draft import level_origin
        from cafe_sim.tui.screens.lab import desk

        level = self.game.level(level_id)
        if self.is_web:
            self.say(say(NO_LAB))
        elif level is not None:
            origin = level_origin(level, plan or level.naive)
            self.push_screen(desk(self.game.progress, origin))

    def back_to_map(self) -> None:
        """From a result to the map, wherever the player came from."""
        from cafe_sim.tui.screens.campaign import CampaignScreen

        if isinstance(self.screen_stack[-2], CampaignScreen):
            self.pop_screen()
        else:
            self.switch_screen(CampaignScreen())

    def brief(self, level: Level) -> None:
        """A level's briefing, above the screen that is shown."""
        from cafe_sim.tui.screens.briefing import BriefingScreen

        self.push_screen(BriefingScreen(level))

    def visit(self, level: Level) -> None:
        """A level's briefing, if its door is open."""
        from cafe_sim.tui.pages.campaign import needs_text

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
        from cafe_sim.tui.screens.result import ResultScreen

        self.switch_screen(ResultScreen(self.game.finish(result, plan), plan, inspectable))
