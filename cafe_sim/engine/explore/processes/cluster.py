"""Worker processes on other machines: the executor of Dask's `distributed`, an optional extra
(`pip install 'cafe-sim[cluster]'`).

Dask chooses the site (one of its workers) and carries orders there. On the site each task is executed in a worker
process of ours, like at home: Dask itself has no limit for a task that never returns, tries one that crashes again
elsewhere, and executes several in threads of one process, where the engine wants one for itself. The processes of a
site belong to one master; they end when it shuts down, or with Dask's worker.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from itertools import chain
from threading import Lock, get_ident
from typing import Any, Final, TypeVar

import cafe_sim
from cafe_sim.engine.explore.processes.hands import MEMORY, SECONDS, Hands, WorkItem, cancel
from cafe_sim.engine.explore.processes.worker import WorkerProcess
from cafe_sim.errors import Misuse, WorkerLost

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 2.0
"""Of a site that is asked about its processes, or told to end them."""

_T = TypeVar("_T")
_ADDRESS: Final = re.compile(r"(?:(?:tcp|tls)://)?[^/\s]+:\d{1,5}")
_GONE: Final = sys.maxsize
_site_turns: Final[dict[str, int]] = {}
"""On a site: the first turn that each master still wants; what it dropped before may still be on its way."""
_site: Final[dict[tuple[str, int], WorkerProcess]] = {}
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
        self._turn = 0
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

    def _hand_in(self, item: WorkItem) -> Future[Any]:
        # a future of our own: Dask's never come to an end once their client has left
        ours: Future[Any] = Future()
        item = item._replace(turn=self._turn)
        theirs: Future[Any] = self._executor.submit(_on_site, self._client.id, item, self._seconds, self._memory)
        self._pending[theirs] = ours
        ours.add_done_callback(lambda done: theirs.cancel() if done.cancelled() else None)
        theirs.add_done_callback(self._pass_on)
        return ours

    def _pass_on(self, theirs: Future[Any]) -> None:
        ours = self._pending.pop(theirs, None)
        if ours is None:
            return
        if not ours.set_running_or_notify_cancel():
            return
        try:
            ours.set_result(theirs.result())
        except BaseException as error:
            ours.set_exception(_lost(error) if _is_dasks(error) else error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; leave the sites when those handed in are done (`wait`), or without waiting."""
        if self._client.status == "closed":
            return
        try:
            self._executor.shutdown(wait=wait and not cancel_futures)
        finally:
            self._ask_sites(_drop_at_site, self._client.id, _GONE)
            self._client.close()
            self._cancel_pending()

    def drop(self) -> None:
        """Let everything fall at once and be ready for more: no task is waited for, and those in hand are killed."""
        self._turn += 1
        self._cancel_pending()
        self._ask_sites(_drop_at_site, self._client.id, self._turn)

    def stacks(self) -> Iterator[str]:
        """Of the threads of each process that has a task of ours in hand, site by site."""
        return chain.from_iterable(self._ask_sites(_stacks_at_site, self._client.id))

    def _ask_sites(self, fn: Callable[..., _T], *args: object) -> Iterable[_T]:
        """What each site answers that is still there; nothing where one of them is deaf, or the scheduler gone."""
        if self._client.status != "running":  # it would wait for another scheduler
            return ()
        ask = partial(self._client.run, fn, *args, on_error="ignore")
        try:
            answers: dict[str, _T] = self._client.sync(ask, callback_timeout=ANSWER_SECONDS)
        except Exception:  # the scheduler goes, in one of several ways
            return ()
        return answers.values()

    def _cancel_pending(self) -> None:
        while self._pending:
            cancel(self._pending.popitem()[1])

    def close(self) -> None:
        """Leave the sites now: tasks are cancelled, and their processes killed."""
        self.shutdown(wait=False)


def _is_dasks(error: BaseException) -> bool:
    """It says nothing about the task, but about whoever had it in hand."""
    return isinstance(error, CancelledError) or type(error).__module__.partition(".")[0] == "distributed"


def _lost(error: BaseException) -> WorkerLost:
    return WorkerLost(
        f"the cluster let a task fall ({type(error).__name__}); see whether its scheduler and its workers are still there"
    )


def _version() -> str:
    return f"cafe-sim {cafe_sim.__version__} on Python {sys.version_info[0]}.{sys.version_info[1]}"


def _on_site(master: str, item: WorkItem, seconds: float, memory: int) -> Any:
    """On a site: execute the item in the process that belongs to this thread."""
    with _site_lock:
        if item.turn < _site_turns.get(master, 0):
            return None  # nobody listens
        worker = _site.setdefault((master, get_ident()), WorkerProcess(pinned=True, memory=memory))
    return worker.call(item.call, item.what, seconds, item.turn)


def _drop_at_site(master: str, turn: int) -> None:
    """On a site: end what that master asked for before this turn; all its processes if it is gone."""
    with _site_lock:
        _site_turns[master] = turn
        workers = _workers_of(master)
        for key in workers if turn == _GONE else ():
            del _site[key]
    for worker in workers.values():
        worker.close() if turn == _GONE else worker.drop(turn)


def _stacks_at_site(master: str) -> list[str]:
    """On a site: where that master's processes stand."""
    with _site_lock:
        workers = _workers_of(master)
    return [worker.stacks() for worker in workers.values()]


def _workers_of(master: str) -> dict[tuple[str, int], WorkerProcess]:
    return {key: worker for key, worker in _site.items() if key[0] == master}
