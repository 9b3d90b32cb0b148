"""Levels as data: from bytes to checked values, and the proof of what they claim.

Nothing in a level runs while it is loaded; its proof runs all of it.

    level, loading                      what a level is; bytes → a checked one, or one sentence
    limits, tree, safetext, sentences   bounds on what comes from outside; text made harmless; what is said of it
    checking, check_level, check_shop, check_plan, check_text
    proofs, claims, measuring, census   what a level claims, measured on the engine
    trials, policies                    serve levels against players who do not think
    changes, subjects, stars            what-ifs; what the inspector visits; par and the light touch
"""

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign, load_level, load_pack, load_plan
from cafe_sim.content.safetext import SafeCode, SafeText

__all__ = ["Level", "SafeCode", "SafeText", "load_campaign", "load_level", "load_pack", "load_plan"]
