"""Bytes that survive: after any crash or loss of power, loading gives the last completed save or the one before it.

Each file is one step of the way from a value to the disk.

    envelope     nothing that came back changed gets through
    codec        values ↔ JSON, across versions of the game
    slot         one value on disk in two generations
    disk         the seam to a file system
    lock         one game at a time on a slot
    paths        where all of it lies
"""

from cafe_sim.storage.codec import Codec, Migration
from cafe_sim.storage.disk import Disk, RealDisk
from cafe_sim.storage.envelope import seal, unseal
from cafe_sim.storage.lock import SlotLock
from cafe_sim.storage.paths import saves_folder
from cafe_sim.storage.slot import Loaded, Slot

__all__ = ["Codec", "Disk", "Loaded", "Migration", "RealDisk", "Slot", "SlotLock", "saves_folder", "seal", "unseal"]
