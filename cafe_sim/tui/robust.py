"""An app that outlives our mistakes: one in a screen costs that screen, and a fatal one ends in a sentence.

Only where a person plays (`live`): tests see the error itself.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual._context import active_message_pump
from textual.app import App
from textual.widget import Widget

from cafe_sim.tui.screens.base import CafeScreen

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.screen import Screen

    from cafe_sim.game.player.campaign import Campaign


class RobustApp(App[None]):
    """What Textual would die of is told, and played on from."""

    def __init__(self, game: Campaign, *, live: bool) -> None:
        super().__init__()
        self.game = game
        self.live = live

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
