"""threading, Condition: consume when there is something, produce and notify."""

import threading

items = []
fresh = threading.Condition()
eaten = []


def consumer():
    for _ in range(3):
        with fresh:
            while not items:
                fresh.wait()
            eaten.append(items.pop(0))


def patient_consumer():
    with fresh:
        fresh.wait_for(lambda: len(items) > 0)
        eaten.append(items.pop(0))


def producer():
    for number in range(4):
        with fresh:
            items.append(number)
            fresh.notify()


threads = [threading.Thread(target=target) for target in (consumer, producer)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
patient_consumer()
assert eaten == [0, 1, 2, 3]
