"""The main thread stops a loop that runs in another one as if it were its own: if it is asleep already, nothing wakes it."""

import asyncio
import threading

loop = asyncio.new_event_loop()
kitchen = threading.Thread(target=loop.run_forever)
kitchen.start()
loop.stop()
kitchen.join()
