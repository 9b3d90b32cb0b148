"""What programs run on: actors and the baton, virtual time, primitives, event loops, shared cells, and the trace of it
all.

One execution
    trace        what happened: frozen events, the only thing that views and detectors read
    operations   the one table of visible operations: what each orders, and what depends on it
    policies     how an execution is steered from outside: choices, who makes them, limits
    actor        actors: pooled OS threads that move only while they hold the baton
    things       what operations are done to
    scheduling   points: where an actor says what it wants, and the baton changes hands
    deciding     who moves next, and what is known when nobody can
    recording    what is written down while it runs: events, places, names
    execution    all of that, driven from outside and ended
    waits        which thread waits for what, and for whom; cycles of waits
    collecting   the garbage collector meanwhile
    counting     references, as CPython counts them

Threads and what they share
    threads, timer, locals     threads, one that waits first, and attributes of their own
    numbering           numbers in their names
    drawing             random numbers, and who shares them
    locks, conditions, semaphores, events, barriers, queues
    futures, pools      results given by one and awaited by others; jobs and workers
    insides             what of all these CPython tells by their texts, or keeps under names with an underscore
    cells               places of shared memory
    cores               computing, which holds a core
    sleeping, spans     letting time pass; seconds as integer nanoseconds

An event loop is one actor
    loop         the loop a thread runs: asyncio's own order, no polling
    callbacks    what it has to do: callbacks in line, timers, hand-ins from other threads
    turns        its hot path, a turn at a time
    handles      a callback that waits for its turn, or for its time
    tasks        tasks and futures that say the same in every process
    asyncgens    asynchronous generators, closed in the order of their first iteration
    standing     where each task stands, what it waits for, and whose move that is
    complaints   what goes wrong in callbacks
    unawaited    coroutines that nobody awaits
    refused      what a real loop has and this one refuses
"""
