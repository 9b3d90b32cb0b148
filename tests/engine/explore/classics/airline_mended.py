"""An agent looks at the seats and books one under one and the same lock."""

import argparse
import threading


class Flight:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.sold = 0
        self.stop_sales = False
        self._mutex = threading.Lock()

    def try_book(self) -> bool:
        with self._mutex:
            if self.sold >= self.capacity:
                self.stop_sales = True
                return False
            self.sold += 1
            return True


def agent(flight: Flight) -> None:
    flight.try_book()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=3)
    parser.add_argument("--cushion", type=int, default=1)
    args = parser.parse_args()
    flight = Flight(args.agents - args.cushion)
    agents = [threading.Thread(target=agent, args=(flight,)) for _ in range(args.agents)]
    for t in agents:
        t.start()
    for t in agents:
        t.join()
    assert flight.sold <= flight.capacity, f"oversold: {flight.sold} > {flight.capacity}"
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
