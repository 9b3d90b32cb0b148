import asyncio


class Ticker:
    def __init__(self, delay, to):
        self.delay, self.i, self.to = delay, 0, to

    def __aiter__(self):
        return self

    async def __anext__(self):
        i = self.i
        if i >= self.to:
            raise StopAsyncIteration
        self.i += 1
        if i:
            await asyncio.sleep(self.delay)
        return i


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("got", got)
            await asyncio.sleep(0)
    finally:
        print("agen closed")


async def main():
    async for t in Ticker(0.001, 3):
        print(t)
    print([x async for x in agen(3) if x % 2 == 0])
    g = agen(5)
    print(await anext(g), await g.asend("hello"))
    await g.aclose()
    print(await anext(agen(0), "default"))
    g2 = agen(5)
    async for x in g2:
        break
    try:
        await g.athrow(ValueError("z"))
    except BaseException as e:
        print(type(e))
    return {k: v async for k, v in pairs()}


async def pairs():
    for p in zip("ab", (1, 2)):
        yield p


print(asyncio.run(main()))
