"""A job leaves nothing behind in threading.local."""

import threading
from concurrent.futures import ThreadPoolExecutor

current = threading.local()


def handle(user):
    if user is not None:
        current.user = user
    try:
        return getattr(current, "user", "anonymous")
    finally:
        current.__dict__.clear()


with ThreadPoolExecutor(max_workers=2) as pool:
    first = pool.submit(handle, "ana")
    second = pool.submit(handle, None)
assert first.result() == "ana"
assert second.result() == "anonymous", f"acted as {second.result()}"
