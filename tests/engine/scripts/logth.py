import logging, logging.handlers, threading, time, queue, sys


class F(logging.Filter):
    def filter(self, r):
        r.job = getattr(r, "job", "-")
        return True


logging.basicConfig(
    level=logging.DEBUG,
    format="%(threadName)-8s %(levelname)s %(job)s %(message)s",
    handlers=[logging.StreamHandler(sys.stdout)],
    force=True,
)
logging.getLogger().handlers[0].addFilter(F())
log = logging.getLogger("app.db")
log.setLevel("INFO")


def w(i):
    time.sleep(i * 0.004)
    log.info("start %d", i, extra={"job": f"j{i}"})
    log.debug("hidden")
    try:
        1 / i
    except ZeroDivisionError:
        log.exception("oops")


ts = [threading.Thread(target=w, args=(i,), name=f"w-{i}") for i in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
q = queue.Queue()
h = logging.handlers.QueueHandler(q)
lst = logging.handlers.QueueListener(q, logging.StreamHandler(sys.stdout))
l2 = logging.getLogger("q")
l2.propagate = False
l2.addHandler(h)
l2.setLevel(10)
lst.start()
l2.warning("queued %s", "x")
lst.stop()
import logging.config

logging.config.dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"f": {"format": "[%(name)s] %(message)s"}},
        "handlers": {"c": {"class": "logging.StreamHandler", "formatter": "f", "stream": "ext://sys.stdout"}},
        "root": {"handlers": ["c"], "level": "INFO"},
    }
)
logging.info("configured")
print(logging.getLevelName(30), log.isEnabledFor(10), log.handlers)
