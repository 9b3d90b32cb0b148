"""Every limit a file from outside has to keep, in one place.

A level from a stranger is hostile until it has passed these. They are generous for any level that a person would
want to play and small enough that the worst file allowed is checked in well under a second.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
"""The version of the level format that this package writes and reads."""

FILE_BYTES: Final = 256 * 1024
LINE_CHARACTERS: Final = 2_000
NESTING: Final = 8
"""Brackets inside brackets, and parts of one dotted key."""
DEPTH: Final = 14
"""Tables in tables once parsed."""
NODES: Final = 20_000
"""Values in one file, all told."""
LIST_ITEMS: Final = 2_000
KEY_CHARACTERS: Final = 60
STRING_CHARACTERS: Final = 20_000
NUMBER: Final = 1_000_000
"""No number's absolute value is above this."""

LEVELS_IN_A_PACK: Final = 200
ITEMS: Final = 20
STEPS: Final = 20
STAFF: Final = 8
"""There are eight keys to hand over with."""
ORDERS: Final = 200
STATIONS: Final = 12
THINGS: Final = 12
PLACES: Final = 100
CORES: Final = 64
SECONDS: Final = 3_600
"""No step, arrival, patience or delay is above an hour."""
PRICE: Final = 1_000
ROWS: Final = 60
HAND_OVERS: Final = 400
RULES: Final = 40
SPANS: Final = 40
TOKENS: Final = 100
SIGNALS: Final = 12

NAME_CHARACTERS: Final = 24
LABEL_CHARACTERS: Final = 48
TITLE_CHARACTERS: Final = 40
LINE_OF_TEXT: Final = 160
PROGRAM_LINES: Final = 200
TYPED_CHARACTERS: Final = 20_000
TYPED_LINES: Final = 1_000
"""Of a text that somebody typed in the place of a level's."""
