"""Peterson's lock, its fields declared in the class."""

import threading


class Peterson:
    wants = [False, False]  # atomic
    turn = 0  # atomic

    def enter(self, me):
        self.wants[me] = True
        self.turn = 1 - me
        while self.wants[1 - me] and self.turn == 1 - me:
            pass

    def leave(self, me):
        self.wants[me] = False


tray = Peterson()
cups = 0


def carry(me):
    global cups
    tray.enter(me)
    cups += 1
    tray.leave(me)


staff = [threading.Thread(target=carry, args=(number,)) for number in range(2)]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert cups == 2, cups
