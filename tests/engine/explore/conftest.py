"""What tests of processes need: to wait for the end of one without sleeping, and cores that no other test claims."""

from __future__ import annotations

import os
import select

import pytest


@pytest.fixture
def own_cores(monkeypatch):
    """Other tests run beside this one, and they claim cores, too."""
    monkeypatch.setattr("cafe_sim.engine.explore.cores._NAME", f"\0cafe-sim.test.{os.getpid()}.")


@pytest.fixture
def has_ended():
    """Does the process come to its end, within a time that no sane machine needs?"""

    def ended(pid: int) -> bool:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return True
        try:
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            return bool(poll.poll(20_000))
        finally:
            os.close(descriptor)

    return ended
