import threading, time


class InsufficientFunds(Exception):
    """raised"""


class Account:
    _count = 0

    def __init__(self, owner, balance=0):
        type(self)._count += 1
        self.id = Account._count
        self.owner = owner
        self._balance = balance
        self._lock = threading.RLock()

    @property
    def balance(self):
        with self._lock:
            return self._balance

    @balance.setter
    def balance(self, v):
        with self._lock:
            if v < 0:
                raise InsufficientFunds(f"{self.owner} has {self._balance}, wants {v}")
            self._balance = v

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.owner}: {self.balance:.2f}>"

    def __lt__(self, o):
        return self.id < o.id


def transfer(a, b, amt):
    first, second = sorted((a, b))
    with first._lock, second._lock:
        a.balance -= amt
        time.sleep(0.001)
        b.balance += amt


a, b = Account("Ann", 100), Account("Bob", 50)
ts = [threading.Thread(target=transfer, args=(a, b, 10) if i % 2 else (b, a, 5), kwargs={}) for i in range(6)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(a, b, a.balance + b.balance)
try:
    transfer(a, b, 1000)
except InsufficientFunds as e:
    print("error:", e, e.args)
