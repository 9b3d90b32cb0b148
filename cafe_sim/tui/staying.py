"""Runs that are looked at: tens of thousands of values that stay. Looking through them for garbage would be felt at
every key.

So whoever shows one has all that is there left alone until nobody shows one any more: a timeline may stand above a
replay, and `gc.unfreeze` lets everything go, whoever froze it.
"""

from __future__ import annotations

import gc

_shown = 0


def shown() -> None:
    """A run is looked at from now on, or one more; these nest."""
    global _shown  # noqa: PLW0603 - the collector is one, too
    _shown += 1
    gc.freeze()


def gone() -> None:
    """Undo one `shown`."""
    global _shown  # noqa: PLW0603
    _shown -= 1
    if not _shown:
        gc.unfreeze()
