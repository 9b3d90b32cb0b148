"""Every access is atomic, and who adds one holds the lock meanwhile; who looks need not."""

import threading

sold = 0  # atomic
till = threading.Lock()


def sell():
    global sold
    with till:
        sold += 1


sellers = [threading.Thread(target=sell) for _ in range(2)]
for each in sellers:
    each.start()
print(sold)
for each in sellers:
    each.join()
