"""Executes a program under many schedules, and says honestly how many it saw."""

from cafe_sim.engine.explore.round import Found, Judge, Move, Round, Schedule, round_of, walk

__all__ = ["Found", "Judge", "Move", "Round", "Schedule", "round_of", "walk"]
