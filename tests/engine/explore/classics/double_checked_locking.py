"""Looks without the lock, then again with it; but the half-made menu is already on the wall."""

import threading

lock = threading.Lock()
menu = None  # atomic


class Menu:
    pass


def get_menu():
    global menu
    if menu is None:
        with lock:
            if menu is None:
                menu = Menu()
                menu.prices = {"latte": 4}
    return menu


def serve():
    print(get_menu().prices["latte"])


guests = [threading.Thread(target=serve) for _ in range(2)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
