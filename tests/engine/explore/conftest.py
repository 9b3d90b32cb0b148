"""What tests of processes need: to wait for the end of one without sleeping, and cores that no other test claims."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from cafe_sim.engine.explore.processes.crew import hire

sys.path.insert(0, str(Path(__file__).parent))
"""So that tests here can import `plain_threads`, which pytest's importlib mode would not."""


@pytest.fixture
def own_cores(monkeypatch):
    """Other tests run beside this one, and they claim cores, too."""
    monkeypatch.setattr("cafe_sim.engine.explore.processes.cores._NAME", f"\0cafe-sim.test.{os.getpid()}.")


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


@pytest.fixture(scope="module")
def dask():
    """The address of a cluster of two workers."""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    quiet = {"silence_logs": 50, "dashboard_address": ":0"}  # any port: others start clusters beside this one
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(params=["here", "on a cluster"])
def hands(request, own_cores):
    """Two hands, whatever they are."""
    address = None if request.param == "here" else request.getfixturevalue("dask")
    with hire(2, address, seconds=60.0) as executor:
        yield executor
