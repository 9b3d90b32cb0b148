"""Modules of the standard library that look for others by name, by stream or by clock find the program's."""

from __future__ import annotations

import sys
import textwrap
import warnings
from pathlib import Path

import pytest

from cafe_sim.engine import Program, run


def outcome_of(text: str):
    return run(Program.from_source(textwrap.dedent(text)))


def printed(text: str) -> list[str]:
    outcome = outcome_of(text)
    assert outcome.faults == ()
    return outcome.printed.splitlines()


def test_a_dataclass_finds_the_names_in_its_annotations_in_its_own_module():
    assert printed("""
        from __future__ import annotations
        from dataclasses import KW_ONLY, InitVar, asdict, dataclass, field, replace
        from typing import ClassVar, get_type_hints

        @dataclass
        class Order:
            count: ClassVar[int] = 0
            number: int
            items: list[str] = field(default_factory=list)
            _: KW_ONLY
            price: InitVar[float] = 3.5

            def __post_init__(self, price):
                Order.count += 1
                self.total = price * len(self.items)

        order = Order(1, ["latte"], price=4)
        print(order, order.total, Order.count, asdict(order), replace(order, number=2, price=1).total)
        print(get_type_hints(Order)["number"])
    """) == [
        "Order(number=1, items=['latte']) 4 1 {'number': 1, 'items': ['latte']} 1",
        "<class 'int'>",
    ]


def test_a_pickle_of_the_programs_own_classes_comes_back_as_them():
    assert printed("""
        import enum, pickle, sys

        class Size(enum.Enum):
            SMALL = 1

        class Cup:
            def __init__(self, size):
                self.size = size

        def brew():
            return "coffee"

        cup, size, function = pickle.loads(pickle.dumps([Cup(Size.SMALL), Size.SMALL, brew]))
        print(type(cup) is Cup, size is Size.SMALL, function is brew, sys.modules["__main__"].Cup is Cup)
    """) == ["True True True True"]


def test_import_module_finds_what_import_does(tmp_path):
    (tmp_path / "menu").mkdir()
    (tmp_path / "menu" / "__init__.py").write_text("")
    (tmp_path / "menu" / "drinks.py").write_text("import time\ntime.sleep(3600)\nLATTE = 4\n")
    main = tmp_path / "main.py"
    main.write_text(
        "import importlib, sys, time\n"
        "drinks = importlib.import_module('menu.drinks')\n"
        "print(drinks.LATTE, importlib.import_module('.drinks', 'menu') is drinks, 'menu.drinks' in sys.modules)\n"
        "print(importlib.import_module('time') is time)\n"
    )
    outcome = run(Program.from_file(main))
    assert outcome.printed == "4 True True\nTrue\n"
    assert outcome.virtual_seconds == 3600
    assert "menu" not in sys.modules


def test_arguments_and_streams_of_helpers_are_the_programs():
    lines = printed("""
        import argparse, pprint, timeit, sys
        parser = argparse.ArgumentParser(prog="order")
        parser.add_argument("--cups", type=int, default=2)
        print(parser.parse_args().cups)
        pprint.pprint({"latte": 1})
        start = timeit.default_timer()
        __import__("time").sleep(2)
        print(timeit.default_timer() - start)
        sys.stdout.buffer.write(b"bytes\\n")
        print(repr(sys.stdin.read()))
        try:
            parser.parse_args(["--tea"])
        except SystemExit as error:
            print(error.code)
    """)
    assert lines[:5] == ["2", "{'latte': 1}", "2.0", "bytes", "''"]
    assert lines[-2:] == ["order: error: unrecognized arguments: --tea", "2"]


def test_a_scheduler_waits_in_virtual_time():
    assert printed("""
        import sched, time
        day = sched.scheduler(time.monotonic, time.sleep)
        day.enter(3600, 1, print, ("lunch",))
        day.enter(60, 1, print, ("coffee",))
        day.run()
        print(time.monotonic())
    """) == ["coffee", "lunch", "3600.0"]


def test_warnings_and_switch_intervals_of_a_program_are_its_own():
    before = list(warnings.filters), sys.getswitchinterval(), sys.getrecursionlimit()
    assert (
        printed("""
        import sys, warnings
        sys.setswitchinterval(1e-6)
        sys.setrecursionlimit(5000)
        warnings.simplefilter("error")
        try:
            warnings.warn("careful")
        except UserWarning as error:
            print(error, sys.getswitchinterval())
        warnings.simplefilter("always")
        warnings.warn("told")
    """)[0]
        == "careful 1e-06"
    )
    assert (list(warnings.filters), sys.getswitchinterval(), sys.getrecursionlimit()) == before


