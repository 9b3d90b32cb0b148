"""What goes on step by step may have begun before there was anybody else: loops in which threads are started, iterators
made early, taken from late. What others do to what is gone through, between two steps, is seen all the same.

Where whoever does so waits for them, or does it to something else, it is right, and certified.
"""

from __future__ import annotations

import textwrap

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script

LOOPS = {
    "a loop over the threads that it starts": "for cook in cooks: begin(cook)",
    "numbered": "for place, cook in enumerate(cooks): begin(cook)",
    "backwards": "for cook in reversed(cooks): begin(cook)",
    "two by two": "for cook, _ in zip(cooks, itertools.count()): begin(cook)",
    "chained": "for cook in itertools.chain(cooks, []): begin(cook)",
    "a comprehension": "[begin(cook) for cook in cooks]",
    "a comprehension inside": "[begin(cook) for each in (cooks,) for cook in each]",
    "a generator, gone through": "any(begin(cook) for cook in cooks)",
    "a function, mapped": "list(map(begin, cooks))",
    "a loop inside a loop": "for each in [cooks]:\n    for cook in each: begin(cook)",
}
LOOP = """
import itertools, threading
cooks = []; begun = []
def go(): {does}
def begin(cook):
    begun.append(cook)
    cook.start()
cooks += [threading.Thread(target=go) for _ in range(2)]
{loop}
for cook in begun: cook.join()
assert len(begun) == 2
"""


def inspected(text):
    return inspect(Script(Program.from_source(textwrap.dedent(text)), "script"))


@pytest.mark.parametrize("name", LOOPS)
def test_a_list_that_is_changed_while_its_threads_are_started(name):
    found = inspected(LOOP.format(does="cooks.clear()", loop=LOOPS[name]))
    assert found.verdict == "broken"
    assert "assertion" in {finding.fault.kind for finding in found.findings}


@pytest.mark.parametrize("name", LOOPS)
def test_and_one_that_is_left_alone(name):
    found = inspected(LOOP.format(does="begun.count(1)", loop=LOOPS[name]))
    assert (found.verdict, found.findings) == ("certified", ())


EARLY = [
    "[iter(shelf)][0]", "[map(str, shelf)][0]", "keep(zip(shelf, shelf))", "keep(cup for cup in shelf)", "keep(enumerate(shelf))",
    "walked(shelf)", "handed(shelf)", "heapq.merge(shelf, ['9'])", "csv.reader(shelf)", "counted.elements()",
    "itertools.chain([], shelf)", "itertools.chain.from_iterable([[], shelf])", "itertools.chain(iter(shelf), [])", "chained(shelf)",
    "itertools.islice(shelf, 9)", "itertools.groupby(shelf)", "itertools.accumulate(shelf)", "itertools.tee(shelf)[0]",
    "itertools.zip_longest([], shelf)", "itertools.takewhile(bool, shelf)", "itertools.filterfalse(int, shelf)",
    "itertools.compress(shelf, [1, 1])", "itertools.starmap(max, zip(shelf, shelf))", "itertools.islice(itertools.cycle(shelf), 3)",
]  # fmt: skip
"""Ways to take from `shelf`, or from what is counted, later on."""
ITERATOR = """
import copy, csv, heapq, itertools, threading
from collections import Counter
shelf = ["1", "1"]; counted = Counter(tea=1); seen = []; lock = threading.Lock(); other = [1]
def keep(cups): return cups
def walked(cups):
    for cup in cups: yield cup
def handed(cups): yield from cups
chained = itertools.chain
cups = {early}
def take():
    {guard}seen.extend(cups)
def change():
    {guard}{change}
threads = [threading.Thread(target=take), threading.Thread(target=change)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize("early", EARLY)
def test_an_iterator_that_was_made_early_is_taken_from_late(early):
    change = "counted['tea'] = 2" if "counted" in early else "shelf[1] = '0'"
    found = inspected(ITERATOR.format(early=early, change=change, guard=""))
    assert found.verdict == "broken"
    assert "data-race" in {finding.fault.kind for finding in found.findings}
    found = inspected(ITERATOR.format(early=early, change=change, guard="with lock: "))
    assert (found.verdict, found.findings) == ("certified", ())
    found = inspected(ITERATOR.format(early=early, change="other[0] = 2", guard=""))
    assert (found.verdict, found.findings) == ("certified", ())


RIGHT = {
    "what is repeated is the list itself": """
        import itertools, threading
        shelf = [1]
        def work(): assert next(itertools.repeat(shelf)) is shelf
    """,
    "an iterator may be copied": """
        import copy, threading
        shelf = [1, 2]; cups = iter(shelf); next(cups)
        def work(): assert list(copy.copy(cups)) == [2] and cups.__reduce__()[2] == 1
    """,
    "what all pairs are made of was taken when it was asked for": """
        import itertools, threading
        shelf = [1, 2]; pairs = itertools.product(shelf, shelf); shelf.clear(); lock = threading.Lock()
        def work():
            with lock: assert len(list(pairs)) in (0, 4)
    """,
}
TWICE = """
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize("name", RIGHT)
def test_going_on_later_gives_what_python_gives(name):
    found = inspected(textwrap.dedent(RIGHT[name]) + TWICE)
    assert (found.verdict, found.findings) == ("certified", ())
