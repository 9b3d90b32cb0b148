"""Levels as data: from bytes to checked values, and the proof of what they claim."""

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign, load_level, load_pack, load_plan
from cafe_sim.content.safetext import SafeCode, SafeText

__all__ = ["Level", "SafeCode", "SafeText", "load_campaign", "load_level", "load_pack", "load_plan"]
