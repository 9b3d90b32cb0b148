"""Takes, and sees whether it got something."""

import queue
import threading

rail = queue.Queue()
rail.put("latte")


def serve():
    try:
        print(rail.get_nowait())
    except queue.Empty:
        pass


clerks = [threading.Thread(target=serve) for _ in range(2)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
