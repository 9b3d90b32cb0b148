"""The thread is started before the object is finished."""

import threading


class Mixer:
    def __init__(self):
        self.thread = threading.Thread(target=self.mix)
        self.thread.start()
        self.speed = 3

    def mix(self):
        print("mixing at", self.speed)


Mixer().thread.join()
