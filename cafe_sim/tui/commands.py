"""Commands: what a player can do on a screen, said once.

One table per screen feeds its key bindings, its footer, the command palette and its help page, so that none of them
can promise what another does not know. A command's key names are Textual's; `key_word` says them for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding

from cafe_sim.catalogue import retell, say, to_say


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done. `action_<id>` of the screen (or app) does it, unless `action` says otherwise."""

    id: str
    keys: str
    """Textual's key names, comma separated, the one to show first."""
    label: str
    """One or two words, for the footer."""
    help: str
    """A sentence, for the help page and the palette."""
    group: str = ""
    """Heading on the help page."""
    action: str = ""
    rank: int = 1
    """How much it matters in a narrow footer: 0 always there, 1, 2 only with room, 3 never in the footer."""
    shown: str = ""
    """What the footer says for the keys, if not the first of them: "↑↓" for a pair."""
    not_now: str = ""
    """A sentence: why it is dim when it is, and what would change that."""

    @property
    def does(self) -> str:
        return self.action or self.id

    @property
    def said(self) -> Command:
        """Itself, in the language in force."""
        return replace(
            self,
            label=say(self.label),
            help=retell(say(self.help)),
            group=say(self.group),
            not_now=retell(say(self.not_now)),
        )


WORDS = {
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "slash": "/",
    "colon": ":",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "pageup": to_say("page up"),
    "pagedown": to_say("page down"),
    "exclamation_mark": "!",
    "quotation_mark": '"',
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "apostrophe": "'",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "asterisk": "*",
    "semicolon": ";",
    "at": "@",
    "backslash": "\\",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "left_curly_bracket": "{",
    "vertical_line": "|",
    "right_curly_bracket": "}",
    "tilde": "~",
}


def key_word(key: str) -> str:
    """How a person would call Textual's `key`."""
    word = WORDS.get(key, key)
    return say(word) if len(word) > 1 else word


def keys_of(command: Command, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys in force, the player's own mapping first."""
    return tuple(key.strip() for key in keymap.get(command.id, command.keys).split(",") if key.strip())


def shown_keys(command: Command, keymap: Mapping[str, str]) -> str:
    """The keys as the footer names them."""
    if command.shown and command.id not in keymap:
        return command.shown
    keys = keys_of(command, keymap)
    return key_word(keys[0]) if keys else ""


def spoken_keys(command: Command, keymap: Mapping[str, str]) -> str:
    """All keys of a command, in words, for the help page."""
    return " ".join(dict.fromkeys(key_word(key) for key in keys_of(command, keymap)))


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual bindings of a command table."""
    return [Binding(c.keys, c.does, c.label, id=c.id, show=c.rank < 3, tooltip=c.help) for c in commands]
