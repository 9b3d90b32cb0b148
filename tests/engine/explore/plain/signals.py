# What the statements of `signals.toml` share, and what of it is told at the end.
import queue, threading, time
from concurrent.futures import Future, ThreadPoolExecutor

lock = threading.Lock()
other = threading.Lock()
again = threading.RLock()
bell = threading.Condition()
ready = threading.Event()
tokens = threading.Semaphore(1)
few = threading.BoundedSemaphore(2)
gate = threading.Barrier(2)
rail = queue.Queue()
hatch = queue.Queue(maxsize=1)
shelf = queue.LifoQueue()
ranks = queue.PriorityQueue()
slip = queue.SimpleQueue()
answer = Future()
helper = threading.Thread(target=lambda: bump())
x = 0
y = 0
items = []


def bump():
    global x
    x += 1
    return x


def end():
    return tuple((name, repr(globals()[name])) for name in ("x", "y", "items", "seen1", "seen2"))


seen1 = []
seen2 = []
