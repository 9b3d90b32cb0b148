import time, threading


class C:
    n = 0


c = C()


def w():
    t0 = time.time()
    while time.time() - t0 < 0.05:
        c.n += 1


t = threading.Thread(target=w)
t.start()
t.join()
print("done", c.n > 0)
end = time.perf_counter() + 0.5
k = 0
while time.perf_counter() < end:
    k += 1
print(k > 0, round(time.perf_counter() - end))
