import asyncio, contextlib, types


class Conn:
    async def __aenter__(self):
        await asyncio.sleep(0)
        print("open")
        return self

    async def __aexit__(self, t, v, tb):
        print("close", t and t.__name__)
        return t is ValueError

    def __await__(self):
        return self._a().__await__()

    async def _a(self):
        return "awaited"


@types.coroutine
def low():
    x = yield
    return "low"


class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0.001).__await__()
        return 42


async def main():
    async with Conn() as c:
        raise ValueError
    async with contextlib.AsyncExitStack() as st:
        await st.enter_async_context(Conn())
        st.push_async_callback(asyncio.sleep, 0)
        st.callback(print, "cb")
    print(await Conn(), await low(), await Awaitable())
    async with contextlib.aclosing(g()) as it:
        async for x in it:
            if x:
                break

    @contextlib.asynccontextmanager
    async def cm():
        try:
            yield 1
        except KeyError as e:
            print("caught", e)

    async with cm():
        raise KeyError("z")


async def g():
    try:
        for i in range(5):
            yield i
    finally:
        await asyncio.sleep(0)
        print("g done")


asyncio.run(main())
