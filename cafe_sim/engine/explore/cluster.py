"""Worker processes on other machines: the executor of Dask's `distributed`, an optional extra (`pip install 'cafe-sim[cluster]'`).

Dask chooses the site (one of its workers) and carries orders there. On the site each task is executed in a worker process of ours, like
at home: Dask itself has no limit for a task that never returns, tries one that crashes again elsewhere, and
executes several in threads of one process, where the engine wants one for itself. The processes of a site belong to one
master; they end when it shuts down, or with Dask's worker.
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import Future
from threading import Lock, get_ident
from typing import Any, Final

import cafe_sim
from cafe_sim.engine.explore.crew import MEMORY, SECONDS, Hands, Order, cancel
from cafe_sim.engine.explore.worker import Worker
from cafe_sim.errors import Misuse

CONNECT_SECONDS: Final = 5.0

_ADDRESS: Final = re.compile(r"(?:(?:tcp|tls)://)?[^/\s]+:\d{1,5}")
_site_left: Final[set[str]] = set()
"""On a site: the masters that left; a task of theirs may still be on its way."""
_site: Final[dict[tuple[str, int], Worker]] = {}
"""On a site: the worker process of each master and thread."""
_site_lock: Final = Lock()


class Cluster(Hands):
    """Worker processes on the sites of a Dask cluster, one to each of its threads."""

    def __init__(self, address: str, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Raises Misuse where no cluster answers, or one that has another version of Python or of this package."""
        try:
            from distributed import Client
        except ImportError:
            raise Misuse(
                f"--cluster {address}: a cluster needs the package distributed; pip install 'cafe-sim[cluster]'"
            ) from None
        if not _ADDRESS.fullmatch(address):  # Dask would try for a long while
            raise Misuse(f"--cluster {address}: this is no address; give one like tcp://host:8786")
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, OverflowError) as error:
            raise Misuse(
                f"--cluster {address}: no Dask scheduler answers there ({error}); "
                "give the address that it printed at its start, like tcp://host:8786"
            ) from None
        self._seconds = seconds
        self._memory = memory
        self._pending: dict[Future[Any], Future[Any]] = {}
        try:
            self._check_sites(address)
            self.processes = sum(self._client.nthreads().values())
            self._executor = self._client.get_executor(pure=False, retries=0)
        except BaseException:
            self._client.close()
            raise

    def _check_sites(self, address: str) -> None:
        try:
            versions: dict[str, str] = self._client.run(_version)
        except ImportError as error:
            raise Misuse(f"--cluster {address}: a worker there has no cafe-sim ({error}); install it there") from None
        if not versions:
            raise Misuse(f"--cluster {address}: this scheduler has no workers; start some (dask worker {address})")
        for site, version in versions.items():
            if version != _version():
                raise Misuse(f"--cluster {address}: {site} has {version}, and here is {_version()}; make them equal")

    def _hand_in(self, order: Order) -> Future[Any]:
        # a future of our own: Dask's never come to an end once their client has left
        ours: Future[Any] = Future()
        theirs: Future[Any] = self._executor.submit(_on_site, self._client.id, order, self._seconds, self._memory)
        self._pending[theirs] = ours
        ours.add_done_callback(lambda done: theirs.cancel() if done.cancelled() else None)
        theirs.add_done_callback(self._pass_on)
        return ours

    def _pass_on(self, theirs: Future[Any]) -> None:
        ours = self._pending.pop(theirs, None)
        if ours is None:
            return
        if theirs.cancelled():
            ours.cancel()
        if not ours.set_running_or_notify_cancel():
            return
        error = theirs.exception()
        if error is not None:
            ours.set_exception(error)
        else:
            ours.set_result(theirs.result())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; leave the sites when those handed in are done (`wait`), or without waiting."""
        if self._client.status != "running":
            return
        try:
            self._executor.shutdown(wait=wait and not cancel_futures)
        finally:
            self._client.run(_leave_site, self._client.id)
            self._client.close()
            while self._pending:
                cancel(self._pending.popitem()[1])

    def close(self) -> None:
        """Leave the sites now: tasks are cancelled, and their processes killed."""
        self.shutdown(wait=False)


def _version() -> str:
    return f"cafe-sim {cafe_sim.__version__} on Python {sys.version_info[0]}.{sys.version_info[1]}"


def _on_site(master: str, order: Order, seconds: float, memory: int) -> Any:
    """On a site: execute the order in the process that belongs to this thread."""
    with _site_lock:
        if master in _site_left:
            return None  # nobody listens
        worker = _site.setdefault((master, get_ident()), Worker(pinned=True, memory=memory))
    return worker.call(order.call, order.what, seconds)


def _leave_site(master: str) -> None:
    """On a site: end all processes that belong to that master."""
    with _site_lock:
        _site_left.add(master)
        keys = [key for key in _site if key[0] == master]
        workers = [_site.pop(key) for key in keys]
    for worker in workers:
        worker.close()
