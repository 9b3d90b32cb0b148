# faults: deadlock@12,12,12
import threading, time

N = 3
forks = [threading.Lock() for _ in range(N)]


def philosopher(i):
    left, right = forks[i], forks[(i + 1) % N]
    with left:
        time.sleep(0.01)
        with right:
            print(i, "eats")


threads = [threading.Thread(target=philosopher, args=(i,), name=f"P{i}") for i in range(N)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("done")
