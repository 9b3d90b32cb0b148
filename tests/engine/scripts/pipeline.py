import asyncio, json, dataclasses, typing as t, contextlib


@dataclasses.dataclass
class Job:
    id: int
    payload: dict[str, t.Any]
    status: t.Literal["new", "done", "failed"] = "new"


class Worker:
    def __init__(self, name: str, inq: asyncio.Queue, outq: asyncio.Queue) -> None:
        self.name, self.inq, self.outq = name, inq, outq
        self.processed = 0

    async def run(self) -> None:
        while (job := await self.inq.get()) is not None:
            with contextlib.suppress(ZeroDivisionError):
                await asyncio.sleep(0.002)
                job.payload["r"] = 10 / job.payload["x"]
                job.status = "done"
            if job.status != "done":
                job.status = "failed"
            self.processed += 1
            await self.outq.put(job)
            self.inq.task_done()
        self.inq.task_done()


async def main() -> None:
    inq: asyncio.Queue = asyncio.Queue(maxsize=2)
    outq: asyncio.Queue = asyncio.Queue()
    ws = [Worker(f"w{i}", inq, outq) for i in range(2)]
    async with asyncio.TaskGroup() as tg:
        for w in ws:
            tg.create_task(w.run(), name=w.name)
        for i in range(5):
            await inq.put(Job(i, {"x": i}))
        for _ in ws:
            await inq.put(None)
    jobs = sorted([outq.get_nowait() for _ in range(outq.qsize())], key=lambda j: j.id)
    print(json.dumps([dataclasses.asdict(j) for j in jobs]))
    print(sum(w.processed for w in ws))


if __name__ == "__main__":
    asyncio.run(main())
