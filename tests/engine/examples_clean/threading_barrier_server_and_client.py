"""threading, Barrier: the client begins when the server stands ready."""

import threading
import time

barrier = threading.Barrier(2, timeout=5)
state = []


def server():
    time.sleep(1)
    state.append("listening")
    barrier.wait()


def client():
    barrier.wait()
    assert state == ["listening"]


threads = [threading.Thread(target=server), threading.Thread(target=client)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
