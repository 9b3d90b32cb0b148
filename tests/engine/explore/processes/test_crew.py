"""Crews: they are executors, here and on a cluster; what one task does to its process is no other task's business."""

from __future__ import annotations

import operator
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import CancelledError, as_completed, wait
from contextlib import contextmanager
from functools import partial
from threading import Event, Lock

import pytest

from cafe_sim.engine.explore.processes import cores
from cafe_sim.engine.explore.processes.crew import Crew, hire
from cafe_sim.engine.explore.processes.inside import NICER
from cafe_sim.errors import Misuse, WorkerLost

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what is started and left is looked up in /proc"),
]

LONG = 60.0
BURN = "while True: pass"
SCRIPT = """
import pickle
from cafe_sim.engine import Program, run
orders = {"latte", "croissant", "cider", "mocha"}
text = "import threading\\nfor name in 'ABC':\\n threading.Thread(target=print, args=(name,)).start()\\n"
answer = pickle.dumps((orders, run(Program.from_source(text))))
"""
MASTER = """
import os
from concurrent.futures import FIRST_COMPLETED, wait
from cafe_sim.engine.explore.processes.crew import Crew
with Crew(2, seconds=60.0) as crew:
    print(*{crew.submit(os.getpid).result() for _ in range(50)}, flush=True)
    hung = [crew.submit(exec, "sum(range(10 ** 15))") for _ in range(4)]
    while not wait(hung, 0.1, FIRST_COMPLETED).done:  # a signal just before it blocks does not wake a thread that blocks for good
        pass
"""


class Burning:
    """A task that writes who has it in hand down a pipe, and then burns for ever."""

    def __init__(self, folder):
        self._pipe = folder / "pids"
        os.mkfifo(self._pipe)
        self.text = f"import os\nwith open({str(self._pipe)!r}, 'w') as pids: print(os.getpid(), file=pids)\n{BURN}"

    @contextmanager
    def first(self):
        """The process of whoever writes first. Until the end the pipe is read: who comes later must not break it."""
        with open(self._pipe) as pids:
            yield int(pids.readline())


@pytest.fixture
def burning(tmp_path):
    return Burning(tmp_path)


@pytest.fixture
def crew(own_cores):
    with Crew(2, seconds=LONG) as executor:
        yield executor


# ---- the interface, whoever carries it out ----------------------------------------------------


def test_there_are_as_many_hands_as_asked_for(hands):
    assert hands.processes == 2


def test_it_computes(hands):
    assert hands.submit(divmod, 7, 2).result() == (3, 1)
    assert hands.submit(int, "ff", base=16).result() == 255


def test_map_keeps_the_order_and_as_completed_gets_all(hands):
    assert list(hands.map(pow, range(20), [2] * 20, chunksize=3)) == [n * n for n in range(20)]
    assert sorted(f.result() for f in as_completed([hands.submit(abs, -n) for n in range(20)])) == list(range(20))


def test_exceptions_travel(hands):
    future = hands.submit(operator.truediv, 1, 0)
    assert isinstance(future.exception(), ZeroDivisionError)
    with pytest.raises(Misuse, match=r"^a sentence$"):
        hands.submit(exec, "from cafe_sim.errors import Misuse\nraise Misuse('a sentence')").result()


def test_what_cannot_be_pickled_is_said_by_its_future_and_hurts_nobody(hands):
    assert isinstance(hands.submit(lambda: 1).exception(), (pickle.PicklingError, AttributeError))
    assert isinstance(hands.submit(print, Lock()).exception(), TypeError)
    assert isinstance(hands.submit(eval, "(n for n in 'abc')").exception(), TypeError)
    assert hands.submit(abs, -1).result() == 1


def test_callbacks_are_called(hands):
    done = Event()
    future = hands.submit(abs, -1)
    future.add_done_callback(lambda finished: done.set())
    assert done.wait(LONG)


