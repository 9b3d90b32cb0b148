"""Deposits and withdrawals at one account, from two counters at once."""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if self.balance >= amount:
            self.balance -= amount


account = Account(100)
counters = [
    threading.Thread(target=account.deposit, args=(50,)),
    threading.Thread(target=account.withdraw, args=(30,)),
]
for counter in counters:
    counter.start()
for counter in counters:
    counter.join()
assert account.balance == 120, account.balance
