"""What hangs on which object is which (the order of a set of listeners, of locks sorted by `id`) is the same in every
execution, so that it can be executed again.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore import Script, inspect
from cafe_sim.engine.explore.strategies.determinism import walk_twice

LISTENERS = """
    import threading

    class Listener:
        def __init__(self, name):
            self.name, self.heard, self.lock = name, [], threading.Lock()

        def hear(self, what):
            with self.lock:
                self.heard.append(what)

    listeners = {Listener(name) for name in "abcde"}

    def tell(what):
        for each in listeners:
            each.hear(what)

    tellers = [threading.Thread(target=tell, args=(what,)) for what in ("hot", "cold")]
    for each in tellers: each.start()
    for each in tellers: each.join()
"""
TRANSFERS = """
    import threading
    from dataclasses import dataclass, field

    @dataclass(eq=False)
    class Account:
        cents: int
        lock: threading.Lock = field(default_factory=threading.Lock)

    def transfer(source, target, cents):
        first, second = sorted((source, target), key={order})
        with first.lock, second.lock:
            source.cents -= cents
            target.cents += cents

    a, b = Account(10), Account(10)
    clerks = [threading.Thread(target=transfer, args=each) for each in ((a, b, 1), (b, a, 2))]
    for each in clerks: each.start()
    for each in clerks: each.join()
    assert (a.cents, b.cents) == (11, 9)
"""
ROOM = """
    import asyncio

    class Guest:
        async def hear(self):
            await asyncio.sleep(0.01)

    room = {Guest() for _ in range(4)}

    async def leave():
        await asyncio.sleep(0.015)
        room.pop()

    async def main():
        leaving = asyncio.create_task(leave())
        for guest in room:
            await guest.hear()
        await leaving

    asyncio.run(main())
"""


def program(text: str) -> Program:
    return Program.from_source(textwrap.dedent(text))


@pytest.mark.parametrize("order", ["id", "hash", "lambda account: id(account)"])
def test_locks_in_the_order_of_ids_never_wait_for_each_other(order):
    found = inspect(Script(program(TRANSFERS.format(order=order)), "program.py"))
    assert (found.verdict, found.findings) == ("certified", ())


def test_who_asks_first_for_an_id_is_tried_both_ways():
    """One account has the lower id in some orders, and the other one in others."""
    found = inspect(Script(program(TRANSFERS.format(order="id") + "    assert id(a) < id(b)\n"), "program.py"))
    assert [finding.fault.kind for finding in found.findings] == ["assertion"]


def test_a_set_of_objects_is_walked_in_the_same_order_each_time():
    text = program(LISTENERS)
    kept = [run(text)]
    digests = set()
    for _ in range(4):
        kept.append([object() for _ in range(1_000)])  # so that addresses are others
        digests.add(run(text).digest)
    assert digests == {kept[0].digest}
    walk_twice(Script(text, "program.py"), 20)


def test_a_room_that_somebody_leaves_while_it_is_walked_breaks_each_time():
    found = inspect(Script(program(ROOM), "program.py"))
    assert "exception" in {finding.fault.kind for finding in found.findings}
    assert found.verdict == "broken"
    assert "did not show again" not in found.words
