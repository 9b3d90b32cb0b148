"""A lock-free stack whose push reads the head and swings it without comparing again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Generic, Optional, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Node(Generic[T]):
    value: T
    below: Optional["Node[T]"]


class Reference(Generic[T]):
    """An atomic reference, as java.util.concurrent has it."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._lock = threading.Lock()

    def get(self) -> T:
        with self._lock:
            return self._value

    def set(self, value: T) -> None:
        with self._lock:
            self._value = value

    def compare_and_set(self, expected: T, value: T) -> bool:
        with self._lock:
            if self._value is not expected:
                return False
            self._value = value
            return True


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.head: Reference[Optional[Node[T]]] = Reference(None)

    def push(self, value: T) -> None:
        self.head.set(Node(value, self.head.get()))

    def __len__(self) -> int:
        n, node = 0, self.head.get()
        while node is not None:
            n, node = n + 1, node.below
        return n


def main() -> None:
    stack: Stack[int] = Stack()
    threads = [threading.Thread(target=stack.push, args=(i,), name=f"pusher-{i}") for i in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(stack) == 2, f"{len(stack)} of 2"


if __name__ == "__main__":
    main()
