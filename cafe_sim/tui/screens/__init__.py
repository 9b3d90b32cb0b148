"""The screens. The parts are those of `game`.

Screens wire; what stands on them is made by `pages`.

    serving               a shift, and the rules that run it by themselves
    fixing                the bench, and the plans that are kept of it
    breaking              the player as the scheduler
    coding                levels of code, and the lab
    inspecting            the inspector at work, and the order that goes wrong
    afterwards            a run that is over, looked at again
    player                between levels

    base, ask, small      what every screen is built on; a question; a window too small
    help, code, mishap    on top of any screen
"""
