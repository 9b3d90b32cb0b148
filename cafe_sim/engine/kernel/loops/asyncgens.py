"""Asynchronous generators of one loop: known in order of first iteration, closed in that order.

asyncio keeps them in a WeakSet, in memory order; here they are numbered.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loops.loop import Loop


class AsyncGenerators:
    """What `sys.set_asyncgen_hooks` wants of a loop."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._open: dict[int, weakref.ref[AsyncGenerator[Any, Any]]] = {}
        self._serials: weakref.WeakKeyDictionary[AsyncGenerator[Any, Any], int] = weakref.WeakKeyDictionary()
        self._count = 0

    def first_iteration(self, generator: AsyncGenerator[Any, Any]) -> None:
        """It starts."""
        self._count += 1
        self._open[self._count] = weakref.ref(generator)
        self._serials[generator] = self._count

    def finalize(self, generator: AsyncGenerator[Any, Any]) -> None:
        """Nobody refers to it any more: close it in a task of its own."""
        self._open.pop(self._serials.pop(generator, 0), None)
        loop = self._loop
        if not loop._closed:
            loop.call_soon_threadsafe(loop.create_task, generator.aclose())

    async def shutdown(self) -> None:
        """Close all that are open, oldest first."""
        generators = [g for ref in self._open.values() if (g := ref()) is not None]
        self._open.clear()
        if not generators:
            return
        results = await asyncio.gather(*[g.aclose() for g in generators], return_exceptions=True)
        for result, generator in zip(results, generators, strict=True):
            if isinstance(result, Exception):
                self._loop.call_exception_handler(
                    {
                        "message": f"an error occurred during closing of asynchronous generator {generator!r}",
                        "exception": result,
                        "asyncgen": generator,
                    }
                )
