"""What a job leaves in threading.local is found by the next job on that thread."""

import threading
from concurrent.futures import ThreadPoolExecutor

current = threading.local()


def handle(user):
    if user is not None:
        current.user = user
    return getattr(current, "user", "anonymous")


with ThreadPoolExecutor(max_workers=2) as pool:
    first = pool.submit(handle, "ana")
    second = pool.submit(handle, None)
assert first.result() == "ana"
assert second.result() == "anonymous", f"acted as {second.result()}"
