"""A day that was run, and what came of it.

All of it is read off what was executed.

    played           any moment of it: who had what in hand
    counter          what everybody shares, at that moment
    lanes            its timeline in café words
    result           the day scored
    prediction       what was guessed before it
"""
