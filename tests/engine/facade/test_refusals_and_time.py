"""What the thread façades refuse, and what their clocks say."""

from __future__ import annotations

import concurrent.futures
import queue
import signal
import threading
import time

import pytest

from cafe_sim.engine.facade import concurrent as our_concurrent
from cafe_sim.engine.facade import concurrent_futures as our_futures
from cafe_sim.engine.facade import os as our_os
from cafe_sim.engine.facade import queue as our_queue
from cafe_sim.engine.facade import signal as our_signal
from cafe_sim.engine.facade import threading as our_threading
from cafe_sim.engine.facade import time as our_time
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.errors import NotModelled

PAIRS = [(threading, our_threading), (queue, our_queue), (time, our_time), (concurrent.futures, our_futures)]


@pytest.mark.parametrize(("real", "ours"), PAIRS, ids=lambda m: m.__name__)
def test_every_public_name_is_there_or_refused_by_name(real, ours):
    public = getattr(real, "__all__", None) or [name for name in dir(real) if not name.startswith("_")]
    for name in public:
        if name in vars(ours) or name in ours.__all__:
            continue
        with pytest.raises(NotModelled, match=rf"^{real.__name__}\.{name} is not modelled: \w+"):
            getattr(ours, name)


@pytest.mark.parametrize(("real", "ours"), PAIRS, ids=lambda m: m.__name__)
def test_what_we_offer_is_offered_by_the_real_one(real, ours):
    assert [name for name in ours.__all__ if not hasattr(real, name)] == []


def test_a_refusal_says_what_to_do():
    with pytest.raises(NotModelled, match="use ThreadPoolExecutor"):
        our_futures.ProcessPoolExecutor
    with pytest.raises(NotModelled, match="look at the trace"):
        from cafe_sim.engine.facade.threading import settrace  # noqa: F401


def test_signals_that_nobody_could_send_or_deal_with_are_refused():
    """What a program sends to itself is dealt with; but a handler would interrupt the main thread anywhere."""

    def refusals():
        for refused in (our_signal.pause, lambda: our_signal.raise_signal(signal.SIGTERM), lambda: our_os.kill(1, 15)):
            with pytest.raises(NotModelled) as error:
                refused()
            yield str(error.value)
        our_signal.signal(signal.SIGTERM, print)
        thread = our_threading.Thread(target=our_signal.raise_signal, args=(signal.SIGTERM,))
        thread.start()
        thread.join()

    seen = []
    with Execution(lambda: seen.extend(refusals())) as execution:
        assert execution.run() == "ended"
        seen += [str(error) for *_, error, _ in execution.errors]
    assert ["nobody sends signals" in seen[0], "give it a handler" in seen[1]] == [True, True]
    assert ["other processes" in seen[2], "from another thread" in seen[3]] == [True, True]


def test_a_misspelt_name_is_an_ordinary_error():
    with pytest.raises(AttributeError, match="module 'threading' has no attribute 'Lokc'"):
        our_threading.Lokc
    assert not hasattr(our_queue, "__path__")


def test_the_package_holds_its_module():
    assert our_concurrent.futures is our_futures


def told(main):
    seen = []
    with Execution(lambda: seen.append(main())) as execution:
        assert execution.run() == "ended"
        assert not execution.errors
    return seen[0]


def test_time_begins_when_the_cafe_opens_on_the_first_of_january():
    def main():
        start = (
            our_time.time(),
            our_time.monotonic(),
            our_time.perf_counter_ns(),
            our_time.strftime("%Y-%m-%d", our_time.gmtime()),
        )
        our_time.sleep(1.5)
        return start, (our_time.time() - start[0], our_time.monotonic(), our_time.perf_counter(), our_time.time_ns())

    first, then = told(main)
    assert first == (1_704_096_000.0, 0.0, 0, "2024-01-01")
    assert then == (1.5, 1.5, 1.5, 1_704_096_001_500_000_000)


def test_every_form_of_now_is_virtual():
    def main():
        our_time.sleep(86_400)
        return (
            our_time.gmtime()[:3],
            our_time.gmtime(0)[:3],
            our_time.ctime(),
            our_time.localtime() == our_time.localtime(our_time.time()),
        )

    assert told(main) == ((2024, 1, 2), (1970, 1, 1), time.ctime(1_704_096_000 + 86_400), True)


def test_only_work_spends_cpu_time():
    def main():
        our_time.sleep(5)
        work(2)
        return our_time.process_time(), our_time.thread_time(), our_time.thread_time_ns(), our_time.monotonic()

    assert told(main) == (2, 2, 2_000_000_000, 7)


def test_whole_nanoseconds_add_up():
    def main():
        for _ in range(10):
            our_time.sleep(0.1)
        return our_time.monotonic_ns()

    assert told(main) == 1_000_000_000


def test_a_wait_too_long_for_cpython_is_too_long_here():
    def main():
        with pytest.raises(OverflowError):
            our_threading.Event().wait(1e12)
        with pytest.raises(OverflowError):
            our_queue.Queue().get(timeout=1e12)
        return True

    assert told(main)
