"""References as CPython counts them: what nobody else has is told from what somebody has, also where that Python lets
a call borrow what its caller's variables hold.
"""

from __future__ import annotations

import sys
from sys import getrefcount

from cafe_sim.engine import Program
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.kernel.counting import ALONE, BORROWS


def counted(obj: object) -> int:
    return getrefcount(obj)


def test_what_is_new_is_nobodys_and_what_is_kept_is_somebodys():
    kept = [[]]
    of_new, of_kept = counted([]), counted(kept[0])
    assert of_new == ALONE < of_kept


def test_python_3_14_lends_what_local_variables_hold():
    held: list[int] = []
    as_if_new = counted(held) == ALONE
    assert as_if_new is BORROWS is (sys.version_info >= (3, 14))
    assert held == []


def test_a_list_that_a_variable_of_the_functions_alone_holds_is_seen_all_the_same():
    """While it is asked for its length nobody else can have it; the next moment another thread has."""
    found = inspect(
        Program.from_source("""
import threading
def serve():
    rail = ["tea"]
    orders = iter(rail)
    bo = threading.Thread(target=rail.insert, args=(0, "latte"))
    bo.start()
    first = next(orders)
    bo.join()
    assert first == "tea"
serve()
""")
    )
    assert "assertion" in {finding.fault.kind for finding in found.findings}
