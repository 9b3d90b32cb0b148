"""Screens of levels of code, and of the lab."""
