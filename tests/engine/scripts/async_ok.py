import asyncio


class Account:
    def __init__(self):
        self.balance = 100
        self.lock = asyncio.Lock()

    async def withdraw(self, n):
        async with self.lock:
            if self.balance >= n:
                new = self.balance - n
                await asyncio.sleep(0.001)
                self.balance = new
                return True
        return False


async def main():
    a = Account()
    print(await asyncio.gather(a.withdraw(60), a.withdraw(60)), a.balance)
    d = {}
    n = 0

    async def w(i):
        nonlocal n
        n += 1
        d[i] = n
        await asyncio.sleep(0)
        d[i] += 1

    await asyncio.gather(*map(w, range(3)))
    print(d, n)


asyncio.run(main())
