"""What programs run on: actors and the baton, virtual time, primitives, event loops, shared cells, and the trace of it
all.

    trace         what happened: frozen events, the only thing that views and detectors read
    operations    the one table of visible operations: what each orders, and what depends on it
    policies      how an execution is steered from outside: choices, who makes them, limits
    actor         actors: pooled OS threads that move only while they hold the baton
    things        what operations are done to
    tasks         tasks and futures that say the same in every process
    scheduling    points: where an actor says what it wants, and the baton changes hands
    deciding      who moves next, and what is known when nobody can
    recording     what is written down while it runs: events, places, names
    execution     all of that, driven from outside and ended
    waits         which thread waits for what, and for whom; cycles of waits
    collecting    the garbage collector meanwhile
    counting      references, as CPython counts them
    unawaited     coroutines that nobody awaits
    spans         seconds as integer nanoseconds

    shared        on top of it: threads and what they share
    loops         on top of that: an event loop, which is one actor
"""
