"""The inspector: the ladder under a budget, its work in pieces, and what may be said of it.

`inspect` is the way in. A slice of work goes through an `Executor` to whoever does the work (`processes`).

    inspecting, budget   the ladder; what it may use, and how much goes to what
    asking, confirming   answers, waited for but not for ever; faults shown twice more before they are reported
    shrinking            a schedule made easier
    straight             the first execution, and what it teaches
    rungs, slices        work handed out in pieces, and one piece done
    inspection, verdict  what came of it, and what may be said of it
"""
