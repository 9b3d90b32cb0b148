# faults: lost-update@11,13,13
import asyncio


class Account:
    def __init__(self):
        self.balance = 100

    async def withdraw(self, n):
        if self.balance >= n:
            new = self.balance - n
            await asyncio.sleep(0.001)
            self.balance = new
            return True
        return False


async def main():
    a = Account()
    print(await asyncio.gather(a.withdraw(60), a.withdraw(60)), a.balance)


asyncio.run(main())
