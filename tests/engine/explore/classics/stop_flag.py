"""A flag that one thread sets and another looks at, with nothing between them."""

import threading
import time


class Oven:
    def __init__(self):
        self.on = True
        self.degrees = 20

    def heat(self):
        while self.on:
            self.degrees += 10
            time.sleep(0.1)


oven = Oven()
heater = threading.Thread(target=oven.heat)
heater.start()
time.sleep(0.25)
oven.on = False
heater.join()
