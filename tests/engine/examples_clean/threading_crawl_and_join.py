"""threading: start several, join all, then look at what they did."""

import threading
import time


class Page:
    def __init__(self, link):
        self.link = link
        self.text = ""

    def crawl(self, delay):
        time.sleep(delay)
        self.text = f"contents of {self.link}"


pages = [Page("one"), Page("two"), Page("three")]
threads = [threading.Thread(target=page.crawl, args=(2,)) for page in pages]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert all(page.text for page in pages)
