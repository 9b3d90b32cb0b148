"""The player as the scheduler."""
