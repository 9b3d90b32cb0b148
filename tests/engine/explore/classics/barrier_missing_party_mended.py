"""Three tiers, three bakers; who gives up says so."""

import threading

tiers = threading.Barrier(3)


def bake(tier):
    if tier == 2:
        tiers.abort()
        return
    try:
        tiers.wait()
    except threading.BrokenBarrierError:
        print("no cake today")


bakers = [threading.Thread(target=bake, args=(tier,)) for tier in range(3)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
