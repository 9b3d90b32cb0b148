"""What stays while somebody looks: the game itself, and runs of tens of thousands of values. Looking through them for
garbage would be felt at every key.

So what is there is left alone: of the game, what the collector's first look through everything finds alive; of a run
that is shown, all. Where a run is shown no more, everything is looked through again, once, when the collector comes to
it: what went with the run is gone by then.
"""

from __future__ import annotations

import gc

_EVERYTHING = 2
"""The generation with which the collector looks through all there is."""

_settles = False
"""What is alive after the next look through everything is left alone."""


def begin() -> None:
    """The game has opened."""
    global _settles  # noqa: PLW0603 - the collector is one, too
    _settles = True
    if _look not in gc.callbacks:
        gc.callbacks.append(_look)


def shown() -> None:
    """A run is looked at from now on."""
    gc.freeze()


def gone() -> None:
    """One that was `shown` is looked at no more; others may be."""
    global _settles  # noqa: PLW0603
    _settles = True
    gc.unfreeze()


def end() -> None:
    """The game is closed."""
    if _look in gc.callbacks:
        gc.callbacks.remove(_look)
    gc.unfreeze()


def _look(phase: str, info: dict[str, int]) -> None:
    global _settles  # noqa: PLW0603
    if _settles and phase == "stop" and info["generation"] == _EVERYTHING:
        _settles = False
        gc.freeze()
