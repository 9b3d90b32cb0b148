"""`cafe-sim check PATH…`: validate levels, and prove on the engine what they claim.

Proving a level runs its programs, a `break` level's own text among them: in processes of their own, under the engine's
limits. Proofs are worked off in as many processes as there are cores. Ctrl-C lets the jobs in hand end (each takes a
second or two) and starts no other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cafe_sim.cli.output import console, print_json, styled
from cafe_sim.content.loading import in_order, level_files, load_level
from cafe_sim.errors import BadContent

if TYPE_CHECKING:
    from cafe_sim.content.claims import Claim
    from cafe_sim.content.level import Level
    from cafe_sim.content.proofs import Job, Result

PROVED: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
MEMORY: Final = 4 << 30
"""What a process that proves may take: a level's program may want everything."""


def check(paths: Sequence[Path], *, as_json: bool = False, plain: bool = False) -> int:
    """Check every level in `paths` (files, or folders of levels); the exit status."""
    levels, sentences = _loaded(paths)
    for sentence in sentences:
        click.echo(f"cafe-sim: {sentence}", err=True)
    if sentences:
        return BAD_INPUT
    claims = _proved(list(levels), quiet=as_json or plain or not sys.stderr.isatty())
    if as_json:
        print_json(_as_json(levels, claims))
    else:
        out = console()
        for line, style in _lines(levels, claims):
            out.print(styled(line, "" if plain else style))
    return PROVED if all(claim.holds for claim in claims) else FAILED


def _loaded(paths: Iterable[Path]) -> tuple[dict[Path, Level], list[str]]:
    """Every level by its file, and a sentence for each that is not right."""
    levels: dict[Path, Level] = {}
    sentences: list[str] = []
    for path in paths:
        try:
            files = level_files(path)
        except BadContent as error:
            sentences.append(str(error))
            continue
        for file in files:
            try:
                levels[file] = load_level(file)
            except BadContent as error:
                sentences.append(str(error))
        if path.is_dir() and not sentences:
            try:
                in_order([levels[file] for file in files], str(path))
            except BadContent as error:
                sentences.append(str(error))
    return levels, sentences


def _proved(files: Sequence[Path], *, quiet: bool) -> list[Claim]:
    """All claims of all files."""
    from cafe_sim.content.proofs import gathered, jobs_of, work_off

    jobs = [job for file in files for job in jobs_of(file)]
    done: list[tuple[Job, Result]] = []
    executor = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), initializer=_ready)
    try:
        futures: dict[Future[Result], Job] = {executor.submit(work_off, job): job for job in jobs}
        with _progress(len(jobs), quiet=quiet) as advance:
            for future in as_completed(futures):
                done.append((futures[future], future.result()))
                advance(futures[future])
    except BrokenProcessPool:
        names = ", ".join(dict.fromkeys(Path(job.path).name for job in jobs))
        raise BadContent(
            f"{names}: a level's program ended the process that ran it, so nothing is proved; take out what does that"
        ) from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return gathered(done)


def _ready() -> None:
    """In a worker: ctrl-C is the parent's, and a program that wants everything hears of it in time, where the system
    can say so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):
        pass  # then nobody keeps it from that


class _Advance:
    """Called with every job that is done."""

    def __call__(self, job: Job) -> None:
        """Nothing to show."""


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[_Advance]:
    """A bar on stderr where somebody watches."""
    if quiet:
        yield _Advance()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("proving", total=total)

        class Shown(_Advance):
            def __call__(self, job: Job) -> None:
                progress.update(task, advance=1, description=f"{Path(job.path).stem} {job.part}")

        yield Shown()


def _lines(levels: dict[Path, Level], claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """(line, style): one for each level, and one for each claim that does not hold."""
    for level in levels.values():
        own = [claim for claim in claims if claim.level == level.id]
        failed = [claim for claim in own if not claim.holds]
        verdict = f"{len(failed)} of {len(own)} claims do not hold" if failed else f"proved, {len(own)} claims"
        yield f"{level.id:3} {level.title:32} {verdict}", "red" if failed else "green"
        for claim in failed:
            yield f"    {claim.what}: expected {claim.expected}; measured {claim.measured}", ""
    held = sum(claim.holds for claim in claims)
    noun = "level" if len(levels) == 1 else "levels"
    yield f"{len(levels)} {noun}, {held} of {len(claims)} claims hold.", "bold"


def _as_json(levels: dict[Path, Level], claims: Sequence[Claim]) -> dict[str, object]:
    return {
        "proved": all(claim.holds for claim in claims),
        "levels": [
            {
                "id": level.id,
                "title": str(level.title),
                "file": str(path),
                "claims": [
                    {"what": c.what, "holds": c.holds, "expected": c.expected, "measured": c.measured}
                    for c in claims
                    if c.level == level.id
                ],
            }
            for path, level in levels.items()
        ],
    }