def test_a_lost_process_costs_one_task(hands):
    futures = [hands.submit(os._exit, 7) if n % 5 == 2 else hands.submit(abs, -n) for n in range(20)]
    for n, future in enumerate(futures):
        if n % 5 == 2:
            with pytest.raises(WorkerLost, match="ended with exit status 7 while it executed _exit; "):
                future.result()
        else:
            assert future.result() == n


def test_a_task_goes_by_the_name_of_its_target(hands):
    subject = partial(os._exit, 7)
    subject.target = "account.py"
    with pytest.raises(WorkerLost, match=r"exit status 7 while it executed account\.py; "):
        hands.submit(operator.call, subject).result()


def test_after_shutdown_nothing_is_taken(hands):
    future = hands.submit(abs, -1)
    hands.shutdown()
    assert future.result() == 1
    with pytest.raises(RuntimeError):
        hands.submit(abs, -1)
    hands.shutdown()
    hands.close()


def test_close_leaves_at_once_and_leaves_nothing(hands, has_ended, burning):
    futures = [hands.submit(exec, burning.text) for _ in range(10)]
    with burning.first() as pid:
        hands.close()
    assert has_ended(pid)
    wait(futures)
    assert all(f.cancelled() or isinstance(f.exception(), WorkerLost) for f in futures)


def test_what_is_dropped_ends_at_once_and_the_hands_are_free_again(hands, has_ended, burning):
    futures = [hands.submit(exec, burning.text) for _ in range(10)]
    with burning.first() as pid:
        hands.drop()
    assert has_ended(pid)
    wait(futures)
    assert all(f.cancelled() or isinstance(f.exception(), WorkerLost) for f in futures)
    assert list(hands.map(abs, range(-10, 0))) == list(range(10, 0, -1))


def test_two_processes_give_the_same_bytes(hands, tmp_path):
    os.mkfifo(tmp_path / "meet")  # opening it waits for the other end: so they are two
    meet = "open({!r}, {!r}).close()"
    first, second = (
        hands.submit(eval, "(exec(script, space), space['answer'])[1]", {"script": script, "space": {}})
        for script in (meet.format(str(tmp_path / "meet"), mode) + SCRIPT for mode in "rw")
    )
    assert first.result() == second.result()


# ---- a crew on this machine --------------------------------------------------------------------


def test_a_task_that_waits_can_be_cancelled(crew, tmp_path):
    os.mkfifo(tmp_path / "gate")
    waiting = [crew.submit(exec, f"open({str(tmp_path / 'gate')!r}).close()") for _ in range(2)]
    third = crew.submit(abs, -1)
    assert third.cancel()
    with pytest.raises(CancelledError):
        third.result()
    with open(tmp_path / "gate", "w"):
        wait(waiting)
    assert not any(f.exception() for f in waiting)
    assert not waiting[0].cancel()


def test_shutdown_waits_for_all_or_cancels_those_that_wait(own_cores):
    crew = Crew(1, seconds=LONG)
    futures = [crew.submit(abs, -n) for n in range(20)]
    crew.shutdown()
    assert [f.result() for f in futures] == list(range(20))

    crew = Crew(1, seconds=LONG)
    futures = [crew.submit(abs, -n) for n in range(500)]
    crew.shutdown(wait=False)
    crew.shutdown(cancel_futures=True)
    assert all(f.done() for f in futures)
    assert all(f.cancelled() or f.result() == n for n, f in enumerate(futures)), "what was in hand is finished"


def test_leaving_by_an_exception_kills(own_cores, has_ended, burning):
    def interrupted():
        with Crew(1, seconds=LONG) as crew:
            futures.append(crew.submit(exec, burning.text))
            with burning.first() as pid:
                pids.append(pid)
            raise KeyboardInterrupt

    futures, pids = [], []
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert has_ended(*pids)
    with pytest.raises(WorkerLost, match="stopped while one executed exec"):
        futures[0].result()


def test_crews_keep_off_each_others_cores(own_cores):
    affinity = partial(eval, "__import__('os').sched_getaffinity(0)")
    with Crew(1, seconds=LONG) as one, Crew(1, seconds=LONG) as other:
        first, second = one.submit(operator.call, affinity).result(), other.submit(operator.call, affinity).result()
    assert len(first) == 1
    assert second != first
    with Crew(1, seconds=LONG) as third:  # the claims ended with their crews
        assert third.submit(operator.call, affinity).result() == first | set() or cores.usable() > 1


