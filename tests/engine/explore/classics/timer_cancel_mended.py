"""The reservation lapses after a while, unless it is paid; which of the two it was is decided once."""

import threading


class Reservation:
    def __init__(self):
        self.state = "open"
        self.log = []
        self.lock = threading.Lock()
        self.timer = threading.Timer(5, self.lapse)
        self.timer.start()

    def lapse(self):
        with self.lock:
            if self.state == "open":
                self.state = "lapsed"
                self.log.append("lapsed")

    def pay(self):
        with self.lock:
            if self.state == "open":
                self.timer.cancel()
                self.state = "paid"
                self.log.append("paid")


reservation = Reservation()
reservation.pay()
reservation.timer.join()
assert len(reservation.log) == 1, reservation.log
