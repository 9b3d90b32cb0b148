"""threading, Thread subclass and RLock: the owner may enter again."""

import threading


class Account:
    def __init__(self):
        self.lock = threading.RLock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            self.balance += amount

    def deposit_twice(self, amount):
        with self.lock:
            self.deposit(amount)
            self.deposit(amount)


class Clerk(threading.Thread):
    def __init__(self, account):
        super().__init__()
        self.account = account

    def run(self):
        for _ in range(3):
            self.account.deposit_twice(5)


account = Account()
clerks = [Clerk(account) for _ in range(3)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
assert account.balance == 90
