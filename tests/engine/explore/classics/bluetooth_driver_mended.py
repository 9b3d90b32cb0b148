"""Closing time: the last guest turns off the light. Sign and count are looked at together."""

import threading


class Cafe:
    def __init__(self):
        self.lock = threading.Lock()
        self.inside = 1  # the owner
        self.closing = False
        self.empty = threading.Event()
        self.dark = False

    def enter(self):
        with self.lock:
            if self.closing:
                return False
            self.inside += 1
        return True

    def leave(self):
        with self.lock:
            self.inside -= 1
            nobody = self.inside == 0
        if nobody:
            self.empty.set()

    def guest(self):
        if self.enter():
            assert not self.dark, "sitting in the dark"
            self.leave()

    def close(self):
        with self.lock:
            self.closing = True
        self.leave()
        self.empty.wait()
        self.dark = True


cafe = Cafe()
guest, owner = threading.Thread(target=cafe.guest), threading.Thread(target=cafe.close)
guest.start()
owner.start()
guest.join()
owner.join()
