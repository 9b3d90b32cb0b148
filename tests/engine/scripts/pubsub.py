import asyncio, weakref, collections, contextlib
from typing import AsyncIterator, Callable, DefaultDict


class Bus:
    def __init__(self):
        self.subs: DefaultDict[str, set[asyncio.Queue]] = collections.defaultdict(set)

    @contextlib.asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[asyncio.Queue]:
        q: asyncio.Queue = asyncio.Queue()
        self.subs[topic].add(q)
        try:
            yield q
        finally:
            self.subs[topic].remove(q)
            print("unsub", topic, len(self.subs[topic]))

    async def publish(self, topic, msg):
        for q in self.subs[topic]:
            await q.put(msg)


async def listener(bus, name, topic, n):
    async with bus.subscribe(topic) as q:
        for _ in range(n):
            m = await asyncio.wait_for(q.get(), 1)
            print(name, topic, m)


async def main():
    bus = Bus()
    async with asyncio.TaskGroup() as tg:
        tg.create_task(listener(bus, "A", "news", 2))
        tg.create_task(listener(bus, "B", "sport", 1))
        await asyncio.sleep(0)
        await bus.publish("news", "n1")
        await asyncio.sleep(0.001)
        await bus.publish("sport", {"score": (1, 2)})
        await asyncio.sleep(0.001)
        await bus.publish("news", "n2")
    print(dict(bus.subs))


asyncio.run(main())
