"""Programs run twice: on plain CPython and here. What they log, return and raise must be the same."""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from cafe_sim.engine.facade import asyncio as our_asyncio
from cafe_sim.engine.facade import concurrent_futures as our_futures
from cafe_sim.engine.facade import threading as our_threading
from cafe_sim.engine.facade import time as our_time
from cafe_sim.engine.kernel.execution import Execution

sys.path.insert(0, str(Path(__file__).parent))
"""So that tests here can import `jumping`, which pytest's importlib mode would not."""

PLAIN = SimpleNamespace(asyncio=asyncio, threading=threading, time=time, futures=concurrent.futures)
OURS = SimpleNamespace(asyncio=our_asyncio, threading=our_threading, time=our_time, futures=our_futures)

TICKS = 0.004, 0.02, 0.1, 0.5
"""Seconds: plain Python gets longer ones if a busy machine has upset the order of the first."""


def said(error):
    """An exception by type and text, groups by their members."""
    if isinstance(error, BaseExceptionGroup):
        return (type(error), error.message, [said(each) for each in error.exceptions])
    return (type(error), str(error))


def outcome_of(world, program, tick):
    """What `program` logged, and how it ended. Coroutine functions get asyncio, others the whole world."""
    log = []
    try:
        if inspect.iscoroutinefunction(program):
            result = world.asyncio.run(program(world.asyncio, log.append, lambda n: n * tick))
        else:
            result = program(world, log.append, lambda n: n * tick)
        log.append(("result", result))
    except BaseException as error:
        log.append(said(error))
    return log


def outcome_here(program):
    """The same on virtual time, an hour for each tick."""
    outcomes = []
    with Execution(lambda: outcomes.append(outcome_of(OURS, program, 3600))) as execution:
        assert execution.run() == "ended"
        assert [error for *_, error, _ in execution.errors if not isinstance(error, SystemExit)] == []
    return outcomes[0]


def check(program):
    """Here it does what it does on plain CPython."""
    here = outcome_here(program)
    there = []
    for tick in TICKS:
        there = outcome_of(PLAIN, program, tick)
        if there == here:
            return
    assert here == there


@pytest.fixture
def does_the_same():
    """`check`."""
    return check
