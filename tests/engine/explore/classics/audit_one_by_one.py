"""Transfers are locked account by account; an audit that adds them up one by one sees money twice or never."""

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field


@dataclass
class Account:
    number: int
    balance: int
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


@contextmanager
def locked(*accounts):
    with ExitStack() as stack:
        for account in sorted(accounts, key=lambda a: a.number):
            stack.enter_context(account.lock)
        yield


def transfer(a, b, amount):
    with locked(a, b):
        a.balance -= amount
        b.balance += amount


def audit(accounts, out):
    total = 0
    for account in accounts:
        with locked(account):
            total += account.balance
    out.append(total)


def main():
    accounts = [Account(n, 100) for n in range(3)]
    out = []
    threads = [
        threading.Thread(target=transfer, args=(accounts[0], accounts[2], 30), name="transfer"),
        threading.Thread(target=audit, args=(accounts, out), name="audit"),
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert out == [300], out


if __name__ == "__main__":
    main()
