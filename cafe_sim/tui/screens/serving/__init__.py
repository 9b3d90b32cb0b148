"""Screens of serve levels: a shift, and the rules that run it by themselves."""
