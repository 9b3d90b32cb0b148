"""Break levels: the player picks who moves next, until something breaks.

scheduler    the scene, a position in it, and the win
ways         every way to play it
telling      events told as what somebody did
"""