def test_workers_step_back_for_whoever_sits_at_the_screen(crew):
    assert crew.submit(os.nice, 0).result() == min(os.nice(0) + NICER, 19)  # no system knows a nicer one


def test_each_core_is_claimed_once_and_given_back(own_cores):
    claims = [cores.claim_core() for _ in range(cores.usable() + 1)]
    numbers = [claim.number for claim in claims]
    assert numbers == [*sorted(os.sched_getaffinity(0)), None]
    for claim in claims:
        claim.release()
    again = cores.claim_core()
    assert again.number == numbers[0]
    again.release()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda end: end.name)
def test_when_the_master_goes_so_do_the_workers(end, has_ended):
    with subprocess.Popen(
        [sys.executable, "-c", MASTER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as master:
        pids = [int(pid) for pid in master.stdout.readline().split()]
        master.send_signal(end)
        _, told = master.communicate(timeout=LONG)
    assert pids
    assert all(has_ended(pid) for pid in pids)
    assert master.returncode == -end
    assert ("KeyboardInterrupt" in told) == (end is signal.SIGINT)


def test_a_crew_that_nobody_closed_does_not_hold_up_the_end(has_ended):
    script = "import os\nfrom cafe_sim.engine.explore.processes.crew import Crew\ncrew = Crew(1)\n"
    script += f"print(crew.submit(os.getpid).result(), flush=True)\ncrew.submit(exec, {BURN!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=LONG, check=True)
    assert not done.stderr
    assert has_ended(int(done.stdout))


# ---- a cluster that goes, and one that is none --------------------------------------------------------------------


def test_a_cluster_that_goes_loses_its_tasks_and_leaves_quietly(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    monkeypatch.setattr("cafe_sim.engine.explore.processes.cluster.CONNECT_SECONDS", 1.0)
    ready = tmp_path / "ready"
    with distributed.LocalCluster(n_workers=1, silence_logs=50, dashboard_address=":0") as cluster:
        hands = hire(cluster=cluster.scheduler_address, seconds=LONG)
        lost = hands.submit(exec, f"open({str(ready)!r}, 'x').close()\n{BURN}")
        while not ready.exists():
            assert not lost.done()
    with pytest.raises(WorkerLost, match="the cluster let a task fall"):
        lost.result(LONG)
    with monkeypatch.context() as asking:
        asking.setattr(distributed.Client, "sync", lambda *_, **__: pytest.fail("nobody is there to be asked"))
        assert list(hands.stacks()) == []
        hands.drop()
    hands.close()
    with pytest.raises(RuntimeError):  # not even when another cluster comes to that address
        hands.submit(pow, 2, 3).result(LONG)


def test_without_the_extra_a_cluster_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Misuse, match=r"pip install 'cafe-sim\[cluster\]'"):
        hire(cluster="tcp://localhost:8786")


@pytest.mark.parametrize("address", ["", "localhost", "carrier-pigeon://x:1", "tcp://localhost", "tcp://:0x1"])
def test_what_is_no_address_is_refused(address):
    pytest.importorskip("distributed")
    with pytest.raises(Misuse, match="give one like tcp://host:8786"):
        hire(cluster=address)


def test_an_address_at_which_nobody_answers_is_refused(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("cafe_sim.engine.explore.processes.cluster.CONNECT_SECONDS", 0.2)
    with pytest.raises(Misuse, match="no Dask scheduler answers there"):
        hire(cluster="tcp://127.0.0.1:1")


def test_a_cluster_of_another_version_is_refused(dask, monkeypatch):
    monkeypatch.setattr("cafe_sim.__version__", "0.0.1")
    with pytest.raises(Misuse, match=r"has cafe-sim .* and here is cafe-sim 0\.0\.1 on Python .*; make them equal"):
        hire(cluster=dask)
