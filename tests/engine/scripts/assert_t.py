# faults: assertion@8
import threading

total = 0


def check():
    assert total == 1, f"total is {total}"


t = threading.Thread(target=check)
t.start()
t.join()
