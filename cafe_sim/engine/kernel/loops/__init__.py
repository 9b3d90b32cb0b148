"""An event loop is one actor, which runs callbacks and tasks in asyncio's own order.

Its tasks take turns, none in the middle of another's; other threads may move anywhere in between.

    loop         the loop a thread runs: asyncio's own order, no polling
    callbacks    what it has to do: callbacks in line, timers, hand-ins from other threads
    turns        its hot path, a turn at a time
    handles      a callback that waits for its turn, or for its time
    asyncgens    asynchronous generators, closed in the order of their first iteration
    standing     where each task stands, what it waits for, and whose move that is
    complaints   what goes wrong in callbacks
    refused      what a real loop has and this one refuses
"""
