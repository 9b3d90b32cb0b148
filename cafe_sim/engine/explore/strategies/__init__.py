"""Which schedule is tried next: strategies, one a file.

A strategy is data: it is handed to a worker process, carried on there for a while, and comes back.

    strategy             what a strategy is
    bounding, reduction, random_walk, pct, determinism
"""
