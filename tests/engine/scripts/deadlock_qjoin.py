# faults: deadlock@18,9
import queue, threading

q = queue.Queue()


def worker():
    while True:
        item = q.get()
        if item is None:
            break
        print(item)


threading.Thread(target=worker, daemon=True).start()
for i in range(2):
    q.put(i)
q.join()
print("all done")
