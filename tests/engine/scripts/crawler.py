import asyncio, re, itertools, time
from urllib.parse import urljoin, urlparse
from html.parser import HTMLParser

PAGES = {
    "http://x/": '<a href="/a">a</a><a href="b">b</a>',
    "http://x/a": '<a href="/b">',
    "http://x/b": '<a href="/c"><a href="/">',
    "http://x/c": "",
}


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links += [v for k, v in attrs if k == "href"]


async def fetch(url):
    await asyncio.sleep(0.01)
    return PAGES[url]


async def crawl(start, workers=2):
    q = asyncio.Queue()
    q.put_nowait(start)
    seen = {start}
    order = []

    async def worker(name):
        while True:
            url = await q.get()
            try:
                html = await fetch(url)
                p = Links()
                p.feed(html)
                order.append((name, urlparse(url).path))
                for l in p.links:
                    u = urljoin(url, l)
                    if u not in seen:
                        seen.add(u)
                        q.put_nowait(u)
            finally:
                q.task_done()

    ws = [asyncio.create_task(worker(f"w{i}")) for i in range(workers)]
    await q.join()
    for w in ws:
        w.cancel()
    r = await asyncio.gather(*ws, return_exceptions=True)
    return order, [type(x).__name__ for x in r]


t = time.perf_counter()
print(asyncio.run(crawl("http://x/")))
print(f"{time.perf_counter() - t:.1f}")
