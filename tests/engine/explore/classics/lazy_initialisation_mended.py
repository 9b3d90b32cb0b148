"""The oven is bought by whoever needs it first."""

import threading

bought = []


class Kitchen:
    oven = None
    lock = threading.Lock()

    def get_oven(self):
        with self.lock:
            if self.oven is None:
                self.oven = object()
                bought.append("oven")
            return self.oven


kitchen = Kitchen()
bakers = [threading.Thread(target=kitchen.get_oven) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
assert len(bought) == 1, "bought two ovens"
