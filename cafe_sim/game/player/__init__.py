"""What belongs to a player between levels, and how it is kept.

Values in, values out: only `keeper` knows of files.

    campaign              which levels there are, what has been won, where to go on
    library, news         every idea met; what a win has opened
    known, memory         what has been found out about each plan, and is not to be found out again
    progress, settings    stars, plans and what is under way; how the café looks, moves and waits
    keeper, portable      progress on disk, and as a file to take along
"""
