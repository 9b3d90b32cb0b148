"""What holds for every test: ctrl-c means what it means in a terminal, also where a shell started the suite in the
background; the game speaks English, whoever's machine this is, unless a test has it speak something else; and no
example of Hypothesis' is held to a time on the wall clock, nor is its making."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cafe_sim.catalogue import ENGLISH, speak

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

sys.path.insert(0, str(Path(__file__).parent))  # for `laws`: pytest's importlib mode would not find it

os.environ["LC_ALL"] = "C.UTF-8"

settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A process speaks one language at a time: the next test begins in English."""
    yield
    speak(ENGLISH)
