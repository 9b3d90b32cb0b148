"""The table of threaded programs, on plain CPython and on the engine."""

from __future__ import annotations

import _thread
import concurrent.futures
import importlib.util
import queue
import random
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from cafe_sim.engine.facade import concurrent_futures as our_futures
from cafe_sim.engine.facade import queue as our_queue
from cafe_sim.engine.facade import thread as our_low
from cafe_sim.engine.facade import threading as our_threading
from cafe_sim.engine.facade import time as our_time
from cafe_sim.engine.kernel.execution import Execution

_spec = importlib.util.spec_from_file_location("programs_threads", Path(__file__).with_name("programs_threads.py"))
assert _spec is not None
assert _spec.loader is not None
_table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_table)

REAL = SimpleNamespace(low=_thread, threading=threading, queue=queue, time=time, futures=concurrent.futures)
OURS = SimpleNamespace(low=our_low, threading=our_threading, queue=our_queue, time=our_time, futures=our_futures)


def on_the_engine(program, policy=None):
    results = []
    with Execution(lambda: results.append(program(OURS)), policy=policy) as execution:
        state = execution.run()
        errors = [error for _, _, error, _ in execution.errors]
        if errors:
            raise errors[0]
        assert state == "ended", [(w.actor.name, w.op) for w in execution.waits()]
        assert not execution.left_behind
    return results[0]


@pytest.mark.parametrize("program", _table.PROGRAMS, ids=lambda p: p.__name__)
def test_same_result_as_on_cpython(program):
    assert on_the_engine(program) == program(REAL)


class RandomWalk:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def choose(self, enabled, current):
        return self.random.choice(enabled)


BY_THE_CLOCK = {"timer_fires_and_is_cancelled", "map_times_out"}
"""Under another's policy a timeout may come before anything else."""


@pytest.mark.parametrize(
    "program", [p for p in _table.PROGRAMS if p.__name__ not in BY_THE_CLOCK], ids=lambda p: p.__name__
)
def test_same_result_in_whatever_order_the_threads_move(program):
    expected = on_the_engine(program)
    for seed in range(8):
        assert on_the_engine(program, RandomWalk(seed)) == expected
