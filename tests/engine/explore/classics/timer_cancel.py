"""The reservation lapses after a while, unless it is paid; cancelling the timer comes too late once it has fired."""

import threading


class Reservation:
    def __init__(self):
        self.state = "open"
        self.log = []
        self.timer = threading.Timer(5, self.lapse)
        self.timer.start()

    def lapse(self):
        if self.state == "open":
            self.state = "lapsed"
            self.log.append("lapsed")

    def pay(self):
        if self.state == "open":
            self.timer.cancel()
            self.state = "paid"
            self.log.append("paid")


reservation = Reservation()
reservation.pay()
reservation.timer.join()
assert len(reservation.log) == 1, reservation.log
