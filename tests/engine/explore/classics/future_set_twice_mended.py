"""The first of two answers counts; one at a time looks and gives."""

import threading
from concurrent.futures import Future

answer = Future()
lock = threading.Lock()


def ask(supplier):
    with lock:
        if not answer.done():
            answer.set_result(supplier)


suppliers = [threading.Thread(target=ask, args=(name,)) for name in ("north", "south")]
for supplier in suppliers:
    supplier.start()
print(answer.result())
for supplier in suppliers:
    supplier.join()