def test_who_asks_and_is_ready_for_nobody_answering_goes_on():
    assert printed("""
        try:
            name = input("your name? ")
        except EOFError:
            name = "nobody"
        print(name)
    """) == ["nobody"]


@pytest.mark.parametrize(
    "loop",
    [
        "while time.time() - start < 0.5:\n    state.turns += 1",
        "while time.perf_counter() < 0.5:\n    asyncio.run(asyncio.sleep(0))",
        "async def spin():\n    while asyncio.get_running_loop().time() < 0.5:\n        await asyncio.sleep(0)\nasyncio.run(spin())",
        "async def spin():\n    while time.monotonic() < 0.5:\n        state.turns += 1\n        await asyncio.sleep(0)\nasync def main():\n    await asyncio.gather(spin(), asyncio.sleep(0.2))\nasyncio.run(main())",
    ],
)
def test_time_passes_for_who_counts_turns_until_it_has(loop):
    outcome = outcome_of(
        "import asyncio, threading, time\nclass State:\n    turns = 0\nstate, start = State(), time.time()\n"
        f"threading.Timer(0.1, print).start()\n{loop}\nprint('done')"
    )
    assert (outcome.state, outcome.faults) == ("ended", ())
    assert outcome.printed.endswith("done\n")
    assert 0.5 <= outcome.virtual_seconds < 0.6


def test_a_token_bucket_that_waits_for_its_last_fraction_gets_it():
    assert printed("""
        import asyncio, time

        class Bucket:
            def __init__(self, rate):
                self.rate, self.tokens, self.updated = rate, 2, time.monotonic()

            async def acquire(self):
                while True:
                    now = time.monotonic()
                    self.tokens = min(2, self.tokens + (now - self.updated) * self.rate)
                    self.updated = now
                    if self.tokens >= 1:
                        self.tokens -= 1
                        return
                    await asyncio.sleep((1 - self.tokens) / self.rate)

        async def main():
            bucket = Bucket(100)
            await asyncio.gather(*(bucket.acquire() for _ in range(7)))
            print(round(time.monotonic(), 6))

        asyncio.run(main())
    """) == ["0.05"]


def test_a_keyboard_interrupt_that_the_program_raises_is_told():
    outcome = outcome_of("print('one')\nraise KeyboardInterrupt('enough')")
    (fault,) = outcome.faults
    assert (fault.kind, fault.sites[0].line) == ("exception", 2)
    assert "KeyboardInterrupt: enough" in fault.message


def test_an_async_generator_left_open_is_closed_without_blame():
    assert printed("""
        import asyncio

        async def cups():
            try:
                for number in range(5):
                    yield number
                    await asyncio.sleep(0)
            finally:
                print("closed")

        async def main():
            async for cup in cups():
                break

        asyncio.run(main())
    """) == ["closed"]


def test_what_a_program_puts_in_place_of_a_modules_function_is_for_itself_alone():
    import json
    import random
    import time as real

    before = json.dumps, random.random, real.sleep
    patched = """
        import json, random, time
        calls = []
        original = time.sleep
        def fake(seconds):
            calls.append(seconds)
            original(seconds)
        time.sleep = fake
        time.sleep(5)
        random.random = lambda: 4
        json.dumps = lambda value: "patched"
        json.extra = 1
        setattr(json, "loads", None)
        print(calls, time.monotonic(), random.random(), json.dumps({}))
    """
    assert printed(patched) == ["[5] 5.0 4 patched"]
    assert printed(patched) == ["[5] 5.0 4 patched"], "the second run starts afresh"
    assert (json.dumps, random.random, real.sleep) == before
    assert json.loads("1") == 1
    assert not hasattr(json, "extra")


def test_a_coroutine_kept_to_the_end_was_never_awaited():
    outcome = outcome_of("""
        import asyncio, threading
        async def order():
            return 1
        kept = order()
        used = order()
        threading.Thread(target=lambda: asyncio.run(used)).start()
    """)
    assert [(fault.kind, fault.sites[0].line) for fault in outcome.faults] == [("never-awaited", 5)]


def test_what_others_are_about_to_do_comes_before_the_programs_exit():
    outcome = outcome_of("""
        from concurrent.futures import ThreadPoolExecutor
        def waits_for_itself():
            print(executor.submit(pow, 5, 2).result())
        executor = ThreadPoolExecutor(max_workers=1)
        executor.submit(waits_for_itself)
    """)
    assert outcome.state == "stuck"
    (fault,) = outcome.faults
    assert fault.kind == "deadlock"
    assert [site.line for site in fault.sites if site.line] == [4]


