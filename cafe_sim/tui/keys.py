"""Keys of one's own: which key may be given to which command, and why not another.

A player's key belongs to a command's id and holds on every screen whose table has it, so it must be free on all of
them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, say_number
from cafe_sim.tui.commands import WORDS, Command, key_word, keys_of

if TYPE_CHECKING:
    from cafe_sim.tui.screens.base import CafeScreen

NAMED: Final = frozenset({"enter", "space", "tab", "home", "end", "insert", "delete", "backspace"})
ARROWS: Final = frozenset({"up", "down", "left", "right"})
FIXED: Final = frozenset({"escape", "colon"})
"""Keys that always mean the same: the way back, and the way to every command by name."""

Tables = Mapping[str, Sequence[Command]]
"""A screen's name → its commands."""


@lru_cache(1)
def tables() -> Tables:
    """The tables of all screens, by the name that their help has."""
    return {kind.help_title or kind.__name__: kind.all_commands() for kind in every_screen()}


def every_screen() -> list[type[CafeScreen]]:
    """All that can be reached, the title first. What a screen is built on, by parts, shares its name and is none."""
    from cafe_sim.tui import screens
    from cafe_sim.tui.screens.base import CafeScreen

    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    kinds = [kind for kind in _below(CafeScreen) if kind.__module__.startswith(f"{screens.__name__}.")]
    return sorted(
        (kind for kind in kinds if all(one.help_title != kind.help_title for one in _below(kind))), key=_place
    )


def _place(kind: type[CafeScreen]) -> tuple[bool, str, str]:
    """The title first, whose words fit everywhere; the others not as they happened to be imported."""
    module = kind.__module__.rpartition(".")[2]
    return module != "title", module, kind.__name__


def _below(kind: type[CafeScreen]) -> Iterator[type[CafeScreen]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def grouped(tables: Tables) -> dict[str, tuple[Command, ...]]:
    """Every command once, under the screen that has it first; those of more than one screen under "Everywhere"."""
    homes: dict[str, list[str]] = {}
    commands: dict[str, Command] = {}
    for name, table in tables.items():
        for command in table:
            homes.setdefault(command.id, []).append(name)
            commands.setdefault(command.id, command)
    groups: dict[str, list[Command]] = {"Everywhere": []}
    for id_, names in homes.items():
        command = commands[id_]
        if len(names) > 1:
            likewise = say_number("Likewise on one other screen.", "Likewise on {n} other screens.", len(names) - 1)
            command = replace(command, help=say("{first} {then}", first=say(command.help), then=likewise))
        groups.setdefault("Everywhere" if len(names) > 1 else names[0], []).append(command)
    return {name: tuple(found) for name, found in groups.items() if found}


def refusal(tables: Tables, keymap: Mapping[str, str], command_id: str, key: str) -> str:
    """Why `key` cannot be given to the command, "" if it can."""
    word = key_word(key)
    if key in FIXED:
        return say("{key} always means the same, so that there is always a way out. Choose another key.", key=word)
    if not (len(key) == 1 and key.isprintable()) and key not in NAMED and key not in WORDS:
        return say("{key} does not reach the game in every terminal. Choose a key without ctrl, alt or F.", key=word)
    return taken(tables, keymap, command_id, key)


def taken(tables: Tables, keymap: Mapping[str, str], command_id: str, key: str) -> str:
    """Which other command `key` means on a screen that has this one, as a sentence; "" if none."""
    for name, table in tables.items():
        if any(command.id == command_id for command in table):
            for other in table:
                if other.id != command_id and key in keys_of(other, keymap):
                    return say(
                        "{key} already means “{command}” ({screen}). Give that another key first.",
                        key=key_word(key),
                        command=say(other.label),
                        screen=say(name),
                    )
    return ""


def with_key(command: Command, key: str) -> str:
    """The command's keys once `key` is its own, instead of letters and signs, beside arrows, enter and chords."""
    named = [old for old in keys_of(command, {}) if len(key_word(old)) > 1 or old in ARROWS]
    return ",".join(dict.fromkeys((key, *(old for old in named if not old.startswith("shift+")))))
