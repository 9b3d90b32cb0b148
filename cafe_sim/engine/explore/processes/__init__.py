"""Every core, every process: who does the inspector's work, and outlives whatever a program does to its process.

They know nothing of what the work is: a function, its arguments, limits of memory and of time.

    hands                who does the work: an `Executor` that keeps limits
    crew, cluster        processes of this machine, or of others;
    inline               or the calling thread
    worker, inside       one worker process, from outside and from inside
    where                the line on which such a process stands
    cores                which core a worker keeps to
"""
