# faults: data-race@12,17
import threading, time


class W(threading.Thread):
    def __init__(self):
        super().__init__()
        self.running = True
        self.n = 0

    def run(self):
        while self.running:
            self.n += 1
            time.sleep(0.01)

    def stop(self):
        self.running = False


w = W()
w.start()
time.sleep(0.035)
w.stop()
w.join()
print(w.n)
