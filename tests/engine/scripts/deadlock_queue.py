# faults: deadlock@15
import queue, threading

q = queue.Queue(maxsize=1)


def consumer():
    print(q.get())


t = threading.Thread(target=consumer)
t.start()
q.put(1)
q.put(2)
q.put(3)
t.join()
