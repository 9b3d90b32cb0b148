"""A shift, its rules, and the counter as a picture."""
