"""Runs looked at again once they are over, and taken along.

Nothing in here changes what came of a run.

    replay          where one stands in a run, and what is to be seen there
    recorded        a run of a level as a small file
    pasted          a schedule's code, or a file, from wherever it comes
    comparing       a run beside the plans that ship with its level
    what_if         the same plan with one thing of the day changed
    towards_par     what would have been quicker, for who won without par
    taken_along     runs, cards and pictures as files
"""