def test_a_task_that_goes_round_for_ever_is_named_with_its_line():
    outcome = outcome_of("""
        import asyncio
        async def wait_for(flag):
            while not flag:
                await asyncio.sleep(0)
        async def main():
            await asyncio.gather(wait_for([]))
        asyncio.run(main())
    """)
    (fault,) = outcome.faults
    assert fault.kind == "livelock"
    assert [(site.actor, site.line) for site in fault.sites] == [("Task-2", 4)]


def test_a_programs_unittests_are_found_and_run_on_its_loop():
    outcome = outcome_of("""
        import asyncio, threading, time, unittest
        from unittest.mock import patch

        class Waits(unittest.TestCase):
            def test_thread(self):
                thread = threading.Thread(target=time.sleep, args=(60,))
                thread.start()
                thread.join()
                self.assertFalse(thread.is_alive())

            def test_patched(self):
                with patch("time.sleep") as sleep:
                    time.sleep(10**6)
                sleep.assert_called_once_with(10**6)

        class AsyncWaits(unittest.IsolatedAsyncioTestCase):
            async def test_loop(self):
                await asyncio.sleep(30)

        unittest.main(exit=False)
    """)
    assert outcome.faults == ()
    assert "Ran 3 tests in 90.000s\n\nOK" in outcome.printed


def test_each_threads_own_data_is_no_shared_state():
    assert printed("""
        import threading
        class Mine(threading.local):
            def __init__(self, value):
                self.value = value
        mine, seen = Mine(5), []
        def work():
            mine.value += 1
            seen.append(mine.value)
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(seen, mine.value)
    """) == ["[6, 6] 5"]


def test_a_lock_is_called_after_the_object_that_owns_it():
    outcome = outcome_of("""
        import threading, time
        class Account:
            def __init__(self):
                self.lock = threading.Lock()
        alice, others = Account(), [Account()]
        def transfer(source, target):
            with source.lock:
                time.sleep(1)
                with target.lock:
                    pass
        threading.Thread(target=transfer, args=(alice, others[0])).start()
        threading.Thread(target=transfer, args=(others[0], alice)).start()
    """)
    (fault,) = outcome.faults
    assert [site.operation for site in fault.sites] == ["acquire others[0].lock", "acquire alice.lock"]


def test_a_name_for_its_lock_keeps_no_object_alive():
    assert printed("""
        import threading
        class Account:
            def __init__(self):
                self.lock = threading.Lock()
            def __del__(self):
                print("closed")
        account = Account()
        del account
        print("end")
    """) == ["closed", "end"]


def test_what_a_finaliser_raises_is_among_what_was_written(capfd):
    assert printed("""
        class Account:
            def __del__(self):
                raise ValueError("still open")
        account = Account()
        del account
        print("end")
    """) == ["Exception ignored in Account.__del__ (program.py, line 4): ValueError: still open", "end"]
    assert capfd.readouterr() == ("", "")


def test_a_program_may_break_builtins_without_breaking_the_engine():
    text = "import builtins\nbuiltins.len = builtins.print = builtins.isinstance = None\n"
    assert run(Program.from_source(text)).worked
    assert len("café") == 4


def test_a_sleep_may_be_as_long_as_python_lets_it_be():
    assert printed("""
        import threading, time
        threading.Thread(target=time.sleep, args=(threading.TIMEOUT_MAX,), daemon=True).start()
        for _ in range(2):
            time.sleep(9e9)
        print(time.monotonic())
    """) == ["18000000000.0"]


def test_a_script_knows_where_it_lies_wherever_it_is_called_from(tmp_path, monkeypatch):
    (tmp_path / "main.py").write_text("import sys\nprint(__file__, sys.path[0], sys.argv[0])\n")
    monkeypatch.chdir(tmp_path)
    assert run(Program.from_file("main.py")).printed == f"{tmp_path / 'main.py'} {tmp_path} main.py\n"


PACKAGE = {
    "shop/__init__.py": "from . import till\nprint('shop')\n",
    "shop/till.py": "open = False\ndef is_open():\n    return open\n",
    "shop/__main__.py": """
import threading
from . import till
def unlock(): till.open = True
def ask(): till.is_open()
ts = [threading.Thread(target=f) for f in (unlock, ask)]
for t in ts: t.start()
for t in ts: t.join()
print(__name__, __package__, till.is_open())
""",
}


@pytest.mark.parametrize("target", ["shop", "shop/__main__.py"])
def test_a_package_runs_as_python_runs_it_and_others_binding_its_globals_are_seen(tmp_path, target):
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    outcome = run(Program.from_file(tmp_path / target))
    assert outcome.printed == "shop\n__main__ shop True\n"
    (fault,) = outcome.faults
    assert fault.kind == "data-race"
    places = [(Path(site.file).name, site.line) for site in fault.sites]
    assert places == [("__main__.py", 4), ("till.py", 3)]
