"""Threads and what they share: whatever one thread can tell another.

Each thing is a `Thing` of an execution; what is done to it goes through its points, as `operations` has it.

    threads, timer, locals     threads, one that waits first, and attributes of their own
    numbering           numbers in their names
    drawing             random numbers, and who shares them
    locks, conditions, semaphores, events, barriers, queues
    futures, pools      results given by one and awaited by others; jobs and workers
    thread_pools, pool_results   the same workers under another face, and what it gives
    insides             what of all these CPython tells by their texts, or keeps under names with an underscore
    cells               places of shared memory
    cores               computing, which holds a core
    sleeping            letting time pass
"""
