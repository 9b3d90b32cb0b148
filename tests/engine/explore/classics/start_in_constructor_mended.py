"""The thread is started when the object is finished."""

import threading


class Mixer:
    def __init__(self):
        self.speed = 3
        self.thread = threading.Thread(target=self.mix)
        self.thread.start()

    def mix(self):
        print("mixing at", self.speed)


Mixer().thread.join()
