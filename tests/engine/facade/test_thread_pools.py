"""`multiprocessing.pool.ThreadPool`: the same results as on CPython, what is right in every order, and what is not."""

from __future__ import annotations

import contextlib
import io
from textwrap import dedent

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore import Script, inspect

PROGRAMS = {
    "calls": """
        with ThreadPool(3) as pool:
            print(pool.apply(divmod, (7, 2)), pool.apply(dict, kwds={"a": 1}))
            later = pool.apply_async(pow, (2, 5))
            later.wait()
            print(later.get(), later.ready(), later.successful())
    """,
    "many calls": """
        with ThreadPool(3) as pool:
            print(pool.map(abs, [-1, 2, -3, 4]), pool.map(abs, (n for n in [-5])), pool.map(abs, []))
            print(pool.map(abs, range(9), chunksize=4), pool.starmap(pow, [(2, 3), (3, 2)]))
            print(pool.map_async(str, [1, 2]).get(), pool.starmap_async(max, [(1, 2)]).get())
    """,
    "one after the other": """
        with ThreadPool(2) as pool:
            print(list(pool.imap(abs, [-1, -2, -3])), sorted(pool.imap_unordered(abs, [-1, -2, -3])))
            print(list(pool.imap(abs, range(5), chunksize=2)), list(pool.imap(abs, [])))
            print(list(pool.imap(abs, iter([-1, -2]))), sorted(pool.imap_unordered(abs, {-1: 0, -2: 0}, 2)))
            results = pool.imap(abs, [-4])
            print(next(results), next(results, "no more"), results.__iter__() is results)
    """,
    "errors": """
        def work(n):
            if n % 2: raise KeyError(n)
            return n
        with ThreadPool(1) as pool:
            for call in (lambda: pool.map(work, [0, 1, 2, 3]), lambda: pool.apply(work, (5,))):
                try: call()
                except KeyError as error: print(error)
            results = pool.imap(work, [0, 1, 2])
            print(next(results))
            try: next(results)
            except KeyError as error: print("and then", error)
            print(list(results))
            def items():
                yield 0
                raise RuntimeError("no more items")
            results = pool.imap(work, items())
            print(next(results))
            try: next(results)
            except RuntimeError as error: print(error)
            failed = pool.apply_async(work, (1,))
            failed.wait()
            print(failed.successful())
            try: failed.get()
            except KeyError: print("asked")
    """,
    "callbacks": """
        told = []
        def fail(): raise KeyError("no")
        with ThreadPool(2) as pool:
            pool.map_async(abs, [-1, -2, -3], callback=told.append).wait()
            pool.apply_async(fail, error_callback=lambda error: told.append(repr(error))).wait()
            pool.apply_async(abs, (-4,), callback=told.append)
            pool.close()
            pool.join()
        print(told)
    """,
    "refusals": """
        for make in (lambda: ThreadPool(0), lambda: ThreadPool(1, initializer=3)):
            try: make()
            except (TypeError, ValueError) as error: print(error)
        pool = ThreadPool(1)
        late = pool.apply_async(threading.Event().wait, (0.05,))
        try: late.get(0)
        except multiprocessing.TimeoutError as error: print(repr(error))
        try: late.successful()
        except ValueError as error: print(str(error).endswith("not ready"))
        try: next(pool.imap(abs, [1], 0))
        except ValueError as error: print(error)
        try: pool.join()
        except ValueError as error: print(error)
        pool.close()
        pool.join()
        print(late.get())
        for call in (lambda: pool.apply(abs, (1,)), lambda: pool.map(abs, [1]), pool.__enter__):
            try: call()
            except ValueError as error: print(error)
    """,
    "under the name of processes": """
        import multiprocessing.dummy as dummy
        with dummy.Pool(2) as pool: print(pool.map(str, [1, 2]))
        lock, queue = dummy.Lock(), dummy.Queue()
        with lock: queue.put(3)
        print(queue.get(), multiprocessing.cpu_count() > 0, multiprocessing.freeze_support())
    """,
    "who works": """
        made = []
        pool = ThreadPool(2, made.append, ("made",))
        names = pool.map(lambda _: threading.current_thread().name.partition(" ")[2], [1, 2])
        pool.close()
        pool.join()
        print(made, names)
    """,
}


