"""Many may read the menu board, or one may write on it. But the readers are counted by themselves."""

import threading

room = threading.Lock()
readers = 0
board = "soup"
writing = False


def read():
    global readers
    readers += 1
    if readers == 1:
        room.acquire()
    assert not writing, "read while it was being written"
    print(board)
    readers -= 1
    if readers == 0:
        room.release()


def write():
    global board, writing
    with room:
        writing = True
        board = "stew"
        writing = False


guests = [threading.Thread(target=read), threading.Thread(target=read), threading.Thread(target=write)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
