"""threading, Event: what was written before set is there after wait."""

import threading
import time

bell = threading.Event()
box = {}


def cook():
    time.sleep(1)
    box["soup"] = "hot"
    bell.set()


def guest():
    bell.wait()
    assert box["soup"] == "hot"


threads = [threading.Thread(target=guest), threading.Thread(target=cook)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
