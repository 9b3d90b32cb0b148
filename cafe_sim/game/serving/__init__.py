"""Serve levels: orders handed over while café time passes.

Commands in (give, take back, let time pass), pictures out.

    shift       the live shift: decisions, the clock, undo
    rail        who waits for a decision, and when the clock stands for them
    view        the picture of a shift at one moment
    forecast    what giving an order to somebody would lead to
"""
