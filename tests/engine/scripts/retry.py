import asyncio, functools, random, logging, sys

logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s:%(name)s:%(threadName)s:%(message)s")
log = logging.getLogger(__name__)


def retry(times=3, delay=0.001, factor=2, exceptions=(Exception,)):
    def deco(f):
        @functools.wraps(f)
        async def wrapper(*a, **kw):
            d = delay
            for attempt in range(1, times + 1):
                try:
                    return await f(*a, **kw)
                except exceptions as e:
                    log.warning("attempt %d of %s failed: %r", attempt, f.__name__, e)
                    if attempt == times:
                        raise
                    await asyncio.sleep(d)
                    d *= factor

        return wrapper

    return deco


calls = 0


@retry(times=4, exceptions=(ConnectionError, TimeoutError))
async def flaky():
    """doc"""
    global calls
    calls += 1
    if calls < 3:
        raise ConnectionError("nope")
    return "ok"


@retry(times=2)
async def hopeless():
    raise KeyError("x")


async def main():
    print(await flaky(), flaky.__doc__, flaky.__name__)
    try:
        await hopeless()
    except KeyError as e:
        log.error("gave up", exc_info=False)
        print(e)


if __name__ == "__main__":
    asyncio.run(main())
