"""Each order gets a number; the class counts, one at a time."""

import threading


class Order:
    count = 0
    lock = threading.Lock()

    def __init__(self):
        with Order.lock:
            Order.count += 1
            self.number = Order.count


orders = []
clerks = [threading.Thread(target=lambda: orders.append(Order())) for _ in range(2)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
assert sorted(order.number for order in orders) == [1, 2], "two orders with one number"
