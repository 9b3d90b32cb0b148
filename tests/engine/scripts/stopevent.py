import threading, time


class W(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self._stop_event = threading.Event()
        self.n = 0

    def run(self):
        while not self._stop_event.wait(0.01):
            self.n += 1

    def stop(self):
        self._stop_event.set()


w = W()
w.start()
time.sleep(0.035)
w.stop()
w.join()
print(w.n)
