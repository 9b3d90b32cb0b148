"""Nobody needs a key that a browser keeps for itself."""

from __future__ import annotations

from cafe_sim.tui.commands import keys_of
from cafe_sim.tui.keys import tables

STOLEN = ("ctrl+", "alt+", "super+", "f1", "f3", "f5", "f6", "f7", "f11", "f12")


def test_every_command_has_a_key_that_reaches_the_game_in_a_browser():
    stolen = {
        (screen, command.id): command.keys
        for screen, table in tables().items()
        for command in table
        if all(key.startswith(STOLEN) for key in keys_of(command, {}))
    }
    assert stolen == {}
