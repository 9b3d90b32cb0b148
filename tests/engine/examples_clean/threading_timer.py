"""threading, Timer: one that fires, one that is cancelled."""

import threading

said = []
timer = threading.Timer(3.0, said.append, args=["hello"])
never = threading.Timer(6.0, said.append, args=["never"])
timer.start()
never.start()
timer.join()
never.cancel()
never.join()
assert said == ["hello"]
