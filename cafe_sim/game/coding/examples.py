"""Programs to begin with in the lab: a few that go well, a few that only seem to.

Each is short, says in its first line what it is, and is what somebody might really have written. Whether they do what
is said of them is tested.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cafe_sim.catalogue import to_say


class Example(NamedTuple):
    """A program that comes with the game."""

    id: str
    about: str
    """What is to be seen in it, without giving it away."""
    text: str

    @property
    def title(self) -> str:
        """Its own first line."""
        return self.text.partition("\n")[0].strip('"').rstrip(".")


BLANK: Final = Example("new", to_say("an empty page"), "")

EXAMPLES: Final = (
    Example(
        "water",
        to_say("asyncio: two waits at once"),
        '''"""Water boils while beans are ground."""

import asyncio


async def boil_water():
    print("boiling water ...")
    await asyncio.sleep(3)
    print("the water boils")


async def grind_coffee():
    print("grinding beans ...")
    await asyncio.sleep(2)
    print("the beans are ground")


async def main():
    await asyncio.gather(boil_water(), grind_coffee())


asyncio.run(main())
''',
    ),
    Example(
        "bread",
        to_say("threads, and nothing shared"),
        '''"""Bread and sandwiches."""

import threading
import time


def bake_bread():
    for _ in range(3):
        print("baking bread ...")
        time.sleep(2)


def make_sandwich():
    for _ in range(3):
        print("making a sandwich ...")
        time.sleep(1)


baker = threading.Thread(target=bake_bread, name="Bo")
cook = threading.Thread(target=make_sandwich, name="Cy")
baker.start()
cook.start()
baker.join()
cook.join()
print("all is done")
''',
    ),
    Example(
        "hatch",
        to_say("what stands still, how long?"),
        '''"""Through the hatch and back."""

import asyncio
import threading
import time


def fetch(url):
    time.sleep(2)  # a blocking call, as to a network
    return f"what is at {url}"


def process(data):
    time.sleep(1)
    print("processed:", data)


async def clock():
    for second in range(4):
        print("second", second)
        await asyncio.sleep(1)


async def main():
    ticking = asyncio.create_task(clock())
    loop = asyncio.get_running_loop()
    data = await loop.run_in_executor(None, fetch, "the cellar")
    worker = threading.Thread(target=process, args=(data,))
    worker.start()
    worker.join()  # and the clock?
    await ticking


asyncio.run(main())
''',
    ),
    Example(
        "till",
        to_say("worked this time; always?"),
        '''"""Two hands in one till."""

import threading


class Till:
    def __init__(self):
        self.total = 0


till = Till()


def sell(price):
    till.total += price


bo = threading.Thread(target=sell, args=(3,), name="Bo")
cy = threading.Thread(target=sell, args=(4,), name="Cy")
bo.start()
cy.start()
bo.join()
cy.join()
print("in the till:", till.total)
assert till.total == 7
''',
    ),
    Example(
        "lock",
        to_say("the same with a lock: always?"),
        '''"""One hand at a time in the till."""

import threading


class Till:
    def __init__(self):
        self.total = 0


till = Till()
till_lock = threading.Lock()


def sell(price):
    with till_lock:
        till.total += price


bo = threading.Thread(target=sell, args=(3,), name="Bo")
cy = threading.Thread(target=sell, args=(4,), name="Cy")
bo.start()
cy.start()
bo.join()
cy.join()
print("in the till:", till.total)
assert till.total == 7
''',
    ),
    Example(
        "last",
        to_say("looked first, took then"),
        '''"""The last croissant."""

import threading

pantry = ["croissant"]
sold = []


def serve(customer):
    if pantry:
        pantry.pop()
        sold.append(customer)


bo = threading.Thread(target=serve, args=("Ida",), name="Bo")
cy = threading.Thread(target=serve, args=("Max",), name="Cy")
bo.start()
cy.start()
bo.join()
cy.join()
print("sold to", *sold)
''',
    ),
    Example(
        "doors",
        to_say("two locks, and a wait for ever"),
        '''"""The mitt and the tray."""

import threading
import time

mitt = threading.Lock()
tray = threading.Lock()


def take_out():
    with mitt:
        time.sleep(1)
        with tray:
            print("out of the oven")


def put_in():
    with tray:
        time.sleep(1)
        with mitt:
            print("into the oven")


bo = threading.Thread(target=take_out, name="Bo")
cy = threading.Thread(target=put_in, name="Cy")
bo.start()
cy.start()
bo.join()
cy.join()
''',
    ),
    Example(
        "await",
        to_say("one thread, and a value is lost"),
        '''"""An await in the middle."""

import asyncio


stock = {"cups": 10}


async def take(count):
    left = stock["cups"]
    await asyncio.sleep(0)  # others go on here
    stock["cups"] = left - count


async def main():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(take(2), name="Ana")
        tasks.create_task(take(3), name="Eva")
    print("cups left:", stock["cups"])


asyncio.run(main())
''',
    ),
)


def example(id: str) -> Example | None:
    """By its id."""
    return next((each for each in (*EXAMPLES, BLANK) if each.id == id), None)
