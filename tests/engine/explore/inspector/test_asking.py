"""What is said of a worker that never answers."""

from __future__ import annotations

import sys
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from cafe_sim.engine.explore.inspector.asking import Asking
from cafe_sim.engine.explore.processes.hands import Hands
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.errors import WorkerLost

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are watched over by Linux's means")


@pytest.mark.slow
def test_in_which_line_it_stands(tmp_path: Path, hands: Hands) -> None:
    ready = tmp_path / "ready"
    program = f"open({str(ready)!r}, 'x').close()\n\nsum(range(10 ** 12))\n"
    asking = Asking(hands, 600, "shop.py")
    assert "stood" not in asking.unanswered
    lost = asking.ask(exec, f"exec(compile({program!r}, 'shop.py', 'exec'))", {})
    while not ready.exists():
        assert not lost.done()
    while "stood in line 3" not in (unanswered := asking.unanswered):  # it may be on its way there, or too slow to say
        assert not lost.done()
    assert "when the time was over, and stood in line 3 of shop.py; see what shop.py" in unanswered
    hands.drop()
    with pytest.raises((WorkerLost, CancelledError)):
        asking.answer(lost)


def test_who_works_in_this_very_process_cannot_be_asked() -> None:
    assert Asking(Inline(), 1, "shop.py").standing == ""
