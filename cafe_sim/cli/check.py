"""`cafe-sim check PATH…`: validate levels, and prove on the engine what they claim.

Proving a level runs its programs, a `break` level's own text among them: in worker processes, on every core, under the
engine's limits and theirs. A level that costs one its process, or too much time, is bad content: it is named, and the
rest of it is not tried. Ctrl-C ends them all at once; what is proved by then is said.

Exit status: 0 all is proved · 1 a claim does not hold · 2 bad content · 3 stopped before all was tried.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cafe_sim.cli.output import console, print_json, styled, visible
from cafe_sim.content.loading import in_order, level_files, load_level
from cafe_sim.errors import BadContent, WorkerLost

if TYPE_CHECKING:
    from cafe_sim.content.claims import Claim
    from cafe_sim.content.level import Level
    from cafe_sim.content.proofs import Job, Result

PROVED: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
STOPPED: Final = 3
MEMORY: Final = 4 << 30
"""Bytes that a process which proves may keep: a level's program may want everything."""
SECONDS: Final = 300.0
"""What one piece of a proof may take; the longest of the campaign's take a few, where nothing else is running."""
LOOK_SECONDS: Final = 0.2
"""Never one long wait: an interrupt that comes just before it would be noticed only at its end."""


@dataclass(slots=True)
class Tally:
    """What has been found out so far, file by file."""

    claims: list[Claim] = field(default_factory=list)
    given_up: dict[str, str] = field(default_factory=dict)
    """Why nothing more of a file was tried: a sentence."""
    unfinished: set[str] = field(default_factory=set)
    """Files of which not everything was tried, for it was stopped."""

    def is_whole(self, file: str) -> bool:
        """All of the file was tried."""
        return file not in self.given_up and file not in self.unfinished

    @property
    def status(self) -> int:
        if self.given_up:
            return BAD_INPUT
        if not all(claim.holds for claim in self.claims):
            return FAILED
        return STOPPED if self.unfinished else PROVED


def check(paths: Sequence[Path], *, as_json: bool = False, plain: bool = False) -> int:
    """Check every level in `paths` (files, or folders of levels); the exit status."""
    levels, sentences = _loaded(paths)
    for sentence in sentences:
        click.echo(f"cafe-sim: {sentence}", err=True)
    if sentences:
        return BAD_INPUT
    proof = _proved(list(levels), quiet=as_json or plain or not sys.stderr.isatty())
    if as_json:
        print_json(_as_json(levels, proof))
    else:
        out = console()
        for line, style in _lines(levels, proof):
            out.print(styled(line, "" if plain else style))
    for sentence in proof.given_up.values():
        click.echo(f"cafe-sim: {visible(sentence)}", err=True)
    if proof.unfinished:
        click.echo("cafe-sim: stopped", err=True)
    return proof.status


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


def _proved(files: Sequence[Path], *, quiet: bool) -> Tally:
    """All claims of all files, as far as it goes."""
    from cafe_sim.content.proofs import gathered, jobs_of, work_off
    from cafe_sim.engine.explore.processes.crew import Crew

    proof = Tally()
    done: list[tuple[Job, Result]] = []
    jobs = [job for file in files for job in jobs_of(file)]
    crew = Crew(seconds=SECONDS, memory=MEMORY)
    try:
        waiting = {crew.submit(work_off, job): job for job in jobs}
        with _progress(len(jobs), quiet=quiet) as advance:
            while waiting:
                for future in wait(waiting, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED).done:
                    job = waiting.pop(future)
                    advance(job)
                    if future.cancelled():
                        continue
                    try:
                        done.append((job, future.result()))
                    except WorkerLost as error:
                        proof.given_up[job.path] = f"{job.path}: not proved: {error}"
                        for other in (other for other, another in waiting.items() if another.path == job.path):
                            other.cancel()
    except KeyboardInterrupt:
        proof.unfinished = {job.path for job in waiting.values()}
    finally:
        crew.close()
    proof.claims = gathered((job, result) for job, result in done if proof.is_whole(job.path))
    return proof


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


def _lines(levels: dict[Path, Level], proof: Tally) -> Iterator[tuple[str, str]]:
    """(line, style): one for each level, and one for each claim that does not hold."""
    for path, level in levels.items():
        own = [claim for claim in proof.claims if claim.level == level.id]
        failed = [claim for claim in own if not claim.holds]
        verdict, style = f"proved, {len(own)} claims", "green"
        if not proof.is_whole(str(path)):
            verdict, style = "not proved", "yellow"
        elif failed:
            verdict, style = f"{len(failed)} of {len(own)} claims do not hold", "red"
        yield f"{level.id:3} {level.title:32} {verdict}", style
        for claim in failed:
            yield f"    {claim.what}: expected {claim.expected}; measured {claim.measured}", ""
    held = sum(claim.holds for claim in proof.claims)
    noun = "level" if len(levels) == 1 else "levels"
    tried = sum(proof.is_whole(str(path)) for path in levels)
    of = "" if tried == len(levels) else f"{tried} of "
    yield f"{of}{len(levels)} {noun}, {held} of {len(proof.claims)} claims hold.", "bold"


def _as_json(levels: dict[Path, Level], proof: Tally) -> dict[str, object]:
    return {
        "proved": proof.status == PROVED,
        "levels": [
            {
                "id": level.id,
                "title": str(level.title),
                "file": str(path),
                "tried": proof.is_whole(str(path)),
                "claims": [
                    {"what": c.what, "holds": c.holds, "expected": c.expected, "measured": c.measured}
                    for c in proof.claims
                    if c.level == level.id
                ],
            }
            for path, level in levels.items()
        ],
    }
