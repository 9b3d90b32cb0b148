"""Screens of break levels: the player as the scheduler."""
