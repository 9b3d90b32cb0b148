"""Values ↔ JSON in a slot, across versions of the game.

A save says the version of its payload. An older one is brought up to date step by step by a table (version → function
from that version's document to the next one's); a newer one is refused with a sentence, and never written over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from cafe_sim.errors import BadContent, Damaged

T = TypeVar("T")
Migration = Callable[[dict[str, Any]], dict[str, Any]]


class Codec(Generic[T]):
    """How values of `kind` are written and read. `migrations[n]` makes a document of version n one of n + 1."""

    def __init__(self, kind: type[T], version: int = 1, migrations: Mapping[int, Migration] | None = None) -> None:
        self.kind = kind
        self.version = version
        self.migrations = dict(migrations or {})
        assert sorted(self.migrations) == list(range(1, version)), "every older version needs its step"

    def encode(self, value: T) -> bytes:
        """JSON; the order of keys is that of the fields, so equal values give equal bytes."""
        return msgspec.json.encode(value)

    def decode(self, payload: bytes, version: int) -> T:
        """Raises Damaged if this is no such value, BadContent if the version is one from the future."""
        if version > self.version:
            raise BadContent(
                f"it was saved by a newer Café Sim (its version is {version}, this game knows up to {self.version}): "
                "update the game, or choose another folder with --saves"
            )
        try:
            if version == self.version:
                return msgspec.json.decode(payload, type=self.kind)
            document = msgspec.json.decode(payload, type=dict[str, Any])
            for step in range(version, self.version):
                document = self.migrations[step](document)
            return msgspec.convert(document, self.kind)
        except (msgspec.DecodeError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise Damaged(f"its contents are not those of a save ({error})") from error
