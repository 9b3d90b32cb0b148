"""Every access is atomic, and adding one is two of them."""

import threading

sold = 0  # atomic


def sell():
    global sold
    sold += 1


sellers = [threading.Thread(target=sell) for _ in range(2)]
for each in sellers:
    each.start()
for each in sellers:
    each.join()
print(sold)
