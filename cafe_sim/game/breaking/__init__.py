"""Break levels: the player picks who moves next, until something breaks.

Each move is made by the engine itself; nothing here knows what would come of it.

    steps        forward and back, by who moves next
    scheduler    the scene, a position in it, and the win
    round        the same with the round that the inspector visits
    ways         every way to play it
    telling      events told as what somebody did
"""
