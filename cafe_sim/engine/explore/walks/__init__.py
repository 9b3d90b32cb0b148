"""One execution along a schedule, and what can be said of it: its steps, who had to wait, what came before what.

A `Walk` drives an execution from decision to decision; whoever chooses is asked at each.

    subject              what is explored
    schedule             the choices that make one execution, as a value
    walking, steps       an execution driven from decision to decision, and what it is made of
    fairness             who goes round in vain, and who goes round early
    standstill           who asks again and again and will never get on
    recurring            whether somebody stands where he stood before, with everything that is his own as it was
    visible              which places are scheduling points: learned
    ordering             which steps come before which in every equivalent walk
    given                along a schedule
"""
