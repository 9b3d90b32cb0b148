"""A program's text under the player's fingers: Textual's `TextArea` with Python in the café's colours and marked lines.

`TextArea` knows how to edit; of how it looks it is asked for one thing, `get_line`. Its own colouring needs a parser of
C (the extra `syntax`), and shows nothing without; `highlight` needs none, and is not thrown off by a line that is half
typed.

What must not reach a terminal is shown as � and stays in the text. Escape hands the keys back to the screen (`Left`),
however soon the next key comes; everything else that can be typed is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection, TextAreaTheme

from cafe_sim.content.safetext import masked
from cafe_sim.game.colours import COLOURS
from cafe_sim.tui.highlight import COMMENT, colour_line, states
from cafe_sim.tui.themes import NO, look_of

INDENT = 4
ALT = "alt+"


class ProgramText(TextArea):
    """Edits a program."""

    class Left(Message):
        """The player wants to do something else than to type."""

    def __init__(self, text: str) -> None:
        self._states: list[str] = []
        self._more_states: Iterator[str] = iter(())
        self._wrong: frozenset[int] = frozenset()
        self._drawn_in = ""
        super().__init__(text, soft_wrap=False, tab_behavior="indent", show_line_numbers=True)
        self.cursor_blink = False

    # ---- how it looks --------------------------------------------------------------------------

    def mark(self, lines: Collection[int]) -> None:
        """Lines (the first is 1) that something wrong points at."""
        if self._wrong != frozenset(lines):
            self._wrong = frozenset(lines)
            self._draw_anew()

    def _dress(self) -> None:
        """The café's colours; the line with the cursor keeps those of Python."""
        colours = COLOURS.get(self.app.theme)
        here = Style(bgcolor=colours.surface) if colours is not None else Style()
        self.register_theme(TextAreaTheme("café", cursor_line_style=here, cursor_line_gutter_style=here))
        self.theme = "café"
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._line_cache.clear()
        self.refresh()

    def _build_highlight_map(self) -> None:
        """TextArea calls this after every change of the text."""
        super()._build_highlight_map()
        self._states.clear()
        self._more_states = states(self.document.lines)

    def _state_before(self, index: int) -> str:
        """Inside of which quotes a line begins; found out as far down as is looked at."""
        while len(self._states) <= index:
            self._states.append(next(self._more_states, ""))
        return self._states[index]

    def get_line(self, line_index: int) -> Text:
        """TextArea's hook: the line in colour."""
        line = self.document.get_line(line_index)
        look = look_of(self.app.theme)
        shown = "\t".join(map(masked, line.split("\t")))
        text = Text(shown, end="", no_wrap=True)
        for start, end, name in colour_line(line, self._state_before(line_index))[0]:
            text.stylize(look(name), start, end)
        if line_index + 1 in self._wrong:
            text.stylize(look("underline"))
        return text

    def render_line(self, y: int) -> Strip:
        """With a sign in the margin of a marked line.

        Lines that were drawn in another theme's colours are drawn anew.
        """
        if self._drawn_in != self.app.theme:
            self._drawn_in = self.app.theme
            self._line_cache.clear()
        strip = self._cut(super().render_line(y), y + self.scroll_offset.y)
        number = y + self.scroll_offset.y + 1
        if number not in self._wrong or number > self.document.line_count:
            return strip
        width = self.gutter_width
        sign = Segment(f"{number:>{width - 2}}{NO} ", self.rich_style + look_of(self.app.theme)("bad bold"))
        return Strip.join([Strip([sign], width), strip.crop(width)])

    def _cut(self, strip: Strip, row: int) -> Strip:
        """Of a line that goes on to the right of the window, the last cell says so."""
        if row >= self.document.line_count:
            return strip
        room = self.scrollable_content_region.width - self.gutter_width
        if cell_len(self.document.get_line(row).expandtabs(INDENT)) - self.scroll_offset.x <= room:
            return strip
        width = self.gutter_width + room
        mark = Segment("…", self.rich_style + look_of(self.app.theme)("dim"))
        return Strip.join([strip.crop(0, width - 1), Strip([mark], 1), strip.crop(width)])

    def on_mount(self) -> None:
        self._dress()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._dress())

    def on_unmount(self) -> None:
        """A subscriber is never let go otherwise, nor is its screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    # ---- what keys do --------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Before TextArea sees it: leaving, what an editor for Python does with blanks, and where the cursor goes.

        Textual carries out a binding only when its key has gone up to the app and nobody wanted it; what is typed
        meanwhile would be inserted first, where the cursor still is. So keys of the text's own are obeyed here, in the
        order in which they come.
        """
        does = {
            "escape": self._leave,
            "enter": self._break_line,
            "backspace": self._outdent,
            "tab": self._deeper,
            "shift+tab": self._less_deep,
        }.get(event.key)
        if does is not None and does():
            event.stop()
            event.prevent_default()
            return
        behind = event.key.removeprefix(ALT)
        if behind != event.key and (event.character or len(behind) == 1):
            event.stop()
            event.prevent_default()
            self._leave_for(events.Key(behind, event.character))
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            event.stop()
            event.prevent_default()
            await self.run_action(binding.action)

    def _leave(self) -> bool:
        self.scroll_to(x=0, animate=False)  # or the beginnings of all lines stay out of sight while nobody types
        self.post_message(self.Left())
        return True

    def _leave_for(self, key: events.Key) -> None:
        """Escape and a key right behind it: to a terminal that is one key held with alt."""
        self.scroll_to(x=0, animate=False)
        self.screen.set_focus(None)
        self.app.post_message(key)

    def _break_line(self) -> bool:
        """The next line begins where this one does, or further in after a colon, whatever comment stands behind it."""
        row, column = self.selection.end
        before = self.document.get_line(row)[:column]
        blanks = before[: len(before) - len(before.lstrip())]
        spans = colour_line(before, self._state_before(row))[0]
        code = before[: next((span.start for span in spans if span.look == COMMENT), len(before))]
        deeper = " " * INDENT if code.rstrip().endswith(":") else ""
        start, (row, column) = sorted((self.selection.start, self.selection.end))
        rest = self.document.get_line(row)[column:]
        end = (row, column + len(rest) - len(rest.lstrip(" ")) if before.strip() else column)
        self._replace_via_keyboard(f"\n{blanks}{deeper}", start, end)
        return True

    def _outdent(self) -> bool:
        """At the beginning of a line, back by one level at once."""
        row, column = self.selection.end
        before = self.document.get_line(row)[:column]
        if not self.selection.is_empty or not before or before.strip(" "):
            return False
        self._delete_via_keyboard((row, (column - 1) // INDENT * INDENT), (row, column))
        return True

    def _deeper(self) -> bool:
        """Lines that are selected, in by one level; or the one with the cursor, where that stands before its code. Who
        goes on typing then types where the code begins.
        """
        row, column = self.selection.end
        text = self.document.get_line(row)
        blanks = len(text) - len(text.lstrip(" "))
        if self.selection.is_empty and text.strip() and column <= blanks:
            self.move_cursor((row, blanks))
            self._replace_via_keyboard(" " * INDENT, (row, blanks), (row, blanks))
            return True
        return self._move_lines(lambda text: " " * INDENT + text if text.strip() else text)

    def _less_deep(self) -> bool:
        """Lines that are selected, or the one with the cursor, out by one level."""
        return self._move_lines(lambda text: text[min(INDENT, len(text) - len(text.lstrip(" "))) :], one=True)

    def _move_lines(self, move: Callable[[str], str], *, one: bool = False) -> bool:
        """Each line that is selected as `move` makes it; of a selection within one line nothing, unless `one`."""
        (first, _), (last, column) = sorted((self.selection.start, self.selection.end))
        if first == last and not one:
            return False
        last -= last > first and not column  # a selection that ends before a line has nothing of it
        before = [self.document.get_line(row) for row in range(first, last + 1)]
        after = [move(line) for line in before]
        row, column = self.selection.end
        at = row, max(column + (len(after[row - first]) - len(before[row - first]) if row <= last else 0), 0)
        start = self.selection.start
        self.replace("\n".join(after), (first, 0), (last, len(before[-1])))
        self.selection = Selection(at if first == last else start, at)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Before TextArea inserts it: line ends as everywhere here, and nothing that no file could hold."""
        text = event.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        event.text = text.encode("utf-8", "replace").decode("utf-8")

    def show(self, line: int) -> None:
        """Put the cursor on a line (the first is 1) and show it."""
        row = max(0, min(line - 1, self.document.line_count - 1))
        text = self.document.get_line(row)
        self.move_cursor((row, len(text) - len(text.lstrip())), center=True)
