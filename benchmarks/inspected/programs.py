"""What the inspector is measured with: the programs, as each tool takes them, and how much is measured.

Ours takes a script; peers take the shared object, its threads, and what must hold at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

Figures = dict[str, float]
"""Of one tool on one program, by kind of search: its rate; and schedules until found."""
WALKS = 600
"""Executions to a measurement."""
SEEDS = 20

LOST_UPDATE = """
import threading

class Till:
    def __init__(self):
        self.total = 0
    def sell(self):
        self.total += 3

till = Till()
threads = [threading.Thread(target=till.sell) for _ in range({threads})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert till.total == 3 * {threads}
"""
AB_BA = """
import threading

class Shop:
    def __init__(self):
        self.mitt, self.tray = threading.Lock(), threading.Lock()
    def bread(self):
        with self.mitt, self.tray:
            pass
    def cake(self):
        with self.tray, self.mitt:
            pass

shop = Shop()
threads = [threading.Thread(target=shop.bread), threading.Thread(target=shop.cake)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
BANK = """
import threading

class Account:
    def __init__(self):
        self.balance = 100
    def withdraw(self):
        if self.balance >= 80:
            self.balance -= 80

account = Account()
threads = [threading.Thread(target=account.withdraw) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert account.balance >= 0
"""


class Till:
    def __init__(self):
        self.total = 0

    def sell(self):
        self.total += 3


class Shop:
    def __init__(self):
        self.mitt, self.tray = threading.Lock(), threading.Lock()

    def bread(self):
        with self.mitt, self.tray:
            pass

    def cake(self):
        with self.tray, self.mitt:
            pass


class Account:
    def __init__(self):
        self.balance = 100

    def withdraw(self):
        if self.balance >= 80:
            self.balance -= 80


PROGRAMS: dict[str, tuple[str, type, list[Callable[[Any], None]], Callable[[Any], bool]]] = {
    # name: (our script; for peers: the shared object, its threads, what must hold at the end)
    "lost update, 2 threads": (LOST_UPDATE.format(threads=2), Till, [Till.sell] * 2, lambda till: till.total == 6),
    "lost update, 3 threads": (LOST_UPDATE.format(threads=3), Till, [Till.sell] * 3, lambda till: till.total == 9),
    "two locks, AB-BA": (AB_BA, Shop, [Shop.bread, Shop.cake], lambda _: True),
    "bank account": (BANK, Account, [Account.withdraw] * 2, lambda account: account.balance >= 0),
}

POINTS = """
import threading

class Till:
    def __init__(self):
        self.total = 0
    def sell(self):
        for _ in range({times}):
            self.total += 3

till = Till()
threads = [threading.Thread(target=till.sell) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
INC = """
import threading
x = 0
def inc():
    global x
    x += 1
threads = [threading.Thread(target=inc) for _ in range({n})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
LOCKINC = """
import threading
x = 0
lock = threading.Lock()
def inc():
    global x
    with lock:
        x += 1
threads = [threading.Thread(target=inc) for _ in range({n})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
