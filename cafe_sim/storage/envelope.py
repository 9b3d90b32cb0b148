r"""The envelope around what is saved: nothing that came back changed gets through.

    cafe-sim 1 57 6d0b…e2\n{"marks": …}
    magic    │ │  └ SHA-256 of all the rest, in hex
             │ └ length of the payload in bytes
             └ version of the payload

The digest covers version and length too, and an envelope is taken only if sealing its contents again gives the very
same bytes. So there is one spelling of each envelope, and any change of a byte, anywhere, shows. It is a guard against
accidents, not against somebody who computes a new digest.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cafe_sim.errors import Damaged

MAGIC: Final = b"cafe-sim"
PAYLOAD_AT_MOST: Final = 16 * 1024 * 1024
"""Bytes. A real save has some tens of kilobytes."""
HEADER_AT_MOST: Final = 120


def seal(payload: bytes, version: int) -> bytes:
    """`payload` in its envelope."""
    assert version > 0
    assert len(payload) <= PAYLOAD_AT_MOST
    opening = b"%s %d %d " % (MAGIC, version, len(payload))
    return b"%s%s\n%s" % (opening, hashlib.sha256(opening + payload).hexdigest().encode(), payload)


def unseal(data: bytes) -> tuple[int, bytes]:
    """Version and payload. Raises Damaged, with what is wrong in words, if these are not bytes that `seal` gave."""
    header, line_feed, payload = data[: HEADER_AT_MOST + PAYLOAD_AT_MOST].partition(b"\n")
    if not header.startswith(MAGIC):
        raise Damaged("it does not begin as a save of this game does" if data else "it is empty")
    words = header.split(b" ")
    if (
        not line_feed
        or len(words) != 4
        or not (words[1].isdigit() and words[2].isdigit())
        or len(header) > HEADER_AT_MOST
    ):
        raise Damaged("its first line is not that of a save")
    version, length = int(words[1]), int(words[2])
    if length != len(payload):
        raise Damaged(f"it should hold {length} bytes and holds {len(payload)}")
    if version < 1 or seal(payload, version) != data:
        raise Damaged("its contents do not match its checksum")
    return version, payload
