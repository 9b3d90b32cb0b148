"""A stand-in for the game: it speaks the same packets, and tells what it was told.

`stubborn`: it does not end when asked to.
"""

from __future__ import annotations

import json
import os
import sys

from textual._binary_encode import dump


def say(kind: bytes, payload: bytes) -> None:
    os.write(1, kind + len(payload).to_bytes(4, "big") + payload)


def tell(**what: object) -> None:
    say(b"D", json.dumps(what).encode())


FILE = {
    "type": "deliver_file_start",
    "key": "k1",
    "path": '/home/ana/a "b"\r\nX: y.svg',
    "open_method": "browser",
    "mime_type": "text/html",
    "encoding": "utf-8",
}

os.write(1, b"__GANGLION__\n")
environment = {name: os.environ.get(name) for name in ("CAFE_SIM_SAVES", "COLUMNS", "ROWS", "NO_COLOR")}
tell(pid=os.getpid(), **environment)
pieces = [b"<svg/>", b""]
while header := sys.stdin.buffer.read(5):
    payload = sys.stdin.buffer.read(int.from_bytes(header[1:], "big"))
    if header[:1] == b"D":
        if payload == b"leave":
            say(b"M", b'{"type": "exit"}')
        elif payload == b"share":
            say(b"M", json.dumps(FILE).encode())
        tell(typed=payload.decode())
        continue
    told = json.loads(payload)
    if told["type"] == "deliver_chunk_request":
        say(b"P", dump(("deliver_chunk", told["key"], pieces.pop(0))))
    elif told["type"] != "quit":
        tell(told=told)
    elif "stubborn" not in sys.argv:
        break
