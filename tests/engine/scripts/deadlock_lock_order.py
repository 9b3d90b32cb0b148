# faults: deadlock@15,15
import threading, time


class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with src.lock:
        time.sleep(0.01)
        with dst.lock:
            src.balance -= amount
            dst.balance += amount


alice = Account("alice", 100)
bob = Account("bob", 100)
t1 = threading.Thread(target=transfer, args=(alice, bob, 10))
t2 = threading.Thread(target=transfer, args=(bob, alice, 5))
t1.start()
t2.start()
t1.join()
t2.join()
