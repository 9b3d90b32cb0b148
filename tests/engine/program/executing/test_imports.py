"""What a program gets when it imports, and where its output goes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from types import ModuleType

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore import Budget, Script, inspect


def outcome_of(text: str, **modules: ModuleType):
    return run(Program.from_source(textwrap.dedent(text), modules=modules))


def printed(text: str) -> str:
    outcome = outcome_of(text)
    assert outcome.faults == ()
    return outcome.printed


def in_folder(folder, main: str, **files: str):
    for name, text in {"main": main, **files}.items():
        path = folder / (name.replace("__", "/", 1) + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text))
    return Program.from_file(folder / "main.py")


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from multiprocessing import Pool", "multiprocessing.Pool is not modelled: other processes"),
        ("import multiprocessing as m; m.Process()", "multiprocessing.Process is not modelled: other processes"),
        ("import multiprocessing.shared_memory", "multiprocessing.shared_memory is not modelled: other processes"),
        ("from multiprocessing.pool import Pool", "multiprocessing.pool.Pool is not modelled: other processes"),
        ("from multiprocessing.dummy import Process", "Process is not modelled: use threading.Thread"),
        ("import socket", "socket is not modelled: it waits for a real network"),
        ("import urllib.request", "urllib.request is not modelled"),
        ("from urllib import request", "urllib.request is not modelled"),
        ("from concurrent.futures import ProcessPoolExecutor", "ProcessPoolExecutor is not modelled"),
        ("import asyncio.subprocess", "asyncio.subprocess is not modelled: import what you need from asyncio"),
        ("import os; os._exit(3)", "os._exit is not modelled: it would end this process at once; use sys.exit"),
        ("import os; os.fork()", "os.fork is not modelled"),
        ("input('name? ')", "input('name? ') is not modelled"),
        ("breakpoint()", "breakpoint() is not modelled"),
        ("import sys; sys.addaudithook(print)", "sys.addaudithook is not modelled"),
    ],
)
def test_what_is_not_modelled_is_refused_by_name(line, says):
    outcome = outcome_of(f"try:\n    {line}\nexcept ImportError:\n    print('went on as if it were not installed')")
    (fault,) = outcome.faults
    assert fault.kind == "exception"
    assert says in fault.message
    assert fault.sites[0].line == 2
    assert outcome.printed == ""


def test_nothing_is_patched_for_others():
    import threading
    import time

    before = threading.Thread, time.sleep, sys.stdout, sys.modules["logging"], logging.root.handlers[:]
    outcome_of("""
        import threading, time, logging, sys, random, atexit
        logging.basicConfig(level=10); sys.stdout = None; random.seed(3); atexit.register(print)
        threading.Thread(target=time.sleep, args=(1,)).start()
    """)
    assert before == (threading.Thread, time.sleep, sys.stdout, sys.modules["logging"], logging.root.handlers[:])


def test_what_the_caller_provides_comes_first():
    cafe = ModuleType("cafe")
    cafe.menu = ["latte"]
    outcome = outcome_of("import cafe\nfrom cafe import menu\nprint(cafe.menu, menu is cafe.menu)", cafe=cafe)
    assert outcome.printed == "['latte'] True\n"


# ---- modules of its own ------------------------------------------------------------------------


def test_its_own_modules_are_rewritten_and_fresh_for_each_execution(tmp_path):
    program = in_folder(
        tmp_path,
        """
        import threading, helper, pack.inner
        from pack import inner as again, value
        from pack.inner import *
        ts = [threading.Thread(target=helper.ring) for _ in range(2)]
        for t in ts: t.start()
        for t in ts: t.join()
        print(helper.total, helper.__name__, __name__, again is pack.inner, value, shown)
        """,
        helper="""
        total = 0
        def ring():
            global total
            for _ in range(2): total += 1
        if __name__ == "__main__": print("never")
        """,
        pack____init__="from .inner import value",
        pack__inner="""
        from . import other
        from .. import nothing
        value = other.value
        """,
        pack__other="value = 5",
    )
    assert run(program).faults[0].message.count("attempted relative import") == 1
    (tmp_path / "pack/inner.py").write_text(
        "from . import other\nvalue = other.value\n__all__ = ['shown']\nshown = 1\n"
    )
    program = Program.from_file(tmp_path / "main.py")
    first, second = run(program), run(program)
    assert first.printed == second.printed == "4 helper __main__ True 5 1\n"
    assert first.digest == second.digest
    race = first.faults[0]
    assert race.kind == "data-race"
    assert "helper.total" in race.message
    assert race.sites[0].file.endswith("helper.py")
    assert race.sites[0].line == 5


def test_what_a_program_does_to_the_table_of_modules_counts(tmp_path):
    program = in_folder(
        tmp_path,
        """
        import sys, types
        sys.modules["shop"] = types.SimpleNamespace(price=3)
        import shop
        import helper
        del sys.modules["helper"]
        import helper
        sys.modules["json"] = None
        try: import json
        except ImportError as error: print(shop.price, error)
        """,
        helper="print('once')",
    )
    assert run(program).printed == "once\nonce\n3 import of json halted; None in sys.modules\n"


def test_a_mistake_in_its_own_module_is_told_with_that_file(tmp_path):
    outcome = run(in_folder(tmp_path, "import broken", broken="x = 1 +\n"))
    assert "SyntaxError: " in outcome.faults[0].message
    assert "broken.py, line 1: invalid syntax" in outcome.faults[0].message


def test_a_program_may_be_ready_for_a_mistake_in_a_module_of_its_own(tmp_path):
    text = """
        try:
            import broken
        except SyntaxError:
            print("without it, then")
    """
    assert run(in_folder(tmp_path, text, broken="x = 1 +\n")).printed == "without it, then\n"


def test_modules_that_import_each_other(tmp_path):
    program = in_folder(
        tmp_path,
        "import one\nprint(one.two.one is one, one.f())",
        one="import two\ndef f(): return two.g()",
        two="import one\ndef g(): return hasattr(one, 'f')",
    )
    assert run(program).printed == "True True\n"


# ---- time and chance ---------------------------------------------------------------------------


def test_chance_comes_from_the_seed_and_time_is_virtual():
    text = """
        import random, uuid, datetime, time, os
        from datetime import datetime as DT, date, timedelta
        r = random.Random(5); r2 = random.Random(5)
        print(random.random(), random.choice("abc"), random.sample(range(9), 3), uuid.uuid4(), os.urandom(3), random.Random().random())
        print(r.random() == r2.random(), random.Random(5).random() == __import__("random").Random(5).random())
        start = DT.now(); time.sleep(90)
        print(start, DT.now() - start, date.today(), isinstance(start, datetime.datetime), isinstance(start, date))
        print(DT(2024, 1, 2) - timedelta(days=1), type(DT.now() + timedelta(1)).__name__, time.time(), time.strftime("%H:%M"))
    """
    first, second = printed(text), printed(text)
    assert first == second
    assert "2024-01-01 08:00:00 0:01:30 2024-01-01 True True" in first
    assert run(Program.from_source(textwrap.dedent(text)), seed=1).printed != first


# ---- output ------------------------------------------------------------------------------------


def test_output_belongs_to_the_execution(capfd):
    text = """
        import sys, logging, traceback, contextlib, io, threading
        print("printed"); sys.stdout.write("written\\n"); sys.stderr.write("error\\n")
        buffer = io.StringIO()
        with contextlib.redirect_stdout(buffer): print("kept")
        print(repr(buffer.getvalue()))
        logging.warning("logged %s", [1])
        def w(): logging.getLogger("café").error("from a thread")
        t = threading.Thread(target=w, name="Bo"); t.start(); t.join()
        try: 1 / 0
        except ZeroDivisionError: traceback.print_exc()
    """
    said = printed(text)
    assert said.splitlines()[:6] == [
        "printed", "written", "error", "'kept\\n'", "WARNING:root:logged [1]", "ERROR:café:from a thread",
    ]  # fmt: skip
    assert said.splitlines()[6:] == [
        "Traceback (most recent call last):", '  File "program.py", line 10, in <module>', "    try: 1 / 0",
        "         ~~^~~", "ZeroDivisionError: division by zero",
    ]  # fmt: skip
    assert capfd.readouterr() == ("", "")


def test_logging_has_the_programs_threads_and_clock():
    text = """
        import logging, threading, time
        logging.basicConfig(format="%(asctime)s %(threadName)s %(message)s", level=logging.INFO)
        def w():
            time.sleep(61); logging.info("rang")
        threading.Thread(target=w, name="Bo").start()
    """
    assert printed(text) == "2024-01-01 08:01:01,000 Bo rang\n"


def test_what_a_text_needs_while_it_is_printed_moves_nobody():
    text = """
        import threading, time
        class Cup:
            def __str__(self):
                time.sleep(1); self.n = 1
                return "cup"
        def w(): print(Cup(), threading.current_thread().name)
        for name in ("a", "b"): threading.Thread(target=w, name=name).start()
    """
    assert printed(text) == "cup a\ncup b\n"


def test_at_the_end_of_the_main_thread():
    text = """
        import atexit, threading, time
        atexit.register(print, "first in"); atexit.register(print, "last in")
        def w():
            time.sleep(1); print("thread")
        threading.Thread(target=w).start(); print("main")
    """
    assert printed(text) == "main\nthread\nlast in\nfirst in\n"


def test_an_uncaught_errors_traceback_has_no_frame_of_ours_between_the_programs():
    text = "class C:\n    @property\n    def x(self): return {}['k']\ndef f(d): d['a'] += C().x\nf({'a': 1})\n"
    program = Program.from_source(text)
    with program.execution() as execution:
        execution.run()
        (error,) = [entry[2] for entry in execution.errors]
    names = []
    entry = error.__traceback__
    while entry is not None:
        names.append((entry.tb_frame.f_code.co_name, entry.tb_lineno))
        entry = entry.tb_next
    assert names[-3:] == [("<module>", 5), ("f", 4), ("x", 3)]


def test_no_real_lock_is_held_while_the_programs_own_code_runs():
    text = """
        import functools, threading, time
        class Oven:
            @functools.cached_property
            def heat(self):
                time.sleep(1)
                return 220
        ovens = [Oven(), Oven()]
        for oven in ovens: threading.Thread(target=getattr, args=(oven, "heat")).start()
        time.sleep(2); print(ovens[0].heat, vars(ovens[1]), time.monotonic())
    """
    assert printed(text) == "220 {'heat': 220} 2.0\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("from shop import price; seen.append(price)", "shop.price = 2"),
        ("seen.append(shop.brew())", "shop.brew = lambda: 2"),
        ("seen.append(1 + dir(shop).count('extra'))", "shop.extra = 3"),
    ],
)
def test_what_one_thread_takes_from_a_module_while_another_changes_it(tmp_path, one, other):
    program = in_folder(
        tmp_path,
        f"""
        import threading, shop
        seen = []
        def one(): {one}
        def other(): {other}
        threads = [threading.Thread(target=work) for work in (one, other)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert seen == [1]
        """,
        shop="price = 1\ndef brew(): return 1",
    )
    assert inspect(Script(program, "main.py"), Budget(seconds=3600, schedules=100)).verdict == "broken"


@pytest.mark.parametrize(
    ("one", "other"), [("from other import x", "from one import y"), ("import other", "import one; one.y")]
)
def test_circular_imports_are_told_in_pythons_own_words(tmp_path, one, other):
    program = in_folder(tmp_path, "import one", one=one, other=other)
    # else it depends on the version whether a module beside the script is suspected of hiding another
    command, found_in = [sys.executable, "-P", tmp_path / "main.py"], {**os.environ, "PYTHONPATH": str(tmp_path)}
    plain = subprocess.run(command, capture_output=True, text=True, check=False, env=found_in)
    assert run(program).faults[0].message.partition("nobody caught: ")[2] == plain.stderr.splitlines()[-1] + "."


def test_into_what_the_program_made_itself_print_writes_bit_by_bit_as_python_does():
    assert (
        printed("""
        class Tape(list):
            def write(self, text): self.append(text)
        tape = Tape()
        print("tea", 2, sep="-", file=tape); print(file=tape); print("milk", end="", file=tape)
        print(tape)
    """)
        == "['tea', '-', '2', '\\n', '\\n', 'milk', '']\n"
    )
