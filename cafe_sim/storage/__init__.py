"""Bytes that survive: envelopes, slots with two generations, a lock, and where all of it lies."""

from cafe_sim.storage.codec import Codec, Migration
from cafe_sim.storage.disk import Disk, RealDisk
from cafe_sim.storage.envelope import seal, unseal
from cafe_sim.storage.lock import SlotLock
from cafe_sim.storage.paths import saves_folder
from cafe_sim.storage.slot import Loaded, Slot

__all__ = ["Codec", "Disk", "Loaded", "Migration", "RealDisk", "Slot", "SlotLock", "saves_folder", "seal", "unseal"]
