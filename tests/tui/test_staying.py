"""What stays while runs are looked at: left alone until the last of them has gone."""

from __future__ import annotations

import gc

from cafe_sim.tui import staying


def test_a_timeline_above_a_replay_lets_nothing_go_that_the_replay_keeps():
    before = gc.get_freeze_count()
    staying.shown()
    kept = [[number] for number in range(2_000)]
    staying.shown()
    staying.gone()
    assert gc.get_freeze_count() >= before + len(kept), "the replay below is still there"
    staying.gone()
    assert gc.get_freeze_count() <= before
