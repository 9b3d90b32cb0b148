"""Three tiers, three bakers, but one of them gives up before the cake is put together."""

import threading

tiers = threading.Barrier(3)


def bake(tier):
    if tier == 2:
        return
    tiers.wait()


bakers = [threading.Thread(target=bake, args=(tier,)) for tier in range(3)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
