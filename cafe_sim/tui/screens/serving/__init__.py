"""A shift, and the rules that run it by themselves."""
