"""One worker process and a program that does its worst: a sentence within the limit, another process, nothing left
running.

Nothing here asserts on time: what hangs gets a short limit, what ends by itself a limit that is never reached.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys

import pytest

from cafe_sim.engine.explore.processes.hands import WorkItem
from cafe_sim.engine.explore.processes.worker import WorkerProcess
from cafe_sim.errors import CafeError, Misuse, WorkerLost

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what is started and left is looked up in /proc"),
]

SHORT = 0.4
LONG = 60.0
MEMORY = 128 << 20

ENDS = {
    "ends the process": ("import os; os._exit(7)", "ended with exit status 7"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", "was ended by SIGKILL"),
    "sends itself a nameless signal": ("import os; os.kill(os.getpid(), 40)", "was ended by signal 40"),
    "crashes in C": ("import ctypes; ctypes.string_at(0)", "was ended by SIGSEGV"),
    "allocates in large pieces": (
        "kept = []\nwhile True: kept.append(bytearray(1 << 24))",
        "kept more than 128 MiB of memory",
    ),
    "allocates in small pieces": ("kept = []\nwhile True: kept.append([0] * 1000)", "kept more than 128 MiB of memory"),
    "allocates all at once": ("bytearray(1 << 60)", "wanted more memory than there is"),
    "allocates in a thread": (
        "def go():\n kept = []\n while True: kept.append([0] * 1000)\nt = __import__('threading').Thread(target=go)\nt.start()\nt.join()",
        "kept more than 128 MiB of memory",
    ),
    "allocates in one call": ("[0] * (1 << 28)", "kept more than 128 MiB of memory"),
    "closes everything": ("import os; os.closerange(0, 1 << 17)", "found its channel to us closed"),
    "closes everything, goes on": (
        "import os; os.closerange(0, 1 << 17)\nwhile True: pass",
        "closed its channel to us",
    ),
    "writes into everything": (
        "import os\nfor each in os.listdir('/proc/self/fd'):\n try: os.write(int(each), bytes(99))\n except OSError: pass",
        "answered with bytes that are not ours",
    ),
}
HANGS = {
    "burns in C": "sum(range(10 ** 12))",
    "burns in Python": "while True: pass",
    "waits": "import threading; threading.Event().wait()",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "holds on to everything": "while True:\n try:\n  while True: pass\n except BaseException: pass",
    "forbids signals": "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass",
}


@pytest.fixture
def worker():
    with WorkerProcess(pinned=False, memory=MEMORY) as one:
        yield one


def call(worker, fn, *args, seconds=LONG):
    return worker.call(WorkItem.of(fn, args, {}).call, "account.py", seconds)


def execute(worker, script, seconds=LONG):
    return call(worker, exec, script, {}, seconds=seconds)


@pytest.mark.parametrize("what", ENDS)
def test_a_program_that_ends_its_process_ends_in_a_sentence(what, worker, has_ended):
    script, sentence = ENDS[what]
    before = call(worker, os.getpid)
    with pytest.raises(WorkerLost, match=f"{sentence}.* while it executed account.py; "):
        execute(worker, script)
    assert has_ended(before)
    assert call(worker, os.getpid) != before


@pytest.mark.parametrize("what", HANGS)
def test_a_program_that_hangs_is_stopped_at_its_limit(what, worker, has_ended):
    before = call(worker, os.getpid)
    with pytest.raises(WorkerLost, match=r"was stopped after 0.4 s without an answer while it executed account.py; "):
        execute(worker, HANGS[what], seconds=SHORT)
    assert has_ended(before)
    assert call(worker, os.getpid) != before


def test_in_which_line_it_hung_is_said(worker):
    call(worker, os.getpid)
    burns = "def count():\n    return sum(range(10 ** 12))\n\ncount()\n"
    with pytest.raises(WorkerLost, match=r"without an answer in line 2 of account.py while it executed account.py; "):
        execute(worker, f"exec(compile({burns!r}, 'account.py', 'exec'), {{}})", seconds=2)


def test_closing_the_low_descriptors_hurts_nobody(worker):
    before = call(worker, os.getpid)
    assert call(worker, os.closerange, 0, 1000) is None
    assert call(worker, os.getpid) != before  # without 0, 1 and 2 the next program's files would catch what it prints


@pytest.mark.parametrize(
    "script",
    [
        "import os\nfor _ in range(200): os.open(os.devnull, os.O_RDONLY)",
        "import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    ],
    ids=["left open", "forbidden"],
)
def test_who_leaves_no_descriptors_costs_the_next_program_nothing(script, worker):
    before = call(worker, os.getpid)
    assert execute(worker, script) is None
    assert call(worker, os.getpid) != before


def test_many_threads_are_no_memory(worker):
    script = (
        "import threading\ngo = threading.Event()\nthreads = [threading.Thread(target=go.wait) for _ in range(200)]\n"
    )
    script += "for each in threads: each.start()\ngo.set()\nfor each in threads: each.join()"
    before = call(worker, os.getpid)
    assert execute(worker, script) is None
    assert call(worker, os.getpid) == before


def test_a_forked_child_ends_before_it_runs_a_line(worker, tmp_path, has_ended):
    script = "import os\npid = os.fork()\nif pid == 0:\n open({0!r}, 'w')\nopen({1!r}, 'w').write(str(pid))"
    with pytest.raises(WorkerLost, match="was copied by fork while it executed"):
        execute(worker, script.format(str(tmp_path / "child"), str(tmp_path / "parent")))
    assert has_ended(int((tmp_path / "parent").read_text()))
    assert not (tmp_path / "child").exists()
    assert [call(worker, abs, -n) for n in range(20)] == list(range(20))  # one loop answers, not two


def test_a_child_forked_behind_pythons_back_does_not_answer(worker):
    answers = [call(worker, eval, "__import__('ctypes').CDLL(None).fork()") for _ in range(3)]
    assert all(answers)  # 0 is what the child was given
    assert [call(worker, abs, -n) for n in range(20)] == list(range(20))


@pytest.mark.parametrize("session", [False, True], ids=["in its group", "in a session of its own"])
@pytest.mark.parametrize(
    "end", ["", "; os._exit(3)", "; os.kill(os.getpid(), 9)"], ids=["returns", "exits", "is killed"]
)
def test_processes_that_a_program_leaves_behind_end_with_it(session, end, worker, tmp_path, has_ended):
    pid = tmp_path / "pid"
    script = (
        "import os, subprocess\n"
        f"child = subprocess.Popen(['sleep', '1000'], start_new_session={session})\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid)){end}"
    )
    if end:
        with pytest.raises(WorkerLost):
            execute(worker, script)
    else:
        execute(worker, script)
    assert has_ended(int(pid.read_text()))


def test_a_grandchild_that_hides_from_everybody_is_found(worker, tmp_path, has_ended):
    pid = tmp_path / "pid"
    inner = f"echo $$ > {pid}.part; mv {pid}.part {pid}; exec sleep 1000"
    script = (
        "import subprocess, os\n"
        f"subprocess.run(['setsid', '--fork', 'sh', '-c', {inner!r}])\n"
        f"while not os.path.exists({str(pid)!r}): os.sched_yield()\n"
        "os._exit(0)"
    )
    with pytest.raises(WorkerLost, match="exit status 0"):
        execute(worker, script)
    assert has_ended(int(pid.read_text()))


def test_what_a_worker_process_is_like(worker):
    seen = call(
        worker,
        eval,
        "(__import__('sys').flags.hash_randomization, __import__('os').getsid(0) == __import__('os').getpid(),"
        " __import__('resource').getrlimit(4), __import__('signal').getsignal(2), __import__('sys').stdin.read())",
    )
    assert seen == (0, True, (0, 0), signal.SIG_IGN, "")


def test_no_screen_is_loaded_in_it(worker):
    modules = call(worker, eval, "set(__import__('sys').modules)")
    assert not modules & {"textual", "rich", "click", "multiprocessing", "distributed"}


def test_the_folder_in_which_the_user_stands_is_not_imported_from(worker, tmp_path, monkeypatch):
    for name in ("pickle", "random", "socket", "cafe_sim"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert call(worker, os.getcwd) == str(tmp_path)


def test_it_may_die_between_two_tasks(worker, has_ended):
    before = call(worker, os.getpid)
    os.kill(before, signal.SIGKILL)
    assert has_ended(before)
    assert call(worker, os.getpid) != before


def test_exceptions_come_back_as_they_were_raised(worker):
    with pytest.raises(Misuse, match=r"^a sentence$"):
        execute(worker, "from cafe_sim.errors import Misuse\nraise Misuse('a sentence')")
    with pytest.raises(KeyError) as caught:
        execute(worker, "{}['croissant']")
    assert "croissant" in "".join(caught.value.__notes__)  # where it happened


def test_an_exception_that_cannot_travel_is_told(worker):
    with pytest.raises(CafeError, match="ended its task with Odd: no such cup"):
        call(
            worker,
            exec,
            "class Odd(Exception): pass\nraise Odd('no such cup')",
        )


def test_an_answer_that_cannot_be_read_is_told(worker):
    script = "import sys; sys.modules['__main__'].f = f = type('f', (), {'__module__': 'nowhere'}); sys.modules['nowhere'] = sys.modules['__main__']"
    execute(worker, script)
    with pytest.raises(CafeError, match=r"account\.py answered from a worker process cannot be read here"):
        call(worker, eval, "__import__('nowhere').f()")


@pytest.mark.parametrize(
    ("executable", "sentence"),
    [
        ("/bin/false", "ended with exit status 1 before it had started"),
        ("/no/python", "no worker process could be started"),
    ],
)
def test_a_process_that_does_not_start_is_told(executable, sentence, worker, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", executable)
        with pytest.raises(WorkerLost, match=sentence):
            call(worker, abs, -1)
    assert call(worker, abs, -1) == 1


def test_a_system_without_process_groups_is_refused(monkeypatch):
    monkeypatch.delattr(os, "killpg")
    with pytest.raises(Misuse, match="use Linux or macOS"):
        WorkerProcess(pinned=False, memory=MEMORY)


def test_a_value_is_the_same_wherever_it_was_made():
    order = WorkItem.of(eval, ("[{'flour', 'milk', 'sugar', 'eggs'}, hash('croissant')]",), {}).call
    answers = set()
    for _ in range(2):
        with WorkerProcess(pinned=True, memory=MEMORY) as one:
            answers.add(pickle.dumps(one.call(order, "", LONG)))
    assert len(answers) == 1
