"""Break levels: the player picks who moves next, until something breaks.

Each move is made by the engine itself; nothing here knows what would come of it.

    scheduler    the scene, a position in it, and the win
    ways         every way to play it
"""