def source(text):
    return "import multiprocessing, threading\nfrom multiprocessing.pool import ThreadPool\n" + dedent(text)


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_as_on_cpython(name):
    text = source(PROGRAMS[name])
    plain = io.StringIO()
    with contextlib.redirect_stdout(plain):
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    outcome = run(Program.from_source(text))
    assert outcome.printed == plain.getvalue()
    assert outcome.faults == ()


def verdict(text):
    return inspect(Script(Program.from_source(source(text)), "pool.py"))


CERTIFIED = {
    "results come in the order of their items, whoever is first": """
        with ThreadPool(2) as pool:
            assert pool.map(abs, [-1, -2]) == [1, 2]
            assert list(pool.imap(abs, [-1, -2])) == [1, 2]
    """,
    "those that are asked for as they come are all there": """
        with ThreadPool(2) as pool:
            assert {*pool.imap_unordered(abs, [-1, -2])} == {1, 2}
    """,
    "callbacks come one after the other, and before the end of join": """
        total = 0
        def add(n):
            global total
            total += n
        pool = ThreadPool(2)
        for n in 1, 2: pool.apply_async(abs, (n,), callback=add)
        pool.close()
        pool.join()
        assert total == 3
    """,
    "what is done in a pool comes before what is done with its results": """
        box = {}
        with ThreadPool(2) as pool: pool.map(lambda n: box.setdefault(n, []).append(n), [1, 2])
        assert box == {1: [1], 2: [2]}
    """,
    "a closed pool does what is on its line": """
        done = []
        pool = ThreadPool(1)
        result = pool.map_async(done.append, [1, 2])
        pool.close()
        pool.join()
        assert result.ready() and done == [1, 2]
    """,
}


@pytest.mark.parametrize("text", CERTIFIED.values(), ids=CERTIFIED)
def test_right_in_every_order(text):
    found = verdict(text)
    assert found.verdict == "certified", found.words
    assert found.notes == (), "nobody was at work"


BROKEN = {
    "who comes first is not known": (
        """
        with ThreadPool(2) as pool: assert list(pool.imap_unordered(abs, [-1, -2])) == [1, 2]
        """,
        {"assertion"},
    ),
    "workers share what they do": (
        """
        sold = 0
        def sell(n):
            global sold
            sold += n
        with ThreadPool(2) as pool: pool.map(sell, [1, 2])
        assert sold == 3
        """,
        {"assertion", "data-race", "lost-update"},
    ),
    "what nobody has begun when the pool is left is never done": (
        """
        with ThreadPool(2) as pool: result = pool.map_async(abs, [-1, -2])
        result.get()
        """,
        {"deadlock"},
    ),
    "a job waits for a job of its own pool": (
        """
        pool = ThreadPool(1)
        pool.apply(lambda: pool.apply(abs, (1,)))
        """,
        {"deadlock"},
    ),
    "nobody asks what became of it": (
        """
        pool = ThreadPool(1)
        pool.apply_async(lambda: 1 / 0)
        pool.close()
        pool.join()
        """,
        {"exception"},
    ),
    "a callback does not wait for who asks without it": (
        """
        told = []
        pool = ThreadPool(2)
        first = pool.apply_async(abs, (-1,), callback=told.append)
        second = pool.apply_async(abs, (-2,))
        second.get()
        assert told == [1]
        """,
        {"assertion"},
    ),
    "first of two errors": (
        """
        def fail(n): raise KeyError(n)
        try:
            with ThreadPool(2) as pool: pool.map(fail, [1, 2])
        except KeyError as error: assert error.args == (1,)
        """,
        {"assertion"},
    ),
    "a worker that cannot begin": (
        """
        def prepare(): raise OSError("no oven")
        with ThreadPool(1, prepare) as pool: pool.apply(abs, (1,))
        """,
        {"deadlock", "exception"},
    ),
}


@pytest.mark.parametrize(("text", "kinds"), BROKEN.values(), ids=BROKEN)
def test_wrong_in_some_order(text, kinds):
    assert {finding.fault.kind for finding in verdict(text).findings} == kinds


def test_who_has_done_his_part_is_not_waited_for():
    """The callback ended the thread that tells of results."""
    found = verdict("""
        def fail(_): raise KeyError("no")
        pool = ThreadPool(1)
        pool.apply_async(abs, (1,), callback=fail).get()
    """)
    (message,) = {each.fault.message for each in found.findings if each.fault.kind == "deadlock"}
    assert message.startswith("Nothing can move any more: main waits for the result of abs (future-")
    assert "worker" not in message
    assert "a thread of the pool" not in message
