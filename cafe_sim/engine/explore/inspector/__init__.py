"""The inspector: the ladder under a budget, its work in pieces, and the processes that do them.

`inspect` is the way in. A slice of work goes through an `Executor` to whoever does the work.

    inspecting           the ladder under a budget
    asking, confirming   answers, waited for but not for ever; faults shown twice more before they are reported
    shrinking            a schedule made easier
    straight             the first execution, and what it teaches
    rungs, slices        work handed out in pieces, and one piece done
    inspection, verdict  what came of it, and what may be said of it
    hands                who does the work:
    crew, cluster        processes of this machine, or of others;
    inline               or the calling thread
    worker, inside       one worker process, from outside and from inside
    where                the line on which such a process stands
    cores                which core a worker keeps to
"""
