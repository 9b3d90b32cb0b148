import threading, time


class Philosopher(threading.Thread):
    def __init__(self, name, left, right):
        super().__init__()
        self.name = name
        self.left = left
        self.right = right
        self.meals = 0

    def run(self):
        for _ in range(3):
            self.think()
            self.eat()

    def think(self):
        time.sleep(0.002)

    def eat(self):
        first, second = sorted([self.left, self.right], key=lambda f: f.number)
        with first.lock:
            with second.lock:
                time.sleep(0.001)
                self.meals += 1


class Fork:
    def __init__(self, n):
        self.number = n
        self.lock = threading.Lock()


forks = [Fork(i) for i in range(5)]
ps = [Philosopher(n, forks[i], forks[(i + 1) % 5]) for i, n in enumerate(["Plato", "Kant", "Hume", "Marx", "Mill"])]
for p in ps:
    p.start()
for p in ps:
    p.join()
for p in ps:
    print(p.name, p.meals)
