"""The app as the player wants it to look and speak: theme, language, signs, keys, motion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.filter import LineFilter, Monochrome, NoColor

from cafe_sim.catalogue import ENGLISH, of_environment, retell, say, speak, spoken
from cafe_sim.errors import BadContent
from cafe_sim.game.player.settings import PREFERENCES, SYSTEM
from cafe_sim.game.signs import speaks_utf8
from cafe_sim.tui.robust import RobustApp
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.themes import AsciiFilter, themes

if TYPE_CHECKING:
    from cafe_sim.game.player.campaign import Campaign
    from cafe_sim.game.player.settings import Settings, ThemeName


class DressedApp(RobustApp):
    """An app with the player's settings on."""

    def __init__(self, game: Campaign, *, utf8: bool | None, theme: ThemeName | None, live: bool) -> None:
        """`theme`: instead of the player's own, this time."""
        super().__init__(game, live=live)
        self.utf8 = speaks_utf8() if utf8 is None else utf8
        self._asked_theme = theme
        self._ascii = AsciiFilter(wide_letters=self.utf8)
        self._no_colour = NoColor()
        for one in themes():
            self.register_theme(one)
        self.dress()

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
        choice = PREFERENCES[0]
        settings = self.game.progress.settings
        self.choose(choice.put(settings, choice.place(settings) + 1))

    def say(self, sentence: str) -> None:
        """Tell the player something that needs no answer."""
        self.notify(retell(sentence), markup=False, timeout=8)
