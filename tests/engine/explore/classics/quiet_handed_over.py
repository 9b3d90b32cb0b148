"""Orders go from one to the other through a deque, whose ends are safe to use from several threads; so is what is in them."""

import threading
import time
from collections import deque
from dataclasses import dataclass


@dataclass
class Order:
    name: str
    price: int = 0
    served: bool = False


hatch: deque[Order] = deque()


def take():
    order = Order("latte")
    order.price = 4
    hatch.append(order)


def serve():
    while not hatch:
        time.sleep(0.1)
    order = hatch.popleft()
    order.served = True
    assert order.price == 4


staff = [threading.Thread(target=take), threading.Thread(target=serve)]
for each in staff:
    each.start()
for each in staff:
    each.join()
