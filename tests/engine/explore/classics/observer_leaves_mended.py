"""An event bus publishes to those who were there when it began."""

from abc import ABC, abstractmethod
import threading


class Handler(ABC):
    @abstractmethod
    def handle(self, event: str) -> None: ...


class Collect(Handler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def handle(self, event: str) -> None:
        self.seen.append(event)


class Bus:
    def __init__(self) -> None:
        self._handlers: list[Handler] = []
        self._lock = threading.Lock()

    def subscribe(self, handler: Handler) -> None:
        with self._lock:
            self._handlers.append(handler)

    def unsubscribe(self, handler: Handler) -> None:
        with self._lock:
            self._handlers.remove(handler)

    def publish(self, event: str) -> None:
        with self._lock:
            handlers = list(self._handlers)
        for handler in handlers:
            handler.handle(event)


bus, first, second = Bus(), Collect(), Collect()
bus.subscribe(first)
bus.subscribe(second)
publisher = threading.Thread(target=bus.publish, args=("open",))
leaver = threading.Thread(target=bus.unsubscribe, args=(first,))
publisher.start()
leaver.start()
publisher.join()
leaver.join()
assert second.seen == ["open"], "second was skipped"
