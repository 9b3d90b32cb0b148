import asyncio, sys, contextvars, time, functools, concurrent.futures, threading

var = contextvars.ContextVar("var", default="d")


async def cond():
    c = asyncio.Condition()
    items = []

    async def cons(n):
        async with c:
            await c.wait_for(lambda: len(items) >= n)
            print("cons", n, items.pop())

    ts = [asyncio.create_task(cons(i)) for i in (1, 2)]
    await asyncio.sleep(0)
    for x in "abc":
        async with c:
            items.append(x)
            c.notify_all()
        await asyncio.sleep(0.001)
    await asyncio.gather(*ts)


async def ctx():
    async def child(n):
        var.set(n)
        await asyncio.sleep(0.001)
        return var.get()

    print(await asyncio.gather(*(child(i) for i in range(3))), var.get())
    print(await asyncio.to_thread(lambda: var.get()), contextvars.copy_context().run(var.get))
    var.set("outer")
    print(await asyncio.to_thread(var.get))


async def events():
    e = asyncio.Event()
    l = asyncio.Lock()
    s = asyncio.BoundedSemaphore(2)
    b = asyncio.Barrier(2)

    async def w(n):
        await e.wait()
        async with s:
            await asyncio.sleep(0.002 * n)
        async with l:
            print("w", n, l.locked())

    ts = [asyncio.create_task(w(i), name=f"w{i}") for i in range(3)]
    await asyncio.sleep(0)
    e.set()
    await asyncio.wait(ts)
    try:
        s.release()
    except ValueError as x:
        print(x)
    try:
        l.release()
    except RuntimeError as x:
        print(x)

    async def bb():
        async with b as pos:
            return pos

    print(sorted(await asyncio.gather(bb(), bb())))


async def queues():
    q = asyncio.PriorityQueue()
    [q.put_nowait(x) for x in (3, 1, 2)]
    print([q.get_nowait() for _ in range(3)], q.empty())
    try:
        q.get_nowait()
    except asyncio.QueueEmpty as e:
        print(repr(e))
    q = asyncio.Queue(1)
    await q.put(1)
    try:
        q.put_nowait(2)
    except asyncio.QueueFull:
        print("full", q.full(), q.maxsize)
    print(await asyncio.LifoQueue().get() if False else "lifo")


async def cancel():
    async def c():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            print("c cancelled", e.args)
            await asyncio.sleep(0.001)
            return "survived"

    t = asyncio.create_task(c())
    await asyncio.sleep(0)
    print(t.cancel("why"), t.cancelling(), t.uncancel())
    print(await t, t.cancelled())
    t = asyncio.create_task(asyncio.sleep(1))
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled(), t.done())
    f = asyncio.get_running_loop().create_future()
    f.add_done_callback(lambda f: print("cb", f.result()))
    f.set_result(7)
    print(await f)
    try:
        f.set_result(1)
    except asyncio.InvalidStateError as e:
        print(e)


async def ascomp():
    async def j(n):
        await asyncio.sleep(n * 0.004)
        return n

    for c in asyncio.as_completed([j(3), j(1), j(2)]):
        print(await c, end=" ")
    print()
    d, p = await asyncio.wait(
        [asyncio.create_task(j(1)), asyncio.create_task(j(3))], return_when=asyncio.FIRST_COMPLETED
    )
    print(len(d), len(p))
    [t.cancel() for t in p]


async def execs():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2, "my") as p:
        r = await asyncio.gather(*[loop.run_in_executor(p, functools.partial(pow, 2, i)) for i in range(4)])
        print(r)
        print((await loop.run_in_executor(p, threading.current_thread)).name[:2])
    print(await loop.run_in_executor(None, time.sleep, 0.001))
    fut = asyncio.wrap_future(concurrent.futures.ThreadPoolExecutor(1).submit(lambda: 5))
    print(await fut)


async def call():
    loop = asyncio.get_running_loop()
    t = loop.time()
    done = loop.create_future()
    loop.call_at(t + 0.02, done.set_result, "at")
    loop.call_later(0.01, print, "later")
    loop.call_soon(print, "soon")
    h = loop.call_later(0.005, print, "no")
    h.cancel()
    print(h.cancelled(), await done, round(loop.time() - t, 2) >= 0.02)
    threading.Timer(0.01, loop.call_soon_threadsafe, [print, "ts"]).start()
    await asyncio.sleep(0.03)


for f in (cond, ctx, events, queues, cancel, ascomp, execs, call):
    print("--", f.__name__)
    asyncio.run(f())
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.call_later(0.005, loop.stop)
loop.call_soon(print, "in forever")
loop.run_forever()
print(loop.is_running(), loop.is_closed())
loop.run_until_complete(asyncio.sleep(0))
loop.close()


def thread_loop():
    l = asyncio.new_event_loop()
    t = threading.Thread(target=l.run_forever)
    t.start()
    f = asyncio.run_coroutine_threadsafe(asyncio.sleep(0.005, "rct"), l)
    print(f.result(1))
    l.call_soon_threadsafe(l.stop)
    t.join()
    l.close()


thread_loop()
with asyncio.Runner() as r:
    print(r.run(asyncio.sleep(0, 1)), r.run(asyncio.sleep(0, 2)))
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)


async def nested():
    try:
        asyncio.run(asyncio.sleep(0))
    except RuntimeError as e:
        print(e)


import warnings

warnings.simplefilter("ignore")


async def n2():
    c = asyncio.sleep(0)
    try:
        asyncio.run(c)
    except RuntimeError as e:
        print(e)
    c.close()


asyncio.run(n2())
