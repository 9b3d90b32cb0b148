"""What a program sees when it imports: the kernel's modules in place of the real ones.

`MODULES` maps the name a program imports to our module that stands for it; `REFUSED` names what cannot run under
virtual time, with the reason and what to do instead. Every other module is the real one.

    thread, threading, queue, time                      the kernel's, under the names that programs know
    concurrent, concurrent_futures, concurrent_futures_thread
    multiprocessing, multiprocessing_pool, multiprocessing_dummy
    datetime, os, random, signal, uuid                  the real ones, but for a few names
    asyncio                                             the real one, on loops of the kernel's, with
    asyncio_loop, asyncio_running, asyncio_threads      the loop a program gets; starting it; its border to threads
    asyncio_tasks, asyncio_waiting                      tasks and waits, on record
    asyncio_sync, asyncio_queues                        locks and their kin, and queues, on record
    absence, veil                                       what the others share: names missing, names replaced
"""

from __future__ import annotations

_HERE = "cafe_sim.engine.facade"

MODULES: dict[str, str] = {
    "_thread": f"{_HERE}.thread",
    "asyncio": f"{_HERE}.asyncio",
    "concurrent": f"{_HERE}.concurrent",
    "concurrent.futures": f"{_HERE}.concurrent_futures",
    "concurrent.futures.thread": f"{_HERE}.concurrent_futures_thread",
    "datetime": f"{_HERE}.datetime",
    "multiprocessing": f"{_HERE}.multiprocessing",
    "multiprocessing.dummy": f"{_HERE}.multiprocessing_dummy",
    "multiprocessing.pool": f"{_HERE}.multiprocessing_pool",
    "os": f"{_HERE}.os",
    "queue": f"{_HERE}.queue",
    "random": f"{_HERE}.random",
    "signal": f"{_HERE}.signal",
    "threading": f"{_HERE}.threading",
    "time": f"{_HERE}.time",
    "uuid": f"{_HERE}.uuid",
}
"""Import name → the module that is given instead."""

PROCESSES = "other processes are outside the clock of this run; use threads (threading, concurrent.futures) or asyncio"
_NETWORK = (
    "it waits for a real network, which virtual time cannot; stand in for the call with time.sleep or asyncio.sleep"
)
_LOW = "it works below the threads that this run schedules; use threading, queue or asyncio"

REFUSED: dict[str, str] = {
    "_asyncio": _LOW,
    "_queue": _LOW,
    "aiohttp": _NETWORK,
    "concurrent.futures.process": PROCESSES,
    "curses": "it takes over the real terminal; print instead",
    "gevent": "it has a scheduler of its own; use threading or asyncio",
    "http.client": _NETWORK,
    "http.server": _NETWORK,
    "httpx": _NETWORK,
    "_multiprocessing": PROCESSES,
    "_posixsubprocess": PROCESSES,
    "_signal": "it works below signal, which this run stands for; import signal",
    "_socket": _NETWORK,
    "multiprocessing": PROCESSES,
    "nt": "it works below os, which this run stands for in part; import os",
    "posix": "it works below os, which this run stands for in part; import os",
    "pty": PROCESSES,
    "requests": _NETWORK,
    "select": _NETWORK,
    "selectors": _NETWORK,
    "socket": _NETWORK,
    "socketserver": _NETWORK,
    "ssl": _NETWORK,
    "subprocess": PROCESSES,
    "trio": "it has a scheduler of its own; use asyncio",
    "anyio": "it has a scheduler of its own; use asyncio",
    "curio": "it has a scheduler of its own; use asyncio",
    "urllib.request": _NETWORK,
    "uvloop": "it brings a loop of its own; use asyncio",
}
"""Import name → why a program cannot have it, and what to do."""

__all__ = ["MODULES", "PROCESSES", "REFUSED"]
