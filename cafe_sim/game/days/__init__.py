"""A day that was run, and what came of it.

played           any moment of it: who had what in hand
counter          what everybody shares, at that moment
lanes            its timeline in café words
result           the day scored
prediction       what was guessed before it
"""
