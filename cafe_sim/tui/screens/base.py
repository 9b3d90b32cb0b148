"""What every screen of the game has: a command table, a footer made of it, a help page made of it.

A screen of a level says `commands` (its own; the common ones are added), `help_title`, optionally `help_text`
(sentences) and `shows_states` (the help page then explains the glyphs), composes its widgets in `compose_body`, and
does `action_<id>`. A key that does nothing at the moment says why: `not_now` in the table, or `why_not` where that
depends. What stands in `help_now` heads the help page. It draws with `Board`s, so markup in data is never read. It must
stand still while it is not on top: `on_screen_suspend`.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command, bindings, keys_of
from cafe_sim.tui.widgets.board import Board
from cafe_sim.tui.widgets.footer import CafeFooter

if TYPE_CHECKING:
    from textual.widget import Widget

    from cafe_sim.tui.app import CafeApp

HELP = Command("help", "question_mark", "help", "Explain this screen: its keys and its signs.", "Everywhere", rank=0)
BACK = Command("back", "escape", "back", "Go back to the screen before.", "Everywhere")
PALETTE = Command(
    "palette",
    "colon",
    "all commands",
    "Every command of this screen by name, and every setting.",
    "Everywhere",
    action="app.command_palette",
    rank=3,
)
QUIT = Command("quit", "q", "quit", "Leave the game. What you have won is kept.", "Everywhere", rank=2)
LEAVE = replace(QUIT, rank=3)
"""The same where the footer has other things to say."""


class CafeScreen(Screen[None]):
    """A screen of the game."""

    commands: ClassVar[tuple[Command, ...]] = ()
    common: ClassVar[tuple[Command, ...]] = (BACK, QUIT)
    help_title: ClassVar[str] = ""
    help_text: ClassVar[tuple[str, ...]] = ()
    shows_states: ClassVar[bool] = False
    mode: ClassVar[str] = ""
    """What is played here, one of `themes.MODES`: banner, rules and frames have its colour."""
    AUTO_FOCUS = ""

    def __init_subclass__(cls, **more: Any) -> None:
        cls.BINDINGS = list(bindings(cls.all_commands()))
        super().__init_subclass__(**more)

    @classmethod
    def all_commands(cls) -> tuple[Command, ...]:
        """In the order of the footer."""
        return (HELP, *cls.commands, *cls.common, PALETTE)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Not once this screen has gone: its widgets have, too."""

        def if_there() -> Any:
            return callback(*args, **kwargs) if self.display else None

        return super().call_after_refresh(if_there)

    def on_screen_resume(self) -> None:
        """A screen may open, or come back, while the window is too small, or no longer is."""
        self.cafe.fit(self.app.size)

    def on_unmount(self) -> None:
        """Textual remembers the inner colours of its last thousand widgets, and with each of them all that was drawn of
        it: 680 KiB a level.

        And whoever wants to hear of a new theme, as every text does, until there is one: 150 KiB a desk.
        """
        StylesCache.get_inner_outer.cache_clear()
        for watching in getattr(self.app, "__watchers", {}).values():
            watching[:] = [(who, told) for who, told in watching if not who._closing]

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Where there is something to be typed into, the keys always go there: Textual takes them away at a click that
        hits nothing.
        """
        if widget is not None or not self.AUTO_FOCUS or self.focused is None or not self.focused.display:
            super().set_focus(widget, scroll_visible, from_app_focus)

    @property
    def cafe(self) -> CafeApp:
        return cast("CafeApp", self.app)

    @property
    def on_top(self) -> bool:
        """Nothing lies over it. Textual's `is_current` is true of the screen right below the top one, too."""
        return self.is_running and self.app.screen is self

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, once: Textual would take away whatever is on top by then, and a second key right behind the first
        leads to the screen below.
        """
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def compose_body(self) -> Iterable[Any]:
        """The widgets above the footer."""
        return ()

    def compose(self) -> ComposeResult:
        yield from self.compose_body()
        yield CafeFooter()

    def can(self, command: Command) -> bool | None:
        """True: it can be done now; None: not now; False: never here (neither footer nor help speak of it)."""
        name, _, rest = command.does.partition("(")
        return self.check_action(name, literal_eval(f"({rest[:-1]},)") if rest else ())

    def offered(self) -> tuple[Command, ...]:
        """The commands that footer and help speak of now, in the language in force."""
        return tuple(command.said for command in self.all_commands() if self.can(command) is not False)

    def help_now(self) -> tuple[str, ...]:
        """Sentences about what can be done at this very moment."""
        return ()

    def why_not(self, command: Command) -> str:
        """Why a command that is offered cannot be done now."""
        return command.not_now or say("“{command}” has nothing to do at the moment.", command=command.label)

    def on_paste(self, event: events.Paste) -> None:
        """What nobody else wants, and is a schedule's code, is a wish to see that run."""
        if ":" in event.text:
            from cafe_sim.game.afterwards.pasted import is_code

            if is_code(event.text):
                self.cafe.open_code(event.text)

    def on_key(self, event: events.Key) -> None:
        """A key that is dim says why; all others are none of our business here."""
        for command in self.offered():
            if event.key in keys_of(command, self.cafe.keys) and self.can(command) is None:
                self.action_explain(command.id)
                return

    def action_explain(self, command_id: str) -> None:
        """Say why a command is dim."""
        for command in self.offered():
            if command.id == command_id:
                self.cafe.say(self.why_not(command))

    def copy_code(self, code: str) -> None:
        """Give a schedule's code to the terminal's clipboard, and say so."""
        self.app.copy_to_clipboard(code)
        self.cafe.say(say("{code} was given to your terminal's clipboard, if it has one.", code=code))

    def redraw(self) -> None:
        """Draw all of it anew: every word may be another. What is not drawn by boards is for the screen itself."""
        for board in self.query(Board):
            board.repaint()
        self.refresh_bindings()

    def action_help(self) -> None:
        from cafe_sim.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    def action_back(self) -> None:
        self.dismiss()

    def action_quit(self) -> None:
        self.app.exit()
