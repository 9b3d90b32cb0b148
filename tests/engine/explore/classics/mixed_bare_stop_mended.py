"""The main thread has a loop that runs in another one stop itself."""

import asyncio
import threading

loop = asyncio.new_event_loop()
kitchen = threading.Thread(target=loop.run_forever)
kitchen.start()
loop.call_soon_threadsafe(loop.stop)
kitchen.join()
