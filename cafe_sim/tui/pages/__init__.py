"""Pages: pure functions from what a screen knows to pieces, tested as text. The parts are those of `game`.

None of them knows of a screen, or of what happens next.

    serving               a shift, its rules, and the counter as a picture
    fixing                the bench, and the plans that are kept of it
    breaking              the player as the scheduler
    coding                levels of code, and the lab
    inspecting            the inspector at work, and the order that goes wrong
    afterwards            a run that is over, looked at again
    player                between levels

    code, help            a program to read; what can be done now
    canvas, lanes         a picture put together cell by cell; seconds as cells
    shared                what several pages have in common
"""
