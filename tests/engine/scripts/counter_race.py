# faults: data-race@10,12 data-race@12,12 lost-update@10,12,12
import threading, time

counter = 0


def increment():
    global counter
    for _ in range(3):
        value = counter
        time.sleep(0.001)
        counter = value + 1


threads = [threading.Thread(target=increment) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter)
