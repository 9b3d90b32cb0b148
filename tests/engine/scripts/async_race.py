# faults: lost-update@9,11,11
import asyncio

balance = 100


async def withdraw(n):
    global balance
    current = balance
    await asyncio.sleep(0.001)
    balance = current - n


async def main():
    await asyncio.gather(withdraw(10), withdraw(20))
    print(balance)


asyncio.run(main())
