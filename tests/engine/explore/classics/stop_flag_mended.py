"""An event that one thread sets and another looks at."""

import threading
import time


class Oven:
    def __init__(self):
        self.off = threading.Event()
        self.degrees = 20

    def heat(self):
        while not self.off.is_set():
            self.degrees += 10
            time.sleep(0.1)


oven = Oven()
heater = threading.Thread(target=oven.heat)
heater.start()
time.sleep(0.25)
oven.off.set()
heater.join()
