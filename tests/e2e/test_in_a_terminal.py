"""The game in a real terminal, by keys alone: tmux is the terminal, and what stands in its pane is what a player sees.

Nothing here sleeps blindly: each step waits until the pane shows what it must, and fails with the pane's text if it
never does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cafe_sim.content import load_campaign

ROOT = Path(__file__).resolve().parents[2]
TMUX = shutil.which("tmux")
PATIENCE_S = 30
LEVELS = len(load_campaign())
pytestmark = [pytest.mark.slow, pytest.mark.skipif(TMUX is None, reason="tmux is not installed")]


class Pane:
    """One terminal of 80 × 24 with a shell in it."""

    def __init__(self, folder: Path, sockets: str) -> None:
        self.folder = folder
        self._tmux = [str(TMUX), "-u", "-S", f"{sockets}/tmux", "-f", os.devnull]
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "CAFE_SIM_SAVES": str(folder / "saves"),
        }
        self.tmux("new-session", "-d", "-s", "cafe", "-c", str(folder), "-x", "80", "-y", "24", "/bin/sh")
        self.tmux("set-option", "-g", "window-size", "manual")

    def tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        return done.stdout

    @property
    def text(self) -> str:
        """What stands in the pane now."""
        return self.tmux("capture-pane", "-p", "-t", "cafe")

    def shows(self, *words: str, without: str = "\0") -> str:
        """Wait until all these words stand in the pane, and `without` does not."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            text = self.text
            if all(word in text for word in words) and without not in text:
                return text
            if "a mistake of ours" in text:
                break
            time.sleep(0.03)
        pytest.fail(f"the pane never showed {words}, but\n{self.text}")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "cafe", *keys)

    def after(self, key: str, *words: str, without: str = "\0") -> str:
        """Press it, and wait until it has led there."""
        self.press(key)
        return self.shows(*words, without=without)

    def start(self) -> str:
        """Start the game and wait for its title."""
        pid = self.folder / "pid"
        pid.unlink(missing_ok=True)
        self.press("clear; sh -c 'echo $$ > pid; exec \"$0\" -m cafe_sim'", f" {sys.executable}; echo LEFT $?", "Enter")
        return self.shows("C A F É   S I M", " open · ")

    def kill(self) -> None:
        """As a crash would, which leaves the terminal raw: return is no new line for `sh`, ctrl-j is."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
        self.shows("LEFT 137")
        self.press("stty sane; echo SA''NE", "C-j")
        self.shows("SANE")

    def quit(self) -> None:
        self.after("q", "LEFT 0")

    def serve_all(self) -> None:
        """Hand over whenever the clock stands, until the result is there."""
        before = ""
        while True:
            text = self.shows("One at a time", without=before or "\0")
            if "★ sound" in text:
                return
            before = "\n".join(text.split("\n")[:3])  # the heading, and who is first on the rail
            if "stands" in before or "closed" in before:
                self.press("Enter")


@pytest.fixture
def pane(tmp_path: Path) -> Iterator[Pane]:
    with tempfile.TemporaryDirectory(prefix="cafe") as sockets:  # a socket's path must be short
        here = Pane(tmp_path, sockets)
        try:
            yield here
            everything = here.tmux("capture-pane", "-p", "-S", "-", "-t", "cafe")
            assert "Traceback" not in everything
            assert "a mistake of ours" not in everything
        finally:
            here.tmux("kill-server")


def test_a_first_morning_is_won_kept_and_survives_a_crash(pane: Pane) -> None:
    assert "› Open the café   A1  One at a time" in pane.start()
    pane.after("Enter", "serve", "★ sound", "enter start")
    pane.after("Enter", "0:00 stands  served 0/5", "RAIL")
    pane.press("+", "+", "+", "Down")
    pane.shows("›#2")
    pane.serve_all()
    pane.shows("★ sound", "✔ worked   5 of 5 served", "next: A2")
    pane.after("Enter", "A2  Nobody has to watch the kettle", "enter start")
    pane.after("Escape", "Campaign", "›A2")
    pane.after("Escape", "› Continue   A2", f"2 of {LEVELS} open · 1 ★")
    pane.quit()

    pane.start()
    pane.shows("› Continue   A2", f"2 of {LEVELS} open · 1 ★")
    pane.after("Enter", "enter start")
    pane.after("Enter", "RAIL", "stands")
    pane.after("2", "1 in hand")
    pane.kill()

    title = pane.start()
    assert "damaged" not in title
    pane.shows("› Continue   A2", f"2 of {LEVELS} open · 1 ★")
    pane.quit()


def test_a_window_too_small_says_so_and_the_clock_stands(pane: Pane) -> None:
    pane.start()
    pane.after("Enter", "enter start")
    pane.after("Enter", "0:00 stands", "RAIL")
    pane.tmux("resize-window", "-t", "cafe", "-x", "50", "-y", "15")
    pane.shows("Too small", "The window is 50 × 15")
    pane.tmux("resize-window", "-t", "cafe", "-x", "60", "-y", "18")
    pane.shows("0:00 stands", "RAIL", without="Too small")
    pane.tmux("resize-window", "-t", "cafe", "-x", "120", "-y", "40")
    pane.shows("0:00 stands", "RAIL", "def ", without="Too small")


def test_one_level_by_name_and_the_way_out(pane: Pane) -> None:
    pane.press("clear; ", f"{sys.executable} -m cafe_sim play b4; echo LEFT $?", "Enter")
    pane.shows("B4  Two hands in the till", "enter start")
    pane.after("Escape", "C A F É   S I M", "Quit")
    pane.quit()


def test_a_till_is_broken_by_the_inspector_mended_and_certified(pane: Pane) -> None:
    pane.press("clear; ", f"{sys.executable} -m cafe_sim play b4; echo LEFT $?", "Enter")
    pane.shows("B4  Two hands in the till", "enter start")
    pane.after("Enter", " FIX ", "I inspector", "till.total += count")
    pane.after("I", "✗ BROKEN", "of all 4 distinct orders", "enter step through it")
    pane.after("Enter", "GOES WRONG", "? help")
    pane.after("Escape", "✗ BROKEN")
    pane.after("Escape", " FIX ", "I inspector")
    pane.after("k", "with till_lock:")
    pane.after("o", "worked", "6 of 6 served")
    pane.after("I", "✔ CERTIFIED", "enter see the result")
    pane.after("Enter", "★ sound", "✔ worked", "B4  Two hands in the till", "r again")
    pane.after("Escape", "Campaign", "B4")
    pane.after("Escape", "C A F É   S I M")
    pane.quit()


def test_the_wicked_manager_breaks_the_till_by_keys_and_is_taken_back(pane: Pane) -> None:
    pane.press("clear; ", f"{sys.executable} -m cafe_sim play b3; echo LEFT $?", "Enter")
    pane.shows("B3  The wicked manager", "enter start")
    pane.after("Enter", " BREAK ", "Make the till 3.00 short", "0 moves")
    pane.press("1", "2", "2")
    pane.shows("3 moves")
    pane.after("Left", "2 moves")
    pane.press("Right", "1")
    pane.shows("4 moves", "3.00 short", "enter go on")
    pane.after("Enter", "★ sound", "you broke it")
    pane.after("q", "LEFT 0")


def test_the_lab_a_file_typed_in_run_and_written_elsewhere(pane: Pane) -> None:
    script = pane.folder / "mine.py"
    script.write_text("print('as it came')\n")
    pane.press("clear; ", f"{sys.executable} -m cafe_sim lab mine.py; echo LEFT $?", "Enter")
    pane.shows(" LAB ", "mine.py", "Nothing has run yet")
    pane.after("e", " TYPING ", "esc stop typing")
    pane.after("x = (", "● unsaved", "was never closed")
    pane.press("1)", "Enter")
    pane.shows("2  print", without="was never closed")
    pane.after("C-r", "✔ Worked this time", "as it came")
    pane.after("C-s", "saved", without="● unsaved")
    assert script.read_text() == "x = (1)\nprint('as it came')\n"
    script.write_text("while True: pass\n")
    pane.shows("1  while True: pass")
    pane.after("C-r", "It stood in line 1.")
    pane.after("Escape", "? help", without=" TYPING ")
    pane.after("Escape", "To begin with", "mine.py")
    pane.quit()


def test_a_program_is_mended_by_typing_and_certified_whatever_was_typed_before(pane: Pane) -> None:
    pane.press(f"clear; {sys.executable} -m cafe_sim play A5; echo LEFT $?", "Enter")
    pane.shows("A5  Pin it up", "enter start")
    pane.after("Enter", " CODE ", "r run it once")
    pane.after("r", "never awaited", "26✗")
    pane.after("e", " TYPING ")
    pane.press("-l", "import ctypes; ctypes.string_at(0); ")
    pane.after("Escape", " CODE ")
    pane.after("r", "A worker process was ended by SIGSEGV", "enter result")
    pane.press("R", "e")
    pane.shows(" TYPING ", "make[order.item](order)", without="ctypes")
    pane.press("Up", "Home")
    pane.press("-l", "async with asyncio.TaskGroup() as orders:")
    pane.press("Enter", "Down", "Tab")
    pane.press("-l", "orders.create_task(")
    pane.press("End")
    pane.press("-l", ")")
    pane.after("Escape", " CODE ", "            orders.create_task(make[order.item](order))")
    pane.after("r", "✔ Worked this time, 20 s of virtual time.")
    pane.after("I", "CERTIFIED", "enter see the result")
    pane.after("Enter", "★ sound  ★ par  ★ light", "lines changed     3")
    pane.after("q", "LEFT 0")
