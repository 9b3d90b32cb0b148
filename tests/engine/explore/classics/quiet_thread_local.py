"""Each thread has an apron of its own."""

import threading

own = threading.local()
seen = []


def work(name):
    own.apron = name
    own.apron += "!"
    seen.append(own.apron)


threads = [threading.Thread(target=work, args=(name,)) for name in ("bo", "cy")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(seen) == ["bo!", "cy!"]
