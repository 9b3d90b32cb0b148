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


def test_a_list_that_a_local_variable_alone_holds_is_gone_through_in_sight():
    """Where that begins nobody else can have it; before it ends another thread has."""
    found = inspect(
        Program.from_source("""
import threading
def change(rail):
    rail[1] = "latte"
def serve():
    rail = ["tea", "mocha"]
    for order in rail:
        if order == "tea":
            bo = threading.Thread(target=change, args=(rail,))
            bo.start()
    bo.join()
serve()
""")
    )
    assert {finding.fault.kind for finding in found.findings} == {"data-race"}
