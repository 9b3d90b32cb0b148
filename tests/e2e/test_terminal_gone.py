"""A terminal's window is closed, and what started the game keeps that to itself: the game ends all the same."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30
STARTER = """
import os, signal, subprocess, sys
signal.signal(signal.SIGHUP, lambda *_: None)  # as `make` does, which waits for what it has started
said = int(sys.argv[1])
game = subprocess.Popen([sys.executable, "-m", "cafe_sim"])
os.write(said, f"{game.pid}\\n".encode())
os.write(said, f"ended by {-game.wait()}\\n".encode())
"""


def heard(channel: int, until: bytes) -> bytes:
    """What comes, up to `until`; less if it never comes."""
    text = b""
    while until not in text and select.select([channel], [], [], PATIENCE_S)[0]:
        text += os.read(channel, 1 << 16)
    return text


@pytest.mark.slow
def test_the_game_ends_with_its_terminal(tmp_path):
    hears, says = os.pipe()
    os.set_inheritable(says, True)
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", CAFE_SIM_SAVES=str(tmp_path), PYTHONPATH=str(ROOT))
        os.execv(sys.executable, [sys.executable, "-c", STARTER, str(says)])
    os.close(says)
    game = int(heard(hears, b"\n"))
    try:
        assert b"Quit" in heard(terminal, b"Quit"), "the title never came"
        os.close(terminal)
        assert heard(hears, b"\n") == f"ended by {signal.SIGHUP:d}\n".encode()
    finally:
        for one in (game, pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(hears)
