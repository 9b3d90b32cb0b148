"""A listener is told to others by its own constructor, when it is finished."""

import threading


class Bell:
    def __init__(self):
        self.listeners = []

    def ring(self):
        for listener in list(self.listeners):
            listener.rung()


class Counter:
    def __init__(self, bell):
        self.count = 0
        bell.listeners.append(self)

    def rung(self):
        self.count += 1


bell = Bell()
guest = threading.Thread(target=bell.ring)
guest.start()
Counter(bell)
guest.join()
